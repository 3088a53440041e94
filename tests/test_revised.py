"""What a reader is told when a fact he was told has changed, how he answers, and what a webhook is sent as data."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import ABEL_NEWS, Configure, Mailbox, Web, a_feed, a_source, rows
from jsonschema import Draft202012Validator

from config import ConfigurationError
from flows.delivery.deliver import tell
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places

pytestmark = pytest.mark.untraced

SCHEMA = json.loads(
    (Path(__file__).parent.parent / "docs" / "webhook.schema.json").read_text(encoding="utf-8")
)
PUT_RIGHT = "<p>Correction: the 2024 Abel Prize was awarded to Wen Li, not to Ada Park.</p>"
HOOK = '[[channel]]\nname = "hook"\nurl_env = "TEST_HOOK"\n'
MAIL = '[[channel]]\nname = "mail"\nurl_env = "TEST_MAIL"\ndesk = "desk@example.org"\n'
CHINESE = '[[channel]]\nname = "news"\nurl_env = "TEST_MAIL"\nlanguage = "zh"\n'


@pytest.fixture
def pass_over(
    web: Web, mailbox: Mailbox, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> Any:  # fmt: skip
    """Give a function that reads a feed of these items and tells the channels."""
    monkeypatch.setenv("TEST_HOOK", web.url.replace("http://", "json://") + "/hook")
    monkeypatch.setenv("TEST_MAIL", mailbox.url)

    def read_and_tell(channels: str, *items: tuple[str, str, str], telling: bool = True) -> None:
        feed = web.serves("/feed", a_feed(*items))
        configuration = configure(sources=a_source("Wire", feed), channels=channels)
        run_pass(configuration, places, Options())
        if telling:
            tell(configuration, places, lambda: datetime.now(UTC))

    return read_and_tell


def posted(web: Web) -> list[dict[str, Any]]:
    """Return the bodies that were posted, each as the schema has it."""
    bodies = [json.loads(body) for method, _, _, body in web.asked if method == "POST"]
    for body in bodies:
        Draft202012Validator(SCHEMA).validate(body["laurelwire"])
    return bodies


def letters(mailbox: Mailbox) -> list[Any]:
    return [message_from_bytes(raw, policy=policy.default) for raw in mailbox.received]


def parts_of(letter: Any) -> tuple[str, str]:
    return tuple(letter.get_body((kind,)).get_content() for kind in ("plain", "html"))


GIVEN = ("1", "Abel Prize 2024", ABEL_NEWS)
MENDED = ("2", "Correction: Abel Prize 2024", PUT_RIGHT)


def test_a_webhook_is_sent_the_events_as_data_beside_the_words(
    web: Web, pass_over: Any, places: Places
) -> None:
    pass_over(HOOK, GIVEN)
    (body,) = posted(web)
    assert "Ada Park" in body["message"]
    (event,) = body["laurelwire"]["events"]
    assert (event["kind"], event["award_name"], event["year"]) == ("award", "Abel Prize", 2024)
    assert event["recipients"] == ["Ada Park"]
    assert event["changes"] == []
    assert event["article"]["url"] == "https://example.org/1"
    assert event["article"]["published_at"] == "2024-03-21T10:00:00Z"
    assert rows(places, "SELECT event_id FROM events") == [(event["event_id"],)]


def test_a_correction_says_what_was_told_before_and_what_is_known_now(
    web: Web, mailbox: Mailbox, pass_over: Any, places: Places
) -> None:
    pass_over(HOOK + MAIL + CHINESE, GIVEN)
    pass_over(HOOK + MAIL + CHINESE, GIVEN, MENDED)
    _, body = posted(web)
    (event,) = body["laurelwire"]["events"]
    assert (event["status"], event["revision"]) == ("corrected", 2)
    assert {"field": "recipients", "was": ["Ada Park"], "now": ["Wen Li"]} in event["changes"]
    assert {"field": "status", "was": ["announced"], "now": ["corrected"]} in event["changes"]
    english = next(m for m in letters(mailbox)[2:] if m["Content-Language"] == "en")
    chinese = next(m for m in letters(mailbox)[2:] if m["Content-Language"] == "zh")
    for part in parts_of(english):
        assert "Winner: Wen Li (told before: Ada Park)" in part
    for part in parts_of(chinese):
        assert "得主：Wen Li（此前报道：Ada Park）" in part
    told = rows(places, "SELECT revision, len(changes) FROM deliveries WHERE channel = 'hook'")
    assert sorted(told, key=lambda row: row[0]) == [(1, None), (2, 2)]


def test_what_was_revised_twice_before_it_could_be_told_is_one_card(
    web: Web, pass_over: Any, places: Places
) -> None:
    withdrawn = "<p>The 2024 Abel Prize given to Wen Li has been withdrawn.</p>"
    taken = ("3", "Abel Prize 2024 withdrawn", withdrawn)
    pass_over(HOOK, GIVEN)
    pass_over(HOOK, GIVEN, MENDED, telling=False)
    pass_over(HOOK, GIVEN, MENDED, taken)
    assert rows(places, "SELECT count(*), max(revision) FROM deliveries") == [(3, 3)]
    (event,) = posted(web)[-1]["laurelwire"]["events"]
    assert (event["revision"], event["status"]) == (3, "retracted")
    assert [(c["was"], c["now"]) for c in event["changes"] if c["field"] == "status"] == [
        (["announced"], ["corrected"]),
        (["corrected"], ["retracted"]),
    ]


def test_a_mail_is_answered_at_the_desk_and_names_the_event_that_is_wrong(
    mailbox: Mailbox, pass_over: Any, places: Places
) -> None:
    pass_over(MAIL, GIVEN)
    (letter,) = letters(mailbox)
    plain, html = parts_of(letter)
    assert letter["Reply-To"] == "desk@example.org"
    assert "desk@example.org?subject=unsubscribe" in letter["List-Unsubscribe"]
    assert "Write to desk@example.org" in plain
    assert "channels.toml" not in plain  # a dean has none
    (event,) = rows(places, "SELECT event_id FROM events")[0]
    link = next(part for part in html.split('"') if part.startswith("mailto:"))
    asked = urlsplit(link.replace("&amp;", "&"))
    assert asked.path == "desk@example.org"
    assert parse_qs(asked.query)["subject"] == [f"laurelwire wrong {event[:8]}"]
    assert "Ada Park" in parse_qs(asked.query)["body"][0]


@pytest.mark.parametrize("desk", ["nobody", "a@b, c@d", "x <a@b>", "a@b?cc=c"])
def test_a_desk_that_is_no_address_is_refused(desk: str, configure: Configure) -> None:
    with pytest.raises(ConfigurationError, match="desk"):
        configure(channels=f'[[channel]]\nname = "mail"\nurl_env = "X"\ndesk = "{desk}"\n')
