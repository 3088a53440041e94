"""Why a sentence tells nothing: what is recognised in it, which rules come nearest, and what each of them lacks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from config import Lexicon
from parsers.awards.constructions.construction import VERBS, Construction
from parsers.awards.constructions.relating import CONSTRUCTIONS, TOPICAL, relations
from parsers.awards.constructions.shaping import shape_of
from parsers.awards.judging.candidates import Candidate
from parsers.awards.judging.judged import (
    BEYOND,
    LEAST,
    MORE,
    Likely,
    likely_winners,
    names_of,
)
from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.breakthroughs.claims import Claims
from parsers.breakthroughs.rules import RULES, ClaimRule
from parsers.judging.pages import page_logits
from parsers.language.editions import edition_of, year_spoken_in
from parsers.language.rules import Need
from parsers.language.term_index import TermIndex
from parsers.language.vocabulary import vocabulary
from parsers.recognition.shapes import Item, Shape
from parsers.records import Article, Mention
from parsers.structure.blocks import parse_blocks
from parsers.text.characters import as_spoken, clean, folded, has_cjk, sentences
from parsers.text.scripts import simplified

Range = tuple[int, int]

_MOST = 12  # sentences of a text that are reported
_CONSIDERED = 0.1  # the probability from which it is said that a name was asked for
_NEAREST = 2  # rules that are named of each
_AROUND = 400  # characters around a sentence in which a claim's surroundings are looked for
_CLAIMS = ("first", "bare_first", "record", "solve", "problem", "famous", "beat")
_WHO = re.compile(r"\(\?P<who>\[?(?P<letters>[PWONQ]+)\]?")
_VERB = re.compile(r"\{([^\W\d]+)\}")
_LETTERS = {
    "P": "people", "W": "a work's title", "O": "an institution or a team", "N": "a number of people",
    "Q": "a pronoun for somebody named before",
}  # fmt: skip
_NAMES = {
    "won": "a verb of winning (wins, received, was awarded)",
    "named": "a verb of naming (named, elected, selected)",
    "became": "became",
    "giving": "a verb of giving (awarded, presented)",
    "honouring": "a verb of honouring (honours, named, congratulates)",
    "winners": "a word for winners (recipient, laureate)",
    "获": "a verb of winning (荣获, 摘得, 当选)",
    "授": "a verb of giving (授予, 颁给)",
    "予": "a verb of giving (授予, 颁给)",
    "得主": "a word for winners (得主, 获奖者)",
}
_USUAL = frozenset(
    {"won.en", "to.en", "won.zh", "given.zh"}
)  # named first of those that lack as much
_WINNERS = re.compile(r"\b(?:winners?|recipients?|laureates?|elected)\b|得主|获奖|得奖|当选")
_OWN = "a form and words of its own"
_FOUND = {"P": "people", "W": "works", "O": "institutions", "N": "counts of people"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A sentence at [start, end) that tells nothing, though it names an award or begins a claim.

    `recognised`: what is seen in it, by kind; `nearest`: rules by name, each with what it lacks.
    """

    start: int
    end: int
    recognised: tuple[tuple[str, str], ...]
    nearest: tuple[tuple[str, str], ...]


def near_misses(article: Article, lexicon: Lexicon, mentions: Sequence[Mention]) -> list[NearMiss]:
    """Return the sentences of an article that name an award or begin a claim, and of which no mention tells."""
    text = as_spoken(simplified(article.text))
    index = TermIndex(text, vocabulary(lexicon))
    names = {folded(simplified(n)) for m in mentions if m.announce for n in m.recipients}
    reading = _Reading(index, _likely(replace(article, text=text), index), names)
    told = [(m.start, m.end) for m in mentions]
    found = [
        miss
        for start, end in sentences(text, 0, len(text))
        if not any(start < b and a < end for a, b in told)
        for miss in [reading.miss(start, end)]
        if miss is not None
    ]
    return found[:_MOST]


def _likely(article: Article, index: TermIndex) -> list[Likely]:
    """Return how likely the judge holds each name of an article to be told to win; nothing of one too short for it."""
    page = page_logits(article)
    if page is None:
        return []
    blocks = parse_blocks(article.text, article.body, index.vocab.placeholder)
    year = year_spoken_in(article, edition_of(article, index), index)[0]
    return list(likely_winners(article, AwardFinder(index), blocks, year, page.award))


class _Reading:
    """Asks the sentences of one text what keeps them from telling something; `told`: names of winners that are told."""

    def __init__(self, index: TermIndex, likely: Sequence[Likely], told: Collection[str]) -> None:
        self.index, self.text, self.likely, self.told = index, index.text, likely, told
        self.finder = AwardFinder(index)
        self.claims = Claims(index, launched=False)

    def miss(self, start: int, end: int) -> NearMiss | None:
        named = self.finder.named(start, end)
        if any(not again for _, again in named):
            return self._of_award(start, end, named)
        if any(self.index.has(f"breakthrough_{name}", start, end) for name in _CLAIMS):
            return self._of_claim(start, end)
        return self._of_topic(start, end) or self._of_honours(start, end)

    def _of_award(
        self, start: int, end: int, named: Sequence[tuple[AwardPhrase, bool]]
    ) -> NearMiss:
        shape = shape_of(self.finder, start, end, named)
        seen = [("awards", clean(self.text[p.start : p.end])) for p, again in named if not again]
        seen += list(self._seen(shape))
        if related := relations(shape):
            nearest = [(f"award.{related[0].name}", self._passed_over(start, end))]
        else:
            chinese = has_cjk(self.text[start:end])
            asked = [c for c in CONSTRUCTIONS if c.chinese == chinese or not (chinese or c.chinese)]
            lacks = [(_lacked(c, shape), c) for c in asked]
            lacks.sort(key=lambda lack: (len(lack[0]), _OWN in lack[0], lack[1].name not in _USUAL))
            nearest = [(f"award.{c.name}", _said(lack)) for lack, c in lacks[:_NEAREST]]
        nearest += self._judged(start, end)
        return NearMiss(start=start, end=end, recognised=tuple(seen), nearest=tuple(nearest))

    def _of_topic(self, start: int, end: int) -> NearMiss | None:
        """Return a sentence that names somebody and no award, where the judge asked whether he wins the one named last."""
        own = [
            (p, c) for c, p in self.likely if start <= c.item.start < end and c.item.letter in "PW"
        ]
        likely, best = max(own, key=lambda each: each[0], default=(0.0, None))
        if best is None or likely < _CONSIDERED or self._is_told(best.item):
            return None
        award = clean(self.text[best.award.start : best.award.end])
        seen = ("awards", f"none; the one named last is “{award}”")
        return NearMiss(
            start=start, end=end, recognised=(seen,), nearest=tuple(self._judged(start, end))
        )

    def _of_honours(self, start: int, end: int) -> NearMiss | None:
        """Return a sentence with a word for honours or winners that names no award, and of none named before a winner."""
        low = self.index.low
        if not (TOPICAL.search(low, start, end) or _WINNERS.search(low, start, end)):
            return None
        seen = tuple(self._seen(shape_of(self.finder, start, end, ())))
        if not seen and not _WINNERS.search(low, start, end):
            return None
        lack = "names no award that is recognised, and of none named before does it name a winner"
        if any(self._is_told(c.item) for _, c in self._within(start, end)):
            return None
        return NearMiss(start=start, end=end, recognised=seen, nearest=(("award", lack),))

    def _within(self, start: int, end: int) -> list[tuple[float, Candidate]]:
        return [(p, c) for c, p in self.likely if start <= c.item.start < end]

    def _is_told(self, item: Item) -> bool:
        """True for somebody who is told to win, by another sentence."""
        return any(folded(self.text[a:b]) in self.told for a, b in names_of(item))

    def _judged(self, start: int, end: int) -> list[tuple[str, str]]:
        """Return how likely the judge holds the likeliest winner of a sentence, and what it would need."""
        own = [(p, c.item) for p, c in self._within(start, end) if not self._is_told(c.item)]
        if not own:
            return []
        likely, item = max(own, key=lambda each: each[0])
        named = next(iter(names_of(item)), (item.start, item.end))
        name = clean(self.text[slice(*named)])
        needed = f"{LEAST} is needed, {MORE} beside winners that are told, {BEYOND} in the sentence of one"
        return [("award.judged", f"“{name}” wins with a probability of {likely:.2f}; {needed}")]

    def _seen(self, shape: Shape) -> Iterator[tuple[str, str]]:
        for item in shape.items:
            kind = _FOUND.get(item.letter) if item is not None else None
            if item is not None and kind is not None:
                yield kind, clean(self.text[item.start : item.end])

    def _passed_over(self, start: int, end: int) -> str:
        """Return why a sentence whose winner stands in it is not taken at its word."""
        for name, why in (
            ("guard", "a word of hope, refusal or invitation takes it back"),
            ("definition", "it says what the award is"),
            ("background", "a word for what was before makes it history"),
        ):
            term = self.index.first(name, start, end)
            if term is not None:
                return f"{why}: “{clean(self.text[term.start : term.end])}”"
        return "it says so, but of every year, of nobody by name, or in the words of a question"

    def _of_claim(self, start: int, end: int) -> NearMiss:
        around = max(0, start - _AROUND), min(len(self.text), end + _AROUND)
        held = self.claims.read(start, end, around)
        if held is not None:
            where = {
                "weak": "a weak claim counts only beside a journal of first rank",
                "researched": "such a claim counts in the opening of an article, in a digest or beside a journal",
            }
            why = where.get(held.rule.strength, "it is history, or what an award is given for")
            nearest = [(f"breakthrough.{held.rule.name}", why)]
        else:
            lacks = [(self._lacks(rule, (start, end), around), rule) for rule in RULES]
            lacks.sort(key=lambda lack: len(lack[0]))
            nearest = [
                (f"breakthrough.{rule.name}", _said(lack)) for lack, rule in lacks[:_NEAREST]
            ]
        return NearMiss(start=start, end=end, recognised=(), nearest=tuple(nearest))

    def _lacks(self, rule: ClaimRule, here: Range, around: Range) -> list[str]:
        """Return what is lacking of that need of a rule which comes nearest."""
        return min((self._lacks_of(need, here, around) for need in rule.needs), key=len)

    def _lacks_of(self, need: Need, here: Range, around: Range) -> list[str]:
        lists = [(name, here) for name in need.here] + [(name, around) for name in need.around]
        lacking = [_listed(name) for name, place in lists if not self.index.has(name, *place)]
        cues = [(cue, here) for cue in need.cues_here] + [(cue, around) for cue in need.cues_around]
        missing = sum(not cue.holds(self.index, *place) for cue, place in cues)
        return (
            lacking + ["what says so beside it, such as who did it and in which science"] * missing
        )


def _listed(name: str) -> str:
    return f"a word of the list “{name.removeprefix('breakthrough_')}”"


def _lacked(construction: Construction, shape: Shape) -> list[str]:
    """Return what a construction needs and the sentence has nowhere: letters of its winner, and its verb."""
    lacking = []
    letters = _WHO.search(construction.written)
    wanted = letters["letters"] if letters else ""
    if wanted and not any(letter in shape.text for letter in wanted):
        lacking.append(" or ".join(_LETTERS[letter] for letter in wanted))
    verbs = [v for v in _VERB.findall(construction.written + construction.after) if v in _NAMES]
    if not verbs:
        lacking.append(_OWN)
    elif not any(re.search(VERBS[v], shape.text) for v in verbs):
        lacking.append(" or ".join(dict.fromkeys(_NAMES[v] for v in verbs)))
    return lacking


def _said(lacking: Sequence[str]) -> str:
    if lacking:
        return f"lacks {', and '.join(lacking)}"
    return "all that it needs is there, but in another order or with other things between"
