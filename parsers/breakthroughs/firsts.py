"""Firsts: which are the world's, and which a country's, a count's or a product's."""

from __future__ import annotations

import re

from parsers.breakthroughs.durations import aged
from parsers.breakthroughs.passages import Passage, Range, field_in, of_science
from parsers.language.expressions import Expression
from parsers.language.vocabulary import Term

BESIDE = 14  # characters between a first and what says that it is the world's

NEVER = Expression(
    zh=r"从来没有[^,。]{0,10}过|从未[^,。]{0,10}过|没有?人[^,。]{0,6}过",
    en=r"\bnever\b[^.;,]{0,24}\bbefore\b",
    hints=("never", "从来没有", "从未", "没人", "没有人"),
    reach=60,
)
_SEEN = r"(?<!to )(?:observ|demonstrat|detect|measur|realiz|realis|synthesi|imag|captur|entangl|teleport|reveal)\w*"
OBSERVED = Expression(
    zh=r"(?:首次|第一次|首度)[^,。;]{0,6}(?:观测|观察|探测|测量|实现|合成|发现|证实|证明|制备|捕捉|拍摄|揭示|获得|成功)",
    en=rf"\b{_SEEN}[^.;]{{0,30}}?for the first time|for the first time[^.;]{{0,70}}?\b{_SEEN}"
    r"|\bfirst (?:experimental |direct |clear |successful )?(?:demonstration|observation|detection|measurement|evidence|realization|realisation|synthesis|image)s? (?:of|for)\b",
    hints=("first", "首次", "第一次", "首度"),
    reach=140,
)
_LOCAL = Expression(  # the first of a country or a house
    zh=r"(?:国内|我国|中国|全国|全省|全市|省内|本市|本省|我省|我市|我校|我院|公司|集团|行业|业内|自己|个人|亚洲|欧洲)(?:的)?$",
    en=r"(?<!world)['’]s (?:very )?$|\b(?:its|their|our|my|his|her|your|national|domestic) (?:very )?$",
)
_SECOND = Expression(zh="第二[个项篇种位]", en=r"\bthe second\b|\bsecondly\b")
_TRADE = re.compile(r"[®™]|\b(?:Inc|Corp|Corporation|Ltd|GmbH)\b")
_FIRM = re.compile(
    r"公司|集团|旗下|自主研发|自主开发|品牌|创始人|首席执行官|\bCEO\b|\b(?:startup|company)\b"
)
_LEARNED = re.compile(
    r"大学|研究所|研究院|科学院|医院|学者|科学家|论文|《自然》|《科学》|\b(?:[Uu]niversit|[Ii]nstitut|[Hh]ospital|scientist|researcher|physicist|Nature|Science)"
)
_ANAPHOR = re.compile(
    r"[\s*_]*(?:这|该|此|其中|它|他|她|It\b|This\b|That\b|The (?:feat|result|work|achievement)\b)"
)
_PAUSE = re.compile(r"[，,。；;：:]")
_OF_LIFE = ("medicine", "biology")
_COUNTING = 260  # characters from a first to the second that makes it one of a count
_THING = 14  # characters from a first to the thing that is first
_DOING = 40  # characters behind a first in which the machine that did it is named


def on_a_problem(p: Passage) -> Range | None:
    """The first advance on a problem by its name, or in so many years."""
    first = primacy(p)
    if first is None or of_product(p, first):
        return None
    waited = aged(p.index, *p.here) or p.has("open")
    if p.problems() and (waited or of_world(p, first)):
        return first.start, first.end
    known = field_in(p.index, *p.here) or (
        p.has("deed", "advance") and field_in(p.index, *p.around)
    )
    return (first.start, first.end) if waited and known else None


def of_science_and_the_world(p: Passage) -> Range | None:
    """The first of all, or what nobody had done, where science is spoken of and somebody did it."""
    ever = _ever(p)
    if ever is None or (is_traded(p) and not p.has("approved")):
        return None
    if of_product(p, ever) or p.has("benchmark") or not of_science(p.index, *p.around):
        return None
    acted = p.has_around("researcher") or p.has("deed")
    human = p.first("mankind", max(p.start, ever.start - BESIDE), ever.end + BESIDE)
    return (ever.start, ever.end) if acted or human else None


def of_the_world(p: Passage) -> Range | None:
    """The first of all, or what nobody had done, whoever says so of what."""
    ever = _ever(p)
    return (ever.start, ever.end) if ever else None


def of_research(p: Passage) -> Range | None:
    """A first of some kind, in a science, that researchers or a machine found or made."""
    first = primacy(p)
    if first is None or _is_bare(first):
        return None
    if is_traded(p) or p.has("benchmark") or of_product(p, first):
        return None
    telling = telling_of(p)
    if not of_science(p.index, *telling):
        return None
    near = max(p.start, first.start - BESIDE), first.start + _DOING
    by_machine = p.first("machine", *near) and p.has("deed", "solve")
    done = p.first("deed", *telling) or p.has("researcher")
    return (first.start, first.end) if by_machine or done else None


def of_observers(p: Passage) -> Range | None:
    """What scholars have seen, shown or made for the first time, whatever field names it."""
    if is_traded(p) or p.has("benchmark") or not p.has("researcher"):
        return None
    first = primacy(p)
    if first is None or _is_bare(first) or of_product(p, first):
        return None
    match = OBSERVED.search(p.low, *p.here)
    return (first.start, first.end) if match else None


def of_any_kind(p: Passage) -> Range | None:
    """A first of some kind: said of every product."""
    first = primacy(p)
    return (first.start, first.end) if first else None


def restored(p: Passage) -> Range | None:
    """What an illness took is given back by research."""
    again = p.first("restored")
    acted = p.has_around("impaired") and p.has_around("researcher", "patient")
    return (again.start, again.end) if again and acted else None


def _ever(p: Passage) -> Term | None:
    """Return the words that make something the world's first, or say that nobody had done it."""
    first = primacy(p)
    if first and of_world(p, first):
        return first
    medical = any(t.value in _OF_LIFE for t in p.index.find("field", *p.around))
    if first and medical and p.has("patient"):
        return first  # a first on people is the world's unless said otherwise
    never = never_before(p)
    done = p.has("deed") or p.has_around("researcher")
    return never if never and done and field_in(p.index, *p.here) else None


def primacy(p: Passage) -> Term | None:
    """Return the first "first" that is none of an author, a step, a count, a house or a country."""
    healed = p.first("patient", *p.here) is not None  # "the first woman cured of it" is of medicine
    others = [] if healed else [(t.start, t.end) for t in p.words("not_first")]
    for term in firsts(p):
        if any(a <= term.start < b or a < term.end <= b for a, b in others):
            continue
        local = _LOCAL.search(p.low[max(p.start, term.start - BESIDE) : term.start], 0, BESIDE)
        if not local and not _SECOND.search(p.low, term.end, term.end + _COUNTING):
            return term
    return None


def firsts(p: Passage) -> list[Term]:
    """Return the words for a first, in order; a bare "first" within another is none of its own."""
    full = list(p.words("first"))
    bare = [t for t in p.words("bare_first") if not any(f.start <= t.start < f.end for f in full)]
    return sorted([*full, *bare])


def _is_bare(first: Term) -> bool:
    """True for the word alone, which is said of any first thing on a list."""
    return first.value == "first"


def of_world(p: Passage, first: Term) -> bool:
    """True when the words beside a first make it the world's."""
    near = max(p.start, first.start - BESIDE), min(p.end, first.end + 2 * BESIDE)
    return any(
        not _PAUSE.search(p.index.text, min(w.end, first.end), max(w.start, first.start))
        for w in p.words("world", *near)
    )


def never_before(p: Passage) -> Term | None:
    """Return the words that say that nobody has done or seen it before."""
    listed = p.first("never")
    if listed is not None:
        return listed
    match = NEVER.search(p.low, *p.here)
    return Term(match.start(), match.end(), match.group()) if match else None


def of_product(p: Passage, most: Term) -> bool:
    """True when the thing that is first or largest is made to be shipped: "the first model to …"."""
    reach = min(p.end, most.end + _THING * (1 + most.value.isascii()))
    shipped = p.first("product", most.start, reach) is not None
    return shipped and p.first("patient", most.start, p.end) is None


def is_traded(p: Passage) -> bool:
    """True for a maker's own words: the title or the sentence launches something, or marks it ®."""
    launched = p.launched or p.index.has("launch", *p.here)
    if launched or _TRADE.search(p.index.text, *p.here) is not None:
        return True
    firm = _FIRM.search(p.index.text, *p.around) is not None
    if firm and NEVER.search(p.low, *p.around) is not None:
        return False  # a firm's feat, such as none had tried
    return firm and _LEARNED.search(p.index.text, *p.around) is None


def telling_of(p: Passage) -> Range:
    """Return the sentence, with what stands before it where it begins with "this"."""
    return (p.around[0], p.end) if refers_back(p.index.text, p.start) else p.here


def refers_back(text: str, start: int) -> bool:
    """True for a sentence about what the one before it told: "This is the first …", "这是…"."""
    return _ANAPHOR.match(text, start) is not None
