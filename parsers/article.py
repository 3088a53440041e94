"""From an entry to the article it carries: one piece of writing, however many entries carry it."""

from __future__ import annotations

import re

from parsers.links import canonical
from parsers.records import Article, Entry
from parsers.text import folded, key, language_of
from parsers.wrapping import unwrapped

_TARGET = re.compile(r"\]\([^()\s]*\)")  # one after the other: each is found by its first letters
_ADDRESS = re.compile(r"https?://\S+")


def entry_key(entry: Entry) -> str:
    """Return the entry's key: its source and the identifier the source gave it."""
    return named_entry(entry.source, entry.guid)


def named_entry(source: str, guid: str) -> str:
    """Return the key of the entry to which a source gave an identifier."""
    return key("entry", source, guid)


def article_key(entry: Entry) -> str:
    """Return the article's key: its canonical address, else its folded text."""
    if entry.url:
        return key("url", canonical(entry.url))
    return key("text", folded(entry.text))


def content_key(entry: Entry) -> str:
    """Return the key of what the entry says, whatever its address, identifier and date are."""
    said = entry.text
    if "://" in said:
        said = _ADDRESS.sub("", _TARGET.sub("", said))
    return key("content", entry.source, "".join(said.split()))


def to_article(entry: Entry) -> Article:
    """Return the article; spans of findings will count its `text`."""
    return Article(
        article_id=article_key(entry),
        entry_id=entry_key(entry),
        source=entry.source,
        document_id=entry.document_id,
        url=entry.url,
        title=entry.title,
        author=entry.author,
        language=language_of(entry.text),
        published=entry.published,
        text=unwrapped(entry.text),
        start=entry.start,
        end=entry.end,
        content_id=content_key(entry),
    )
