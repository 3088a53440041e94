"""Front matter: the `key: value` lines at the head of a post."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FIELD = re.compile(r"^(?P<name>[A-Za-z][A-Za-z_-]{1,30})\s*:\s*(?P<value>.*)$")
_KNOWN = frozenset({"title", "date", "author", "authors", "url", "link", "permalink"})
_RULE = re.compile(r"^\s*-{3,}\s*$")
_FENCE = re.compile(r"^\s*(?:```|~~~)[\w-]*\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The `key: value` lines at the head of a post, and where its body begins."""

    values: dict[str, str]
    end: int


def front_matter(text: str) -> FrontMatter | None:
    """Return the front matter, whichever of its forms it has, or None.

    Forms met in the wild: between `---` lines; with blank lines or several `---` after the
    opening; without the opening line; inside a code fence that wraps the whole post.
    """
    values: dict[str, str] = {}
    position, opened = 0, False
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if _RULE.match(line):
            if values:
                return FrontMatter(values=values, end=position + len(line))
            opened = True
        elif stripped and not (_FENCE.match(line) and not values):
            field = _FIELD.match(stripped)
            nested = opened and values and line[:1] in " \t-"
            if field and (opened or field["name"].lower() in _KNOWN):
                values.setdefault(field["name"].lower(), _unquoted(field["value"]))
            elif not nested:
                break
        position += len(line)
    return FrontMatter(values=values, end=position) if "title" in values else None


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        value = value[1:-1]
    return value.replace("''", "'").strip()
