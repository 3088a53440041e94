"""A document that costs too much is set aside by name, harms no other, and is kept."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import pytest
from conftest import Configure, Web, a_configuration, a_feed, a_source, rows

from flows.ingestion.budgets import OverBudget, Watch, stuck
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places

pytestmark = pytest.mark.untraced

SLOW = "Ada Park won the 2024 Abel Prize and Bo Li won the 2024 Turing Award. " * 25_000
GOOD = "Good news\n\nBo Li won the 2024 Turing Award."


def a_folder(folder: Path) -> str:
    folder.mkdir()
    (folder / "slow.md").write_text(f"Slow\n\n{SLOW}")
    (folder / "good.md").write_text(GOOD)
    return f'[[source]]\nname = "Notes"\nkind = "seed"\npath = "{folder}"\n'


@pytest.mark.parametrize("workers", [0, 1])
def test_a_document_over_its_time_is_set_aside_and_the_others_are_read(
    workers: int, tmp_path: Path, configure: Configure, places: Places
) -> None:
    settings = f"[collecting]\ndocument_seconds = 1\nworkers = {workers}\n"
    configuration = configure(sources=a_folder(tmp_path / "notes"), settings=settings)
    report = run_pass(configuration, places, Options())
    assert report.count("read") == 1
    assert rows(places, "SELECT count(*) FROM events WHERE announce") == [(1,)]
    ((location, reason, name),) = rows(
        places, "SELECT location, reason, document_key FROM quarantined"
    )
    assert (location, reason) == ("slow.md", "it takes more than 1 s of processor time")
    assert (places.quarantine / name).read_bytes() == f"Slow\n\n{SLOW}".encode()
    assert [r.location for r in report.rejections] == ["slow.md"]
    # Read again it would cost the same again: it is passed over until it changes.
    again = run_pass(
        configure(sources=(configuration.folder / "sources.toml").read_text()), places, Options()
    )
    assert [r.reason.split(":")[0] for r in again.rejections] == [
        "set aside, and not read again as it is"
    ]
    (tmp_path / "notes" / "slow.md").write_text("Changed\n\nAda Park won the 2024 Abel Prize.")
    assert len(run_pass(configuration, places, Options()).new.events) == 1


def test_the_first_document_of_a_process_does_not_pay_for_the_tables_it_loads(
    tmp_path: Path,
) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "good.md").write_text(GOOD)
    code = (
        "import sys; from pathlib import Path; from config import load_configuration\n"
        "from flows.ingestion.report import Options; from flows.ingestion.run import run_pass\n"
        "from flows.places import Places\n"
        "report = run_pass(load_configuration(Path(sys.argv[1])), Places(data=Path(sys.argv[2])), Options())\n"
        "print(len(report.new.events), [r.reason for r in report.rejections])\n"
    )
    a_configuration(
        tmp_path / "config",
        sources=f'[[source]]\nname = "Notes"\nkind = "seed"\npath = "{tmp_path / "notes"}"\n',
        settings="[collecting]\ndocument_seconds = 0.12\nworkers = 0\n",
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "config"), str(tmp_path / "var")],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout == "1 []\n"


def test_a_feed_over_its_time_is_not_asked_for_the_same_again(
    web: Web, configure: Configure, places: Places
) -> None:
    url = web.serves("/feed", a_feed(("1", "Slow", f"<p>{SLOW}</p>")), ETag='"1"')
    configuration = configure(
        sources=a_source("Wire", url), settings="[collecting]\ndocument_seconds = 1\n"
    )
    first = run_pass(configuration, places, Options())
    assert (first.count("failed"), len(first.rejections)) == (0, 1)
    second = run_pass(configuration, places, Options())
    assert second.count("unchanged") == 1
    assert web.asked[-1][2].get("If-None-Match") == '"1"'


def test_a_document_over_its_memory_is_set_aside() -> None:
    code = (
        "from flows.ingestion.budgets import OverBudget, Watch\n"
        "try:\n"
        "    with Watch(60, 100, None).over('x'):\n"
        "        held = [bytes(1_000_000) for _ in range(1000)]\n"
        "except OverBudget as error: print(error)\n"
        "print(len(bytes(300_000_000)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split("\n")[:2] == ["it takes more than 100 MB of memory", "300000000"]


STUCK = """
import ctypes, sys
from itertools import count
from pathlib import Path
from flows.ingestion.budgets import Watch, slot_in
with Watch(0.2, 1000, slot_in(Path(sys.argv[1])), hard=1).over("the document"):
    def inner():
        ctypes.PyDLL(None).sleep(60)  # a library that does not return, and lets no Python run
    inner()
"""


def test_where_no_python_runs_the_process_is_ended_and_the_next_knows_on_what(
    tmp_path: Path,
) -> None:
    done = subprocess.run([sys.executable, "-c", STUCK, str(tmp_path)], check=False, timeout=30)
    assert done.returncode == 1
    found = stuck(tmp_path)
    assert list(found) == ["the document"]
    assert found["the document"].endswith("in inner")
    assert stuck(tmp_path) == {}


def test_a_process_that_was_killed_from_outside_accuses_no_document(tmp_path: Path) -> None:
    (tmp_path / "999999999.slot").write_text("the document\n")
    assert stuck(tmp_path) == {}
    assert not list(tmp_path.iterdir())


def test_what_is_within_its_budget_leaves_no_trace(tmp_path: Path) -> None:
    slot = tmp_path / "reading" / "1.slot"
    with Watch(60, 1000, slot).over("x"):
        assert slot.read_text() == "x\n"
    assert not slot.exists()
    with pytest.raises(OverBudget), Watch(0.05, 1000, None).over("x"):
        all(True for _ in count())  # which has no end


class Finalised:
    """What takes its time where Python drops every error."""

    def __del__(self) -> None:
        for _ in zip(count(), range(10**8), strict=False):
            pass


def test_a_budget_that_ends_within_a_finaliser_ends_the_work_after_it() -> None:
    started = time.process_time()
    with pytest.raises(OverBudget), Watch(0.2, 1000, None).over("x"):  # noqa: PT012  what is left goes with it
        held = Finalised()
        del held
        all(True for _ in count())
    assert time.process_time() - started < 0.35  # and not after its budget once more


def test_a_place_for_slots_that_cannot_be_written_keeps_no_document_from_being_read(
    tmp_path: Path,
) -> None:
    (tmp_path / "reading").write_text("a file where a folder belongs")
    with Watch(60, 1000, tmp_path / "reading" / "1.slot").over("x"):
        read = True
    assert read
