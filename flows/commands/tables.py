"""Rows as people and programs read them: tables, records, JSON, CSV, Markdown."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from itertools import chain, islice
from pathlib import Path
from typing import Any

import click

from flows.commands.console import as_json, shown
from flows.delivery.harmless import cell
from flows.exporting.whole import whole

_TABLE = 1000  # rows shown on a terminal
_NARROW = 9  # columns of a terminal under which a table's longer cells say nothing


def show(form: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows in a form: table, json, csv or markdown."""
    if form == "markdown":
        click.echo(as_markdown(names, rows))
    else:
        {"json": show_json, "csv": show_csv}.get(form, show_table)(names, rows)


@contextmanager
def written_to(path: Path | None) -> Iterator[None]:
    """Print to a file that appears whole or not at all; to the screen where none is named."""
    if path is None:
        yield
        return
    with (
        whole(path) as partial,
        partial.open("w", encoding="utf-8", newline="") as file,
        redirect_stdout(file),
    ):
        yield


def show_json(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows as a JSON array of objects, a row at a time."""
    opened = False
    for row in rows:
        text = as_json(dict(zip(names, row, strict=True))).replace("\n", "\n  ")
        click.echo(f"{',' if opened else '['}\n  {text}", nl=False)
        opened = True
    click.echo("\n]" if opened else "[]")


def show_csv(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows as CSV, a row at a time; no cell is a formula to a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in chain([names], rows):
        writer.writerow(map(csv_cell, row))
        click.echo(out.getvalue(), nl=False)
        out.seek(0)
        out.truncate()


def csv_cell(value: Any) -> Any:
    """Return a value for CSV: a list is joined by "; ", what has names of its own is JSON; no cell is a formula."""
    if isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(v, dict) for v in value)
    ):
        return cell(as_json(value))
    if isinstance(value, list):
        return cell("; ".join(map(str, value)))
    return cell(value) if isinstance(value, str) else value


def as_markdown(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as a table of Markdown."""
    lines = [names, ["---"] * len(names), *([shown(value) for value in row] for row in rows)]
    return "\n".join(
        f"| {' | '.join(value.replace('|', chr(92) + '|').replace(chr(10), ' ') for value in line)} |"
        for line in lines
    )


def show_table(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows as a table: cut to the terminal's width there, whole and as they come in a pipe."""
    from rich.cells import cell_len  # noqa: PLC0415  as below
    from rich.console import Console  # noqa: PLC0415  50 ms that JSON output need not spend
    from rich.table import Table  # noqa: PLC0415  as above
    from rich.text import Text  # noqa: PLC0415  as above

    terminal = sys.stdout.isatty()
    if not terminal:
        click.echo("\t".join(names))
        for row in rows:
            click.echo(
                "\t".join(shown(value).replace("\t", " ").replace("\n", " ") for value in row)
            )
        return
    first = list(islice(rows, _TABLE + 1))
    cells = [[shown(value).replace("\n", " ") for value in row] for row in first[:_TABLE]]
    console = Console()
    if _too_narrow(cells, names, console.width):
        _show_records(names, cells)
        return
    table = Table(show_edge=False, pad_edge=False)
    widest = [
        max([cell_len(name), *(cell_len(row[index]) for row in cells)])
        for index, name in enumerate(names)
    ]
    for name, width in zip(names, _widths(widest, console.width), strict=True):
        table.add_column(name, overflow="ellipsis", no_wrap=True, width=width)
    for row in cells:
        table.add_row(*map(Text, row))
    console.print(table)
    if len(first) > _TABLE:
        click.echo(f"… the first {_TABLE} rows; --format csv or a pipe gives all")


def _widths(widest: Sequence[int], terminal: int) -> list[int]:
    """Return each column's width: short ones whole, long ones an equal share of what is left."""
    left = terminal - 3 * (len(widest) - 1)
    widths = list(widest)
    for rank, index in enumerate(sorted(range(len(widest)), key=lambda i: widest[i])):
        widths[index] = max(3, min(widest[index], left // (len(widest) - rank)))
        left -= widths[index]
    return widths


def _too_narrow(cells: Sequence[Sequence[str]], names: Sequence[str], terminal: int) -> bool:
    """True where a table would cut most of what it shows: rows are records then, a line a value."""
    widest = [max(len(v) for v in column) for column in zip(names, *cells, strict=True)]
    widths = _widths(widest, terminal)
    return any(w < _NARROW and w < full for w, full in zip(widths, widest, strict=True))


def _show_records(names: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    margin = max(map(len, names))
    for number, row in enumerate(cells, start=1):
        click.echo(f"{'' if number == 1 else chr(10)}-- {number} --")
        for name, value in zip(names, row, strict=True):
            click.echo(f"{name:>{margin}}  {value}")
