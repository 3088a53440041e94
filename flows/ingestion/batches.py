"""The batches of one pass: documents worked on and stored some at a time, and counted."""

from __future__ import annotations

import importlib.metadata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from config import Configuration
from flows.clock import Clock
from flows.fetching.linked_pages import read_pages
from flows.fetching.readings import Reading
from flows.ingestion.extraction import (
    Extracted,
    Memory,
    Task,
    document_key,
    links_of_news,
)
from flows.ingestion.outcomes import judged
from flows.ingestion.processes import Extracting
from flows.ingestion.report import Options, RunReport
from flows.ingestion.source_state import next_state, noticed
from flows.ingestion.subscriptions import nobody, subscriptions
from flows.places import Places
from parsers import Article, Document, Findings, Rejection
from parsers.identity import Event, event_of, joined
from parsers.records import Wishes
from parsers.text.keys import key
from warehouse import Batch, HeldWarehouse, Origin, Row, Stored, query

VERSION = importlib.metadata.version("laurelwire")
_REMEMBERED = 5000  # entries of each source that are looked through before a new one is made


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One pass: what it was asked, what is known of its sources, and where it keeps what it finds.

    `first`: no pass has ended yet. `found`: what a dry run would store.
    """

    configuration: Configuration
    places: Places
    options: Options
    states: Mapping[str, Row]
    aside: Mapping[str, str]
    first: bool
    clock: Clock
    report: RunReport
    held: HeldWarehouse
    found: list[tuple[Article, Findings]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A batch that is worked on: its readings and documents, and what each document holds when it is ready."""

    readings: Sequence[Reading]
    documents: Sequence[Document]
    memories: Mapping[str, Memory]
    extracted: Iterator[Extracted]


def begin(run: Run, readings: Sequence[Reading], work: Extracting) -> Begun:
    """Begin to work on the documents of some readings, with the pages they link to where wanted."""
    memories = _memories(run, [r.source.name for r in readings if r.documents])
    documents = [document for r in readings for document in r.documents]
    tasks = [
        Task(
            document=d,
            memory=memories.get(d.source, Memory()),
            # Where a document was set aside before, why it is not to be read.
            aside=run.aside.get(document_key(d)) if run.aside else None,
        )
        for d in documents
    ]
    tasks = _with_pages(run, readings, tasks, work)
    return Begun(
        readings=readings, documents=documents, memories=memories, extracted=work.all(tasks)
    )


def _with_pages(
    run: Run, readings: Sequence[Reading], tasks: Sequence[Task], work: Extracting
) -> list[Task]:
    """Return the tasks with the pages that new entries link to, of the sources that want their full text."""
    wanting = {r.source.name for r in readings if r.source.full_text}
    if not wanting:
        return list(tasks)
    made = [
        replace(t, parsed=work.parsed(t.document, t.memory))
        if t.document.source in wanting and t.aside is None
        else t
        for t in tasks
    ]
    links = [url for t in made for url in links_of_news(t.parsed, t.memory)]
    if links:
        run.held.let_go()  # for others to write while pages are waited for
    pages = read_pages(links, run.configuration.settings.collecting, run.report.started)
    return [
        replace(t, pages={u: pages[u] for u in links_of_news(t.parsed, t.memory) if u in pages})
        for t in made
    ]


def store(run: Run, begun: Begun) -> None:
    """Store what a batch held, and how its sources stand now, in one transaction; count it in the report."""
    extracted = list(begun.extracted)
    held: dict[str, list[Extracted]] = defaultdict(list)
    for document, found in zip(begun.documents, extracted, strict=True):
        held[document.source].append(found)
    readings = judged(begun.readings, held, before=run.report.readings)
    rejections = [x for r in begun.readings for x in r.rejections]
    rejections += [x for e in extracted for x in e.rejections]
    run.report.readings += [replace(r, documents=(), rejections=()) for r in readings]
    run.report.rejections += rejections
    run.report.entries_seen += sum(e.seen for e in extracted) + len(rejections)
    if run.options.dry_run:
        run.found.extend(pair for e in extracted for pair in e.articles)
        return
    moment = run.clock()
    states = [_next_state(run, r, held[r.source.name], begun.memories, moment) for r in readings]
    batch = _batch(run, begun.documents, extracted, states, rejections, moment)
    run.report.notices += batch.notices
    run.report.health |= {row["source"]: row["health"] for row in batch.source_states}
    run.report.new.add(run.held.use().store(batch, moment, _subscribed(run)))


def _batch(
    run: Run,
    documents: Sequence[Document],
    extracted: Sequence[Extracted],
    states: Sequence[tuple[Row, Row | None]],
    rejections: Sequence[Rejection],
    moment: datetime,
) -> Batch:
    """Return the rows to store: what each document held, and how its source stands now."""
    rows = [row for row, _ in states]
    return Batch(
        documents=[(d, e.document_id) for d, e in zip(documents, extracted, strict=True)],
        entries=[entry for e in extracted for entry in e.entries],
        articles=[pair for e in extracted for pair in e.articles],
        rejections=rejections,
        source_states=rows,
        names={k: v for e in extracted for k, v in e.names.items()},
        searched={k: v for e in extracted for k, v in e.searched.items()},
        copies={k: v for e in extracted for k, v in e.copies.items()},
        gaps=[gap for _, gap in states if gap is not None],
        notices=_notices(run, rows, moment),
        quarantine=_set_aside(run, documents, extracted, moment),
        archives=[row["source"] for row in rows if row["source"] not in run.states],
        noticed=[c.name for c in run.configuration.channels if c.enabled and c.notices],
    )


def finish(run: Run) -> None:
    """Record the pass, and publish what it found; a dry run only counts what it would store.

    A pass costs what is new: where it found nothing, what is stored is neither compared nor copied.
    """
    if run.options.dry_run:
        run.report.new = _if_stored(run.found)
        return
    warehouse = run.held.use()
    warehouse.add_run(_run_row(run.report))
    warehouse.compare()
    kept = run.configuration.settings.warehousing.keep_bodies_days
    gone = 0
    if kept:
        gone = warehouse.let_bodies_go(
            run.report.started - timedelta(days=kept), run.report.started
        )
    if gone or run.report.new.anything:
        warehouse.tidy()
        warehouse.publish(run.places.snapshot)
    else:
        warehouse.publish_lately(run.places.snapshot)
    run.held.close()


def _subscribed(run: Run) -> Callable[[Event, Origin], Iterator[str]]:
    """Return who is told of an event; nobody of what a quiet first run finds."""
    quiet = run.first and run.configuration.settings.telling.first_run == "quiet"
    return nobody if quiet else subscriptions(run.configuration)


def _notices(run: Run, states: Sequence[Row], moment: datetime) -> list[Row]:
    made = (noticed(run.states.get(row["source"], {}), row, moment) for row in states)
    return [notice for notice in made if notice is not None]


def _set_aside(
    run: Run, documents: Sequence[Document], extracted: Sequence[Extracted], moment: datetime
) -> list[Row]:
    """Keep the documents that took too much, and return their rows."""
    rows = []
    for document, found in zip(documents, extracted, strict=True):
        if found.aside is None:
            continue
        name = document_key(document)
        run.places.quarantine.mkdir(parents=True, exist_ok=True)
        kept = run.places.quarantine / name
        if not kept.exists():
            kept.write_bytes(document.body)
        rows.append(
            {
                "document_key": name,
                "source": document.source,
                "location": document.location,
                "bytes": len(document.body),
                "reason": found.aside,
                "version": VERSION,
                "set_aside_at": moment,
            }
        )
    return rows


def _memories(run: Run, sources: Sequence[str]) -> dict[str, Memory]:
    """Return what is known of the sources; of the snapshot in a dry run."""
    if not sources:
        return {}
    if run.options.dry_run:
        rows = _remembered_of_snapshot(run.places, sources)
    elif run.places.warehouse.exists():
        rows = run.held.use().remembered(sources, _REMEMBERED)
    else:
        rows = []
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_source[row["source"]].append(row)
    return {source: _memory(remembered) for source, remembered in by_source.items()}


def _next_state(
    run: Run,
    reading: Reading,
    held: Sequence[Extracted],
    memories: Mapping[str, Memory],
    moment: datetime,
) -> tuple[Row, Row | None]:
    """Return the source's row, and the gap where nothing that it carried before was there now."""
    source = reading.source
    before = run.states.get(source.name, {})
    seen = sum(e.seen for e in held)
    new = sum(len(e.entries) - len(e.copies) for e in held)
    known = memories.get(source.name, Memory()).entries
    all_new = 0 < seen == new and not any(e.overlaps for e in held)
    missed = source.fetched and bool(known) and all_new
    row = next_state(
        reading,
        before,
        moment,
        run.configuration.settings.collecting,
        entries=seen if held else None,
        new=new,
        gap=missed,
        wishes=held[0].wishes if held else Wishes(),
    )
    if not missed:
        return row, None
    gap = {
        "gap_id": key("gap", source.name, held[0].document_id),
        "source": source.name,
        "document_id": held[0].document_id,
        "previous_read_at": before.get("last_success_at"),
        "detected_at": moment,
    }
    return row, gap


def _memory(rows: Sequence[Row]) -> Memory:
    """Return what is known of a source from the rows of its entries."""
    return Memory(
        entries=frozenset(row["entry_id"] for row in rows),
        printed=frozenset(row["printed_id"] for row in rows if row["printed_id"]),
        named=tuple((row["guid"], row["url"]) for row in rows),
        contents={row["content_id"]: row["article_id"] for row in rows if row["content_id"]},
    )


def _remembered_of_snapshot(places: Places, sources: Sequence[str]) -> list[Row]:
    if not places.snapshot.exists():
        return []
    names, rows = query(
        places.snapshot,
        "SELECT source, entry_id, printed_id, guid, url, article_id, NULL AS content_id FROM store.entry "
        "WHERE list_contains($sources::VARCHAR[], source)",
        {"sources": list(sources)},
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


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
