"""Commands that answer from the published snapshot: sql, events and search."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from flows.commands.console import (
    EXIT_CONFIGURATION,
    Context,
    as_json,
    complain,
    fail,
    format_option,
    moment_since,
)
from flows.commands.tables import show, show_table, written_to
from flows.delivery.harmless import printable
from warehouse import Limits, Session, answered, query, write_parquet

_KIND = 40  # characters of a type that are shown


@click.command(epilog='Example: laurelwire sql "SELECT venue, count(*) FROM awards GROUP BY ALL"')
@format_option("table", "json", "csv", "markdown", "parquet")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write there instead of the screen; Parquet needs it.",
)
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=300.0, show_default=True, metavar="SECONDS"
)
@click.option(
    "--memory", type=click.IntRange(min=64), default=1000, show_default=True, metavar="MB"
)
@click.option("--schema", is_flag=True, help="List the views, their columns and what each says.")
@click.option(
    "--open", "opened", is_flag=True, help="Open the snapshot in Harlequin or DuckDB's own pages."
)
@click.argument("statement", required=False, metavar="[QUERY]")
@click.pass_obj
def sql(
    context: Context, form: str, output: Path | None, timeout: float, memory: int, schema: bool,
    opened: bool, statement: str | None,
) -> None:  # fmt: skip
    """Query the published snapshot; without QUERY, ask on a terminal, or read it from standard input.

    Of several statements a table shows each result, and other formats the last one. A query reaches the
    snapshot and nothing else: no file, network or extension.
    """
    snapshot, limits = context.places.snapshot, Limits(seconds=timeout, memory_mb=memory)
    if opened:
        open_elsewhere(snapshot)
        return
    if schema:
        _show_schema(context, form)
        return
    if statement is None and sys.stdin.isatty():
        from flows.commands.shell import converse  # noqa: PLC0415  0.1 s that a single query need not spend

        converse(snapshot, limits, context.places.data / "sql_history")
        return
    text = statement if statement is not None else sys.stdin.read()
    if not text.strip():
        fail("the query is empty; try: laurelwire sql 'FROM awards LIMIT 5'")
    if form == "parquet":
        if output is None:
            fail("Parquet is no text: name a file with --output FILE", EXIT_CONFIGURATION)
        write_parquet(snapshot, text, output, limits)
        return
    with Session(snapshot, limits) as session, written_to(output):
        *first, last = session.statements(text) or [""]
        for each in first:
            with session.answered(each) as (names, rows):
                if form == "table":
                    show_table(names, rows)
                    click.echo()
        with session.answered(last) as (names, rows):
            show(form, names, rows)


SCHEMA = """
SELECT c.table_name AS "view", c.column_name AS "column", c.data_type AS "type", c.comment AS says
FROM duckdb_columns() AS c JOIN duckdb_views() AS v ON v.view_name = c.table_name
WHERE NOT v.internal AND NOT v.temporary AND c.schema_name = 'main' AND c.database_name = v.database_name ORDER BY c.table_name, c.column_index
"""


def _show_schema(context: Context, form: str) -> None:
    """List every view with its columns, their types and what each says."""
    names, rows = query(context.places.snapshot, SCHEMA)
    if form != "table":
        show(form, names, rows)
        return
    _, views = query(context.places.snapshot, "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal AND NOT temporary ORDER BY ALL")  # fmt: skip
    for view, said in views:
        click.secho(f"{view}: {said}", bold=True)
        for _, column, kind, says in (row for row in rows if row[0] == view):
            short = kind if len(kind) <= _KIND else f"{kind[:_KIND]}…"
            click.echo(f"  {column} ({short}): {says}")


@click.command(epilog="Example: laurelwire events --since 7d --kind award")
@click.option(
    "--since", metavar="D", help="First seen since a day (2026-11-01) or in the last days (7d)."
)
@click.option("--kind", type=click.Choice(["award", "breakthrough"]))
@click.option(
    "--all", "everything", is_flag=True, help="Also what is not announced: history, shortlists."
)
@format_option("table", "json")
@click.pass_obj
def events(
    context: Context, since: str | None, kind: str | None, everything: bool, form: str
) -> None:
    """List what was found, newest first."""
    start = moment_since(since).isoformat() if since else None
    names, rows = query(
        context.places.snapshot,
        """
        SELECT event_id, kind, coalesce(award_name, claim) AS what, coalesce(venue, field) AS "where",
               "year", coalesce(work_title, subject, '') AS work, recipients, confidence
        FROM events
        WHERE ($kind IS NULL OR kind = $kind) AND (announce OR $everything)
          AND ($start IS NULL OR first_seen_at >= $start::TIMESTAMPTZ)
        ORDER BY first_seen_at DESC, kind, "where", what, work
        """,
        {"kind": kind, "everything": everything, "start": start},
    )
    if form == "json":
        click.echo(as_json([dict(zip(names, row, strict=True)) for row in rows]))
    else:
        # Eight characters of an id are enough for `explain`; the rest of the line is for people.
        show_table(names, [(row[0][:8], *row[1:]) for row in rows] if sys.stdout.isatty() else rows)


@click.command(epilog="Example: laurelwire search '数学 突破' --since 30d")
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--since", metavar="D", help="Published since a day (2026-11-01) or in the last days (7d)."
)
@click.option("--kind", type=click.Choice(["award", "breakthrough"]))
@click.option("--venue", metavar="NAME", help="Conference, journal or giver of a prize.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@format_option("table", "json", "csv")
@click.pass_obj
def search(
    context: Context, words: tuple[str, ...], since: str | None, kind: str | None, venue: str | None,
    limit: int, form: str,
) -> None:  # fmt: skip
    """Find articles that hold all WORDS, the best first, in Chinese (either script) and English.

    Titles, beginnings and what is told of an article are searched. From SQL: FROM search('WORDS').
    """
    asked = {
        "words": " ".join(words),
        "since": moment_since(since).isoformat() if since else None,
        "kind": kind,
        "venue": venue,
        "limit": limit,
    }
    statement = "FROM search($words, since := $since, kind := $kind, venue := $venue) LIMIT $limit"
    with answered(context.places.snapshot, statement, asked) as (names, found):
        rows = list(found)
    if form == "table" and sys.stdout.isatty():
        _show_found(names, rows)
    else:
        show(form, names, rows)
    if not rows:
        complain("nothing holds all of these words; try fewer")


def _show_found(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print what was found as people read it: title, where and when, the sentence, and what leads further."""
    for row in rows:
        found = dict(zip(names, row, strict=True))
        day = f"{found['published_at']:%Y-%m-%d}" if found["published_at"] else ""
        event = f"event {found['event_id'][:8]}" if found["event_id"] else ""
        click.secho(printable(found["title"]), bold=True)
        click.echo(f"  {printable(' '.join((found['snippet'] or '').split()))}")
        click.echo(
            "  "
            + " · ".join(printable(p) for p in (found["source"], day, event, found["url"]) if p)
            + "\n"
        )


def open_elsewhere(snapshot: Path) -> None:
    """Hand the snapshot, read-only, to a program for looking at databases, if one is installed."""
    programs = (
        ("harlequin", ("--read-only", str(snapshot))),
        ("duckdb", ("-readonly", "-ui", str(snapshot))),
    )
    if not snapshot.exists():
        fail(f"{snapshot}: nothing published yet; run `laurelwire run` first")
    for name, arguments in programs:
        if (path := shutil.which(name)) is not None:
            os.execv(path, [name, *arguments])  # noqa: S606  the user's own program takes our place
    fail("neither harlequin nor duckdb is installed; try: pipx install harlequin")
