"""When sources are asked: thirty simulated days without waiting, and each rule by itself."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from config import Collecting, Source
from flows.fetching.readings import Reading
from flows.ingestion.polling import Health, Limits, Pace, ReadResult, next_pace
from flows.ingestion.source_state import is_due, next_state
from parsers.records import Wishes

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = timedelta(days=30)
LIMITS = Limits(floor=timedelta(minutes=15), ceiling=timedelta(hours=4))
HOUR = timedelta(hours=1)


@dataclass
class Feed:
    """A feed that shows its last `window` entries; from `dies` on it answers 404, until `back`."""

    published: list[datetime]
    window: int
    dies: datetime = START + 99 * DAYS
    back: datetime = START + 99 * DAYS


@dataclass
class Told:
    asked: int = 0
    lost: int = 0
    gaps: int = 0
    delays: list[timedelta] = field(default_factory=list)
    changes: list[Health] = field(default_factory=list)


def watched(feed: Feed, interval: Callable[[Pace], timedelta] | None = None) -> Told:
    """Ask the feed for thirty days, as the paces say or at an interval of one's own."""
    told, pace, now, seen = Told(), Pace(), START, set[int]()
    while now < START + DAYS:
        told.asked += 1
        if feed.dies <= now < feed.back:
            outcome = ReadResult(failure="hard")
        else:
            out = [i for i, moment in enumerate(feed.published) if moment <= now]
            shown = set(out[-feed.window :])
            new, known = shown - seen, shown & seen
            if pace.read is not None:
                told.lost += len(set(out) - seen - shown)
                told.delays += [now - feed.published[i] for i in new]
            gap = bool(seen and shown and not known)
            told.gaps += gap
            outcome = ReadResult(entries=len(shown), new=len(new) if seen else 0, gap=gap)
            seen |= set(out)
        after = next_pace(pace, outcome, now, LIMITS, spread=0.5)
        if after.health != pace.health:
            told.changes.append(after.health)
        pace = after
        assert pace.next_due is not None
        now = now + interval(pace) if interval else pace.next_due
    return told


def published(
    seed: str, gap: Callable[[random.Random], timedelta], until: timedelta = DAYS
) -> list[datetime]:
    chance, moments, now = random.Random(seed), [], START - timedelta(days=10)
    while now < START + until:
        now += gap(chance)
        moments.append(now)
    return moments


def bursts() -> list[datetime]:
    chance, moments, day = random.Random("bursts"), [], START - timedelta(days=10)
    while day < START + DAYS:
        begins = day + timedelta(hours=9 + 8 * chance.random())
        moments += [
            begins + timedelta(minutes=40 * chance.random()) for _ in range(chance.randint(5, 14))
        ]
        day += timedelta(days=chance.choice([1, 2, 3, 7]))
    return sorted(moments)


SLOW = Feed(published("slow", lambda r: timedelta(days=r.expovariate(1 / 4))), window=10)
FAST = Feed(published("fast", lambda r: timedelta(minutes=r.expovariate(1 / 12))), window=40)
BURSTY = Feed(bursts(), window=20)
DYING = Feed(
    published("dying", lambda r: timedelta(hours=r.expovariate(1 / 8)), timedelta(days=10)),
    window=15,
    dies=START + timedelta(days=12),
)


@pytest.mark.parametrize(
    ("feed", "asked_at_most", "late_at_most"),
    [
        (SLOW, 300, 4.5 * HOUR),
        (FAST, 2000, 1 * HOUR),
        (BURSTY, 300, 4.5 * HOUR),
        (DYING, 150, 4.5 * HOUR),
    ],
)
def test_nothing_is_lost_and_nobody_is_burdened(
    feed: Feed, asked_at_most: int, late_at_most: timedelta
) -> None:
    told = watched(feed)
    assert told.lost == 0
    assert told.asked <= asked_at_most
    assert max(told.delays, default=timedelta()) <= late_at_most


def test_four_feeds_cost_less_than_asking_every_hour() -> None:
    hourly = 4 * 30 * 24
    assert sum(watched(feed).asked for feed in (SLOW, FAST, BURSTY, DYING)) < hourly


def test_a_health_changes_once_each_way_and_is_never_given_up() -> None:
    told = watched(DYING)
    assert told.changes == ["healthy", "unsteady", "failing", "dead"]
    again = watched(replace(DYING, back=START + timedelta(days=20)))
    assert again.changes == ["healthy", "unsteady", "failing", "dead", "healthy"]


def test_every_gap_is_seen_and_followed_by_a_shorter_interval() -> None:
    flood = [START + timedelta(days=5, minutes=m) for m in range(200)]
    quiet = [START + timedelta(days=d) for d in range(-10, 30)]
    feed = Feed(sorted(quiet + flood), window=5)
    told = watched(feed)
    assert told.lost > 0  # two hundred entries in three hours, of which five are shown at once
    assert told.gaps > 0
    rare = watched(feed, interval=lambda _: timedelta(hours=24))
    assert told.lost < rare.lost
    pace = Pace(interval=4 * HOUR, read=START, asked_at=START, window=5)
    after = next_pace(pace, ReadResult(entries=5, new=5, gap=True), START + 4 * HOUR, LIMITS, 0)
    assert after.interval == HOUR


def due(outcome: ReadResult, pace: Pace | None = None) -> timedelta:
    before = pace or Pace(interval=HOUR, read=START - HOUR, asked_at=START - HOUR, health="healthy")
    after = next_pace(before, outcome, START, LIMITS, 0)
    assert after.next_due is not None
    return after.next_due - START


@pytest.mark.parametrize(
    ("outcome", "least", "most"),
    [
        (ReadResult(wait=timedelta(hours=6)), 6, 6),
        (ReadResult(wishes=Wishes(minutes=300)), 5, 5),
        (ReadResult(wishes=Wishes(minutes=43_200)), 24, 24),
        (ReadResult(wishes=Wishes(skip_hours=frozenset(range(24)) - {9})), 9, 10),
        (ReadResult(failure="busy", wait=timedelta(hours=2)), 2, 2),
        (ReadResult(failure="busy", wait=timedelta(days=400)), 168, 168),
        (ReadResult(failure="temporary"), 1, 1.5),
        (ReadResult(failure="hard"), 2, 2),
        (ReadResult(failure="gone"), 168, 168),
    ],
)
def test_what_a_source_wishes_is_heard(outcome: ReadResult, least: float, most: float) -> None:
    assert least * HOUR <= due(outcome) <= most * HOUR


def test_a_busy_server_is_no_failing_one() -> None:
    pace = Pace(interval=HOUR, health="healthy")
    after = next_pace(pace, ReadResult(failure="busy", wait=HOUR), START, LIMITS, 0)
    assert (after.health, after.score) == ("healthy", 0)


def test_passing_faults_do_not_make_a_source_dead() -> None:
    pace = Pace(interval=HOUR, health="healthy", read=START)
    for hour in range(1, 6):
        pace = next_pace(pace, ReadResult(failure="temporary"), START + hour * HOUR, LIMITS, 0)
    assert pace.health == "unsteady"
    pace = next_pace(pace, ReadResult(entries=3), START + 7 * HOUR, LIMITS, 0)
    assert pace.health == "healthy"


def test_an_answer_that_is_fresh_for_a_year_is_asked_again_in_a_day() -> None:
    source = Source(name="Wire", url="https://example.org/feed")
    reading = Reading(source=source, outcome="unchanged", max_age=365 * 86_400)
    row = next_state(reading, {}, START, Collecting())
    assert timedelta(hours=24) <= row["next_due_at"] - START <= timedelta(hours=27)


@pytest.mark.parametrize(
    ("longest", "failures", "due"), [(240, 0, False), (30, 0, True), (30, 1, False)]
)
def test_what_was_learnt_under_a_longer_interval_counts_no_longer_than_the_present_one(
    longest: float, failures: int, due: bool
) -> None:
    source = Source(name="Wire", url="https://example.org/feed")
    state = {
        "location": source.location,
        "interval_minutes": 240.0,
        "next_due_at": START + 4 * HOUR,
        "failures": failures,
    }
    soon = START + timedelta(minutes=35)
    assert is_due(source, state, soon, Collecting(max_interval=longest)) is due
