"""Feeds as they come: what is well formed is read fast, item by item, and feedparser reads the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from xml.sax import SAXException

from parsers.documents import wellformed
from parsers.documents.feed_item import FeedItem, link_among, noted
from parsers.documents.mending import with_entities
from parsers.records import Document, Wishes
from parsers.text.characters import spelt


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The items of a feed in their order; a text says why one is not read."""

    items: list[FeedItem | str]
    wishes: Wishes


def read(document: Document) -> Read | None:
    """Return what the feed holds, or None where there is no feed.

    What is not well formed is mended where it can be; an item on which feedparser fails takes no other with it.
    """
    if (found := wellformed.items(document)) is not None:
        return _completed(document, found)
    mended = replace(document, body=with_entities(document.body))
    if mended.body != document.body:
        found = wellformed.items(mended)
        if found is not None:
            return _completed(mended, found)
    try:
        return through_feedparser(mended)
    except Exception as error:  # noqa: BLE001  feedparser raises whatever its handlers bring about
        found = wellformed.items(mended, recover=True)
        if found is None or not found.items:
            return Read(items=[f"the feed cannot be read ({_named(error)})"], wishes=Wishes())
        return _completed(mended, found)


def _completed(document: Document, found: wellformed.Found) -> Read:
    """Return what was found, with the items that were left read by feedparser."""
    left = [item for item in found.items if isinstance(item, bytes)]
    others = iter(_through_feedparser(document, found.around, left))
    return Read(
        items=[next(others) if isinstance(item, bytes) else item for item in found.items],
        wishes=found.wishes,
    )


def _through_feedparser(
    document: Document, around: tuple[bytes, bytes], left: Sequence[bytes]
) -> Iterator[FeedItem | str]:
    """Yield what feedparser reads in each item; where it fails on many, fewer are tried at once."""
    if not left:
        return
    feed = replace(
        document,
        body=b"".join((around[0], *left, around[1])),
        media_type="application/xml; charset=utf-8",
    )
    try:
        found = through_feedparser(feed)
        if found is not None and len(found.items) == len(left):
            yield from found.items
            return
        reason = "feedparser does not find it"
    except Exception as error:  # noqa: BLE001  as above
        reason = _named(error)
    if len(left) == 1:
        yield f"an item cannot be read ({reason}): {left[0].decode()[:200]}"
        return
    half = len(left) // 2
    yield from _through_feedparser(document, around, left[:half])
    yield from _through_feedparser(document, around, left[half:])


def through_feedparser(document: Document) -> Read | None:
    """Return the items that feedparser reads and the feed's wishes, or None where it finds no feed.

    Sanitising and link resolving scan every body twice and change nothing we keep: bodies are
    turned into text, never rendered, and their links are completed then.
    """
    import feedparser  # noqa: PLC0415  0.1 s that a run of well-formed feeds need not spend

    feed = feedparser.parse(
        BytesIO(document.body),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={
            "content-type": document.media_type or "application/xml",
            "content-location": document.location,
        },
    )
    if not feed.entries and not feed.get("version"):
        return None
    if not feed.entries and isinstance(feed.get("bozo_exception"), SAXException):
        # What breaks off before its first entry is no quiet day: it may have carried any number.
        reason = f"broken XML, and no entry before the break ({_named(feed.bozo_exception)})"
        return Read(items=[reason], wishes=Wishes())
    about = feed.get("feed", {})
    wished = wellformed.wishes(
        _string(about.get("ttl")),
        _string(about.get("sy_updateperiod")),
        _string(about.get("sy_updatefrequency")),
    )
    return Read(items=[_item(entry, document.location) for entry in feed.entries], wishes=wished)


def _item(entry: Any, location: str) -> FeedItem:

    def field(name: str) -> str | None:
        value = entry.get(name)
        return value if value is None else spelt(value)

    bodies = [(c.get("value", ""), c.get("base")) for c in entry.get("content", [])]
    bodies.append((entry.get("summary") or "", entry.get("summary_detail", {}).get("base")))
    html, base = max(bodies, key=lambda body: len(body[0]))
    links = [
        (link.get("rel", ""), link.get("type", ""), spelt(link.get("href", "")))
        for link in entry.get("links", [])
    ]
    return FeedItem(
        guid=field("id"),
        url=link_among(field("link"), links),
        title=field("title") or "",
        author=field("author"),
        date=field("published") or field("updated"),
        html=noted(spelt(html), field("arxiv_announce_type")),
        base=(base or location) if html else "",
    )


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]


def _string(value: Any) -> str | None:
    return spelt(str(value)) if isinstance(value, str | int | float) and value != "" else None
