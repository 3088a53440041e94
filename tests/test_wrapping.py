"""Lines wrapped at a width are one paragraph again; lines that mean something stay lines."""

from __future__ import annotations

import textwrap

import pytest
from conftest import an_article

from config import Lexicon
from parsers import find_mentions
from parsers.article import to_article
from parsers.records import Entry
from parsers.text.wrapping import unwrapped

PROSE = (
    "The jury met on Monday and, after a long discussion, gave the 2024 Abel Prize to Michel "
    "Talagrand, whose inequalities are used far beyond the field in which he found them. "
    "The committee praised the depth of the work, which took him the better part of forty years."
)
KEPT = [
    "Best Paper\nWhispered Vowels and Where They Live\nAnna Kowalska, Ben Ito",
    "Accepted papers\n\nA Study of Small Things in Very Large Places Seen from Above\nAda Park\nTwo Ways\nBo Li",
    "```\nfirst line of a program that is as long as lines of programs get to be\nsecond line\n```",
    "| award | paper that it was given to in this year |\n|---|---|\n| Best Paper | Small Things |",
    "> a quotation that is long enough to look as if it was wrapped by its writer\n> and goes on",
    "# A heading that is long enough to look as if it was wrapped by its writer here\nand text below",
    "Ada Park,\nBo Li,\nCleo Marsh",
    "这一行有足够多的汉字，看上去像是按宽度折行的段落，但中文并不在空格处折行，所以保持原样不动\n下一行也是如此",
    "",
]


@pytest.mark.parametrize("width", [60, 72, 80, 100])
@pytest.mark.parametrize("indent", ["", "  "])
def test_wrapped_prose_is_one_line_again(width: int, indent: str) -> None:
    wrapped = textwrap.fill(PROSE, width, subsequent_indent=indent)
    assert unwrapped(f"# News\n\n{wrapped}\n\n- an entry\n") == f"# News\n\n{PROSE}\n\n- an entry\n"


def test_a_wrapped_list_entry_is_one_line_again() -> None:
    wrapped = textwrap.fill(f"- {PROSE}", 72, subsequent_indent="  ")
    assert unwrapped(f"{wrapped}\n- Another.") == f"- {PROSE}\n- Another."


@pytest.mark.parametrize("text", KEPT)
def test_lines_that_mean_something_stay(text: str) -> None:
    assert unwrapped(text) == text


def test_a_folded_value_of_front_matter_is_one_line_again() -> None:
    text = "---\ntitle: A day\ndescription: >-\n  Ada Park won\n  a prize.\ntags:\n  - a\n  - b\n---\nBody\n"
    assert "  Ada Park won a prize.\ntags:\n  - a\n  - b\n---" in unwrapped(text)


@pytest.mark.parametrize("width", [64, 76])
def test_a_wrapped_article_tells_the_same(width: int, lexicon: Lexicon) -> None:
    def told(text: str) -> list[tuple[str | None, tuple[str, ...]]]:
        article = an_article(text, title="Abel Prize announced")
        entry = Entry(
            source="test", guid="1", document_id="test", url=None, title=article.title, author=None,
            published=article.published, text=text, start=0, end=len(text),
        )  # fmt: skip
        return [
            (m.award_name, m.recipients) for m in find_mentions(to_article(entry), lexicon).mentions
        ]

    assert (
        told(textwrap.fill(PROSE, width)) == told(PROSE) == [("Abel Prize", ("Michel Talagrand",))]
    )
