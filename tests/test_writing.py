"""How a pass writes: lets others in where it waits, finishes what a killed one left, keeps odd rows."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from conftest import Configure, Web, a_feed, a_source, rows
from test_likeness import OTHER, RELEASE, RETOLD

from config import Configuration
from config.settings import Warehousing
from flows.places import Places
from flows.report import Options
from flows.running import run_pass
from parsers import Article
from parsers.likeness import names
from warehouse import Warehouse
from warehouse.blocks import HERE

TOLD = [
    (str(n), text.split("\n\n")[0], text.split("\n\n")[1])
    for n, text in enumerate((RELEASE, OTHER, RETOLD))
]
WRITER = """
import sys, time, duckdb
for _ in range(200):
    try:
        with duckdb.connect(sys.argv[1]) as connection:
            print(connection.execute("SELECT count(*) FROM entry").fetchall()[0][0])
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
    monkeypatch.setattr("flows.running._WAVE", 1)
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
    assert rows(places, "SELECT count(*) FROM article_likeness") == [(1,)]
    assert rows(places, "SELECT count(*) FROM article_uncompared") == [(0,)]


def clusters(places: Places) -> list[int]:
    """Return the sizes of the clusters."""
    sizes = rows(places, "SELECT count(*) FROM articles GROUP BY cluster_id ORDER BY 1")
    return [size for (size,) in sizes]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes through /proc")
def test_processes_end_with_a_run_that_is_killed(
    web: Web, tmp_path: Path, answers_late: tuple[str, threading.Event]
) -> None:
    url, may = answers_late
    soon = a_source("Soon", web.serves("/soon", a_feed(("1", "One", "a"))))
    (tmp_path / "sources.toml").write_text(soon + a_source("Late", url))
    (tmp_path / "settings.toml").write_text(
        '[collecting]\nworkers = 1\nallowed_networks = ["127.0.0.0/8"]\n'
    )
    program = str(Path(sys.executable).with_name("laurelwire"))
    command = [program, "--config", str(tmp_path), "--data", str(tmp_path), "run"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        begun = until(lambda: len(descendants(run.pid)) >= 3)  # the tracker, the server, ours
        ours = descendants(run.pid)
        run.kill()
    may.set()
    assert begun
    assert until(lambda: not any(lives(pid) for pid in ours))


def until(holds: Callable[[], bool]) -> bool:
    """Wait for something for ten seconds at most."""
    for _ in range(200):
        if holds():
            return True
        time.sleep(0.05)
    return False


def descendants(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *descendants(child)]
    return found


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}


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

    monkeypatch.setattr("flows.enriching.likeness.names", faulty)
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
        assert new.execute("SELECT * FROM article_names ORDER BY ALL").fetchall() == [
            ("a", ["springfield", "acme", "2024"], [100, 40, 12]),
            ("b", ["15"], [18]),
        ]
