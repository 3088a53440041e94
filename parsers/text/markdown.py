"""HTML as Markdown: one form of text for every source, so that one grammar reads them all."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from lxml import etree

_DROPPED = frozenset(
    "script style noscript template iframe object embed svg form button input select textarea "
    "nav canvas audio video title".split()
)  # of a head nothing else has text, and libxml2 puts there whatever new element follows a script
_BLOCK = frozenset(
    "p div section article header footer aside main figure figcaption ul ol dl dt dd table tbody "
    "thead pre address details summary center blockquote".split()
)
_MARK = {"strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*"}
_HEADING = {f"h{level}": "#" * level for level in range(1, 7)}
_BLANKS = re.compile(r"\n *(?:\n *)+")
_SPACES = re.compile(r"[ \t\r\n\u00a0]+")
_LONG_TAG = re.compile(r"(<[A-Za-z][^\s<>]*+)[^<>]{20000,}+")
_UNLINKABLE = re.compile(r"[\s<>]")
_MAX_DEPTH = 200  # deeper nesting is an attack or an accident; its text is kept, its shape is not

_MAX_INDENT = 40  # twenty lists within each other; deeper ones would only make long lines


def to_markdown(html: str, base: str = "") -> str:
    """Return the readable text of an HTML fragment or page as Markdown.

    Headings, lists, table rows, emphasis and links stay recognisable; addresses are completed
    with `base`. Nothing of the input is ever executed or fetched; scripts, forms and navigation
    are dropped.
    """
    if "<" not in html and "&" not in html:
        return html.strip()
    # libxml2 compares each attribute with all before it; no tag that is read needs so many.
    html = _LONG_TAG.sub(r"\1", html)
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    root = etree.fromstring(html.encode("utf-8", "replace"), parser) if html.strip() else None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        from bs4 import BeautifulSoup  # noqa: PLC0415  as in documents/feed.py

        # Nested deeper than libxml2 will follow: an attack, or an accident. Its text is kept.
        return _SPACES.sub(" ", BeautifulSoup(html, "lxml").get_text(" ")).strip()
    if root is None:
        return ""
    pieces: list[str] = []
    _Writer(base).inside(root, 0, "", pieces)
    parts = _BLANKS.sub("\n\n", "".join(pieces)).split("\n\n")
    return "\n\n".join(part.rstrip(" ") for part in parts).strip()


def _spaced(text: str) -> str:
    """Return text with single spaces; most has no others."""
    odd = "  " in text or "\n" in text or "\u00a0" in text or "\t" in text or "\r" in text
    return _SPACES.sub(" ", text) if odd else text


class _Writer:
    """Writes elements as Markdown; `base` completes their addresses."""

    def __init__(self, base: str) -> None:
        self.base = base

    def inside(self, node: etree._Element, depth: int, marker: str, out: list[str]) -> None:
        if node.text:
            out.append(_spaced(node.text))
        number = 0
        for child in node:
            name = child.tag
            number += name == "li"
            if name not in _DROPPED and isinstance(name, str):
                if depth > _MAX_DEPTH:
                    out.append(f" {_SPACES.sub(' ', ' '.join(map(str, child.itertext())))} ")
                else:
                    sign = f"{number}." if name == "li" and node.tag == "ol" else "-"
                    self.element(child, name, depth + 1, (marker, sign), out)
            if child.tail:
                out.append(_spaced(child.tail))

    def element(
        self, node: etree._Element, name: str, depth: int, mark: tuple[str, str], out: list[str]
    ) -> None:
        """Write one element; `mark` is the indent of lists around it, and its own list mark."""
        marker, sign = mark
        if name in _BLOCK:
            out.append("\n\n")
            self.inside(node, depth, marker, out)
            out.append("\n\n")
        elif name == "a":
            out.append(self.link(node, depth))
        elif name in _MARK:
            if inner := self.inline(node, depth):
                out.append(f"{_MARK[name]}{inner}{_MARK[name]}")
        elif name == "li":
            out.append(f"\n{marker}{sign} ")
            self.inside(node, depth, f"{marker}  "[:_MAX_INDENT], out)
        elif name == "br":
            out.append("\n")
            self.inside(node, depth, marker, out)
        elif name in _HEADING:
            out.append(f"\n\n{_HEADING[name]} {self.inline(node, depth)}\n\n")
        elif name == "tr":
            cells = [self.inline(c, depth) for c in node if c.tag in {"td", "th"}]
            out.append(f"\n| {' | '.join(cells)} |")
        elif name == "hr":
            out.append("\n\n---\n\n")
        else:
            self.inside(node, depth, marker, out)

    def inline(self, node: etree._Element, depth: int) -> str:
        pieces: list[str] = []
        self.inside(node, depth, "", pieces)
        return _spaced("".join(pieces)).strip()

    def link(self, node: etree._Element, depth: int) -> str:
        label = self.inline(node, depth)
        address = (node.get("href") or "").strip()
        if self.base and address and not address.startswith(("http://", "https://")):
            try:
                address = urljoin(self.base, address)
            except ValueError:
                return label
        if not address.startswith(("http://", "https://")) or _UNLINKABLE.search(address):
            return label
        if not label or label == address:
            return address
        return f"[{label}]({address.replace('(', '%28').replace(')', '%29')})"
