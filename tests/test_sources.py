"""Sources of every kind end to end, lists of them in and out, and trying one."""

from __future__ import annotations

import random
import select
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Configure, Web, a_configuration, a_feed, a_source, rows

from config import Source
from flows.commands.cli import cli
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places
from parsers.documents.opml import read, toml, written

NEWS = "The 2024 Abel Prize has been awarded to Ada Park for her work on small things."
ARTICLE = (
    "<html><head><title>News</title></head><body><nav><a href='/'>Home</a></nav><article><h1>Abel Prize</h1>"
    f"<p>{NEWS} The committee met in Oslo in March and read nine hundred pages before it decided.</p>"
    "<p>Her friends say that she will use the money for a longer desk and a shorter commute.</p>"
    "</article><footer>Imprint, privacy, and the usual small print of a small publisher.</footer></body></html>"
)
LIST = """<html><body><nav><a href="/about-our-very-small-institute">About our very small institute</a>
<a href="/people-of-the-institute">People of the institute and friends</a>
<a href="/contact-the-institute">Contact the institute by carrier pigeon</a></nav>
<ul class="news">
<li><a href="/news/1">Abel Prize goes to Ada Park, a neighbour of ours</a> <span class="date">2024-03-20</span></li>
<li><a href="/news/2">The library will be closed on the first of April</a> <span class="date">2024-03-19</span></li>
<li><a href="/news/3">Our seminar moves from Tuesday to a better Wednesday</a> <span class="date">2024-03-18</span></li>
</ul></body></html>"""

SITE = "http://www.sitemaps.org/schemas/sitemap/0.9"
INDEX = f"<sitemapindex xmlns='{SITE}'><sitemap><loc>https://e.org/1</loc></sitemap></sitemapindex>"


def announced(places: Places) -> list[tuple[object, ...]]:
    return rows(places, "SELECT award_name, recipients FROM awards WHERE announce")


def test_a_json_feed(web: Web, configure: Configure, places: Places) -> None:
    url = web.serves(
        "/feed.json",
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": [{"id": "1", '
        f'"url": "https://example.org/1", "title": "Prize", "content_html": "<p>{NEWS}</p>", '
        '"date_published": "2024-03-20T10:00:00Z", "authors": [{"name": "Bo"}]}, {"id": 2}]}',
        Content_Type="application/feed+json",
    )
    report = run_pass(configure(sources=a_source("Wire", url)), places, Options())
    assert announced(places) == [("Abel Prize", ["Ada Park"])]
    assert [r.reason for r in report.rejections] == ["entry 2: neither title nor text"]


def test_a_news_sitemap_with_full_texts(web: Web, configure: Configure, places: Places) -> None:
    page = web.serves("/news/1", ARTICLE, Content_Type="text/html")
    url = web.serves(
        "/sitemap.xml",
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>'
        f"{page}</loc><news:news><news:publication_date>2024-03-20T10:00:00+01:00"
        "</news:publication_date><news:title>A prize for a neighbour</news:title></news:news></url>"
        f"<url><loc>{web.url}/old</loc></url></urlset>",
    )
    source = a_source("Map", url) + "full_text = true\n"
    run_pass(configure(sources=source), places, Options())
    assert announced(places) == [("Abel Prize", ["Ada Park"])]
    ((text, published),) = rows(places, "SELECT text, published_at::VARCHAR FROM articles")
    assert "longer desk" in text
    assert "Imprint" not in text
    assert published.startswith("2024-03-20 09:00")


def test_robots_keep_us_from_pages_but_not_from_feeds(
    web: Web, configure: Configure, places: Places
) -> None:
    page = web.serves("/private/1", ARTICLE)
    web.serves(
        "/robots.txt", "User-agent: *\nDisallow: /private/\n\nUser-agent: other\nDisallow:\n"
    )
    url = web.serves(
        "/private/feed",
        f'<rss version="2.0"><channel><item><title>A prize</title><link>{page}</link></item></channel></rss>',
    )
    report = run_pass(
        configure(sources=a_source("W", url) + "full_text = true\n"), places, Options()
    )
    assert (report.new.entries, announced(places)) == (1, [])
    assert "/private/1" not in {path for _, path, _, _ in web.asked}


def test_a_page_whose_list_is_found(web: Web, configure: Configure, places: Places) -> None:
    web.serves("/news/1", ARTICLE)
    url = web.serves("/", LIST, Content_Type="text/html")
    source = a_source("Page", url) + 'kind = "page"\nfull_text = true\n'
    configuration = configure(sources=source)
    report = run_pass(configuration, places, Options())
    assert report.new.entries == 3
    assert announced(places) == [("Abel Prize", ["Ada Park"])]
    assert rows(places, "SELECT published_at::DATE::VARCHAR FROM articles ORDER BY 1") == [
        ("2024-03-18",),
        ("2024-03-19",),
        ("2024-03-20",),
    ]
    assert run_pass(configuration, places, Options()).new.entries == 0


def test_a_page_with_selectors(web: Web, configure: Configure, places: Places) -> None:
    body = LIST.replace("<li>", '<li><i class="new">new</i> ').replace(
        "</li>", f"<p>{NEWS}</p></li>", 1
    )
    url = web.serves("/", body, Content_Type="text/html")
    source = a_source("Page", url) + (
        'kind = "page"\npage = { entry = "ul.news > li", title = "a", date = ".date", summary = "p" }\n'
    )
    run_pass(configure(sources=source), places, Options())
    assert announced(places) == [("Abel Prize", ["Ada Park"])]


def test_a_page_that_has_a_feed_is_read_through_it(
    web: Web, configure: Configure, places: Places
) -> None:
    web.serves(
        "/feed",
        f'<rss version="2.0"><channel><item><title>P</title><description>{NEWS}</description></item></channel></rss>',
        Last_Modified="Tue, 20 Aug 2024 10:00:00 GMT",
    )
    url = web.serves(
        "/",
        '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>x</body></html>',
    )
    configuration = configure(sources=a_source("Page", url) + 'kind = "page"\n')
    run_pass(configuration, places, Options())
    assert announced(places) == [("Abel Prize", ["Ada Park"])]
    # What the feed says of its own age is no question to the page.
    assert run_pass(configuration, places, Options()).count("unchanged") == 1
    assert not any("If-Modified-Since" in headers for _, _, headers, _ in web.asked)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<html><body><p>Nothing here</p></body></html>", "no list of articles"),
        ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "without news"),
        (
            INDEX,
            "https://e.org/1",
        ),
    ],
)
def test_what_lists_nothing_says_so(
    body: str, says: str, web: Web, configure: Configure, places: Places
) -> None:
    url = web.serves("/x", body)
    kind = 'kind = "page"\n' if "html" in body else ""
    report = run_pass(configure(sources=a_source("X", url) + kind), places, Options())
    assert says in str(report.readings[0].error)


def some_sources(chance: random.Random) -> list[Source]:
    letters = "ab & <>\"'\\ é奖\u2028"
    return [
        Source(
            name=f"{number} " + "".join(chance.choices(letters, k=8)).strip(),
            kind=chance.choice(["feed", "page"]),
            url=f"https://example.org/{number}?a=1&b=<2>".replace("<", "%3C").replace(">", "%3E"),
            language=chance.choice(["zh", "en", "mixed"]),
            group=chance.choice(["lab", "press", "media"]),
            enabled=chance.random() < 0.8,
            full_text=True,
            page=chance.choice([None, {"entry": "li > a", "content": "main"}]),
            folder=chance.choice(["", "A", "A/B", "A/B/C", "奖/b"]),
            site=chance.choice([None, "https://example.org"]),
        )
        for number in range(20)
    ]


@pytest.mark.parametrize("seed", range(10))
def test_opml_goes_round_without_loss(seed: int, tmp_path: Path) -> None:
    sources = [
        s.model_copy(update={"name": " ".join(s.name.split())})
        for s in some_sources(random.Random(seed))
    ]
    back = read(written(sources), [])
    assert back.refused == []
    assert sorted(back.sources, key=lambda s: s.url or "") == sorted(
        sources, key=lambda s: s.url or ""
    )
    configuration = a_configuration(tmp_path / "config", sources="\n".join(map(toml, sources)))
    assert list(configuration.sources) == sources


ODD = b"""<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "yyyy">]>
<OPML version="1.1"><HEAD><title>Odd</title></HEAD><body>
<outline text="Caf\xe9 &x;"><outline TEXT="Upper" XMLURL="https://example.org/1" TYPE="RSS"/>
<outline text="Twice" xmlUrl="https://example.org/1"/><outline url="https://example.org/2"/>
<outline text="A note"/><outline text="Mail" xmlUrl="mailto:me@example.org"/>
<outline text="A list" type="include" url="https://example.org/more.opml"/>
<outline text="Upper" xmlUrl="https://example.org/3"><outline text="Inner" xmlUrl="https://example.org/4"/></outline>
</outline><outline/></body></OPML>"""


def test_odd_lists_are_read_and_what_is_refused_is_named() -> None:
    listed = read(ODD, [], group="lab")
    assert [(s.name, s.url, s.folder) for s in listed.sources] == [
        ("Upper", "https://example.org/1", "Café"),
        ("example.org", "https://example.org/2", "Café"),
        ("Upper (2)", "https://example.org/3", "Café"),
        ("Inner", "https://example.org/4", "Café"),
    ]
    assert {s.group for s in listed.sources} == {"lab"}
    reasons = "\n".join(listed.refused)
    for words in (
        "listed already",
        "A note: no xmlUrl",
        "not an http(s) URL",
        "'include'",
        "without text",
    ):
        assert words in reasons
    assert len(listed.refused) == 5


BARE = b"""<opml version="2.0"><head><title>Bare & "quoted"</title></head><body>
<outline text="R&D > Top" type="rss" htmlUrl="https://example.org?x=1&y=2"
 xmlUrl="https://example.org/1?a=1&b=2&amp;c=3&copy=4" />
<outline text="The "old" wire" title='It"s "old"' type="rss" xmlUrl="https://example.org/2?a&b"/>
<outline title='Ada&apos;s "own"' text="a < b" xmlUrl='https://example.org/3'></outline>
</body></opml>"""


def test_bare_ampersands_and_quotes_in_a_list_are_read_as_written() -> None:
    listed = read(BARE, [])
    assert listed.refused == []
    assert [(s.name, s.url, s.site) for s in listed.sources] == [
        ("R&D > Top", "https://example.org/1?a=1&b=2&c=3&copy=4", "https://example.org?x=1&y=2"),
        ('It"s "old"', "https://example.org/2?a&b", None),
        ('Ada\'s "own"', "https://example.org/3", None),
    ]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("feed://example.org/rss", "http://example.org/rss"),
        ("feed:https://example.org/rss", "https://example.org/rss"),
        ("FEED://https://example.org/rss", "https://example.org/rss"),
        ("itpc://example.org/rss", "http://example.org/rss"),
        ("https://example.org/feed://x", "https://example.org/feed://x"),
    ],
)
def test_an_address_for_feed_readers_is_read_over_http(written: str, url: str) -> None:
    listed = read(f"<opml><body><outline xmlUrl='{written}'/></body></opml>".encode(), [])
    assert [source.url for source in listed.sources] == [url]


@pytest.mark.parametrize(
    "body",
    [b"", b"not xml", b"<rss/>", b"\x00\x01", b"<opml>" * 5000, b"<opml><body/></opml>"],
)
def test_what_is_no_list_is_refused(body: bytes) -> None:
    listed = read(body, [])
    assert listed.sources == []
    assert listed.refused


def test_a_list_is_imported_into_ones_own_configuration(tmp_path: Path) -> None:
    a_configuration(
        tmp_path / "config", sources='[[source]]\nname = "Old"\nurl = "https://example.org/0"\n'
    )
    (tmp_path / "odd.opml").write_bytes(ODD)
    call = ["--config", str(tmp_path / "config"), "sources", "import", str(tmp_path / "odd.opml")]
    first = CliRunner().invoke(cli, call)
    assert "4 sources added, 5 lines refused." in first.output
    assert "0 sources added, 9 lines refused." in CliRunner().invoke(cli, call).output
    exported = CliRunner().invoke(cli, ["--config", str(tmp_path / "config"), "sources", "export"])
    assert len(read(exported.stdout_bytes, []).sources) == 5
    packaged = CliRunner().invoke(cli, ["sources", "import", str(tmp_path / "odd.opml")])
    assert (packaged.exit_code, "not changed" in packaged.output) == (2, True)


def test_a_source_is_tried_and_nothing_is_stored(web: Web, tmp_path: Path) -> None:
    a_configuration(tmp_path / "config")
    web.serves("/news/1", ARTICLE)
    web.serves("/", LIST, Content_Type="text/html")
    base = ["--config", str(tmp_path / "config"), "--data", str(tmp_path / "var"), "sources", "try"]
    shown = CliRunner().invoke(cli, [*base, f"{web.url}/", "--kind", "page", "--full-text"])
    assert shown.exit_code == 0
    assert "3 entries" in shown.output
    assert "Abel Prize 2024: Ada Park" in shown.output
    assert not (tmp_path / "var").exists()
    lost = CliRunner().invoke(cli, [*base, f"{web.url}/nowhere"])
    assert (lost.exit_code, "HTTP 404" in lost.output) == (1, True)
    bad = CliRunner().invoke(cli, [*base, "ftp://example.org"])
    assert (bad.exit_code, "not an http(s) URL" in bad.output) == (2, True)


def test_a_check_says_how_a_source_answers_before_the_slow_ones_have(
    web: Web, tmp_path: Path, answers_late: tuple[str, threading.Event]
) -> None:
    url, may = answers_late
    soon = a_source("Soon", web.serves("/soon", a_feed(("1", "One", "a"))))
    (tmp_path / "sources.toml").write_text(soon + a_source("Late", url))
    (tmp_path / "settings.toml").write_text('[collecting]\nallowed_networks = ["127.0.0.0/8"]\n')
    program = str(Path(sys.executable).with_name("laurelwire"))
    command = [program, "--config", str(tmp_path), "--data", str(tmp_path), "sources", "check"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as checking:
        assert checking.stdout is not None
        told, _, _ = select.select([checking.stdout], [], [], 20)
        assert told
        first = checking.stdout.readline()
        may.set()
        rest = checking.stdout.read()
    assert "Soon: 1 documents" in first
    assert "Late: 1 documents" in rest
