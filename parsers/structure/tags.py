"""HTML tags that stand among lines of Markdown: what they mark, and the line without them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_ELEMENT = r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>"
_TAG = re.compile(rf"{_ELEMENT}|<!--.*?-->")
_OPEN_TAG = re.compile(_ELEMENT)  # where no comment is closed
_LEADING = re.compile(rf"^\s*(?:(?:{_TAG.pattern})\s*)+")
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
        inner = _without_tail(rest)
        if any(f"</{name}>" in inner for name in _INLINE.intersection(opened)):
            return line, _mark(opened)  # emphasis of a part of the line
        mark = _mark(opened)
        text, start = rest, start + led.end()
    return Line(text=_without_tail(text), start=start), mark


def _without_tail(text: str) -> str:
    """Return the text without the tags at its end, and the white space around them."""
    whole = end = len(text.rstrip())
    if text[end - 1 : end] != ">":
        return text
    for tag in reversed(list(_tags(text))):
        if tag.end() != end:
            break
        end = tag.start()
        while end and text[end - 1].isspace():
            end -= 1
    return text if end == whole else text[:end]


def _tags(text: str) -> Iterator[re.Match[str]]:
    """Yield the tags and comments of a text; a comment without an end is none, and not looked for."""
    closed = text.rfind("-->") + 3 if "-->" in text else 0
    yield from _TAG.finditer(text, 0, closed)
    yield from _OPEN_TAG.finditer(text, closed)


def _mark(opened: list[str]) -> TagMark:
    for name in opened:
        if _HEADING.fullmatch(name):
            return name  # type: ignore[return-value]
    if "li" in opened:
        return "entry"
    return "bold" if any(name in _BOLD for name in opened) else ""


def _closes(text: str) -> bool:
    return any(n["close"] for n in _NAME.finditer(text))
