"""Sentences that likely tell a breakthrough, whatever their words: what speaks for each, and which tells it best."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from config.judges import judge, probability
from parsers.judging.words import classes, grams, step, tokens
from parsers.records import ClaimKind

Range = tuple[int, int]

LEAD = 1500
"""Characters of an article in which its own news is told."""


LEAST = 0.25
"""The probability from which a sentence tells a breakthrough."""
_CUES = (
    (
        "first",
        re.compile(
            r"\bfirst\b|首次|首例|首个|首颗|首张|首枚|首台|首创|第一次|第一个|第一例|最早|头一"
        ),
    ),
    (
        "record",
        re.compile(
            r"\brecords?\b|highest|longest|largest|smallest|fastest|oldest|coldest|紀录|纪录|最高|最大|最长|最远|最快|最古老|刷新|打破"
        ),
    ),
    (
        "problem",
        re.compile(
            r"\b(?:conjecture|problem|puzzle|mystery|theorem|riddle|proof|prove[sd]?|solve[sd]?|crack(?:s|ed)?)\b|猜想|难题|谜|证明|破解|攻克|解决|定理"
        ),
    ),
    ("years", re.compile(r"\b\d+[- ]years?\b|decades?|centur|\d+\s*年|世纪|百年")),
    (
        "found",
        re.compile(
            r"\b(?:discover|detect|observ|found|reveal|demonstrat|achiev|creat|develop|sequenc|synthesi|measur|produc)\w*|发现|观测|探测|实现|研制|成功|完成|合成|测得|揭示|捕捉|拍"
        ),
    ),
    (
        "scholars",
        re.compile(
            r"\b(?:scientists?|researchers?|physicists?|astronomers?|mathematicians?|team|chemists?|doctors?|surgeons?|biologists?)\b|科学家|研究人员|团队|学者|天文学家|数学家|物理学家|医生|专家"
        ),
    ),
    (
        "journal",
        re.compile(
            r"\bpublished\b|\bjournal\b|nature|science\b|physical review|发表|期刊|《自然|《科学"
        ),
    ),
    (
        "hope",
        re.compile(
            r"\b(?:could|may|might|would|will|hope|plans?|aims?|expected)\b|有望|计划|将会|或将|可能|预计|拟"
        ),
    ),
    (
        "business",
        re.compile(
            r"\b(?:company|launch|market|product|customers?|price|revenue|startup|sales)\b|公司|产品|上市|发布会|市场|售价|企业|用户"
        ),
    ),
    (
        "past",
        re.compile(
            r"\b(?:was|were|had|in (?:18|19)\d\d|ago|history|anniversary|born)\b|曾|(?:18|19)\d\d年|历史|周年|生于|当时"
        ),
    ),
)

_NAMED = dict(_CUES)
_KINDS: tuple[tuple[ClaimKind, re.Pattern[str]], ...] = (
    ("open_problem", _NAMED["problem"]),
    ("record", _NAMED["record"]),
    ("first", _NAMED["first"]),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelyRule:
    """What stands for a rule where the judge says that a sentence tells a breakthrough, of a kind that its words say."""

    claim: ClaimKind
    name: str = "judged"
    strength: Literal["strong", "researched", "weak"] = "weak"


def kind_of(sentence: str) -> tuple[ClaimKind, Range]:
    """Return what a likely sentence claims, and the words that say it: all of it where none do."""
    low = sentence.lower()
    for kind, cue in _KINDS:
        match = cue.search(low)
        if match is not None:
            return kind, match.span()
    return "milestone", (0, len(sentence))


def sentence_features(text: str, number: int) -> set[str]:
    """Return the features of a sentence, the `number`th of its article."""
    low = text.lower()
    words = tokens(low)
    return (
        grams(words)
        | classes(low, _CUES, "c:")
        | {f"pos:{step(number)}", f"len:{step(len(words))}"}
    )


def page_values(logit: float) -> dict[str, float]:
    """Return what the judge of pages says of an article, as features of its sentences with their values."""
    likely = probability(logit)
    return {"page": logit} | {f"page over {s}": 1.0 for s in (0.2, 0.35, 0.5) if likely > s}


def likely_claims(
    text: str, spoken: Sequence[Range], start: int, page: float
) -> Iterator[tuple[Range, float]]:
    """Yield the sentences of an article's lead with the probability that each tells a breakthrough.

    `start`: where its writing begins; `page`: the logit that it announces one.
    """
    weigh = judge("claims")
    values = page_values(page)
    extra = sum(weigh.weights.get(n, 0.0) * v for n, v in values.items())
    for number, (first, last) in enumerate(spoken):
        if first > start + LEAD:
            break
        yield (
            (first, last),
            probability(weigh.logit(sentence_features(text[first:last], number)) + extra),
        )
