"""Counts that an article states about its own lists, checked against what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.awards.headings import Section
from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.language.editions import Edition
from parsers.records import Article, Completeness, Mention
from parsers.text.characters import number, sentences

_NUMBER = r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})"
_AFTER = re.compile(rf"\s*+[:：]?\s*+{_NUMBER}\s*+(?:篇|项|位|名|个)")
_BEFORE = re.compile(
    rf"(?<![\d/]){_NUMBER}\s*+(?:篇|项|位|名|个)?\s*+(?:论文)?\s*+(?:获得?了?|荣获|入选|摘得)?\s*+$"
)
_BEFORE_LATIN = re.compile(
    r"\b(?P<n>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)\s+$", re.IGNORECASE
)
_NEAR = 80  # characters before an award in which its count stands


def stated_counts(
    article: Article,
    finder: AwardFinder,
    parts: list[Section],
    mentions: list[Mention],
    edition: Edition,
    year: int | None,
) -> Iterator[Completeness]:
    """Yield each stated count of an award that the article itself lists or names winners of."""
    seen: set[tuple[str, int]] = set()
    given: dict[str | None, set[tuple[str, ...]]] = {}
    for mention in mentions:
        if mention.kind == "award" and mention.is_new:
            given.setdefault(mention.category, set()).add(mention.keys)
    if not given:
        return
    for start, end in _places(finder, parts):
        for phrase in finder.phrases(start, end, heading=True):
            stated = _stated(finder, phrase, start, end)
            category = finder.vocab.categories[phrase.category]
            if stated is None or not category.announce or phrase.prize:
                continue
            found = given.get(phrase.category)
            if not found or (phrase.category, start) in seen:
                continue
            seen.add((phrase.category, start))
            yield Completeness(
                article_id=article.article_id,
                category=phrase.category,
                venue=phrase.venue or edition.venue,
                year=phrase.year or edition.year or year,
                stated=stated,
                found=len(found),
                start=start,
                end=end,
            )


def _places(finder: AwardFinder, parts: list[Section]) -> Iterator[tuple[int, int]]:
    for section in parts:
        if section.heading is not None:
            yield section.heading.start, section.heading.end
        for block in section.blocks:
            if block.kind in {"paragraph", "quote", "heading"}:
                yield from sentences(finder.text, block.start, block.end)


def _stated(finder: AwardFinder, phrase: AwardPhrase, start: int, end: int) -> int | None:
    before = finder.low[max(start, phrase.start - _NEAR) : phrase.start]
    for match in (
        _AFTER.match(finder.low, phrase.end, end),
        _BEFORE.search(before),
        _BEFORE_LATIN.search(before),
    ):
        if match:
            return number(match["n"])
    return None
