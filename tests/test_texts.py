"""Short texts of many shapes, written for these tests: what each announces, and that others are quiet.

A file of `texts/` holds documents: `== DATE`, a line `> KIND PART` for each event that must be told (PART
stands in its work, its people or its sentence), an empty line, the text. The files `items_*.txt` hold one
item of a digest a line: year and month, what it tells (a: award, b: breakthrough, -: neither), the item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import an_article

from config import Lexicon
from parsers import Article, Mention, find_mentions

TEXTS = Path(__file__).with_name("texts")
KINDS = {"a": {"award"}, "b": {"breakthrough"}, "-": set[str]()}


def documents() -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    for path in sorted(TEXTS.glob("*.txt")):
        if path.stem.startswith("items"):
            continue
        for part in re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            head, text = part.split("\n\n", 1)
            day, *wanted = head.split("\n")
            yield day, text, [(w.split(" ", 2)[1], w.split(" ", 2)[2]) for w in wanted]


def items() -> Iterator[tuple[str, str, str, str]]:
    for language in ("zh", "en"):
        for line in (TEXTS / f"items_{language}.txt").read_text(encoding="utf-8").splitlines():
            month, kind, item = line.split(" ", 2)
            yield language, month, kind, item


def announced(article: Article, lexicon: Lexicon) -> list[Mention]:
    return [m for m in find_mentions(article, lexicon).mentions if m.announce]


def told(mention: Mention, text: str) -> str:
    parts = (*mention.recipients, mention.work_title, mention.subject, *mention.institutions)
    return " ".join([*filter(None, parts), text[mention.start : mention.end]])


@pytest.mark.parametrize(("day", "text", "wanted"), list(documents()))
def test_a_text_tells_these_events_and_no_others(
    day: str, text: str, wanted: list[tuple[str, str]], lexicon: Lexicon
) -> None:
    article = an_article(text, published=datetime.fromisoformat(f"{day}T12:00+00:00"))
    found = announced(article, lexicon)
    for kind, part in wanted:
        assert any(m.kind == kind and part in told(m, article.text) for m in found), part
    assert {m.kind for m in found} == {kind for kind, _ in wanted}


@pytest.mark.parametrize(("language", "month", "kind", "item"), list(items()))
def test_an_item_of_a_digest_tells_what_it_tells(
    language: str, month: str, kind: str, item: str, lexicon: Lexicon
) -> None:
    text = (
        f"一周科技（第 30 期）\n\n## 新闻\n\n1、[标题](https://example.org)\n\n{item}\n\n2、另一则\n\n天气不错。\n"
        if language == "zh"
        else f"AI and science weekly, issue 30\n\n- {item}\n- The weather is fine.\n"
    )
    year, number = month.split("-")
    article = an_article(text, published=datetime(int(year), int(number), 20, tzinfo=UTC))
    assert {m.kind for m in announced(article, lexicon)} == KINDS[kind]
