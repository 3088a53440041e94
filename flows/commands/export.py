"""The command `export`: the views as files."""

from __future__ import annotations

import csv
from pathlib import Path

import click

from flows.commands.console import EXIT_CONFIGURATION, Context, fail
from flows.commands.tables import csv_cell
from warehouse import answered, views
from warehouse import export as export_view


@click.command(epilog="Example: laurelwire export results/ --view awards --format csv")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--view", "chosen", multiple=True, metavar="NAME", help="Only this view; may be repeated."
)
@click.option(
    "--format", "form", type=click.Choice(["parquet", "csv"]), default="parquet", show_default=True
)
@click.pass_obj
def export(context: Context, folder: Path, chosen: tuple[str, ...], form: str) -> None:
    """Write the views of the published snapshot as files into FOLDER, each whole or not at all.

    Files of the same name are replaced. In CSV lists are joined by "; ", and no cell is a formula.
    """
    snapshot = context.places.snapshot
    known = views(snapshot)
    for name in chosen:
        if name not in known:
            fail(f"no view is called {name!r}; there are: {', '.join(known)}", EXIT_CONFIGURATION)
    folder.mkdir(parents=True, exist_ok=True)
    for name in chosen or known:
        target = folder / f"{name}.{form}"
        if form == "parquet":
            export_view(snapshot, name, target)
        else:
            _write_csv(snapshot, name, target)
        click.echo(str(target))


def _write_csv(snapshot: Path, view: str, target: Path) -> None:
    partial = target.with_name(f".{target.name}.partial")
    try:
        with (
            answered(snapshot, f'FROM "{view}"') as (names, rows),
            partial.open("w", encoding="utf-8", newline="") as file,
        ):
            writer = csv.writer(file)
            writer.writerow(names)
            writer.writerows(map(csv_cell, row) for row in rows)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
