"""A schedule that fails tells the channels that ask for it: once a day, and once when it works again."""

from __future__ import annotations

import email
from datetime import UTC, datetime, timedelta
from email.policy import default
from types import SimpleNamespace

import pytest
from conftest import Configure, Mailbox

from flows.places import Places
from flows.scheduling.failures import report_failure, report_success, when_completed, when_failed

START = datetime(2026, 11, 25, 8, tzinfo=UTC)
CHANNELS = (
    '[[channel]]\nname = "ops"\nurl_env = "OPS_URL"\nnotices = true\nevents = false\n'
    '[[channel]]\nname = "readers"\nurl_env = "OPS_URL"\n'
)


def subjects(mailbox: Mailbox) -> list[str]:
    return [
        str(email.message_from_bytes(raw, policy=default)["Subject"]) for raw in mailbox.received
    ]


def test_a_failure_is_told_once_a_day_and_the_end_of_it_once(
    mailbox: Mailbox, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPS_URL", mailbox.url)
    config = configure(channels=CHANNELS).folder
    for half_hours in range(60):
        report_failure(
            config, places, "no network", START + timedelta(minutes=30 * half_hours), "ingest"
        )
    assert subjects(mailbox) == ["Laurelwire: scheduled runs fail"] * 2
    assert b"no network" in mailbox.received[0]
    assert report_success(config, places, "digest", START) == []  # another job proves nothing
    assert report_success(config, places, "ingest", START) == ["ops"]
    assert report_success(config, places, "ingest", START) == []
    assert subjects(mailbox)[2:] == ["Laurelwire: scheduled runs work again"]


def test_prefects_hooks_tell_it_and_say_which_run(
    mailbox: Mailbox, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPS_URL", mailbox.url)
    parameters = {"config": str(configure(channels=CHANNELS).folder), "data": str(places.data)}
    run = SimpleNamespace(name="ingest due sources 08:00", parameters=parameters)
    when_failed(
        SimpleNamespace(name="ingest"), run, SimpleNamespace(message="disk full", name="Failed")
    )
    assert b"ingest due sources 08:00: disk full" in mailbox.received[0]
    when_completed(
        SimpleNamespace(name="ingest"), run, SimpleNamespace(message="", name="Completed")
    )
    assert len(mailbox.received) == 2


def test_a_channel_that_cannot_be_told_and_a_configuration_that_cannot_be_read_end_nothing(
    configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPS_URL", raising=False)
    config = configure(channels=CHANNELS).folder
    assert report_failure(config, places, "no network", START, "ingest") == []
    (config / "channels.toml").write_text("[[channel]")
    later = START + timedelta(days=2)
    assert report_failure(config, places, "no network", later, "ingest") == []
