"""`laurelwire reextract`: what the present rules and lexicon would change over stored articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import click

from config import Lexicon
from flows.commands.console import Context, as_json, format_option
from flows.delivery.harmless import printable
from parsers import Article, Mention, find_mentions
from parsers.article import landmarks
from parsers.identity import Event, event_of, joined
from warehouse import Row, query

_COMPARED = (
    "category", "award_name", "venue", "year", "field", "claim", "after_years", "work_title",
    "recipients", "institutions", "links", "scope", "status", "is_new", "announce",
)  # fmt: skip
_GONE = 'SELECT count(*) FROM articles WHERE "text" IS NULL'


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One event gained, lost or changed; `before` and `after` hold the fields that differ."""

    what: str
    event_id: str
    title: str
    announce: bool
    before: dict[str, Any]
    after: dict[str, Any]


@click.command(
    epilog="Example: laurelwire reextract --dry-run   (after --config my-config: its lexicon)"
)
@click.option(
    "--dry-run", is_flag=True, help="The only mode there is: nothing is ever stored or told."
)
@format_option("text", "json")
@click.pass_obj
def reextract(context: Context, dry_run: bool, form: str) -> None:
    """Compare the stored events with what the present lexicon finds in the stored articles.

    Shows the events gained, lost and changed, so that a changed lexicon can be judged before it
    reads news. To keep the result, read the sources into a new data folder. Articles whose bodies were let go
    (`keep_bodies_days`) told nothing, and cannot be read again: they are counted.
    """
    del dry_run  # said for clarity; there is no other mode
    changes = list(
        changed(stored_events(context), found_again(context, context.configuration.lexicon))
    )
    if form == "json":
        click.echo(as_json([{f.name: getattr(c, f.name) for f in fields(c)} for c in changes]))
        return
    for change in changes:
        mark = "*" if change.announce else " "
        click.echo(printable(f"{change.what:>7} {mark} {change.event_id[:8]} {change.title}"))
        for name, value in change.after.items():
            if change.what == "changed":
                click.echo(printable(f"            {name}: {change.before[name]!r} → {value!r}"))
    counts = {what: sum(c.what == what for c in changes) for what in ("gained", "lost", "changed")}
    announced = {what: sum(c.what == what and c.announce for c in changes) for what in counts}
    click.echo(
        ", ".join(f"{counts[w]} {w} ({announced[w]} announced)" for w in counts)
        + ". Nothing was stored."
    )
    ((gone,),) = query(context.places.snapshot, _GONE)[1]
    if gone:
        click.echo(f"{gone} articles were not read: their bodies were let go (keep_bodies_days).")


def stored_events(context: Context) -> dict[str, Row]:
    """Return the stored events by id, with the fields that are compared."""
    names, rows = query(context.places.snapshot, "SELECT * FROM store.event")
    return {row["event_id"]: row for row in (dict(zip(names, r, strict=True)) for r in rows)}


def found_again(context: Context, lexicon: Lexicon) -> dict[str, Event]:
    """Return the events that the lexicon finds in every stored article."""
    names, rows = query(
        context.places.snapshot,
        'SELECT article_id, source, document_id, url, title, author, language, published_at, "text", '
        '"start", "end" FROM articles WHERE "text" IS NOT NULL',
    )
    mentions: list[Mention] = []
    for row in rows:
        stored = dict(zip(names, row, strict=True))
        article = Article(
            entry_id="",
            published=stored.pop("published_at"),
            **stored,
            **landmarks(stored["text"], stored["title"]),
        )
        mentions += find_mentions(article, lexicon).mentions
    events = map(event_of, joined(mentions))
    return {event.event_id: event for event in events}


def changed(before: dict[str, Row], after: dict[str, Event]) -> Iterator[Change]:
    """Yield what differs, announced events first."""
    changes = []
    for event_id in sorted(before.keys() | after.keys()):
        old, new = before.get(event_id), after.get(event_id)
        ours = {n: _plain(old[n]) for n in _COMPARED} if old else {}
        theirs = {n: _plain(getattr(new, n)) for n in _COMPARED} if new else {}
        if ours == theirs:
            continue
        what = "changed" if old and new else "gained" if new else "lost"
        differ = [n for n in _COMPARED if ours.get(n) != theirs.get(n)]
        shown = theirs or ours
        changes.append(
            Change(
                what=what,
                event_id=event_id,
                title=_title(shown),
                announce=bool(ours.get("announce") or theirs.get("announce")),
                before={n: ours.get(n) for n in differ},
                after={n: theirs.get(n) for n in differ},
            )
        )
    yield from sorted(changes, key=lambda c: (not c.announce, c.what, c.title))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _title(shown: dict[str, Any]) -> str:
    parts = (
        shown.get("award_name") or shown.get("claim"),
        shown.get("venue") or shown.get("field"),
        shown.get("year"),
        shown.get("work_title") or ", ".join(shown.get("recipients") or []),
    )
    return " · ".join(str(part) for part in parts if part)
