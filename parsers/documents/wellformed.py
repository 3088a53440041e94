"""Well-formed feeds read with lxml: the fast path, which may leave items but never differ.

It reads RSS 0.9x and 2.0, RDF (RSS 1.0) and Atom 1.0 as feedparser does, element by element in their
order, and leaves each item that it does not know to read alike: feedparser reads that. The tests hold
both against each other over feedparser's own files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from parsers.documents.elements import ATOM, PLACES, RDF, RSS1, Refused, based, read_item
from parsers.documents.feed_item import FeedItem
from parsers.records import Document, Wishes

_SY = "{http://purl.org/rss/1.0/modules/syndication/}"
_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
_DECLARED = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*['\"]([\w.-]+)['\"][^>]*\?>")
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>")
_UNICODE = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_CHINESE = {"gb2312": "gb18030", "gbk": "gbk", "gb18030": "gb18030"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The items of a feed in their order; bytes are one that was left.

    Between `around` what was left makes a feed of its own, in UTF-8.
    """

    items: list[FeedItem | bytes]
    around: tuple[bytes, bytes]
    wishes: Wishes


def items(document: Document, *, recover: bool = False) -> Found | None:
    """Return the items of a well-formed feed and its wishes, or None where feedparser must read it.

    `recover` reads a feed that is not well formed as far as it goes.
    """
    try:
        root = _root(document, recover=recover)
        elements = _elements(root, document.location)
        read = [_read(element, kind, base) for element, kind, base in elements]
    except (Refused, etree.XMLSyntaxError, UnicodeDecodeError, ValueError):
        return None
    wished = _wishes(root)
    return Found(items=read, around=_around(root), wishes=wished)


def _read(element: etree._Element, kind: str, base: str) -> FeedItem | bytes:
    try:
        return read_item(element, kind, base)
    except (Refused, ValueError):
        for child in element:
            if str(child.tag).startswith(PLACES):
                element.remove(child)
        return etree.tostring(element, encoding="utf-8", with_tail=False)


def _around(root: etree._Element) -> tuple[bytes, bytes]:
    """Return the beginning and the end of a feed, which is emptied: the elements around its items."""
    inner = root[0] if root.tag == "rss" else root
    del inner[:]
    inner.append(etree.Comment("items"))
    begin, _, end = etree.tostring(root, encoding="utf-8").partition(b"<!--items-->")
    return begin, end


def _root(document: Document, *, recover: bool) -> etree._Element:
    body = document.body
    if b"<!DOCTYPE" in body:
        raise Refused
    text = body.decode(_encoding(document))
    # No entities but XML's own, no network, and libxml2's limits on depth and size.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
        encoding="utf-8",
    )
    root = etree.fromstring(_DECLARATION.sub("", text, count=1).encode(), parser)
    if root is None:
        raise Refused
    return root


def _encoding(document: Document) -> str:
    """Return the encoding that feedparser would take, where that is plain (RFC 3023)."""
    body = document.body
    marked = body.startswith(b"\xef\xbb\xbf")
    declared = _DECLARED.match(body[3:] if marked else body)
    of_xml = declared.group(1).decode("ascii").lower() if declared else ""
    kind, _, parameters = (document.media_type or "application/xml").partition(";")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.-]+)", parameters, re.IGNORECASE)
    of_http = charset.group(1).lower() if charset else ""
    if marked:
        if {of_xml, of_http} - _UNICODE - {""}:
            raise Refused
        return "utf-8-sig"
    if of_http and of_xml and of_http != of_xml and not {of_http, of_xml} <= _UNICODE:
        raise Refused
    named = of_http or of_xml
    if not named and kind.strip().lower().startswith("text/") and not body.isascii():
        raise Refused
    if (named or "utf-8") in _UNICODE:
        return "utf-8"
    if named in _CHINESE:
        return _CHINESE[named]
    raise Refused


def _elements(root: etree._Element, location: str) -> Iterator[tuple[etree._Element, str, str]]:
    """Yield the elements of items, with the kind of feed and the base of their addresses."""
    base = based(root, location)
    if root.tag == "rss" and [c.tag for c in root] == ["channel"]:
        kind, items_in, name = "rss", root[0], "item"
        base = based(items_in, base)
    elif root.tag == f"{RDF}RDF":
        kind, items_in, name = "rdf", root, f"{RSS1}item"
        known = {f"{RSS1}{n}" for n in ("channel", "item", "image", "textinput")}
        # What is of no feed (a licence, say) stands beside the items, and is none of theirs.
        if any(e.tag not in known and str(e.tag).startswith((RSS1, RDF)) for e in root):
            raise Refused
    elif root.tag == f"{ATOM}feed":
        kind, items_in, name = "atom", root, f"{ATOM}entry"
    else:
        raise Refused
    # An entry anywhere else, or of another name space, is one to feedparser as well.
    found = [e for e in items_in if e.tag == name]
    if sum(1 for _ in root.iter("{*}item", "{*}entry")) != len(found):
        raise Refused
    for element in found:
        yield element, kind, base


def _wishes(root: etree._Element) -> Wishes:
    """Return what the feed says of itself: ttl, skipHours, sy:updatePeriod and sy:updateFrequency."""
    top = root[0] if root.tag == "rss" else root.find(f"{RSS1}channel")
    if top is None:
        top = root
    skipped = (hour.text or "" for hour in top.iterfind("skipHours/hour"))
    return wishes(
        top.findtext("ttl"),
        top.findtext(f"{_SY}updatePeriod"),
        top.findtext(f"{_SY}updateFrequency"),
        skipped,
    )


def wishes(
    ttl: str | None, period: str | None, frequency: str | None, skipped: Iterable[str] = ()
) -> Wishes:
    """Return wishes as their elements print them; what is no number or period is no wish."""
    minutes = _number(ttl)
    each = _PERIODS.get((period or "").strip().lower())
    if each is not None:
        minutes = max(minutes or 0, each / max(_number(frequency) or 1, 1))
    hours = {int(h) % 24 for h in map(str.strip, skipped) if h.isdigit() and int(h) <= 24}
    return Wishes(minutes=minutes or None, skip_hours=frozenset(hours if len(hours) < 24 else ()))


def _number(written: str | None) -> float | None:
    text = (written or "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
