"""The schedule followed without Prefect: each job a process of its own when it is due."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from config import Configuration
from config.rhythms import next_due
from flows.places import Places
from flows.scheduling.children import PYTHON, Child
from flows.scheduling.failures import report_failure, report_success
from flows.scheduling.moments import crons, note_answered, overdue, read_answered

_PROGRAM = (*PYTHON, "-c", "from flows.program import main; main()")
_COMMANDS = {"ingest": ("run", "--due", "--scheduled"), "digest": ("digest", "--scheduled")}
_LONGEST = 60.0  # seconds of one wait: clocks are set, and machines sleep

Wait = Callable[[float], bool]
"""Waits for so many seconds; True when we are to end."""


def follow(
    configuration: Configuration,
    places: Places,
    config: Path | None,
    clock: Callable[[], datetime],
    wait: Wait,
) -> None:
    """Run what is due, one job after the other, until `wait` says that we are to end.

    What was missed while nothing ran is answered by one run.
    """
    while True:
        for job in overdue(configuration, read_answered(places), clock()):
            begun = clock()
            code = run_job(job, places, config, wait)
            if code is None:
                return
            note_answered(places, job, begun)
            if code:
                reason = (
                    f"{job} of {begun:%Y-%m-%d %H:%M} UTC ended with {code}; its output says why"
                )
                report_failure(config, places, reason, clock(), job)
            else:
                report_success(config, places, job, clock())
        due = [each for job in crons(configuration).values() for each in job]
        moments = (next_due(cron, ZoneInfo(zone), clock()) for cron, zone in due)
        seconds = (min(moments) - clock()).total_seconds()
        if wait(min(max(seconds, 0.1), _LONGEST)):
            return


def run_job(job: str, places: Places, config: Path | None, wait: Wait) -> int | None:
    """Run one job to its end and return its exit code; None when it was ended because we are to end."""
    options = ["--data", str(places.data), *(["--config", str(config)] if config else [])]
    child = Child((*_PROGRAM, *options, *_COMMANDS[job]), dict(os.environ))
    while child.running:
        if wait(0.2):
            child.ask_to_end()
            child.wait()
            return None
    return child.code
