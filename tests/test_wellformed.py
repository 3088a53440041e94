"""The fast path for feeds agrees with feedparser on every field we use, or refuses."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import feedparser
import pytest

from parsers import parse_document
from parsers.documents import wellformed
from parsers.documents import xml_feed as tolerant
from parsers.documents.feed_item import FeedItem
from parsers.documents.xml_feed import through_feedparser
from parsers.records import Document, Wishes

SHELLS = {
    "rss": '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:g="http://www.georss.org/georss" xmlns:m="http://www.opengis.net/gml" '
    'xmlns:arxiv="http://arxiv.org/schemas/atom">'
    "<channel><title>News</title><item>{}</item></channel></rss>",
    "atom": '<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry>{}</entry></feed>',
    "rdf": '<rdf:RDF xmlns="http://purl.org/rss/1.0/" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/><item rdf:about="urn:1">{}</item></rdf:RDF>',
}
READ = {
    "rss": [
        "<title>A prize</title><link>/a?b=1&amp;c=2</link><guid>tag:1</guid>",
        "<guid isPermaLink='true'>/p/1</guid><title> Two  words </title>",
        "<guid isPermaLink='false'>x</guid><link>https://example.org/p</link><link/>",
        "<title>&amp;lt;b&amp;gt; doubly &amp;amp; escaped</title>",
        "<title><![CDATA[A <b>bold</b> prize]]></title><description><![CDATA[<p>Text</p>]]></description>",
        "<description>short</description><content:encoded>&lt;p&gt;the long text&lt;/p&gt;</content:encoded>",
        "<content:encoded>text</content:encoded><description>the longer of both</description>",
        "<dc:creator>Ada Park</dc:creator><author>ada@example.org (Ada)</author><title>t</title>",
        "<pubDate>Mon, 21 Sep 2026 14:13:20 GMT</pubDate><dc:date>2026-09-21</dc:date><title>t</title>",
        "<title>caf\u00e9 \u00c3\u00a9</title>",
        "<title>t</title><media:content url='a.png'><media:title>other</media:title></media:content>",
        "<title>t</title><enclosure url='https://example.org/1.mp3' length='1' type='audio/mpeg'/>",
        "<link>/a</link><enclosure url='https://example.org/1.mp3' type='audio/mpeg'/><title>t</title>",
        "<title>t</title><g:where><m:Point><m:pos>48.2 16.4</m:pos></m:Point></g:where>",
        "<title>t</title><arxiv:announce_type>replace-cross</arxiv:announce_type>",
    ],
    "atom": [
        "<id>urn:1</id><title type='html'>A &lt;i&gt;prize&lt;/i&gt;</title><link href='/a'/>",
        "<id>urn:1</id><link rel='self' href='/s'/><link rel='alternate' type='text/html' href='b'/>",
        "<author><name>Ada</name><email>a@example.org</email></author>",
        "<link rel='replies' href='/r'/><link rel='http://www.iana.org/assignments/relation/alternate' href='/a'/>",
        "<id>1</id><link rel='Enclosure' href='/a.mp3'/><link type='application/pdf' href='/a.pdf'/>",
        "<content type='html' xml:base='/deep/er/'>&lt;a href='x'&gt;x&lt;/a&gt;</content><summary>s</summary>",
        "<published>2026-01-02T03:04:05Z</published><updated>2026-01-03T03:04:05Z</updated><id>1</id>",
    ],
    "rdf": ["<title>t</title><link>/a</link><dc:date>2026-09-21T00:00:00Z</dc:date>"],
}
LEFT = {
    "rss": [
        "<title>one</title><title>two</title>",
        "<title><b>not escaped</b></title>",
        "<media:content url='a'><media:title>first</media:title></media:content><title>t</title>",
        "<item><title>inside</title></item>",
        "<title>a control \u0085 mark</title>",
    ],
    "atom": [
        "<author><name>Ada</name><email>a@example.org</email></author><author><name>Bo</name></author>",
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>x</div></content>",
    ],
    "rdf": [],
}


def a_feed(body: str | bytes, media_type: str = "application/xml") -> Document:
    return Document(
        source="test",
        kind="feed",
        location="https://example.org/feeds/news.xml",
        body=body if isinstance(body, bytes) else body.encode(),
        media_type=media_type,
    )


def cases(table: dict[str, list[str]]) -> list[str]:
    return [SHELLS[kind].format(inner) for kind, inners in table.items() for inner in inners]


def as_feedparser_reads(document: Document) -> list[FeedItem | str]:
    slow = through_feedparser(document)
    assert slow is not None
    return slow.items


@pytest.mark.parametrize("body", cases(READ))
def test_it_reads_as_feedparser_does(body: str) -> None:
    found = wellformed.items(a_feed(body))
    assert found is not None
    assert found.items == as_feedparser_reads(a_feed(body))


@pytest.mark.parametrize("body", cases(LEFT))
def test_it_leaves_what_it_would_read_otherwise(body: str) -> None:
    found = wellformed.items(a_feed(body))
    assert found is None or isinstance(found.items[0], bytes)
    read = tolerant.read(a_feed(body))
    assert read is not None
    assert read.items == as_feedparser_reads(a_feed(body))


@pytest.mark.parametrize("kind", ["rss", "atom", "rdf"])
def test_an_odd_item_is_left_and_those_around_it_are_read(kind: str) -> None:
    name = "entry" if kind == "atom" else "item"
    link = "<link href='a'/>" if kind == "atom" else "<link>a</link>"
    plain = f"<{name} xml:base='/deep/'><title>Plain</title>{link}</{name}>"
    odd = f"<{name}><title>Odd</title><title>twice</title><x:y xmlns:x='urn:x'>z</x:y></{name}>"
    outer, inner = SHELLS[kind].split(f"<{name}", 1)
    end = inner.split(f"</{name}>", 1)[1]
    document = a_feed(outer + plain + odd + plain + odd + end)
    found = wellformed.items(document)
    assert found is not None
    assert [isinstance(item, bytes) for item in found.items] == [False, True, False, True]
    read = tolerant.read(document)
    assert read is not None
    assert read.items == as_feedparser_reads(document)


def test_a_licence_beside_the_items_does_not_send_a_feed_to_feedparser() -> None:
    licence = (
        "<c:License xmlns:c='http://web.resource.org/cc/'><c:permits>all</c:permits></c:License>"
    )
    inner = "<title>One</title><link>/1</link>"
    document = a_feed(SHELLS["rdf"].format(inner).replace("</rdf:RDF>", f"{licence}</rdf:RDF>"))
    found = wellformed.items(document)
    assert found is not None
    assert found.items == as_feedparser_reads(document)


def test_an_item_that_was_left_keeps_the_base_and_the_letters_of_its_feed() -> None:
    body = (
        '<?xml version="1.0" encoding="gb2312"?><rss version="2.0" xml:base="https://base.example/">'
        "<channel xml:base='sub/'><item><title>\u9955 &amp; \u5956</title><title/><link>a</link>"
        "</item></channel></rss>"
    )
    document = a_feed(body.encode("gb18030"))
    read = tolerant.read(document)
    assert read is not None
    (item,) = read.items
    assert isinstance(item, FeedItem)
    assert (item.title, item.url) == ("\u9955 & \u5956", "https://base.example/sub/a")
    assert read.items == as_feedparser_reads(document)


@pytest.mark.parametrize(
    ("declared", "actual", "media_type"),
    [
        ("utf-8", "utf-8", "application/xml"),
        ("gb2312", "gb18030", "application/xml"),
        ("gbk", "gbk", "application/rss+xml"),
        ("gb18030", "utf-8", "application/xml; charset=utf-8"),
        ("utf-8", "utf-8", "text/xml"),
        ("utf-8", "gb18030", "text/xml; charset=gb2312"),
        ("", "utf-8-sig", "application/xml"),
        ("", "utf-8", "text/xml"),
    ],
)
def test_it_reads_an_encoding_as_feedparser_does_or_refuses(
    declared: str, actual: str, media_type: str
) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    text = head + SHELLS["rss"].format("<title>最佳论文奖：镕与喆的研究</title>")
    document = a_feed(text.encode(actual), media_type)
    read = wellformed.items(document)
    assert read is None or read.items == as_feedparser_reads(document)


def test_an_entity_or_a_document_type_is_refused() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + SHELLS["rss"].format(
        "<title>&b;</title>"
    )
    assert wellformed.items(a_feed(bomb)) is None


@pytest.mark.needs_shared
@pytest.mark.parametrize(
    ("folder", "read_at_least"), [("feeds/feedparser", 700), ("feeds/ai-news", 21)]
)
def test_it_never_differs_on_files_of_others(shared: Path, folder: str, read_at_least: int) -> None:
    counts: Counter[str] = Counter()
    for path in sorted((shared / folder).rglob("*.xml")):
        document = a_feed(path.read_bytes())
        found = wellformed.items(document)
        if found is None:
            counts["refused"] += 1
            continue
        counts["read"] += not any(isinstance(item, bytes) for item in found.items)
        read = tolerant.read(document)
        assert read is not None
        assert read.items == as_feedparser_reads(document), path
    assert counts["read"] >= read_at_least


@pytest.mark.needs_shared
def test_no_file_of_others_ends_the_run(shared: Path) -> None:
    paths = [
        p for p in sorted((shared / "feeds").rglob("*")) if p.is_file() and p.suffix != ".opml"
    ]
    assert len(paths) > 2000
    for path in paths:
        parsed = parse_document(a_feed(path.read_bytes()))
        assert parsed.entries or parsed.rejections or parsed.document_id, path


@pytest.mark.parametrize(
    ("said", "wishes"),
    [
        ("<ttl>60</ttl>", Wishes(minutes=60)),
        ("<ttl>soon</ttl>", Wishes()),
        (
            "<skipHours><hour>0</hour><hour>23</hour><hour>x</hour></skipHours>",
            Wishes(skip_hours=frozenset({0, 23})),
        ),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            Wishes(minutes=360),
        ),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><ttl>90</ttl>", Wishes(minutes=90)),
    ],
)
def test_a_feed_says_how_often_it_may_be_asked(said: str, wishes: Wishes) -> None:
    body = (
        '<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>'
        f"{said}<item><title>t</title></item></channel></rss>"
    )
    assert parse_document(a_feed(body)).wishes == wishes
    broken = parse_document(a_feed(f"{body}&nbsp;")).wishes
    assert broken.minutes == wishes.minutes


FAILS = "<x:pos xmlns:x='http://www.opengis.net/gml'>1 2</x:pos>"  # on it feedparser ends


def test_places_are_passed_over_where_feedparser_fails_on_them() -> None:
    items = "".join(f"<item><title>{n}</title>{FAILS}</item>" for n in (1, 2))
    odd = f"<item><title>3</title><title>twice</title>{FAILS}</item>"
    body = f'<rss version="2.0"><channel>{items}{odd}</channel></rss>'
    with pytest.raises(KeyError):
        through_feedparser(a_feed(body))
    assert [e.title for e in parse_document(a_feed(body)).entries] == ["1", "2", "3"]


def test_an_item_on_which_feedparser_fails_takes_no_other_with_it() -> None:
    # Wrapped in an element that nobody knows, the place is not seen before feedparser reads it.
    odd = f"<item><title>Odd</title><z:z xmlns:z='urn:z'>{FAILS}</z:z></item>"
    items = [f"<item><title>{n}</title><title>{n}{n}</title></item>" for n in range(4)]
    body = f'<rss version="2.0"><channel>{"".join([*items[:2], odd, *items[2:]])}</channel></rss>'
    found = parse_document(a_feed(body))
    assert [e.title for e in found.entries] == ["0", "1", "2", "3"]
    assert ["KeyError" in r.reason and "Odd" in r.reason for r in found.rejections] == [True]


def test_only_the_odd_item_of_a_feed_is_read_by_feedparser(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[bytes] = []
    parse = feedparser.parse

    def noted(body: BytesIO, **options: Any) -> Any:
        handed.append(body.getvalue())
        return parse(body, **options)

    monkeypatch.setattr(feedparser, "parse", noted)
    odd = "<item><title>Odd</title><title>Odder</title></item>"
    items = [f"<item><title>{n} items</title></item>" for n in range(4)]
    body = f'<rss version="2.0"><channel>{"".join([*items[:2], odd, *items[2:]])}</channel></rss>'
    assert len(parse_document(a_feed(body)).entries) == 5
    (only,) = handed
    assert odd.encode() in only
    assert b"items" not in only


def test_a_feed_that_is_not_well_formed_is_read_where_feedparser_fails() -> None:
    body = (
        '<rss version="2.0"><channel><item><title>One</title></item>'
        f"<item><title>Two</title>{FAILS}<description>a &nbsp; b</description></item></channel></rss>"
    )
    assert [e.title for e in parse_document(a_feed(body)).entries] == ["One", "Two"]


def test_a_feed_of_which_nothing_can_be_read_is_a_rejection() -> None:
    body = f'<!DOCTYPE rss><rss version="2.0"><channel><item>{FAILS}</item></channel></rss>'
    found = parse_document(a_feed(body))
    assert not found.entries
    assert "KeyError" in found.rejections[0].reason
