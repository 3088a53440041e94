"""Identity in the warehouse: mentions joined to events, citations to works, articles to clusters.

Each is recomputed from what is stored, as connected components, so the order of runs is no matter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol

from parsers import likeness
from parsers.identity import Event, components, event_of
from parsers.meeting import MEETING, MET, NEAR, same_events
from parsers.text.keys import key
from warehouse.revisions import Past
from warehouse.rows import Row, event_row, mention_of, work_row

_NEVER = datetime.max.replace(tzinfo=UTC)
_COMPARED = 20_000  # articles that are compared with the others at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Whence an event is known: the sources and languages of its reports, their titles and sentences.

    `published`: the latest of them, `datetime.max` where one does not say when.
    """

    published: datetime
    sources: frozenset[str]
    languages: frozenset[str]
    texts: tuple[str, ...]


Subscribed = Callable[[Event, Origin], Iterable[str]]
"""Returns the channels to be told of an event."""


class Tables(Protocol):
    """What joining needs of the warehouse: named blocks, and rows laid beside them."""

    def rows(self, block: str, **parameters: Any) -> list[Row]: ...

    def run(self, block: str, **parameters: Any) -> int: ...

    def stage(self, table: str, rows: Iterable[Row]) -> None: ...

    def stage_pairs(
        self, table: str, name: str, target: str, pairs: Sequence[tuple[str, str]]
    ) -> None: ...


OLD = timedelta(days=30)
"""What was published longer ago is old news when it is first read."""


def join_events(
    tables: Tables, now: datetime, subscribed: Subscribed, archives: Collection[str] = ()
) -> tuple[list[Event], int]:
    """Recompute the events that new mentions touch; promise those that became news.

    Where a fact that readers were told has changed, the event's revision grows, and it is promised
    again to those who were told, and to nobody else. What comes with the archives of sources, and old news, is a
    flood: it is told in one message.
    """
    touched = [row["event_id"] for row in tables.rows("linked_events")]
    rows = {r["mention_id"]: r for r in tables.rows("mentions_of", events=touched)}
    if not rows:
        return [], 0
    before = {r["event_id"]: r for r in tables.rows("events_of", events=touched)}
    keys = _keys(rows)
    for one, other in same_events({m: mention_of(r) for m, r in rows.items() if not r["apart"]}):
        for each in (one, other):
            keys[each].append(f"{MET}{one}|{other}")
    groups = components(keys)
    events: list[tuple[Event, list[str]]] = []
    amended: set[str] = set()
    for group in groups:
        old = sorted({rows[m]["event_id"] for m in group} - {None})
        own = {k for m in group for k in (*keys[m], *_anchors(rows[m]))}
        event, put_right = _event(group, rows, own)
        events.append((event, old))
        if put_right:
            amended.add(event.event_id)
    origins = {
        event.event_id: _origin([rows[m] for m in group])
        for (event, _), group in zip(events, groups, strict=True)
    }
    places = [
        {"mention_id": m, "event_id": event.event_id}
        for (event, _), group in zip(events, groups, strict=True)
        for m in group
    ]
    merges = [
        {"old_event_id": o, "event_id": e.event_id, "shared_key": _shared(e), "merged_at": now}
        for e, old in events
        for o in old
        if o != e.event_id
    ]
    informed: dict[str, set[str]] = {}
    for row in tables.rows("told_channels", events=touched):
        informed.setdefault(row["event_id"], set()).add(row["channel"])
    pasts = {e.event_id: Past(old=old, before=before, informed=informed) for e, old in events}
    revisions = {
        e.event_id: pasts[e.event_id].revision(e, put_right=e.event_id in amended)
        for e, _ in events
    }
    _place(tables, events, revisions, places, merges, touched)
    news = [e for e, _ in events if e.announce and not pasts[e.event_id].announced]
    tables.stage(
        "delivery",
        [
            {
                "event_id": e.event_id,
                "revision": revisions[e.event_id],
                "channel": channel,
                "promised_at": now,
                "status": "pending",
                "attempts": 0,
                "next_attempt_at": now,
                "flood": origins[e.event_id].sources <= {*archives}
                or origins[e.event_id].published < now - OLD,
                "changes": pasts[e.event_id].changes(e) or None,
            }
            for e, _ in events
            for channel in _channels(
                e, pasts[e.event_id], partial(subscribed, e, origins[e.event_id])
            )
        ],
    )
    return news, tables.run("promise_deliveries")


def _event(group: Collection[str], rows: dict[str, Row], own: set[str]) -> tuple[Event, bool]:
    """Return the event of a group of mentions, and whether others than those said to be wrong tell it otherwise.

    What was said to be wrong, and what says the same, proves nothing; where nothing else does, the event is
    announced no more.
    """
    denied = {_statement(rows[m]) for m in group if rows[m]["denied"]}
    left = [m for m in group if _statement(rows[m]) not in denied]
    event = event_of([mention_of(rows[m]) for m in left or group], own)
    return (event, bool(denied)) if left else (replace(event, announce=False), False)


def _statement(row: Row) -> tuple[object, ...]:
    """Return what a mention says: of whom or what, that what happened."""
    people = row["person_keys"] or row["recipients"]
    return (
        row["kind"],
        row["category"],
        row["year"],
        frozenset(people),
        row["work_title"],
        row["subject"],
    )


def _place(
    tables: Tables,
    events: list[tuple[Event, list[str]]],
    revisions: dict[str, int],
    places: list[Row],
    merges: list[Row],
    touched: list[str],
) -> None:
    tables.run("drop_events", events=touched)
    tables.run("drop_event_keys", events=touched)
    tables.stage("event", [event_row(e, revisions[e.event_id]) for e, _ in events])
    tables.run("add_events")
    tables.stage(
        "event_key",
        [
            {"key": k, "event_id": e.event_id}
            for e, _ in events
            for k in e.keys
            if not k.startswith(MET)
        ],
    )
    tables.run("add_event_keys")
    tables.stage_pairs(
        "incoming_place",
        "mention_id",
        "event_id",
        [(p["mention_id"], p["event_id"]) for p in places],
    )
    tables.run("place_mentions")
    tables.stage("event_merge", merges)
    if merges:
        tables.run("add_event_merges")
        tables.run("move_deliveries")
        tables.run("drop_doubled_deliveries")


def join_clusters(tables: Tables) -> None:
    """Compare some of the articles that were not, and put those that tell one story in one cluster.

    A cluster is named for its smallest article id.
    """
    tables.run("comparing", most=_COMPARED)
    (days,) = tables.rows("comparing_days", days=likeness.DAYS + 1)
    tables.run(
        "add_article_likenesses",
        **days,
        enough=likeness.ENOUGH,
        alike=likeness.ALIKE,
        days=likeness.DAYS,
        foremost=likeness.FOREMOST,
        few=likeness.FEW,
        common=likeness.SHARED,
    )
    pairs = [(r["one"], r["other"]) for r in tables.rows("joined_clusters")]
    links: dict[str, list[str]] = {}
    for one, other in pairs:
        links.setdefault(one, []).append(f"{min(one, other)} {max(one, other)}")
        links.setdefault(other, []).append(f"{min(one, other)} {max(one, other)}")
    moves = [(old, min(group)) for group in components(links) for old in group]
    tables.stage_pairs("incoming_cluster", "old_id", "new_id", moves)
    tables.run("place_articles")
    tables.run("compared")


def join_works(tables: Tables) -> None:
    """Recompute the works that new citations name."""
    rows = {r["citation_id"]: r for r in tables.rows("linked_citations")}
    if not rows:
        return
    old = sorted({r["work_id"] for r in rows.values()} - {None})
    works, places = [], []
    for group in components({citation: row["keys"] for citation, row in rows.items()}):
        work_id = key("work", min(k for c in group for k in rows[c]["keys"]))
        works.append(work_row(work_id, [rows[c] for c in sorted(group)]))
        places += [(c, work_id) for c in group]
    tables.run("drop_works", works=old)
    tables.stage("work", works)
    tables.run("add_works")
    tables.stage_pairs("incoming_citation_place", "citation_id", "work_id", places)
    tables.run("place_citations")


def _keys(rows: dict[str, Row]) -> dict[str, list[str]]:
    """Return each mention's keys, as decided by hand where that was done.

    A mention that was split off shares no key with the others but those decided for it.
    """
    named = {m: [k for k in row["keys"] if not k.startswith(MEETING)] for m, row in rows.items()}
    common = {k for m, row in rows.items() if not row["apart"] for k in named[m]}
    return {
        mention: [
            *(k for k in named[mention] if not (row["apart"] and k in common)),
            *row["decided"],
        ]
        for mention, row in rows.items()
    }


def _anchors(row: Row) -> list[str]:
    """Return the keys by which a mention is found when another like it comes; none of one that was split off."""
    return [] if row["apart"] else [k for k in row["keys"] if k.startswith(NEAR)]


def _origin(rows: Sequence[Row]) -> Origin:
    """Return whence the mentions of an event are known."""
    dates = [r["article_published"] or _NEVER for r in rows]
    return Origin(
        published=max(dates, default=_NEVER),
        sources=frozenset(r["article_source"] for r in rows),
        languages=frozenset(r["article_language"] for r in rows),
        texts=tuple(f"{r['article_title']} | {r['evidence']} | {r['context']}" for r in rows),
    )


def _shared(event: Event) -> str:
    """Return the key that joined an event: the one decided by hand if there is one."""
    return next((k for k in event.keys if k.startswith("hand|")), event.keys[0])


def _channels(event: Event, past: Past, subscribed: Callable[[], Iterable[str]]) -> Iterable[str]:
    """Return whom to promise the event: those who were told what has changed, else subscribers of news."""
    return sorted(past.misinformed(event)) if past.announced else subscribed()
