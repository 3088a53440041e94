"""Lines wrapped at a width, as e-mail and many Markdown files are: each paragraph made one line again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers.text.characters import has_cjk

_FENCE = re.compile(r"\s*(?:```|~~~)")
_BEGINS = re.compile(  # a line with a mark of its own goes on from nothing
    r"\s*(?:#{1,6}\s|>|\||<|[•●▪◦‣·∙*+-]\s|\d{1,3}[.)]\s|[（(]\d{1,3}[)）]\s|[=*_-]{3,}\s*$)"
    r"|[\w-]{2,20}:(?:\s|$)"
)
_HEAD = re.compile(r"\s*(?:#{1,6}\s|>|\||<|[=*_-]{3,}\s*$)")  # nor does anything go on from it
_OPEN_END = re.compile(r"(?:,|\b(?:the|of|and|by|for|in|to|at|with|on|from|or|an?)|\b[A-Z]\.)\s*$")
_FOLDED = re.compile(r"^[\w-]+:[ \t]*[>|][+-]?[ \t]*$")
_NARROW, _WIDE = 45, 130  # characters of a width that somebody wraps at
_AT_WIDTH, _IN_SENTENCE = (
    0.9,
    0.4,
)  # shares of continued lines that were full, and that go on as sentences do


def unwrapped(text: str) -> str:
    """Return the text with lines that were wrapped at a width joined by a space.

    That they were is seen from all of them together: no line had room for the first word of the
    next, and many go on as sentences do. Values folded in front matter (YAML 1.2,
    8.1.3) are joined too. Code, tables, headings and list marks keep their lines.
    """
    lines = text.split("\n")
    if text[:3] != "---" and not any(
        len(line) >= _NARROW and after and not after.isspace()
        for line, after in zip(lines, lines[1:], strict=False)
    ):
        return text  # as most are: no paragraph has two lines
    joined = set(_folded(lines))
    pairs = [i for i in _continued(lines) if i not in joined]
    width = max((len(lines[i].rstrip()) for i in pairs if "://" not in lines[i]), default=0)
    if _NARROW <= width <= _WIDE:
        full = [i for i in pairs if _is_full(lines, i, width)]
        going_on = sum(_goes_on(lines[i], lines[i + 1]) for i in full)
        if len(full) >= _AT_WIDTH * len(pairs) and going_on >= _IN_SENTENCE * len(full):
            joined.update(full)
    return "".join(_rejoined(lines, joined)) if joined else text


def _continued(lines: Sequence[str]) -> Iterator[int]:
    """Yield each line of a paragraph or list entry that is not its last."""
    fenced = False
    for index, (line, after) in enumerate(zip(lines, lines[1:], strict=False)):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and line.strip() and after.strip():
            hard = line.endswith(("  ", "\\"))
            if not (_HEAD.match(line) or _BEGINS.match(after) or _FENCE.match(after) or hard):
                yield index


def _is_full(lines: Sequence[str], index: int, width: int) -> bool:
    """True when the first word of the next line had no place on this one."""
    line, word = lines[index].rstrip(), _first_word(lines[index + 1])
    return not has_cjk(line[-1:] + word[:1]) and len(line) + 1 + len(word) > width


def _goes_on(line: str, after: str) -> bool:
    """True where a sentence goes on: in lower case, after a comma, or with a quotation open."""
    quoted = line.count('"') % 2 == 1 or line.count("“") > line.count("”")
    return quoted or _first_word(after)[:1].islower() or _OPEN_END.search(line) is not None


def _first_word(line: str) -> str:
    return next(iter(line.split(maxsplit=1)), "")


def _folded(lines: Sequence[str]) -> Iterator[int]:
    """Yield the lines of folded values in front matter that is opened on the first line."""
    if not lines or lines[0].strip() != "---":
        return
    inside = False
    for index, line in enumerate(lines[1:-1], start=1):
        if line.strip() == "---":
            return
        if not line[:1].isspace():
            inside = _FOLDED.match(line) is not None
        elif (
            inside and line.strip() and lines[index + 1][:1].isspace() and lines[index + 1].strip()
        ):
            yield index


def _rejoined(lines: Sequence[str], joined: set[int]) -> Iterator[str]:
    for index, line in enumerate(lines):
        if index - 1 in joined:
            line = line.lstrip()
        if index in joined:
            yield f"{line.rstrip()} "
        else:
            yield f"{line}\n" if index + 1 < len(lines) else line
