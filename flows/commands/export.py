"""The command `export`: what is known, as files for other programs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from flows.clock import now
from flows.commands.console import EXIT_CONFIGURATION, Context, fail
from flows.commands.query import SCHEMA
from flows.commands.tables import csv_cell
from flows.exporting.expected import calendar, last_told
from flows.exporting.proofs import lines
from flows.exporting.references import awarded, bibtex, ris
from flows.exporting.whole import whole
from warehouse import answered, has_months, views
from warehouse import export as export_view

_Written = Callable[[Context, Path, Sequence[str]], Iterator[Path]]


@click.command(epilog="Example: laurelwire export results/ --view awards --format csv")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--view",
    "chosen",
    multiple=True,
    metavar="NAME",
    help="Of the tables only this view; may be repeated.",
)
@click.option(
    "--format",
    "forms",
    multiple=True,
    type=click.Choice(["parquet", "csv", "jsonl", "bibtex", "ris", "ics"]),
    help="Only this; may be repeated. Without it, everything.",
)
@click.pass_obj
def export(context: Context, folder: Path, chosen: tuple[str, ...], forms: tuple[str, ...]) -> None:
    r"""Write what the published snapshot holds as files into FOLDER, each whole or not at all.

    \b
    parquet  parquet/VIEW/month=2026-11/…, or parquet/VIEW.parquet where rows have no date
    csv      csv/VIEW.csv: lists are joined by "; ", and no cell is a formula
    jsonl    events.jsonl: events with every report and the words that prove each field
    bibtex   works.bib, and
    ris      works.ris: works that won something, with what they won as a note
    ics      expected.ics: the months in which prizes are announced, for a calendar

    columns.csv says what each column of each view is. Files of the same name are replaced.
    """
    known = views(context.places.snapshot)
    for name in chosen:
        if name not in known:
            fail(f"no view is called {name!r}; there are: {', '.join(known)}", EXIT_CONFIGURATION)
    wanted = forms or (("parquet", "csv") if chosen else tuple(_FORMS))
    folder.mkdir(parents=True, exist_ok=True)
    for form in wanted:
        for made in _FORMS[form](context, folder, chosen or known):
            click.echo(str(made))


def _parquet(context: Context, folder: Path, chosen: Sequence[str]) -> Iterator[Path]:
    for name in chosen:
        target = (
            folder
            / "parquet"
            / (name if has_months(context.places.snapshot, name) else f"{name}.parquet")
        )
        with whole(target) as partial:
            export_view(context.places.snapshot, name, partial)
        yield target


def _csv(context: Context, folder: Path, chosen: Sequence[str]) -> Iterator[Path]:
    for name in chosen:
        yield _table(context, f'FROM "{name}"', folder / "csv" / f"{name}.csv")
    yield _table(context, SCHEMA, folder / "columns.csv")


def _table(context: Context, statement: str, target: Path) -> Path:
    with (
        answered(context.places.snapshot, statement) as (names, rows),
        whole(target) as partial,
        partial.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(map(csv_cell, row) for row in rows)
    return target


def _jsonl(context: Context, folder: Path, _: Sequence[str]) -> Iterator[Path]:
    target = folder / "events.jsonl"
    with whole(target) as partial, partial.open("wb") as file:
        file.writelines(lines(context.places.snapshot))
    yield target


def _bibtex(context: Context, folder: Path, _: Sequence[str]) -> Iterator[Path]:
    yield _text(folder / "works.bib", bibtex(awarded(context.places.snapshot)))


def _ris(context: Context, folder: Path, _: Sequence[str]) -> Iterator[Path]:
    yield _text(folder / "works.ris", ris(awarded(context.places.snapshot)))


def _ics(context: Context, folder: Path, _: Sequence[str]) -> Iterator[Path]:
    target = folder / "expected.ics"
    made = calendar(context.configuration.lexicon, last_told(context.places.snapshot), now())
    with whole(target) as partial:
        partial.write_bytes(made)
    yield target


def _text(target: Path, text: str) -> Path:
    with whole(target) as partial:
        partial.write_text(text, encoding="utf-8")
    return target


_FORMS: dict[str, _Written] = {
    "parquet": _parquet, "csv": _csv, "jsonl": _jsonl, "bibtex": _bibtex, "ris": _ris, "ics": _ics,
}  # fmt: skip
