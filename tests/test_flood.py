"""A source that issues all it has again, under other names, is recognised by what it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from conftest import ABEL_NEWS, Configure, Mailbox, Web, a_source, rows

from config import Configuration
from flows.delivery.deliver import tell
from flows.ingestion.report import Options, RunReport
from flows.ingestion.run import run_pass
from flows.places import Places
from warehouse import Outbox, Warehouse

pytestmark = pytest.mark.untraced

COUNT = 500


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=1)


def archive(*, guid: str, address: str, day: int, more: str = "") -> str:
    """Return a feed of five hundred entries, a few with news, the rest short or long."""
    entries = []
    for number in range(COUNT):
        words = " ".join(f"word{number}x{n}" for n in range(5 if number % 3 else 80))
        told = ABEL_NEWS if number == 7 else f"<p>{words} <a href='{address}/about'>about</a></p>"
        entries.append(
            f"<item><guid isPermaLink='false'>{guid}{number}</guid><title>Entry {number % 50}</title>"
            f"<link>{address}/{number}</link><pubDate>Thu, {day} Mar 2024 10:00:00 GMT</pubDate>"
            f"<description><![CDATA[{told}]]></description></item>"
        )
    return (
        f'<rss version="2.0"><channel><title>Wire</title>{more}{"".join(entries)}</channel></rss>'
    )


def balance_holds(report: RunReport) -> bool:
    stored = report.new.entries + report.new.copies
    return report.entries_seen == stored + report.entries_known + len(report.rejections)


@pytest.mark.parametrize(
    "again",
    [
        {"guid": "other:", "address": "https://old.example.org", "day": 21},
        {"guid": "tag:", "address": "https://new.example.com/blog", "day": 21},
        {"guid": "tag:", "address": "https://old.example.org", "day": 28},
        {"guid": "other:", "address": "https://new.example.com/blog", "day": 28},
    ],
    ids=["new guids", "new addresses", "new dates", "all new"],
)
def test_a_reissued_archive_is_no_news(
    again: dict[str, object], web: Web, configure: Configure, places: Places
) -> None:
    url = web.serves("/feed", archive(guid="tag:", address="https://old.example.org", day=21))
    configuration = configure(sources=a_source("Wire", url))
    first = run_pass(configuration, places, Options())
    assert (first.new.entries, first.new.articles, len(first.new.events)) == (COUNT, COUNT, 1)
    web.serves("/feed", archive(**again))  # type: ignore[arg-type]
    second = run_pass(configuration, places, Options())
    assert (second.new.entries, second.new.articles, second.new.events) == (0, 0, [])
    assert second.new.promised == 0
    assert balance_holds(second)
    assert rows(places, "SELECT count(*) FROM articles") == [(COUNT,)]
    assert rows(places, "SELECT count(*) FROM gaps") == [(0,)]
    third = run_pass(configuration, places, Options())
    assert (third.new.entries, third.new.copies, balance_holds(third)) == (0, 0, True)


def test_new_entries_among_reissued_ones_are_new(
    web: Web, configure: Configure, places: Places
) -> None:
    url = web.serves("/feed", archive(guid="tag:", address="https://old.example.org", day=21))
    configuration = configure(sources=a_source("Wire", url))
    run_pass(configuration, places, Options())
    news = (
        "<item><guid>n1</guid><title>Turing Award</title><link>https://new.example.com/n1</link>"
        "<pubDate>Thu, 28 Mar 2024 10:00:00 GMT</pubDate>"
        "<description>The 2024 Turing Award goes to Ada Park for her work.</description></item>"
    )
    web.serves(
        "/feed", archive(guid="other:", address="https://new.example.com", day=28, more=news)
    )
    report = run_pass(configuration, places, Options())
    assert (report.new.entries, report.new.copies, len(report.new.events)) == (1, COUNT, 1)


def test_two_short_entries_alike_are_two(web: Web, configure: Configure, places: Places) -> None:
    def feed(*guids: str) -> str:
        entries = "".join(
            f"<item><guid isPermaLink='false'>{g}</guid><title>Weekly notes</title>"
            f"<link>https://example.org/{g}</link></item>"
            for g in guids
        )
        return f'<rss version="2.0"><channel>{entries}</channel></rss>'

    url = web.serves("/feed", feed("1"))
    configuration = configure(sources=a_source("Wire", url))
    run_pass(configuration, places, Options())
    web.serves("/feed", feed("2", "1"))
    report = run_pass(configuration, places, Options())
    assert (report.new.entries, report.new.copies, report.new.articles) == (1, 0, 1)


def papers(
    count: int, *, first: int = 0, year: int = 2024, day: str = "Thu, 21 Mar 2024 10:00:00 GMT"
) -> str:
    """Return a feed of so many entries, each with a prize of its own."""
    entries = "".join(
        f"<item><guid isPermaLink='false'>p{n}</guid><title>Prize {n}</title><link>https://wire.example/{n}</link>"
        f"<pubDate>{day}</pubDate><description>Ada Park{_letters(n)} won the {year} Turing Award of class {_letters(n)} on Monday.</description></item>"
        for n in range(first, first + count)
    )
    return f'<rss version="2.0"><channel><title>Wire</title>{entries}</channel></rss>'


def _letters(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in f"{number:05}")


CHANNELS = (
    '[[channel]]\nname = "mail"\nurl_env = "TEST_MAIL"\n'
    '[[channel]]\nname = "chat"\nurl_env = "TEST_CHAT"\nmax_length = 2000\n'
)


def test_the_archive_of_a_first_run_is_told_in_one_message_a_channel_and_the_rest_counted(
    web: Web,
    mailbox: Mailbox,
    configure: Configure,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEST_MAIL", mailbox.url)
    monkeypatch.setenv("TEST_CHAT", web.url.replace("http://", "json://") + "/hook")
    configuration = configure(
        sources=a_source("Wire", web.serves("/feed", papers(800))), channels=CHANNELS
    )
    run_pass(configuration, places, Options())
    ((events,),) = rows(places, "SELECT count(*) FROM events WHERE announce")
    assert events > 300
    results = {r.channel: r for r in tell(configuration, places, soon)}
    assert len(mailbox.received) == 1
    assert len(posted(web)) == 1
    for result in results.values():
        assert (result.state, result.events + result.counted) == ("sent", events)
        assert result.counted > 0
    assert f"{results['chat'].counted} more are in the warehouse" in posted(web)[0]
    settled = "SELECT channel, status, count(*)::INT FROM deliveries GROUP BY ALL ORDER BY ALL"
    assert rows(places, settled) == [
        (name, status, count)
        for name, result in sorted(results.items())
        for status, count in (("counted", result.counted), ("sent", result.events))
    ]
    # Nothing more comes of it; what is new tomorrow is told as ever; and who wants the rest, gets it.
    assert {r.state for r in tell(configuration, places, soon)} == {"nothing"}
    fresh = f"{soon() - timedelta(hours=3):%a, %d %b %Y %H:%M:%S} GMT"
    web.serves("/feed", papers(12, first=20_000, year=soon().year, day=fresh))
    run_pass(configuration, places, Options())
    told = {r.channel: (r.state, r.counted) for r in tell(configuration, places, soon)}
    assert told == {"mail": ("sent", 0), "chat": ("sent", 0)}
    with Outbox(Warehouse(places.warehouse, configuration.settings.warehousing)) as outbox:
        assert (
            outbox.change("retry_deliveries", [], "mail", ["counted"], soon())
            == results["mail"].counted
        )


@pytest.fixture
def known(
    web: Web,
    mailbox: Mailbox,
    configure: Configure,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
) -> Configuration:
    """Return a configuration whose source was read and told once, by mail."""
    monkeypatch.setenv("TEST_MAIL", mailbox.url)
    channels = CHANNELS.split('[[channel]]\nname = "chat"', maxsplit=1)[0]
    configuration = configure(
        sources=a_source("Wire", web.serves("/feed", papers(1))), channels=channels
    )
    run_pass(configuration, places, Options())
    tell(configuration, places, soon)
    return configuration


def test_old_news_that_a_known_source_brings_is_counted_beside_the_new(
    known: Configuration, web: Web, mailbox: Mailbox, places: Places
) -> None:
    web.serves("/feed", papers(800, first=100))
    run_pass(known, places, Options())
    tell(known, places, soon)
    assert len(mailbox.received) == 2


def test_old_news_and_new_are_one_message_where_they_fit_one(
    known: Configuration, web: Web, mailbox: Mailbox, places: Places
) -> None:
    fresh = f"{soon() - timedelta(hours=3):%a, %d %b %Y %H:%M:%S} GMT"
    new = (
        papers(1, first=500, year=soon().year, day=fresh).split("<item>")[1].split("</channel>")[0]
    )
    web.serves("/feed", papers(1, first=300).replace("</channel>", f"<item>{new}</channel>"))
    run_pass(known, places, Options())
    assert rows(places, "SELECT flood FROM deliveries WHERE status = 'pending' ORDER BY 1") == [
        (False,),
        (True,),
    ]
    (told,) = tell(known, places, soon)
    assert (told.events, told.counted, len(mailbox.received)) == (2, 0, 2)


def posted(web: Web) -> list[str]:
    return [
        body.decode() for method, path, _, body in web.asked if (method, path) == ("POST", "/hook")
    ]
