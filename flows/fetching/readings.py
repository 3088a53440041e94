"""Reading sources over HTTP: feeds and pages. A read is a value, never an exception."""

from __future__ import annotations

import asyncio
import hashlib
import queue
import random
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Literal
from urllib.parse import urlsplit

from config import Collecting, Settings, Source
from flows.fetching.headers import FailureKind
from flows.fetching.http import Answer, Fetcher, fetcher
from flows.fetching.kept_secrets import SecretMissingError
from flows.fetching.source_address import address_of, redacted, redacted_body, shown
from parsers import Document, Rejection
from parsers.records import DocumentKind

_HOPELESS = 8  # hosts that cannot be reached, before any could, that mean there is no network
_LANES = 4  # hosts waited for at once, to each question that may be asked at once
MOVED = 3  # reads at a new address, one after the other, before it is believed
_PATIENCE = 0.2  # seconds after which nothing seems to come for a while

ReadState = Literal["read", "unchanged", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What asking one source gave: documents, or that nothing changed, or why it failed.

    `body_key` tells a body that was sent again from a new one; `moved` is where the source stands
    for good now; `wait` and `max_age` are seconds.
    """

    source: Source
    outcome: ReadState
    documents: tuple[Document, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    body_key: str | None = None
    moved: str | None = None
    wait: float | None = None
    max_age: float | None = None
    failure: FailureKind | None = None
    error: str | None = None
    unreachable: bool = False


Progress = Callable[[Reading], None]


def read_feeds(
    sources: Sequence[Source],
    settings: Settings,
    states: Mapping[str, Mapping[str, Any]],
    now: datetime,
    waiting: Callable[[], None] = lambda: None,
) -> Iterator[Reading]:
    """Ask every feed and page once, conditionally on what it answered last; yield each as it answers.

    Asking goes on in a thread of its own while the caller uses what was read; it waits where the
    caller falls behind, so that little is held at once. `waiting` is called where nothing is there yet.
    """
    if not sources:
        return
    box: queue.SimpleQueue[Reading | BaseException | None] = queue.SimpleQueue()
    room = asyncio.Semaphore(settings.collecting.concurrency)
    loop = asyncio.new_event_loop()

    async def put(reading: Reading) -> None:
        await room.acquire()
        box.put(reading)

    def ask() -> None:
        end: BaseException | None = None
        try:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:
                runner.run(_ask_all(sources, settings.collecting, states, now, put))
        except BaseException as error:  # noqa: BLE001  raised again where it is waited for
            end = error
        box.put(end)

    def tell(what: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # asking has ended, and its loop is closed
            loop.call_soon_threadsafe(what)

    thread = threading.Thread(target=ask, name="asking", daemon=True)
    thread.start()
    try:
        while True:
            try:
                got = box.get(timeout=_PATIENCE)
            except queue.Empty:
                waiting()
                got = box.get()
            if got is None:
                return
            if isinstance(got, BaseException):
                raise got
            tell(room.release)
            yield got
    finally:
        tell(lambda: [task.cancel() for task in asyncio.all_tasks(loop)])
        thread.join()


async def _ask_all(
    sources: Sequence[Source],
    settings: Collecting,
    states: Mapping[str, Mapping[str, Any]],
    now: datetime,
    put: Callable[[Reading], Awaitable[None]],
) -> None:
    """Ask host after host, each in a lane of its own with its own spacing, few lanes at once."""
    # Names are looked up in threads: as many as questions, since a lost look-up takes seconds.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(settings.concurrency))
    network = _Network(settings.concurrency)
    lanes = asyncio.Semaphore(settings.concurrency * _LANES)
    by_host: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        by_host[_host(source)].append(source)

    async with fetcher(settings, now) as asking:

        async def lane(waiting: Iterator[Source]) -> None:
            for count, source in enumerate(waiting):
                if count and settings.spacing:
                    await asyncio.sleep(settings.spacing * random.uniform(0.75, 1.25))  # noqa: S311
                question = partial(_read_feed, asking, source, states.get(source.name, {}))
                await put(await network.unless_absent(source, question))

        async def host(sources_of_host: list[Source]) -> None:
            try:
                waiting = iter(sources_of_host)
                width = min(settings.per_host, len(sources_of_host))
                await asyncio.gather(*(lane(waiting) for _ in range(width)))
            finally:
                lanes.release()

        async with asyncio.TaskGroup() as tasks:
            for sources_of_host in by_host.values():
                await lanes.acquire()
                tasks.create_task(host(sources_of_host))


def _host(source: Source) -> str:
    try:
        return urlsplit(address_of(source)).netloc.rpartition("@")[2].lower()
    except SecretMissingError:
        return ""


class _Network:
    """Lets few hosts be asked until one answers, then as many as allowed at once.

    When those few cannot be reached there is no network, and nothing further is waited for.
    """

    def __init__(self, concurrency: int) -> None:
        first = min(concurrency, _HOPELESS)
        self._slots = asyncio.Semaphore(first)
        self._more = concurrency - first
        self._reached = False
        self._lost = 0

    async def unless_absent(
        self, source: Source, asking: Callable[[], Coroutine[Any, Any, Reading]]
    ) -> Reading:
        """Return what asking gives, or a failure without asking once the network is known absent."""
        async with self._slots:
            if not self._reached and self._lost >= _HOPELESS:
                return Reading(
                    source=source,
                    outcome="failed",
                    failure="temporary",
                    error="no network: no host could be reached",
                    unreachable=True,
                )
            reading = await asking()
        self._lost += reading.unreachable
        if not reading.unreachable and not self._reached:
            self._reached = True
            for _ in range(self._more):
                self._slots.release()
        return reading


async def _read_feed(asking: Fetcher, source: Source, state: Mapping[str, Any]) -> Reading:
    """Ask one feed, with the validators it gave, returned byte for byte."""
    try:
        url = address_of(source)
    except SecretMissingError as error:
        return Reading(source=source, outcome="failed", failure="hard", error=str(error))
    same = state.get("location") == source.location
    moved = believed(state) if same else None
    conditions = _validators(state) if same else {}
    answer = await asking.ask(moved or url, conditions, ours=True)
    if moved and answer.failure:
        # It may have moved back, or never have moved: what the operator wrote is asked again.
        answer, moved = await asking.ask(url, ours=True), None
    if answer.body and source.kind == "page" and not (source.page and source.page.entry):
        from parsers.documents.page import feed_in  # noqa: PLC0415  as in parsers/documents/feed.py

        named = feed_in(answer.body, answer.location)
        if named is not None:
            # The feed's validators are not the page's, which is what is asked next time.
            answer = replace(await asking.ask(named), moved=None, etag=None, last_modified=None)
    reading = _reading(source, answer, asking.now)
    if reading.body_key is not None and reading.body_key == state.get("body_key"):
        reading = replace(reading, outcome="unchanged", documents=())
    # A secret address is the operator's to change: where it leads is kept nowhere.
    target = None if source.url is None else (reading.moved or moved)
    return replace(reading, moved=target)


def believed(state: Mapping[str, Any]) -> str | None:
    """Return where a source stands for good now, once it was read there often enough."""
    return state.get("moved_to") if (state.get("moved_reads") or 0) >= MOVED else None


def _validators(state: Mapping[str, Any]) -> dict[str, str]:
    return {
        header: value
        for header, value in (
            ("If-None-Match", state.get("etag")),
            ("If-Modified-Since", state.get("last_modified")),
        )
        if value
    }


def _reading(source: Source, answer: Answer, now: datetime) -> Reading:
    facts = Reading(
        source=source,
        outcome="failed" if answer.failure else "unchanged",
        etag=_harmless(source, answer.etag),
        last_modified=_harmless(source, answer.last_modified),
        moved=answer.moved,
        wait=answer.wait,
        max_age=answer.max_age,
        failure=answer.failure,
        error=None if answer.error is None else redacted(source, answer.error),
        unreachable=answer.unreachable,
    )
    if answer.failure or answer.body is None:
        return facts
    document = Document(
        source=source.name,
        kind=_kind(source, answer),
        location=shown(source, answer.location),
        body=redacted_body(source, answer.body),
        media_type=redacted(source, answer.media_type),
        language=source.language,
        read_at=now,
        page=source.page,
    )
    body_key = hashlib.blake2b(answer.body, digest_size=8).hexdigest()
    return replace(facts, outcome="read", documents=(document,), body_key=body_key)


def _harmless(source: Source, validator: str | None) -> str | None:
    """Return a validator, which is sent back as it is or not at all, unless it repeats a secret."""
    return validator if validator is None or redacted(source, validator) == validator else None


def _kind(source: Source, answer: Answer) -> DocumentKind:
    """Return the kind of document that was answered: a page may have led to its feed."""
    led = source.kind == "page" and b"<html" not in (answer.body or b"")[:5000].lower()
    return "feed" if led else source.kind
