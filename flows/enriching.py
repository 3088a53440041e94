"""From a document to what is new in it: entries, articles and what they state. Pure work, in any process."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context, parent_process

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
from parsers.links import canonical
from parsers.records import Wishes
from parsers.text import key

_VERSIONS = 200  # entries of one name of a source: a guid for all, or a text that never stays
_FLOOD = 5  # entries under new names whose words are known, which with half of all make a re-issue
_LONG = 300  # characters that nobody writes twice by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is known of a source: keys of its entries, as they were printed, and of their links.

    `contents` are its articles by what they say; `versions` counts the entries of one name.
    """

    entries: frozenset[str] = frozenset()
    printed: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    contents: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enriched:
    """What one document held.

    `entries` are new; `copies` maps the keys of those that say what an article said already to it;
    `names` are those of each article, by which others like it are found. `overlaps`: something of it
    was known, by whatever name.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A document to enrich: what is known of its source, and the pages its entries link to, if wanted.

    A text in place of a page says why it was not read.
    """

    document: Document
    memory: Memory
    pages: Mapping[str, bytes | str] = field(default_factory=dict)


def enriched(task: Task, lexicon: Lexicon) -> Enriched:
    """Return what the document holds that is not known."""
    from parsers import find_mentions  # noqa: PLC0415  as it is imported there

    memory, parsed = task.memory, parse_document(task.document, task.memory.printed)
    new = [entry for entry in reversed(parsed.entries) if entry_key(entry) not in memory.entries]
    kept, unread = _within_versions(new, memory)
    fresh = {entry_key(entry): _full(entry, task, unread) for entry in kept}
    copies = _copies(fresh, memory)
    articles = [to_article(entry) for name, entry in fresh.items() if name not in copies]
    return Enriched(
        document_id=parsed.document_id,
        seen=len(parsed.entries) + parsed.known - (len(new) - len(kept)),
        overlaps=len(new) < len(parsed.entries) + parsed.known
        or any(_known_otherwise(entry, memory) for entry in new),
        entries=tuple(fresh.values()),
        copies=copies,
        articles=tuple((article, find_mentions(article, lexicon)) for article in articles),
        names={article.article_id: likeness.names(article) for article in articles},
        rejections=(*parsed.rejections, *unread),
        wishes=parsed.wishes,
    )


def _within_versions(
    entries: Sequence[Entry], memory: Memory
) -> tuple[list[Entry], list[Rejection]]:
    """Return the entries whose name has not been met too often, and rejections of the others.

    Some sources print an entry otherwise at each read, for ever.
    """
    counts, kept, rejections = Counter(memory.versions), [], []
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


def _known_otherwise(entry: Entry, memory: Memory) -> bool:
    """True for an entry that was there before under another name, or says something else now."""
    linked = entry.url is not None and canonical(entry.url) in memory.links
    return linked or content_key(entry) in memory.contents


def _contained(task: Task, lexicon: Lexicon) -> Enriched:
    """Return what the document holds; one that cannot be worked on harms no other, and is named."""
    try:
        return enriched(task, lexicon)
    except Exception as error:  # noqa: BLE001  whatever a hostile document brings about
        document, reason = task.document, f"{type(error).__name__}: {error}"
        return Enriched(
            document_id=key("document", document.source, document.location),
            seen=0,
            overlaps=True,
            entries=(),
            copies={},
            articles=(),
            names={},
            rejections=(
                Rejection(
                    source=document.source,
                    location=document.location,
                    reason=f"a fault of Laurelwire's kept it from being read ({reason[:200]}); "
                    "report it, with the document",
                ),
            ),
            wishes=Wishes(),
        )


def links_of_news(document: Document, memory: Memory) -> list[str]:
    """Return the addresses that the document's new entries link to; of a faulty one none."""
    try:
        entries = parse_document(document, memory.printed).entries
    except Exception:  # noqa: BLE001  told where the document is worked on
        return []
    return [e.url for e in entries if e.url and entry_key(e) not in memory.entries]


def _full(entry: Entry, task: Task, unread: list[Rejection]) -> Entry:
    """Return the entry with the main text of the page it links to; a page of no use joins `unread`."""
    page = task.pages.get(entry.url or "")
    if page is None or entry.url is None:
        return entry
    from parsers.article_page import full_text  # noqa: PLC0415  as in parsers/feed.py

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


class Enriching:
    """Enriches documents, one after another or in processes of its own."""

    def __init__(self, lexicon: Lexicon, pool: Executor | None) -> None:
        self._lexicon, self._pool = lexicon, pool

    def all(self, tasks: Iterable[Task]) -> Iterator[Enriched]:
        """Return what each document held, in their order; processes begin at once, and are waited for."""
        if self._pool is None:
            return (_contained(task, self._lexicon) for task in tasks)
        return self._pool.map(_in_worker, tasks, chunksize=4)


@contextmanager
def enriching(lexicon: Lexicon, workers: int) -> Iterator[Enriching]:
    """Give an Enriching with `workers` processes, or none: then the work is done here."""
    if not workers:
        yield Enriching(lexicon, None)
        return
    # Forking a process that has threads is unsafe; a server forks ours, with all imported once:
    # the command too, since each process would import again what the main one began with.
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, "parsers.extract", "flows.cli"])
    with ProcessPoolExecutor(workers, context, _start_worker, (lexicon,)) as pool:
        yield Enriching(lexicon, pool)


_worker: dict[str, Lexicon] = {}


def _start_worker(lexicon: Lexicon) -> None:
    """Take the lexicon; an interrupt is the main process's to answer, and its end is ours too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker["lexicon"] = lexicon


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()  # killed, it could not tell
        os._exit(1)


def _in_worker(task: Task) -> Enriched:
    return _contained(task, _worker["lexicon"])
