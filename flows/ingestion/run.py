"""One pass of the pipeline, from sources to promised deliveries."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import chain
from typing import Any

from config import Collecting, Configuration, MendableError, Settings, Source
from flows.clock import Clock, now
from flows.fetching.readings import Progress, Reading, read_feeds
from flows.fetching.seed_files import read_seeds
from flows.ingestion.batches import VERSION, Begun, Run, begin, finish, store
from flows.ingestion.budgets import stuck
from flows.ingestion.processes import extracting
from flows.ingestion.report import Options, RunReport, UnknownSourceError
from flows.ingestion.source_state import is_due, is_resting
from flows.places import Places
from warehouse import RESTORE, HeldWarehouse, Row, Warehouse

_BATCH = 8_000_000  # bytes of documents that are worked on and stored together
_ROOM = 20_000_000  # bytes of room that a run needs beside that for its snapshot


def chosen_sources(configuration: Configuration, options: Options) -> list[Source]:
    """Return the sources that this pass asks, in configured order.

    UnknownSourceError when `only` names what is not configured.
    """
    sources = [s for s in configuration.sources if s.enabled]
    if options.only:
        by_name = {s.name: s for s in configuration.sources}
        missing = [name for name in options.only if name not in by_name]
        if missing:
            raise UnknownSourceError(
                f"no source is called {missing[0]!r}; `laurelwire sources` lists the names"
            )
        sources = [by_name[name] for name in options.only]
    if options.seeds:
        given = [
            Source(name="Seed documents", kind="seed", path=path, language="mixed", group="seed")
            for path in options.seeds
        ]
        sources = given + [s for s in sources if s.kind != "seed"]
    return [s for s in sources if not (options.offline and s.fetched)]


def run_pass(
    configuration: Configuration,
    places: Places,
    options: Options,
    clock: Clock = now,
    progress: Progress = lambda _: None,
) -> RunReport:
    """Read every chosen source once and store what is new, a batch of documents at a time.

        sources -> documents -> entries -> articles -> mentions -> events -> deliveries
                   (I/O)        (pure, in processes of its own)   (one transaction a batch)

    A source that fails is reported and the others go on. A dry run stores nothing.
    """
    started = clock()
    if not options.dry_run:
        require_warehouse(places)
        require_room(places)
    states, aside, first = _known(configuration, places, options)
    chosen = chosen_sources(configuration, options)
    sources = _asked(chosen, states, options, started, configuration.settings.collecting)
    left = len(chosen) - len(sources)
    report = RunReport(started=started, finished=started, resting=left)
    feeds = [s for s in sources if s.fetched]
    run = Run(
        configuration=configuration, places=places, options=options, states=states, aside=aside,
        first=first, clock=clock, report=report, held=_held(configuration.settings, places),
    )  # fmt: skip
    with closing(run.held):
        readings = chain(
            (read_seeds(s, configuration.settings) for s in sources if s.kind == "seed"),
            read_feeds(feeds, configuration.settings, states, started, waiting=run.held.let_go),
        )
        slots = None if options.dry_run else places.reading
        with extracting(configuration.lexicon, configuration.settings.collecting, slots) as work:
            begun: deque[Begun] = deque()
            for batch in _batches(readings, progress, run.held.let_go_if_long):
                begun.append(begin(run, batch, work))
                if len(begun) > work.ahead:
                    store(run, begun.popleft())  # while the batches after it are worked on
            while begun:
                store(run, begun.popleft())
        order = {source.name: place for place, source in enumerate(sources)}
        report.readings.sort(key=lambda reading: order[reading.source.name])
        report.finished = clock()
        finish(run)
    report.finished = clock()
    return report


def _held(settings: Settings, places: Places) -> HeldWarehouse:
    """Return the warehouse, not opened yet; processes that were asked for leave fewer cores to it."""
    workers = settings.collecting.workers
    threads = max(1, settings.warehousing.threads - (0 if workers == "auto" else workers))
    warehousing = settings.warehousing.model_copy(update={"threads": threads})
    return HeldWarehouse(places.warehouse, warehousing)


def _batches(
    readings: Iterable[Reading], progress: Progress, between: Callable[[], None]
) -> Iterator[list[Reading]]:
    """Yield readings some documents at a time: as much as is held at once, whatever is read."""
    batch: list[Reading] = []
    size = 0
    for reading in readings:
        progress(reading)
        between()
        batch.append(reading)
        size += sum(len(document.body) for document in reading.documents)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class WarehouseLostError(MendableError):
    """The warehouse was there, as its snapshot shows, and is no more; put it back."""


def require_warehouse(places: Places) -> None:
    """Refuse to begin anew where something was told already: a new warehouse would tell it again."""
    if places.snapshot.exists() and not places.warehouse.exists():
        raise WarehouseLostError(
            f"{places.warehouse}: missing, and {places.snapshot} shows that it was there; {RESTORE}; for a new "
            "start, which tells everything again, move that away too"
        )


class NoRoomError(MendableError):
    """There is too little room in the data folder for a run; make some."""


def require_room(places: Places) -> None:
    """Refuse to begin what cannot end: a run writes what is new, and the snapshot anew."""
    places.data.mkdir(parents=True, exist_ok=True)
    size = places.warehouse.stat().st_size if places.warehouse.is_file() else 0
    free, needed = shutil.disk_usage(places.data).free, size + _ROOM
    if free < needed:
        raise NoRoomError(
            f"{places.data}: {free / 1e6:.0f} MB free, and a run needs {needed / 1e6:.0f} MB: make room there, "
            "or name another folder with --data; nothing was done"
        )


def _known(
    configuration: Configuration, places: Places, options: Options
) -> tuple[dict[str, Row], dict[str, str], bool]:
    """Return how sources stand, which documents are set aside and why, and whether no run has ended."""
    ended = {
        document: f"the process that read it did not end by itself ({place})"
        for document, place in stuck(places.reading).items()
    }
    if options.dry_run or not places.warehouse.exists():
        return {}, ended, True
    with Warehouse(places.warehouse, configuration.settings.warehousing) as warehouse:
        aside = {**warehouse.quarantined(VERSION), **ended}
        return warehouse.source_states(), aside, warehouse.last_run() is None


def _asked(
    sources: Sequence[Source],
    states: Mapping[str, Row],
    options: Options,
    moment: datetime,
    settings: Collecting,
) -> list[Source]:
    """Return the sources that this pass asks: seeds always, feeds when they may or must be."""

    def is_asked(source: Source) -> bool:
        state: Mapping[str, Any] = states.get(source.name, {})
        if source.kind == "seed":
            return True
        if options.due:
            return is_due(source, state, moment, settings)
        return not is_resting(source, state, moment, settings)

    return [source for source in sources if is_asked(source)]
