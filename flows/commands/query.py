"""Commands that answer from the published snapshot: sql, events and search."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from flows.commands.console import Context, as_json, complain, fail, format_option, moment_since
from flows.commands.tables import as_markdown, show_csv, show_json, show_table
from flows.delivery.harmless import printable
from warehouse import Limits, answered, query


@click.command(epilog='Example: laurelwire sql "SELECT venue, count(*) FROM awards GROUP BY ALL"')
@format_option("table", "json", "csv", "markdown")
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=300.0, show_default=True, metavar="SECONDS"
)
@click.option(
    "--memory", type=click.IntRange(min=64), default=1000, show_default=True, metavar="MB"
)
@click.argument("statement", required=False, metavar="[QUERY]")
@click.pass_obj
def sql(context: Context, form: str, timeout: float, memory: int, statement: str | None) -> None:
    """Query the published snapshot; without QUERY, read it from standard input.

    On a terminal without QUERY, list the views and their columns. A query reaches the snapshot and
    nothing else: no file, network or extension; `laurelwire export` writes files.
    """
    if statement is None and sys.stdin.isatty():
        _show_views(context)
        return
    text = statement if statement is not None else sys.stdin.read()
    if not text.strip():
        fail("the query is empty; try: laurelwire sql 'FROM awards LIMIT 5'")
    limits = Limits(seconds=timeout, memory_mb=memory)
    with answered(context.places.snapshot, text, limits=limits) as (names, rows):
        if form == "json":
            show_json(names, rows)
        elif form == "csv":
            show_csv(names, rows)
        elif form == "markdown":
            click.echo(as_markdown(names, rows))
        else:
            show_table(names, rows)


def _show_views(context: Context) -> None:
    """Print each view, what it holds, and its columns."""
    _, rows = query(
        context.places.snapshot,
        """
        SELECT v.view_name, v.comment, string_agg(c.column_name, ', ' ORDER BY c.column_index)
        FROM duckdb_views() AS v JOIN duckdb_columns() AS c ON c.table_name = v.view_name
        WHERE NOT v.internal GROUP BY ALL ORDER BY ALL
        """,
    )
    for name, comment, columns in rows:
        click.echo(f"{name}: {comment}")
        click.echo(click.wrap_text(columns, 96, initial_indent="    ", subsequent_indent="    "))


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
    if form == "json":
        show_json(names, rows)
    elif form == "csv":
        show_csv(names, rows)
    elif sys.stdout.isatty():
        _show_found(names, rows)
    else:
        show_table(names, rows)
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
