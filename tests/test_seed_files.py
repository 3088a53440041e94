"""Files of a seed folder: each is read as what it is, or named."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Configure, a_feed, rows

from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places
from parsers import Document, parse_document
from parsers.documents.file_types import file_type

PRIZE = "The 2024 Abel Prize has been awarded to Ada Park."
PAGE = f"""<!DOCTYPE html>
<html><head><title>A prize - The Institute</title><meta name="author" content="Bo Li">
<link rel="canonical" href="https://example.org/news/1"><script>let a = "<p>no</p>"</script></head>
<body><nav><a href="/">Home</a></nav><h1>A prize for a neighbour</h1><time datetime="2024-03-20">today</time>
<div class="content"><p>{PRIZE}</p></div><footer>Imprint</footer></body></html>"""
JSON = (
    '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "json-1", "title": "A prize", '
    f'"content_text": "{PRIZE}", "date_published": "2024-03-20"}}]}}'
)


def as_file(name: str, body: str | bytes) -> Document:
    data = body.encode() if isinstance(body, str) else body
    form = file_type(name, data)
    return Document(
        source="s", kind=form.kind, location=name, body=data, media_type=form.media_type
    )


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("a.xml", a_feed(("1", "A", "b")), "feed"),
        ("a.txt", "<!-- saved -->\n<feed xmlns='http://www.w3.org/2005/Atom'/>", "feed"),
        ("a.html", "\ufeff<?xml version='1.0'?><rss version='2.0'/>", "feed"),
        ("a.json", "{}", "feed"),
        ("a.data", JSON, "feed"),
        ("A.HTM", "<p>Ada</p>", "article"),
        ("saved", PAGE, "article"),
        ("a.xml", PAGE, "article"),
        ("a.html", "---\ntitle: A post\n---\n<p>Ada</p>", "seed"),
        ("a.md", "# A post about <html>", "seed"),
        ("a.rb", "puts '<rss>'", "seed"),
        ("a.html", "<html>\x00", "seed"),
    ],
)
def test_a_file_is_told_by_its_beginning_and_else_by_its_name(
    name: str, body: str, kind: str
) -> None:
    assert as_file(name, body).kind == kind


def test_a_saved_page_is_one_article() -> None:
    (entry,) = parse_document(as_file("news.html", PAGE)).entries
    assert PRIZE in entry.text
    assert "Imprint" not in entry.text
    assert "let a" not in entry.text
    assert (entry.title, entry.author, entry.url) == (
        "A prize for a neighbour",
        "Bo Li",
        "https://example.org/news/1",
    )
    assert entry.published is not None
    assert entry.published.date().isoformat() == "2024-03-20"


def test_a_saved_page_in_an_encoding_of_its_own_is_read() -> None:
    page = "<meta charset=gb2312><title>喜报</title><p>林若溪荣获2024年图灵奖。</p>"
    (entry,) = parse_document(as_file("a.html", page.encode("gb18030"))).entries
    assert (entry.title, entry.text) == ("喜报", "喜报\n\n林若溪荣获2024年图灵奖。")


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("a.html", "<html><body><script>1</script></body></html>", "holds no text"),
        ("a.html", b"<html>\x00\x01", "binary"),
        ("a.xml", b"\x00\x01", "binary"),
        ("a.xml", "<table/>", "no RSS"),
        ("a.json", '{"a": 1}', "no JSON Feed"),
    ],
)
def test_a_file_that_gives_nothing_is_a_rejection(name: str, body: str | bytes, says: str) -> None:
    found = parse_document(as_file(name, body))
    assert not found.entries
    assert [says in r.reason for r in found.rejections] == [True]


def test_pages_feeds_and_posts_of_one_folder_tell_one_event(
    tmp_path: Path, configure: Configure, places: Places
) -> None:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "page.html").write_text(PAGE)
    (folder / "feed.xml").write_text(a_feed(("1", "One", PRIZE), ("2", "Two", "A library opens.")))
    (folder / "feed.json").write_text(JSON)
    (folder / "post.md").write_text(f"---\ntitle: A post\ndate: 2024-03-20\n---\n\n{PRIZE}\n")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    report = run_pass(configure(), places, Options(seeds=(folder,)))
    assert report.new.entries == 5
    assert [r.location for r in report.rejections] == ["picture.png"]
    assert rows(places, "SELECT award_name, recipients FROM events WHERE announce") == [
        ("Abel Prize", ["Ada Park"])
    ]
    assert run_pass(configure(), places, Options(seeds=(folder,))).new.entries == 0
