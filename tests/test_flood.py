"""A source that issues all it has again, under other names, is recognised by what it says."""

from __future__ import annotations

import pytest
from conftest import ABEL_NEWS, Configure, Web, a_source, rows

from flows.ingestion.report import Options, RunReport
from flows.ingestion.run import run_pass
from flows.places import Places

pytestmark = pytest.mark.untraced

COUNT = 500


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
