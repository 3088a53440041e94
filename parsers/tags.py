"""HTML tags that stand among lines of Markdown: what they mark, and the line without them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_TAG = r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>|<!--.*?-->"
_LEADING = re.compile(rf"^\s*(?:(?:{_TAG})\s*)+")
_TRAILING = re.compile(rf"(?:\s*(?:{_TAG}))+\s*$")
_NAME = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)")
_HEADING = re.compile(r"h[1-6]")
_INLINE = frozenset(
    {"a", "b", "strong", "i", "em", "span", "u", "code", "sup", "sub", "font", "small"}
)
_BOLD = frozenset({"b", "strong", "summary", "dt", "th"})

TagMark = Literal["", "entry", "bold", "h1", "h2", "h3", "h4", "h5", "h6"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of an article that begins at `start`, without the tags around it; `mark`: what they say."""

    text: str
    start: int
    mark: TagMark = ""

    @property
    def blank(self) -> bool:
        return not self.text.strip()


def untagged(lines: Iterator[Line]) -> Iterator[Line]:
    """Yield the lines without leading and trailing tags; a line of tags alone is blank.

    What a tag on a line of its own opens (a heading, a list entry) marks the next line of writing.
    """
    waiting: TagMark = ""
    for line in lines:
        if "<" not in line.text:
            yield Line(text=line.text, start=line.start, mark=waiting) if waiting else line
            waiting = "" if line.text.strip() else waiting
            continue
        stripped, mark = _stripped(line)
        if stripped.blank:
            waiting = mark or ("" if _closes(line.text) else waiting)
        else:
            mark, waiting = (waiting if waiting == "entry" else mark or waiting), ""
        yield Line(text=stripped.text, start=stripped.start, mark="" if stripped.blank else mark)


def _stripped(line: Line) -> tuple[Line, TagMark]:
    text, start = line.text, line.start
    mark: TagMark = ""
    if led := _LEADING.match(text):
        opened = [n["name"].lower() for n in _NAME.finditer(led.group()) if not n["close"]]
        rest = text[led.end() :]
        within = [n for n in opened if n in _INLINE]
        if any(f"</{name}>" in _TRAILING.sub("", rest) for name in within):
            return line, _mark(opened)  # emphasis of a part of the line
        mark = _mark(opened)
        text, start = rest, start + led.end()
    if tail := _TRAILING.search(text):
        text = text[: tail.start()]
    return Line(text=text, start=start), mark


def _mark(opened: list[str]) -> TagMark:
    for name in opened:
        if _HEADING.fullmatch(name):
            return name  # type: ignore[return-value]
    if "li" in opened:
        return "entry"
    return "bold" if any(name in _BOLD for name in opened) else ""


def _closes(text: str) -> bool:
    return any(n["close"] for n in _NAME.finditer(text))
