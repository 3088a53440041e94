"""The writer: everything a run found goes in, in one transaction, with the promises to tell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from config.settings import Warehousing
from parsers.identity import Event
from parsers.records import Article, Document, Entry, Findings, Rejection
from parsers.text.keys import key
from warehouse.blocks import blocks
from warehouse.compaction import compact, is_sparse
from warehouse.connection import naming_faults, open_writer
from warehouse.copies import copy_whole
from warehouse.joining import Subscribed, join_clusters, join_events, join_works
from warehouse.published import publish, publish_lately
from warehouse.rows import (
    Row,
    article_row,
    citation_row,
    document_row,
    entry_row,
    mention_row,
    stated_count_row,
)
from warehouse.soundness import check, is_due
from warehouse.staging import Staging, bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one run read and found.

    `documents` with their keys; `entries` not known before; `names` of each article (likeness.py);
    `copies` maps the keys of those entries that say what an article said already to that article;
    rows of gaps, notices, source states and documents set aside; `noticed` names the channels that are told of notices,
    `archives` the sources that were read the first time.
    """

    documents: Sequence[tuple[Document, str]] = ()
    entries: Sequence[Entry] = ()
    articles: Sequence[tuple[Article, Findings]] = ()
    rejections: Sequence[Rejection] = ()
    source_states: Sequence[Row] = ()
    names: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    searched: Mapping[str, str] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)
    gaps: Sequence[Row] = ()
    notices: Sequence[Row] = ()
    noticed: Sequence[str] = ()
    archives: Collection[str] = ()
    quarantine: Sequence[Row] = ()


@dataclass(slots=True, kw_only=True)
class Stored:
    """What of a batch was new; `copies` are entries that say what an article said already.

    `noted`: rejections, gaps, notices and documents set aside.
    """

    entries: int = 0
    copies: int = 0
    articles: int = 0
    mentions: int = 0
    events: list[Event] = field(default_factory=list)
    promised: int = 0
    noted: int = 0

    @property
    def anything(self) -> bool:
        """True when readers would miss something that was stored."""
        return bool(self.entries or self.copies or self.articles or self.promised or self.noted)

    def add(self, other: Stored) -> None:
        """Count another batch of the same run too; an event that both touched is counted once."""
        self.entries += other.entries
        self.copies += other.copies
        self.articles += other.articles
        self.mentions += other.mentions
        self.promised += other.promised
        self.noted += other.noted
        known = {event.event_id for event in self.events}
        self.events += [event for event in other.events if event.event_id not in known]


class Warehouse:
    """The writer's connection; a context manager that opens late and closes early."""

    def __init__(self, path: Path, settings: Warehousing, *, new: bool = False) -> None:
        self._path, self._settings = path, settings
        self._connection = open_writer(path, settings, new=new)
        self._staging = Staging(self._connection, path.parent / "staging")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write out what is new, and let others write."""
        with naming_faults(self._path):
            self._connection.close()

    def publish(self, snapshot: Path) -> None:
        """Replace the snapshot that readers open by what is stored now."""
        with naming_faults(self._path):
            publish(self._connection, self._path, snapshot)

    def publish_lately(self, snapshot: Path) -> None:
        """Publish what a run changed that found nothing; see `published.publish_lately`."""
        with naming_faults(self._path):
            publish_lately(self._connection, self._path, snapshot)

    def let_bodies_go(self, before: datetime, now: datetime) -> int:
        """Drop the bodies of articles stored before a moment that tell nothing, once a day; return how many.

        Events keep their evidence, and the articles that tell them their bodies; `letting_go` has a row of it.
        """
        last = self.rows("last_let_go")[0]["stored_before"]
        if last is not None and before < last + timedelta(days=1):
            return 0
        with self.transaction():
            self.run("bodies_to_let_go", before=before)
            self.run("note_letting_go", before=before, now=now)
            self.run("let_bodies_go")
            return self._count("going")

    def tidy(self) -> None:
        """Write the file anew where much of it is free, and go on with that; else leave it."""
        with naming_faults(self._path):
            self._connection.execute("CHECKPOINT warehouse")
            if not is_sparse(self._connection, self._path):
                return
            compact(self._connection, self._path)
        self._connection = open_writer(self._path, self._settings)
        self._staging = Staging(self._connection, self._path.parent / "staging")

    def backup(self, target: Path) -> None:
        """Copy what is stored now to a file that appears whole and checked, or not at all."""
        with naming_faults(self._path):
            self._connection.execute("CHECKPOINT warehouse")
        copy_whole(self._path, target)

    def faults(self) -> list[str]:
        """Return what is wrong with keys and references, a line each; nothing of a sound warehouse.

        The file is read whole for it: WarehouseUnusableError names a block that is damaged.
        """
        self._read_whole()
        return [f"{row['what']}: {row['n']}" for row in self.rows("audit")]

    def check(self) -> None:
        """Read the file whole unless that was done in the last ten minutes.

        WarehouseUnusableError names a block that is damaged. Asked before anybody is told anything: what is
        told must be recorded in a file that can be put back.
        """
        if is_due(self._path):
            self._read_whole()

    def _read_whole(self) -> None:
        with naming_faults(self._path):
            check(self._connection, self._path)

    def last_run(self) -> datetime | None:
        """Return when the last run began that has ended."""
        moment: datetime | None = self.rows("last_run")[0]["started_at"]
        return moment

    # -- questions -----------------------------------------------------------------------------

    def source_states(self) -> dict[str, Row]:
        return {row["source"]: row for row in self.rows("source_states")}

    def quarantined(self, version: str) -> dict[str, str]:
        """Return the keys of documents that this version of the program set aside, with the reasons."""
        return {r["document_key"]: r["reason"] for r in self.rows("quarantined", version=version)}

    def remembered(self, sources: Sequence[str], most: int) -> list[Row]:
        """Return the entries that sources carried last, at most so many of each."""
        return self.rows("remembered", sources=list(sources), most=most) if sources else []

    def rows(self, block: str, **parameters: Any) -> list[Row]:
        """Return the rows of a named block."""
        with naming_faults(self._path):
            found = self._connection.execute(blocks()[block], bound(parameters))
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def run(self, block: str, **parameters: Any) -> int:
        """Execute a named block; return how many rows it returned or changed."""
        with naming_faults(self._path):
            return len(self._connection.execute(blocks()[block], bound(parameters)).fetchall())

    # -- writing -------------------------------------------------------------------------------

    def stage(self, table: str, rows: Iterable[Row]) -> None:
        """Lay rows in the temporary table `incoming_<table>`, in the shape of `table`."""
        self._staging.lay(table, rows)

    def stage_pairs(
        self, table: str, name: str, target: str, pairs: Sequence[tuple[str, str]]
    ) -> None:
        """Lay pairs of keys in the temporary table `table` with the columns `name` and `target`."""
        self._staging.lay_pairs(table, name, target, pairs)

    def store(self, batch: Batch, now: datetime, subscribed: Subscribed) -> Stored:
        """Store what is new of the batch and promise its news, all or nothing."""
        self._stage(batch, now)
        stored = Stored()
        with self.transaction():
            stored.noted = self.run("note_gaps") + self.run("add_notices")
            self.run("promise_notices", channels=list(batch.noticed))
            self.run("add_documents")
            added = [row["entry_id"] for row in self.rows("add_entries")]
            stored.copies = sum(entry in batch.copies for entry in added)
            stored.entries = len(added) - stored.copies
            self.run("fresh_articles")
            for block in (
                "add_article_names",
                "note_uncompared",
                "add_articles",
                "add_article_texts",
                "add_article_search",
                "add_citations",
                "add_stated_counts",
            ):
                self.run(block)
            stored.articles = self._count("fresh_article")
            self.run("fresh_mentions")
            self.run("add_mentions")
            stored.mentions = self._count("fresh_mention")
            join_works(self)
            stored.events, stored.promised = join_events(self, now, subscribed, batch.archives)
            stored.noted += self.run("add_rejections") + self.run("set_aside")
            for block in ("drop_source_states", "add_source_states"):
                self.run(block)
        return stored

    def compare(self) -> None:
        """Compare the articles that were not compared yet with all others, for those that tell one story."""
        while self.rows("uncompared"):
            with self.transaction():
                join_clusters(self)

    def add_run(self, row: Row) -> None:
        """Record the run's balance."""
        self.stage("run", [row])
        self.run("add_run")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make what is written within all or nothing."""
        with naming_faults(self._path):
            self._connection.execute("BEGIN")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(duckdb.Error):  # a failed COMMIT has rolled back already
                    self._connection.execute("ROLLBACK")
                raise

    def _stage(self, batch: Batch, now: datetime) -> None:
        articles = list({a.article_id: (a, f) for a, f in reversed(batch.articles)}.values())
        self.stage("document", [document_row(d, name, now) for d, name in batch.documents])
        carried = {a.entry_id: a.article_id for a, _ in batch.articles} | dict(batch.copies)
        self.stage("entry", [entry_row(e, now, carried) for e in batch.entries])
        self.stage("article", [article_row(a, now) for a, _ in articles])
        self.stage(
            "article_text", [{"article_id": a.article_id, "text": a.text} for a, _ in articles]
        )
        self.stage("article_names", list(_names_rows(batch)))
        self.stage(
            "article_search",
            [{"article_id": a, "held": text} for a, text in batch.searched.items()],
        )
        self.stage("citation", [citation_row(c) for _, f in articles for c in f.citations])
        mentions = [mention_row(m, a.text) for a, f in articles for m in f.mentions]
        self.stage("mention", {row["mention_id"]: row for row in mentions}.values())
        self.stage(
            "stated_count",
            [stated_count_row(c, a.text) for a, f in articles for c in f.completeness],
        )
        self.stage(
            "rejection",
            [
                {
                    "rejection_id": key("rejection", r.source, r.location, r.reason),
                    "source": r.source,
                    "location": r.location,
                    "reason": r.reason,
                    "first_seen_at": now,
                }
                for r in batch.rejections
            ],
        )
        self.stage("source_state", batch.source_states)
        self.stage("gap", batch.gaps)
        self.stage("notice", batch.notices)
        self.stage("quarantine", batch.quarantine)

    def _count(self, table: str) -> int:
        row = self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        return int(row[0]) if row else 0


def _names_rows(batch: Batch) -> Iterator[Row]:
    """Yield the names of each article, with its day."""
    for article, _ in batch.articles:
        weighed = batch.names.get(article.article_id)
        if weighed is not None:
            yield {
                "article_id": article.article_id,
                "names": list(weighed),
                "weights": list(weighed.values()),
                "published_at": article.published,
            }
