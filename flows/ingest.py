"""Prefect flow `ingest`: one pass over the due sources. Flows and tasks only; see running.py."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, get_run_logger, task
from prefect.runtime import flow_run

from config import Configuration, load_configuration
from flows.places import Places
from flows.report import Options, RunReport
from flows.running import overtaken, run_pass


@task(name="read-and-store", retries=1, retry_delay_seconds=10)
def read_and_store(configuration: Configuration, places: Places, options: Options) -> RunReport:
    """Read the sources once and store what is new; see flows.running.run_pass."""
    return run_pass(configuration, places, options)


@flow(name="ingest", log_prints=False)
def ingest(
    config: str | None = None,
    data: str = "var",
    offline: bool = False,
    seeds: list[str] | None = None,
) -> dict[str, int]:
    """Read every source that is due; return the run's balance.

    Parameters are places, never secrets: `config` and `data` are folders on the worker.
    """
    logger = get_run_logger()
    places = Places(Path(data))
    if overtaken(places, flow_run.scheduled_start_time):
        logger.info("a later run has read everything already; this late one is left out")
        return {}
    configuration = load_configuration(Path(config) if config else None)
    options = Options(offline=offline, due=True, seeds=tuple(Path(path) for path in seeds or []))
    report = read_and_store(configuration, places, options)
    balance = {
        "sources_asked": len(report.readings),
        "sources_failed": report.count("failed"),
        "entries_seen": report.entries_seen,
        "entries_new": report.new.entries,
        "events_new": len(report.new.events),
        "deliveries_promised": report.new.promised,
    }
    logger.info("run %s", balance)
    for reading in report.readings:
        if reading.outcome == "failed":
            logger.warning("source %r failed: %r", reading.source.name, reading.error)
    if report.all_failed:
        raise RuntimeError("every source failed; the warnings above say why")
    return balance
