"""HTML as Markdown: one form of text for every source, so that one grammar reads them all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import CData, NavigableString, PreformattedString, Tag

_DROPPED = frozenset(
    "script style noscript template iframe object embed svg form button input select textarea "
    "nav canvas audio video head".split()
)
_BLOCK = frozenset(
    "p div section article header footer aside main figure figcaption ul ol dl dt dd table tbody "
    "thead pre address details summary center blockquote".split()
)
_MARK = {"strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*"}
_BLANKS = re.compile(r"[ \t\u00a0]*\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")
_SPACES = re.compile(r"[ \t\r\n\u00a0]+")
_MAX_DEPTH = 200  # deeper nesting is an attack or an accident; its text is kept, its shape is not


def to_markdown(html: str) -> str:
    """Return the readable text of an HTML fragment or page as Markdown.

    Headings, lists, table rows, emphasis and links stay recognisable. Nothing of the input is
    ever executed or fetched; scripts, forms and navigation are dropped.
    """
    if "<" not in html and "&" not in html:
        return html.strip()
    soup = BeautifulSoup(html, "lxml")
    text = "".join(_pieces(soup, 0, ""))
    return _BLANKS.sub("\n\n", text).strip()


def _pieces(node: Tag, depth: int, marker: str) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, NavigableString):
            if not isinstance(child, PreformattedString) or isinstance(child, CData):
                yield _SPACES.sub(" ", str(child))
        elif isinstance(child, Tag) and child.name not in _DROPPED:
            if depth > _MAX_DEPTH:
                yield " " + _SPACES.sub(" ", child.get_text(" ")) + " "
            else:
                yield from _tag(child, depth + 1, marker)


def _tag(tag: Tag, depth: int, marker: str) -> Iterator[str]:
    name = tag.name
    if name == "br":
        yield "\n"
    elif name == "hr":
        yield "\n\n---\n\n"
    elif name in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        yield f"\n\n{'#' * int(name[1])} {_inline(tag, depth)}\n\n"
    elif name == "li":
        ordered = tag.parent is not None and tag.parent.name == "ol"
        number = sum(1 for s in tag.previous_siblings if isinstance(s, Tag) and s.name == "li") + 1
        yield f"\n{marker}{f'{number}.' if ordered else '-'} "
        yield from _pieces(tag, depth, marker + "  ")
    elif name == "tr":
        cells = [_inline(c, depth) for c in tag.find_all(["td", "th"], recursive=False)]
        yield f"\n| {' | '.join(cells)} |"
    elif name == "a":
        yield _link(tag, depth)
    elif name in _MARK:
        inner = _inline(tag, depth)
        yield f"{_MARK[name]}{inner}{_MARK[name]}" if inner else ""
    elif name in _BLOCK:
        yield "\n\n"
        yield from _pieces(tag, depth, marker)
        yield "\n\n"
    else:
        yield from _pieces(tag, depth, marker)


def _inline(tag: Tag, depth: int) -> str:
    return _SPACES.sub(" ", "".join(_pieces(tag, depth, ""))).strip()


def _link(tag: Tag, depth: int) -> str:
    label = _inline(tag, depth)
    address = str(tag.get("href") or "").strip()
    if not address.startswith(("http://", "https://")) or re.search(r"[\s<>]", address):
        return label
    if not label or label == address:
        return address
    return f"[{label}]({address.replace('(', '%28').replace(')', '%29')})"
