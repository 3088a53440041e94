"""When a channel is told: fourteen days at a time, in three zones, over both changes of the clocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from conftest import Configure, Mailbox, rows
from pydantic import ValidationError

from config import Channel, Configuration, ConfigurationError, Schedule
from config.rhythms import last_due, moments, next_due
from flows.delivery.deliver import tell
from flows.delivery.rhythms import Occasion, allowed, moment_of
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SCHEDULE = Schedule()  # read each half hour, told at eight in UTC
SPRING = datetime(2026, 3, 20, tzinfo=UTC)  # Berlin turns its clocks on the 29th
AUTUMN = datetime(2026, 10, 20, tzinfo=UTC)  # Berlin on the 25th, New York on 1 November
FAR = 20  # days after which nothing of fourteen still waits


def a_channel(**given: object) -> Channel:
    return Channel.model_validate({"name": "team", "url_env": "TEAM", **given})


CHANNELS = {
    "at once": a_channel(rhythm="at once"),
    "at once, Berlin, quiet over midnight": a_channel(
        rhythm="at once", timezone="Europe/Berlin", quiet="22:00-07:30"
    ),
    "daily, New York": a_channel(rhythm="daily", at="18:15", timezone="America/New_York"),
    "daily in the hour that Berlin leaves out or repeats": a_channel(
        rhythm="daily", at="02:30", timezone="Europe/Berlin"
    ),
    "daily in quiet hours, New York": a_channel(
        rhythm="daily", at="01:30", timezone="America/New_York", quiet="23:00-06:00"
    ),
    "weekly, Shanghai": a_channel(
        rhythm="weekly", on="friday", at="09:00", timezone="Asia/Shanghai"
    ),
    "weekdays at nine and five, Shanghai": a_channel(
        rhythm="0 9,17 * * 1-5", timezone="Asia/Shanghai"
    ),
    "snoozed, Shanghai": a_channel(
        rhythm="daily", timezone="Asia/Shanghai", snooze_until=date(2026, 3, 27)
    ),
    "snoozed for long, Shanghai": a_channel(
        rhythm="daily", timezone="Asia/Shanghai", snooze_until=date(2026, 10, 27)
    ),
    "with each digest": a_channel(),
    "with each digest, quiet at lunch": a_channel(quiet="07:00-09:30"),
}


def promises(begin: datetime) -> list[datetime]:
    """Return when events are promised in fourteen days: every 97 minutes, at odd times of the clock."""
    return [begin + i * 97 * MINUTE + timedelta(seconds=1) for i in range(14 * 24 * 60 // 97)]


def ticks(channel: Channel, begin: datetime) -> Iterator[tuple[datetime, Occasion]]:
    """Yield when anything asks whether the channel may be told: after each reading, and when digests are due."""
    due = [
        (cron, zone, "scheduled", next_due(cron, ZoneInfo(zone), begin))
        for cron, zone in moments([channel], SCHEDULE)
    ]
    due.append(
        (
            SCHEDULE.ingest,
            SCHEDULE.timezone,
            "read",
            next_due(SCHEDULE.ingest, SCHEDULE.zone, begin),
        )
    )
    while True:
        due.sort(key=lambda d: d[3])
        cron, zone, occasion, moment = due[0]
        yield moment, occasion  # type: ignore[misc]
        due[0] = (cron, zone, occasion, next_due(cron, ZoneInfo(zone), moment))


def told(channel: Channel, begin: datetime) -> dict[datetime, datetime]:
    """Return when each event was told, by when it was promised, as the rhythm has it."""
    waiting = promises(begin)
    found: dict[datetime, datetime] = {}
    for moment, occasion in ticks(channel, begin):
        if not waiting or moment > begin + FAR * DAY:
            return found
        here = [{"promised_at": p} for p in waiting if p <= moment]
        free = allowed(here, channel, moment_of(channel, SCHEDULE, moment, occasion), 0)
        for row in free:
            found[row["promised_at"]] = moment
            waiting.remove(row["promised_at"])
    raise AssertionError


def by_the_rules(channel: Channel, begin: datetime) -> dict[datetime, datetime]:
    """Return the same, minute by minute, from what the settings say in words."""
    zone = channel.zone(SCHEDULE)
    slots = {m for m in minutes(begin - 8 * DAY) if is_slot(channel, m)}
    waiting = promises(begin)
    found: dict[datetime, datetime] = {}
    for minute in minutes(begin):
        local = minute.astimezone(zone)
        if channel.snooze_until and local.date() < channel.snooze_until:
            continue
        if channel.quiet and in_quiet(channel.quiet, local.time()):
            continue
        at_end = channel.quiet and f"{local:%H:%M}" == channel.quiet.split("-")[1]
        if channel.rhythm == "at once":
            if minute.minute not in {0, 30} and not at_end:
                continue
            reach = minute
        elif minute in slots or at_end:
            reach = max(s for s in slots if s <= minute)
        else:
            continue
        for promised in [p for p in waiting if p <= reach]:
            found[promised] = minute
            waiting.remove(promised)
    return found


def minutes(begin: datetime) -> Iterator[datetime]:
    return (begin + i * MINUTE for i in range((FAR + 8) * 24 * 60))


def is_slot(channel: Channel, minute: datetime) -> bool:
    """True for the first minute of a day at which its clock has come to the time."""
    zone = channel.zone(SCHEDULE)
    local, before = minute.astimezone(zone), (minute - MINUTE).astimezone(zone)
    if channel.rhythm is None:
        return f"{minute:%H:%M}" == "08:00"
    if channel.rhythm.startswith("0 9,17"):
        return local.weekday() < 5 and f"{local:%H:%M}" in {"09:00", "17:00"}
    at = time.fromisoformat(channel.at or "08:00")
    come = local.time() >= at and (before.time() < at or before.date() < local.date())
    again = local.fold == 1 and local.time() <= at  # the hour that is repeated
    day = channel.rhythm == "daily" or f"{local:%A}".lower() == channel.on
    return come and not again and day


def in_quiet(quiet: str, clock: time) -> bool:
    start, end = map(time.fromisoformat, quiet.split("-"))
    return start <= clock < end if start < end else not end <= clock < start


@pytest.mark.parametrize("begin", [SPRING, AUTUMN], ids=["spring", "autumn"])
@pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS)
def test_fourteen_days_are_told_when_the_rules_say(channel: Channel, begin: datetime) -> None:
    found = told(channel, begin)
    assert found == by_the_rules(channel, begin)
    last = (begin + FAR * DAY).date()
    snoozed = channel.snooze_until is not None and channel.snooze_until > last
    assert set(found) == (set() if snoozed else set(promises(begin)))


def test_a_cap_lets_so_many_go_a_day_and_the_rest_the_days_after() -> None:
    channel = a_channel(rhythm="at once", timezone="Asia/Shanghai", cap=3)
    zone = ZoneInfo("Asia/Shanghai")
    waiting = [{"promised_at": SPRING + i * MINUTE} for i in range(10)]
    days: Counter[date] = Counter()
    for moment, occasion in ticks(channel, SPRING + 30 * MINUTE):
        if not waiting:
            break
        at = moment_of(channel, SCHEDULE, moment, occasion)
        day = moment.astimezone(zone).date()
        free = allowed(waiting, channel, at, days[day])
        waiting = waiting[len(free) :]
        days[day] += len(free)
    assert list((+days).values()) == [3, 3, 3, 1]


def test_who_asks_by_hand_tells_what_has_no_rhythm_and_what_has_when_its_hour_was() -> None:
    noon = datetime(2026, 10, 20, 12, tzinfo=UTC)
    assert moment_of(a_channel(), SCHEDULE, noon, "asked").promised_by == noon
    daily = a_channel(rhythm="daily")
    at = moment_of(daily, SCHEDULE, noon, "asked")
    assert at.promised_by == datetime(2026, 10, 20, 8, tzinfo=UTC)
    assert at.next == datetime(2026, 10, 21, 8, tzinfo=UTC)
    assert moment_of(daily, SCHEDULE, noon, "read").promised_by is None
    quiet = a_channel(quiet="11:00-13:00")
    assert moment_of(quiet, SCHEDULE, noon, "asked").promised_by is None
    assert moment_of(quiet, SCHEDULE, noon, "asked").next == noon + 60 * MINUTE


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"rhythm": "hourly"}, 'write "at once", "daily", "weekly" or a cron expression'),
        ({"rhythm": "at_once"}, 'write "at once"'),
        ({"rhythm": "61 * * * *"}, "Bad minute"),
        ({"rhythm": "daily", "at": "8:00"}, "two digits each"),
        ({"rhythm": "daily", "at": "25:00"}, "two digits each"),
        ({"at": "08:00"}, "at is the time of"),
        ({"rhythm": "daily", "on": "monday"}, "on is the day of"),
        ({"rhythm": "weekly", "on": "Freitag"}, "'sunday', 'monday'"),
        ({"quiet": "22-7"}, "two different times"),
        ({"quiet": "22:00-22:00"}, "two different times"),
        ({"timezone": "Beijing"}, "not an IANA time zone"),
        ({"cap": 0}, "greater than or equal to 1"),
        ({"snooze_until": "next week"}, "date"),
    ],
)
def test_an_hour_that_there_is_not_is_refused(given: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(why)):
        a_channel(**given)


def test_what_is_wrong_with_an_hour_is_said_with_its_place(configure: Configure) -> None:
    with pytest.raises(ConfigurationError, match=r"channels.toml: channel\[1\].rhythm: .*cron"):
        configure(channels='[[channel]]\nname = "a"\nurl_env = "A"\nrhythm = "nightly"\n')


def promised(configure: Configure, places: Places, hours: str) -> Configuration:
    """Promise one event to a channel with hours of its own."""
    notes = places.data.parent / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("News\n\nAda Park won the 2024 Turing Award.")
    configuration = configure(
        sources=f'[[source]]\nname = "Notes"\nkind = "seed"\npath = "{notes}"\n',
        channels=f'[[channel]]\nname = "team"\nurl_env = "TEAM"\n{hours}',
    )
    run_pass(configuration, places, Options())
    return configuration


def test_a_daily_mail_waits_for_its_hour_and_is_sent_once(
    mailbox: Mailbox, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEAM", mailbox.url)
    configuration = promised(configure, places, 'rhythm = "daily"\ncap = 5\n')
    ((moment,),) = rows(places, "SELECT promised_at FROM deliveries")
    slot = next_due("0 8 * * *", ZoneInfo("UTC"), moment)

    def at(moment: datetime, occasion: Occasion) -> list[tuple[str, int]]:
        return [
            (r.state, r.left)
            for r in tell(configuration, places, lambda: moment, occasion=occasion)
        ]

    assert at(slot - MINUTE, "scheduled") == [("waiting", 1)]
    assert at(slot, "read") == [("waiting", 1)]
    assert not mailbox.received
    assert at(slot, "scheduled") == [("sent", 0)]
    assert at(slot + MINUTE, "asked") == [("nothing", 0)]
    assert len(mailbox.received) == 1


def test_a_channel_that_is_named_is_told_at_once(
    mailbox: Mailbox, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEAM", mailbox.url)
    configuration = promised(configure, places, 'rhythm = "weekly"\nsnooze_until = 2099-01-01\n')
    (waiting,) = tell(configuration, places, lambda: datetime.now(UTC))
    assert (waiting.state, waiting.until) == ("waiting", datetime(2099, 1, 1, tzinfo=UTC))
    (sent,) = tell(configuration, places, lambda: datetime.now(UTC), only="team")
    assert sent.state == "sent"


def test_a_moment_is_due_at_itself_and_next_after_itself() -> None:
    utc, noon = ZoneInfo("UTC"), datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert last_due("*/30 * * * *", utc, noon) == noon
    assert last_due("*/30 * * * *", utc, noon - MINUTE / 60) == noon - 30 * MINUTE
    assert next_due("*/30 * * * *", utc, noon) == noon + 30 * MINUTE
    shanghai = ZoneInfo("Asia/Shanghai")
    assert last_due("0 8 * * *", shanghai, noon) == datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
