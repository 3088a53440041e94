"""What every command shares: the configuration, the data folder, and how things are shown."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

import click

from config import Configuration, ConfigurationError, load_configuration
from flows.clock import now
from flows.delivery.harmless import cell, printable
from flows.places import Places

EXIT_FAILED, EXIT_CONFIGURATION = 1, 2
_TABLE = 1000  # rows shown on a terminal
_Command = TypeVar("_Command", bound=Callable[..., Any])
# JSON escapes what is below U+0020 itself; its own line feeds stand outside of strings.
_ACTING = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]"
)


@dataclass
class Context:
    """The options before the command; the configuration is read when first needed."""

    config: Path | None
    places: Places

    @cached_property
    def configuration(self) -> Configuration:
        """Return the checked configuration; every problem is printed and the program ends with 2."""
        try:
            return load_configuration(self.config)
        except ConfigurationError as error:
            for problem in error.problems:
                complain(problem)
            count = len(error.problems)
            complain(f"{count} configuration problem{'s' * (count > 1)}; nothing was done")
            sys.exit(EXIT_CONFIGURATION)


def format_option(*forms: str) -> Callable[[_Command], _Command]:
    """Return the `--format` option of a command, passed as `form`; the first form is the default."""
    return click.option(
        "--format", "form", type=click.Choice(forms), default=forms[0], show_default=True
    )


def complain(message: str) -> None:
    """Print a line to standard error."""
    click.echo(f"laurelwire: {printable(message)}", err=True)


def fail(message: str, code: int = EXIT_FAILED) -> None:
    """Print why and end the program."""
    complain(message)
    sys.exit(code)


def moment_since(written: str) -> datetime:
    """Return the moment that a day (2026-11-01) or a number of days ago (7d) means, or end with 2."""
    if match := re.fullmatch(r"(\d{1,5})d", written):
        return now() - timedelta(days=int(match[1]))
    try:
        return datetime.combine(date.fromisoformat(written), time(), UTC)
    except ValueError:
        fail(f"--since {written}: not a day; write 2026-11-01, or 7d for the last seven days", 2)
        raise


def as_json(value: Any) -> str:
    """Return JSON for machines: stable keys, ISO 8601 times, no escaped Chinese.

    Controls, and marks that hide or turn text, are escaped: it may be read on a terminal.
    """
    return _ACTING.sub(_escape, json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _escape(found: re.Match[str]) -> str:
    return "".join(f"\\u{unit:04x}" for unit in _units(found[0]))


def _units(character: str) -> Sequence[int]:
    encoded = character.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(encoded[i : i + 2], "big") for i in range(0, len(encoded), 2)]


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
    """Return a value for CSV: a list or struct is JSON in its cell, so that no reader has to guess."""
    if isinstance(value, list | dict):
        return cell(as_json(value))
    return cell(value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, bytes | bytearray):
        return value.hex()
    return str(value)


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


def shown(value: Any) -> str:
    """Return a cell as people read it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list | tuple):
        return ", ".join(shown(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{k}:{shown(v)}" for k, v in value.items() if v is not None)
    return printable(str(value))
