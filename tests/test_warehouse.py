"""The warehouse under use: sound tables, killed runs, readers beside writers."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from conftest import ABEL_NEWS, Configure, Web, a_feed, a_source, rows

from config.settings import Warehousing
from flows.delivery.deliver import tell
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places
from warehouse import Warehouse, WarehouseBusyError, WarehouseUnusableError
from warehouse.blocks import HERE

pytestmark = pytest.mark.slow

KEYS = {
    "document": "document_id", "entry": "entry_id", "article": "article_id",
    "article_text": "article_id", "article_search": "article_id", "article_names": "article_id", "article_uncompared": "article_id", "article_likeness": "(article_id, other_id)", "citation": "citation_id", "work": "work_id",
    "mention": "mention_id", "event": "event_id", "event_key": '("key", event_id)', "source_state": "source",
    "rejection": "rejection_id", "gap": "gap_id", "run": "run_id", "digest": "digest_id",
    "delivery": "(event_id, revision, channel)", "stated_count": '(article_id, category, "start")',
    "letting_go": "stored_before", "schema_version": "version", "event_merge": "(old_event_id, event_id)",
    "decision": "decision_id", "channel_asked": "channel", "verdict": "mention_id",
    "merged_delivery": '("key", mention_id, revision, channel)',
    "notice": "notice_id",
    "notice_delivery": "(notice_id, channel)",
    "quarantine": "(document_key, version)", "views_version": "digest",
}  # fmt: skip
PARENTS = [
    ("entry", "article_id", "article"), ("entry", "document_id", "document"),
    ("article", "document_id", "document"), ("article_text", "article_id", "article"), ("article_search", "article_id", "article"), ("article", "article_id", "article_search"),
    ("citation", "article_id", "article"), ("citation", "work_id", "work"),
    ("mention", "article_id", "article"), ("mention", "event_id", "event"),
    ("event_key", "event_id", "event"), ("delivery", "event_id", "event"),
    ("event", "event_id", "mention"), ("decision", "mention_id", "mention"), ("work", "work_id", "citation"),
]  # fmt: skip


def assert_sound(places: Places) -> None:
    """Every key once, no row without its parent: what constraints would otherwise promise."""
    tables = {name for (name,) in rows(places, "SELECT table_name FROM duckdb_tables()")}
    assert tables == set(KEYS)
    for table, name in KEYS.items():
        assert (
            rows(places, f"SELECT count(*), count(DISTINCT {name}) FROM store.{table}")[0][0]
            == (rows(places, f"SELECT count(DISTINCT {name}) FROM store.{table}")[0][0])
        ), table
    for child, name, parent in PARENTS:
        assert not rows(
            places, f"SELECT {name} FROM store.{child} ANTI JOIN store.{parent} USING ({name})"
        ), child


def test_every_table_is_unique_and_without_orphans(
    web: Web, configure: Configure, places: Places
) -> None:
    doubled = a_feed(("1", "Abel Prize 2024", ABEL_NEWS), ("1", "Abel Prize 2024 again", ABEL_NEWS))
    url = web.serves("/feed", doubled)
    configuration = configure(sources=a_source("Wire", url))
    for _ in range(2):
        run_pass(configuration, places, Options())
        run_pass(configuration, places, Options(seeds=(Path("seeds"),), offline=True))
        tell(configuration, places, lambda: datetime.now(UTC))
    assert_sound(places)


@pytest.mark.untraced
def test_a_killed_run_leaves_a_warehouse_that_the_next_run_completes(places: Places) -> None:
    """Kill a run at many moments; whatever it left, the next one opens and completes."""
    program = str(Path(sys.executable).with_name("laurelwire"))
    command = [program, "--data", str(places.data), "run", "--offline"]
    started = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    whole = time.monotonic() - started
    expected = rows(places, "SELECT event_id FROM events ORDER BY 1")
    for part in range(1, 9):
        data = places.data.parent / f"killed-{part}"
        command[2] = str(data)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * part / 9)
        process.send_signal(signal.SIGKILL)
        process.wait()
        subprocess.run(command, check=True, capture_output=True)
        assert rows(Places(data), "SELECT event_id FROM events ORDER BY 1") == expected
        assert_sound(Places(data))


def test_readers_of_the_snapshot_and_twenty_runs_never_meet(
    web: Web, configure: Configure, places: Places
) -> None:
    configuration = configure(sources=a_source("Wire", web.url + "/feed"))
    web.serves("/feed", a_feed(("0", "Abel Prize 2024", ABEL_NEWS)))
    run_pass(configuration, places, Options())
    stop, failures = threading.Event(), list[str]()
    counts: list[int] = []

    def read() -> None:
        while not stop.is_set():
            result = subprocess.run(
                [sys.executable, "-c", READER, str(places.snapshot)],
                capture_output=True,
                text=True,
                check=False,
            )
            counts.extend(map(int, result.stdout.split()))
            if result.returncode:
                failures.append(result.stderr)

    reader = threading.Thread(target=read)
    reader.start()
    _eventually(lambda: bool(counts))
    for number in range(1, 21):
        web.serves("/feed", a_feed((str(number), f"Entry {number}", ABEL_NEWS)))
        assert run_pass(configuration, places, Options()).new.entries == 1
    _eventually(lambda: counts[-1] == 21)
    stop.set()
    reader.join()
    assert not failures
    # Each reading sees a whole state, never an earlier one than the reading before it.
    assert counts == sorted(counts)
    assert counts[0] == 1
    assert len(set(counts)) > 2


def _eventually(holds: Callable[[], bool]) -> None:
    """Wait for what another thread does; a minute is longer than it can take."""
    given_up = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < given_up
        time.sleep(0.02)


READER = """
import sys
from pathlib import Path
from warehouse import query
for _ in range(30):
    print(query(Path(sys.argv[1]), "SELECT count(*) FROM entries")[1][0][0])
"""


def test_a_reader_that_holds_the_old_snapshot_reads_on(
    web: Web, configure: Configure, places: Places
) -> None:
    web.serves("/feed", a_feed(("0", "One", "a")))
    configuration = configure(sources=a_source("Wire", web.url + "/feed"))
    run_pass(configuration, places, Options())
    held = duckdb.connect(str(places.snapshot), read_only=True)
    web.serves("/feed", a_feed(("0", "One", "a"), ("1", "Two", "b")))
    run_pass(configuration, places, Options())
    assert held.execute("SELECT count(*) FROM entries").fetchall() == [(1,)]
    held.close()
    assert rows(places, "SELECT count(*) FROM entries") == [(2,)]


def test_a_second_writer_waits_and_then_says_who_is_in_the_way(
    configure: Configure, places: Places
) -> None:
    run_pass(configure(), places, Options(seeds=(Path("seeds"),), offline=True))
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(places.warehouse)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    configuration = configure(settings="[warehousing]\nwait_for_writer = 0.2\n")
    with pytest.raises(WarehouseBusyError, match="another run has been writing"):
        run_pass(configuration, places, Options(seeds=(Path("seeds"),), offline=True))
    holder.kill()
    holder.wait()
    holder.stdout.close()


HOLDER = """
import sys, time, duckdb
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
time.sleep(60)
"""


def test_a_file_that_is_no_warehouse_is_named_and_kept(
    configure: Configure, places: Places
) -> None:
    places.data.mkdir()
    places.warehouse.write_text("something else " * 400)
    with pytest.raises(WarehouseUnusableError, match=r"laurelwire restore.*move the file away"):
        run_pass(configure(), places, Options(seeds=(Path("seeds"),), offline=True))
    assert places.warehouse.read_text().startswith("something else")


def test_every_view_and_every_column_says_what_it_is(places: Places) -> None:
    Warehouse(places.warehouse, Warehousing(), new=True).close()
    with duckdb.connect(str(places.warehouse), read_only=True) as connection:
        views = connection.execute(
            "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
        columns = connection.execute(
            "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal"
        ).fetchall()
        assert (
            connection.execute(
                "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'"
            ).fetchall()
            == []
        )
    assert len(views) >= 17
    assert [name for name, said in views if not said] == []
    assert [(view, column) for view, column, said in columns if not said] == []


def test_nothing_is_said_of_a_column_that_is_not_there(places: Places) -> None:
    said = tomllib.loads((HERE / "columns.toml").read_text(encoding="utf-8"))
    Warehouse(places.warehouse, Warehousing(), new=True).close()
    with duckdb.connect(str(places.warehouse), read_only=True) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'main'"
        ).fetchall()
    there = {*columns, *(("any", column) for _, column in columns)}
    assert [
        (view, c) for view, texts in said.items() for c in texts if (view, c) not in there
    ] == []
