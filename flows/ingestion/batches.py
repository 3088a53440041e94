"""The waves of one pass: documents worked on and stored some at a time, and counted."""

from __future__ import annotations

import importlib.metadata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from config import Configuration
from flows.clock import Clock
from flows.fetching.linked_pages import read_pages
from flows.fetching.readings import Reading
from flows.ingestion.extraction import Enriched, Enriching, Memory, Task, document_key
from flows.ingestion.report import Options, RunReport
from flows.ingestion.source_state import noticed, standing
from flows.ingestion.subscriptions import nobody, subscriptions
from flows.places import Places
from parsers import Article, Document, Findings
from parsers.article import name_key
from parsers.identity import event_of, joined
from parsers.records import Wishes
from parsers.text.addresses import canonical
from parsers.text.keys import key
from warehouse import Batch, HeldWarehouse, Row, Stored, query

VERSION = importlib.metadata.version("laurelwire")
_ALL_LOST = 3  # sources, none of which can be reached, that mean there is no network
_REMEMBERED = 5000  # entries of each source that are looked through before a new one is made


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Some readings and their documents; `found` gives what each document held when it is ready."""

    readings: Sequence[Reading]
    documents: Sequence[Document]
    memories: Mapping[str, Memory]
    found: Iterator[Enriched]


class Pass:
    """Stores the waves of one pass, and counts what they held in its report."""

    def __init__(
        self,
        configuration: Configuration,
        places: Places,
        options: Options,
        states: Mapping[str, Row],
        aside: Mapping[str, str],
        first: bool,
        report: RunReport,
        clock: Clock,
    ) -> None:
        self.configuration, self.places, self.options = configuration, places, options
        self.states, self.aside, self.report, self.clock = states, aside, report, clock
        self.first = first
        self.dry: list[tuple[Article, Findings]] = []
        settings = configuration.settings
        # Processes of our own leave fewer cores to the warehouse.
        threads = max(1, settings.warehousing.threads - settings.collecting.workers)
        warehousing = settings.warehousing.model_copy(update={"threads": threads})
        self.held = HeldWarehouse(places.warehouse, warehousing)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.held.close()

    def begin(self, wave: Sequence[Reading], work: Enriching) -> Wave:
        names = [r.source.name for r in wave if r.documents]
        memories = self._memories(names)
        documents = [document for r in wave for document in r.documents]
        pages = self._pages(wave, memories, work)
        tasks = [
            Task(
                document=d,
                memory=memories.get(d.source, Memory()),
                pages=pages.get(d.source, {}),
                aside=self._aside(d),
            )
            for d in documents
        ]
        return Wave(readings=wave, documents=documents, memories=memories, found=work.all(tasks))

    def _aside(self, document: Document) -> str | None:
        """Return why a document is not to be read, if it was set aside."""
        return self.aside.get(document_key(document)) if self.aside else None

    def _set_aside(
        self, documents: Sequence[Document], found: Sequence[Enriched], now: datetime
    ) -> list[Row]:
        """Keep the documents that took too much, and return their rows."""
        rows = []
        for document, enriched in zip(documents, found, strict=True):
            name = document_key(document) if enriched.aside or self.aside else ""
            reason = enriched.aside or self.aside.get(name)
            if reason is None:
                continue
            self.places.quarantine.mkdir(parents=True, exist_ok=True)
            kept = self.places.quarantine / name
            if not kept.exists():
                kept.write_bytes(document.body)
            rows.append(
                {
                    "document_key": name,
                    "source": document.source,
                    "location": document.location,
                    "bytes": len(document.body),
                    "reason": reason,
                    "version": VERSION,
                    "set_aside_at": now,
                }
            )
        return rows

    def _pages(
        self, wave: Sequence[Reading], memories: Mapping[str, Memory], work: Enriching
    ) -> dict[str, dict[str, bytes | str]]:
        """Return the pages that new entries link to, of the sources that want their full text."""
        links = {
            r.source.name: work.links_of_news(d, memories.get(r.source.name, Memory()))
            for r in wave
            for d in r.documents
            if r.source.full_text
        }
        asked = [url for its in links.values() for url in its]
        if asked:
            self.held.let_go()  # for others to write while pages are waited for
        read = read_pages(asked, self.configuration.settings.collecting, self.report.started)
        return {
            source: {url: read[url] for url in its if url in read} for source, its in links.items()
        }

    def store(self, begun: Wave) -> None:
        wave, documents, memories = begun.readings, begun.documents, begun.memories
        held: dict[str, list[Enriched]] = defaultdict(list)
        found = list(begun.found)
        for document, enriched in zip(documents, found, strict=True):
            held[document.source].append(enriched)
        judged = [_judged(reading, held[reading.source.name]) for reading in _ours(wave)]
        rejections = [x for r in wave for x in r.rejections]
        rejections += [x for e in found for x in e.rejections]
        self.report.readings += [replace(r, documents=(), rejections=()) for r in judged]
        self.report.rejections += rejections
        self.report.entries_seen += sum(e.seen for e in found) + len(rejections)
        if self.options.dry_run:
            self.dry += [pair for e in found for pair in e.articles]
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
            quarantine=self._set_aside(documents, found, moment),
            noticed=[c.name for c in self.configuration.channels if c.enabled and c.notices],
        )
        self.report.notices += batch.notices
        self.report.health |= {row["source"]: row["health"] for row, _ in states}
        quiet = self.first and self.configuration.settings.telling.first_run == "quiet"
        subscribed = nobody if quiet else subscriptions(self.configuration)
        stored = self.held.use().store(batch, moment, subscribed)
        self.report.new.add(stored)

    def finish(self) -> None:
        """Record the pass, and publish what it found; a dry run only counts what it would store."""
        if self.options.dry_run:
            self.report.new = _if_stored(self.dry)
            return
        warehouse = self.held.use()
        warehouse.add_run(_run_row(self.report))
        warehouse.compare()
        warehouse.publish(self.places.snapshot)
        self.held.close()

    def _memories(self, sources: Sequence[str]) -> dict[str, Memory]:
        """Return what is known of the sources; of the snapshot in a dry run."""
        if not sources:
            return {}
        if self.options.dry_run:
            rows = _remembered_of_snapshot(self.places, sources)
        elif self.places.warehouse.exists():
            rows = self.held.use().remembered(sources, _REMEMBERED)
        else:
            rows = []
        by_source: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_source[row["source"]].append(row)
        return {source: _memory(source, its) for source, its in by_source.items()}

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
        missed = (
            reading.source.fetched
            and bool(memory.entries)
            and 0 < seen == new
            and not any(e.overlaps for e in held)
        )
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


def _memory(source: str, rows: Sequence[Row]) -> Memory:
    """Return what is known of a source from the rows of its entries."""
    return Memory(
        entries=frozenset(row["entry_id"] for row in rows),
        printed=frozenset(row["printed_id"] for row in rows if row["printed_id"]),
        links=frozenset(canonical(row["url"]) for row in rows if row["url"]),
        contents={row["content_id"]: row["article_id"] for row in rows if row["content_id"]},
        versions=Counter(name_key(source, row["guid"], row["url"]) for row in rows),
    )


def _remembered_of_snapshot(places: Places, sources: Sequence[str]) -> list[Row]:
    if not places.snapshot.exists():
        return []
    names, rows = query(
        places.snapshot,
        "SELECT source, entry_id, printed_id, guid, url, article_id, NULL AS content_id FROM entry "
        "WHERE list_contains($sources::VARCHAR[], source)",
        {"sources": list(sources)},
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def _ours(wave: Sequence[Reading]) -> list[Reading]:
    """Where no source at all can be reached, the network that is missing is ours: none is to blame."""
    fetched = [reading for reading in wave if reading.source.fetched]
    if len(fetched) < _ALL_LOST or not all(reading.unreachable for reading in fetched):
        return list(wave)
    return [replace(r, failure="offline") if r.source.fetched else r for r in wave]


def _judged(reading: Reading, held: Sequence[Enriched]) -> Reading:
    """A feed whose answer is no feed has failed, though the answer came."""
    if not reading.source.fetched or reading.outcome != "read":
        return reading
    if any(e.seen or e.aside or not e.rejections for e in held):
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
