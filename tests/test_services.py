"""Services that cannot run here, held to what they publish: nothing refused, nothing missing, nothing cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from conftest import Configure, rows
from services import SERVICES, Services, answer, standing_in
from test_messages import a_paper_row, an_event_row

from config import Channel, Lexicon
from flows.delivery.apprise_targets import ChannelError, Message, open_target, send
from flows.delivery.deliver import tell
from flows.delivery.digests import ranked
from flows.delivery.formats import written
from flows.delivery.messages import Part, composed, parts
from flows.delivery.one_channel import style_of
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places
from warehouse import Row

pytestmark = pytest.mark.untraced

HOSTILE = (
    "<b>Bold</b> & <h1>big</h1>",
    "@everyone @here <@U024BE7LH> <!channel> <@&42>",
    '<at user_id="all">all</at> *_~`|>#[]()\\',
    "\u202etxet desrever\u202c \x1b[31mred\x1b[0m zero\u200bwidth\ufeff",
    "![](https://tracker.example/1.png) [click](javascript:alert(1))",
    "&lt;script&gt; &amp;amp; &#x41; %3Cb%3E",
)


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    with standing_in(monkeypatch) as found:
        yield found


def events(count: int, *, hostile: bool) -> list[Row]:
    """Return so many events, each with a title and a link of its own; half of them papers of one award."""
    found = []
    for number in range(count):
        title = f"On the Growth of Small Things in Large Rooms, Part {number} of Many"
        if hostile:
            title = f"{HOSTILE[number % len(HOSTILE)]} Part {number} of Many"
        link = f"https://papers.example/a?b={number}&c=d"
        if number % 2:
            row = a_paper_row(number) | {"work_title": title, "links": [link]}
        else:
            names = {
                "known_institutions": [
                    {
                        "printed": "THU",
                        "key": "thu",
                        "en": "Tsinghua University",
                        "zh": "清华大学",
                        "country": "CN",
                    }
                ]
            }
            row = an_event_row(
                event_id=f"e{number:04}",
                award_name=f"Kestrel Prize, class {number}",
                work_title=title,
                links=[link],
                **names,
            )
        row["article_url"] = f"https://wire.example/{number}"
        found.append(row)
    return found


def sent(
    name: str, events: list[Row], language: Any, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """Cut, write and send events as a channel would; return what became of each message."""
    monkeypatch.setenv("SECRET", SERVICES[name][0])
    channel = Channel(name="team", url_env="SECRET", language=language)
    target, style = open_target(channel), style_of(channel)

    def fits(digest: Any) -> bool:
        return target.fits(digest.title, written(digest, target.form))

    cut = parts(ranked(events, lexicon, style), lexicon, style, fits)
    assert all(isinstance(part, Part) for part in cut)
    states: list[str] = []
    for number, part in enumerate(cut, start=1):
        assert isinstance(part, Part)
        digest = composed(part, lexicon, number, len(cut))
        message = Message(
            name=f"{number}",
            channel="team",
            title=digest.title,
            body=written(digest, target.form),
            text=written(digest, "text"),
            language=language,
        )
        states.append(send(target, message, SERVICES[name][0]).state)
    return states


def plain(text: str) -> str:
    """Return a message's text without the marks that its mark-up escapes, and the space it wraps."""
    return " ".join(re.sub(r"\\(?=\W)", "", text).split())


@pytest.mark.parametrize(
    ("count", "language", "hostile"),
    [
        (1, "en", False), (1, "en", True), (1, "zh", False), (1, "zh", True), (50, "en", True), (50, "zh", False),
        (50, "zh", True), (500, "en", True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", SERVICES)
def test_every_event_arrives_whole(
    name: str, count: int, language: str, hostile: bool, lexicon: Lexicon, services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    states = sent(name, events(count, hostile=hostile), language, lexicon, monkeypatch)
    host = SERVICES[name][1]
    assert not services.faults
    assert not services.refused[host]
    assert set(states) == {"accepted"}
    assert len(services.taken[host]) == len(states)
    arrived = plain("\n".join(services.taken[host]))
    missing = [
        number
        for number in range(count)
        if f"Part {number} of Many" not in arrived
        or not re.search(rf"https://papers\.example/a\?b={number}&c=d(?!\d)", arrived)
    ]
    assert not missing
    assert not re.search("[\u202a-\u202e\u200b\ufeff\x1b]", arrived)


REFUSALS = {
    "wecom": answer(200, {"errcode": 45009, "errmsg": "api freq out of limit"}),
    "dingtalk": answer(
        200, {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}
    ),
    "feishu": answer(200, {"code": 11232, "msg": "frequency limited"}),
    "lark": answer(200, {"code": 19024, "msg": "Key Words Not Found"}),
    "telegram": answer(
        400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}
    ),
    "slack": answer(404, b"channel_not_found"),
    "discord": answer(404, {"message": "Unknown Webhook", "code": 10015}),
    "ntfy": answer(
        507, {"code": 50701, "http": 507, "error": "cannot publish to UnifiedPush topic"}
    ),
    "webhook": answer(503, b""),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_a_service_refuses_is_not_taken_for_sent(
    name: str, lexicon: Lexicon, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = SERVICES[name][1]
    services.busy[host] = [REFUSALS[name]] * 5  # Apprise tries some again by itself
    assert sent(name, events(1, hostile=False), "en", lexicon, monkeypatch) == ["failed"]
    services.busy[host].clear()
    assert sent(name, events(1, hostile=False), "en", lexicon, monkeypatch) == ["accepted"]
    assert len(services.taken[host]) == 1


def test_a_service_that_asks_to_wait_is_asked_no_sooner(
    services: Services, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, host, _ = SERVICES["telegram"]
    monkeypatch.setenv("SECRET", url)
    notes = places.data.parent / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("News\n\nAda Park won the 2024 Turing Award.")
    configuration = configure(
        sources=f'[[source]]\nname = "Notes"\nkind = "seed"\npath = "{notes}"\n',
        channels='[[channel]]\nname = "team"\nurl_env = "SECRET"\n',
        settings="[telling]\nretry_minutes = 1\n",
    )
    run_pass(configuration, places, Options())
    begun = datetime.now(UTC)
    busy = {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests",
        "parameters": {"retry_after": 1800},
    }
    services.busy[host] = [answer(429, busy)]

    def at(moment: datetime) -> str:
        return tell(configuration, places, lambda: moment)[0].state

    assert at(begun) == "failed"
    assert at(begun + timedelta(minutes=29)) == "nothing"
    assert at(begun + timedelta(minutes=31)) == "sent"
    assert len(services.taken[host]) == 1
    assert rows(places, "SELECT status, attempts FROM deliveries") == [("sent", 2)]


def test_a_service_for_which_a_package_lacks_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "mqtt://user:hunter2secret@broker.example/awards")
    with pytest.raises(
        ChannelError, match=r"Apprise needs paho-mqtt.*pip install 'paho-mqtt"
    ) as told:
        open_target(Channel(name="team", url_env="SECRET"))
    assert "hunter2secret" not in str(told.value)
    monkeypatch.setenv("SECRET", "nonsense://here")
    with pytest.raises(ChannelError, match="does not hold exactly one Apprise URL"):
        open_target(Channel(name="team", url_env="SECRET"))
