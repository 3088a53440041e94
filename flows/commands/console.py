"""What every command shares: the configuration, the data folder, and how things are shown."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from config import Configuration, ConfigurationError, load_configuration
from flows.clock import now
from flows.delivery.harmless import printable
from flows.places import Places

EXIT_FAILED, EXIT_CONFIGURATION = 1, 2
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


def fail(message: str, code: int = EXIT_FAILED) -> NoReturn:
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

    Controls, and marks that hide or turn text, are escaped: it may be read on a terminal. What is no number is null.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain, allow_nan=False)
    except ValueError:  # NaN and the infinities, which JSON has no words for
        text = json.dumps(_numbered(value), ensure_ascii=False, indent=2, default=_plain)
    return _ACTING.sub(_escape, text)


def _numbered(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _numbered(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_numbered(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _escape(found: re.Match[str]) -> str:
    return "".join(f"\\u{unit:04x}" for unit in _units(found[0]))


def _units(character: str) -> Sequence[int]:
    encoded = character.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(encoded[i : i + 2], "big") for i in range(0, len(encoded), 2)]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, bytes | bytearray):
        return value.hex()
    return str(value)


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
