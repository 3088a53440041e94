"""Pages that entries link to: what of them is used, and that none is dropped without a word."""

from __future__ import annotations

import pytest
from conftest import Configure, Web, a_source, rows

from flows.ingestion.report import Options, RunReport
from flows.ingestion.run import run_pass
from flows.places import Places
from parsers.documents.article_page import full_text

pytestmark = pytest.mark.slow

PRIZE = "The 2024 Abel Prize has been awarded to Ada Park."
BRIEF = f"<html><head><title>T</title></head><body><article><h1>News</h1><p>{PRIZE}</p></article></body></html>"
NOTICE = (
    "<html><head><title>喜报</title>{}</head><body><div class='content'><h1>喜报</h1>"
    "<p>近日，我院林若溪教授荣获2024年图灵奖。</p></div></body></html>"
)


def a_listing(*links: str, said: str = "more") -> str:
    items = "".join(
        f"<item><title>Of the department, {n}</title><link>{link}</link><description>{said}</description></item>"
        for n, link in enumerate(links)
    )
    return f'<rss version="2.0"><channel>{items}</channel></rss>'


def read_through(
    web: Web, configure: Configure, places: Places, *links: str, more: str = "", said: str = "more"
) -> RunReport:
    url = web.serves("/feed", a_listing(*links, said=said))
    sources = a_source("Wire", url) + f"full_text = true\n{more}"
    return run_pass(configure(sources=sources), places, Options())


def reasons(report: RunReport) -> dict[str, str]:
    return {r.location: r.reason for r in report.rejections}


def test_a_page_of_one_sentence_is_read(web: Web, configure: Configure, places: Places) -> None:
    report = read_through(web, configure, places, web.serves("/brief", BRIEF))
    assert rows(places, "SELECT recipients FROM awards WHERE announce") == [(["Ada Park"],)]
    assert report.rejections == []


@pytest.mark.parametrize(
    ("encoding", "meta", "media_type"),
    [
        ("utf-8", "", "text/html"),
        ("gb18030", "<meta charset='gb2312'>", "text/html"),
        ("gb18030", "", "text/html; charset=GBK"),
        ("gb18030", "<meta charset='utf-8'>", "text/html; charset=gb2312"),
    ],
)
def test_a_short_chinese_notice_is_read_in_its_encoding(
    encoding: str, meta: str, media_type: str, web: Web, configure: Configure, places: Places
) -> None:
    page = web.serves("/notice", NOTICE.format(meta).encode(encoding), Content_Type=media_type)
    report = read_through(web, configure, places, page)
    ((text,),) = rows(places, "SELECT text FROM articles")
    assert "林若溪教授荣获2024年图灵奖" in text
    assert report.rejections == []


def test_a_page_that_cannot_be_read_is_named_and_its_entry_kept(
    web: Web, configure: Configure, places: Places
) -> None:
    web.serves("/robots.txt", "User-agent: *\nDisallow: /private/\n")
    gone, private = f"{web.url}/gone", web.serves("/private/1", BRIEF)
    shell = web.serves(
        "/shell", "<html><body><noscript>Please enable JavaScript.</noscript></body></html>"
    )
    menu = web.serves("/menu", "<html><body><nav><a href='/'>Home</a></nav></body></html>")
    sound = web.serves("/17.mp3", b"ID3\x00")
    report = read_through(web, configure, places, gone, private, shell, menu, sound)
    said = reasons(report)
    assert "HTTP 404" in said.pop(gone)
    assert "robots.txt keeps robots from" in said.pop(private)
    assert "enable JavaScript" in said.pop(shell)
    assert "no main text" in said.pop(menu)
    assert "recording" in said.pop(sound)
    assert said == {}
    assert report.new.entries == 5
    assert len(rows(places, "SELECT * FROM rejections")) == 5
    assert {text[-4:] for (text,) in rows(places, "SELECT text FROM articles")} == {"more"}
    assert "/17.mp3" not in {path for _, path, _, _ in web.asked}


def test_where_robots_cannot_be_read_nothing_is_and_the_reason_is_said(
    web: Web, configure: Configure, places: Places
) -> None:
    web.serves("/robots.txt", "down", status=500)
    page = web.serves("/brief", BRIEF)
    report = read_through(web, configure, places, page)
    assert "robots.txt cannot be read (HTTP 500" in reasons(report)[page]


def test_a_selector_that_finds_nothing_on_a_page_is_named(
    web: Web, configure: Configure, places: Places
) -> None:
    page = web.serves("/brief", BRIEF)
    report = read_through(web, configure, places, page, more='page = { content = "main" }\n')
    assert "matches the selector 'main'" in reasons(report)[page]


def test_a_page_that_says_less_than_its_entry_does_not_replace_it(
    web: Web, configure: Configure, places: Places
) -> None:
    page = web.serves("/brief", BRIEF)
    report = read_through(
        web, configure, places, page, said=f"{PRIZE} She thanked her friends. " * 3
    )
    ((text,),) = rows(places, "SELECT text FROM articles")
    assert "thanked" in text
    assert "no more than the entry" in reasons(report)[page]


def test_what_the_entry_says_and_a_short_page_does_not_is_kept() -> None:
    text, _ = full_text(BRIEF.encode(), "News", "She is glad.", None, "https://e.org/1")
    assert text is not None
    assert text.startswith("She is glad.\n\n")
    assert text.endswith(PRIZE)


def test_a_page_source_without_a_list_is_a_rejection(
    web: Web, configure: Configure, places: Places
) -> None:
    url = web.serves("/", BRIEF, Content_Type="text/html")
    report = run_pass(
        configure(sources=a_source("Page", url) + 'kind = "page"\n'), places, Options()
    )
    assert "no list of articles" in reasons(report)[url]
    assert rows(places, "SELECT count(*) FROM rejections") == [(1,)]


def test_an_entry_of_a_list_without_a_link_is_a_rejection(
    web: Web, configure: Configure, places: Places
) -> None:
    listed = "<html><body><ul><li><a href='/1'>One</a></li><li>Two, soon</li></ul></body></html>"
    url = web.serves("/", listed, Content_Type="text/html")
    source = a_source("Page", url) + 'kind = "page"\npage = { entry = "li" }\n'
    report = run_pass(configure(sources=source), places, Options())
    assert report.new.entries == 1
    assert "'Two, soon'" in reasons(report)[url]
