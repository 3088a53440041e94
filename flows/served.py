"""The child of `serve` that registers both flows with Prefect's server and runs what is due.

Started as `python -m flows.scheduling.served DATA [CONFIG]`, with PREFECT_API_URL in its environment.
"""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.states import Crashed, Scheduled
from prefect.types.entrypoint import EntrypointType

from config import Configuration, load_configuration
from flows.clock import now
from flows.digest import digest
from flows.ingest import ingest
from flows.places import Places
from flows.scheduling.moments import crons, overdue, read_answered

OWN_SERVER = "LAURELWIRE_OWN_SERVER"
"""In our environment where the server is serve's own, and no other can be running its flows."""

_NAMES = {"ingest": "read-sources", "digest": "tell-channels"}
_AT_ONCE = 4  # a reading that takes long does not hold up the digest
_AFTER = timedelta(minutes=2)  # the digest of a catch-up follows its reading
_PAGE = 200


def serve(config: Path | None, data: Path) -> None:
    """Register both flows with the schedule of settings.toml, catch up what was missed, and run.

    No Prefect concurrency limit: a killed run would hold its slot for ever. Runs that overlap are
    safe, since the warehouse lets one write at a time and digests hold a lock of their own.
    """
    configuration = load_configuration(config)
    # A schedule goes on while nothing serves it; what is late then is answered by one run.
    runner = Runner(name="laurelwire", pause_on_shutdown=False, limit=_AT_ONCE)
    ids: dict[str, UUID] = {}
    for job, deployment in _deployments(config, data, configuration).items():
        made = runner.add_deployment(deployment)
        assert isinstance(made, UUID)  # noqa: S101  no event loop is running
        ids[job] = made
    with get_client(sync_client=True) as client:
        catch_up(client, ids, configuration, Places(data), now())
    asyncio.run(runner.start())


def _deployments(
    config: Path | None, data: Path, configuration: Configuration
) -> dict[str, RunnerDeployment]:
    parameters = {"config": str(config) if config else None, "data": str(data)}
    made = {}
    due = crons(configuration)
    for job, flow in (("ingest", ingest), ("digest", digest)):
        deployment = flow.to_deployment(
            name=_NAMES[job],
            schedules=[Cron(cron, timezone=zone) for cron, zone in due[job]],
            parameters=parameters,
            description=(flow.description or "").split("\n")[0],
            tags=["laurelwire", job],
            # By its module: a path would be loaded as the bare name, with flows/ first on the path.
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        assert isinstance(deployment, RunnerDeployment)  # noqa: S101  no event loop is running
        made[job] = deployment
    return made


def catch_up(
    client: SyncPrefectClient,
    ids: dict[str, UUID],
    configuration: Configuration,
    places: Places,
    now: datetime,
) -> None:
    """Replace the runs that were missed by one of each job, where one is needed.

    Of our own server, runs that its end cut off are marked as crashed: nobody else could say so. The
    server itself clears a schedule that is registered anew, so a run may be gone before it is deleted.
    """
    for job, deployment in ids.items():
        late = _runs(client, deployment, StateType.SCHEDULED, before=now)
        for run in late:
            with suppress(ObjectNotFound):
                client.delete_flow_run(run.id)
        if late:
            print(f"{job}: {len(late)} runs were missed; one is enough", flush=True)  # noqa: T201  serve's output
        if os.environ.get(OWN_SERVER):
            for run in _runs(client, deployment, StateType.RUNNING, StateType.PENDING):
                with suppress(ObjectNotFound):
                    client.set_flow_run_state(
                        run.id, Crashed(message="serve ended while it ran"), force=True
                    )
    missed = overdue(configuration, read_answered(places), now)
    for job in missed:
        wait = _AFTER if job == "digest" and "ingest" in missed else timedelta()
        client.create_flow_run_from_deployment(
            ids[job],
            state=Scheduled(scheduled_time=now + wait),
            tags=["laurelwire", job, "catch-up"],
        )


def _runs(
    client: SyncPrefectClient, deployment: UUID, *kinds: StateType, before: datetime | None = None
) -> list[FlowRun]:
    found: list[FlowRun] = []
    while True:
        page = client.read_flow_runs(
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(kinds))),
                expected_start_time=FlowRunFilterExpectedStartTime(before_=before)
                if before
                else None,
            ),
            limit=_PAGE,
            offset=len(found),
        )
        found += page
        if len(page) < _PAGE:
            return found


if __name__ == "__main__":
    serve(Path(sys.argv[2]) if len(sys.argv) > 2 else None, Path(sys.argv[1]))
