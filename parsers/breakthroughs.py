"""Breakthroughs told in sentences: problems solved, firsts, records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.names import organisations, people
from parsers.phrases import Reader
from parsers.records import Claim
from parsers.text import number, trimmed

_AFTER_YEARS = re.compile(
    r"(?P<zh>\d{1,3}|(?<!数)[一二三四五六七八九十百]{1,5})\s*(?:多|余)?\s*年(?:来|以来|后|未解|悬而未决)|(?:after|first in|for the first time in)\s+"
    r"(?:more than |over |nearly |almost |about )?(?P<en>\d{1,3})\s+years|(?P<old>\d{1,3})-year-old"
)
_SUBJECT = re.compile(
    r"[《“「](?P<quoted>[^《》“”「」\n]{2,40})[》”」](?:猜想|难题|问题|定理)?"
    r"|(?P<named>[A-ZÀ-Þ][\w'’-]+(?:[ –-][A-ZÀ-Þ][\w'’-]+){0,2}\s?(?:猜想|定理|问题|假设|conjecture|theorem|problem|hypothesis))"
    r"|(?:突破|解决|攻克|破解|证明|推翻|解开)(?:了)?(?P<zh>(?!了|性|这|该|此|一)[\u4e00-\u9fff]{2,14}?(?:猜想|难题|问题|定理))"
    r"|(?P<en>(?:[a-z-]+\s){0,3}(?:conjecture|open problem|puzzle))"
)
_YEAR_PAST = re.compile(
    r"(?<!\d)(1[5-9]\d{2}|20\d{2})\s*年|\bin (1[5-9]\d{2}|20\d{2})\b|世纪\s*\d{2}\s*年代|\bin the \d{4}s\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """One claim of a breakthrough, as a sentence makes it."""

    claim: Claim
    subject: tuple[int, int] | None
    after_years: int | None
    after_span: tuple[int, int] | None
    claim_span: tuple[int, int]
    people: tuple[tuple[int, int], ...]
    institutions: tuple[tuple[int, int], ...]
    background: bool
    start: int
    end: int


class BreakthroughSentences:
    """Reads claims of breakthroughs in the sentences of one article."""

    def __init__(self, reader: Reader, year: int | None) -> None:
        self.reader = reader
        self.text, self.scan, self.vocab = reader.text, reader.scan, reader.vocab
        self.year = year
        self.last_people: list[tuple[int, int]] = []

    def read(self, start: int, end: int) -> Iterator[Claimed]:
        """Yield what the sentence text[start:end] claims: at most one claim a sentence."""
        named = people(self.scan, start, end)
        kind = self._claim(start, end)
        if kind is not None:
            claim, place = kind
            who = tuple(named)
            pronoun = self.scan.first("pronoun", start, place[0])
            if pronoun and not named:
                who = tuple(self.last_people[-1:])
            years = _AFTER_YEARS.search(self.scan.low, start, end)
            subject = self._subject(start, end)
            yield Claimed(
                claim=claim,
                subject=subject,
                after_years=_number(years) if years else None,
                after_span=years.span() if years else None,
                claim_span=place,
                people=who,
                institutions=tuple(organisations(self.scan, start, end)),
                background=self._background(start, end),
                start=start,
                end=end,
            )
        if named:
            self.last_people = named

    def _claim(self, start: int, end: int) -> tuple[Claim, tuple[int, int]] | None:
        if self.scan.first("breakthrough_guard", start, end):
            return None
        problems = list(self.scan.find("breakthrough_problem", start, end))
        first = self.scan.first("breakthrough_first", start, end)
        opened = self.scan.first("breakthrough_open", start, end)
        if first and (problems or opened or _AFTER_YEARS.search(self.scan.low, start, end)):
            return "first", (first.start, first.end)
        for name in ("solve", "advance"):
            for verb in self.scan.find(f"breakthrough_{name}", start, end):
                near = [
                    p
                    for p in problems
                    if 0 <= p.start - verb.end <= 30 or 0 <= verb.start - p.end <= 14
                ]
                if near:
                    return "open_problem", (verb.start, verb.end)
        record = self.scan.first("breakthrough_record", start, end)
        if record and re.search(r"\d", self.text[start:end]):
            return "record", (record.start, record.end)
        named = self.scan.first("breakthrough_named", start, end)
        if named and problems:
            return "open_problem", (named.start, named.end)
        return None

    def _subject(self, start: int, end: int) -> tuple[int, int] | None:
        match = _SUBJECT.search(self.text, start, end)
        if match is None:
            return None
        return trimmed(self.text, *match.span(match.lastgroup or 0), "“”「」《》")

    def _background(self, start: int, end: int) -> bool:
        """History: the sentence dates itself before the article's year, or says so in words."""
        if self.scan.first("background", start, end):
            return True
        for match in _YEAR_PAST.finditer(self.scan.low, start, end):
            written = match.group(1) or match.group(2)
            if written is None or (self.year is not None and int(written) < self.year):
                return True
        return False


def _number(match: re.Match[str]) -> int | None:
    return number(next(value for value in match.groups() if value))
