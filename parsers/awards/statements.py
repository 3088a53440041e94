"""One award given, as a sentence says it, and what every way of saying it shares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.awards.scholarship import of_research
from parsers.awards.subjects import Subjects
from parsers.language.names import works
from parsers.language.vocabulary import Term
from parsers.recognition.nobody import is_nobody
from parsers.records import Span, Status

Range = tuple[int, int]

_TIME = re.compile(
    r"(?:^|[，,。；;]|早在|于|在)\s*(?P<zh>(?:19|20)\d{2})\s*年(?!度|来|后|以来)|\b[Ii]n (?P<en>(?:19|20)\d{2})\b"
)
_DESPITE = re.compile(r"despite|in spite of|amid|尽管|虽有|虽然|不顾")
_COMMA = re.compile(r"[，；;]|, (?:and|but|who|which|he|she|they)\b")
_CLAUSE_END = re.compile(
    r"[；;。！？]|,? (?:for|in recognition of|who|which)\b|，(?:以|因|表彰|奖励|理由|奖金)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One award given, as a sentence says it; ranges point into the text.

    `certain`: the sentence's own clause names who got it. `corporate`: the prize is unknown and
    nobody in the sentence is a scholar.
    """

    phrase: AwardPhrase
    rule: str
    works: tuple[Range, ...]
    people: tuple[Range, ...]
    institutions: tuple[Range, ...]
    background: bool
    corporate: bool
    certain: bool
    status: Status
    time: Span | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence at [start, end) as it is read: its verbs, and the people named in it or before."""

    start: int
    end: int
    wins: tuple[Term, ...]
    gives: tuple[Term, ...]
    people: tuple[Range, ...]
    people_before: tuple[Range, ...]


class Stating:
    """Makes statements of one article's sentences."""

    def __init__(self, finder: AwardFinder, subjects: Subjects) -> None:
        self.finder, self.subjects = finder, subjects
        self.text, self.index, self.vocab = finder.text, finder.index, finder.vocab

    def statement(
        self,
        sentence: Sentence,
        phrase: AwardPhrase,
        rule: str,
        *,
        titles: tuple[Range, ...] = (),
        people: tuple[Range, ...] = (),
        institutions: tuple[Range, ...] = (),
        certain: bool = True,
    ) -> Statement:
        start, end = sentence.start, sentence.end
        known = phrase.prize or phrase.venue or self.honours_work(phrase)
        scholar = bool(known) or of_research(self.index, start, end)
        return Statement(
            phrase=phrase,
            rule=rule,
            works=titles,
            people=tuple(p for p in people if not is_nobody(self.text, *p)),
            institutions=institutions,
            background=self._background(start, self._clause_of(phrase.end, end)),
            corporate=not scholar,
            certain=certain,
            status=self.status(start, end),
            time=self._time(start, phrase.start),
            start=start,
            end=end,
        )

    def status(self, start: int, end: int) -> Status:
        """Return what the range does to what it speaks of, the gravest of it."""
        grave: tuple[Status, ...] = ("retracted", "disputed", "corrected")
        for status in grave:
            for term in self._outside_titles(status, start, end):
                if not _DESPITE.search(self.index.low[max(start, term.start - 24) : term.start]):
                    return status
        return "announced"

    def honours_work(self, phrase: AwardPhrase) -> bool:
        return self.vocab.categories[phrase.category].work

    def guarded(self, start: int, end: int) -> bool:
        """True for hope, refusal or invitation in the range."""
        return any(True for _ in self._outside_titles("guard", start, end))

    def _outside_titles(self, name: str, start: int, end: int) -> Iterator[Term]:
        """Yield the terms of a list that are no part of a work's title."""
        titles = list(works(self.text, start, end))
        for term in self.index.find(name, start, end):
            if not any(a <= term.start < b for a, b in titles):
                yield term

    def clause_end(self, position: int, end: int) -> int:
        """Return where the words for who got it end and those for what begin."""
        match = _CLAUSE_END.search(self.text, position, end)
        return match.start() if match else end

    def _clause_of(self, position: int, end: int) -> int:
        """Return where the clause that holds `position` ends: what follows it tells something else."""
        match = _COMMA.search(self.text, position, end)
        return match.start() if match else end

    def _time(self, start: int, end: int) -> Span | None:
        """Return the year in which the sentence says it happened: "2016 年夏天，…", "In 2016 …"."""
        match = _TIME.search(self.text[start:end])
        if match is None:
            return None
        first, last = match.span(match.lastgroup or 0)
        return Span("year", start + first, start + last)

    def _background(self, start: int, end: int) -> bool:
        """True when the sentence tells history; an epithet beside another statement does not."""
        epithets = set(self.vocab.lexicon.words.epithet)
        found = self._outside_titles("background", start, end)
        return any(term.value not in epithets for term in found)
