"""Where documents are read: in the run's own process or in some of their own, each document within its budget."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

from config import Collecting, Lexicon, MendableError
from flows.ingestion.budgets import OverBudget, Watch, slot_in
from flows.ingestion.extraction import Extracted, Memory, Task, document_key, extracted
from parsers import Document, Rejection, parse_document
from parsers.records import Parsed, Wishes
from parsers.text.keys import key

_AHEAD = 2  # batches that processes of our own work on while one before them is stored
_MUCH = (
    4_000_000  # bytes of sources that were not read before, for which processes are started unasked
)
_MOST = 4  # of them
_EACH = 1_000_000_000  # bytes of the machine's memory for each
_UNABLE = (
    ImportError,
    OSError,
    NotImplementedError,
)  # where a machine has no semaphores, as some containers


class ReaderEndedError(MendableError):
    """A process that reads documents has ended; run again."""


class Extracting:
    """Extracts from documents, one after another or in processes of its own.

    `workers` says how many; "auto": where much is read for the first time, as many as the machine has cores
    and GB; what is known costs so little that to start them would take longer.
    """

    def __init__(self, lexicon: Lexicon, settings: Collecting, slots: Path | None) -> None:
        self._lexicon, self._workers = lexicon, settings.workers
        self._budget = (settings.document_seconds, settings.document_mb, slots)
        self._watch = _watch(*self._budget)
        self._pool: Executor | None = None

    @property
    def ahead(self) -> int:
        """How many batches are worked on while one before them is stored."""
        return _AHEAD if self._pool else 0

    def all(self, tasks: Sequence[Task]) -> Iterator[Extracted]:
        """Return what each document held, in their order; processes begin at once, and are waited for."""
        if self._pool is None and (processes := self._wanted(tasks)):
            with suppress(*(_UNABLE if self._workers == "auto" else ())):
                self._pool = _pool(processes, (self._lexicon, *self._budget))
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

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown()

    def _wanted(self, tasks: Sequence[Task]) -> int:
        """Return how many processes to read documents in; none where that takes longer than reading them."""
        if self._workers != "auto":
            return self._workers
        unread = sum(len(task.document.body) for task in tasks if not task.memory.entries)
        return automatic_workers() if unread >= _MUCH else 0

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


def automatic_workers() -> int:
    """Return how many processes this machine has cores and memory for; none where it has one core."""
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return 0 if cores < 2 else min(cores, _MOST, memory // _EACH)


@contextmanager
def extracting(lexicon: Lexicon, settings: Collecting, slots: Path | None) -> Iterator[Extracting]:
    """Give an Extracting; in `slots` each process keeps which document it reads, see budgets.py."""
    work = Extracting(lexicon, settings, slots)
    try:
        yield work
    finally:
        work.close()


def _pool(processes: int, given: tuple[Lexicon, float, int, Path | None]) -> Executor:
    # Forking a process that has threads is unsafe; a server forks ours, with all imported once:
    # the command too, since each process would import again what the main one began with.
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, "parsers.extract", "flows.commands.cli"])
    return ProcessPoolExecutor(processes, context, _start_worker, given)


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
