"""When jobs are due, however long nothing ran: decided from a clock that the tests turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import Configure, rows

from config import ConfigurationError
from flows.places import Places
from flows.scheduling.deploying import settings
from flows.scheduling.moments import (
    note_answered,
    overdue,
    overtaken,
    read_answered,
)
from flows.scheduling.plain_loop import follow

pytestmark = pytest.mark.slow

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[1]


def test_two_days_without_a_run_are_answered_by_one_of_each(
    places: Places, configure: Configure
) -> None:
    configuration = configure()
    note_answered(places, "ingest", NOON - timedelta(hours=48))
    note_answered(places, "digest", NOON - timedelta(hours=48))
    assert overdue(configuration, read_answered(places), NOON) == ["ingest", "digest"]
    note_answered(places, "ingest", NOON)
    note_answered(places, "digest", NOON)
    assert overdue(configuration, read_answered(places), NOON + timedelta(minutes=29)) == []
    assert overdue(configuration, read_answered(places), NOON + timedelta(minutes=30)) == ["ingest"]


def test_a_run_that_was_due_before_one_that_ended_is_overtaken(places: Places) -> None:
    assert not overtaken(places, "ingest", NOON)
    note_answered(places, "ingest", NOON)
    assert overtaken(places, "ingest", NOON - timedelta(minutes=30))
    assert not overtaken(places, "ingest", NOON + timedelta(minutes=30))
    assert not overtaken(places, "digest", NOON - timedelta(minutes=30))
    assert not overtaken(places, "ingest", None)


def test_a_damaged_record_of_what_was_answered_is_as_none(places: Places) -> None:
    places.data.mkdir()
    for content in ("", "{", "[]", '{"ingest": 5}', '{"ingest": "2026-01-01"}'):
        places.answered.write_text(content)
        assert read_answered(places) == {}


def test_the_plain_loop_catches_up_two_days_once_and_then_follows_the_schedule(
    tmp_path: Path, places: Places, configure: Configure
) -> None:
    seeds = f'[[source]]\nname = "Seeds"\nkind = "seed"\npath = "{ROOT}/seeds"\n'
    configuration = configure(sources=seeds)
    moment = NOON
    note_answered(places, "ingest", NOON - timedelta(hours=48))
    note_answered(places, "digest", NOON - timedelta(hours=48))

    def wait(seconds: float) -> bool:
        """Let the clock run while the loop waits between jobs; real time while one works."""
        nonlocal moment
        if seconds <= 1:
            return False
        moment += timedelta(seconds=seconds)
        return moment > NOON + timedelta(minutes=61)

    follow(configuration, places, tmp_path / "config", lambda: moment, wait)
    # One for the two days, and those of half past twelve and of one o'clock.
    assert rows(places, "SELECT count(*) FROM runs") == [(3,)]
    assert rows(places, "SELECT status, count(*) FROM deliveries GROUP BY ALL") == [("sent", 53)]


@pytest.mark.parametrize(
    ("cron", "why"),
    [
        ("61 * * * *", "Bad minute"),
        ("* * * *", "five fields"),
        ("0 0 31 2 *", "Bad day-of-month"),
        ("@hourly", "five fields"),
        ("0 8 * * FUN", "Bad day-of-week"),
    ],
)
def test_a_cron_expression_is_checked_when_configuration_is_read(
    cron: str, why: str, configure: Configure
) -> None:
    with pytest.raises(ConfigurationError, match=rf"settings.toml: schedule.ingest: .*{why}"):
        configure(settings=f'[schedule]\ningest = "{cron}"\n')


@pytest.mark.parametrize(
    ("channels", "cron"),
    [
        ("", "0 9 * * *"),
        ('[[channel]]\nname = "a"\nurl_env = "X"\n', "0 9 * * *"),
        ('[[channel]]\nname = "a"\nurl_env = "X"\nrhythm = "daily"\nat = "07:30"\n', "*/5 * * * *"),
    ],
)
def test_a_deployed_digest_is_due_often_enough_for_every_rhythm(
    channels: str, cron: str, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration = configure(settings='[schedule]\ndigest = "0 9 * * *"\n', channels=channels)
    monkeypatch.setenv("LAURELWIRE_CONFIG", str(configuration.folder))
    assert settings()["digest"] == cron
