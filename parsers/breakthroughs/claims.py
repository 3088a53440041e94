"""What a sentence claims: rules of how the words of breakthroughs combine.

A claim is words that combine within a clause ("first" beside "in the world", a verb of solving
before a problem). Whether it is science's claim and not a shop's is said around it: who did it,
in which field, how it is called.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from parsers.breakthroughs.durations import aged, wait_in
from parsers.breakthroughs.firsts import (
    BESIDE,
    MOST,
    NO,
    never_before,
    of_product,
    of_world,
    primacy,
    says,
    superlative,
)
from parsers.breakthroughs.machines import Machines
from parsers.breakthroughs.wording import NO_SCIENCE, Range, Strength, Told, Wording
from parsers.language.term_index import TermIndex
from parsers.language.vocabulary import Term
from parsers.records import ClaimKind
from parsers.text.characters import any_within, positions

_NOT = re.compile(
    r"(?:\b(?:not|never|yet to|cannot|can't|n't|un)\s*(?:been\s+|yet\s+)?|尚未|没有|不能|难以|并未|从未|需要|必须|为了|想要|用于|用来|如何|\b(?:needs?|how|tr(?:y|ies|ying|ied)|attempts?|wants?|hopes?|aims?|yet|failed) to )$"
)
_CLAUSE = re.compile(r"[。！？!?；;]|\.\s")
_ANAPHOR = re.compile(
    r"[\s*_]*(?:这|该|此|其中|它|他|她|It\b|This\b|That\b|The (?:feat|result|work|achievement)\b)"
)
_TITLED = re.compile(r"《[^《》]{0,60}$")  # words of a book's or a paper's title claim nothing
_NUMBER = re.compile(
    r"\d|[一二三四五六七八九十百千万两]|\b(?:two|three|four|five|six|seven|eight|nine|ten|twice|double)\b"
)
_A_RECORD = re.compile(r",\s+a (?:new )?(?:world )?record\b|，[^，。]{0,6}(?:纪录|记录)[。！]?$")
_EXCEEDS = re.compile(
    r"(?:纪录|记录)的[^，。]{0,5}倍|比[^，。]{0,16}(?:纪录|记录)[^，。]{0,4}(?:多|高|长|快|远)"
    r"|(?:double|twice|triple) the (?:[a-z]+ ){0,3}record|\bthan the (?:previous|old|prior) (?:[a-z]+ )?(?:record|best)\b"
)
_RECORDS = ("record", "纪录", "记录", " best")  # words without which neither matches
_TRADE = re.compile(r"[®™]|\b(?:Inc|Corp|Corporation|Ltd|GmbH)\b")
_OF_LIFE = ("medicine", "biology")
_STARTING = (
    "problem", "famous", "weak_problem", "plain_problem", "first", "never", "record", "best", "named",
    "beyond", "restored", "contest", "defeat",
    "validated",
)  # fmt: skip
_GUARDS = 60  # characters around a claim in which hope or failure takes it back
_AHEAD, _BEHIND = 30, 14  # characters from a verb to what is solved, and back
_RECORD = 48  # characters from a verb of beating to the record


class Claims(Wording):
    """Reads claims in one article; `launched`: its title launches a product."""

    def __init__(self, index: TermIndex, *, launched: bool) -> None:
        super().__init__(index)
        self.text, self.launched = index.text, launched
        self.machines = Machines(index)
        self._starting = self._places(*_STARTING)
        # Words, and characters of expressions, without which no rule can hold.
        self._hints = sorted(
            {
                *self._starting,
                *self._places("find", "superlative", "never"),
                *(p for word in (*_RECORDS, *MOST, *NO) for p in positions(index.low, word)),
            }
        )

    def _places(self, *names: str) -> list[int]:
        """Return where words of some lists begin, in order."""
        return sorted(t.start for name in names for t in self.words(name, 0, len(self.text)))

    def read(self, start: int, end: int, around: Range) -> tuple[ClaimKind, Strength, Range] | None:
        """Return what the sentence text[start:end] claims, how it counts, and its words.

        `around` is the piece of writing that the sentence is part of.

        What an award is given for was done before: only a machine's result at a contest is news there.
        """
        if not self._may_claim(start, end):
            return None
        awarded = any(self.index.has(name, start, end) for name in ("prize", "category"))
        for claim, rule in self._rules():
            if awarded and claim != "milestone":
                continue
            told = rule(start, end, around)
            if told is not None:
                strength, place = told
                if self._taken_back(place, start, end) or _TITLED.search(
                    self.text[start : place[0]]
                ):
                    return None
                return claim, strength, place
        return None

    def _may_claim(self, start: int, end: int) -> bool:
        """False for most sentences: without one of these words no rule can hold."""
        if not any_within(self._hints, start, end):
            return False
        if any_within(self._starting, start, end):
            return True
        if says(self.index, _RECORDS, start, end) and any(
            p.search(self.index.low, start, end) for p in (_A_RECORD, _EXCEEDS)
        ):
            return True
        if superlative(self.index, start, end) or never_before(self.index, start, end):
            return True
        return self.first("find", start, end) is not None

    def _rules(self) -> tuple[tuple[ClaimKind, Callable[[int, int, Range], Told | None]], ...]:
        return (
            ("milestone", self.machines.contest),
            ("milestone", self.machines.game),
            ("first", self._first_on_a_problem),
            ("open_problem", self._solved),
            ("record", self._record),
            ("record", self._superlative),
            ("first", self._of_the_world),
            ("first", self._restored),
            ("open_problem", self._sought),
            ("first", self._plain_first),
            ("milestone", self.machines.validated),
            ("open_problem", self._named),
        )

    def _first_on_a_problem(self, start: int, end: int, around: Range) -> Told | None:
        """The first advance on a problem by its name, or in so many years."""
        first = primacy(self.index, start, end)
        if first is None or of_product(self.index, first, end):
            return None
        waited = aged(self.index, start, end) or self.first("open", start, end)
        deed = self.first("deed", start, end) or self.first("advance", start, end)
        if self._problems(start, end) and (waited or of_world(self.index, first, start, end)):
            return "strong", (first.start, first.end)
        if waited and (self.field(start, end) or (deed and self.field(*around))):
            return "strong", (first.start, first.end)
        return None

    def _solved(self, start: int, end: int, _: Range) -> Told | None:
        """A verb of solving reaches a problem."""
        verbs = [
            verb
            for name in ("solve", "advance")
            for verb in self.words(name, start, end)
            if not self._is_noun(verb)
        ]
        problems = self._problems(start, end)
        for verb in verbs:
            if any(_reaches(verb, p) for p in problems):
                return "strong", (verb.start, verb.end)
        weak = list(self.words("weak_problem", start, end))
        old = aged(self.index, start, end) or self.first("open", start, end)
        weak += self.words("plain_problem", start, end) if old else []
        for verb in verbs:
            if any(_reaches(verb, p) for p in weak):
                return ("strong" if old else "weak"), (verb.start, verb.end)
        return None

    def _record(self, start: int, end: int, around: Range) -> Told | None:
        """A best value beaten, with the number."""
        told = self.first("record", start, end)
        place = self._beaten(start, end) or ((told.start, told.end) if told else None)
        if place is None or not _NUMBER.search(self.index.low, start, end):
            return None
        if self.first("benchmark", start, end):
            return None
        scientific = self.field(*around) not in NO_SCIENCE
        return ("strong" if scientific and not self.launched else "weak"), place

    def _beaten(self, start: int, end: int) -> Range | None:
        """Return the words of a record broken where verb and noun stand apart in one clause."""
        for verb in self.words("beat", start, end):
            best = self.first("best", verb.end, min(end, verb.end + _RECORD))
            if best and not _CLAUSE.search(self.text[verb.end : best.start]):
                return verb.start, best.end
        exceeds = _EXCEEDS.search(self.index.low, start, end) or _A_RECORD.search(
            self.index.low, start, end
        )
        return exceeds.span() if exceeds else None

    def _superlative(self, start: int, end: int, around: Range) -> Told | None:
        most = superlative(self.index, start, end)
        if most is None and re.search(r"年|years|倍|times", self.index.low[start:end]):
            most = self.first("beyond", start, end)
        if most is None or of_product(self.index, most, end) or self.first("benchmark", start, end):
            return None
        if self.field(*around) in NO_SCIENCE:
            return None
        telling = self._telling(start, end, around)
        found = any(self.first(n, *telling) for n in ("deed", "advance", "researcher"))
        return ("strong", (most.start, most.end)) if found else None

    def _of_the_world(self, start: int, end: int, around: Range) -> Told | None:
        """The first of all, or what nobody had done: strong where science is spoken of."""
        first = primacy(self.index, start, end)
        ever = first if first and of_world(self.index, first, start, end) else None
        medical = any(t.value in _OF_LIFE for t in self.index.find("field", *around))
        if first and ever is None and medical and self.first("patient", start, end):
            ever = first  # a first on people is the world's unless said otherwise
        never = never_before(self.index, start, end)
        done = self.first("deed", start, end) or self.first("researcher", *around)
        if ever is None and never and done and self.field(start, end):
            ever = never
        if ever is None:
            return None
        place = ever.start, ever.end
        if self._traded(start, end) and not self.first("approved", start, end):
            return "weak", place
        if of_product(self.index, ever, end) or self.first("benchmark", start, end):
            return "weak", place
        if self.field(*around) in NO_SCIENCE:
            return "weak", place
        acted = self.first("researcher", *around) or self.first("deed", start, end)
        human = self.first("mankind", max(start, ever.start - BESIDE), ever.end + BESIDE)
        return ("strong" if acted or human else "weak"), place

    def _restored(self, start: int, end: int, around: Range) -> Told | None:
        """What an illness took is given back by research."""
        again = self.first("restored", start, end)
        if again is None or not self.first("impaired", *around):
            return None
        acted = self.first("researcher", *around) or self.first("patient", *around)
        return ("strong", (again.start, again.end)) if acted else None

    def _sought(self, start: int, end: int, around: Range) -> Told | None:
        """Found or computed after a search of many years."""
        wait = wait_in(self.index, *around)
        if wait is None or not (wait.sought or self.first("open", *around)):
            return None
        if not self.first("researcher", *around) or self.field(*around) in NO_SCIENCE:
            return None
        for verb in self.words("find", start, end):
            if not self._is_noun(verb):
                return "strong", (verb.start, verb.end)
        return None

    def _plain_first(self, start: int, end: int, around: Range) -> Told | None:
        """A first of some kind: said of every product, so it needs more."""
        first = primacy(self.index, start, end)
        if first is None:
            return None
        place = first.start, first.end
        telling = self._telling(start, end, around)
        field = self.field(*telling)
        if (
            self._traded(start, end)
            or self.first("benchmark", start, end)
            or of_product(self.index, first, end)
        ):
            return "weak", place
        by_machine = self.first("machine", max(start, first.start - BESIDE), first.start + 40)
        discovers = self.first("deed", start, end) or self.first("solve", start, end)
        if by_machine and discovers and field not in NO_SCIENCE:
            return "researched", place
        acted = self.first("researcher", *around) or field != "artificial_intelligence"
        told = self.first("deed", *telling) or self.first("researcher", start, end)
        if first.value != "first" and field and acted and told:
            return "researched", place
        return "weak", place

    def _named(self, start: int, end: int, _: Range) -> Told | None:
        """Called a breakthrough: the word alone proves little, beside a science and its doer more."""
        named = self.first("named", start, end)
        if named is None:
            return None
        place = named.start, named.end
        if self._problems(start, end):
            return "strong", place
        near = max(start, named.start - 2 * BESIDE), min(end, named.end + 2 * BESIDE)
        of_field = self.field(*near)
        if of_field in NO_SCIENCE or self._traded(start, end):
            return "weak", place
        done = self.first("achieved", start, named.start)
        return ("researched" if done and self.first("researcher", start, end) else "weak"), place

    def _telling(self, start: int, end: int, around: Range) -> Range:
        """Return the sentence, with what stands before it where it begins with "this"."""
        return (around[0], end) if refers_back(self.text, start) else (start, end)

    def _traded(self, start: int, end: int) -> bool:
        """True for a maker's own words: the title or the sentence launches something, or marks it ®."""
        launched = self.launched or self.index.first("launch", start, end) is not None
        return launched or _TRADE.search(self.text, start, end) is not None

    def _problems(self, start: int, end: int) -> list[Term]:
        return [*self.words("problem", start, end), *self.words("famous", start, end)]

    def _taken_back(self, place: Range, start: int, end: int) -> bool:
        return any(
            g.start < place[1] + _GUARDS and place[0] - _GUARDS < g.end
            for g in self.words("guard", start, end)
        )

    def _is_noun(self, verb: Term) -> bool:
        """证明 in "新证明" or "证明方法" is a thing, not a deed; what was not solved is none either."""
        before, after = self.text[verb.start - 1 : verb.start], self.text[verb.end : verb.end + 2]
        if before in set("新种个此该项未没不") or after in {"方法", "过程", "思路"}:
            return True
        return _NOT.search(self.index.low[max(0, verb.start - 12) : verb.start]) is not None


def refers_back(text: str, start: int) -> bool:
    """True for a sentence about what the one before it told: "This is the first …", "这是…"."""
    return _ANAPHOR.match(text, start) is not None


def _reaches(verb: Term, problem: Term) -> bool:
    ahead = _AHEAD * (1 + problem.value.isascii())  # Latin words are longer
    return 0 <= problem.start - verb.end <= ahead or 0 <= verb.start - problem.end <= _BEHIND
