"""A channel that asks for it is told when a source fails for long, and once when it is well again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from conftest import ABEL_NEWS, Configure, Mailbox, Web, a_feed, a_source, rows

from flows.delivery.deliver import tell
from flows.places import Places
from flows.report import Options
from flows.running import run_pass

START = datetime(2026, 1, 1, tzinfo=UTC)


def test_each_change_is_told_once(
    web: Web,
    mailbox: Mailbox,
    configure: Configure,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPS_URL", mailbox.url)
    channel = '[[channel]]\nname = "ops"\nurl_env = "OPS_URL"\nnotices = true\nevents = false\n'
    url = web.serves("/feed", a_feed(("1", "Weather", "<p>Rain.</p>")))
    configuration = configure(sources=a_source("Wire", url), channels=channel)

    def day(number: int) -> list[str]:
        moment = START + timedelta(days=number)
        run_pass(configuration, places, Options(due=True), clock=lambda: moment)
        tell(configuration, places, lambda: moment)
        return [message.decode() for message in mailbox.received]

    assert day(0) == []
    web.serves("/feed", "gone", 404)
    messages = [len(day(number)) for number in range(1, 20)]
    assert messages[-1] == 2  # failing, then dead
    assert len(day(27)) == 2
    web.serves("/feed", a_feed(("2", "Abel Prize 2024", ABEL_NEWS)))
    told = day(60)
    assert len(told) == 3
    assert "is read again" in told[2]
    assert "HTTP 404" in told[0]
    assert len(day(61)) == 3
    assert [row[0] for row in rows(places, "SELECT health FROM notices ORDER BY noticed_at")] == [
        "failing",
        "dead",
        "healthy",
    ]


def test_a_channel_that_does_not_ask_is_not_told(
    web: Web,
    mailbox: Mailbox,
    configure: Configure,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPS_URL", mailbox.url)
    channel = '[[channel]]\nname = "ops"\nurl_env = "OPS_URL"\n'
    configuration = configure(sources=a_source("W", web.serves("/f", "x", 410)), channels=channel)
    run_pass(configuration, places, Options())
    tell(configuration, places, lambda: START)
    assert mailbox.received == []
    assert rows(places, "SELECT source, health FROM notices") == [("W", "gone")]


def test_a_moved_source_is_asked_where_it_stands(
    web: Web, configure: Configure, places: Places
) -> None:
    new = web.serves("/new", a_feed(("1", "Weather", "<p>Rain.</p>")), ETag='"1"')
    old = web.serves("/old", "", 301, Location="/new")
    configuration = configure(sources=a_source("Wire", old))
    run_pass(configuration, places, Options())
    assert rows(places, "SELECT moved_to FROM sources") == [(new,)]
    again = run_pass(configuration, places, Options())
    assert [path for _, path, _, _ in web.asked] == ["/old", "/new", "/new"]
    assert again.count("unchanged") == 1
    web.pages.pop("/new")
    web.serves("/old", a_feed(("1", "Weather", "<p>Rain.</p>")))
    third = run_pass(configuration, places, Options())
    assert third.count("failed") == 0
    assert rows(places, "SELECT moved_to FROM sources") == [(None,)]
