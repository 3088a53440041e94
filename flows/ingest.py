"""Prefect flow `ingest`: one pass over the due sources. Flows and tasks only; see ingestion/run.py."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, get_run_logger, task
from prefect.runtime import flow_run

from config import Configuration, load_configuration
from flows.clock import now
from flows.delivery.deliver import tell_read, told_when_read
from flows.delivery.results import ChannelResult
from flows.ingestion.report import Options, RunReport
from flows.ingestion.run import run_pass
from flows.places import Places
from flows.scheduling.failures import when_completed, when_failed
from flows.scheduling.moments import note_answered, overtaken
from flows.scheduling.showing import emit_digests, emit_run, ingest_run_name, show_run


@task(name="read-and-store", retries=1, retry_delay_seconds=10)
def read_and_store(configuration: Configuration, places: Places, options: Options) -> RunReport:
    """Read the sources once and store what is new; see flows.ingestion.run.run_pass."""
    return run_pass(configuration, places, options)


@task(name="tell-at-once")
def tell_at_once(configuration: Configuration, places: Places) -> list[ChannelResult]:
    """Tell the channels that are told after each reading; see flows.delivery.deliver.tell_read."""
    return tell_read(configuration, places, now)


@flow(
    name="ingest",
    log_prints=False,
    flow_run_name=ingest_run_name,
    on_failure=[when_failed],
    on_crashed=[when_failed],
    on_completion=[when_completed],
)
def ingest(
    config: str | None = None,
    data: str = "var",
    offline: bool = False,
    seeds: list[str] | None = None,
) -> dict[str, int]:
    """Read every source that is due, store what is new and promise to tell it.

    Parameters are places, never secrets.

    Args:
        config: Folder of configuration on the machine that runs this; empty for the packaged one.
        data: Folder of the warehouse and the digests on that machine.
        offline: Ask no source on the network, read seed documents only.
        seeds: Seed files or folders to read in place of the configured ones.

    """
    logger, begun = get_run_logger(), now()
    places = Places(Path(data))
    if overtaken(places, "ingest", flow_run.scheduled_start_time):
        logger.info("a later run has read everything already; this late one is left out")
        return {}
    configuration = load_configuration(Path(config) if config else None)
    options = Options(offline=offline, due=True, seeds=tuple(Path(path) for path in seeds or []))
    report = read_and_store(configuration, places, options)
    note_answered(places, "ingest", begun)
    if told_when_read(configuration):
        emit_digests(tell_at_once(configuration, places))
    show_run(report)
    emit_run(report)
    logger.info("run %s", report.balance)
    for reading in report.readings:
        if reading.outcome == "failed":
            logger.warning("source %r failed: %r", reading.source.name, reading.error)
    if report.failed_sets:
        raise RuntimeError("; ".join(report.failed_sets))
    return report.balance
