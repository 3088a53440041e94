"""One pass of the pipeline, from sources to promised deliveries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from config import Configuration, Source
from flows.collecting import Progress, Reading, read_feeds, read_seeds
from flows.enriching import Enriched, Enriching, Memory, enriching
from flows.places import Places
from flows.standing import is_due, is_resting, noticed, standing
from flows.subscriptions import subscriptions
from parsers import Article, Document, Findings, Rejection
from parsers.identity import event_of, joined
from parsers.records import Wishes
from parsers.text import key
from warehouse import Batch, Row, Stored, Warehouse, publish, query

_WAVE = 8_000_000  # bytes of documents that are worked on and stored together
_REMEMBERED = 5000  # entries of each source that are looked through before a new one is made

Clock = Callable[[], datetime]


def now() -> datetime:
    """Return the present moment; the only clock of a run unless another is given."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What one pass reads: `seeds` replaces the configured seed folders, `only` names sources.

    `due`: only sources whose time has come; else all but those that must be left alone.
    """

    seeds: tuple[Path, ...] = ()
    only: tuple[str, ...] = ()
    offline: bool = False
    due: bool = False
    dry_run: bool = False


@dataclass(slots=True, kw_only=True)
class RunReport:
    """What one pass did. asked = read + unchanged + failed; seen = new + copied + known + rejected."""

    started: datetime
    finished: datetime
    readings: list[Reading] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    entries_seen: int = 0
    notices: list[Row] = field(default_factory=list)
    new: Stored = field(default_factory=Stored)

    def count(self, outcome: str) -> int:
        return sum(reading.outcome == outcome for reading in self.readings)

    @property
    def entries_known(self) -> int:
        stored = self.new.entries + self.new.copies
        return self.entries_seen - stored - len(self.rejections)

    @property
    def all_failed(self) -> bool:
        return bool(self.readings) and self.count("failed") == len(self.readings)


class UnknownSourceError(Exception):
    """--only names a source that is not configured."""


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
    return [s for s in sources if not (options.offline and s.kind == "feed")]


def run_pass(
    configuration: Configuration,
    places: Places,
    options: Options,
    clock: Clock = now,
    progress: Progress = lambda _: None,
) -> RunReport:
    """Read every chosen source once and store what is new, a wave of documents at a time.

        sources -> documents -> entries -> articles -> mentions -> events -> deliveries
                   (I/O)        (pure, in processes of its own)   (one transaction a wave)

    A source that fails is reported and the others go on. A dry run stores nothing.
    """
    started = clock()
    states = _states(configuration, places, options)
    sources = _asked(chosen_sources(configuration, options), states, options, started)
    report = RunReport(started=started, finished=started)
    feeds = [s for s in sources if s.kind == "feed"]
    readings = chain(
        (read_seeds(s, configuration.settings) for s in sources if s.kind == "seed"),
        read_feeds(feeds, configuration.settings, states, started),
    )
    run = _Pass(configuration, places, options, states, report, clock)
    with enriching(configuration.lexicon, configuration.settings.collecting.workers) as work:
        begun: _Wave | None = None
        for wave in _waves(readings, progress):
            ahead = run.begin(wave, work)
            if begun is not None:
                run.store(begun)  # while the next wave is read and worked on
            begun = ahead
        if begun is not None:
            run.store(begun)
    order = {source.name: place for place, source in enumerate(sources)}
    report.readings.sort(key=lambda reading: order[reading.source.name])
    report.finished = clock()
    if not options.dry_run:
        run.close()
    report.finished = clock()
    return report


def _waves(readings: Iterable[Reading], progress: Progress) -> Iterator[list[Reading]]:
    """Yield readings some documents at a time: as much as is held at once, whatever is read."""
    wave: list[Reading] = []
    size = 0
    for reading in readings:
        progress(reading)
        wave.append(reading)
        size += sum(len(document.body) for document in reading.documents)
        if size >= _WAVE:
            yield wave
            wave, size = [], 0
    if wave:
        yield wave


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wave:
    """Some readings and their documents; `found` gives what each document held when it is ready."""

    readings: Sequence[Reading]
    documents: Sequence[Document]
    memories: Mapping[str, Memory]
    found: Iterator[Enriched]


class _Pass:
    """Stores the waves of one pass, and counts what they held in its report."""

    def __init__(
        self,
        configuration: Configuration,
        places: Places,
        options: Options,
        states: Mapping[str, Row],
        report: RunReport,
        clock: Clock,
    ) -> None:
        self.configuration, self.places, self.options = configuration, places, options
        self.states, self.report, self.clock = states, report, clock
        self.dry: list[tuple[Article, Findings]] = []

    def begin(self, wave: Sequence[Reading], work: Enriching) -> _Wave:
        names = [r.source.name for r in wave if r.documents]
        memories = _memories(self.configuration, self.places, self.options, names)
        documents = [document for r in wave for document in r.documents]
        tasks = [(d, memories.get(d.source, Memory())) for d in documents]
        return _Wave(readings=wave, documents=documents, memories=memories, found=work.all(tasks))

    def store(self, begun: _Wave) -> None:
        wave, documents, memories = begun.readings, begun.documents, begun.memories
        held: dict[str, list[Enriched]] = defaultdict(list)
        found = list(begun.found)
        for document, enriched in zip(documents, found, strict=True):
            held[document.source].append(enriched)
        judged = [_judged(reading, held[reading.source.name]) for reading in wave]
        rejections = [x for r in wave for x in r.rejections]
        rejections += [x for e in found for x in e.rejections]
        self.report.readings += [replace(r, documents=(), rejections=()) for r in judged]
        self.report.rejections += rejections
        self.report.entries_seen += sum(e.seen for e in found) + len(rejections)
        if self.options.dry_run:
            self.dry += [pair for e in found for pair in e.articles]
            self.report.new = _if_stored(self.dry)
            return
        moment = self.clock()
        states = [self._standing(r, held[r.source.name], memories, moment) for r in judged]
        notices = [noticed(self.states.get(row["source"], {}), row, moment) for row, _ in states]
        batch = Batch(
            documents=[(d, e.document_id) for d, e in zip(documents, found, strict=True)],
            entries=[entry for e in found for entry in e.entries],
            articles=[pair for e in found for pair in e.articles],
            rejections=rejections,
            source_states=[row for row, _ in states],
            names={k: v for e in found for k, v in e.names.items()},
            copies={k: v for e in found for k, v in e.copies.items()},
            gaps=[gap for _, gap in states if gap is not None],
            notices=[notice for notice in notices if notice is not None],
            noticed=[c.name for c in self.configuration.channels if c.enabled and c.notices],
        )
        self.report.notices += batch.notices
        with Warehouse(self.places.warehouse, self.configuration.settings.warehousing) as warehouse:
            self.report.new.add(warehouse.store(batch, moment, subscriptions(self.configuration)))

    def close(self) -> None:
        """Record the pass, and publish what it found."""
        with Warehouse(self.places.warehouse, self.configuration.settings.warehousing) as warehouse:
            warehouse.add_run(_run_row(self.report))
        publish(
            self.places.warehouse, self.places.snapshot, self.configuration.settings.warehousing
        )

    def _standing(
        self,
        reading: Reading,
        held: Sequence[Enriched],
        memories: Mapping[str, Memory],
        moment: datetime,
    ) -> tuple[Row, Row | None]:
        """Return the source's row, and the gap where nothing that it carried before was there now."""
        before = self.states.get(reading.source.name, {})
        seen = sum(e.seen for e in held)
        new = sum(len(e.entries) - len(e.copies) for e in held)
        memory = memories.get(reading.source.name, Memory())
        missed = reading.source.kind == "feed" and bool(memory.entries) and 0 < seen == new
        row = standing(
            reading,
            before,
            moment,
            self.configuration.settings.collecting,
            entries=seen if held else None,
            new=new,
            gap=missed,
            wishes=held[0].wishes if held else Wishes(),
        )
        if not missed:
            return row, None
        gap = {
            "gap_id": key("gap", reading.source.name, held[0].document_id),
            "source": reading.source.name,
            "document_id": held[0].document_id,
            "previous_read_at": before.get("last_success_at"),
            "detected_at": moment,
        }
        return row, gap


def overtaken(places: Places, scheduled: datetime | None) -> bool:
    """True when a run that began after `scheduled` has finished: what was due then is done.

    After downtime a scheduler starts every run that it missed; one is enough.
    """
    if scheduled is None or not places.snapshot.exists():
        return False
    _, rows = query(places.snapshot, "SELECT max(started_at) FROM runs")
    return rows[0][0] is not None and rows[0][0] > scheduled


def _states(configuration: Configuration, places: Places, options: Options) -> dict[str, Row]:
    if options.dry_run or not places.warehouse.exists():
        return {}
    with Warehouse(places.warehouse, configuration.settings.warehousing) as warehouse:
        return warehouse.source_states()


def _asked(
    sources: Sequence[Source], states: Mapping[str, Row], options: Options, moment: datetime
) -> list[Source]:
    """Return the sources that this pass asks: seeds always, feeds when they may or must be."""

    def asked(source: Source) -> bool:
        state: Mapping[str, Any] = states.get(source.name, {})
        if source.kind == "seed":
            return True
        return (
            is_due(source, state, moment) if options.due else not is_resting(source, state, moment)
        )

    return [source for source in sources if asked(source)]


def _memories(
    configuration: Configuration, places: Places, options: Options, sources: Sequence[str]
) -> dict[str, Memory]:
    """Return what is known of the sources; of the snapshot in a dry run."""
    if not sources:
        return {}
    if options.dry_run:
        rows = _remembered_of_snapshot(places, sources)
    elif places.warehouse.exists():
        with Warehouse(places.warehouse, configuration.settings.warehousing) as warehouse:
            rows = warehouse.remembered(sources, _REMEMBERED)
    else:
        rows = []
    entries: dict[str, set[str]] = defaultdict(set)
    contents: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        entries[row["source"]].add(row["entry_id"])
        if row["content_id"]:
            contents[row["source"]][row["content_id"]] = row["article_id"]
    return {
        source: Memory(entries=frozenset(its), contents=contents[source])
        for source, its in entries.items()
    }


def _remembered_of_snapshot(places: Places, sources: Sequence[str]) -> list[Row]:
    if not places.snapshot.exists():
        return []
    names, rows = query(
        places.snapshot,
        "SELECT source, entry_id, article_id, NULL AS content_id FROM entries "
        "WHERE list_contains($sources::VARCHAR[], source)",
        {"sources": list(sources)},
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def _judged(reading: Reading, held: Sequence[Enriched]) -> Reading:
    """A feed whose answer is no feed has failed, though the answer came."""
    if reading.source.kind != "feed" or reading.outcome != "read":
        return reading
    if any(e.seen or not e.rejections for e in held):
        return reading
    return replace(reading, outcome="failed", failure="soft", error=held[0].rejections[0].reason)


def _if_stored(articles: Sequence[tuple[Article, Findings]]) -> Stored:
    """Return what a dry run would store: the events that these articles alone would make."""
    found = {a.article_id: f for a, f in articles}
    groups = joined(m for f in found.values() for m in f.mentions)
    return Stored(
        entries=len({a.entry_id for a, _ in articles}),
        articles=len(found),
        mentions=sum(map(len, groups)),
        events=[event for event in map(event_of, groups) if event.announce],
    )


def _run_row(report: RunReport) -> Row:
    return {
        "run_id": key("run", report.started.isoformat()),
        "started_at": report.started,
        "finished_at": report.finished,
        "sources_asked": len(report.readings),
        "sources_read": report.count("read"),
        "sources_unchanged": report.count("unchanged"),
        "sources_failed": report.count("failed"),
        "entries_seen": report.entries_seen,
        "entries_new": report.new.entries,
        "entries_copied": report.new.copies,
        "entries_known": report.entries_known,
        "entries_rejected": len(report.rejections),
        "articles_new": report.new.articles,
        "mentions_new": report.new.mentions,
        "events_new": len(report.new.events),
        "deliveries_promised": report.new.promised,
    }
