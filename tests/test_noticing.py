"""A channel that asks for it is told when a source fails for long, and once when it is well again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from conftest import ABEL_NEWS, Configure, Mailbox, Web, a_feed, a_source, rows

from flows.delivery.deliver import tell
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places

pytestmark = pytest.mark.slow

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


def moved_to(places: Places) -> list[Any]:
    return rows(places, "SELECT moved_to FROM sources")


def test_a_move_is_believed_when_the_new_address_has_answered_several_times(
    web: Web, configure: Configure, places: Places
) -> None:
    new = web.serves("/new", a_feed(("1", "Weather", "<p>Rain.</p>")), ETag='"1"')
    old = web.serves("/old", "", 301, Location="/new")
    configuration = configure(sources=a_source("Wire", old))
    for _ in range(3):
        run_pass(configuration, places, Options())
    assert moved_to(places) == [(new,)]
    assert [path for _, path, _, _ in web.asked] == ["/old", "/new"] * 3
    run_pass(configuration, places, Options())
    assert [path for _, path, _, _ in web.asked[6:]] == ["/new"]
    web.pages.pop("/new")
    web.serves("/old", a_feed(("1", "Weather", "<p>Rain.</p>")))
    back = run_pass(configuration, places, Options())
    assert back.count("failed") == 0
    assert moved_to(places) == [(None,)]


def test_a_redirect_to_a_page_that_asks_to_log_in_moves_no_source(
    web: Web, configure: Configure, places: Places
) -> None:
    web.serves("/login", "<html><body>Log in</body></html>", Content_Type="text/html")
    old = web.serves("/old", "", 301, Location="/login")
    configuration = configure(sources=a_source("Wire", old))
    for _ in range(5):
        run_pass(configuration, places, Options())
    web.serves("/old", a_feed(("1", "Weather", "<p>Rain.</p>")))
    assert run_pass(configuration, places, Options()).count("read") == 1


def test_a_redirect_that_sets_a_cookie_and_returns_is_followed_with_it(
    web: Web, configure: Configure, places: Places
) -> None:
    web.serves("/welcome", "", 302, Location="/feed", Set_Cookie="seen=yes; Path=/")
    feed = web.serves("/feed", a_feed(("1", "Weather", "<p>Rain.</p>")))
    web.needs_cookie["/feed"] = ("seen=yes", "/welcome")
    report = run_pass(configure(sources=a_source("Wire", feed)), places, Options())
    assert report.count("read") == 1
    web.serves("/feed", a_feed(("2", "Weather", "<p>Sun.</p>")))
    run_pass(configure(sources=a_source("Wire", feed)), places, Options())
    cookies = [headers.get("Cookie") for _, path, headers, _ in web.asked if path == "/feed"]
    assert cookies == [None, "seen=yes", None, "seen=yes"]  # kept for one question only
