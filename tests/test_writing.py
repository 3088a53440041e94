"""How a pass writes: lets others in where it waits, finishes what a killed one left, keeps odd rows."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest
from conftest import Configure, Web, a_feed, a_source, rows
from test_likeness import OTHER, RELEASE, RETOLD

from config import Configuration
from config.settings import Warehousing
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places
from parsers import Article
from parsers.likeness import names
from warehouse import Warehouse, WarehouseUnusableError
from warehouse.blocks import HERE
from warehouse.connection import naming_faults

pytestmark = pytest.mark.slow

TOLD = [
    (str(n), text.split("\n\n")[0], text.split("\n\n")[1])
    for n, text in enumerate((RELEASE, OTHER, RETOLD))
]
WRITER = """
import sys, time, duckdb
for _ in range(200):
    try:
        with duckdb.connect(sys.argv[1]) as connection:
            print(connection.execute("SELECT count(*) FROM store.entry").fetchall()[0][0])
            break
    except duckdb.Error:
        time.sleep(0.05)
"""


def test_another_writer_is_let_in_while_a_pass_waits_for_an_answer(
    web: Web,
    configure: Configure,
    places: Places,
    answers_late: tuple[str, threading.Event],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("flows.ingestion.run._BATCH", 1)
    url, may = answers_late
    web.serves("/soon", a_feed(("soon", "Soon", "<p>Soon</p>")))
    configuration = configure(sources=a_source("Soon", web.url + "/soon") + a_source("Late", url))
    let_in(configuration, places, may, entries=1)
    assert rows(places, "SELECT count(*) FROM entries") == [(2,)]


def test_another_writer_is_let_in_while_a_pass_waits_for_a_linked_page(
    web: Web, configure: Configure, places: Places, answers_late: tuple[str, threading.Event]
) -> None:
    url, may = answers_late
    feed = a_source("Wire", web.serves("/feed", a_feed(("0", "Old", "a")))) + "full_text = true\n"
    configuration = configure(sources=feed)
    run_pass(configuration, places, Options())
    web.serves("/feed", a_feed(("1", "New", "b")).replace("https://example.org/1", url))
    let_in(configuration, places, may, entries=1)
    assert rows(places, "SELECT count(*) FROM entries") == [(2,)]


def let_in(
    configuration: Configuration, places: Places, may: threading.Event, *, entries: int
) -> None:
    """Run a pass that waits, and while it waits another process that must find so many entries."""
    asking = threading.Thread(target=run_pass, args=(configuration, places, Options()))
    asking.start()
    time.sleep(1)  # the pass has asked by then, and waits
    try:
        other = subprocess.run(
            [sys.executable, "-c", WRITER, str(places.warehouse)],
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        may.set()
        asking.join()
    assert other.stdout == f"{entries}\n"


def test_articles_that_a_killed_pass_stored_are_compared_by_the_next(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_: Warehouse) -> None:
        raise SystemExit

    configuration = configure(sources=a_source("Wire", web.serves("/feed", a_feed(*TOLD))))
    with monkeypatch.context() as patched:
        patched.setattr(Warehouse, "compare", killed)
        with pytest.raises(SystemExit):
            run_pass(configuration, places, Options())
    run_pass(configuration, places, Options())
    assert clusters(places) == [1, 2]


def test_articles_compared_one_at_a_time_make_the_same_clusters(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.joining._COMPARED", 1)
    configuration = configure(sources=a_source("Wire", web.serves("/feed", a_feed(*TOLD))))
    run_pass(configuration, places, Options())
    assert clusters(places) == [1, 2]
    assert rows(places, "SELECT count(*) FROM store.article_likeness") == [(1,)]
    assert rows(places, "SELECT count(*) FROM store.article_uncompared") == [(0,)]


def clusters(places: Places) -> list[int]:
    """Return the sizes of the clusters."""
    sizes = rows(places, "SELECT count(*) FROM articles GROUP BY cluster_id ORDER BY 1")
    return [size for (size,) in sizes]


def test_processes_end_with_a_run_that_is_killed() -> None:
    """They hold its output open, which ends only when the last of them has ended."""
    with subprocess.Popen(
        [sys.executable, "-c", KILLED],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as run:
        assert run.stdout is not None
        try:
            assert run.stdout.readline() == "begun\n"
            run.kill()
            assert run.communicate(timeout=15)[0] == ""
        finally:
            with suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)


KILLED = """
import time
from config import Collecting, load_configuration
from flows.ingestion.extraction import Memory, Task
from flows.ingestion.processes import extracting
from parsers import Document

document = Document(source="a", kind="seed", location="a", body=b"text", media_type="text/plain")
with extracting(load_configuration().lexicon, Collecting(workers=1), None) as work:
    list(work.all([Task(document=document, memory=Memory())]))
    print("begun", flush=True)
    time.sleep(60)
"""


def test_half_a_surrogate_pair_or_a_nul_spoils_nothing(
    web: Web, configure: Configure, places: Places
) -> None:
    odd = [
        {"id": "1", "title": "Half \ud83d a pair", "content_text": "The text stays."},
        {"id": "2", "title": "A \x00 character", "content_text": "So does this."},
        {"id": "3", "title": "Whole", "content_text": "And this."},
    ]
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": odd})
    url = web.serves("/feed", feed, Content_Type="application/feed+json")
    run_pass(configure(sources=a_source("Wire", url)), places, Options())
    found = rows(places, 'SELECT title, "text" FROM articles')
    assert sorted(text.split("\n\n")[1] for _, text in found) == [
        "And this.", "So does this.", "The text stays.",
    ]  # fmt: skip
    assert {"Half ? a pair", "Whole"} <= {title for title, _ in found}


def test_a_document_that_brings_out_a_fault_harms_no_other(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(article: Article) -> dict[str, int]:
        if article.source == "Bad":
            raise ZeroDivisionError("by nought")
        return names(article)

    monkeypatch.setattr("flows.ingestion.extraction.likeness.names", faulty)
    sources = [a_source(n, web.serves(f"/{n}", a_feed(*TOLD), ETag=n)) for n in ("Bad", "Good")]
    configuration = configure(sources="".join(sources))
    report = run_pass(configuration, places, Options())
    assert {r.source.name: r.outcome for r in report.readings} == {"Bad": "failed", "Good": "read"}
    (rejection,) = report.rejections
    assert (rejection.source, "by nought" in rejection.reason) == ("Bad", True)
    assert rows(places, "SELECT DISTINCT source FROM entries") == [("Good",)]
    monkeypatch.undo()
    run_pass(configuration, places, Options())  # asked without its ETag, since it was not read
    assert rows(places, "SELECT count(*) FROM entries") == [(6,)]


def test_rows_that_a_killed_writer_had_laid_out_are_removed_by_the_next(tmp_path: Path) -> None:
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    left = tmp_path / "staging" / f"rows.{killed.pid}"
    left.parent.mkdir()
    left.write_text("{")
    with Warehouse(tmp_path / "laurelwire.duckdb", Warehousing(), new=True) as warehouse:
        warehouse.stage("digest", [{"digest_id": "a"}])
    assert list(left.parent.iterdir()) == []


@pytest.mark.parametrize("order", [("large",), ("large", "small"), ("small", "large")])
def test_a_row_of_many_megabytes_is_laid_out_wherever_it_stands(
    order: tuple[str, ...], tmp_path: Path
) -> None:
    sizes = {"large": 20_000_000, "small": 1}
    laid = [{"digest_id": name, "markdown": "x" * sizes[name]} for name in order]
    with Warehouse(tmp_path / "laurelwire.duckdb", Warehousing(), new=True) as warehouse:
        warehouse.stage("digest", laid)
        warehouse.run("add_digest")
    with duckdb.connect(str(tmp_path / "laurelwire.duckdb")) as connection:
        found = connection.execute(
            "SELECT digest_id, length(markdown) FROM store.digest"
        ).fetchall()
    assert sorted(found) == sorted((name, sizes[name]) for name in order)


def test_a_commit_for_which_there_is_no_room_says_where_to_make_some(tmp_path: Path) -> None:
    path = tmp_path / "laurelwire.duckdb"
    said = f'TransactionContext Error: Failed to commit: Could not write file "{path}.wal": No space left on device'
    with (
        pytest.raises(WarehouseUnusableError, match=f"{tmp_path}: no room is left"),
        naming_faults(path),
    ):
        raise duckdb.TransactionException(said)


def test_names_of_an_older_warehouse_are_brought_together(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    with duckdb.connect(str(path)) as old:
        old.execute("CREATE TABLE schema_version (version INTEGER)")
        for script in sorted((HERE / "migrations").glob("*.sql"))[:5]:
            old.execute(script.read_text(encoding="utf-8"))
        old.execute("INSERT INTO schema_version SELECT unnest(range(1, 6))")
        old.execute(
            "INSERT INTO article_name (article_id, name, weight) VALUES "
            "('a', '2024', 0.2), ('a', 'springfield', 10 / 6), ('a', 'acme', 4 / 6), ('b', '15', 0.3)"
        )
    with Warehouse(path, Warehousing()):
        pass
    with duckdb.connect(str(path), read_only=True) as new:
        assert new.execute(
            "SELECT article_id, names, weights FROM store.article_names ORDER BY ALL"
        ).fetchall() == [
            ("a", ["springfield", "acme", "2024"], [100, 40, 12]),
            ("b", ["15"], [18]),
        ]
