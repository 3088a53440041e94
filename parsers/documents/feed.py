"""Feeds: RSS, RDF, Atom, JSON Feed, news sitemaps, and pages that list articles."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape
from typing import Any

from parsers.documents import sitemap
from parsers.documents import xml_feed as tolerant
from parsers.documents.feed_item import FeedItem, link_among
from parsers.records import Document, Entry, Parsed, Rejection, Wishes
from parsers.text.characters import spelt
from parsers.text.dates import moment
from parsers.text.keys import digest, key, printed_key, version_of
from parsers.text.markdown import to_markdown
from parsers.text.markup import title_line

_AHEAD = timedelta(days=1)  # by which clocks and zones may differ


def parse(document: Document, known: frozenset[str] = frozenset()) -> Parsed:
    """Return the feed's entries but those printed as they are known; what is no feed at all is one rejection."""
    document_id = key("document", document.source, document.location, digest(document.body))
    if document.kind == "page":
        from parsers.documents import page  # noqa: PLC0415  Beautiful Soup takes 0.1 s to import

        return _listed(document, document_id, page.items(document), known)
    if _is_json(document):
        return _json_feed(document, document_id, known)
    if sitemap.is_sitemap(document.body):
        return _listed(document, document_id, sitemap.items(document.body), known)
    return _xml_feed(document, document_id, known)


def _listed(
    document: Document,
    document_id: str,
    read: Sequence[FeedItem | str] | str,
    known: frozenset[str],
) -> Parsed:
    if isinstance(read, str):
        return _rejected(document, document_id, read)
    return _parsed(document_id, [_made(document, document_id, i, known) for i in read])


def _xml_feed(document: Document, document_id: str, known: frozenset[str]) -> Parsed:
    found = tolerant.read(document)
    if found is None:
        return _rejected(document, document_id, _no_feed(document.body))
    made = [_made(document, document_id, item, known) for item in found.items]
    return _parsed(document_id, made, found.wishes)


def _made(
    document: Document, document_id: str, item: FeedItem | str, known: frozenset[str]
) -> Entry | Rejection | None:
    """Return an item as an entry, the reason why there is none as a rejection, None for a known one."""
    if isinstance(item, str):
        return _rejection(document, item)
    return _entry(document, document_id, item, known)


def _json_feed(document: Document, document_id: str, known: frozenset[str]) -> Parsed:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org); feedparser reads none."""
    try:
        # Many generators write line breaks within strings as they are.
        feed = json.loads(document.body, strict=False)
    except (ValueError, RecursionError) as error:
        return _rejected(document, document_id, f"not valid JSON: {error}")
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return _rejected(document, document_id, "JSON, but no JSON Feed: it has no list `items`")
    made: list[Entry | Rejection | None] = []
    for item in feed["items"]:
        if not isinstance(item, dict):
            reason = f"an item is {type(item).__name__}, not an object"
            made.append(_rejection(document, reason))
            continue
        authors = item.get("authors") or [item.get("author") or {}]
        attached = [("enclosure", "", str(a.get("url"))) for a in _objects(item.get("attachments"))]
        read = FeedItem(
            guid=_string(item.get("id")),
            url=link_among(_string(item.get("url") or item.get("external_url")), attached),
            title=_string(item.get("title")) or "",
            author=_string(authors[0].get("name")) if isinstance(authors[0], dict) else None,
            date=_string(item.get("date_published") or item.get("date_modified")),
            html=_string(item.get("content_html")) or _escaped(_string(item.get("content_text"))),
            base=document.location,
        )
        made.append(_entry(document, document_id, read, known))
    return _parsed(document_id, made)


def _entry(
    document: Document, document_id: str, item: FeedItem, known: frozenset[str]
) -> Entry | Rejection | None:
    """Return an item as an entry, or None where it is known: reading its text would be for nothing."""
    link = item.url if item.url and item.url.startswith(("http://", "https://")) else None
    printed = printed_key(document.source, item.guid, item.url, item.title, item.html)
    if printed in known:
        return None
    heading = title_line(item.title)
    body = to_markdown(item.html, item.base)
    if not heading and not body:
        called = item.guid or item.url or "without id"
        return _rejection(document, f"entry {called}: neither title nor text")
    text = f"{heading}\n\n{body}".strip()
    version = version_of(text)
    return Entry(
        source=document.source,
        document_id=document_id,
        guid=item.guid or link or version,
        url=link,
        title=heading or body.split("\n", 1)[0][:200],
        author=item.author or None,
        published=_published(item.date, document),
        text=text,
        version=version,
        printed=printed,
    )


def _published(written: str | None, document: Document) -> datetime | None:
    """Return when an entry was published; what lies ahead of the reading is a mistake, so unknown."""
    published = moment(written, document.language, document.read_at)
    if published and document.read_at and published > document.read_at + _AHEAD:
        return None
    return published


def _parsed(
    document_id: str, made: Sequence[Entry | Rejection | None], wished: Wishes | None = None
) -> Parsed:
    return Parsed(
        document_id=document_id,
        entries=tuple(m for m in made if isinstance(m, Entry)),
        rejections=tuple(m for m in made if isinstance(m, Rejection)),
        wishes=wished or Wishes(),
        known=sum(m is None for m in made),
    )


def _is_json(document: Document) -> bool:
    start = document.body[:100].removeprefix(BOM_UTF8).lstrip()[:1]
    return "json" in document.media_type.lower() or start == b"{"


def _no_feed(body: bytes) -> str:
    start = body.lstrip()[:300].lower()
    if not start:
        return "the answer is empty"
    if start.startswith(b"<!doctype html") or b"<html" in start:
        return "the answer is an HTML page, not a feed; look for the feed's address on that page"
    return "the answer is no RSS, Atom, RDF or JSON feed; check the address"


def _rejected(document: Document, document_id: str, reason: str) -> Parsed:
    return Parsed(document_id=document_id, rejections=(_rejection(document, reason),))


def _rejection(document: Document, reason: str) -> Rejection:
    return Rejection(source=document.source, location=document.location, reason=reason)


def _string(value: Any) -> str | None:
    return spelt(str(value)) if isinstance(value, str | int | float) and value != "" else None


def _objects(value: Any) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _escaped(text: str | None) -> str:
    """Return plain text as HTML that says the same."""
    return escape(text, quote=False).replace("\n", "<br>") if text else ""
