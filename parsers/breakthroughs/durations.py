"""How long something was waited for: "first in 31 years", "困扰数学界 50 年", "open since 1935"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from config.languages import NUMBER_WORDS
from parsers.language.expressions import Expression
from parsers.language.term_index import TermIndex
from parsers.text.characters import number, positions

_YEAR = r"(?:1[5-9]\d{2}|20\d{2})"

# In Chinese: a count of years, a time of seeking, a vague time, a year compared with, waited from or set in.
_ZH_COUNT = r"(?:\d{1,4}|(?<!数)[一二三四五六七八九十百]{1,5})"
_ZH_YEARS = r"\s*(?:多|余)?\s*年"
_ZH_LASTED = r"(?:来|以来|后|未解|悬而未决|的(?:关键|难题|猜想|问题|谜|纪录|记录|历史)|历史|一直|前的?(?:预言|预测|猜想|难题|问题))"
_ZH_SOUGHT = (
    r"(?:等了|等待了|经过|历经|困扰|悬而未决|搜寻|寻找|追寻|尘封|沉睡|历时|时隔|保持了?|停滞)"
)
_ZH_RECORDS = r"(?:提出|创下|创造|猜测|的?(?:世界)?(?:纪录|记录))"
_ZH = {
    "zh": rf"(?P<zh>{_ZH_COUNT}){_ZH_YEARS}{_ZH_LASTED}",
    "sought": rf"(?P<sought>{_ZH_SOUGHT}[^，,。；;]{{0,14}}?(?P<years>{_ZH_COUNT}){_ZH_YEARS})",
    "vague": r"半个(?:多)?世纪|[一两几]个(?:多)?世纪|[数几]十年|上百年|近百年",
    "than": r"比|超过|打破",
    "since": rf"(?:自|从)\s*{_YEAR}\s*年(?:以来|起|至今|提出)?",
    "dated": rf"{_YEAR}\s*年代?{_ZH_RECORDS}|(?:提出于|始于)\s*{_YEAR}\s*年",
}

# The same in English.
_EN_COUNT = rf"(?:\d{{1,4}}|{'|'.join(w for w, n in NUMBER_WORDS.english.items() if n)})"
_EN_UNIT = r"years|decades|centuries"
_EN_ABOUT = r"(?:more than |over |nearly |almost |about |some )?"
_EN_STOOD = r"(?:search|hunt|quest|eluded|stumped|puzzled|baffled|stood|open|unsolved|waited|pursued|lasted)"
# What may be years old and waited for; people are of an age.
_EN_THING = (
    r"(?=(?:[a-z-]+ ){0,3}(?:puzzles?|problems?|conjectures?|riddles?|mystery|mysteries|records?|questions?|"
    r"hypothes[ie]s|challenges?|theorems?|predictions?|quest|search|hunt|bound|algorithm|enigma)\b)"
)
_EN_FOR = r"\b(?:for|lasted|taken|over|almost|nearly|than|about)"
_EN = {
    "en": r"\b(?:after|first in|for the first time in|in)\s+(?:more than |over |nearly |almost |about |some |the past )?"
    rf"(?P<en>{_EN_COUNT})\s+(?P<unit>{_EN_UNIT})",
    "old": rf"(?P<old>\d{{1,4}})-year(?:-old {_EN_THING}|(?!-old))",
    "stood": rf"(?P<stood>{_EN_STOOD}[^.;]{{0,40}}?{_EN_FOR}\s+{_EN_ABOUT}(?P<many>{_EN_COUNT})\s+(?P<ages>{_EN_UNIT}))",
    "vague": r"half a century|a century|centuries|decades",
    "than": r"than|since|from",
    "since": rf"\bsince {_YEAR}\b",
    "dated": rf"(?:posed|proposed|conjectured|set|raised|asked|predicted)\s+in\s+{_YEAR}",
}
_WAIT = re.compile(
    "|".join(
        (
            *(_ZH[name] for name in ("zh", "sought")),
            *(_EN[name] for name in ("en", "old", "stood")),
            rf"(?P<vague>{_ZH['vague']}|{_EN['vague']})",
            *(f"(?P<{name}>{_ZH[name]}|{_EN[name]})" for name in ("since", "dated")),
            rf"(?P<than>(?:{_ZH['than']}|{_EN['than']})[^，。,.]{{0,16}}?(?<!\d){_YEAR}(?!\d))",
        )
    )
)
# Every wait ends, but for a few characters, in one of these, or names a year as one does.
_SPAN = re.compile(rf"(?:[\d一二三四五六七八九十百]\s*(?:多|余)?\s*|{_EN_COUNT}\s+|\d-)$")
_SINCE = re.compile(r"[比过破自从于]|than|since|from|posed|conjectured|set|raised|asked|predicted")
_SET = re.compile(r"\d{4}\s*年代?(?:提出|创|猜测|的|世界|纪录|记录)")
_CENTURIES = ("15", "16", "17", "18", "19", "20")  # digits that a written year begins with
_BEFORE, _AFTER = 120, 30  # characters from there to the wait's beginning and end
_UNITS = {"decades": 10, "centuries": 100}
_NOBODY = Expression(
    zh="没有|无人|从未|一直(?:没|未|悬|无)",
    en="no one|nobody|never|not been|unsolved|resisted|eluded",
)
_SEEKING = Expression(
    zh="寻找|困扰|悬而未决|追求|攻克|等待|难题",
    en="search|quest|hunt|open|stood|puzzl|sought|pursu|elusive",
)
_NEAR = 40  # characters from "since 1935" to what nobody had done
_FEW = 5  # years that nobody calls a wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A time of waiting at [start, end); `years` where it is told in years, at `span`.

    `sought`: the words themselves say that something was looked for or stood all that time. `aged`: they
    say that it took so long; "since 2019" alone, or "more than in 2019", does not.
    """

    years: int | None
    span: tuple[int, int] | None
    sought: bool
    aged: bool
    start: int
    end: int

    def holds(self, position: int) -> bool:
        return self.start <= position < self.end


def wait_in(index: TermIndex, start: int, end: int) -> Wait | None:
    """Return the first wait of five years or more that text[start:end] tells."""
    return next(_within(index.low, start, end), None)


def aged(index: TermIndex, start: int, end: int) -> bool:
    """True where text[start:end] says that something took years."""
    return any(w.aged for w in _within(index.low, start, end))


def _within(low: str, start: int, end: int) -> Iterator[Wait]:
    waits = _waits(low)
    for index in range(bisect_left(waits, start, key=lambda wait: wait.start), len(waits)):
        if waits[index].start >= end:
            return
        if waits[index].end <= end:
            yield waits[index]


@lru_cache(maxsize=8)
def _waits(low: str) -> tuple[Wait, ...]:
    """Return the waits that a whole text tells, in order: most texts tell none."""
    return tuple(wait for start, end in _windows(low) for wait in _found(low, start, end))


def _windows(low: str) -> list[tuple[int, int]]:
    """Return the ranges in which a wait can stand: the expression for one is slow."""
    windows: list[tuple[int, int]] = []
    for place in sorted(_ends(low)):
        start, end = max(0, place - _BEFORE), place + _AFTER
        if windows and start <= windows[-1][1]:
            windows[-1] = windows[-1][0], end
        else:
            windows.append((start, end))
    return windows


def _ends(low: str) -> Iterator[int]:
    for word in ("decade", "centur", "世纪"):
        yield from positions(low, word)
    for word in ("年", "year"):
        for place in positions(low, word):
            if _SPAN.search(low[max(0, place - 12) : place]):
                yield place
    for digits in _CENTURIES:
        for place in positions(low, digits):
            if low[place : place + 4].isdecimal() and (
                _SINCE.search(low[max(0, place - 28) : place]) or _SET.match(low, place)
            ):
                yield place


def _found(low: str, start: int, end: int) -> Iterator[Wait]:
    for match in _WAIT.finditer(low, start, end):
        wait = _uncounted(low, match) or _counted(match)
        if wait is not None:
            yield wait


def _uncounted(low: str, match: re.Match[str]) -> Wait | None:
    """Return a wait told by a year or vaguely: it is one where somebody sought, or nobody found."""
    if not (match["since"] or match["dated"] or match["vague"] or match["than"]):
        return None
    start, end = match.span()
    waiting = match["since"] is None or _NOBODY.search(low, end, end + _NEAR) is not None
    if match["vague"]:
        near = max(0, start - _NEAR), end + _NEAR
        waiting = any(expression.search(low, *near) for expression in (_SEEKING, _NOBODY))
    sought = match["than"] is None and waiting
    aged = sought or bool(match["dated"] or match["vague"])
    return Wait(years=None, span=None, sought=sought, aged=aged, start=start, end=end)


def _counted(match: re.Match[str]) -> Wait | None:
    """Return a wait told by a count of years; of few years it is none."""
    name = next((n for n in ("zh", "years", "en", "old", "many") if match[n]), None)
    count = number(match[name]) if name else None
    unit = match["unit"] or match["ages"] or "years"
    if name is None or count is None or count * _UNITS.get(unit, 1) < _FEW:
        return None
    plain = unit == "years"
    return Wait(
        years=count if plain else None,
        span=match.span(name) if plain else None,
        sought=bool(match["sought"] or match["stood"] or "前" in match.group()),
        aged=True,
        start=match.start(),
        end=match.end(),
    )
