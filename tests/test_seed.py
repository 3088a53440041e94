"""Seed documents: every form of post and compilation, and files that are none."""

from __future__ import annotations

import pytest

from parsers import Document, parse_document
from parsers.documents.seed import boundaries
from parsers.text.front_matter import front_matter

POST = "title: 'A prize: for two'\ndate: 2024-08-16\nauthor: Wire\n"
BODY = "\nTwo people won.\n"


def parsed(text: str | bytes) -> list[tuple[str, str | None, object]]:
    body = text.encode() if isinstance(text, str) else text
    found = parse_document(Document(source="s", kind="seed", location="x.md", body=body))
    return [
        (e.title, e.author, e.published and e.published.date().isoformat()) for e in found.entries
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"---\n{POST}---\n{BODY}",
        f"---\n\n{POST}\n---\n{BODY}",
        f"---\n            \n{POST}---\n{BODY}",
        f"{POST}---\n{BODY}",
        f"```\n---\n{POST}---\n{BODY}```\n",
        f"```markdown\n{POST}---\n{BODY}```",
        f"\n\n---\n---\n\n{POST}---\n{BODY}",
        f"{POST}\n{BODY}",
    ],
)
def test_front_matter_is_read_in_every_form_met_in_the_wild(text: str) -> None:
    assert parsed(text) == [("A prize: for two", "Wire", "2024-08-16")]


def test_a_post_without_front_matter_is_titled_by_its_heading() -> None:
    assert parsed("Some text first.\n\n# The heading\n\nMore.") == [("The heading", None, None)]


def test_a_rule_in_the_body_ends_no_front_matter() -> None:
    assert front_matter("Some words.\n\n---\n\nMore words.") is None


def test_titles_without_a_space_split_a_compilation_at_exact_places() -> None:
    text = "#First\n\nOne.\n\n\n#Second\n\nTwo.\n"
    assert boundaries(text) == [(0, 15), (15, len(text))]


def test_text_before_the_first_title_is_an_article_too() -> None:
    text = "A note from the editor.\n\n#First\n\nOne.\n\n#Second\n\nTwo.\n"
    assert boundaries(text)[0] == (0, text.index("#First"))


def test_sections_of_one_article_do_not_split_it() -> None:
    text = "# 1. Aim\n\n" + "word " * 80 + "\n\n# 2. Method\n\n" + "word " * 80
    assert boundaries(text) == [(0, len(text))]


def test_spaced_titles_split_when_each_has_a_body_of_its_own() -> None:
    text = "# One\n\n" + "word " * 80 + "\n\n# Two\n\n" + "word " * 80
    assert len(boundaries(text)) == 2


def test_hashtags_and_code_are_no_titles() -> None:
    text = "Words.\n\n#AI #news\n\n```\n\n#include\n\n#define\n\n```\n"
    assert boundaries(text) == [(0, len(text))]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
        ("图灵奖公布".encode("gb18030") * 9, "not UTF-8 at byte"),
        ("prize".encode("utf-16"), "UTF-16"),
        (bytes(range(1, 9)) * 40, "binary"),
    ],
)
def test_a_file_that_is_no_text_is_one_rejection_that_says_what_to_do(
    body: bytes, says: str
) -> None:
    found = parse_document(Document(source="s", kind="seed", location="x", body=body))
    assert not found.entries
    assert says in found.rejections[0].reason
