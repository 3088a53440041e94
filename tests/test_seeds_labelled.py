"""The two seed documents against their labels, through the whole pipeline. See conftest for where."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from reproduce import unproved

from bench.compare_seeds import compare_articles, compare_counts, compare_events
from config import load_configuration
from flows.ingestion.report import Options, RunReport
from flows.ingestion.run import run_pass
from flows.places import Places
from parsers import Document, find_mentions, parse_document, to_article
from parsers.language.vocabulary import vocabulary
from warehouse import query

pytestmark = [pytest.mark.needs_shared, pytest.mark.untraced]
OURS = Path(__file__).resolve().parents[1] / "seeds"


class Ticking:
    """A clock that moves a minute each time it is read."""

    def __init__(self) -> None:
        self.moment = datetime(2024, 9, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(minutes=1)
        return self.moment


def run(data: Path, *seeds: Path) -> RunReport:
    return run_pass(
        load_configuration(), Places(data), Options(seeds=seeds, offline=True), Ticking()
    )


def rows(data: Path, sql: str) -> list[tuple[Any, ...]]:
    return query(Places(data).snapshot, sql)[1]


EVENTS = 'SELECT event_id, announce, is_new, keys FROM events JOIN (SELECT event_id, list_sort(list("key")) AS keys FROM store.event_key GROUP BY ALL) USING (event_id) ORDER BY ALL'


@pytest.fixture(scope="module")
def first(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("first")
    run(data, shared / "seeds")
    return data


def test_articles_events_and_counts_are_as_labelled(first: Path, shared: Path) -> None:
    gold = json.loads((shared / "gold/seeds_gold.json").read_text())
    snapshot = Places(first).snapshot
    assert compare_articles(gold, snapshot) == []
    assert compare_events(gold, snapshot) == []
    assert compare_counts(gold, snapshot) == []
    assert rows(first, "SELECT count(*), count(DISTINCT work_ids.arxiv) FROM citations") == [
        (58, 44)
    ]
    assert rows(first, "SELECT count(*) FROM events WHERE announce") == [(53,)]


def test_reading_the_same_again_adds_nothing(first: Path, shared: Path, tmp_path: Path) -> None:
    shutil.copytree(first, tmp_path, dirs_exist_ok=True)
    tables = [name for (name,) in rows(tmp_path, "SELECT table_name FROM duckdb_tables()")]
    kept = {t: rows(tmp_path, f'SELECT count(*) FROM store."{t}"') for t in tables if t != "run"}
    again = run(tmp_path, shared / "seeds")
    assert (again.new.entries, again.new.promised) == (0, 0)
    assert {t: rows(tmp_path, f'SELECT count(*) FROM store."{t}"') for t in kept} == kept


def test_order_and_splitting_over_runs_do_not_matter(
    first: Path, shared: Path, tmp_path: Path
) -> None:
    one, other = sorted((shared / "seeds").iterdir())
    for folder, orders in (
        ("a", [(other, one)]),
        ("b", [(one,), (other,)]),
        ("c", [(other,), (one,)]),
    ):
        for files in orders:
            run(tmp_path / folder, *files)
        assert rows(tmp_path / folder, EVENTS) == rows(first, EVENTS)


def test_the_projects_seeds_tell_the_same_events(shared: Path, tmp_path: Path) -> None:
    assert len(run(tmp_path, OURS).new.events) == 53
    later = run(tmp_path, shared / "seeds")
    assert (later.new.articles, later.new.events, later.new.promised) == (6, [], 0)


def test_every_field_is_proved_by_its_characters(shared: Path) -> None:
    lexicon = load_configuration().lexicon
    checked = 0
    for folder in (shared / "seeds", OURS, shared / "gold/dev/docs", shared / "gold/dev2/docs"):
        for path in sorted(folder.iterdir()):
            if path.suffix == ".gz":
                continue
            kind = "feed" if path.suffix == ".xml" else "seed"
            document = Document(source="s", kind=kind, location=path.name, body=path.read_bytes())  # type: ignore[arg-type]
            for entry in parse_document(document).entries:
                article = to_article(entry)
                year = article.published.year if article.published else None
                for mention in find_mentions(article, lexicon).mentions:
                    checked += 1
                    assert not list(unproved(mention, article.text, year, vocabulary(lexicon))), (
                        mention
                    )
    assert checked > 300
