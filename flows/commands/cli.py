"""The command line: `laurelwire [--config DIR] [--data DIR] COMMAND`."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from config import MendableError
from flows.commands.console import EXIT_FAILED, Context, fail
from flows.interrupts import nothing_begun
from flows.places import Places

_COMMANDS = {
    "run": "run", "digest": "digest", "deliveries": "deliveries", "serve": "serve",
    "sql": "query", "events": "query", "search": "query", "explain": "explain", "merge": "corrections", "split": "corrections", "right": "feedback", "wrong": "feedback",
    "sources": "sources", "channels": "channels", "doctor": "doctor", "eval": "evaluate",
    "reextract": "reextract", "export": "export",
    "backup": "backup", "restore": "backup", "size": "size", "init": "init",
}  # fmt: skip
"""The room of flows/commands/ that each command is in; it is imported when it is asked for."""

_OF_THE_DISK = {
    errno.ENOSPC: "make room there, and run again: what was stored stays",
    errno.EDQUOT: "make room there, and run again: what was stored stays",
    errno.EROFS: "name another folder with --data",
    errno.EACCES: "make it readable and writable for this user, or name another folder with --data",
    errno.EPERM: "make it readable and writable for this user, or name another folder with --data",
    errno.EISDIR: "a folder stands where a file belongs; move it away",
    errno.ENOTDIR: "a file stands where a folder belongs; move it away",
    errno.EEXIST: "a file stands where a folder belongs; move it away",
}
"""Faults of the place that data is kept in, and what to do about each."""

_CTRL_C = "Query interrupted"
"""What DuckDB makes of Ctrl-C, in whichever of its statements it comes: a RuntimeError that says so."""


class _Commands(click.Group):
    """Commands imported one at a time: some need the grammar, which takes 0.1 s."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a fault of the place that data is kept in is one line, not a trace."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno not in _OF_THE_DISK:
                raise
            # What fails while it is written names no file; what takes another's place, that one second.
            place = error.filename2 or error.filename or ctx.params["data"]
            fail(f"{place}: {error.strerror}; {_OF_THE_DISK[error.errno]}")
        except RuntimeError as error:
            if str(error) != _CTRL_C:
                raise
            raise KeyboardInterrupt from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click calls it so
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        with nothing_begun():
            module = import_module(f"flows.commands.{_COMMANDS[cmd_name]}")
        found = (each for each in vars(module).values() if isinstance(each, click.Command))
        return next(command for command in found if command.name == cmd_name)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    envvar="LAURELWIRE_CONFIG",
    help="Folder of settings.toml, sources.toml, channels.toml and lexicon/; packaged defaults fill in.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="LAURELWIRE_DATA",
    default=Path("var"),
    show_default=True,
    help="Folder of the warehouse and the digests.",
)
@click.version_option(package_name="laurelwire")
@click.pass_context
def cli(context: click.Context, config: Path | None, data: Path) -> None:
    """Watch news sources and tell people, once, when an award or breakthrough is announced."""
    context.obj = Context(config=config, places=Places(data))


def main() -> None:
    """Run the program; an error that a person can mend is one line, not a trace."""
    try:
        cli()
    except MendableError as error:
        fail(str(error))
    except BrokenPipeError:
        # Whoever read our output has enough; Python would complain once more when it closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_FAILED)
