"""How sources stand: what is remembered of each between runs, and what an answer changes of it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from config import Collecting, Source
from flows.fetching.readings import Reading
from flows.ingestion.polling import Limits, Pace, ReadResult, next_pace
from parsers.records import Wishes
from parsers.text.keys import key
from warehouse import Row

_MINUTE = timedelta(minutes=1)


def is_due(source: Source, state: Mapping[str, Any], now: datetime, settings: Collecting) -> bool:
    """True when the time to ask a source has come; an address that was changed is due at once.

    An interval that was learnt under a longer `max_interval` counts no longer than the present one.
    """
    due = state.get("next_due_at")
    if due is None or state.get("location") != source.location:
        return True
    learnt = state.get("interval_minutes") or 0.0
    longer = max(learnt - settings.max_interval, 0.0) if not state.get("failures") else 0.0
    return bool(due - longer * _MINUTE <= now)


def is_resting(
    source: Source, state: Mapping[str, Any], now: datetime, settings: Collecting
) -> bool:
    """True when a source must be left alone though somebody asks: its server said so, or it is gone."""
    resting = state.get("failure") == "busy" or state.get("health") == "gone"
    return resting and not is_due(source, state, now, settings)


def next_state(
    reading: Reading,
    state: Mapping[str, Any],
    now: datetime,
    settings: Collecting,
    *,
    entries: int | None = None,
    new: int = 0,
    gap: bool = False,
    wishes: Wishes | None = None,
) -> Row:
    """Return the row to remember of a source after an answer; `entries` and `new` of what was read."""
    source = reading.source
    location = source.location if source.fetched else ""
    same = state.get("location") == location
    before = state if same else {}
    failed = reading.outcome == "failed"
    result = ReadResult(
        failure=(reading.failure or "soft") if failed else None,
        entries=entries,
        new=new,
        gap=gap,
        wait=None if reading.wait is None else timedelta(seconds=reading.wait),
        wishes=_wishes(reading, wishes or Wishes()),
    )
    limits = Limits(floor=settings.min_interval * _MINUTE, ceiling=settings.max_interval * _MINUTE)
    spread = zlib.crc32(source.name.encode()) / 2**32
    pace = next_pace(_pace(before), result, now, limits, spread=spread)
    kept = reading.outcome != "read"  # validators are those of the last answer with a body
    return {
        "source": source.name,
        "kind": source.kind,
        "location": location,
        "language": source.language,
        "group": source.group,
        "etag": before.get("etag") if kept else reading.etag,
        "last_modified": before.get("last_modified") if kept else reading.last_modified,
        "body_key": before.get("body_key") if kept else reading.body_key,
        "moved_to": reading.moved,
        "moved_reads": _moved_reads(reading, before),
        "last_read_at": now,
        "last_success_at": before.get("last_success_at") if failed else now,
        "last_outcome": reading.outcome,
        "failures": int(before.get("failures") or 0) + 1 if failed else 0,
        "last_error": reading.error,
        "failure": reading.failure,
        **_pace_row(pace),
    }


def _wishes(reading: Reading, wished: Wishes) -> Wishes:
    """Return a feed's wishes with how long its answer is fresh; to be left alone is more than a wish."""
    fresh = max(wished.minutes or 0, (reading.max_age or 0) / 60)
    return replace(wished, minutes=fresh or None)


def _pace_row(pace: Pace) -> Row:
    return {
        "next_due_at": pace.next_due,
        "interval_minutes": pace.interval / _MINUTE if pace.interval else None,
        "rate": pace.rate,
        "lately": pace.lately,
        "busiest": pace.busiest,
        "feed_window": pace.window,
        "score": pace.score,
        "health": pace.health,
    }


def _moved_reads(reading: Reading, before: Mapping[str, Any]) -> int:
    """Return how often in a row the source was read where it says it stands now.

    One answer proves nothing: a page that asks to log in says it too. What does not answer there as
    a source does counts from nothing again.
    """
    if reading.moved is None or reading.outcome == "failed":
        return 0
    same = before.get("moved_to") == reading.moved
    return int(before.get("moved_reads") or 0) + 1 if same else 1


def noticed(before: Mapping[str, Any], after: Row, now: datetime) -> Row | None:
    """Return the notice of a change of health that somebody would want to know, if there is one.

    Passing faults are none: a source is told of when it fails for good or for long, and once more
    when it is well again.
    """
    old, new = before.get("health") or "unread", str(after["health"])
    troubled = {"failing", "dead", "gone"}
    if old == new or not (new in troubled or (old in troubled and new == "healthy")):
        return None
    return {
        "notice_id": key("notice", after["source"], new, now.isoformat()),
        "source": after["source"],
        "health": new,
        "before": old,
        "reason": after["last_error"],
        "noticed_at": now,
    }


def _pace(state: Mapping[str, Any]) -> Pace:
    minutes = state.get("interval_minutes")
    return Pace(
        interval=minutes * _MINUTE if minutes else None,
        next_due=state.get("next_due_at"),
        asked_at=state.get("last_read_at"),
        read=state.get("last_success_at"),
        rate=state.get("rate"),
        lately=state.get("lately") or 0.0,
        busiest=state.get("busiest") or 0.0,
        window=state.get("feed_window") or 0,
        score=state.get("score") or 0.0,
        health=state.get("health") or "unread",
    )
