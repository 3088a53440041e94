"""What tells entries and articles apart: name, address and words together, in whatever order they come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from conftest import Configure, Web, a_source, rows

from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places

pytestmark = pytest.mark.slow

WINNERS = ("Ada Park", "Bo Li", "Cleo Ruiz", "Dan Ito", "Eva Novak")
PRIZES = ("Abel Prize", "Turing Award", "Wolf Prize in Mathematics", "Gödel Prize", "Knuth Prize")
START = datetime(2024, 3, 21, tzinfo=UTC)


def item(number: int, guid: str, link: str, note: str = "") -> str:
    told = f"The 2024 {PRIZES[number]} has been awarded to {WINNERS[number]}.{note}"
    return (
        f"<item><guid isPermaLink='false'>{guid}</guid><title>News {number}</title><link>{link}</link>"
        f"<pubDate>Thu, 21 Mar 2024 10:00:00 GMT</pubDate><description>{told}</description></item>"
    )


def feed(*items: str) -> str:
    return f'<rss version="2.0"><channel><title>Wire</title>{"".join(items)}</channel></rss>'


def winners(places: Places) -> list[str]:
    found = rows(places, "SELECT DISTINCT recipients[1] FROM awards WHERE announce ORDER BY 1")
    return [name for (name,) in found]


def test_entries_that_share_a_name_are_all_stored(
    web: Web, configure: Configure, places: Places
) -> None:
    body = feed(*(item(n, "https://x.example/?p=", f"https://x.example/{n}") for n in range(5)))
    configuration = configure(sources=a_source("Wire", web.serves("/feed", body)))
    report = run_pass(configuration, places, Options())
    assert (report.entries_seen, report.new.entries) == (5, 5)
    assert winners(places) == list(WINNERS)
    again = run_pass(configuration, places, Options())
    assert (again.new.entries, again.new.articles) == (0, 0)


def test_entries_that_share_a_link_are_all_read(
    web: Web, configure: Configure, places: Places
) -> None:
    body = feed(*(item(n, f"g{n}", "https://x.example/news") for n in range(5)))
    run_pass(configure(sources=a_source("Wire", web.serves("/feed", body))), places, Options())
    assert winners(places) == list(WINNERS)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_sources_that_share_a_link_hide_nothing_of_each_other_in_any_order(
    order: tuple[int, ...], web: Web, configure: Configure, places: Places
) -> None:
    for n in order:
        url = web.serves(f"/{n}", feed(item(n, f"g{n}", "https://x.example/news")))
        run_pass(configure(sources=a_source(f"Wire {n}", url)), places, Options())
    assert winners(places) == sorted(WINNERS[:3])


def test_one_text_at_one_link_is_one_article_whoever_carries_it(
    web: Web, configure: Configure, places: Places
) -> None:
    body = feed(item(0, "g", "https://x.example/news?utm_source=rss"))
    other = feed(item(0, "other", "https://www.x.example/news"))
    sources = a_source("One", web.serves("/1", body)) + a_source("Two", web.serves("/2", other))
    run_pass(configure(sources=sources), places, Options())
    assert rows(
        places, "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM entries)"
    ) == [(1, 2)]


def test_what_a_source_says_later_under_the_same_name_is_read_too(
    web: Web, configure: Configure, places: Places
) -> None:
    link = "https://x.example/latest"
    configuration = configure(
        sources=a_source("Wire", web.serves("/feed", feed(item(0, "g", link))))
    )
    run_pass(configuration, places, Options())
    web.serves("/feed", feed(item(1, "g", link)))
    run_pass(configuration, places, Options())
    web.serves(
        "/feed", feed(item(1, "g", link, f" And the {PRIZES[2]} went to {WINNERS[2]} today."))
    )
    run_pass(configuration, places, Options())
    assert winners(places) == list(WINNERS[:3])


def test_a_counter_that_changes_with_every_read_makes_no_new_entry(
    web: Web, configure: Configure, places: Places
) -> None:
    configuration = configure(sources=a_source("Wire", web.url + "/feed"))
    for count in range(5):
        note = f" {count * 17} comments, {count} hours ago."
        web.serves("/feed", feed(item(0, "g", "https://x.example/1", note)))
        run_pass(configuration, places, Options())
    assert rows(places, "SELECT count(*) FROM entries") == [(1,)]


def test_a_text_that_never_stays_is_kept_for_a_while_and_then_said_to_be_left(
    web: Web, configure: Configure, places: Places
) -> None:
    configuration = configure(sources=a_source("Wire", web.url + "/feed"))
    words = [chr(97 + n // 26) + chr(97 + n % 26) for n in range(230)]
    many = (item(0, "g", "https://x.example/1", f" Seen with {word}.") for word in words)
    web.serves("/feed", feed(*many))
    report = run_pass(configuration, places, Options())
    assert report.new.entries == 200
    assert rows(places, "SELECT count(*), min(reason) FROM rejections")[0][0] == 1
    assert report.entries_seen == report.new.entries + len(report.rejections) + report.entries_known


def gaps(web: Web, configure: Configure, places: Places, *bodies: str) -> int:
    configuration = configure(sources=a_source("Wire", web.url + "/feed"))
    for day, body in enumerate(bodies):
        web.serves("/feed", body)
        run_pass(configuration, places, Options(), clock=lambda d=day: START + timedelta(days=d))  # type: ignore[misc]
    found: list[Any] = rows(places, "SELECT count(*) FROM gaps")
    return int(found[0][0])


def test_a_guid_that_was_corrected_leaves_no_gap(
    web: Web, configure: Configure, places: Places
) -> None:
    one, other = (feed(item(0, guid, "https://x.example/1")) for guid in ("wrong", "right"))
    assert gaps(web, configure, places, one, other) == 0


def test_a_link_that_was_corrected_leaves_no_gap(
    web: Web, configure: Configure, places: Places
) -> None:
    one, other = (
        feed(item(0, "g", link)) for link in ("https://x.example/1", "https://y.example/1")
    )
    assert gaps(web, configure, places, one, other) == 0


def test_a_read_that_shares_nothing_with_what_is_known_is_a_gap(
    web: Web, configure: Configure, places: Places
) -> None:
    one, other = (feed(item(n, f"g{n}", f"https://x.example/{n}")) for n in (0, 1))
    assert gaps(web, configure, places, one, other) == 1
