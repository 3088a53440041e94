"""From a document to what is new in it: entries, articles and what they state. Pure work."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from config import Lexicon
from parsers import (
    Article,
    Document,
    Entry,
    Findings,
    Rejection,
    likeness,
    parse_document,
    to_article,
)
from parsers.article import content_key, entry_key, name_key
from parsers.records import Parsed, Wishes
from parsers.text.canonical import canonical

_VERSIONS = 200  # entries of one name of a source: a guid for all, or a text that never stays
_FLOOD = 5  # entries under new names whose words are known, which with half of all make a re-issue
_LONG = 300  # characters that nobody writes twice by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is known of a source: keys of its entries, and of them as they were printed.

    `named` has the identifier and the link of each entry; `contents` its articles by what they say.
    """

    entries: frozenset[str] = frozenset()
    printed: frozenset[str] = frozenset()
    named: tuple[tuple[str | None, str | None], ...] = ()
    contents: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What one document held.

    `entries` are new; `copies` maps the keys of those that say what an article said already to it;
    `names` are those of each article, by which others like it are found, `searched` what it is itself found by.
    `overlaps`: something of it was known, by whatever name.
    """

    document_id: str
    seen: int
    overlaps: bool
    entries: tuple[Entry, ...]
    copies: Mapping[str, str]
    articles: tuple[tuple[Article, Findings], ...]
    names: Mapping[str, Mapping[str, int]]
    rejections: tuple[Rejection, ...]
    wishes: Wishes
    searched: Mapping[str, str] = field(default_factory=dict)
    aside: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A document to extract from: what is known of its source, and the pages its entries link to, if wanted.

    A text in place of a page says why it was not read; `aside` why the document is not to be read;
    `parsed` what it holds, where its links were wanted and it was parsed for them.
    """

    document: Document
    memory: Memory
    parsed: Parsed | None = None
    pages: Mapping[str, bytes | str] = field(default_factory=dict)
    aside: str | None = None


def links_of_news(parsed: Parsed | None, memory: Memory) -> list[str]:
    """Return the addresses that a document's new entries link to."""
    entries = parsed.entries if parsed else ()
    return [e.url for e in entries if e.url and entry_key(e) not in memory.entries]


def document_key(document: Document) -> str:
    """Return the key of a document's bytes, by which it is known when it comes again."""
    return hashlib.blake2b(document.body, digest_size=16).hexdigest()


def extracted(task: Task, lexicon: Lexicon) -> Extracted:
    """Return what the document holds that is not known."""
    from parsers import find_mentions  # noqa: PLC0415  as it is imported there
    from parsers.searching import search_text  # noqa: PLC0415  as above

    memory = task.memory
    parsed = task.parsed or parse_document(task.document, memory.printed)
    new = [entry for entry in reversed(parsed.entries) if entry_key(entry) not in memory.entries]
    kept, unread = _within_versions(new, memory)
    fresh = {entry_key(entry): _full(entry, task, unread) for entry in kept}
    copies = _copies(fresh, memory)
    articles = [to_article(entry) for name, entry in fresh.items() if name not in copies]
    read = tuple((article, find_mentions(article, lexicon)) for article in articles)
    return Extracted(
        document_id=parsed.document_id,
        seen=len(parsed.entries) + parsed.known - (len(new) - len(kept)),
        overlaps=len(new) < len(parsed.entries) + parsed.known or _known_otherwise(new, memory),
        entries=tuple(fresh.values()),
        copies=copies,
        articles=read,
        names={article.article_id: likeness.names(article) for article in articles},
        searched={a.article_id: search_text(a, found.mentions, lexicon) for a, found in read},
        rejections=(*parsed.rejections, *unread),
        wishes=parsed.wishes,
    )


def _within_versions(
    entries: Sequence[Entry], memory: Memory
) -> tuple[list[Entry], list[Rejection]]:
    """Return the entries whose name has not been met too often, and rejections of the others.

    Some sources print an entry otherwise at each read, for ever.
    """
    identifiers = {entry.guid for entry in entries}
    counts = Counter(
        name_key(entries[0].source, guid, url) for guid, url in memory.named if guid in identifiers
    )
    kept, rejections = [], []
    for entry in entries:
        name = name_key(entry.source, entry.guid, entry.url)
        counts[name] += 1
        if counts[name] <= _VERSIONS:
            kept.append(entry)
        else:
            reason = (
                f"its text was different {_VERSIONS} times; what it says from now on is not kept"
            )
            location = entry.url or entry.guid
            rejections.append(Rejection(source=entry.source, location=location, reason=reason))
    return kept, rejections


def _known_otherwise(entries: Sequence[Entry], memory: Memory) -> bool:
    """True where an entry was there before under another name, or says something else now."""
    if not memory.named:
        return False
    links = {canonical(url) for _, url in memory.named if url}
    return any(
        (entry.url is not None and canonical(entry.url) in links)
        or content_key(entry) in memory.contents
        for entry in entries
    )


def _full(entry: Entry, task: Task, unread: list[Rejection]) -> Entry:
    """Return the entry with the main text of the page it links to; a page of no use joins `unread`."""
    page = task.pages.get(entry.url or "")
    if page is None or entry.url is None:
        return entry
    from parsers.documents.article_page import full_text  # noqa: PLC0415  as in parsers/documents/feed.py

    text, reason = None, page
    if isinstance(page, bytes):
        own = entry.text.removeprefix(entry.title).strip()
        text, reason = full_text(page, entry.title, own, task.document.page, entry.url)
    if text is None:
        unread.append(Rejection(source=entry.source, location=entry.url, reason=str(reason)))
        return entry
    return replace(entry, text=f"{entry.title}\n\n{text}")


def _copies(fresh: Mapping[str, Entry], memory: Memory) -> dict[str, str]:
    """Return the entries that say what the source said before, with the articles that said it.

    A source that moves, or changes its software, issues all it has under new identifiers, addresses
    or dates. Few words may be written twice by chance, unless much is written again at once.
    """
    if not memory.contents:
        return {}
    known = {n: memory.contents.get(content_key(entry)) for n, entry in fresh.items()}
    again = [n for n, article in known.items() if article is not None]
    flood = len(again) >= _FLOOD and 2 * len(again) >= len(fresh)
    return {n: str(known[n]) for n in again if flood or len(fresh[n].text) >= _LONG}
