"""Runs that nobody starts: `serve` with a Prefect server of its own, a worker, and a plain loop."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from conftest import Web, a_configuration, a_feed, free_port
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRun

from flows.places import Places
from flows.scheduling.moments import read_answered
from flows.served import catch_up
from warehouse import query

pytestmark = pytest.mark.untraced

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
WAIT = 300  # seconds for anything Prefect does, a minute of the schedule among it
EVERY_MINUTE = '[schedule]\ningest = "* * * * *"\ndigest = "* * * * *"\n'
PLANTED = "planted-token-4711"
SEEDS = f'[[source]]\nname = "Seed documents"\nkind = "seed"\npath = "{ROOT}/seeds"\n'
ENDED = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]


def a_config(folder: Path, sources: str = SEEDS) -> Path:
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text(EVERY_MINUTE)
    (folder / "sources.toml").write_text(sources)
    (folder / "channels.toml").write_text("")
    return folder


def an_environment(home: Path, **more: str) -> dict[str, str]:
    """Return our environment without any Prefect set-up of the machine the tests run on."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "LAURELWIRE_"))}
    quiet = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    return {**kept, **quiet, "PREFECT_HOME": str(home), "PWD": str(ROOT), **more}


def started(
    program: str, *arguments: str, log: Path, environment: dict[str, str], cwd: Path = ROOT
) -> subprocess.Popen[bytes]:
    with log.open("ab") as file:
        return subprocess.Popen(
            [str(BIN / program), *arguments], env=environment, cwd=cwd, stdout=file, stderr=file
        )


def stop(process: subprocess.Popen[bytes]) -> float:
    """Ask a process to end and return how many seconds it took."""
    began = time.monotonic()
    process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return time.monotonic() - began


class Api:
    """A Prefect server's API."""

    def __init__(self, port: int, log: Path) -> None:
        self.port, self.log = port, log

    def ask(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api{path}",
            data=data,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def wait_for(self, path: str, body: Any = None, enough: int = 1) -> Any:
        """Return the first answer that holds enough and is no error: a busy server answers 503."""
        deadline = time.monotonic() + WAIT
        while True:
            try:
                answer = self.ask(path, body)
                if answer and (not isinstance(answer, list) or len(answer) >= enough):
                    return answer
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                pass
            assert time.monotonic() < deadline, f"{path}: {self.log.read_text()[-3000:]}"
            time.sleep(0.3)

    def runs(self, deployment: str, states: list[str], enough: int = 1) -> Any:
        """Return the runs of a deployment in one of the states, when there are enough."""
        found = self.wait_for(f"/deployments/name/{deployment}")
        asked = {
            "deployments": {"id": {"any_": [found["id"]]}},
            "flow_runs": {"state": {"type": {"any_": states}}},
            "sort": "START_TIME_ASC",
        }
        return self.wait_for("/flow_runs/filter", asked, enough)

    def scheduled_runs(self, deployment: str, enough: int = 1) -> Any:
        """Return ended runs that the schedule started and nobody else."""
        for _ in range(WAIT):
            ended = self.runs(deployment, ENDED, enough)
            by_schedule = [run for run in ended if run["auto_scheduled"]]
            if len(by_schedule) >= enough:
                return by_schedule
            time.sleep(1)
        raise AssertionError(self.log.read_text()[-3000:])


def told(data: Path) -> list[Any]:
    sql = "SELECT status, count(*) FROM deliveries GROUP BY ALL"
    return query(Places(data).snapshot, sql)[1]


class Served:
    """`laurelwire serve` in a folder of its own, on a machine without any set-up of Prefect.

    With the address of an API, on a machine that is set up for that one.
    """

    def __init__(self, folder: Path, api_url: str | None = None) -> None:
        secret = '[[source]]\nname = "Secret wire"\nurl_env = "SECRET_WIRE"\n'
        self.config, self.data = a_config(folder / "config", SEEDS + secret), folder / "var"
        with (self.config / "settings.toml").open("a") as file:
            file.write('[collecting]\nallowed_networks = ["127.0.0.0/8"]\n')
        self.folder, self.log = folder, folder / "serve.log"
        self.web = Web()
        wire = self.web.serves(f"/feed?token={PLANTED}", a_feed(("1", "Weather", "<p>Rain.</p>")))
        own = {} if api_url is None else {"PREFECT_API_URL": api_url}
        self.environment = an_environment(folder / "no-home", SECRET_WIRE=wire, **own)
        self.api = Api(free_port(), self.log)
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        options = ("--config", str(self.config), "--data", str(self.data))
        port = () if "PREFECT_API_URL" in self.environment else ("--port", str(self.api.port))
        return started(
            "laurelwire", *options, "serve", *port,
            log=self.log, environment=self.environment, cwd=self.folder,
        )  # fmt: skip

    def close(self) -> None:
        if self.process.returncode is None:
            stop(self.process)
        self.web.close()


class Deployed:
    """A Prefect server and a worker, to which the flows are deployed as prefect.yaml says."""

    def __init__(self, folder: Path) -> None:
        self.data, self.log = folder / "var", folder / "prefect.log"
        self.api = Api(free_port(), self.log)
        self.environment = an_environment(
            folder / "home",
            PREFECT_API_URL=f"http://127.0.0.1:{self.api.port}/api",
            LAURELWIRE_CONFIG=str(a_config(folder / "config")),
            LAURELWIRE_DATA=str(self.data),
        )
        self.server = self.start("server", "start", "--port", str(self.api.port))
        self.api.wait_for("/health")
        self.prefect("work-pool", "create", "laurelwire", "--type", "process")
        self.prefect("deploy", "--all")
        self.worker = self.start("worker", "start", "--pool", "laurelwire", "--limit", "2")

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return started("prefect", *arguments, log=self.log, environment=self.environment)

    def prefect(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(BIN / "prefect"), "--no-prompt", *arguments],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=WAIT,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def close(self) -> None:
        stop(self.worker)
        stop(self.server)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Deployed]]:
    """Start both ways at once: they wait for the same minutes."""
    served = Served(tmp_path_factory.mktemp("served"))
    deployed = Deployed(tmp_path_factory.mktemp("deployed"))
    yield served, deployed
    served.close()
    deployed.close()


def test_serve_alone_runs_and_tells_without_anybody_starting_it(
    both: tuple[Served, Deployed],
) -> None:
    served, _ = both
    runs = served.api.scheduled_runs("ingest/read-sources")
    assert runs[0]["state"]["type"] == "COMPLETED"
    assert runs[0]["name"].startswith("ingest due sources 20")
    assert {"laurelwire", "ingest"} <= set(runs[0]["tags"])
    served.api.scheduled_runs(
        "digest/tell-channels", enough=2
    )  # the first may end before the reading does
    assert told(served.data) == [("sent", 53)]


def test_a_worker_runs_and_tells_on_the_schedule_of_settings_toml(
    both: tuple[Served, Deployed],
) -> None:
    _, deployed = both
    runs = deployed.api.scheduled_runs("ingest/read-sources-by-worker")
    assert runs[0]["state"]["type"] == "COMPLETED"
    deployed.api.scheduled_runs("digest/tell-channels-by-worker", enough=2)
    assert told(deployed.data) == [("sent", 53)]
    (schedule,) = deployed.api.ask("/deployments/name/digest/tell-channels-by-worker")["schedules"]
    assert schedule["schedule"]["cron"] == "* * * * *"


def test_an_operator_sees_what_ran_and_what_it_found(both: tuple[Served, Deployed]) -> None:
    served, _ = both
    served.api.scheduled_runs(
        "digest/tell-channels", enough=2
    )  # the first may end before the reading does
    artifacts = served.api.wait_for("/artifacts/filter", {"sort": "KEY_ASC"}, enough=3)
    kept = {a["key"]: a["data"] for a in artifacts}
    assert (
        "Why are Sensitive Functions Hard for Transformers?" in kept["laurelwire-digest-terminal"]
    )
    sources = {row["source"]: row["health"] for row in json.loads(kept["laurelwire-sources"])}
    assert sources["Seed documents"] == "healthy"
    emitted = served.api.wait_for(
        "/events/filter", {"filter": {"event": {"prefix": ["laurelwire.award.announced"]}}}
    )
    assert emitted["total"] == 52
    deployment = served.api.ask("/deployments/name/ingest/read-sources")
    helped = deployment["parameter_openapi_schema"]["properties"]
    assert all(parameter["description"] for parameter in helped.values())


def test_no_secret_of_the_environment_is_in_anything_of_prefects(
    both: tuple[Served, Deployed],
) -> None:
    served, _ = both
    served.api.scheduled_runs(
        "digest/tell-channels", enough=2
    )  # the first may end before the reading does
    assert any(PLANTED in path for _, path, _, _ in served.web.asked)
    for path in [*served.data.rglob("*"), served.log]:
        if path.is_file():
            assert PLANTED.encode() not in path.read_bytes(), path


def test_runs_go_on_when_the_server_was_killed(both: tuple[Served, Deployed]) -> None:
    served, _ = both
    before = len(served.api.scheduled_runs("ingest/read-sources"))
    kill_server(served)
    assert len(served.api.scheduled_runs("ingest/read-sources", enough=before + 1)) > before
    assert "Prefect's server has ended; starting it again" in served.log.read_text()


def test_sigterm_ends_serve_and_all_it_started_within_ten_seconds(tmp_path: Path) -> None:
    with closing(Served(tmp_path)) as served:
        served.api.runs("ingest/read-sources", ENDED)
        assert stop(served.process) < 10
        assert not processes_of(served)


def test_of_two_days_of_missed_runs_one_is_caught_up(
    both: tuple[Served, Deployed], tmp_path: Path
) -> None:
    # The worker's server has no `serve` of its own: 96 runs of two days without one are late there.
    _, deployed = both
    with closing(Served(tmp_path, deployed.environment["PREFECT_API_URL"])) as served:
        deployment = deployed.api.runs("ingest/read-sources", ENDED)[0]["deployment_id"]
        assert stop(served.process) < 10
        now = datetime.now(UTC)
        for half_hours in range(1, 97):
            moment = (now - timedelta(minutes=30 * half_hours)).isoformat()
            scheduled = {"type": "SCHEDULED", "state_details": {"scheduled_time": moment}}
            asked = {"state": scheduled, "idempotency_key": moment}
            deployed.api.wait_for(f"/deployments/{deployment}/create_flow_run", asked)
        served.process = served.start()
        deadline = time.monotonic() + WAIT
        while not (missed := re.search(r"ingest: (\d+) runs were missed", served.log.read_text())):
            assert time.monotonic() < deadline, served.log.read_text()
            time.sleep(0.2)
        assert int(missed[1]) >= 96  # and those of the minutes in between
        deployed.api.runs("ingest/read-sources", ENDED, enough=2)
        late = {"before_": (now - timedelta(minutes=20)).isoformat()}
        asked = {"flow_runs": {"expected_start_time": late}}
        assert deployed.api.ask("/flow_runs/count", asked) == 0


def kill_server(served: Served) -> None:
    """Kill the Prefect server that serve started, as the system does when memory is short."""
    for pid in processes_of(served):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if b"server" in words and b"flows.scheduling.leash" not in words:
            os.kill(pid, signal.SIGKILL)


def processes_of(served: Served) -> list[int]:
    """Return the processes that have serve's port or data folder in their command or environment."""
    marks = (str(served.data).encode(), f"127.0.0.1:{served.api.port}".encode())
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit() and int(place.name) not in {os.getpid(), served.process.pid}:
            try:
                content = (place / "cmdline").read_bytes() + (place / "environ").read_bytes()
            except OSError:
                continue
            if any(mark in content for mark in marks):
                found.append(int(place.name))
    return found


def test_without_prefect_the_schedule_is_followed_too(tmp_path: Path) -> None:
    config, data, log = a_config(tmp_path / "config"), tmp_path / "var", tmp_path / "serve.log"
    process = started(
        "laurelwire", "--config", str(config), "--data", str(data), "serve", "--without-prefect",
        log=log, environment=an_environment(tmp_path / "no-home"),
    )  # fmt: skip
    try:
        deadline = time.monotonic() + WAIT
        while "digest" not in read_answered(Places(data)):
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)
        first = read_answered(Places(data))["ingest"]
        assert told(data) == [("sent", 53)]
        while read_answered(Places(data))["ingest"] == first:
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)
    finally:
        assert stop(process) < 10


def test_two_serves_do_not_share_a_data_folder(tmp_path: Path) -> None:
    from flows.locks import held  # noqa: PLC0415  only here

    with held(Places(tmp_path).serving_lock) as ours:
        assert ours
        done = subprocess.run(
            [str(BIN / "laurelwire"), "--data", str(tmp_path), "serve", "--without-prefect"],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert "another `laurelwire serve` serves" in done.stderr


def test_where_no_server_starts_the_schedule_is_followed_without_and_said_so(
    tmp_path: Path,
) -> None:
    config, data, log = a_config(tmp_path / "config"), tmp_path / "var", tmp_path / "serve.log"
    Places(data).prefect_home.parent.mkdir()
    Places(data).prefect_home.write_text("a file where the server's folder belongs")
    process = started(
        "laurelwire", "--config", str(config), "--data", str(data), "serve",
        log=log, environment=an_environment(tmp_path / "no-home"),
    )  # fmt: skip
    try:
        deadline = time.monotonic() + WAIT
        while "ingest" not in read_answered(Places(data)):
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)
        assert "following the schedule without Prefect" in log.read_text()
    finally:
        stop(process)


class Beaten(SyncPrefectClient):
    """A client that somebody is faster than: what it reads first is gone before it can act."""

    def read_flow_runs(self, *args: Any, **asked: Any) -> list[FlowRun]:
        found = super().read_flow_runs(*args, **asked)
        super().delete_flow_run(found[0].id)
        return found


def test_a_missed_run_that_somebody_else_deletes_meanwhile_is_no_failure(
    both: tuple[Served, Deployed], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, deployed = both
    ids: dict[str, UUID] = {}
    now = datetime.now(UTC)
    scheduled = {"scheduled_time": (now - timedelta(minutes=30)).isoformat()}
    for job in ("ingest", "digest"):
        flow = deployed.api.wait_for("/flows/", {"name": f"{job} of nobody"})
        asked = {"name": "served-by-nobody", "flow_id": flow["id"]}
        made = deployed.api.wait_for("/deployments/", asked)["id"]
        ids[job] = UUID(made)
        for key in ("one", "two"):
            late = {"state": {"type": "SCHEDULED", "state_details": scheduled}}
            deployed.api.wait_for(
                f"/deployments/{made}/create_flow_run", {**late, "idempotency_key": key}
            )
    with Beaten(deployed.environment["PREFECT_API_URL"]) as client:
        catch_up(client, ids, a_configuration(tmp_path / "config"), Places(tmp_path), now)
    assert capsys.readouterr().out.count("2 runs were missed; one is enough") == 2
