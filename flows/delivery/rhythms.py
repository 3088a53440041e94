"""Which of a channel's events may go now: by its rhythm, its quiet hours, its cap and its snooze."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from config import Channel, Schedule
from config.rhythms import last_due, next_due
from warehouse import Row

Occasion = Literal["asked", "scheduled", "read"]
"""Why digests are told now: somebody asks for it, the schedule does, or sources were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What a channel's rhythm says at a moment.

    `promised_by`: events promised until then may go, None where nothing may; `since`: when the cap began to
    count; `next`: when more may go, where that is known.
    """

    promised_by: datetime | None
    since: datetime
    next: datetime | None = None


def moment_of(channel: Channel, schedule: Schedule, now: datetime, occasion: Occasion) -> Moment:
    """Return what may go now to a channel. Pure; `now` and what is returned are aware, in any zone and in UTC."""
    zone, cron = channel.zone(schedule), channel.cron(schedule)
    local = now.astimezone(zone)
    day = _start_of(local, zone)
    if channel.snooze_until is not None and local.date() < channel.snooze_until:
        until = datetime.combine(channel.snooze_until, time(), zone).astimezone(UTC)
        return Moment(promised_by=None, since=day, next=until)
    since = day if cron is None else last_due(cron, channel.cron_zone(schedule), now)
    if channel.is_quiet(local.time()):
        return Moment(promised_by=None, since=since, next=_end_of_quiet(channel, local, zone))
    if cron is None:
        return Moment(promised_by=now, since=since)
    following = next_due(cron, channel.cron_zone(schedule), now)
    if occasion == "read":
        return Moment(promised_by=None, since=since, next=following)
    if channel.rhythm is None and occasion == "asked":
        return Moment(promised_by=now, since=since)
    return Moment(promised_by=since, since=since, next=following)


def allowed(rows: Sequence[Row], channel: Channel, moment: Moment, told: int) -> list[Row]:
    """Return the rows, in their order, that may go now; `told`: events told since the cap began to count."""
    if moment.promised_by is None:
        return []
    free = [row for row in rows if row["promised_at"] <= moment.promised_by]
    return free if channel.cap is None else free[: max(0, channel.cap - told)]


def _start_of(local: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(local.date(), time(), zone).astimezone(UTC)


def _end_of_quiet(channel: Channel, local: datetime, zone: ZoneInfo) -> datetime:
    end = time.fromisoformat((channel.quiet or "").split("-")[1])
    day = local.date() + timedelta(days=local.time() >= end)
    return datetime.combine(day, end, zone).astimezone(UTC)
