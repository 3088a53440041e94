"""`laurelwire serve`: both flows on the schedule of settings.toml, until interrupted."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

from config import Configuration, MendableError, load_configuration
from config.secrets import public
from flows.clock import now
from flows.locks import held
from flows.places import Places
from flows.scheduling.children import PYTHON, Child
from flows.scheduling.plain_loop import Wait, follow
from flows.scheduling.prefect_server import (
    OwnServer,
    ServerError,
    configured_api,
    is_healthy,
    quiet,
)

Say = Callable[[str], object]

_POLL = 0.5
_RESTS = (2.0, 5.0, 15.0, 30.0)  # seconds before what has ended by itself is started again
_SETTLED = 120.0  # seconds after which a start counts as a good one


class ServingElsewhereError(MendableError):
    """Another `laurelwire serve` serves the same data folder; end it, or name another folder."""


def serve(config: Path | None, data: Path, *, prefect: bool, port: int | None, say: Say) -> None:
    """Run and tell on schedule until SIGTERM or SIGINT, which end everything within ten seconds.

    With Prefect: on the server that PREFECT_API_URL or a profile names, else on one of our own, a
    child. Where that cannot be had, and without Prefect, by a plain loop.
    """
    folder = config.resolve() if config else None
    configuration = load_configuration(folder)
    places = Places(data.resolve())
    with held(places.serving_lock) as ours:
        if not ours:
            raise ServingElsewhereError(
                f"{places.serving_lock}: another `laurelwire serve` serves {places.data}; "
                "end it, or name another folder with --data"
            )
        wait = _until_ended()
        say(_told(configuration))
        if prefect and _with_prefect(folder, places, port, wait, say):
            return
        if not wait(0):
            say("following the schedule without Prefect")
            follow(configuration, places, folder, now, wait)


def _told(configuration: Configuration) -> str:
    schedule = configuration.settings.schedule
    own = [f"{c.name} {c.rhythm}" for c in configuration.channels if c.enabled and c.rhythm]
    channels = f"; channels with a rhythm of their own: {', '.join(own)}" if own else ""
    return (
        f"schedule ({schedule.timezone}): ingest {schedule.ingest}, digest {schedule.digest}{channels}; "
        "Ctrl-C or SIGTERM ends"
    )


def _until_ended() -> Wait:
    """Return the function that waits, and says whether SIGTERM or SIGINT came."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    return ended.wait


def _with_prefect(
    config: Path | None, places: Places, port: int | None, wait: Wait, say: Say
) -> bool:
    """Serve with Prefect until we are to end; False where no server can be had."""
    api = None if port else configured_api()
    if api is not None:
        environment = {**quiet(os.environ), "PREFECT_API_URL": api}
        say(f"Prefect server: {public(api)} (as configured)")
        _serve_flows(config, places, environment, None, wait, say)
        return True
    try:
        server = OwnServer(places.prefect_home, port)
        say(f"starting a Prefect server; its data and log: {places.prefect_home}")
        try:
            server.wait(lambda: wait(0))
            if not wait(0):
                say(f"Prefect's pages: {server.ui}")
                environment = {**server.environment, "LAURELWIRE_OWN_SERVER": "1"}
                _serve_flows(config, places, environment, server, wait, say)
        finally:
            server.child.ask_to_end()
            server.child.wait()
    except (ServerError, OSError) as error:
        say(str(error))
        return False
    return True


def _serve_flows(
    config: Path | None,
    places: Places,
    environment: dict[str, str],
    server: OwnServer | None,
    wait: Wait,
    say: Say,
) -> None:
    """Keep the flows served, and our own server alive, until we are to end."""
    api = environment["PREFECT_API_URL"]
    command = (
        *PYTHON,
        "-m",
        "flows.served",
        str(places.data),
        *map(str, [config] * bool(config)),
    )
    flows: Child | None = None
    began, failures, waiting = now(), 0, False
    try:
        while not wait(_POLL):
            if server is not None and not server.child.running:
                say("Prefect's server has ended; starting it again")
                server.restart()
                server.wait(lambda: wait(0))
            if flows is not None and flows.running:
                continue
            if flows is not None:
                failures = 0 if (now() - began).total_seconds() >= _SETTLED else failures + 1
                rest = _RESTS[min(failures, len(_RESTS) - 1)]
                say(f"what serves the flows has ended; starting it again in {rest:g} s")
                flows = None
                if wait(rest):
                    break
            if is_healthy(api):
                flows, began, waiting = Child(command, environment), now(), False
            elif not waiting:
                say(
                    f"{api}: no Prefect server answers; waiting for it, and nothing runs until then"
                )
                waiting = True
    finally:
        if flows is not None:
            flows.ask_to_end()
            flows.wait()
