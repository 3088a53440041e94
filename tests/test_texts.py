"""Short texts of many shapes, written for these tests: what each announces, and that others are quiet.

What is known to be wrong today is a strict expected failure: mending it without taking its line away
fails, as does breaking what was right.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

import pytest
from labelled_texts import LabelledText, announced, labelled_texts, wrongs

from config import Lexicon

TEXTS = {text.name: text for text in labelled_texts()}
KNOWN = [
    pytest.param(text, number, name, marks=pytest.mark.xfail(strict=True, reason=why))
    for text in TEXTS.values()
    for number, wanted in enumerate(text.expected)
    for name, why in wanted.misses.items()
]
TOO_MANY = [
    pytest.param(text, marks=pytest.mark.xfail(strict=True, reason="; ".join(text.extra)))
    for text in TEXTS.values()
    if text.extra
]


def named(value: object) -> str | None:
    return value.name if isinstance(value, LabelledText) else None


@lru_cache(maxsize=2000)
def wrong_in(name: str, lexicon: Lexicon) -> tuple[tuple[int | None, str, str], ...]:
    text = TEXTS[name]
    return tuple(wrongs(text, announced(text, lexicon)))


@pytest.mark.parametrize("text", TEXTS.values(), ids=named)
def test_a_text_tells_these_events_with_these_fields_and_no_others(
    text: LabelledText, lexicon: Lexicon
) -> None:
    known = {(n, f) for n, wanted in enumerate(text.expected) for f in wanted.misses}
    found = wrong_in(text.name, lexicon)
    assert [w for w in found if w[0] is not None and w[:2] not in known] == []
    assert sum(number is None for number, _, _ in found) <= len(text.extra), found


@pytest.mark.parametrize(("text", "number", "name"), KNOWN, ids=named)
def test_a_known_miss_is_right(
    text: LabelledText, number: int, name: str, lexicon: Lexicon
) -> None:
    assert (number, name) not in {w[:2] for w in wrong_in(text.name, lexicon)}


@pytest.mark.parametrize("text", TOO_MANY, ids=named)
def test_an_event_too_many_is_not_told(text: LabelledText, lexicon: Lexicon) -> None:
    told = sum(number is None for number, _, _ in wrong_in(text.name, lexicon))
    assert told < len(text.extra)


def test_texts_are_many_and_of_both_languages() -> None:
    count = Counter((text.language, bool(text.expected)) for text in TEXTS.values())
    assert min(count[language, told] for language in ("zh", "en") for told in (True, False)) >= 80
