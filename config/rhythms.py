"""When a channel is told: at once, daily, weekly or by a cron expression, in its own time zone, and not at night."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from cronsim import CronSim
from pydantic import Field, field_validator, model_validator

from config.settings import Part, Schedule, cron_expression, known_zone

_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
Day = Literal["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
AT_ONCE = "at once"


class Timed(Part):
    """When a channel is told.

    `rhythm`: `at once` (after each reading), `daily` or `weekly` (`at` a time, `on` a day), or a cron expression;
    without one, with each digest of `[schedule]`. `timezone`: of the channel; without one, that of `[schedule]`.
    `quiet`: hours of the clock in which nothing is sent, as `22:00-07:00`. `cap`: events told at most between two
    moments of the rhythm (at once: in a day); the rest waits for the next, most important first.
    `snooze_until`: the day before which nothing is sent; what comes meanwhile waits.
    """

    rhythm: str | None = None
    at: str | None = None
    on: Day | None = None
    timezone: str | None = None
    quiet: str | None = None
    cap: Annotated[int, Field(ge=1, le=10_000)] | None = None
    snooze_until: date | None = None

    @field_validator("rhythm")
    @classmethod
    def known_rhythm(cls, written: str | None) -> str | None:
        if written is None or written in {AT_ONCE, "daily", "weekly"}:
            return written
        if len(written.split()) == 1 or written.startswith("at"):
            raise ValueError(f'write "{AT_ONCE}", "daily", "weekly" or a cron expression')
        return cron_expression(written)

    @field_validator("timezone")
    @classmethod
    def known(cls, name: str | None) -> str | None:
        return None if name is None else known_zone(name)

    @field_validator("at")
    @classmethod
    def clock(cls, written: str | None) -> str | None:
        if written is not None and not _CLOCK.fullmatch(written):
            raise ValueError("write a time of the clock with two digits each, such as 08:30")
        return written

    @field_validator("quiet")
    @classmethod
    def hours(cls, written: str | None) -> str | None:
        if written is None:
            return None
        start, dash, end = written.partition("-")
        if not (dash and _CLOCK.fullmatch(start) and _CLOCK.fullmatch(end)) or start == end:
            raise ValueError("write two different times of the clock, such as 22:00-07:00")
        return written

    @model_validator(mode="after")
    def at_fits(self) -> Self:
        if self.at and self.rhythm not in {"daily", "weekly"}:
            raise ValueError('at is the time of rhythm = "daily" or "weekly"')
        if self.on and self.rhythm != "weekly":
            raise ValueError('on is the day of rhythm = "weekly"')
        return self

    def zone(self, schedule: Schedule) -> ZoneInfo:
        """Return the channel's time zone."""
        return ZoneInfo(self.timezone) if self.timezone else schedule.zone

    def cron(self, schedule: Schedule) -> str | None:
        """Return when the channel is told, as a cron expression in its zone; None for at once."""
        if self.rhythm is None:
            return schedule.digest
        hour, minute = (self.at or "08:00").split(":")
        daily = f"{int(minute)} {int(hour)} * *"
        if self.rhythm == "daily":
            return f"{daily} *"
        if self.rhythm == "weekly":
            return f"{daily} {_DAYS.index(self.on or 'monday')}"
        return None if self.rhythm == AT_ONCE else self.rhythm

    def cron_zone(self, schedule: Schedule) -> ZoneInfo:
        """Return the zone of `cron`: of a channel without a rhythm, the schedule's."""
        return schedule.zone if self.rhythm is None else self.zone(schedule)

    def is_quiet(self, clock: time) -> bool:
        """True at a time of the channel's clock at which nothing is sent."""
        if self.quiet is None:
            return False
        start, end = (time.fromisoformat(each) for each in self.quiet.split("-"))
        return start <= clock < end if start < end else clock >= start or clock < end


def last_due(expression: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the latest moment, `now` at the latest, at which the expression is due."""
    after = now.astimezone(zone) + timedelta(seconds=1)
    return next(CronSim(expression, after, reverse=True)).astimezone(UTC)


def next_due(expression: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the first moment after `now` at which the expression is due."""
    return next(CronSim(expression, now.astimezone(zone))).astimezone(UTC)


def moments(channels: Iterable[Timed], schedule: Schedule) -> list[tuple[str, str]]:
    """Return when digests are due by the schedule and the channels' rhythms: cron expressions with their zones, each once.

    At the end of quiet hours too: what waited for it goes then.
    """
    found = [(schedule.digest, schedule.timezone)]
    for channel in channels:
        zone = channel.timezone or schedule.timezone
        cron = channel.cron(schedule)
        if channel.rhythm is not None and cron is not None:
            found.append((cron, zone))
        if channel.quiet is not None:
            hour, minute = channel.quiet.split("-")[1].split(":")
            found.append((f"{int(minute)} {int(hour)} * * *", zone))
    return list(dict.fromkeys(found))
