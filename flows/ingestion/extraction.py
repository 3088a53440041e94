"""From a document to what is new in it: entries, articles and what they state. Pure work, in any process."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

from config import Collecting, Lexicon, MendableError
from flows.ingestion.budgets import OverBudget, Watch, slot_in
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
from parsers.text.keys import key

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
        overlaps=len(new) < len(parsed.entries) + parsed.known
        or any(_known_otherwise(entry, memory) for entry in new),
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
    return linked or (bool(memory.contents) and content_key(entry) in memory.contents)


def _contained(task: Task, lexicon: Lexicon, watch: Watch) -> Extracted:
    """Return what the document holds; one that cannot be worked on harms no other, and is named."""
    if task.aside is not None:
        return _nothing(task.document, task.aside, aside=True)
    try:
        try:
            with watch.over(document_key(task.document)):
                return extracted(task, lexicon)
        except OverBudget:
            # What reading loads at first need is no document's fault, nor to be paid from its budget.
            if not _loads_now(lexicon):
                raise
            with watch.over(document_key(task.document)):
                return extracted(task, lexicon)
    except OverBudget as error:
        return _nothing(task.document, str(error), aside=True)
    except Exception as error:  # noqa: BLE001  whatever a hostile document brings about
        fault = f"{type(error).__name__}: {error}"[:200]
        reason = f"a fault of Laurelwire's kept it from being read ({fault}); report it, with the document"
        return _nothing(task.document, reason)


_loaded: set[Lexicon] = set()


def _loads_now(lexicon: Lexicon) -> bool:
    """True once in a process, which then has all tables: those a document was over its budget for, maybe."""
    if lexicon in _loaded:
        return False
    from parsers.loading import load_tables  # noqa: PLC0415  as in parsers/__init__.py

    load_tables(lexicon)
    _loaded.add(lexicon)
    return True


def _nothing(document: Document, reason: str, *, aside: bool = False) -> Extracted:
    """Return a document of which nothing is read but why; `aside`: nor is it read again as it is."""
    explanation = f"set aside, and not read again as it is: {reason}" if aside else reason
    rejection = Rejection(source=document.source, location=document.location, reason=explanation)
    return Extracted(
        document_id=key("document", document.source, document.location),
        seen=0,
        overlaps=True,
        entries=(),
        copies={},
        articles=(),
        names={},
        rejections=(rejection,),
        wishes=Wishes(),
        aside=reason if aside else None,
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


class ReaderEndedError(MendableError):
    """A process that reads documents has ended; run again."""


class Extracting:
    """Extracts from documents, one after another or in processes of its own."""

    def __init__(self, lexicon: Lexicon, pool: Executor | None, watch: Watch) -> None:
        self._lexicon, self._pool, self._watch = lexicon, pool, watch

    def all(self, tasks: Iterable[Task]) -> Iterator[Extracted]:
        """Return what each document held, in their order; processes begin at once, and are waited for."""
        if self._pool is None:
            return (_contained(task, self._lexicon, self._watch) for task in tasks)
        return self._from_pool(self._pool, tasks)

    def parsed(self, document: Document, memory: Memory) -> Parsed | None:
        """Return what a document holds, for its links; None for a faulty one, told where it is worked on."""
        try:
            with self._watch.over(document_key(document)):
                return parse_document(document, memory.printed)
        except (Exception, OverBudget):  # noqa: BLE001  as it says
            return None

    @staticmethod
    def _from_pool(pool: Executor, tasks: Iterable[Task]) -> Iterator[Extracted]:
        done = pool.map(_in_worker, tasks, chunksize=4)

        def each() -> Iterator[Extracted]:
            try:
                yield from done
            except BrokenProcessPool as error:
                raise ReaderEndedError(
                    "a process that reads documents was ended, on one of them or from outside; what was "
                    "stored stays, and the next run reads the rest (a document that was at fault is set aside)"
                ) from error

        return each()


@contextmanager
def extracting(lexicon: Lexicon, settings: Collecting, slots: Path | None) -> Iterator[Extracting]:
    """Give an Extracting with `workers` processes, or none: then the work is done here.

    In `slots` each process keeps which document it reads; see budgets.py.
    """
    budget = (settings.document_seconds, settings.document_mb, slots)
    watch = _watch(*budget)
    if not settings.workers:
        yield Extracting(lexicon, None, watch)
        return
    # Forking a process that has threads is unsafe; a server forks ours, with all imported once:
    # the command too, since each process would import again what the main one began with.
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, "parsers.extract", "flows.commands.cli"])
    with ProcessPoolExecutor(settings.workers, context, _start_worker, (lexicon, *budget)) as pool:
        yield Extracting(lexicon, pool, watch)


def _watch(seconds: float, memory_mb: int, slots: Path | None) -> Watch:
    return Watch(seconds, memory_mb, slot_in(slots) if slots else None)


_worker: dict[str, Any] = {}


def _start_worker(lexicon: Lexicon, seconds: float, memory_mb: int, slots: Path | None) -> None:
    """Take the lexicon; an interrupt is the main process's to answer, and its end is ours too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch = _watch(seconds, memory_mb, slots)
    threading.Thread(target=_end_with_parent, args=(watch.slot,), daemon=True).start()
    _worker["lexicon"], _worker["watch"] = lexicon, watch


def _end_with_parent(slot: Path | None) -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()  # killed, it could not tell
        if slot is not None:
            slot.unlink(missing_ok=True)  # no document is to blame
        os._exit(1)


def _in_worker(task: Task) -> Extracted:
    return _contained(task, _worker["lexicon"], _worker["watch"])
