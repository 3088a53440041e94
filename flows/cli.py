"""The command line: `laurelwire [--config DIR] [--data DIR] COMMAND`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from flows.collecting import Reading
from flows.console import (
    EXIT_CONFIGURATION,
    EXIT_FAILED,
    Context,
    as_json,
    complain,
    fail,
    format_option,
    printable,
)
from flows.noticing import line
from flows.places import Places
from flows.report import Options, RunReport, UnknownSourceError, now
from flows.running import run_pass
from flows.telling import DeliveringElsewhereError, Told, tell
from warehouse import (
    NotPublishedError,
    QueryError,
    WarehouseBusyError,
    WarehouseUnusableError,
)

_ELSEWHERE = {
    "sql": "asking", "events": "asking", "explain": "asking", "merge": "deciding", "split": "deciding",
    "sources": "tending", "channels": "tending", "doctor": "tending", "eval": "evaluating",
    "reextract": "reextracting",
}  # fmt: skip
"""Commands with a module of their own in flows/, imported when they are asked for."""


class _Commands(click.Group):
    """The commands of this module, and those of others: some import the grammar, which takes 0.1 s."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module = import_module(f"flows.{_ELSEWHERE[cmd_name]}")
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


@cli.command(epilog="Example: laurelwire run --offline --seeds my-notes/")
@click.option(
    "--seeds",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Seed files or folders to read in place of the configured ones; may be repeated.",
)
@click.option(
    "--only", multiple=True, metavar="SOURCE", help="Read only this source; may be repeated."
)
@click.option("--offline", is_flag=True, help="Ask no source on the network.")
@click.option("--due", is_flag=True, help="Ask only sources whose time has come, as `serve` does.")
@click.option("--dry-run", is_flag=True, help="Show what would be found; store and send nothing.")
@format_option("text", "json")
@click.pass_obj
def run(
    context: Context,
    seeds: tuple[Path, ...],
    only: tuple[str, ...],
    offline: bool,
    due: bool,
    dry_run: bool,
    form: str,
) -> None:
    """Read every source once, store what is new and tell it.

    Ends with 0; with 1 if every source failed; with 2 for a configuration problem.
    """
    options = Options(seeds=seeds, only=only, offline=offline, due=due, dry_run=dry_run)
    configuration = context.configuration
    try:
        with _progress(quiet=form == "json") as progress:
            report = run_pass(configuration, context.places, options, progress=progress)
    except UnknownSourceError as error:
        fail(str(error), EXIT_CONFIGURATION)
        return
    told = [] if dry_run else tell(configuration, context.places, now)
    if form == "json":
        click.echo(as_json(_report_json(report, told)))
    else:
        _show_told(told)
        _show_report(report, context, dry_run=dry_run)
    if report.all_failed:
        sys.exit(EXIT_FAILED)


@cli.command(epilog="Example: laurelwire digest --channel team-mail --dry-run")
@click.option("--channel", metavar="NAME", help="Only this channel.")
@click.option("--dry-run", is_flag=True, help="Show the digests; send and record nothing.")
@format_option("text", "markdown", "html", "json")
@click.pass_obj
def digest(context: Context, channel: str | None, dry_run: bool, form: str) -> None:
    """Compose and deliver what is pending."""
    configuration = context.configuration
    names = {c.name for c in configuration.channels} | {"terminal"}
    if channel is not None and channel not in names:
        fail(
            f"no channel is called {channel!r}; `laurelwire channels` lists them",
            EXIT_CONFIGURATION,
        )
    told = tell(configuration, context.places, now, only=channel, dry_run=dry_run)
    if form == "json":
        click.echo(as_json([_told_json(t) for t in told]))
        return
    if dry_run:
        for each in told:
            if each.digest is not None:
                click.echo(printable(each.digest.written(form)))  # type: ignore[arg-type]
    _show_told(told)
    if any(t.state == "failed" for t in told):
        sys.exit(EXIT_FAILED)


@cli.command(epilog="Example: laurelwire serve   (schedule.* in settings.toml says when)")
@click.pass_obj
def serve(context: Context) -> None:
    """Run and tell on the schedule of settings.toml, with Prefect, until interrupted."""
    context.configuration  # noqa: B018  its problems are told before Prefect starts
    from flows.serving import serve_flows  # noqa: PLC0415  Prefect takes 1.4 s to import

    serve_flows(context.config, context.places.data)


def main() -> None:
    """Run the program; an error that a person can mend is one line, not a trace."""
    try:
        cli()
    except (
        WarehouseBusyError,
        WarehouseUnusableError,
        NotPublishedError,
        QueryError,
        DeliveringElsewhereError,
    ) as error:
        fail(str(error))


class _progress:  # noqa: N801  a context manager used as a function
    """Shows a bar on a terminal while sources are read; says nothing in a pipe."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet or not sys.stderr.isatty()

    def __enter__(self) -> Callable[[Reading], None]:
        if self._quiet:
            return lambda _: None
        from rich.console import Console  # noqa: PLC0415  only on a terminal
        from rich.progress import MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

        self._bar = Progress(
            TextColumn("reading"),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            console=Console(stderr=True),
            transient=True,
        )
        self._bar.start()
        task = self._bar.add_task("", total=None)

        def advance(reading: Reading) -> None:
            self._bar.update(task, advance=1, description=printable(reading.source.name)[:60])

        return advance

    def __exit__(self, *_: object) -> None:
        if not self._quiet:
            self._bar.stop()


def _show_report(report: RunReport, context: Context, *, dry_run: bool) -> None:
    unreachable = [r for r in report.readings if r.unreachable]
    failed = [r for r in report.readings if r.outcome == "failed" and not r.unreachable]
    for reading in failed:
        complain(f"source {reading.source.name}: {reading.error}")
    if len(unreachable) > 3:
        complain(
            f"{len(unreachable)} feeds unreachable (is there a network? --offline leaves them out); "
            f"first: {unreachable[0].source.name}: {unreachable[0].error}"
        )
    else:
        for reading in unreachable:
            complain(f"source {reading.source.name}: {reading.error}")
    for rejection in report.rejections[:20]:
        complain(f"{rejection.source}: {rejection.location}: {rejection.reason}")
    if len(report.rejections) > 20:
        complain(
            f"and {len(report.rejections) - 20} more rejections: laurelwire sql 'FROM rejections'"
        )
    seconds = (report.finished - report.started).total_seconds()
    asked = len(report.readings)
    copied = f"{report.new.copies} copied, " if report.new.copies else ""
    for notice in report.notices:
        complain(f"source {line(notice)}")
    for reading in report.readings:
        if reading.moved and reading.outcome != "failed":
            complain(
                f"source {reading.source.name}: moved for good to {reading.moved}; change its url"
            )
    left = f" ({report.resting} not yet due, or left alone as they asked)" if report.resting else ""
    click.echo(
        f"{asked} sources asked{left}: {report.count('read')} read, {report.count('unchanged')} unchanged, "
        f"{report.count('failed')} failed. {report.entries_seen} entries: {report.new.entries} new, "
        f"{copied}{report.entries_known} known, {len(report.rejections)} rejected. "
        f"{len(report.new.events)} new events. {seconds:.1f} s."
    )
    if dry_run:
        click.echo("Dry run: nothing was stored or sent.")
        for event in report.new.events:
            kind = event.award_name or (event.claim or event.kind).replace("_", " ")
            place = event.venue or event.field
            after = f"after {event.after_years} years" if event.after_years else None
            head = ", ".join(str(part) for part in (kind, place, event.year, after) if part)
            told = (event.work_title or event.subject, ", ".join(event.recipients))
            click.echo(printable(f"  {head}: {' — '.join(part for part in told if part)}"))
        return
    places = context.places
    click.echo(f"Warehouse: {places.snapshot}   Digests: {places.digests}")
    click.echo(
        'Ask it: laurelwire sql "SELECT venue, category, work_title FROM awards WHERE announce"'
    )


def _show_told(told: list[Told]) -> None:
    for each in told:
        if each.unknown:
            complain(f"channel {each.channel}: {each.unknown} deliveries may have arrived: unknown")
        if each.state == "shown" and each.digest is not None:
            click.echo(printable(each.digest.written("text")))
            click.echo("Kept as: " + "  ".join(str(path) for path in each.files))
        elif each.state == "sent" and each.digest is not None:
            click.echo(
                f"channel {each.channel}: told {each.events} events: {printable(each.digest.title)}"
            )
        elif each.state == "nothing":
            click.echo(f"channel {each.channel}: nothing new to tell.")
        elif each.error:
            complain(f"channel {each.channel}: {each.error}")


def _told_json(told: Told) -> dict[str, Any]:
    return {
        "channel": told.channel,
        "state": told.state,
        "events": told.events,
        "unknown": told.unknown,
        "title": told.digest.title if told.digest else None,
        "files": [str(path) for path in told.files],
        "error": told.error,
    }


def _report_json(report: RunReport, told: list[Told]) -> dict[str, Any]:
    return {
        "started_at": report.started,
        "finished_at": report.finished,
        "sources": {
            "asked": len(report.readings),
            "resting": report.resting,
            "read": report.count("read"),
            "unchanged": report.count("unchanged"),
            "failed": [
                {"source": r.source.name, "error": r.error}
                for r in report.readings
                if r.outcome == "failed"
            ],
        },
        "entries": {
            "seen": report.entries_seen,
            "new": report.new.entries,
            "copied": report.new.copies,
            "known": report.entries_known,
            "rejected": [asdict(r) for r in report.rejections],
        },
        "articles_new": report.new.articles,
        "mentions_new": report.new.mentions,
        "events_new": [
            {
                "event_id": e.event_id,
                "kind": e.kind,
                "category": e.category,
                "award_name": e.award_name,
                "venue": e.venue,
                "year": e.year,
                "field": e.field,
                "work_title": e.work_title,
                "recipients": e.recipients,
            }
            for e in report.new.events
        ],
        "deliveries_promised": report.new.promised,
        "channels": [_told_json(t) for t in told],
    }
