"""Feeds of every family, and answers that are none."""

from __future__ import annotations

import json
from html import unescape

import pytest
from conftest import a_feed

from parsers import Document, Parsed, parse_document

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
