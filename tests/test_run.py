"""One pass over real sources: what it stores, what it survives, and that its balance adds up."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from conftest import ABEL_NEWS, Configure, Web, a_feed, a_source, rows

from flows.ingestion import processes
from flows.ingestion.report import Options, RunReport, UnknownSourceError
from flows.ingestion.run import run_pass
from flows.places import Places


def balance_holds(report: RunReport) -> bool:
    asked = sum(report.count(outcome) for outcome in ("read", "unchanged", "failed"))
    stored = report.new.entries + report.new.copies
    seen = stored + report.entries_known + len(report.rejections)
    return (asked, seen) == (len(report.readings), report.entries_seen)


def test_a_feed_becomes_an_event_with_its_evidence(
    web: Web, configure: Configure, places: Places
) -> None:
    url = web.serves(
        "/feed", a_feed(("1", "Abel Prize 2024", ABEL_NEWS), ("2", "Weather", "<p>Rain.</p>"))
    )
    report = run_pass(configure(sources=a_source("Wire", url)), places, Options())
    assert (report.new.entries, len(report.new.events), balance_holds(report)) == (2, 1, True)
    (event,) = rows(
        places, "SELECT award_name, venue, year, recipients, evidence FROM awards WHERE announce"
    )
    assert event[:4] == (
        "Abel Prize",
        "Norwegian Academy of Science and Letters",
        2024,
        ["Ada Park"],
    )
    assert event[4] == "The 2024 Abel Prize has been awarded to Ada Park for her work."


def test_an_unchanged_feed_is_asked_conditionally_and_adds_nothing(
    web: Web, configure: Configure, places: Places
) -> None:
    url = web.serves(
        "/feed",
        a_feed(("1", "Abel Prize 2024", ABEL_NEWS)),
        ETag='W/"x-1"',
        Last_Modified="Tue, 20 Aug 2024 10:00:00 GMT",
    )
    configuration = configure(sources=a_source("Wire", url))
    run_pass(configuration, places, Options())
    again = run_pass(configuration, places, Options())
    assert web.asked[-1][2]["If-None-Match"] == 'W/"x-1"'
    assert web.asked[-1][2]["If-Modified-Since"] == "Tue, 20 Aug 2024 10:00:00 GMT"
    assert (again.count("unchanged"), again.entries_seen, again.new.promised) == (1, 0, 0)
    third = run_pass(configuration, places, Options())
    assert third.count("unchanged") == 1


def test_one_event_told_by_two_feeds_in_two_languages_is_one(
    web: Web, configure: Configure, places: Places
) -> None:
    english = web.serves("/en", a_feed(("1", "Abel Prize 2024", ABEL_NEWS)))
    chinese = web.serves(
        "/zh", a_feed(("9", "阿贝尔奖揭晓", "<p>2024 年阿贝尔奖授予数学家 Ada Park。</p>"))
    )
    sources = a_source("En", english) + a_source("Zh", chinese)
    report = run_pass(configure(sources=sources), places, Options())
    assert len(report.new.events) == 1
    assert rows(places, "SELECT mention_count, source_count FROM events") == [(2, 2)]


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ({"body": "<html><body>Not here</body></html>"}, "HTML page"),
        ({"body": "gone", "status": 410}, "HTTP 410"),
        ({"body": "x" * 2_000_000}, "larger than 1 MB"),
        ({"body": b"\x00\x01\x02"}, "no RSS"),
        ({"body": "", "status": 302, "Location": "/feed"}, "redirects"),
    ],
)
def test_a_bad_feed_costs_only_itself_and_is_named(
    page: dict[str, Any], says: str, web: Web, configure: Configure, places: Places
) -> None:
    bad = web.serves("/feed", page.pop("body"), page.pop("status", 200), **page)
    good = web.serves("/good", a_feed(("1", "Abel Prize 2024", ABEL_NEWS)))
    configuration = configure(
        sources=a_source("Bad", bad) + a_source("Good", good), settings="[collecting]\nmax_mb = 1\n"
    )
    report = run_pass(configuration, places, Options())
    assert [r.outcome for r in report.readings] == ["failed", "read"]
    assert says in str(report.readings[0].error)
    assert len(report.new.events) == 1
    ((health, failures, due),) = rows(
        places,
        "SELECT health, failures, next_due_at > last_read_at FROM sources WHERE source = 'Bad'",
    )
    assert (health in {"unsteady", "gone"}, failures, due) == (True, 1, True)


def test_a_slow_feed_is_left_in_time(web: Web, configure: Configure, places: Places) -> None:
    url = web.serves("/slow", "abc", Content_Length="100")
    configuration = configure(
        sources=a_source("Slow", url),
        settings="[collecting]\nread_timeout = 0.3\ntotal_timeout = 1\n",
    )
    report = run_pass(configuration, places, Options())
    assert report.failed_sets
    assert "time" in str(report.readings[0].error) or "broken" in str(report.readings[0].error)


def test_hosts_that_cannot_be_reached_are_given_up_quickly(
    configure: Configure, places: Places
) -> None:
    sources = "".join(a_source(f"S{i}", f"http://127.0.0.1:9/{i}") for i in range(40))
    report = run_pass(
        configure(sources=sources, settings="[collecting]\nconcurrency = 4\n"), places, Options()
    )
    assert report.failed_sets
    assert all(r.unreachable for r in report.readings)
    assert sum("no network" in str(r.error) for r in report.readings) >= 20
    # It is our network that is missing: no source is blamed.
    assert rows(places, "SELECT DISTINCT health, score, failure FROM sources") == [
        ("unread", 0, "offline")
    ]


def test_seed_files_of_every_bad_kind_cost_only_themselves(
    tmp_path: Path, configure: Configure, places: Places
) -> None:
    folder = tmp_path / "seeds"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.md").write_text("News\n\n2024 年阿贝尔奖授予数学家 Ada Park。", encoding="utf-8")
    (folder / "empty.md").write_bytes(b"")
    (folder / "picture.md").write_bytes(b"\x89PNG\x00\x00")
    (folder / "old.txt").write_bytes("图灵奖".encode("gb18030"))
    (folder / "big.txt").write_bytes(b"word " * 400_000)
    os.mkfifo(folder / "pipe.md")
    (folder / "link.md").symlink_to("/etc/hostname")
    (folder / "lost.md").symlink_to(folder / "nowhere.md")
    (folder / "sub" / "b.md").write_text("A second file", encoding="utf-8")
    configuration = configure(settings="[seeds]\nmax_mb = 1\n")
    report = run_pass(configuration, places, Options(seeds=(folder,), offline=True))
    assert (report.new.entries, len(report.new.events), balance_holds(report)) == (2, 1, True)
    said = {r.location: r.reason for r in report.rejections}
    assert set(said) == {
        "empty.md",
        "picture.md",
        "old.txt",
        "big.txt",
        "pipe.md",
        "link.md",
        "lost.md",
    }
    assert "more than the limit" in said["big.txt"]
    assert "leaves the seed folder" in said["link.md"]
    assert len(rows(places, "FROM rejections")) == 7
    run_pass(configuration, places, Options(seeds=(folder,), offline=True))
    assert len(rows(places, "FROM rejections")) == 7


def test_a_seed_folder_that_is_missing_or_empty_is_a_failed_source(
    tmp_path: Path, configure: Configure, places: Places
) -> None:
    (tmp_path / "empty").mkdir()
    for path, says in ((tmp_path / "missing", "no such"), (tmp_path / "empty", "holds no files")):
        report = run_pass(configure(), places, Options(seeds=(path,), offline=True))
        assert report.failed_sets
        assert says in str(report.readings[0].error)


def test_only_names_a_source_and_an_unknown_one_is_an_error(
    configure: Configure, places: Places
) -> None:
    with pytest.raises(UnknownSourceError, match="no source is called 'Nobody'"):
        run_pass(configure(), places, Options(only=("Nobody",)))


def test_a_dry_run_finds_and_stores_nothing(web: Web, configure: Configure, places: Places) -> None:
    url = web.serves("/feed", a_feed(("1", "Abel Prize 2024", ABEL_NEWS)))
    report = run_pass(configure(sources=a_source("Wire", url)), places, Options(dry_run=True))
    assert [e.award_name for e in report.new.events] == ["Abel Prize"]
    assert not places.data.exists()


def test_reads_that_do_not_overlap_are_recorded_as_a_gap(
    web: Web, configure: Configure, places: Places
) -> None:
    url = web.serves("/feed", a_feed(("1", "One", "a"), ("2", "Two", "b")))
    configuration = configure(sources=a_source("Wire", url))
    run_pass(configuration, places, Options())
    web.serves("/feed", a_feed(("2", "Two", "b"), ("3", "Three", "c")))
    run_pass(configuration, places, Options())
    assert rows(places, "SELECT count(*) FROM gaps") == [(0,)]
    web.serves("/feed", a_feed(("8", "Eight", "d"), ("9", "Nine", "e")))
    run_pass(configuration, places, Options())
    assert rows(places, "SELECT source FROM gaps") == [("Wire",)]


def test_documents_read_in_processes_of_their_own_give_the_same(
    web: Web, configure: Configure, tmp_path: Path
) -> None:
    sources = "".join(
        a_source(f"S{n}", web.serves(f"/{n}", a_feed((f"{n}", "Abel Prize 2024", ABEL_NEWS))))
        for n in range(6)
    )
    told = []
    for workers in (0, 2):
        places = Places(tmp_path / f"var{workers}")
        settings = f"[collecting]\nworkers = {workers}\n"
        report = run_pass(configure(sources=sources, settings=settings), places, Options())
        assert (report.count("read"), balance_holds(report)) == (6, True)
        told.append(rows(places, "SELECT event_id, mention_count, source_count FROM events"))
    assert told[0] == told[1]
    assert told[0][0][1:] == (6, 6)


def test_no_process_is_started_where_nothing_has_changed(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(
        ProcessPoolExecutor, "_start_executor_manager_thread", lambda _: started.append("pool")
    )
    url = web.serves("/feed", a_feed(("1", "One", "a")), ETag="1")
    run_pass(configure(sources=a_source("Wire", url)), places, Options())
    configuration = configure(sources=a_source("Wire", url), settings="[collecting]\nworkers = 1\n")
    assert run_pass(configuration, places, Options()).count("unchanged") == 1
    assert not started


def test_processes_are_started_unasked_where_much_is_new_and_nowhere_else(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []

    class Counted(ProcessPoolExecutor):
        def __init__(self, processes: int, *given: Any) -> None:
            started.append(processes)
            super().__init__(processes, *given)

    monkeypatch.setattr(processes, "ProcessPoolExecutor", Counted)
    monkeypatch.setattr(processes, "automatic_workers", lambda: 2)
    body = a_feed(("1", "Abel Prize 2024", ABEL_NEWS))
    configuration = configure(sources=a_source("Wire", web.serves("/feed", body)))
    run_pass(configuration, Places(places.data / "little"), Options())
    assert not started
    monkeypatch.setattr(processes, "_MUCH", len(body))
    report = run_pass(configuration, places, Options())
    assert (started, report.new.articles) == ([2], 1)
    web.serves("/feed", a_feed(("1", "Abel Prize 2024", ABEL_NEWS), ("2", "Two", "b")))
    report = run_pass(configuration, places, Options())
    assert (started, report.new.articles) == ([2], 1)


def test_a_machine_that_can_start_no_processes_reads_in_its_own(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unable(*_: Any) -> None:
        raise OSError("no semaphores here")

    monkeypatch.setattr(processes, "ProcessPoolExecutor", unable)
    monkeypatch.setattr(processes, "automatic_workers", lambda: 2)
    monkeypatch.setattr(processes, "_MUCH", 0)
    url = web.serves("/feed", a_feed(("1", "Abel Prize 2024", ABEL_NEWS)))
    report = run_pass(configure(sources=a_source("Wire", url)), places, Options())
    assert (report.new.articles, len(report.new.events)) == (1, 1)


def test_there_are_as_many_processes_as_cores_and_memory_allow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def of(cores: int, gigabytes: float) -> int:
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
        monkeypatch.setattr(
            os, "sysconf", lambda name: int(gigabytes * 1e9 / 4096) if "PAGES" in name else 4096
        )
        return processes.automatic_workers()

    assert [of(1, 8), of(2, 8), of(2, 1.5), of(2, 0.9), of(16, 64)] == [0, 2, 1, 0, 4]
