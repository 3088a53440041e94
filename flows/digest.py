"""Prefect flow `digest`: tell every channel what is due to it. Flows and tasks only; see telling.py."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, get_run_logger, task

from config import Configuration, load_configuration
from flows.places import Places
from flows.report import now
from flows.telling import Told, tell


@task(name="tell-channels")
def tell_channels(configuration: Configuration, places: Places) -> list[Told]:
    """Send each channel its digest; see flows.telling.tell."""
    return tell(configuration, places, now)


@flow(name="digest", log_prints=False)
def digest(config: str | None = None, data: str = "var") -> dict[str, str]:
    """Deliver what is pending; return the state of each channel.

    Parameters are places, never secrets: channels read theirs from the worker's environment.
    """
    configuration = load_configuration(Path(config) if config else None)
    told = tell_channels(configuration, Places(Path(data)))
    logger = get_run_logger()
    for each in told:
        logger.info("channel %s: %s, %d events", each.channel, each.state, each.events)
        if each.error:
            logger.warning("channel %s: %r", each.channel, each.error)
    if any(each.state == "failed" for each in told):
        raise RuntimeError("a channel failed; its events stay pending for the next digest")
    return {each.channel: each.state for each in told}
