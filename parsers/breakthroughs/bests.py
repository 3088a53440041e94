"""Records and mosts: a best value beaten, and what is the most of its kind that is known."""

from __future__ import annotations

import re

from parsers.breakthroughs.firsts import is_traded, of_product, telling_of
from parsers.breakthroughs.passages import Passage, Range, of_science
from parsers.language.expressions import Expression
from parsers.language.vocabulary import Term

EXCEEDS = Expression(
    zh=r",[^,。]{0,6}(?:纪录|记录)(?=[。!]|$)|(?:纪录|记录)的[^,。]{0,5}倍|比[^,。]{0,16}(?:纪录|记录)[^,。]{0,4}(?:多|高|长|快|远)",
    en=r",\s+a (?:new )?(?:world )?record\b|(?:double|twice|triple) the (?:[a-z]+ ){0,3}record"
    r"|\bnew (?:[a-z-]+ ){1,3}record\b|\brecord (?:[a-z-]+ ){0,5}(?:set|broken|achieved|shattered)\b"
    r"|\bthan the (?:previous|old|prior) (?:[a-z]+ )?(?:record|best)\b",
    hints=("record", "纪录", "记录", " best"),
    reach=160,
)
MOST = Expression(
    zh=r"(?:迄今(?:为止)?|至今|目前为止|有史以来|已知|史上|历史上|见过的|[测现录制造摄]到?的)[^,。;]{0,8}?最[\u4e00-\u9fff]{1,4}"
    r"|最[\u4e00-\u9fff]{1,3}的已知",
    en=r"\bbest (?:reported|recorded|achieved)\b"
    r"|\b(?:[a-z]+er|more [a-z]+|further|less) than (?:ever before|anyone|anybody|any other team)\b"
    r"|\bbest (?:[a-z-]+ ){1,3}(?:to date|ever|so far|yet)\b"
    r"|\b(?:most [a-z]+|(?!b?est\b|near|inter|fore|test|rest)[a-z]{2,}est)\b[^.;,]{0,40}\b(?:ever|yet|to date|known|so far|in history)\b",
    hints=("最", "est ", "est-", "most ", " than "),
    also=(
        "ever", "yet", "to date", "known", "so far", "in history", "anyone", "anybody", "any other team",
        "reported", "recorded", "achieved", "迄今", "至今", "目前为止", "有史以来", "已知", "史上", "历史上",
        "见过的", "到的", "测的", "现的", "录的", "制的", "造的", "摄的",
    ),
    reach=160,
)  # fmt: skip
WORLDS_MOST = Expression(
    zh=r"(?:世界上?|全球|全世界|地球上?)最[\u4e00-\u9fff]{1,4}",
    en=r"\bworld['’]s (?:most [a-z]+|[a-z]{2,}est)\b",
    hints=("最", "world's", "world’s"),
    reach=60,
)
_NUMBER = Expression(
    zh=r"\d|[一二三四五六七八九十百千万两]",
    en=r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twice|double)\b",
)
_IN_TIME = Expression(zh="年|倍", en="years|times")
_CLAUSE = re.compile(r"[。！？!?；;]|\.\s")
_RECORD = 48  # characters from a verb of beating to the record


_OF_TRADE = Expression(  # of a firm's books
    zh=r"增长|营收|销售|销量|收入|融资|利润|订单|股价|市值|业绩|用户数|下载量",
    en=r"\b(?:growth|revenue|sales|profits?|funding|bookings|share price|users|downloads)\b",
)
_CAREER = Expression(zh=r"创新记录")  # what somebody has done, and no best value
_TURNOVER = 12  # characters beside a record in which a firm's growth is named


def record(p: Passage) -> Range | None:
    """A best value beaten, with the number."""
    named = p.first("record")
    place = _beaten(p) or ((named.start, named.end) if named else None)
    if place is None or not _NUMBER.search(p.low, *p.around) or p.has("benchmark"):
        return None
    return place


def record_of_science(p: Passage) -> Range | None:
    """A best value beaten in a science, by nobody who launches a product."""
    if p.launched or not of_science(p.index, *p.around):
        return None
    found = record(p)
    if found is None or _OF_TRADE.search(p.low, found[0] - _TURNOVER, found[1] + _TURNOVER):
        return None
    return None if _CAREER.search(p.low, found[0] - 1, found[1]) else found


def _beaten(p: Passage) -> Range | None:
    """Return the words of a record broken where verb and noun stand apart in one clause."""
    for verb in p.words("beat"):
        best = p.first("best", verb.end, min(p.end, verb.end + _RECORD))
        if best and not _CLAUSE.search(p.index.text, verb.end, best.start):
            return verb.start, best.end
    exceeds = EXCEEDS.search(p.low, *p.here)
    return exceeds.span() if exceeds else None


def most_known(p: Passage) -> Range | None:
    """The most of its kind that is known, in a science, found or made by somebody."""
    most = superlative(p)
    if most is None and _IN_TIME.search(p.low, *p.here):
        most = p.first("beyond")
    if most is None or of_product(p, most) or p.has("benchmark"):
        return None
    if not of_science(p.index, *p.around):
        return None
    telling = telling_of(p)
    done = any(p.first(name, *telling) for name in ("deed", "advance", "researcher"))
    return (most.start, most.end) if done else None


def superlative(p: Passage) -> Term | None:
    """Return the words that make something the most of its kind that is known."""
    listed = p.first("superlative")
    if listed is not None:
        return listed
    match = MOST.search(p.low, *p.here)
    if match is None and p.has("find"):
        match = WORLDS_MOST.search(p.low, *p.here)
    return Term(match.start(), match.end(), match.group()) if match else None


def called_a_breakthrough_on_a_problem(p: Passage) -> Range | None:
    """Called a breakthrough beside a problem by its name."""
    return called_a_breakthrough(p) if p.problems() else None


def called_a_breakthrough_by_researchers(p: Passage) -> Range | None:
    """Called a breakthrough beside its science, by those who achieved it."""
    named = p.first("named")
    if named is None or is_traded(p) or not p.has("researcher"):
        return None
    near = max(p.start, named.start - _NAMED), min(p.end, named.end + _NAMED)
    done = p.first("achieved", p.start, named.start)
    return (named.start, named.end) if done and of_science(p.index, *near) else None


def called_a_breakthrough(p: Passage) -> Range | None:
    """Called a breakthrough: the word alone proves little."""
    named = p.first("named")
    return (named.start, named.end) if named else None


_NAMED = 28  # characters around "breakthrough" in which its science is named
