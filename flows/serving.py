"""`laurelwire serve`: both flows on their schedules, in one process, until interrupted."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")

from prefect import serve
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron

from config import load_configuration
from flows.digest import digest
from flows.ingest import ingest


def serve_flows(config: Path | None, data: Path) -> None:
    """Serve `ingest` and `digest` with the cron expressions and the time zone of settings.toml.

    Uses the Prefect server that PREFECT_API_URL names; without one, Prefect starts its own. No
    Prefect concurrency limit: a killed run would hold its slot for ever. Runs that overlap are
    safe, since the warehouse lets one write at a time and digests hold a lock of their own.
    """
    schedule = load_configuration(config).settings.schedule
    parameters: dict[str, Any] = {
        "config": str(config.resolve()) if config else None,
        "data": str(data.resolve()),
    }
    served = [
        flow.to_deployment(
            name="scheduled",
            schedule=Cron(cron, timezone=schedule.timezone),
            parameters=parameters,
            description=(flow.description or "").split("\n")[0],
        )
        for flow, cron in ((ingest, schedule.ingest), (digest, schedule.digest))
    ]
    serve(*(d for d in served if isinstance(d, RunnerDeployment)), limit=len(served))
