"""Breakthroughs told in sentences: what is claimed, of what, by whom, and whether it is news."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.breakthroughs.claims import Claims
from parsers.breakthroughs.durations import Wait, wait_in
from parsers.breakthroughs.passages import Range, makers
from parsers.breakthroughs.rules import ClaimRule
from parsers.breakthroughs.told import LikelyRule, kind_of
from parsers.language.expressions import Expression
from parsers.language.names import organisations, people
from parsers.language.term_index import TermIndex, index_of_title
from parsers.language.vocabulary import Term
from parsers.records import Status
from parsers.text.characters import trimmed

_YEAR = r"(?:1[5-9]\d{2}|20\d{2})"
_ZH_SOLVED = r"(?:突破|解决|攻克|破解|证明|推翻|解开)(?:了)?"
_ZH_PROBLEM = r"(?:猜想|难题|问题|定理)"
_NAMES = r"[A-ZÀ-Þ][\w'’-]+(?:[ –-][A-ZÀ-Þ][\w'’-]+){0,2}"
_SUBJECT = re.compile(
    rf"[《“「](?P<quoted>[^《》“”「」\n]{{2,40}})[》”」]{_ZH_PROBLEM}?"
    rf"|(?P<named>{_NAMES}\s?(?:猜想|定理|问题|假设|conjecture|theorem|problem|hypothesis))"
    rf"|{_ZH_SOLVED}(?P<zh>(?!了|性|这|该|此|一)[\u4e00-\u9fff]{{2,14}}?{_ZH_PROBLEM})"
    r"|(?P<en>(?:[a-z-]+\s){0,3}(?:conjecture|open problem|puzzle))"
)
_EN_SCHOLAR = r"(?:mathematician|physicist|chemist|astronomer|scientist|inventor)"
_YEAR_PAST = Expression(
    zh=rf"(?<![\d,])(?P<zh>{_YEAR})\s*年|世纪\s*\d{{2}}\s*年代|\d{{2}}\s*世纪的?[\u4e00-\u9fff]{{0,6}}[家人者]",
    en=rf"\bin (?P<en>{_YEAR})\b|\b\d{{2}}th[- ]century (?:[a-z]+ )?{_EN_SCHOLAR}|\bin the \d{{4}}s\b",
)
_COMMA = re.compile(r"[，,；;：:（(]")
_NOT_PEOPLE = ("breakthrough_contest", "breakthrough_machine", "maker", "prize")
_ONCE = re.compile(rf"\n\s*(?:早在|在)?(?P<year>{_YEAR})\s*年[^\n。]{{0,8}}[，,]")
_NOW = re.compile(r"\W*(?:现在|如今|近日|今年|最近|Now\b|This (?:week|year)\b)")
_EPITHET = re.compile(r"\bwho (?:had |has |first )?$")  # "Perelman, who proved the conjecture, ..."
_OPENING = 10  # characters of a sentence whose time is the whole sentence's
_BESIDE = 1  # characters between "previously" and the word that it belongs to
_RECENT = 40  # sentences before, in which a pronoun's owner is named
_NOBODY = 6  # and to the words for "nobody before"
_SUFFERED = 40  # and back to an illness
_BEATEN = 12  # characters from "previous" to the record that it dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim of a breakthrough, as a sentence makes it; `journal`: told of in one of first rank."""

    rule: ClaimRule | LikelyRule
    journal: bool
    subject: Range | None
    wait: Wait | None
    claim_span: Range
    people: tuple[Range, ...]
    institutions: tuple[Range, ...]
    background: bool
    status: Status
    start: int
    end: int


_ON_A_DAY = re.compile(  # of a year: "On May 3, 1951", "on 7 December 1905"
    r"\bon (?:[a-z]+ \d{1,2},?|\d{1,2} [a-z]+) (?P<year>1[5-9]\d\d|20\d\d)\b"
)
_WEB = 1995  # before it nothing was published where we read
_WHERE_PUBLISHED = re.compile(  # a journal stands there, and no subject
    r"(?:发表|刊登|刊发|刊载|刊出|见刊|登上|发布)(?:于|在|了)?[^，。；《]{0,12}[《“「]?$|期刊[《“「]?$|杂志[《“「]?$"
)


class BreakthroughSentences:
    """Reads claims of breakthroughs in the sentences of one article."""

    def __init__(self, index: TermIndex, title: str, year: int | None) -> None:
        self.text, self.index, self.vocab = index.text, index, index.vocab
        self.year = year
        titled = index_of_title(title, index.vocab)
        self.memoir = titled.has("memoir")
        self.claims = Claims(index, launched=titled.has("launch"))
        self.before: list[Range] = []

    def likely(self, start: int, end: int, around: Range) -> Claim | None:
        """Return what a sentence claims that the judge holds likely to tell a breakthrough; None for history."""
        kind, (first, last) = kind_of(self.text[start:end])
        place = start + first, start + last
        if self._long_ago(around[0], start) or self._background(place, start, end):
            return None
        return Claim(
            rule=LikelyRule(claim=kind),
            journal=self.in_journal(start, end) is not None,
            subject=self._subject(start, end),
            wait=wait_in(self.index, start, end),
            claim_span=place,
            people=tuple(
                p
                for p in people(self.index, start, end)
                if not any(self.index.has(n, *p) for n in _NOT_PEOPLE)
            ),
            institutions=tuple(organisations(self.index, start, end))
            or makers(self.index, start, end),
            background=False,
            status=self._status(around),
            start=start,
            end=end,
        )

    def read(self, start: int, end: int, around: Range) -> Iterator[Claim]:
        """Yield what the sentence text[start:end] claims: at most one claim a sentence.

        `around` is the piece of writing that the sentence is part of: an item of a round-up, or the
        opening of an article. It says who did what the sentence calls a first.
        """
        held = self.claims.read(start, end, around)
        if held is not None:
            rule, place = held
            named = people(self.index, start, end)
            who = tuple(named)
            if self.index.first("pronoun", start, place[0]) and not named:
                who = tuple(self._named_before()[-1:])
            # A contest or a machine is no person, however its name is written.
            who = tuple(p for p in who if not any(self.index.has(n, *p) for n in _NOT_PEOPLE))
            wait = wait_in(self.index, start, end)
            yield Claim(
                rule=rule,
                journal=self.in_journal(start, end) is not None,
                subject=self._subject(start, end),
                wait=wait,
                claim_span=place,
                people=who,
                institutions=tuple(organisations(self.index, start, end))
                or makers(self.index, start, end),
                background=self._long_ago(around[0], start) or self._background(place, start, end),
                status=self._status(around),
                start=start,
                end=end,
            )
        self.before.append((start, end))

    def _named_before(self) -> list[Range]:
        """Return the people whom the last sentence that names any names."""
        named = (people(self.index, *sentence) for sentence in reversed(self.before[-_RECENT:]))
        return next((who for who in named if who), [])

    def _status(self, around: Range) -> Status:
        """Return what the piece of writing does to the claim: tell it, doubt it or take it back."""
        grave: tuple[Status, ...] = ("retracted", "disputed", "corrected")
        return next((s for s in grave if self.index.has(s, *around)), "announced")

    def in_journal(self, start: int, end: int) -> Term | None:
        """Return where text[start:end] names a journal of first rank as the place of publication."""
        low = self.index.low
        for name in ("breakthrough_journal", "breakthrough_journal_name"):
            for term in self.index.find(name, start, end):
                if self.text[term.start : term.end].strip("《》") != term.value.strip("《》"):
                    continue
                before = low[max(0, term.start - 4) : term.start]
                if before.endswith(("for ", "ai ", "data ", "er ")):
                    continue
                sister = self.index.first("breakthrough_sister", term.end, term.end + 24)
                if sister and not low[term.end : sister.start].strip(" ·-旗下的&"):
                    continue
                near = max(start, term.start - 24), min(end, term.end + 24)
                if self.index.has("breakthrough_published", *near) or before.endswith(" in "):
                    return term
        return None

    def _subject(self, start: int, end: int) -> Range | None:
        for match in _SUBJECT.finditer(self.text, start, end):
            if not _WHERE_PUBLISHED.search(self.text, start, match.start()):
                return trimmed(self.text, *match.span(match.lastgroup or 0), "“”「」《》")
        return None

    def _long_ago(self, begin: int, start: int) -> bool:
        """True when the piece of writing opens a tale of an earlier year: "1976年，…"."""
        match = None if _NOW.match(self.text, start) else _ONCE.search(self.text, begin, start)
        return match is not None and self.year is not None and int(match["year"]) < self.year

    def _background(self, place: Range, start: int, end: int) -> bool:
        """History: the claim's own clause, or the sentence's opening, is of the past.

        The year since which a problem was open, or a record stood, dates that and not the news.
        """
        if self.memoir or _EPITHET.search(self.index.low[start : place[0]]):
            return True
        dated = _ON_A_DAY.search(self.index.low, start, end)
        if dated is not None and int(dated["year"]) < max(_WEB, (self.year or 0) - 1):
            return True
        clause = self._clause(place, start, end)
        for term in self.index.find("background", start, end):
            opens = term.start - start <= _OPENING
            within = clause[0] <= term.start < clause[1]
            if (opens or within) and not self._dates_something_else(term, place, start, end):
                return True
        return self._names_an_earlier_year(clause[1], start, end)

    def _dates_something_else(self, term: Term, place: Range, start: int, end: int) -> bool:
        """True when a word for the past dates what was beaten, waited for or suffered, not the news."""
        if place[0] <= term.start < place[1]:
            return True
        beaten = self.index.first("breakthrough_best", term.end, min(end, term.end + _BEATEN))
        if beaten and place[0] <= beaten.end:
            return True  # "超过了此前 8 秒的纪录"
        beside = max(start, term.start - _NOBODY), min(end, term.end + _NOBODY)
        if self.index.has("breakthrough_never", *beside):
            return True  # "此前从未"
        if self.index.has("breakthrough_impaired", max(start, term.start - _SUFFERED), term.start):
            return True  # "paralysed by a stroke ten years ago"
        waiting = self.index.first("breakthrough_open", term.end, end)
        return waiting is not None and waiting.start - term.end <= _BESIDE  # "previously unsolved"

    def _names_an_earlier_year(self, stop: int, start: int, end: int) -> bool:
        """True when the sentence names a year or century before the article's, other than one waited from."""
        wait = wait_in(self.index, start, end)
        for match in _YEAR_PAST.pattern.finditer(self.index.low, start, end):
            if match.start() >= stop or (wait and wait.holds(match.start())):
                continue
            written = match["zh"] or match["en"]
            if written is None or (self.year is not None and int(written) < self.year):
                return True
        return False

    def _clause(self, place: Range, start: int, end: int) -> Range:
        """Return the clause of a sentence that holds `place`."""
        edges = [m.start() for m in _COMMA.finditer(self.text, start, end)]
        low = max([e + 1 for e in edges if e < place[0]], default=start)
        return low, min([e for e in edges if e >= place[1]], default=end)
