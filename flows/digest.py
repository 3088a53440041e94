"""Prefect flow `digest`: tell every channel what is due to it. Flows and tasks only; see delivery/deliver.py."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, get_run_logger, task
from prefect.runtime import flow_run

from config import Configuration, load_configuration
from flows.clock import now
from flows.delivery.deliver import DeliveringElsewhereError, tell
from flows.delivery.results import ChannelResult
from flows.ingestion.subscriptions import asking_anew
from flows.places import Places
from flows.scheduling.failures import when_completed, when_failed
from flows.scheduling.moments import note_answered, overtaken
from flows.scheduling.showing import digest_run_name, emit_digests, show_digests


@task(name="tell-channels")
def tell_channels(configuration: Configuration, places: Places) -> list[ChannelResult]:
    """Send each channel its digest; see flows.delivery.deliver.tell."""
    return tell(configuration, places, now, occasion="scheduled")


@flow(
    name="digest",
    log_prints=False,
    flow_run_name=digest_run_name,
    on_failure=[when_failed],
    on_crashed=[when_failed],
    on_completion=[when_completed],
)
def digest(config: str | None = None, data: str = "var") -> dict[str, str]:
    """Deliver what is pending to every channel; return the state of each.

    Parameters are places, never secrets: channels read theirs from the environment.

    Args:
        config: Folder of configuration on the machine that runs this; empty for the packaged one.
        data: Folder of the warehouse and the digests on that machine.

    """
    logger, begun = get_run_logger(), now()
    places = Places(Path(data))
    if overtaken(places, "digest", flow_run.scheduled_start_time):
        logger.info("a later run has told everything already; this late one is left out")
        return {}
    configuration = load_configuration(Path(config) if config else None)
    try:
        results = tell_channels(configuration, places)
    except DeliveringElsewhereError as error:
        logger.info("%s", error)
        return {}
    note_answered(places, "digest", begun)
    show_digests(results)
    emit_digests(results)
    for each in results:
        logger.info("channel %s: %s, %d events", each.channel, each.state, each.events)
        if each.error:
            logger.warning("channel %s: %r", each.channel, each.error)
        if each.given_up:
            logger.error("channel %s: GIVEN UP: %d deliveries", each.channel, each.given_up)
    for name, count in asking_anew(configuration, places, begun).items():
        logger.info(
            "channel %s asks anew: %d events of its past were never promised it", name, count
        )
    failed = [each.channel for each in results if each.state == "failed"]
    if failed:
        raise RuntimeError(
            f"{', '.join(failed)} failed; its events stay pending for the next digest"
        )
    return {each.channel: each.state for each in results}
