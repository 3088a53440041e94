"""From an entry to the article it carries: one piece of writing, however many entries carry it."""

from __future__ import annotations

from typing import TypedDict

from parsers.records import Article, Entry
from parsers.text.canonical import canonical
from parsers.text.characters import folded, language_of
from parsers.text.front_matter import front_matter
from parsers.text.keys import key, said
from parsers.text.scripts import without_readings
from parsers.text.wrapping import unwrapped

_TITLED = 2000  # characters of an article in which it prints its title


def entry_key(entry: Entry) -> str:
    """Return the entry's key: how its source names it, where it leads and what it says.

    Sources give one identifier to many entries, and one address to what is written anew each day: all
    three tell entries apart, in whatever order they are met.
    """
    link = canonical(entry.url) if entry.url else ""
    return key("entry", entry.source, entry.guid, link, entry.version)


def name_key(source: str, guid: str | None, url: str | None) -> str:
    """Return the key under which the versions of an entry are counted."""
    return key("name", source, guid or "", canonical(url) if url else "")


def article_key(entry: Entry) -> str:
    """Return the article's key: its canonical address with what it says, or its folded text.

    One address with unlike texts is several articles, whoever came first.
    """
    if entry.url:
        return key("article", canonical(entry.url), said(entry.text))
    return key("text", folded(entry.text))


def content_key(entry: Entry) -> str:
    """Return the key of what the entry says, whatever its address, identifier and date are."""
    return key("content", entry.source, said(entry.text))


def to_article(entry: Entry) -> Article:
    """Return the article; spans of findings will count its `text`."""
    text, title = without_readings(unwrapped(entry.text)), without_readings(entry.title)
    return Article(
        article_id=article_key(entry),
        entry_id=entry_key(entry),
        source=entry.source,
        document_id=entry.document_id,
        url=entry.url,
        title=title,
        author=entry.author,
        language=language_of(entry.text),
        published=entry.published,
        text=text,
        start=entry.start,
        end=entry.end,
        content_id=content_key(entry),
        **landmarks(text, title),
    )


class Landmarks(TypedDict):
    """Fields of an article that are read off its text once, for all who need them."""

    body: int
    title_at: int | None


def landmarks(text: str, title: str) -> Landmarks:
    """Return where an article's writing begins, and where it prints its title."""
    head = front_matter(text)
    at = text.find(title, 0, _TITLED) if title else -1
    return Landmarks(body=head.end if head else 0, title_at=at if at >= 0 else None)
