"""The command `doctor`: what is wrong, and how to mend it."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta

import click

from config import Configuration, ConfigurationError, load_configuration
from config.rhythms import last_due
from flows.clock import now
from flows.commands.channels import channel_state
from flows.commands.console import Context, as_json, format_option
from flows.delivery.harmless import printable
from warehouse import (
    CopyError,
    Warehouse,
    WarehouseBusyError,
    WarehouseUnusableError,
    is_current,
    query,
    schema_of,
)

Check = tuple[str, bool, str]
"""What was looked at, whether it is well, and what was found."""

_LATE = timedelta(minutes=15)  # that a scheduled run may take to begin and to end
_ROOM = 2.5  # of the warehouse's size that should be free: a snapshot, and what is new


@click.command(epilog="Example: laurelwire doctor")
@format_option("text", "json")
@click.pass_obj
def doctor(context: Context, form: str) -> None:
    """Check environment, configuration, channels and warehouse; say how to mend what is wrong."""
    checks = list(_checks(context))
    if form == "json":
        click.echo(as_json([dict(zip(("check", "ok", "finding"), c, strict=True)) for c in checks]))
    else:
        for name, ok, finding in checks:
            click.echo(printable(f"{'ok   ' if ok else 'WRONG'}  {name}: {finding}"))
    if not all(ok for _, ok, _ in checks):
        sys.exit(1)


def _checks(context: Context) -> Iterator[tuple[str, bool, str]]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield "python", sys.version_info >= (3, 11), version
    for package in ("duckdb", "prefect", "fastapi", "apprise", "feedparser"):
        yield package, True, importlib.metadata.version(package)
    try:
        configuration = load_configuration(context.config)
    except ConfigurationError as error:
        for problem in error.problems:
            yield "configuration", False, problem
        return
    yield (
        "configuration",
        True,
        (
            f"{len(configuration.sources)} sources, {len(configuration.channels)} channels: {configuration.folder}"
        ),
    )
    contact = configuration.settings.collecting.contact
    yield (
        "contact",
        True,
        (
            "unset: publishers cannot ask who reads them; set collecting.contact in settings.toml"
            if contact == "unset@invalid"
            else contact
        ),
    )
    for channel in configuration.channels:
        state = channel_state(channel)
        yield f"channel {channel.name}", state == "ready" or not channel.enabled, state
    yield from _data_checks(context, configuration)


def _data_checks(context: Context, configuration: Configuration) -> Iterator[Check]:
    places = context.places
    folder = places.data if places.data.exists() else places.data.absolute().parent
    writable = os.access(folder, os.W_OK) and folder.is_dir()
    free = shutil.disk_usage(folder).free
    size = places.warehouse.stat().st_size if places.warehouse.is_file() else 0
    needed = max(500e6, size * _ROOM)
    found = f"{places.data}: {free / 1e9:.1f} GB free"
    if not writable:
        found = f"{places.data}: not writable; check its owner"
    elif free <= needed:
        found += f"; {needed / 1e9:.1f} GB should be; make room"
    yield "data folder", writable and free > needed, found
    if not places.warehouse.exists():
        if places.snapshot.exists():
            yield (
                "warehouse",
                False,
                f"{places.warehouse} is missing; `laurelwire restore` puts it back",
            )
        else:
            yield "warehouse", True, "not there yet; `laurelwire run` makes it"
        return
    yield from _warehouse_checks(context, configuration)
    yield from _snapshot_checks(context)


def _warehouse_checks(context: Context, configuration: Configuration) -> Iterator[Check]:
    places = context.places
    try:
        with Warehouse(places.warehouse, configuration.settings.warehousing) as warehouse:
            count = len(warehouse.source_states())
            faults, last = warehouse.faults(), warehouse.last_run()
    except (WarehouseBusyError, WarehouseUnusableError, CopyError) as error:
        yield "warehouse", False, str(error)
        return
    yield "warehouse", True, f"{places.warehouse}: {count} sources known"
    found = "; ".join(faults) or "every key is unique, and nothing points at what is not there"
    yield "keys", not faults, found + ("; `laurelwire restore` an older backup" if faults else "")
    yield _schedule_check(configuration, last, now())
    if places.failing.exists():
        yield (
            "scheduled runs",
            False,
            f"they fail; {places.failing} says since when, and their output why",
        )


def _schedule_check(configuration: Configuration, last: datetime | None, now: datetime) -> Check:
    """Say whether the last run is as recent as the schedule asks for."""
    schedule = configuration.settings.schedule
    due = last_due(schedule.ingest, schedule.zone, now - _LATE)
    if last is None:
        return "schedule", True, "no run has ended yet; `laurelwire serve` runs on schedule"
    found = f"last run {last:%Y-%m-%d %H:%M} UTC, schedule {schedule.ingest} ({schedule.timezone})"
    if last >= due:
        return "schedule", True, found
    return (
        "schedule",
        False,
        f"{found}: one was due at {due:%Y-%m-%d %H:%M} UTC; is `laurelwire serve` running?",
    )


def _snapshot_checks(context: Context) -> Iterator[Check]:
    places = context.places
    if not places.snapshot.exists():
        yield "snapshot", False, "not published; `laurelwire run` publishes it"
        return
    try:
        schema_of(places.snapshot)
    except CopyError as error:
        yield "snapshot", False, f"{error}; delete it, and `laurelwire run` publishes anew"
        return
    current = is_current(places.warehouse, places.snapshot)
    behind = "" if current else ": behind the warehouse; the next run publishes it"
    yield "snapshot", True, f"{places.snapshot}{behind}"
    _, rows = query(
        places.snapshot,
        "SELECT channel, status, count(*) FROM deliveries "
        "WHERE status NOT IN ('sent', 'dropped', 'counted') GROUP BY ALL ORDER BY ALL",
    )
    for channel, status, number in rows:
        advice = "" if status == "pending" else "; `laurelwire deliveries` lists them"
        yield f"deliveries to {channel}", status == "pending", f"{number} {status}{advice}"
    _, rows = query(places.snapshot, "SELECT source, location, reason FROM quarantined")
    for source, location, reason in rows:
        yield "quarantine", False, f"{source}: {location}: {reason}; kept in {places.quarantine}"
