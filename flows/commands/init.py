"""The command `init`: a configuration folder of one's own."""

from __future__ import annotations

import re
from pathlib import Path

import click

from config import PACKAGED, load_configuration
from flows.commands.console import EXIT_CONFIGURATION, fail

_SEEDS = re.compile(r'\[\[source\]\]\nname = "Seed documents"\n(?:.+\n)+\n?')
_FIRST_RUN = re.compile(r'^first_run = "tell"', re.MULTILINE)


@click.command(epilog="Example: laurelwire init my-config && laurelwire --config my-config run")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Write a configuration folder: settings.toml, sources.toml and channels.toml, to be changed.

    It reads the packaged feeds and no seed documents; its first run stores what it finds and tells
    nothing of it. Files that are there are never changed.
    """
    contents = {name: (PACKAGED / name).read_text(encoding="utf-8") for name in _FILES}
    contents["sources.toml"] = _SEEDS.sub("", contents["sources.toml"], count=1)
    contents["settings.toml"] = _FIRST_RUN.sub(
        'first_run = "quiet"', contents["settings.toml"], count=1
    )
    present = [name for name in _FILES if (folder / name).exists()]
    if present:
        fail(
            f"{folder}: {', '.join(present)} {'is' if len(present) == 1 else 'are'} there already; "
            "name another folder",
            EXIT_CONFIGURATION,
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    sources = len(load_configuration(folder).sources)
    click.echo(f"{folder}: {', '.join(_FILES)}; {sources} sources, no channel yet.")
    click.echo(f"Next: name a channel in {folder / 'channels.toml'}, then")
    click.echo(f"  laurelwire --config {folder} doctor")
    click.echo(
        f"  laurelwire --config {folder} run      # the first run is quiet: it tells nothing old"
    )
    click.echo(f"  laurelwire --config {folder} serve    # runs and digests on schedule")


_FILES = ("settings.toml", "sources.toml", "channels.toml")
