"""Feeds of every family, and answers that are none."""

from __future__ import annotations

import json
from dataclasses import replace
from html import unescape
from time import process_time

import pytest
from conftest import a_feed

from parsers import Document, Parsed, parse_document
from parsers.documents import wellformed
from parsers.documents.feed_item import FeedItem
from parsers.documents.mending import with_entities
from parsers.documents.xml_feed import through_feedparser

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>
<entry><id>tag:1</id><title>Medal for Ada Park</title><updated>2024-03-21T10:00:00Z</updated>
<link href="https://example.org/1"/><content type="html">&lt;p&gt;She won.&lt;/p&gt;</content></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://example.org/"><title>Wire</title></channel>
<item rdf:about="https://example.org/1"><title>Medal for Ada Park</title>
<link>https://example.org/1</link><dc:date>2024-03-21T10:00:00Z</dc:date>
<description>She won.</description></item></rdf:RDF>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "id": "1",
                "url": "https://example.org/1",
                "title": "Medal for Ada Park",
                "content_html": "<p>She won.</p>",
                "date_published": "2024-03-21T10:00:00Z",
            }
        ],
    }
)


def read(body: str | bytes, language: str = "en") -> Parsed:
    data = body.encode() if isinstance(body, str) else body
    return parse_document(
        Document(
            source="s",
            kind="feed",
            location="https://example.org/feed",
            body=data,
            language=language,
        )
    )


@pytest.mark.parametrize(
    "feed", [a_feed(("1", "Medal for Ada Park", "<p>She won.</p>")), ATOM, RDF, JSON_FEED]
)
def test_every_family_of_feed_gives_the_same_entry(feed: str) -> None:
    (entry,) = read(feed).entries
    assert (entry.title, entry.url) == ("Medal for Ada Park", "https://example.org/1")
    assert entry.text == "Medal for Ada Park\n\nShe won."
    assert entry.published is not None
    assert entry.published.isoformat() == "2024-03-21T10:00:00+00:00"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<!doctype html><html><body>Hi</body></html>", "HTML page"),
        ("", "empty"),
        ("plain words", "no RSS, Atom, RDF or JSON feed"),
        ("{not json", "not valid JSON"),
        ('{"a": 1}', "no JSON Feed"),
        ("[" * 100_000, "no RSS"),
    ],
)
def test_an_answer_that_is_no_feed_is_one_rejection_that_says_so(body: str, says: str) -> None:
    found = read(body)
    assert not found.entries
    assert says in found.rejections[0].reason


def test_a_truncated_feed_gives_the_entries_it_still_holds() -> None:
    whole = a_feed(("1", "First", "<p>a</p>"), ("2", "Second", "<p>b</p>"))
    cut = whole[: whole.index("Second")]
    assert next(e.title for e in read(cut).entries) == "First"


def test_an_entry_without_title_and_text_is_rejected_by_name() -> None:
    found = read(a_feed(("7", "", "")))
    assert "entry 7" in found.rejections[0].reason


def test_gb18030_under_a_gb2312_label_is_read() -> None:
    text = a_feed(("1", "图灵奖公布", "<p>镕</p>")).replace(
        '<?xml version="1.0"?>', '<?xml version="1.0" encoding="gb2312"?>'
    )
    assert read(text.encode("gb18030")).entries[0].text == "图灵奖公布\n\n镕"


def test_a_chinese_feed_without_zone_is_in_beijing_time() -> None:
    feed = a_feed(("1", "奖", "x")).replace("Thu, 21 Mar 2024 10:00:00 GMT", "2024-08-20 10:00:00")
    entry = read(feed, language="zh").entries[0]
    assert entry.published is not None
    assert entry.published.hour == 2


def test_a_script_in_a_body_is_not_text() -> None:
    feed = a_feed(("1", "A &lt;b&gt;medal&lt;/b&gt;", "<script>alert(1)</script><p>ok</p>"))
    assert read(feed).entries[0].text == "A medal\n\nok"


@pytest.mark.parametrize("head", ["", "\ufeff", "\ufeff\n"])
def test_a_json_feed_with_line_breaks_in_its_strings_is_read(head: str) -> None:
    broken = JSON_FEED.replace("<p>She won.</p>", "\n<p>She\twon.</p>\r\n")
    assert read(head + broken).entries[0].text == "Medal for Ada Park\n\nShe won."


def test_the_plain_text_of_a_json_feed_is_no_html() -> None:
    item = {"id": "1", "title": "Noise", "content_text": "Where p<i and i>q,\nR&D <won>."}
    (entry,) = read(json.dumps({"items": [item]})).entries
    assert entry.text == "Noise\n\nWhere p<i and i>q,\nR&D <won>."


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Effects at p&lt;0.05 and n&gt;7", "Effects at p<0.05 and n>7"),
        ("Effects at p&amp;lt;0.05 &amp;amp; n&amp;gt;7", "Effects at p<0.05 & n>7"),
        ("&lt;3 for Ada", "<3 for Ada"),
        ("When a&lt;b and c&gt;d", "When a<b and c>d"),
        ("Letters to &lt;ada@example.org&gt;", "Letters to <ada@example.org>"),
        ("R&amp;D at A&amp;B; and so on", "R&D at A&B; and so on"),
        ("Paths of A* and my_name_", "Paths of A* and my_name_"),
        ("&lt;i&gt;E. coli&lt;/i&gt; in H&lt;sub&gt;2&lt;/sub&gt;O", "E. coli in H2O"),
        ("&amp;lt;i&amp;gt;E. coli&amp;lt;/i&amp;gt; grows", "E. coli grows"),
        ("&lt;a href='b' class=c&gt;One&lt;/a&gt;&lt;br/&gt;**Two**", "One Two"),
    ],
)
@pytest.mark.parametrize("shape", ["rss", "atom", "json"])
def test_nothing_of_a_title_is_lost_but_its_tags(written: str, title: str, shape: str) -> None:
    feeds = {
        "rss": a_feed(("1", written, "x")),
        "atom": ATOM.replace("Medal for Ada Park", written),
        "json": json.dumps({"items": [{"id": "1", "title": unescape(written)}]}),
    }
    assert read(feeds[shape]).entries[0].title == title


RSS = "<rss version='2.0'><channel><item>{}</item></channel></rss>"


@pytest.mark.parametrize(
    ("inner", "url"),
    [
        ("<title>17</title><enclosure url='https://e.org/17.mp3'/>", "https://e.org/17.mp3"),
        ("<title>17</title><enclosure url='https://e.org/17.mp3'/><link>https://e.org/17</link>", "https://e.org/17"),
        ("<title>17</title><x/><enclosure url='https://e.org/17.mp3'/>", "https://e.org/17.mp3"),
        ("<title>17</title><link/><enclosure url='urn:17'/>", None),
    ],
)  # fmt: skip
def test_an_episode_without_a_page_links_to_its_recording(inner: str, url: str | None) -> None:
    (entry,) = read(RSS.format(inner)).entries
    assert entry.url == url


def test_an_episode_of_a_json_feed_links_to_its_recording() -> None:
    item = {"id": "1", "title": "17", "attachments": [{"url": "https://e.org/17.mp3"}, 5]}
    assert read(json.dumps({"items": [item]})).entries[0].url == "https://e.org/17.mp3"


@pytest.mark.parametrize(
    "links",
    [
        "<link rel='replies' href='/c'/><link href='/1'/>",
        "<link rel='enclosure' href='/1.mp3'/><link rel='ALTERNATE' href='/1'/>",
        "<link rel='via' href='/2'/><link rel='http://www.iana.org/assignments/relation/alternate' href='/1'/>",
        "<link rel='https://www.iana.org/assignments/link-relations/alternate' href='/1'/>",
        "<link type='application/pdf' href='/1.pdf'/><link href='/1'/>",
        "<link rel='replies' href='/c'/><x/><link rel='enclosure' href='/1.mp3'/><link href='/1'/>",
    ],
)
def test_an_entry_links_to_its_page_whatever_else_it_links_to(links: str) -> None:
    body = ATOM.replace('<link href="https://example.org/1"/>', links)
    assert read(body).entries[0].url == "https://example.org/1"


def test_an_entry_that_is_only_a_document_links_to_it() -> None:
    body = ATOM.replace('href="https', 'type="application/pdf" href="https')
    assert read(body).entries[0].url == "https://example.org/1"


@pytest.mark.parametrize("odd", ["", "<x/>"])
def test_an_entry_has_a_base_of_its_own(odd: str) -> None:
    body = (
        ATOM.replace("<feed ", "<feed xml:base='https://example.org/a/feed.atom' ")
        .replace(
            "<entry><id>tag:1</id><title>Medal for Ada Park</title>",
            f"<entry xml:base='2024/03/'><id>tag:1</id><title>Medal</title>{odd}",
        )
        .replace('href="https://example.org/1"', 'href="medal"')
        .replace("She won.", "&lt;a href='b'&gt;c&lt;/a&gt;")
    )
    (entry,) = read(body).entries
    assert entry.url == "https://example.org/a/2024/03/medal"
    assert "[c](https://example.org/a/2024/03/b)" in entry.text


def test_a_bare_ampersand_and_a_bare_less_than_are_read_as_written() -> None:
    (entry,) = read(
        RSS.format(
            "<title>R&D & AT&T: p<0.05 for <ada-2025</title>"
            "<link>https://e.org/1?x=1&copy=2&amp;z=3</link>"
            "<description>Q&A &lt;b&gt;now&lt;/b&gt; <![CDATA[& <i>R&D</i>]]></description>"
        )
    ).entries
    assert entry.title == "R&D & AT&T: p<0.05 for <ada-2025"
    assert entry.url == "https://e.org/1?x=1&copy=2&z=3"
    assert entry.text.endswith("Q&A **now** & *R&D*")


def test_what_only_html_has_a_name_for_is_read_as_feedparser_reads_it() -> None:
    inner = "<title>&copy; Ada&nbsp;Caf&eacute;</title><description><![CDATA[a&nbsp;b &foo; c]]></description>"
    body = f"\n  {RSS.format(inner)}".encode()
    document = Document(source="s", kind="feed", location="https://e.org/f", body=body)
    mended = wellformed.items(replace(document, body=with_entities(body)))
    assert mended is not None
    (item,) = mended.items
    assert isinstance(item, FeedItem)
    assert item == (through_feedparser(document) or pytest.fail("no feed")).items[0]
    assert item.title == "© Ada\xa0Café"


def test_characters_that_no_xml_has_are_left_out() -> None:
    (entry,) = read(RSS.format("<title>Medal\x08 for Ada\x0b Park\x1f</title>")).entries
    assert entry.title == "Medal for Ada Park"


def test_content_is_read_under_a_prefix_that_nobody_declared() -> None:
    inner = (
        "<title>R&D</title><description>Short.</description><dc:creator>Ada</dc:creator>"
        "<content:encoded><![CDATA[<p>The R&amp;D text in full.</p>]]></content:encoded>"
    )
    (entry,) = read(RSS.format(inner)).entries
    assert (entry.text, entry.author) == ("R&D\n\nThe R&D text in full.", "Ada")


def test_mending_takes_time_in_proportion_to_the_feed() -> None:
    started = process_time()
    for piece in ("<![CDATA[", "<!--", "<a ='", '<a ="', "<?", "<!x", "&", "<a b"):
        with_entities((piece * 100_000).encode())
    assert (
        process_time() - started < 20
    )  # where every piece looked for its end, it would be minutes


def test_news_of_a_sitemap_without_a_title_is_a_rejection() -> None:
    news = "<url><loc>https://e.org/{}</loc><n:news>{}</n:news></url>"
    body = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        + news.format(1, "<n:title>One</n:title>")
        + news.format(2, "")
        + "<url><loc>https://e.org/about</loc></url></urlset>"
    )
    found = read(body)
    assert [e.title for e in found.entries] == ["One"]
    assert ["https://e.org/2" in r.reason for r in found.rejections] == [True]
