"""The shape of an article: one model of blocks for Markdown, HTML made Markdown, and plain text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from parsers.recognition.people_en import latin_people
from parsers.structure.tags import Line, untagged
from parsers.text.characters import has_cjk, trimmed

BlockKind = Literal["heading", "paragraph", "entry", "row", "quote", "rule", "code", "image"]

SILENT = frozenset({"code", "image", "rule"})
"""Kinds of blocks that hold no writing."""

BOLD_LEVEL = 7  # a line that is bold and nothing else, read as a heading below all marked ones
BARE_LEVEL = 8  # a short line alone, without closing punctuation: a heading without mark-up

_FENCE = re.compile(r"^\s*(?:```|~~~)")
_RULE = re.compile(r"^\s*(?:-{3,}|\*{3,}|_{3,}|={3,})\s*$")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})[ \t\u3000]*(?=\S)")
_DESCRIPTION = re.compile(
    r"^(?:description|excerpt|summary|abstract):[ \t]*(?:[>|][+-]?[ \t]*\n)?(?P<value>.*(?:\n[ \t]+\S.*)*)",
    re.MULTILINE,
)
_BULLET = re.compile(
    r"^(?P<indent>\s*)(?:[•●▪◦‣·∙*+-]|\d{1,3}[.)](?!\d)|[（(]\d{1,3}[)）])\s+(?=\S)"
)
_QUOTE = re.compile(r"^\s{0,3}>\s?")
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_ROW_RULE = re.compile(r"^[\s|:+-]+$")
_BOLD_LINE = re.compile(r"^(?:\*\*|__)(?P<inner>[^*\n]{1,300}?)(?:\*\*|__)\s*[:：]?$")
_SETEXT = re.compile(r"^\s*(?:=+|-+)\s*$")
_NUMBERED_STEM = re.compile(r"^(?P<stem>\S.{2,60}?)[_-](?P<number>\d{1,3})$")
_FIELD_LINE = re.compile(r"^\W{0,4}(?:[A-Z][A-Za-z ]{2,20}:\s|[a-z_-]{2,20}\s?=\s?[\"“])")
_TAIL = 12  # characters at the end of a line in which it is closed
_NAME = 40  # characters of a line that is a name
_CLOSED = re.compile(r"[。！？!?；;，,、:：…\.][”」』\"'）)]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of an article. [start, end) is its content, without the marks around it.

    `level`: of a heading 1 to 6 as marked, BOLD_LEVEL or BARE_LEVEL; of an entry its depth.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    header: bool = False


def parse_blocks(text: str, body: int, placeholders: re.Pattern[str]) -> list[Block]:
    """Return the blocks in order; front matter, which ends at `body`, is none of them.

    `placeholders` tells lines that stand for an image. Lines that differ only in a final running
    number stand for images too: that is how copied pages keep them.
    """
    lines = list(untagged(_lines(text, body)))
    images = _running_numbers(lines)
    blocks = _summary(text, body)
    index = 0
    fenced = body_begun = False
    while index < len(lines):
        line = lines[index]
        stripped = line.text.strip()
        worded = stripped[:1].isalpha() and not line.mark  # begins with a letter: with no mark
        if not worded and _FENCE.match(line.text):
            # A fence opened before anything else wraps the whole post: read through it.
            fenced = body_begun and not fenced
            index += 1
            continue
        if line.blank:
            index += 1
            continue
        body_begun = True
        if fenced:
            blocks.append(_block("code", text, line.start, line.start + len(line.text)))
        elif stripped in images or placeholders.fullmatch(stripped):
            blocks.append(_block("image", text, line.start, line.start + len(line.text)))
        elif not worded and _RULE.match(line.text):
            blocks.append(_block("rule", text, line.start, line.start + len(line.text)))
        elif not worded and (made := _marked(text, line, lines, index)) is not None:
            blocks.append(made)
        else:
            last = _paragraph_end(lines, index, images)
            end = lines[last].start + len(lines[last].text)
            blocks.append(_paragraph(text, lines, index, last, end))
            index = last
            if last + 1 < len(lines) and _is_setext(text, blocks[-1], lines[last + 1]):
                blocks[-1] = _block(
                    "heading",
                    text,
                    blocks[-1].start,
                    blocks[-1].end,
                    1 + ("-" in lines[last + 1].text),
                )
                index += 1
        index += 1
    return [block for block in blocks if block.start < block.end]


def _summary(text: str, body: int) -> list[Block]:
    """Return the description that front matter may carry: it is the article's own prose."""
    match = _DESCRIPTION.search(text, 0, body)
    if match is None:
        return []
    start, end = trimmed(text, match.start("value"), match.end("value"), "\"'")
    return [Block(kind="paragraph", start=start, end=end)] if start < end else []


def _lines(text: str, start: int) -> Iterator[Line]:
    position = start
    for raw in text[start:].split("\n"):
        yield Line(text=raw.rstrip("\r"), start=position)
        position += len(raw) + 1


def _running_numbers(lines: list[Line]) -> frozenset[str]:
    """Return lines such as `photo_02`, `photo_03`, and their common stem, that stand for images."""
    stems: Counter[str] = Counter()
    numbered: dict[str, set[str]] = {}
    for line in lines:
        stripped = line.text.strip()
        if stripped[-1:].isdigit() and (found := _NUMBERED_STEM.match(stripped)):
            stems[found["stem"]] += 1
            numbered.setdefault(found["stem"], set()).add(found.group())
    repeated = [stem for stem, count in stems.items() if count > 1 and len(numbered[stem]) > 1]
    return frozenset(repeated).union(*(numbered[stem] for stem in repeated))


def _marked(text: str, line: Line, lines: list[Line], index: int) -> Block | None:
    """Return the block of a line whose marks say what it is."""
    end = line.start + len(line.text)
    if found := _HEADING.match(line.text):
        return _block("heading", text, line.start + found.end(), end, len(found.group(1)), "#")
    if line.mark == "entry":
        return _block("entry", text, line.start, end)
    if line.mark:
        level = BOLD_LEVEL if line.mark == "bold" else int(line.mark[1])
        return _block("heading", text, line.start, end, level)
    if _ROW.match(line.text):
        if _ROW_RULE.match(line.text):
            return _block("rule", text, line.start, end)
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        header = bool(_ROW.match(following) and _ROW_RULE.match(following))
        start, stop = trimmed(text, line.start, end, "|")
        return Block(kind="row", start=start, end=stop, header=header)
    if found := _BULLET.match(line.text):
        depth = len(found["indent"].expandtabs(4)) // 2
        return _block("entry", text, line.start + found.end(), end, depth)
    if found := _QUOTE.match(line.text):
        return _block("quote", text, line.start + found.end(), end)
    return None


def _paragraph_end(lines: list[Line], index: int, images: frozenset[str]) -> int:
    """Return the last line of the paragraph that begins at `index`.

    Lines wrapped at a width belong together; a line that ends a sentence, is short, or holds
    Chinese (which is not wrapped at spaces) ends its paragraph.
    """
    while index + 1 < len(lines):
        here, following = lines[index].text, lines[index + 1]
        stripped = following.text.strip()
        shown = here.rstrip()
        wrapped = len(shown) >= 60 and not _CLOSED.search(shown, len(shown) - _TAIL)
        if (
            following.blank
            or not wrapped
            or has_cjk(here)
            or _FIELD_LINE.match(here)
            or _BOLD_LINE.match(here.strip())
            or stripped in images
            or _is_somebody(lines, index + 1)
            or _FENCE.match(following.text)
            or _RULE.match(following.text)
            or _HEADING.match(following.text)
            or _BULLET.match(following.text)
            or _QUOTE.match(following.text)
            or _ROW.match(following.text)
        ):
            return index
        index += 1
    return index


def _is_somebody(lines: list[Line], index: int) -> bool:
    """True for a last line of a paragraph that is somebody's name: he wrote what stands above."""
    text = lines[index].text.strip()
    last = index + 1 == len(lines) or lines[index + 1].blank
    return last and len(text) <= _NAME and (0, len(text)) in latin_people(text, 0, len(text))


def _paragraph(text: str, lines: list[Line], first: int, last: int, end: int) -> Block:
    line = lines[first]
    stripped = line.text.strip()
    if first == last and _BOLD_LINE.match(stripped):
        return _block("heading", text, line.start, end, BOLD_LEVEL, "*_:：")
    alone = (first == 0 or lines[first - 1].blank) and (
        last + 1 == len(lines) or lines[last + 1].blank
    )
    short = len(stripped) <= (40 if has_cjk(stripped) else 90)
    if first == last and alone and short and not _CLOSED.search(stripped) and "://" not in stripped:
        return _block("heading", text, line.start, end, BARE_LEVEL)
    return _block("paragraph", text, line.start, end)


def _is_setext(text: str, block: Block, following: Line) -> bool:
    """A line underlined with === or --- is a heading (CommonMark 4.3)."""
    if block.kind not in {"paragraph", "heading"} or not _SETEXT.match(following.text):
        return False
    underline = following.text.strip()
    return (
        len(underline) >= 3
        and text[block.end : following.start].strip() == ""
        and (underline[0] == "=" or (block.end - block.start <= 90 and len(underline) > 3))
    )


def _block(
    kind: BlockKind, text: str, start: int, end: int, level: int = 0, extra: str = ""
) -> Block:
    begin, stop = trimmed(text, start, end, extra)
    return Block(kind=kind, start=begin, end=stop, level=level)
