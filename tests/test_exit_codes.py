"""How `run` ends: what it says, and with which code, for those who read neither mail nor terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import ABEL_NEWS, Configure, Web, a_feed, a_source, free_port, rows

from config import Configuration
from flows.commands.cli import cli
from flows.locks import held
from flows.places import Places

pytestmark = pytest.mark.untraced

HOOK = '[[channel]]\nname = "hook"\nurl_env = "TEST_HOOK"\n'
DEAD = "http://127.0.0.1:9/feed"


def call(configuration: Configuration, places: Places, *arguments: str) -> Result:
    options = ["--config", str(configuration.folder), "--data", str(places.data)]
    return CliRunner().invoke(cli, [*options, *arguments])


def a_seed(folder: Path) -> str:
    folder.mkdir()
    (folder / "a.md").write_text("Note\n\nRain is expected.")
    return f'[[source]]\nname = "Notes"\nkind = "seed"\npath = "{folder}"\n'


def test_all_sources_on_the_network_failing_is_a_failure_that_is_named(
    tmp_path: Path, configure: Configure, places: Places
) -> None:
    configuration = configure(sources=a_seed(tmp_path / "notes") + a_source("Wire", DEAD))
    result = call(configuration, places, "run")
    assert result.exit_code == 1
    assert "all 1 sources on the network failed; first: Wire" in result.output
    assert call(configuration, places, "run", "--network-optional").exit_code == 0


def test_all_seed_sources_failing_is_a_failure_that_is_named(
    web: Web, configure: Configure, places: Places
) -> None:
    feed = a_source("Wire", web.serves("/feed", a_feed(("1", "Weather", "<p>Rain.</p>"))))
    missing = '[[source]]\nname = "Notes"\nkind = "seed"\npath = "/nowhere"\n'
    result = call(configure(sources=feed + missing), places, "run")
    assert result.exit_code == 1
    assert "all 1 seed sources failed; first: Notes" in result.output


def test_one_of_several_sources_failing_is_no_failure_of_the_run(
    web: Web, configure: Configure, places: Places
) -> None:
    feed = a_source("Wire", web.serves("/feed", a_feed(("1", "Weather", "<p>Rain.</p>"))))
    result = call(configure(sources=feed + a_source("Dead", DEAD)), places, "run")
    assert result.exit_code == 0
    assert "source Dead:" in result.output


def test_every_channel_failing_is_a_failure_that_is_named(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_HOOK", f"json://127.0.0.1:{free_port()}/")
    feed = a_source("Wire", web.serves("/feed", a_feed(("1", "Abel Prize 2024", ABEL_NEWS))))
    result = call(configure(sources=feed, channels=HOOK), places, "run")
    assert result.exit_code == 1
    assert "no channel could be told" in result.output
    assert "channel hook:" in result.output


def test_losing_the_delivery_lock_is_no_failure_and_keeps_the_summary(
    web: Web, configure: Configure, places: Places
) -> None:
    feed = a_source("Wire", web.serves("/feed", a_feed(("1", "Abel Prize 2024", ABEL_NEWS))))
    configuration = configure(sources=feed)
    with held(places.delivery_lock) as ours:
        assert ours
        result = call(configuration, places, "run")
    assert result.exit_code == 0
    assert "1 new events" in result.output
    assert "another process is delivering" in result.output


def test_a_quiet_run_says_nothing_when_all_is_well_and_what_is_wrong_when_not(
    web: Web, configure: Configure, places: Places
) -> None:
    feed = a_source("Wire", web.serves("/feed", a_feed(("1", "Abel Prize 2024", ABEL_NEWS))))
    assert call(configure(sources=feed), places, "run", "--quiet").output == ""
    result = call(configure(sources=a_source("Dead", DEAD)), places, "run", "--quiet")
    assert result.exit_code == 1
    assert "source Dead" in result.output


def test_sigterm_ends_a_run_at_once_wherever_it_is(
    answers_late: tuple[str, object], configure: Configure, places: Places
) -> None:
    url, _ = answers_late
    configuration = configure(sources=a_source("Late", url), settings="[collecting]\nworkers = 1\n")
    program = str(Path(sys.executable).parent / "laurelwire")
    options = ("--config", str(configuration.folder), "--data", str(places.data))
    process = subprocess.Popen([program, *options, "run"], env=dict(os.environ))
    time.sleep(2)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(10)
    assert time.monotonic() - began < 5


def test_a_row_of_many_megabytes_harms_neither_the_run_nor_the_other_sources(
    web: Web, configure: Configure, places: Places
) -> None:
    large = "<p>" + 'rain \\"falls\\" ' * 1_300_000 + "</p>"
    sources = a_source("Large", web.serves("/large", a_feed(("1", "Large", large))))
    sources += a_source("Wire", web.serves("/feed", a_feed(("1", "Abel Prize 2024", ABEL_NEWS))))
    configuration = configure(sources=sources, settings="[collecting]\nmax_mb = 40\n")
    assert call(configuration, places, "run").exit_code == 0
    assert rows(places, "SELECT count(*) FROM articles") == [(2,)]
    ((length,),) = rows(places, "SELECT max(length(text)) FROM articles")
    assert length > 18_000_000


def test_a_disk_that_is_full_is_named_by_its_folder(
    web: Web, configure: Configure, places: Places
) -> None:
    feed = web.serves("/feed", a_feed(("1", "Abel Prize 2024", ABEL_NEWS)))
    configuration = configure(sources=a_source("Wire", feed))
    staged = places.data / "staging" / f"rows.{os.getpid()}"
    staged.parent.mkdir(parents=True)
    staged.symlink_to("/dev/full")
    result = call(configuration, places, "run")
    assert result.exit_code == 1
    assert f"{places.data}: No space left on device; make room there" in result.output
