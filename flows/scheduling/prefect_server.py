"""The Prefect server that `serve` uses: the one that is configured, or one of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from flows.scheduling.children import PYTHON, Child

PORT = 4200  # Prefect's own
_PATIENCE = 120.0  # seconds for a server to start; a loaded machine takes half of it
_POLL = 0.25
_QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_COLORS": "false",
    # A leaf process warns at every start where a newer server is about; ours are of one installation.
    "PREFECT_CLI_COLORS": "false",
}


class ServerError(Exception):
    """Prefect's server did not start; the message says where its own words are."""


def configured_api() -> str | None:
    """Return the API address that the environment or a Prefect profile names, if any.

    Asked of a process of its own: Prefect takes a second to import and keeps what it has read.
    """
    if named := os.environ.get("PREFECT_API_URL"):
        return named
    command = [
        *PYTHON,
        "-c",
        "from prefect.settings import PREFECT_API_URL as a; print(a.value() or '')",
    ]
    environment = quiet(os.environ)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603
    return done.stdout.strip() or None if done.returncode == 0 else None


def quiet(environment: os._Environ[str] | dict[str, str]) -> dict[str, str]:
    """Return the environment in which Prefect reports to nobody."""
    return {**_QUIET, **environment}


def is_healthy(api: str) -> bool:
    """True when a Prefect server answers at the address."""
    try:
        with urllib.request.urlopen(f"{api.rstrip('/')}/health", timeout=3) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


class OwnServer:
    """A Prefect server of ours on loopback, with its data in `home`; ends with us."""

    def __init__(self, home: Path, port: int | None) -> None:
        self.home, self.port = home, port or free_port(PORT)
        self.log = home / "server.log"
        self.environment = {
            **quiet(os.environ),
            "PREFECT_HOME": str(home),
            "PREFECT_API_URL": self.api,
            "PREFECT_SERVER_API_HOST": "127.0.0.1",
            "PREFECT_SERVER_API_PORT": str(self.port),
        }
        self.child = self._started()

    @property
    def api(self) -> str:
        return f"{self.ui}/api"

    @property
    def ui(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def restart(self) -> None:
        """Start again at the same address: open pages of its UI find it again."""
        self.child = self._started()

    def wait(self, ended: Callable[[], bool]) -> None:
        """Wait until the server answers or `ended`; ServerError when it does not in two minutes."""
        deadline = time.monotonic() + _PATIENCE
        while not is_healthy(self.api) and not ended():
            if not self.child.running or time.monotonic() > deadline:
                raise ServerError(
                    f"Prefect's server did not start; {self.log} ends:\n{self._last()}"
                )
            time.sleep(_POLL)

    def _started(self) -> Child:
        self.home.mkdir(parents=True, exist_ok=True)
        command = (
            *PYTHON, "-m", "prefect", "server", "start",
            "--host", "127.0.0.1", "--port", str(self.port), "--log-level", "WARNING",
        )  # fmt: skip
        return Child(command, self.environment, self.log)

    def _last(self) -> str:
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        except OSError:
            return "  (nothing)"
        return "\n".join(f"  {line[:200]}" for line in lines[-5:])


def free_port(wanted: int) -> int:
    """Return the port if it is free on loopback, else one that is."""
    for port in (wanted, 0):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(listener.getsockname()[1])
    raise ServerError("no port is free on 127.0.0.1")
