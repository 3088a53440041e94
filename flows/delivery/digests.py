"""Events made readable: one digest as plain text, Markdown and HTML, in English or Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from config import Lexicon
from flows.delivery.harmless import uncalling, visible
from warehouse import Row

Language = Literal["en", "zh"]

PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "award": "{n} award",
        "awards": "{n} awards",
        "breakthrough": "{n} breakthrough",
        "breakthroughs": "{n} breakthroughs",
        "and": " and ",
        "colon": ": ",
        "more": "{n} more follow with the next digest; all: laurelwire events",
        "breakthrough_heading": "Breakthroughs",
        "after_years": "first in {n} years",
        "confidence": "confidence {n}",
        "separator": ", ",
        "from": "from",
        "disputed": "Disputed",
        "corrected": "Corrected",
        "retracted": "Retracted",
    },
    "zh": {
        "award": "{n} 个奖项",
        "awards": "{n} 个奖项",
        "breakthrough": "{n} 项突破",
        "breakthroughs": "{n} 项突破",
        "and": "、",
        "colon": "：",
        "more": "另有 {n} 条将在下次发送；全部：laurelwire events",
        "breakthrough_heading": "突破",
        "after_years": "{n} 年来首次",
        "confidence": "置信度 {n}",
        "separator": "、",
        "from": "来源",
        "disputed": "有争议",
        "corrected": "更正",
        "retracted": "已撤回",
    },
}
_CLAIMS = {
    "en": {
        "open_problem": "open problem",
        "first": "first",
        "record": "record",
        "milestone": "milestone",
    },
    "zh": {"open_problem": "难题攻克", "first": "首次", "record": "纪录", "milestone": "里程碑"},
}
_SHOWN = 400  # characters of evidence shown; the whole stands in the warehouse
_FEW = 80  # characters of people shown where there is little room


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestEvent:
    """One event as a digest shows it."""

    heading: str
    subheading: str
    title: str
    people: str
    links: tuple[str, ...]
    evidence: str
    source: str
    order: tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Events for one channel and one moment, ready to be written in any form (written.py)."""

    title: str
    items: tuple[DigestEvent, ...]
    language: Language
    left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a digest is written. `chat`: it goes where text can call people, and must not.

    `brevity` leaves out of an event that is too long for a message: 1 its evidence, 2 also people
    after the first, 3 also links after the first.
    """

    language: Language = "en"
    chat: bool = False
    brevity: int = 0


def ranked(rows: Sequence[Row], lexicon: Lexicon, style: Style) -> list[Row]:
    """Return event rows in the order of a digest: by venue or prize, the newest first, then category.

    What is undated counts from when it was first seen.
    """
    newest: dict[str, datetime] = {}
    items = [(_item(row, lexicon, style), row) for row in rows]
    for item, row in items:
        moment = row["published_at"] or row["first_seen_at"]
        newest[item.heading] = max(moment, newest.get(item.heading, moment))
    items.sort(
        key=lambda i: (-newest[i[0].heading].timestamp(), i[0].heading, *i[0].order, i[0].title)
    )
    return [row for _, row in items]


def compose(
    rows: Sequence[Row],
    lexicon: Lexicon,
    style: Style,
    number: tuple[int, int] | None = None,
    left: int = 0,
) -> Digest:
    """Return the digest of event rows, which are `ranked`.

    `number`: which of how many messages it is; `left` counts events that go with a later digest.
    """
    items = tuple(_item(row, lexicon, style) for row in rows)
    title = _title(rows, items, style.language)
    if number is not None:
        title = f"({number[0]}/{number[1]}) {title}"
    return Digest(title=title, items=items, language=style.language, left=left)


def _item(row: Row, lexicon: Lexicon, style: Style) -> DigestEvent:
    """Return one event as it is shown; what strangers wrote cannot act there."""
    item = _whole(row, lexicon, style.language)
    made = uncalling if style.chat else visible
    brief = style.brevity
    return replace(
        item,
        heading=made(item.heading),
        title=made(item.title),
        people=_shortened(made(item.people), _FEW if brief > 1 else _SHOWN * 10),
        links=item.links[:1] if brief > 2 else item.links,
        evidence="" if brief else made(item.evidence),
        source=made(item.source),
    )


def _whole(row: Row, lexicon: Lexicon, language: Language) -> DigestEvent:
    award = row["kind"] == "award"
    people = PHRASES[language]["separator"].join(row["recipients"])
    places = PHRASES[language]["separator"].join(row["institutions"])
    origin = row["source"] + (f" · {row['article_title']}" if row["article_title"] else "")
    if award:
        subheading, title, order = _award(row, lexicon, language)
        heading = _venue(row, lexicon, language)
    else:
        heading = PHRASES[language]["breakthrough_heading"]
        subheading, title = (row["field"] or "").replace("_", " "), _breakthrough(row, language)
        order = (0, subheading)
    if title == people:
        people = ""
    if row["status"] != "announced":
        title = f"{PHRASES[language][row['status']]}{PHRASES[language]['colon']}{title}"
    return DigestEvent(
        heading=heading,
        subheading=subheading,
        title=title,
        people=" — ".join(part for part in (people, places) if part),
        links=tuple(link for link in row["links"] if link.startswith(("http://", "https://"))),
        evidence=_shortened(_proof(row)),
        source=origin,
        order=order,
    )


def _proof(row: Row) -> str:
    """The sentence, after the heading that governs it where there is one."""
    lead = f"{row['context']} › " if row["context"] else ""
    return " ".join(f"{lead}{row['evidence']}".split())


def _venue(row: Row, lexicon: Lexicon, language: Language) -> str:
    """The prize's name stands for itself; other awards stand under their venue."""
    prize = next((p for p in lexicon.prizes if p.label.en == row["award_name"]), None)
    name = getattr(prize.label, language) if prize else row["venue"] or row["award_name"]
    return f"{name} {row['year']}" if row["year"] else str(name)


def _award(row: Row, lexicon: Lexicon, language: Language) -> tuple[str, str, tuple[object, ...]]:
    keys = [category.key for category in lexicon.categories]
    place = keys.index(row["category"]) if row["category"] in keys else len(keys)
    label = lexicon.categories[place].label if place < len(keys) else None
    known = getattr(label, language) if label else row["category"]
    generic = row["award_name"] and not any(
        row["award_name"] == c.label.en for c in lexicon.categories
    )
    people = PHRASES[language]["separator"].join(row["recipients"])
    fallback = row["award_name"] if generic else known
    return known, row["work_title"] or people or fallback, (_ORDER.get(row["category"], 5), place)


# The highest honours of a conference come first.
_ORDER = {"best_paper": 0, "test_of_time": 1, "lifetime_achievement": 2, "outstanding_paper": 3}


def _breakthrough(row: Row, language: Language) -> str:
    headline = row["article_title"] or row["subject"] or ""
    parts = [_CLAIMS[language].get(row["claim"], row["claim"] or "")]
    if row["after_years"]:
        parts = [PHRASES[language]["after_years"].format(n=row["after_years"])]
    return f"{headline} ({parts[0]})" if parts[0] else headline


def _title(rows: Sequence[Row], items: Sequence[DigestEvent], language: Language) -> str:
    phrases = PHRASES[language]
    counts = []
    for kind in ("award", "breakthrough"):
        number = sum(row["kind"] == kind for row in rows)
        if number:
            counts.append(phrases[kind if number == 1 else f"{kind}s"].format(n=number))
    summary = phrases["and"].join(counts)
    headings = list(dict.fromkeys(item.heading for item in items))
    subjects = items[0].title if len(items) == 1 else phrases["separator"].join(headings[:3])
    return f"{summary}{phrases['colon']}{subjects}" + (" …" if len(headings) > 3 else "")


def _shortened(text: str, most: int = _SHOWN) -> str:
    """Keep the end of a long sentence's beginning whole: cut at a clause, and show the cut."""
    if len(text) <= most:
        return text
    cut = max(text.rfind(mark, 0, most) for mark in ("，", ",", "、", " ", "。"))
    return text[: cut if cut > most // 2 else most].rstrip(" ,，、") + " …"
