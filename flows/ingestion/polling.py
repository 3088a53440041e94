"""When a source is asked next, and how well it is: decided from what it answered, without a clock.

The interval follows how often new entries appear, and never lets a feed's window pass half unread;
what the source itself wishes (ttl, skipHours, update period, max-age, Retry-After) lengthens it.
Failures are scored by kind, as Media Cloud's fetcher does: a passing fault counts a quarter, an odd
answer half, a refusal whole. The score lengthens the interval, and names the health.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from flows.fetching.headers import FailureKind
from parsers.records import Wishes

Health = Literal["unread", "healthy", "unsteady", "failing", "dead", "gone"]
"""Dead sources and gone ones (410) are asked once a week: never abandoned."""

_SCORES: dict[FailureKind, float] = {
    "temporary": 0.25, "soft": 0.5, "hard": 1.0, "busy": 0.0, "offline": 0.0,
}  # fmt: skip
_FAILING, _DEAD = 2.0, 8.0  # scores from which a source is called so
_FORGIVEN = 0.5  # of the score, by each good answer
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_LONGEST_WISH = timedelta(days=1)  # a ttl of a month is a mistake, not a wish
_HALF_LIFE = timedelta(days=3)  # of what is remembered of how often news came
_NEWS_MISSED = 2.0  # new entries expected between two questions
_WINDOW = 0.5  # of a feed's window that may pass between two questions, on its busiest day
_AFTER_GAP = 0.25  # of the interval before, once a window was missed
_FADING = 0.8  # of the busiest day, remembered a day later
_SKIPPED_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Between what a source is asked, whatever it does."""

    floor: timedelta
    ceiling: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What is remembered of a source between runs.

    `rate`: entries an hour; `lately`: entries of about the last day; `busiest`: those of the busiest.
    """

    interval: timedelta | None = None
    next_due: datetime | None = None
    asked_at: datetime | None = None
    read: datetime | None = None
    rate: float | None = None
    lately: float = 0.0
    busiest: float = 0.0
    window: int = 0
    score: float = 0.0
    health: Health = "unread"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """What one question gave. `entries` and `new` of a feed that was read; `gap`: none was known.

    `wait`: the server asks to be left alone for so long.
    """

    failure: FailureKind | None = None
    entries: int | None = None
    new: int = 0
    gap: bool = False
    wait: timedelta | None = None
    wishes: Wishes = field(default_factory=Wishes)


def next_pace(pace: Pace, result: ReadResult, now: datetime, limits: Limits, spread: float) -> Pace:
    """Return what to remember of a source after an answer, with the moment it is due again.

    `spread`, from 0 to 1, sets sources of one interval apart: it moves the moment by a tenth.
    """
    if result.failure is not None:
        return _after_failure(pace, result, now, limits, spread)
    learnt = _learnt(pace, result, now)
    interval = _interval(learnt, result, pace, limits)
    score = pace.score * _FORGIVEN if pace.score >= 2 * _SCORES["temporary"] else 0.0
    wished = timedelta(minutes=result.wishes.minutes or 0)
    wait = max(interval, result.wait or timedelta(), min(wished, _LONGEST_WISH))
    due = _allowed(now + _spread(min(wait, _WEEK), spread), result.wishes.skip_hours)
    return replace(
        learnt,
        interval=interval,
        next_due=due,
        asked_at=now,
        score=score,
        health=_health(score, healthy=True),
    )


def _after_failure(
    pace: Pace, result: ReadResult, now: datetime, limits: Limits, spread: float
) -> Pace:
    interval = pace.interval or limits.floor
    if result.failure == "gone":
        return replace(
            pace,
            asked_at=now,
            health="gone",
            score=max(pace.score, _DEAD),
            next_due=now + _spread(_WEEK, spread),
        )
    score = pace.score + _SCORES[result.failure or "temporary"]
    blameless = result.failure in {"busy", "offline"}
    health: Health = pace.health if blameless else _health(score, healthy=False)
    if pace.health == "gone":
        health = "gone"
    backed_off = _WEEK if health in {"dead", "gone"} else min(interval * 2 ** min(score, 8), _DAY)
    wait = result.wait if result.wait is not None else backed_off
    wait = max(wait, limits.floor) if result.failure != "busy" else wait
    return replace(
        pace,
        asked_at=now,
        score=score,
        health=health,
        next_due=now + _spread(min(wait, _WEEK), spread),
    )


def _health(score: float, *, healthy: bool) -> Health:
    if healthy:
        return "healthy"
    if score >= _DEAD:
        return "dead"
    return "failing" if score >= _FAILING else "unsteady"


def _learnt(pace: Pace, result: ReadResult, now: datetime) -> Pace:
    """Return the pace with the rates that the answer shows."""
    since = now - pace.read if pace.read else None
    if since is None or since <= timedelta():
        return replace(pace, read=now, window=result.entries or pace.window)
    hours = since / timedelta(hours=1)
    now_rate = result.new / hours
    weight = 0.5 ** (since / _HALF_LIFE)
    rate = now_rate if pace.rate is None else weight * pace.rate + (1 - weight) * now_rate
    # News comes in bursts: the busiest day counts, and fades slowly.
    days = since / _DAY
    lately = pace.lately * math.exp(-days) + result.new
    busiest = max(lately, pace.busiest * _FADING**days)
    return replace(
        pace,
        read=now,
        rate=rate,
        lately=lately,
        busiest=busiest,
        window=result.entries or pace.window,
    )


def _interval(learnt: Pace, result: ReadResult, before: Pace, limits: Limits) -> timedelta:
    if result.gap:
        shorter = (before.interval or limits.ceiling) * _AFTER_GAP
        return max(limits.floor, shorter)
    hours = limits.ceiling / timedelta(hours=1)
    if learnt.rate is None:
        return min(limits.ceiling, 4 * limits.floor)  # nothing is known yet: look again soon
    if learnt.rate > 0:
        hours = min(hours, _NEWS_MISSED / learnt.rate)
    if learnt.busiest > 0 and learnt.window:
        hours = min(hours, 24 * _WINDOW * learnt.window / learnt.busiest)
    wanted = timedelta(hours=hours)
    if before.interval is not None:  # what changes, changes by steps
        wanted = min(wanted, before.interval * 2)
    return min(max(wanted, limits.floor), limits.ceiling)


def _spread(wait: timedelta, spread: float) -> timedelta:
    return wait * (1 + 0.1 * spread)


def _allowed(due: datetime, skip_hours: frozenset[int]) -> datetime:
    """Return the moment, or the first after it whose hour the source does not want skipped."""
    for _ in range(_SKIPPED_HOURS):
        if due.hour not in skip_hours:
            return due
        due = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return due
