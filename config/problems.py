"""How configuration goes wrong: every problem at once, each naming file, place and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from config.secrets import server

_BARE = re.compile(r"[A-Za-z0-9_-]{1,60}")
Model = TypeVar("Model", bound=BaseModel)


class MendableError(Exception):
    """Something that a person can mend; the message says which thing, what is wrong and what to do."""


class ConfigurationError(Exception):
    """The configuration cannot be used; `problems` lists every reason, one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_toml(path: Path, problems: list[str]) -> dict[str, Any] | None:
    """Return the file's content, or None after adding to `problems` why it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        problems.append(f"{path.name}: cannot be read: {error.strerror or error}: {path}")
    except UnicodeDecodeError as error:
        problems.append(f"{path.name}: not UTF-8 at byte {error.start}; save it as UTF-8")
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{path.name}: not valid TOML: {error}")
    return None


def validate(
    make: Callable[[], Model], name: str, problems: list[str], place: str = ""
) -> Model | None:
    """Return the model, or None after adding one line a fault: `name: place.field: why: value`."""
    try:
        return make()
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            where = ".".join(key_shown(part) for part in fault["loc"])
            at = f"{place}.{where}" if place and where else place or where
            why = fault["msg"].removeprefix("Value error, ")
            given = "" if fault["type"] in {"missing", "extra_forbidden"} else _shown(fault)
            problems.append(f"{name}: {at}: {why}{given}")
        return None


def _shown(fault: Any) -> str:
    # A secret in the wrong place is still a secret: nothing is shown of what may be one.
    value, place = fault["input"], fault["loc"][-1] if fault["loc"] else ""
    if place in {"", "url_env", "url_file"}:
        return ""
    if isinstance(value, str) and ("://" in value or "@" in value):
        return f": {server(value)!r}" if value.startswith(("http://", "https://")) else ""
    return f": {value!r}" if isinstance(value, str | int | float | bool) else ""


def key_shown(key: object) -> str:
    """Return a key or index as a message may name it: one that needs quotes may be a secret."""
    text = str(key)
    return text if _BARE.fullmatch(text) else "a key in quotes"
