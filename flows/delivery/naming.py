"""What awards are called in a message: as their readers call them, with branch and year, in their language."""

from __future__ import annotations

import re
from functools import lru_cache

from config import Lexicon
from config.lexicon import Prize
from flows.delivery.phrases import BRANCHES, PHRASES, Language
from parsers.text.scripts import simplified
from warehouse import Row

OWN_ARTICLE = re.compile(
    r"(?:prize|award|medal|fellowship|lectureship|professorship|scholarship)s?\b", re.IGNORECASE
)
"""Ends the name of an award that a sentence says "the" before."""
_TO_BRANCH = re.compile(r"^\W*(?:(?:in|for)\b\W*)?")
_EDITION = re.compile(r"\b(?:19|20)\d\d\b")


def category_named(key: str | None, lexicon: Lexicon, language: Language) -> str | None:
    """Return what a category is called; None where the lexicon has none of this key."""
    found = next((c for c in lexicon.categories if c.key == key), None)
    return getattr(found.label, language) if found else None


def kind_named(row: Row, lexicon: Lexicon, language: Language) -> str:
    """Return what kind of award it is, and who gives it."""
    label = category_named(row["category"], lexicon, language) or PHRASES[language]["award"]
    return " · ".join(p for p in (label, row["venue"] or "") if p)


def award_named(row: Row, lexicon: Lexicon, language: Language) -> str:
    """Return the award as its readers call it, with branch and year; of a conference behind its name."""
    category = next((c for c in lexicon.categories if c.key == row["category"]), None)
    label = getattr(category.label, language) if category else str(row["category"])
    printed = row["award_name"] or label
    year = "" if not row["year"] or _EDITION.search(printed) else str(row["year"])
    prize = prize_of(row, lexicon)
    if prize is not None:
        name = _of_family(printed, prize, language)
        return f"{year}年{name}" if year and language == "zh" else f"{name} {year}".strip()
    generic = category is None or printed != category.label.en
    name = printed if generic else label
    venue = row["venue"] if row["venue"] and row["venue"].lower() not in name.lower() else ""
    if not generic:
        if language == "en":
            plain = category is None or category.work or OWN_ARTICLE.search(name)
            name = name.lower() if plain else f"{name.lower()} award"
        return " ".join(p for p in (venue, year, name) if p)
    return " ".join(
        p for p in (year if language == "zh" else "", name, year if language == "en" else "") if p
    )


def _of_family(printed: str, prize: Prize, language: Language) -> str:
    """Return a known prize with its branch: `Wolf Prize in Mathematics`, `沃尔夫奖（数学）`."""
    branch = _TO_BRANCH.sub("", printed.removeprefix(prize.label.en))
    if language == "en":
        known = BRANCHES.get(simplified(branch).removesuffix("奖"))
        return f"{prize.label.en} in {known}" if known else printed.replace(": ", " · ")
    own = PHRASES[language].get(f"field_{branch.lower().replace(' ', '_')}")
    own = own or next((zh for zh, en in BRANCHES.items() if en.lower() == branch.lower()), branch)
    return f"{prize.label.zh}（{own.removesuffix('奖')}）" if own else prize.label.zh


def prize_of(row: Row, lexicon: Lexicon) -> Prize | None:
    """Return the prize of the lexicon that an event's award is, or a branch of."""
    return _prize_called(row["award_name"] or "", lexicon)


@lru_cache(maxsize=2000)
def _prize_called(name: str, lexicon: Lexicon) -> Prize | None:
    named = [p for p in lexicon.prizes if name.startswith(p.label.en)]
    return max(named, key=lambda p: len(p.label.en), default=None)


def changes_told(row: Row, lexicon: Lexicon, language: Language) -> tuple[str, ...]:
    """Return what was told otherwise before, a line each: `Winner: Ada Park (before: Wen Li)`.

    A status is left out, which the headline says, and what has become again what it was.
    """
    said = PHRASES[language]
    first: dict[str, list[str]] = {}
    for change in row.get("changes") or ():
        first.setdefault(change["field"], change["was"])
    found = []
    for name, label in (("recipients", "winner"), ("category", "kind"), ("award_name", "award")):
        value = row[name]
        now = list(value) if name == "recipients" else [value] if value else []
        if name not in first or first[name] == now:
            continue
        was, told = (
            said["separator"].join(
                (category_named(v, lexicon, language) or v) if name == "category" else v
                for v in values
            )
            for values in (first[name], now)
        )
        line = said["changed"].format(fact=said[label], now=told or "–", was=was or "–")
        found.append(line[:1].upper() + line[1:])
    return tuple(found)
