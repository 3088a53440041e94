"""The commands `backup` and `restore`: copies of the warehouse, made and put back."""

from __future__ import annotations

from pathlib import Path

import click

from flows.clock import now
from flows.commands.console import Context, fail
from flows.locks import held
from warehouse import CopyError, Warehouse, WarehouseUnusableError, put_back


@click.command(epilog="Example: laurelwire backup /backups/laurelwire-monday.duckdb")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(context: Context, file: Path) -> None:
    """Copy the warehouse to FILE, which appears whole and checked, or not at all.

    A run that is going on is no hindrance. A file of that name is replaced.
    """
    places, settings = context.places, context.configuration.settings.warehousing
    if not places.warehouse.exists():
        fail(f"{places.warehouse}: there is no warehouse yet; `laurelwire run` makes it")
    with Warehouse(places.warehouse, settings) as warehouse:
        warehouse.backup(file)
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB, opened and read.")


@click.command(epilog="Example: laurelwire restore /backups/laurelwire-monday.duckdb")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.pass_obj
def restore(context: Context, file: Path | None) -> None:
    """Put back a backup, or without FILE the published snapshot, for a warehouse that is damaged or lost.

    The file that was there is set aside. What it or the snapshot knows to have been told stays told;
    what sources carried since the copy is read again by the next run.
    """
    places, settings = context.places, context.configuration.settings.warehousing
    copy = file or places.snapshot
    if not copy.exists():
        fail(
            f"{copy}: no such file; name a backup (`laurelwire backup` makes them), or move "
            f"{places.warehouse} away for a new start, which tells everything again"
        )
    with held(places.delivery_lock) as ours:
        if not ours:
            fail(f"{places.delivery_lock}: digests are being delivered; wait for that to end")
        if places.warehouse.exists():
            _nobody_writes(context)
        known = [p for p in (places.warehouse, places.snapshot) if p.exists() and p != copy]
        aside = put_back(copy, places.warehouse, known, now())
        with Warehouse(places.warehouse, settings) as warehouse:
            faults = warehouse.faults()
            warehouse.publish(places.snapshot)
    click.echo(f"{places.warehouse}: restored from {copy}.")
    if aside is not None:
        click.echo(f"The file that was there is kept as {aside}.")
    for fault in faults:
        fail(f"{places.warehouse}: {fault}; restore an older backup")


def _nobody_writes(context: Context) -> None:
    """Wait for a run that writes; a file that cannot be opened is what is to be restored."""
    try:
        Warehouse(context.places.warehouse, context.configuration.settings.warehousing).close()
    except (WarehouseUnusableError, CopyError):
        return
