"""Shortcuts change nothing: what is looked for only where it can stand is found as by looking everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import a_feed, an_article

from parsers import Document, likeness, parse_document
from parsers.breakthroughs import durations as waits
from parsers.text.characters import aligned, language_of

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.txt"))
WAITS = [
    ("It is the first proof in nearly forty years of trying", 40),
    ("the puzzle, which had stumped a dozen groups since it was put, stood for about 25 years", 25),
    ("这一困扰数学界和物理学界五十多年的难题", 50),
    ("数学家等待了将近 30 年", 30),
    ("a 357-year-old riddle", 357),
    ("十二年前的猜想终于得证", 12),
    ("open, it seems, and unsolved since 1935, when nobody could", None),
    ("人类寻找了半个世纪", None),
    ("比1987年更长", None),
    ("a conjecture posed in 1962", None),
]
NAMES = [
    ("the iPhone and GPT-4.5 beat x.Ray, e.g. in 2026", {"iphone", "gpt-4.5", "x.ray", "2026"}),
    ("small words only, and no name at all.", set()),
    ("word.Next is one, Next word is another", {"word.next", "next"}),
    (
        "naïve Müller and 42,000 people of “北京大学” read《自然》",
        {"42,000", "“北京大学”", "《自然》"},
    ),
    ("a-B c+D e.f", {"a-b", "c+d"}),
]


@pytest.mark.parametrize(("text", "years"), WAITS)
def test_a_wait_is_found_wherever_it_stands(text: str, years: int | None) -> None:
    for before in ("", "So it is, then. " * 20, "那么，事情是这样的。" * 20):
        low = aligned(before + text + "。 " + before)
        found = waits._waits(low)
        assert [w.years for w in found] == [years], text
        assert list(found) == list(waits._found(low, 0, len(low)))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_windows_hold_every_wait_of_our_own_texts(path: Path) -> None:
    low = aligned(path.read_text(encoding="utf-8"))
    assert list(waits._waits(low)) == list(waits._found(low, 0, len(low)))


@pytest.mark.needs_shared
def test_windows_hold_every_wait_of_the_labelled_texts(shared: Path) -> None:
    total = 0
    for path in (shared / "gold").rglob("*.md"):
        low = aligned(path.read_text(encoding="utf-8", errors="replace"))
        found = list(waits._waits(low))
        assert found == list(waits._found(low, 0, len(low))), path
        total += len(found)
    assert total > 50


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_names_stand_out_of_runs_of_small_words(text: str, expected: set[str]) -> None:
    assert set(likeness.names(an_article(text, title=""))) == expected


def test_an_item_printed_as_before_is_not_read_and_counts_all_the_same() -> None:
    body = a_feed(("1", "Old", "<p>Old</p>"), ("2", "New", "<p>New</p>"))
    document = Document(
        source="Wire", kind="feed", location="https://example.org/feed", body=body.encode(),
        media_type="application/xml",
    )  # fmt: skip
    first, _ = parse_document(document).entries
    parsed = parse_document(document, frozenset({first.printed}))
    assert (parsed.known, [entry.guid for entry in parsed.entries]) == (1, ["2"])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("汉" * 2 + "x" * 13, "zh"),
        ("汉" * 2 + "x" * 15, "en"),
        ("㐀㐁 豈", "zh"),
        ("ア ウ é “”", "en"),
    ],
)
def test_chinese_characters_are_counted_by_their_pages(text: str, language: str) -> None:
    assert language_of(text) == language
