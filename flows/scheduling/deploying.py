"""What `prefect deploy` takes from settings.toml and channels.toml, so that schedules stand in one place."""

from __future__ import annotations

import os
from pathlib import Path

from config import load_configuration
from flows.scheduling.moments import crons

_OFTEN = "*/5 * * * *"
"""When digests are due where channels have hours of their own: prefect.yaml has room for one cron, and each keeps its own."""


def settings() -> dict[str, str]:
    """Return the schedule, and the folders that deployed runs use (a build step of prefect.yaml).

    LAURELWIRE_CONFIG and LAURELWIRE_DATA name the folders, as they do for the command line. A
    configuration problem ends the deployment, naming every one.
    """
    named = os.environ.get("LAURELWIRE_CONFIG", "")
    config = str(Path(named).resolve()) if named else ""
    configuration = load_configuration(Path(config) if config else None)
    schedule, told = configuration.settings.schedule, crons(configuration)["digest"]
    alone = told == [(schedule.digest, schedule.timezone)]
    return {
        "ingest": schedule.ingest,
        "digest": schedule.digest if alone else _OFTEN,
        "timezone": schedule.timezone,
        "config": config,
        "data": str(Path(os.environ.get("LAURELWIRE_DATA", "var")).resolve()),
    }
