"""The command `run`: one pass, its report, and the digests that follow it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from config import Configuration
from flows.clock import now
from flows.commands.console import (
    EXIT_CONFIGURATION,
    EXIT_FAILED,
    Context,
    as_json,
    complain,
    fail,
    format_option,
)
from flows.commands.digest import ask_about_the_past, result_json, show_results
from flows.delivery.deliver import DeliveringElsewhereError, every_channel_failed, tell, tell_read
from flows.delivery.harmless import printable
from flows.delivery.notices import line
from flows.delivery.results import ChannelResult
from flows.fetching.readings import Reading
from flows.ingestion.report import Options, RunReport, UnknownSourceError
from flows.ingestion.run import run_pass
from parsers.identity import Event

_NAMED = 3  # sources that cannot be reached and are named one by one
_REJECTED = 20  # rejections that are shown; all stand in the view


@click.command(epilog="Example: laurelwire run --offline --seeds my-notes/")
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
@click.option(
    "--no-tell",
    "--no-digest",
    "no_digest",
    is_flag=True,
    help="Store only; `digest` tells what is new.",
)
@click.option("--scheduled", is_flag=True, hidden=True)  # as `serve` does: who is told at once
@click.option(
    "--network-optional", is_flag=True, help="Sources that no network reaches are no failure."
)
@click.option("--quiet", "-q", is_flag=True, help="Say only what went wrong, for cron.")
@format_option("text", "json")
@click.pass_obj
def run(
    context: Context,
    seeds: tuple[Path, ...],
    only: tuple[str, ...],
    offline: bool,
    due: bool,
    dry_run: bool,
    no_digest: bool,
    scheduled: bool,
    network_optional: bool,
    quiet: bool,
    form: str,
) -> None:
    """Read every source once, store what is new and tell it.

    Ends with 0; with 1 if all seed sources, all sources on the network or all channels failed; with
    2 for a configuration problem.
    """
    options = Options(seeds=seeds, only=only, offline=offline, due=due, dry_run=dry_run)
    configuration = context.configuration
    try:
        with _progress(quiet=quiet or form == "json") as progress:
            report = run_pass(configuration, context.places, options, progress=progress)
    except UnknownSourceError as error:
        fail(str(error), EXIT_CONFIGURATION)
        return
    if dry_run or no_digest:
        results = []
    elif scheduled:
        results = tell_read(configuration, context.places, now)
    else:
        results = _told(configuration, context)
    if form == "json":
        click.echo(as_json(_report_json(report, results)))
    else:
        show_results(results, quiet=quiet)
        if not (dry_run or quiet):
            ask_about_the_past(context)
        _show_report(report, context, dry_run=dry_run, quiet=quiet)
    failures = [] if network_optional and report.no_network else report.failed_sets
    if every_channel_failed(results):
        failures.append("no channel could be told; what was found stays pending")
    for failure in failures:
        complain(failure)
    if failures:
        sys.exit(EXIT_FAILED)


def _told(configuration: Configuration, context: Context) -> list[ChannelResult]:
    """Deliver; that another process is delivering is no failure of this run."""
    try:
        return tell(configuration, context.places, now)
    except DeliveringElsewhereError as error:
        complain(str(error))
        return []


def _show_report(report: RunReport, context: Context, *, dry_run: bool, quiet: bool) -> None:
    _complain_of_sources(report)
    _complain_of_rejections(report)
    for notice in report.notices:
        complain(f"source {line(notice)}")
    if quiet:
        return
    for reading in report.readings:
        if reading.moved and reading.outcome != "failed":
            name = reading.source.name
            complain(f"source {name}: moved for good to {reading.moved}; change its url")
    click.echo(_summed_up(report))
    if dry_run:
        click.echo("Dry run: nothing was stored or sent.")
        for event in report.new.events:
            click.echo(printable(f"  {_in_a_line(event)}"))
        return
    places = context.places
    click.echo(f"Warehouse: {places.snapshot}   Digests: {places.digests}")
    click.echo(
        'Ask it: laurelwire sql "SELECT venue, category, work_title FROM awards WHERE announce"'
    )


def _complain_of_sources(report: RunReport) -> None:
    """Name each source that failed; where many cannot be reached, say so once."""
    unreachable = [r for r in report.readings if r.unreachable]
    named = [r for r in report.readings if r.outcome == "failed" and not r.unreachable]
    if len(unreachable) <= _NAMED:
        named += unreachable
    for reading in named:
        complain(f"source {reading.source.name}: {reading.error}")
    if len(unreachable) > _NAMED:
        complain(
            f"{len(unreachable)} feeds unreachable (is there a network? --offline leaves them out); "
            f"first: {unreachable[0].source.name}: {unreachable[0].error}"
        )


def _complain_of_rejections(report: RunReport) -> None:
    for rejection in report.rejections[:_REJECTED]:
        complain(f"{rejection.source}: {rejection.location}: {rejection.reason}")
    more = len(report.rejections) - _REJECTED
    if more > 0:
        complain(f"and {more} more rejections: laurelwire sql 'FROM rejections'")


def _summed_up(report: RunReport) -> str:
    seconds = (report.finished - report.started).total_seconds()
    left = f" ({report.resting} not yet due, or left alone as they asked)" if report.resting else ""
    copied = f"{report.new.copies} copied, " if report.new.copies else ""
    return (
        f"{len(report.readings)} sources asked{left}: {report.count('read')} read, "
        f"{report.count('unchanged')} unchanged, {report.count('failed')} failed. "
        f"{report.entries_seen} entries: {report.new.entries} new, {copied}{report.entries_known} known, "
        f"{len(report.rejections)} rejected. {len(report.new.events)} new events. {seconds:.1f} s."
    )


def _in_a_line(event: Event) -> str:
    kind = event.award_name or (event.claim or event.kind).replace("_", " ")
    after = f"after {event.after_years} years" if event.after_years else None
    head = (kind, event.venue or event.field, event.year, after)
    tail = (event.work_title or event.subject, ", ".join(event.recipients))
    return f"{', '.join(str(p) for p in head if p)}: {' — '.join(p for p in tail if p)}"


def _report_json(report: RunReport, results: list[ChannelResult]) -> dict[str, Any]:
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
        "channels": [result_json(t) for t in results],
    }


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
