"""When a job is due by its cron expression, and which due moments have been answered already."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from config import Configuration
from config.rhythms import last_due, moments
from flows.places import Places

JOBS = ("ingest", "digest")
"""In this order where both are due: what is read is told."""


def crons(configuration: Configuration) -> dict[str, list[tuple[str, str]]]:
    """Return when each job is due: cron expressions with their time zones."""
    schedule = configuration.settings.schedule
    told = (c for c in configuration.channels if c.enabled)
    return {"ingest": [(schedule.ingest, schedule.timezone)], "digest": moments(told, schedule)}


def overdue(
    configuration: Configuration, answered: Mapping[str, datetime], now: datetime
) -> list[str]:
    """Return the jobs that are due and were not begun since, each once however often it was missed."""
    never = datetime.min.replace(tzinfo=UTC)
    due = {
        job: max(last_due(cron, ZoneInfo(zone), now) for cron, zone in each)
        for job, each in crons(configuration).items()
    }
    return [job for job in JOBS if answered.get(job, never) < due[job]]


def read_answered(places: Places) -> dict[str, datetime]:
    """Return when each job that has ended was begun last; nothing where that is not known."""
    try:
        kept = json.loads(places.answered.read_text(encoding="utf-8"))
        moments = {str(job): datetime.fromisoformat(moment) for job, moment in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return {job: moment for job, moment in moments.items() if moment.tzinfo is not None}


def note_answered(places: Places, job: str, begun: datetime) -> None:
    """Keep that a job which began at `begun` has ended, well or not."""
    kept = {**read_answered(places), job: begun}
    text = json.dumps({name: moment.isoformat() for name, moment in kept.items()})
    _replace(places.answered, text)


def overtaken(places: Places, job: str, scheduled: datetime | None) -> bool:
    """True when the job was begun after `scheduled` and has ended: what was due then is done.

    After downtime a scheduler starts every run that it missed; one is enough.
    """
    begun = read_answered(places).get(job)
    return scheduled is not None and begun is not None and begun > scheduled


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
