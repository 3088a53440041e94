"""Digests received by real servers, read back; channels that fail; nothing told twice."""

from __future__ import annotations

import email
import json
import subprocess
import sys
from datetime import UTC, datetime
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from conftest import Configure, Mailbox, Web, a_feed, free_port

from config import Configuration
from flows.delivery.apprise_targets import redacted
from flows.delivery.deliver import DeliveringElsewhereError, tell
from flows.delivery.results import TERMINAL, ChannelResult
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.ingestion.subscriptions import promise_past
from flows.places import Places
from warehouse import Outbox, Warehouse, query

pytestmark = pytest.mark.slow

ABEL = (
    "1",
    "Abel Prize 2024",
    "<p>The 2024 Abel Prize has been awarded to Ada Park for her work.</p>",
)
TURING = ("2", "Turing Award", "<p>Bo Li won the 2024 Turing Award.</p>")


def now() -> datetime:
    return datetime.now(UTC)


def run_and_tell(configuration: Configuration, places: Places) -> list[ChannelResult]:
    run_pass(configuration, places, Options())
    return tell(configuration, places, now)


def sources(web: Web, *items: tuple[str, str, str]) -> str:
    return f'[[source]]\nname = "Wire"\nurl = "{web.serves("/feed", a_feed(*items))}"\n'


def statuses(places: Places) -> list[tuple[Any, ...]]:
    return query(
        places.snapshot,
        "SELECT channel, status, count(*) FROM deliveries GROUP BY ALL ORDER BY ALL",
    )[1]


def a_webhook(web: Web) -> str:
    return web.url.replace("http://", "json://") + "/hook-secret-token"


def bodies(web: Web) -> list[dict[str, Any]]:
    return [json.loads(body) for method, _, _, body in web.asked if method == "POST"]


MAIL = '[[channel]]\nname = "mail"\nurl_env = "TEST_MAIL"\n'
HOOK = '[[channel]]\nname = "hook"\nurl_env = "TEST_HOOK"\n'


def test_a_digest_arrives_by_mail_and_by_webhook_and_says_what_the_warehouse_holds(
    web: Web,
    mailbox: Mailbox,
    configure: Configure,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEST_MAIL", mailbox.url)
    monkeypatch.setenv("TEST_HOOK", a_webhook(web))
    configuration = configure(sources=sources(web, ABEL, TURING), channels=MAIL + HOOK)
    told = run_and_tell(configuration, places)
    assert [(t.channel, t.state, t.events) for t in told] == [
        ("mail", "sent", 2),
        ("hook", "sent", 2),
    ]
    (raw,) = mailbox.received
    message = email.message_from_bytes(raw, policy=default)
    title = "Bo Li wins the ACM A.M. Turing Award 2024, and 1 more"
    assert message["Subject"] == title
    page = message.get_body(("html",))
    assert page is not None
    html = page.get_content()
    (posted,) = bodies(web)
    assert posted["title"] == title
    _, rows = query(places.snapshot, "SELECT recipients[1] FROM awards WHERE announce")
    assert len(rows) == 2
    for (recipient,) in rows:
        for received in (html, posted["message"]):
            assert recipient in received
    assert "The 2024 Abel Prize has been awarded to Ada Park for her work." in html
    assert "Bo Li won the 2024 Turing Award." not in html  # it adds nothing to its headline
    assert message["List-Unsubscribe"].startswith("<mailto:")
    assert message["Content-Language"] == "en"


def test_a_second_run_with_nothing_new_sends_nothing(
    web: Web,
    mailbox: Mailbox,
    configure: Configure,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEST_MAIL", mailbox.url)
    configuration = configure(sources=sources(web, ABEL), channels=MAIL)
    run_and_tell(configuration, places)
    again = run_and_tell(configuration, places)
    assert [t.state for t in again] == ["nothing"]
    assert len(mailbox.received) == 1


def test_a_channel_that_fails_is_tried_again_and_does_not_hold_up_the_other(
    web: Web,
    mailbox: Mailbox,
    configure: Configure,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(
        "TEST_MAIL",
        f"mailto://u:hunter2secret@127.0.0.1:{free_port()}?from=a@example.org&to=b@example.org&mode=insecure",
    )
    monkeypatch.setenv("TEST_HOOK", a_webhook(web))
    configuration = configure(
        sources=sources(web, ABEL), channels=MAIL + HOOK, settings="[telling]\nretry_minutes = 0\n"
    )
    first = run_and_tell(configuration, places)
    assert [t.state for t in first] == ["failed", "sent"]
    assert statuses(places) == [("hook", "sent", 1), ("mail", "failed", 1)]
    monkeypatch.setenv("TEST_MAIL", mailbox.url)
    second = run_and_tell(configuration, places)
    assert [t.state for t in second] == ["sent", "nothing"]
    assert len(mailbox.received) == 1
    assert len(bodies(web)) == 1
    assert statuses(places) == [("hook", "sent", 1), ("mail", "sent", 1)]


def test_a_secret_is_in_no_error_table_or_file(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = f"mailto://u:hunter2secret@127.0.0.1:{free_port()}?from=a@example.org&to=b@example.org&mode=insecure"
    monkeypatch.setenv("TEST_MAIL", secret)
    (told,) = run_and_tell(configure(sources=sources(web, ABEL), channels=MAIL), places)
    assert told.state == "failed"
    assert "hunter2secret" not in str(told)
    for path in places.data.rglob("*"):
        if path.is_file():
            assert b"hunter2secret" not in path.read_bytes()
    assert redacted("login of u:hunter2secret failed", secret) == "login of u:*** failed"


@pytest.mark.parametrize(
    ("url", "says"),
    [(None, "is empty or not set"), ("nonsense", "does not hold exactly one Apprise URL")],
)
def test_a_channel_without_a_usable_secret_keeps_its_events(
    url: str | None,
    says: str,
    web: Web,
    configure: Configure,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if url is None:
        monkeypatch.delenv("TEST_MAIL", raising=False)
    else:
        monkeypatch.setenv("TEST_MAIL", url)
    (told,) = run_and_tell(configure(sources=sources(web, ABEL), channels=MAIL), places)
    assert told.state == "failed"
    assert says in str(told.error)
    assert statuses(places) == [("mail", "pending", 1)]


def test_without_a_channel_the_digest_is_shown_and_kept_in_three_forms(
    web: Web, configure: Configure, places: Places
) -> None:
    (told,) = run_and_tell(configure(sources=sources(web, ABEL)), places)
    assert (told.channel, told.state) == (TERMINAL, "shown")
    assert sorted(path.suffix for path in told.files) == [".html", ".md", ".txt"]
    for path in told.files:
        assert "Ada Park" in path.read_text(encoding="utf-8")


def test_a_channel_gets_only_what_it_subscribed_to(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_HOOK", a_webhook(web))
    channel = HOOK + 'venues = ["ACM"]\nlanguage = "zh"\n'
    (told,) = run_and_tell(configure(sources=sources(web, ABEL, TURING), channels=channel), places)
    assert told.events == 1
    assert bodies(web)[0]["title"] == "Bo Li获2024年图灵奖"


@pytest.mark.parametrize("later", [False, True])
def test_a_channel_is_told_only_of_those_it_watches_now_and_of_the_past(
    later: bool,
    web: Web,
    configure: Configure,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEST_HOOK", a_webhook(web))
    channel = HOOK + 'watching = ["bo li", "Westmarch"]\nonly_watched = true\n'
    feed = sources(web, ABEL, TURING)
    if later:
        run_pass(configure(sources=feed), places, Options())
        configuration = configure(sources=feed, channels=channel)
        (told_to,) = configuration.channels
        assert promise_past(configuration, places, told_to, datetime(2000, 1, 1, tzinfo=UTC), now()) == 1  # fmt: skip
        told = next(t for t in tell(configuration, places, now) if t.channel == "hook")
    else:
        (told,) = run_and_tell(configure(sources=feed, channels=channel), places)
    assert told.events == 1
    (posted,) = bodies(web)
    assert posted["title"].startswith("Bo Li wins")
    assert "★ For you: bo li" in posted["message"]
    assert "what names somebody on its watch list" in " ".join(posted["message"].split())


def test_a_channel_added_later_is_not_told_old_news(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_HOOK", a_webhook(web))
    run_and_tell(configure(sources=sources(web, ABEL)), places)
    (told,) = run_and_tell(configure(sources=sources(web, ABEL), channels=HOOK), places)
    assert told.state == "nothing"


def test_what_was_being_sent_when_the_process_died_is_unknown_and_not_resent(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_HOOK", a_webhook(web))
    configuration = configure(sources=sources(web, ABEL), channels=HOOK)
    run_pass(configuration, places, Options())
    with Warehouse(places.warehouse, configuration.settings.warehousing) as warehouse:
        outbox = Outbox(warehouse)
        events = [row["event_id"] for row in outbox.pending("hook", now())]
        outbox.sending(
            {
                "digest_id": "d",
                "channel": "hook",
                "composed_at": now(),
                "title": "t",
                "markdown": "m",
                "event_ids": events,
            }
        )
    (told,) = tell(configuration, places, now)
    assert (told.state, told.unknown) == ("nothing", 1)
    assert statuses(places) == [("hook", "unknown", 1)]
    assert not bodies(web)


def test_two_processes_do_not_deliver_at_once(
    web: Web, configure: Configure, places: Places
) -> None:
    configuration = configure(sources=sources(web, ABEL))
    run_pass(configuration, places, Options())
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(places.delivery_lock)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(DeliveringElsewhereError):
        tell(configuration, places, now)
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert [t.state for t in tell(configuration, places, now)] == ["shown"]


HOLDER = """
import fcntl, sys, time
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


def as_news(configuration: Configuration, places: Places) -> None:
    """Ask for what waits, as a person may: then it is no archive, of which one message is made."""
    with Outbox(Warehouse(places.warehouse, configuration.settings.warehousing)) as outbox:
        outbox.change("retry_deliveries", [], None, ["pending"], now())


def test_a_short_channel_gets_whole_events_in_numbered_messages(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_HOOK", a_webhook(web))
    many = "[telling]\nmessages = 100\n"
    configuration = configure(channels=HOOK + "max_length = 1500\n", settings=many)
    run_pass(configuration, places, Options(seeds=(Path("seeds"),), offline=True))
    as_news(configuration, places)
    (told,) = tell(configuration, places, now)
    posted = bodies(web)
    assert (told.state, told.events, told.left) == ("sent", 53, 0)
    assert [p["title"].split(")")[0] for p in posted] == [
        f"({n}/{len(posted)}" for n in range(1, len(posted) + 1)
    ]
    assert all(len(p["title"]) + len(p["message"]) <= 1500 for p in posted)
    whole = "\n".join(p["message"] for p in posted)
    for (links,) in query(places.snapshot, "SELECT links FROM awards WHERE announce")[1]:
        assert all(link in whole for link in links)
    assert statuses(places) == [("hook", "sent", 53)]


def test_what_a_digest_has_no_room_for_goes_with_the_next(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_HOOK", a_webhook(web))
    two = "[telling]\nmessages = 2\n"
    configuration = configure(channels=HOOK + "max_length = 3000\n", settings=two)
    run_pass(configuration, places, Options(seeds=(Path("seeds"),), offline=True))
    as_news(configuration, places)
    (told,) = tell(configuration, places, now)
    assert len(bodies(web)) == 2
    assert told.left == 53 - told.events > 0
    assert f"{told.left} more follow" in bodies(web)[-1]["message"]
    assert statuses(places) == [("hook", "pending", told.left), ("hook", "sent", told.events)]
    counts = [told.events]
    while told.left:
        (told,) = tell(configuration, places, now)
        counts.append(told.events)
    assert sum(counts) == 53
    assert statuses(places) == [("hook", "sent", 53)]
