"""Firsts and mosts: which are the world's, and which a country's, a count's or a product's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.language.term_index import TermIndex
from parsers.language.vocabulary import Term

BESIDE = 14  # characters between a first and what says that it is the world's

_SUPERLATIVE = re.compile(
    r"(?:迄今(?:为止)?|至今|目前为止|有史以来|已知|史上|历史上|见过的|[测现录制造摄]到?的)[^，。；]{0,8}?最[\u4e00-\u9fff]{1,4}|最[\u4e00-\u9fff]{1,3}的已知|\bbest (?:reported|recorded|achieved)\b"
    r"|\b(?:[a-z]+er|more [a-z]+|further|less) than (?:ever before|anyone|anybody|any other team)\b"
    r"|\bbest (?:[a-z-]+ ){1,3}(?:to date|ever|so far|yet)\b"
    r"|\b(?:most [a-z]+|(?!b?est\b|near|inter|fore|test|rest)[a-z]{2,}est)\b[^.;,]{0,40}\b(?:ever|yet|to date|known|so far|in history)\b"
)
_WORLDS_MOST = re.compile(
    r"(?:世界上?|全球|全世界|地球上?)最[\u4e00-\u9fff]{1,4}|\bworld['’]s (?:most [a-z]+|[a-z]{2,}est)\b"
)
_LOCAL = re.compile(  # the first of a country or a house
    r"(?:国内|我国|中国|全国|全省|全市|省内|本市|本省|我省|我市|我校|我院|公司|集团|行业|业内|自己|个人|亚洲|欧洲)(?:的)?$"
    r"|(?<!world)['’]s (?:very )?$|\b(?:its|their|our|my|his|her|your|national|domestic) (?:very )?$"
)
_NEVER = re.compile(
    r"\bnever\b[^.;,]{0,24}\bbefore\b|从来没有[^，。]{0,10}过|从未[^，。]{0,10}过|没有?人[^，。]{0,6}过"
)
NO = ("never", "从来没有", "从未", "没人", "没有人")  # words without which _NEVER does not match
MOST = ("最", "est ", "most ", " than ")  # words without which _SUPERLATIVE does not
_SECOND = re.compile(r"\bthe second\b|第二[个项篇种位]|\bsecondly\b")
_COUNTING = 260  # characters from a first to the second that makes it one of a count
_THING = 14  # characters from a first to the thing that is first


def primacy(index: TermIndex, start: int, end: int) -> Term | None:
    """Return the first "first" that is none of an author, a step, a count or a country."""
    others = [(t.start, t.end) for t in find_words(index, "not_first", start, end)]
    for term in find_words(index, "first", start, end):
        if any(a <= term.start < b or a < term.end <= b for a, b in others):
            continue
        if _LOCAL.search(index.low[max(start, term.start - BESIDE) : term.start]):
            return None
        if not _SECOND.search(index.low, term.end, term.end + _COUNTING):
            return term
    return None


def of_world(index: TermIndex, first: Term, start: int, end: int) -> bool:
    """True when the words beside a first make it the world's."""
    near = max(start, first.start - BESIDE), min(end, first.end + 2 * BESIDE)
    return any(
        not re.search(
            r"[，,。；;：:]", index.text[min(w.end, first.end) : max(w.start, first.start)]
        )
        for w in find_words(index, "world", *near)
    )


def tells_a_first(index: TermIndex, start: int, end: int) -> bool:
    """True where something may be the first or most of its kind: a bare "first" says so of anything."""
    for term in find_words(index, "first", start, end):
        if term.value != "first" or of_world(index, term, start, end):
            return True
    if says(index, NO, start, end) and _NEVER.search(index.low, start, end):
        return True
    if first_word(index, "patient", start, end) and first_word(index, "first", start, end):
        return True
    return (
        first_word(index, "so_far", start, end) is not None
        and superlative(index, start, end) is not None
    )


def never_before(index: TermIndex, start: int, end: int) -> Term | None:
    """Return the words that say that nobody has done or seen it before."""
    told = _NEVER.search(index.low, start, end) if says(index, NO, start, end) else None
    listed = first_word(index, "never", start, end)
    return listed or (Term(told.start(), told.end(), told.group()) if told else None)


def superlative(index: TermIndex, start: int, end: int) -> Term | None:
    """Return the words that make something the most of its kind that is known."""
    listed = first_word(index, "superlative", start, end)
    if listed is not None:
        return listed
    told = _SUPERLATIVE.search(index.low, start, end) if says(index, MOST, start, end) else None
    if told is None and first_word(index, "find", start, end):
        told = _WORLDS_MOST.search(index.low, start, end)
    return Term(told.start(), told.end(), told.group()) if told else None


def says(index: TermIndex, words: tuple[str, ...], start: int, end: int) -> bool:
    """True where one of the words stands: without them an expression need not be looked for."""
    return any(index.low.find(word, start, end) >= 0 for word in words)


def of_product(index: TermIndex, most: Term, end: int) -> bool:
    """True when the thing that is first or largest is made to be shipped: "the first model to …"."""
    reach = min(end, most.end + _THING * (1 + most.value.isascii()))
    thing = first_word(index, "product", most.start, reach)
    return thing is not None and first_word(index, "patient", most.start, end) is None


def find_words(index: TermIndex, name: str, start: int, end: int) -> Iterator[Term]:
    """Yield the words of a list of breakthroughs.toml in text[start:end]."""
    return index.find(f"breakthrough_{name}", start, end)


def first_word(index: TermIndex, name: str, start: int, end: int) -> Term | None:
    """Return the first word of a list of breakthroughs.toml in text[start:end]."""
    return index.first(f"breakthrough_{name}", start, end)
