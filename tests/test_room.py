"""What the warehouse takes: bodies that may go, room given back, and nothing copied for nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from click.testing import CliRunner
from conftest import Configure, Web, rows

from config.settings import Warehousing
from flows.commands.cli import cli
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places
from warehouse import Warehouse, compaction, is_current, published, query
from warehouse.compaction import room

WON = "Ada Park has won the 2026 Kestrel Prize for her work on moss."
QUIET = "The library opens later on Mondays, and the lift is being mended."
DAY = datetime(2026, 11, 2, 8, tzinfo=UTC)


def an_item(number: int, text: str, day: datetime = DAY) -> str:
    return (
        f'<item><guid isPermaLink="false">{number}</guid>'
        f"<title>{text[:30]} {number}</title><link>https://n.example/{number}</link>"
        f"<pubDate>{day:%a, %d %b %Y %H:%M:%S} GMT</pubDate><description>{text} No. {number}.</description></item>"
    )


def a_feed(*items: str) -> str:
    return f'<rss version="2.0"><channel><title>Notes</title>{"".join(items)}</channel></rss>'


class Desk:
    """A feed, and the runs that read it."""

    def __init__(self, web: Web, configure: Configure, places: Places, settings: str = "") -> None:
        self.web, self.places = web, places
        url = web.serves("/feed", a_feed())
        self.configuration = configure(
            sources=f'[[source]]\nname = "Notes"\nurl = "{url}"\n',
            settings=f"[warehousing]\n{settings}\n",
        )

    def reads(self, moment: datetime, *items: str) -> None:
        self.web.serves("/feed", a_feed(*items), ETag=f'"{hash(items)}"')
        run_pass(self.configuration, self.places, Options(), clock=lambda: moment)


def bodies(places: Places) -> list[tuple[str, bool]]:
    return rows(places, 'SELECT guid, a."text" IS NOT NULL FROM entries JOIN articles AS a USING (article_id) ORDER BY ALL')  # fmt: skip


def test_a_body_that_tells_nothing_goes_when_its_days_are_over(
    web: Web, configure: Configure, places: Places
) -> None:
    desk = Desk(web, configure, places, "keep_bodies_days = 30")
    desk.reads(DAY, an_item(1, WON), an_item(2, QUIET))
    before = rows(places, "FROM awards ORDER BY ALL")
    desk.reads(DAY + timedelta(days=29), an_item(3, QUIET))
    assert bodies(places) == [("1", True), ("2", True), ("3", True)]
    desk.reads(DAY + timedelta(days=31), an_item(3, QUIET))
    assert bodies(places) == [("1", True), ("2", False), ("3", True)]
    assert rows(places, "FROM awards ORDER BY ALL") == before
    assert rows(places, "SELECT articles, bytes > 60 FROM letting_go") == [(1, True)]
    with Warehouse(places.warehouse, Warehousing()) as warehouse:
        assert warehouse.faults() == []


def test_what_is_read_again_leaves_out_bodies_that_went_and_says_so(
    web: Web, configure: Configure, places: Places
) -> None:
    desk = Desk(web, configure, places, "keep_bodies_days = 1")
    desk.reads(DAY, an_item(1, WON), an_item(2, QUIET))
    desk.reads(DAY + timedelta(days=3), an_item(3, QUIET))
    again = CliRunner().invoke(cli, ["--data", str(places.data), "reextract"])
    assert again.exit_code == 0, again.output
    assert "0 gained (0 announced), 0 lost (0 announced), 0 changed" in again.output
    assert "1 articles were not read" in again.output


def test_a_file_is_not_written_anew_where_there_is_no_room_for_it(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(web, configure, places)
    desk.reads(DAY, an_item(1, WON))
    monkeypatch.setattr(compaction, "_WORTH", -1)
    with Warehouse(places.warehouse, Warehousing()) as warehouse:
        monkeypatch.setattr(compaction, "room", lambda *_: (10**18, 10**18))
        assert not compaction.is_sparse(warehouse._connection, places.warehouse)
        monkeypatch.setattr(compaction, "room", lambda *_: (10, 11))
        assert compaction.is_sparse(warehouse._connection, places.warehouse)


@pytest.mark.parametrize(
    ("used", "free", "sparse"),
    [(10, 60, False), (100, 90, False), (100, 110, True), (2000, 300, False), (1000, 300, True)],
)  # MB
def test_a_file_is_written_anew_where_half_is_free_or_much_that_is_a_fifth(
    used: int, free: int, sparse: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "room", lambda *_: (used * 10**6, free * 10**6))
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=10**12))
    assert compaction.is_sparse(duckdb.connect(), tmp_path / "w.duckdb") is sparse


def test_an_entry_whose_body_went_is_still_known(
    web: Web, configure: Configure, places: Places
) -> None:
    desk = Desk(web, configure, places, "keep_bodies_days = 1")
    desk.reads(DAY, an_item(1, QUIET))
    desk.reads(DAY + timedelta(days=3), an_item(1, QUIET), an_item(2, QUIET))
    assert bodies(places) == [("1", False), ("2", True)]
    assert rows(places, "SELECT entries_new FROM runs ORDER BY started_at") == [(1,), (1,)]


def test_what_is_found_in_a_body_that_is_gone_is_said_to_be_missing(
    web: Web, configure: Configure, places: Places
) -> None:
    desk = Desk(web, configure, places)
    desk.reads(DAY, an_item(1, WON), an_item(2, QUIET))
    with Warehouse(places.warehouse, Warehousing()) as warehouse:
        warehouse._connection.execute("DELETE FROM article_text")
        assert warehouse.faults() == ["articles without their text: 2"]


def test_bodies_are_kept_unless_they_may_go(web: Web, configure: Configure, places: Places) -> None:
    desk = Desk(web, configure, places)
    desk.reads(DAY, an_item(1, QUIET))
    desk.reads(DAY + timedelta(days=5000), an_item(2, QUIET))
    assert bodies(places) == [("1", True), ("2", True)]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every snapshot count as too large to be copied for nothing."""
    monkeypatch.setattr(published, "_SMALL", 0)


@pytest.mark.usefixtures("large")
def test_a_run_that_finds_nothing_copies_nothing_and_is_shown(
    web: Web, configure: Configure, places: Places
) -> None:
    desk = Desk(web, configure, places)
    desk.reads(DAY, an_item(1, WON))
    stood = places.snapshot.stat()
    for day in (1, 2):
        desk.reads(DAY + timedelta(days=day), an_item(1, WON))
    assert places.snapshot.stat().st_ino == stood.st_ino
    assert rows(places, "SELECT started_at, entries_new FROM runs ORDER BY ALL") == [
        (DAY + timedelta(days=day), int(day == 0)) for day in (0, 1, 2)
    ]
    assert rows(places, "SELECT last_read_at FROM sources") == [(DAY + timedelta(days=2),)]
    assert is_current(places.warehouse, places.snapshot)
    desk.reads(DAY + timedelta(days=3), an_item(2, QUIET))
    assert places.snapshot.stat().st_ino != stood.st_ino
    assert sorted(p.name for p in places.snapshot.parent.iterdir()) == ["laurelwire.duckdb"]
    assert rows(places, "SELECT count(*) FROM runs") == [(4,)]


@pytest.mark.usefixtures("large")
def test_an_hour_old_snapshot_is_replaced_though_nothing_is_new(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(web, configure, places)
    desk.reads(DAY, an_item(1, WON))
    stood = places.snapshot.stat()
    monkeypatch.setattr(published, "_AGE", 0)
    desk.reads(DAY + timedelta(hours=2), an_item(1, WON))
    assert places.snapshot.stat().st_ino != stood.st_ino


def test_a_small_snapshot_is_always_replaced(
    web: Web, configure: Configure, places: Places
) -> None:
    desk = Desk(web, configure, places)
    desk.reads(DAY, an_item(1, WON))
    desk.reads(DAY + timedelta(hours=2), an_item(1, WON))
    with duckdb.connect(str(places.snapshot), read_only=True) as other:
        assert other.execute("SELECT count(*) FROM runs").fetchall() == [(2,)]


def written(places: Places, statement: str) -> None:
    with Warehouse(places.warehouse, Warehousing()) as warehouse:
        warehouse._connection.execute(statement)


@pytest.mark.slow
def test_room_that_is_not_used_is_given_back(
    web: Web, configure: Configure, places: Places
) -> None:
    desk = Desk(web, configure, places)
    desk.reads(DAY, an_item(1, WON))
    facts = rows(places, "FROM events ORDER BY ALL")
    written(
        places,
        "CREATE TABLE store.ballast AS SELECT hash(range) AS a, hash(range + 7) AS b FROM range(6000000)",
    )
    # What is at the end of a file when it is free is cut off; this stays behind it.
    written(places, "CREATE TABLE store.behind AS SELECT hash(range) AS a FROM range(100000)")
    written(places, "DROP TABLE store.ballast")
    large = places.warehouse.stat().st_size
    desk.reads(DAY + timedelta(days=1), an_item(1, WON), an_item(2, QUIET))
    assert places.warehouse.stat().st_size < large / 4
    assert places.snapshot.stat().st_size == places.warehouse.stat().st_size
    assert rows(places, "FROM events ORDER BY ALL") == facts
    assert rows(places, "SELECT count(*) FROM store.behind") == [(100000,)]
    assert not [p for p in places.data.iterdir() if p.name.startswith(".")]
    with Warehouse(places.warehouse, Warehousing()) as warehouse:
        assert warehouse.faults() == []
        used, free = room(warehouse._connection, places.warehouse)
        assert free <= used
    desk.reads(
        DAY + timedelta(days=2), an_item(3, "Ben Holt received the 2026 Merlin Medal for physics.")
    )
    assert rows(places, "SELECT count(*) FROM events") == [(2,)]


def test_what_things_take_is_shown(web: Web, configure: Configure, places: Places) -> None:
    desk = Desk(web, configure, places)
    desk.reads(DAY, an_item(1, WON), an_item(2, QUIET))
    call = CliRunner().invoke
    folder = ["--config", str(Path(places.data).parent / "config"), "--data", str(places.data)]
    told = json.loads(call(cli, [*folder, "size", "--format", "json"]).stdout)
    assert told["articles"] == 2
    assert told["files"]["laurelwire.duckdb"] == places.warehouse.stat().st_size
    assert 0 < sum(told["tables"].values()) <= places.snapshot.stat().st_size
    shown = call(cli, [*folder, "size"]).stdout
    assert "article_text" in shown
    assert "2 articles. Bodies are kept for ever" in shown
    assert query(places.snapshot, "SELECT count(*) FROM articles")[1] == [(2,)]
