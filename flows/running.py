"""One pass of the pipeline, from sources to promised deliveries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from config import Configuration, Source
from flows.collecting import Progress, Reading, read_feeds, read_seeds
from flows.places import Places
from flows.subscriptions import subscriptions
from parsers import (
    Article,
    Document,
    Entry,
    Findings,
    Parsed,
    Rejection,
    find_mentions,
    parse_document,
    to_article,
)
from parsers.article import entry_key
from parsers.identity import event_of, joined
from parsers.text import key
from warehouse import Batch, Row, Stored, Warehouse, publish, query

Clock = Callable[[], datetime]


def now() -> datetime:
    """Return the present moment; the only clock of a run unless another is given."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What one pass reads: `seeds` replaces the configured seed folders, `only` names sources."""

    seeds: tuple[Path, ...] = ()
    only: tuple[str, ...] = ()
    offline: bool = False
    dry_run: bool = False


@dataclass(slots=True, kw_only=True)
class RunReport:
    """What one pass did. asked = read + unchanged + failed; seen = new + known + rejected."""

    started: datetime
    finished: datetime
    readings: list[Reading] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    entries_seen: int = 0
    new: Stored = field(default_factory=Stored)

    def count(self, outcome: str) -> int:
        return sum(reading.outcome == outcome for reading in self.readings)

    @property
    def entries_known(self) -> int:
        return self.entries_seen - self.new.entries - len(self.rejections)

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
    """Read every chosen source once and store what is new.

        sources -> documents -> entries -> articles -> mentions -> events -> deliveries
                   (I/O)        (pure)     (pure)      (pure)      (one transaction)

    A source that fails is reported and the others go on. A dry run stores nothing.
    """
    started = clock()
    sources = chosen_sources(configuration, options)
    states = _states(configuration, places, options)
    readings = [read_seeds(s, configuration.settings) for s in sources if s.kind == "seed"]
    for reading in readings:
        progress(reading)
    feeds = [s for s in sources if s.kind == "feed"]
    readings += read_feeds(feeds, configuration.settings, states, progress)

    parsed = [(r, [(d, parse_document(d)) for d in r.documents]) for r in readings]
    readings = [_judged(reading, documents) for reading, documents in parsed]
    documents = [pair for _, pairs in parsed for pair in pairs]
    entries = [entry for _, p in documents for entry in p.entries]
    known = _known(configuration, places, options, entries)
    articles = list(_articles(entries, known, configuration))
    rejections = [x for r in readings for x in r.rejections]
    rejections += [x for _, p in documents for x in p.rejections]
    report = RunReport(
        started=started,
        finished=started,
        readings=readings,
        rejections=rejections,
        entries_seen=len(entries) + len(rejections),
    )
    moment = clock()
    if options.dry_run:
        report.new = _if_stored(articles)
    else:
        batch = _batch(documents, articles, known, rejections, readings, moment)
        with Warehouse(places.warehouse, configuration.settings.warehousing) as warehouse:
            report.new = warehouse.store(batch, moment, subscriptions(configuration))
            report.finished = clock()
            warehouse.add_run(_run_row(report))
        publish(places.warehouse, places.snapshot, configuration.settings.warehousing)
    report.finished = clock()
    return report


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


def _known(
    configuration: Configuration, places: Places, options: Options, entries: Sequence[Entry]
) -> frozenset[str]:
    keys = [entry_key(entry) for entry in entries]
    if options.dry_run:
        if not places.snapshot.exists():
            return frozenset()
        _, rows = query(
            places.snapshot,
            "SELECT entry_id FROM entries WHERE list_contains($keys::VARCHAR[], entry_id)",
            {"keys": keys},
        )
        return frozenset(row[0] for row in rows)
    if not places.warehouse.exists():
        return frozenset()
    with Warehouse(places.warehouse, configuration.settings.warehousing) as warehouse:
        return warehouse.known_entries(keys)


def _articles(
    entries: Sequence[Entry], known: frozenset[str], configuration: Configuration
) -> Iterator[tuple[Article, Findings]]:
    for entry in entries:
        if entry_key(entry) not in known:
            article = to_article(entry)
            yield article, find_mentions(article, configuration.lexicon)


def _judged(reading: Reading, documents: Sequence[tuple[Document, Parsed]]) -> Reading:
    """A feed whose answer is no feed has failed, though the answer came."""
    if reading.source.kind != "feed" or reading.outcome != "read":
        return reading
    if any(p.entries or not p.rejections for _, p in documents):
        return reading
    reason = documents[0][1].rejections[0].reason
    return Reading(source=reading.source, outcome="failed", error=reason)


def _batch(
    documents: Sequence[tuple[Document, Parsed]],
    articles: Sequence[tuple[Article, Findings]],
    known: frozenset[str],
    rejections: Sequence[Rejection],
    readings: Sequence[Reading],
    moment: datetime,
) -> Batch:
    entries = [e for _, p in documents for e in p.entries]
    return Batch(
        documents=[(d, p.document_id) for d, p in documents],
        entries=[e for e in entries if entry_key(e) not in known],
        articles=articles,
        rejections=rejections,
        source_states=_source_rows(readings, moment),
        overlapping=sorted({e.source for e in entries if entry_key(e) in known}),
    )


def _source_rows(readings: Sequence[Reading], moment: datetime) -> list[Row]:
    rows = {
        r.source.name: {
            "source": r.source.name,
            "kind": r.source.kind,
            "location": r.source.location if r.source.kind == "feed" else "",
            "language": r.source.language,
            "group": r.source.group,
            "etag": r.etag,
            "last_modified": r.last_modified,
            "last_read_at": moment,
            "last_success_at": None if r.outcome == "failed" else moment,
            "last_outcome": r.outcome,
            "last_error": r.error,
        }
        for r in readings
    }
    return list(rows.values())


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
        "entries_known": report.entries_known,
        "entries_rejected": len(report.rejections),
        "articles_new": report.new.articles,
        "mentions_new": report.new.mentions,
        "events_new": len(report.new.events),
        "deliveries_promised": report.new.promised,
    }
