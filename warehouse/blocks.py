"""Named SQL blocks: `-- name` on a line of its own, then the statement."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
_NAME = re.compile(r"^-- (?P<name>[a-z_]+)$", re.MULTILINE)


@cache
def blocks() -> dict[str, str]:
    """Return every statement of queries/*.sql by its name; a name used twice is an error."""
    found: dict[str, str] = {}
    for path in sorted((HERE / "queries").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        names = list(_NAME.finditer(text))
        ends = [match.start() for match in names[1:]] + [len(text)]
        for match, end in zip(names, ends, strict=True):
            name = match["name"]
            if name in found:
                raise ValueError(f"{path.name}: block {name} occurs twice")
            found[name] = text[match.end() : end].strip().rstrip(";")
    return found
