"""Seed documents: blog posts with or without front matter, and compilations of articles."""

from __future__ import annotations

import re

from parsers.records import Document, Entry, Parsed, Rejection
from parsers.text.characters import clean
from parsers.text.dates import moment
from parsers.text.front_matter import front_matter
from parsers.text.keys import digest, key, version_of

_RULE = re.compile(r"^\s*-{3,}\s*$")
_FENCE = re.compile(r"^\s*(?:```|~~~)[\w-]*\s*$")
_TITLE_LINE = re.compile(r"^#(?!#)[ \t\u3000]*(?P<title>\S.*)$", re.DOTALL)
_NUMBERED = re.compile(r"^(?:\d+|[一二三四五六七八九十]+)\s*[.、．)）]")
_MIN_SECTION = 200  # characters under a spaced `# Title` that make it an article, not a section
_TEXT_CONTROLS = frozenset("\t\n\r\f\x0b\x1b")


def parse(document: Document, _: frozenset[str] = frozenset()) -> Parsed:
    """Return the document's articles in order, with their exact boundaries.

    Every character of a document belongs to one article; a document that holds no writing is one
    rejection that says why and what to do.
    """
    document_id = key("document", document.source, document.location, digest(document.body))
    text, reason = decode(document.body)
    if text is None:
        rejection = Rejection(source=document.source, location=document.location, reason=reason)
        return Parsed(document_id=document_id, rejections=(rejection,))
    entries = tuple(
        _entry(document, document_id, text, start, end) for start, end in boundaries(text)
    )
    return Parsed(document_id=document_id, entries=entries)


def decode(body: bytes) -> tuple[str | None, str]:
    """Return the text, or None and why the bytes are not one."""
    if not body.strip():
        return None, "the file is empty; put text in it or remove it"
    if body[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return None, "the file is UTF-16; save it as UTF-8"
    if b"\x00" in body:
        return None, "the file is binary, not text; remove it from the seed folder"
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, (
            f"not UTF-8 at byte {error.start}; convert it, e.g. iconv -f gb18030 -t utf-8 FILE"
        )
    sample = text[:4096]
    strange = sum(c < " " and c not in _TEXT_CONTROLS for c in sample)
    if strange * 20 > len(sample):
        return None, "the file is binary, not text; remove it from the seed folder"
    return text, ""


def boundaries(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each article; together they cover the text.

    A document is a compilation when it has no front matter and two or more `#Title` lines. With a
    space after `#` they might be the sections of one article, so those must open the document, be
    unnumbered and have a body each.
    """
    if front_matter(text) is not None:
        return [(0, len(text))]
    starts, spaced = _title_lines(text)
    if len(starts) < 2:
        return [(0, len(text))]
    edges = [*starts, len(text)]
    if spaced and (
        text[: starts[0]].strip()
        or min(b - a for a, b in zip(edges, edges[1:], strict=False)) < _MIN_SECTION
    ):
        return [(0, len(text))]
    preamble = text[: starts[0]].strip()
    if preamble:
        edges.insert(0, 0)
    else:
        edges[0] = 0
    return list(zip(edges, edges[1:], strict=False))


def _title_lines(text: str) -> tuple[list[int], bool]:
    """Return where the lines `#Title` begin, and whether they are written with a space."""
    tight: list[int] = []
    loose: list[int] = []
    position, fenced, blank = 0, False, True
    for line in text.splitlines(keepends=True):
        if _FENCE.match(line):
            fenced = not fenced
        title = None if fenced else _title_in(line)
        # "#AI #news" is a row of hashtags, not a title.
        if title and blank and not re.search(r"\s#\S", title):
            if line[1] not in " \t\u3000":
                tight.append(position)
            elif not _NUMBERED.match(title):
                loose.append(position)
        blank = not line.strip()
        position += len(line)
    return (tight, False) if len(tight) > 1 else (loose, True)


def _entry(document: Document, document_id: str, text: str, start: int, end: int) -> Entry:
    piece = text[start:end]
    head = front_matter(piece)
    values = head.values if head else {}
    title = values.get("title") or _first_title(piece)
    return Entry(
        source=document.source,
        document_id=document_id,
        guid=key("seed", piece),
        url=next(
            (values[k] for k in ("url", "link") if values.get(k, "").startswith("http")), None
        ),
        title=clean(title),
        author=values.get("author") or values.get("authors") or None,
        published=moment(values.get("date"), "en"),
        text=piece,
        version=version_of(piece),
        start=start,
        end=end,
    )


def _first_title(piece: str) -> str:
    lines = [line.strip() for line in piece.splitlines() if line.strip()]
    heading = next((title for title in map(_title_in, lines) if title), None)
    first = next((line for line in lines if not _FENCE.match(line) and not _RULE.match(line)), "")
    return heading or first.lstrip("#").strip()[:200]


def _title_in(line: str) -> str | None:
    """Return the title that a line `# Title #` holds, without the marks around it."""
    match = _TITLE_LINE.match(line)
    if match is None:
        return None
    title = match["title"]
    return title.rstrip().rstrip("#").rstrip() or title[0]
