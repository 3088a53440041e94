"""Breakthroughs told in sentences: problems solved, firsts, records, milestones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.names import organisations, people
from parsers.phrases import Reader
from parsers.records import Claim
from parsers.terms import Scan, Term
from parsers.text import number, trimmed

_AFTER_YEARS = re.compile(
    r"(?P<zh>\d{1,4}|(?<!数)[一二三四五六七八九十百]{1,5})\s*(?:多|余)?\s*年(?:来|以来|后|未解|悬而未决|的(?:关键|难题|猜想|问题|谜))"
    r"|(?:after|first in|for the first time in)\s+(?:more than |over |nearly |almost |about )?(?P<en>\d{1,3})\s+years"
    r"|(?P<old>\d{1,3})-year"
)
_SUBJECT = re.compile(
    r"[《“「](?P<quoted>[^《》“”「」\n]{2,40})[》”」](?:猜想|难题|问题|定理)?"
    r"|(?P<named>[A-ZÀ-Þ][\w'’-]+(?:[ –-][A-ZÀ-Þ][\w'’-]+){0,2}\s?(?:猜想|定理|问题|假设|conjecture|theorem|problem|hypothesis))"
    r"|(?:突破|解决|攻克|破解|证明|推翻|解开)(?:了)?(?P<zh>(?!了|性|这|该|此|一)[\u4e00-\u9fff]{2,14}?(?:猜想|难题|问题|定理))"
    r"|(?P<en>(?:[a-z-]+\s){0,3}(?:conjecture|open problem|puzzle))"
)
_YEAR_PAST = re.compile(
    r"(?<![\d,])(1[5-9]\d{2}|20\d{2})\s*年|\bin (1[5-9]\d{2}|20\d{2})\b|世纪\s*\d{2}\s*年代|\bin the \d{4}s\b"
)
_NOT = re.compile(
    r"(?:\b(?:not|never|yet to|cannot|can't|n't|un)\s*(?:been\s+|yet\s+)?|尚未|没有|不能|难以|并未)$"
)
_NOT_PEOPLE = ("breakthrough_contest", "breakthrough_machine", "maker", "prize")
_GUARDS = 60  # characters around a claim in which hope or failure takes it back
_AHEAD, _BEHIND = 30, 14  # characters from a verb to what is solved, and back


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """One claim of a breakthrough, as a sentence makes it.

    `strong`: it stands alone; otherwise it is news only beside a `journal`, or, a first, in a digest by
    title where its sentence names researchers and field (`researched`).
    """

    claim: Claim
    strong: bool
    journal: bool
    researched: bool
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

    def __init__(self, reader: Reader, title: str, year: int | None) -> None:
        self.reader = reader
        self.text, self.scan, self.vocab = reader.text, reader.scan, reader.vocab
        self.year = year
        self.launched = Scan(title, reader.vocab).has("launch")
        self.last_people: list[tuple[int, int]] = []

    def read(self, start: int, end: int) -> Iterator[Claimed]:
        """Yield what the sentence text[start:end] claims: at most one claim a sentence."""
        kind = self._claim(start, end)
        named = people(self.scan, start, end)
        if kind is not None:
            claim, strong, place = kind
            who = tuple(named)
            pronoun = self.scan.first("pronoun", start, place[0])
            if pronoun and not named:
                who = tuple(self.last_people[-1:])
            # A contest or a machine is no person, however its name is written.
            who = tuple(p for p in who if not any(self.scan.has(n, *p) for n in _NOT_PEOPLE))
            years = _AFTER_YEARS.search(self.scan.low, start, end)
            yield Claimed(
                claim=claim,
                strong=strong,
                journal=self.in_journal(start, end) is not None,
                researched=self._researched(start, end),
                subject=self._subject(start, end),
                after_years=_number(years) if years else None,
                after_span=years.span() if years else None,
                claim_span=place,
                people=who,
                institutions=tuple(organisations(self.scan, start, end)) or self.makers(start, end),
                background=self._background(start, end),
                start=start,
                end=end,
            )
        if named:
            self.last_people = named

    def makers(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """Return the makers known by name in text[start:end], each once."""
        seen: dict[str, tuple[int, int]] = {}
        for term in self.scan.find("maker", start, end):
            seen.setdefault(term.value, (term.start, term.end))
        return tuple(seen.values())

    def in_journal(self, start: int, end: int) -> Term | None:
        """Return where text[start:end] names a journal of first rank as the place of publication."""
        named = [*self.scan.find("breakthrough_journal", start, end)]
        named += self.scan.find("breakthrough_journal_name", start, end)
        for term in named:
            if self.text[term.start : term.end].strip("《》") != term.value.strip("《》"):
                continue
            low = self.scan.low
            if low[max(0, term.start - 4) : term.start].endswith(("for ", "ai ", "data ", "er ")):
                continue
            sister = self.scan.first("breakthrough_sister", term.end, term.end + 24)
            if sister is not None and not low[term.end : sister.start].strip(" ·-旗下的&"):
                continue
            if self.scan.has(
                "breakthrough_published", max(start, term.start - 24), min(end, term.end + 24)
            ):
                return term
        return None

    def _claim(self, start: int, end: int) -> tuple[Claim, bool, tuple[int, int]] | None:
        """Return the sentence's claim, whether it stands alone, and its words."""
        found = self._unguarded(start, end)
        if found is None:
            return None
        near = found[2]
        if any(
            g.start < near[1] + _GUARDS and near[0] - _GUARDS < g.end
            for g in self.scan.find("breakthrough_guard", start, end)
        ):
            return None
        return found

    def _unguarded(self, start: int, end: int) -> tuple[Claim, bool, tuple[int, int]] | None:
        find, has = self.scan.find, self.scan.has
        if (milestone := self._milestone(start, end)) is not None:
            return "milestone", True, milestone
        problems = [
            *find("breakthrough_problem", start, end),
            *find("breakthrough_famous", start, end),
        ]
        first = self.scan.first("breakthrough_first", start, end)
        aged = has("breakthrough_open", start, end) or _AFTER_YEARS.search(
            self.scan.low, start, end
        )
        if first and (problems or aged):
            return "first", True, (first.start, first.end)
        verbs = [
            verb
            for name in ("breakthrough_solve", "breakthrough_advance")
            for verb in find(name, start, end)
            if not self._is_noun(verb)
        ]
        for verb in verbs:
            if any(_reaches(verb, p) for p in problems):
                return "open_problem", True, (verb.start, verb.end)
        weak = list(find("breakthrough_weak_problem", start, end))
        for verb in verbs:
            if any(_reaches(verb, p) for p in weak):
                return "open_problem", bool(aged), (verb.start, verb.end)
        record = self.scan.first("breakthrough_record", start, end)
        researched = self._researched(start, end)
        if record and re.search(r"\d", self.text[start:end]):
            return "record", not self.launched, (record.start, record.end)
        most = self.scan.first("breakthrough_superlative", start, end)
        if most and researched:
            return "record", True, (most.start, most.end)
        ever = self.scan.first("breakthrough_global_first", start, end)
        if ever and researched and not self.launched:
            return "first", True, (ever.start, ever.end)
        mankind = self.scan.first("breakthrough_mankind_first", start, end)
        if mankind and has("field", start, end):
            return "first", True, (mankind.start, mankind.end)
        first = first or ever or mankind
        if first:
            on_people = has("breakthrough_patient", start, end)
            return "first", on_people and not self.launched, (first.start, first.end)
        plain = self.scan.first("breakthrough_plain_first", start, end)
        if plain and researched:
            return "first", False, (plain.start, plain.end)
        named = self.scan.first("breakthrough_named", start, end)
        if named:
            return "open_problem", bool(problems), (named.start, named.end)
        return None

    def _researched(self, start: int, end: int) -> bool:
        """True when the sentence names who does research, and a field of it."""
        return self.scan.has("breakthrough_researcher", start, end) and self.scan.has(
            "field", start, end
        )

    def _is_noun(self, verb: Term) -> bool:
        """证明 in "新证明" or "证明方法" is a thing, not a deed; what was not solved is none either."""
        before, after = self.text[verb.start - 1 : verb.start], self.text[verb.end : verb.end + 2]
        if before in set("新种个此该项未没不") or after in {"方法", "过程", "思路"}:
            return True
        return _NOT.search(self.scan.low[max(0, verb.start - 12) : verb.start]) is not None

    def _milestone(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the words of a machine's result at a contest of people."""
        contest = self.scan.first("breakthrough_contest", start, end)
        result = self.scan.first("breakthrough_contest_result", start, end)
        if contest and result and self.scan.has("breakthrough_machine", start, end):
            return min(contest.start, result.start), max(contest.end, result.end)
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


def _reaches(verb: Term, problem: Term) -> bool:
    return 0 <= problem.start - verb.end <= _AHEAD or 0 <= verb.start - problem.end <= _BEHIND


def _number(match: re.Match[str]) -> int | None:
    return number(next(value for value in match.groups() if value))
