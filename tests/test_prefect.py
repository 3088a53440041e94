"""Scheduled runs against a real Prefect server: served in one process, and deployed to a worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import free_port

from flows.places import Places
from warehouse import query

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
WAIT = 120  # seconds for anything Prefect does; a loaded machine needs a third of it


class Server:
    """A Prefect server on loopback with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        self.log = home / "server.log"
        self.environment = {
            **os.environ,
            "PREFECT_HOME": str(home),
            "PREFECT_API_URL": f"http://127.0.0.1:{self.port}/api",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PWD": str(ROOT),
        }
        self.process = self.start(
            "prefect",
            "server",
            "start",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            log=self.log,
        )

    def start(self, program: str, *arguments: str, log: Path) -> subprocess.Popen[bytes]:
        with log.open("wb") as file:
            return subprocess.Popen(
                [str(BIN / program), *arguments],
                env=self.environment,
                cwd=ROOT,
                stdout=file,
                stderr=file,
            )

    def prefect(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(BIN / "prefect"), "--no-prompt", *arguments],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=WAIT,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def api(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api{path}",
            data=data,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def wait_for(self, path: str, body: Any = None) -> Any:
        """Return the first answer that is not empty and no error: a busy server answers 503."""
        deadline = time.monotonic() + WAIT
        while True:
            try:
                if answer := self.api(path, body):
                    return answer
            except (urllib.error.URLError, ConnectionError):
                pass
            assert time.monotonic() < deadline, f"{path}: no answer; {self.log.read_text()[-2000:]}"
            time.sleep(0.2)

    def run(self, deployment: str, **parameters: Any) -> str:
        """Start a run of a deployment and return the state it ends in."""
        found = self.wait_for(f"/deployments/name/{deployment}")
        # The key makes a repeated request the same run.
        asked = {"parameters": parameters, "idempotency_key": f"{deployment}-{time.monotonic_ns()}"}
        made = self.wait_for(f"/deployments/{found['id']}/create_flow_run", asked)
        ended = self.wait_for(
            "/flow_runs/filter",
            {
                "flow_runs": {
                    "id": {"any_": [made["id"]]},
                    "state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]}},
                }
            },
        )
        return str(ended[0]["state"]["type"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("prefect"))
    server.wait_for("/health")
    yield server
    stop(server.process)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def told(data: Path) -> list[Any]:
    sql = "SELECT status, count(*) FROM deliveries GROUP BY ALL"
    return query(Places(data).snapshot, sql)[1]


def test_served_flows_run_and_tell(server: Server, tmp_path: Path) -> None:
    serving = server.start(
        "laurelwire", "--data", str(tmp_path), "serve", log=tmp_path / "serve.log"
    )
    try:
        assert server.run("ingest/scheduled", offline=True, data=str(tmp_path)) == "COMPLETED"
        assert told(tmp_path) == [("pending", 53)]
        assert server.run("digest/scheduled", data=str(tmp_path)) == "COMPLETED"
        assert told(tmp_path) == [("sent", 53)]
        schedules = server.wait_for("/deployments/name/ingest/scheduled")["schedules"]
        assert [(s["schedule"]["cron"], s["schedule"]["timezone"]) for s in schedules] == [
            ("*/30 * * * *", "UTC")
        ]
    finally:
        stop(serving)


def test_flows_deployed_to_a_process_worker_run_and_tell(server: Server, tmp_path: Path) -> None:
    server.prefect("work-pool", "create", "laurelwire", "--type", "process")
    server.prefect("deploy", "--all")
    worker = server.start(
        "prefect", "worker", "start", "--pool", "laurelwire", log=tmp_path / "worker.log"
    )
    try:
        assert server.run("ingest/worker", offline=True, data=str(tmp_path)) == "COMPLETED"
        assert server.run("digest/worker", data=str(tmp_path)) == "COMPLETED"
        assert told(tmp_path) == [("sent", 53)]
    finally:
        stop(worker)


def test_a_served_run_whose_sources_all_fail_is_a_failed_run(
    server: Server, tmp_path: Path
) -> None:
    serving = server.start(
        "laurelwire", "--data", str(tmp_path), "serve", log=tmp_path / "serve.log"
    )
    try:
        missing = str(tmp_path / "missing")
        assert (
            server.run("ingest/scheduled", offline=True, data=str(tmp_path), seeds=[missing])
            == "FAILED"
        )
    finally:
        stop(serving)
