"""Awards given to those who stand between a verb and the award: "honours X with the Y Prize", "授予 X Y 奖"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from parsers.awards.phrases import AwardPhrase
from parsers.awards.recipients import objects
from parsers.awards.statements import Sentence, Statement, Stating
from parsers.language.expressions import Expression
from parsers.language.rules import Cue, Rule, parse_needs
from parsers.language.term_index import TermIndex

_BACK = 400  # characters before an award in which the verb that gives it stands
_HANDLE = re.compile(r"(?<!\w)@\w{3,}")
_EDITION = r"(?:\d{4}\s+)?"
_NAMES = r"\b(?:names?|named|announce[sd]?|selects?|selected|honou?rs?|honou?red|recogni[sz]e[sd]?)"
_AS_WINNERS = (
    rf"(?:as\s+)?(?:the\s+)?{_EDITION}(?:co-)?(?:recipients?|winners?|laureates?)\s+of\s+"
    rf"(?:the\s+|this year's\s+)?{_EDITION}$"
)
_HONOURS = (  # not "was awarded": then the award stands behind its winner as its object
    r"(?<!was )(?<!were )(?<!been )(?<!is )\b(?:awards?|awarded|presents?|presented|honou?rs?|honou?red|"
    r"recogni[sz]e[sd]?|(?:has |have )?(?:picked|chose|chosen|selected))"
)
_FOR_WINNING = (
    r"(?:(?:the\s)?(?:winners?|recipients?) of|(?:for|on) (?:winning|receiving|being awarded)|on|for|"
    r"who (?:won|received|earned))"
)
NAMED_AS = Expression(
    en=rf"{_NAMES}\s+(?P<who>[^;]{{4,200}}?),?\s+{_AS_WINNERS}",
    hints=("recipient", "winner", "laureate"),
    printed=True,
)
CONGRATULATED = Expression(
    en=rf"\b[Cc]ongrat\w*!?\s+(?:to\s+)?(?P<who>[^.;!]{{3,160}}?),?\s+{_FOR_WINNING}\s+(?:the\s+|a\s+|an\s+)?{_EDITION}$",
    hints=("ongrat",),
    printed=True,
)
BESTOWED_EN = Expression(
    en=rf"{_HONOURS}\s+(?P<who>[A-ZÀ-Þ][^;，。]{{3,120}}?)\s*,?\s+(?:(?:with|for)\s+)?(?:the|its|a|an)\s+{_EDITION}$",
    hints=("award", "present", "hono", "recogni", "picked", "chose", "selected"),
    printed=True,
)
BESTOWED_ZH = Expression(
    zh=r"(?:授予|颁予|颁给|颁发给)\s*(?:了)?(?P<who>[^，,。；;]{2,40}?)(?:等)?(?:\d{4}\s*年度?)?\s*[“「《]?$",
    hints=("授予", "颁予", "颁给", "颁发给"),
    printed=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bestowal:
    """An award named in a sentence, before which it may be said who is given it."""

    stating: Stating
    sentence: Sentence
    phrase: AwardPhrase


def _rule(
    name: str,
    expression: Expression,
    meaning: str,
    examples: tuple[str, ...],
    counter: tuple[str, ...],
) -> Rule[Bestowal, Statement]:
    def hinted(index: TermIndex, start: int, end: int) -> bool:
        return expression.hinted(index.text, start, end)

    read = _reader(name, expression)
    read.__doc__ = meaning
    return Rule(
        name=name,
        needs=parse_needs(
            "~hinted",
            cues={"hinted": Cue(holds=hinted, places=lambda index: expression.places(index.text))},
        ),
        read=read,
        examples=examples,
        counter=counter,
    )


def _reader(name: str, expression: Expression) -> Callable[[Bestowal], Statement | None]:
    def read(p: Bestowal) -> Statement | None:
        stating, phrase = p.stating, p.phrase
        start = max(p.sentence.start, phrase.start - _BACK)
        match = expression.pattern.search(stating.text[start : phrase.start])
        if match is None or stating.guarded(p.sentence.start, phrase.start):
            return None
        first, last = start + match.start("who"), start + match.end("who")
        if any(stating.index.has(name, first, last) for name in ("win", "give", "news")):
            return None  # another clause: "who selected X as its chair, announced the Prize"
        handles = _HANDLE.finditer(stating.text, first, last)
        who = objects(stating.index, first, last) or [h.span() for h in handles]
        if not who:
            return None
        return stating.statement(p.sentence, phrase, name, people=tuple(who))

    return read


BESTOWALS: tuple[Rule[Bestowal, Statement], ...] = (
    _rule(
        "named_as.en", NAMED_AS, "<giver> names <people> as recipients of <award>.",
        examples=(
            "The academy today named Ada Park and Bo Li as the recipients of the 2026 Abel Prize. | who: Ada Park; Bo Li | award: Abel Prize",
        ),
        counter=("The academy named a committee for the winners of the Abel Prize.",),
    ),
    _rule(
        "congratulated.en", CONGRATULATED, "Congratulations to <people> on <award>.",
        examples=(
            "Congratulations to Ada Park, winner of the 2026 Turing Award! | who: Ada Park | award: ACM A.M. Turing Award",
        ),
        counter=("Congratulations to all who applied for the Turing Award lecture.",),
    ),
    _rule(
        "bestowed.en", BESTOWED_EN, "<giver> honours <people> with <award>.",
        examples=(
            "The society honoured Ada Park and Bo Li with the 2026 Abel Prize. | who: Ada Park; Bo Li | award: Abel Prize",
            "The council has chosen Cy Dow for its 2026 Wolf Prize. | who: Cy Dow | award: Wolf Prize",
        ),
        counter=(
            "The academy honoured its members with a lecture on the Abel Prize.",
            "The academy, which selected Cy Dow as its chair, announced the Abel Prize.",
        ),
    ),
    _rule(
        "bestowed.zh", BESTOWED_ZH, "<giver> 授予 <people> <award>.",
        examples=("科学院授予李大海教授 2026 年度图灵奖。 | who: 李大海 | award: ACM A.M. Turing Award",),
        counter=("学校授予毕业生学位证书，图灵奖的讲座明天举行。",),
    ),
)  # fmt: skip
"""In the order in which they are asked."""


def bestowed(p: Bestowal) -> Statement | None:
    """Return the statement of the first rule that holds before the award."""
    here = p.sentence.start, p.phrase.start
    for rule in BESTOWALS:
        if any(need.holds(p.stating.index, here, here) for need in rule.needs):
            statement = rule.read(p)
            if statement is not None:
                return statement
    return None
