"""Events made readable: one digest as plain text, Markdown and HTML, in English or Chinese."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from unicodedata import east_asian_width

from config import Lexicon
from warehouse import Row

Language = Literal["en", "zh"]
Form = Literal["text", "markdown", "html"]

_PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "award": "{n} award",
        "awards": "{n} awards",
        "breakthrough": "{n} breakthrough",
        "breakthroughs": "{n} breakthroughs",
        "and": " and ",
        "colon": ": ",
        "more": "and {n} more: laurelwire events",
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
        "more": "另有 {n} 条：laurelwire events",
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
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")
_QUOTE = "margin:.3em 0;padding-left:.7em;border-left:3px solid #c9a227;color:#444"
_SHOWN = 400  # characters of evidence shown; the whole stands in the warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
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
    """Events for one channel and one moment, ready to be written in any form."""

    title: str
    items: tuple[Item, ...]
    left: int
    language: Language

    def written(self, form: Form) -> str:
        return {"text": _as_text, "markdown": _as_markdown, "html": _as_html}[form](self)


def compose(rows: Sequence[Row], lexicon: Lexicon, language: Language, left: int = 0) -> Digest:
    """Return the digest of event rows: by venue or prize, then category; newest first.

    `left` counts further events that the channel has no room for.
    """
    newest: dict[str, datetime] = {}
    items = [_item(row, lexicon, language) for row in rows]
    for row, item in zip(rows, items, strict=True):
        moment = row["published_at"] or row["first_seen_at"]
        newest[item.heading] = max(moment, newest.get(item.heading, moment))
    items.sort(key=lambda i: (-newest[i.heading].timestamp(), i.heading, *i.order, i.title))
    return Digest(
        title=_title(rows, items, left, language), items=tuple(items), left=left, language=language
    )


def _item(row: Row, lexicon: Lexicon, language: Language) -> Item:
    award = row["kind"] == "award"
    people = _PHRASES[language]["separator"].join(row["recipients"])
    places = _PHRASES[language]["separator"].join(row["institutions"])
    origin = row["source"] + (f" · {row['article_title']}" if row["article_title"] else "")
    if award:
        subheading, title, order = _award(row, lexicon, language)
        heading = _venue(row, lexicon, language)
    else:
        heading = _PHRASES[language]["breakthrough_heading"]
        subheading, title = (row["field"] or "").replace("_", " "), _breakthrough(row, language)
        order = (0, subheading)
    if title == people:
        people = ""
    if row["status"] != "announced":
        title = f"{_PHRASES[language][row['status']]}{_PHRASES[language]['colon']}{title}"
    return Item(
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
    people = _PHRASES[language]["separator"].join(row["recipients"])
    fallback = row["award_name"] if generic else known
    return known, row["work_title"] or people or fallback, (_ORDER.get(row["category"], 5), place)


# The highest honours of a conference come first.
_ORDER = {"best_paper": 0, "test_of_time": 1, "lifetime_achievement": 2, "outstanding_paper": 3}


def _breakthrough(row: Row, language: Language) -> str:
    headline = row["article_title"] or row["subject"] or ""
    parts = [_CLAIMS[language].get(row["claim"], row["claim"] or "")]
    if row["after_years"]:
        parts = [_PHRASES[language]["after_years"].format(n=row["after_years"])]
    return f"{headline} ({parts[0]})" if parts[0] else headline


def _title(rows: Sequence[Row], items: Sequence[Item], left: int, language: Language) -> str:
    phrases = _PHRASES[language]
    counts = []
    for kind in ("award", "breakthrough"):
        number = sum(row["kind"] == kind for row in rows)
        if number:
            counts.append(phrases[kind if number == 1 else f"{kind}s"].format(n=number))
    told = phrases["and"].join(counts)
    if left:
        told += f" (+{left})"
    headings = list(dict.fromkeys(item.heading for item in items))
    subjects = items[0].title if len(items) == 1 else phrases["separator"].join(headings[:3])
    return f"{told}{phrases['colon']}{subjects}" + (" …" if len(headings) > 3 else "")


def _groups(items: Iterable[Item]) -> list[tuple[str, list[tuple[str, list[Item]]]]]:
    headings: dict[str, dict[str, list[Item]]] = {}
    for item in items:
        headings.setdefault(item.heading, {}).setdefault(item.subheading, []).append(item)
    return [(heading, list(subs.items())) for heading, subs in headings.items()]


def _as_text(digest: Digest) -> str:
    lines = [digest.title, "=" * min(_width(digest.title), 78)]
    for heading, subs in _groups(digest.items):
        lines += ["", heading, "-" * min(_width(heading), 78)]
        for subheading, items in subs:
            lines += ["", f"{subheading} ({len(items)})"]
            for item in items:
                lines += _wrapped(item.title, "  * ", "    ")
                lines += _wrapped(item.people, "    ", "    ")
                lines += [f"    {link}" for link in item.links]
                lines += _wrapped(f"“{item.evidence}”", "    ", "    ")
    return "\n".join(lines + _rest(digest, "")) + "\n"


def _as_markdown(digest: Digest) -> str:
    lines = [f"# {escaped(digest.title)}"]
    for heading, subs in _groups(digest.items):
        lines += ["", f"## {escaped(heading)}"]
        for subheading, items in subs:
            lines += ["", f"### {escaped(subheading)} ({len(items)})", ""]
            for item in items:
                lines.append(f"- **{escaped(item.title)}**")
                if item.people:
                    lines.append(f"  {escaped(item.people)}")
                lines += [f"  <{link.replace('>', '%3E')}>" for link in item.links]
                lines.append(f"  > {escaped(item.evidence)}")
    return "\n".join(lines + _rest(digest, "*")) + "\n"


def _as_html(digest: Digest) -> str:
    """Return a fragment that stands alone in a mail: no script, style sheet or remote content."""
    out = [f"<h1>{html.escape(digest.title)}</h1>"]
    for heading, subs in _groups(digest.items):
        out.append(f"<h2>{html.escape(heading)}</h2>")
        for subheading, items in subs:
            out.append(f"<h3>{html.escape(subheading)} ({len(items)})</h3>\n<ul>")
            for item in items:
                out.append(f"<li><strong>{html.escape(item.title)}</strong>")
                if item.people:
                    out.append(f"<br>{html.escape(item.people)}")
                for link in item.links:
                    safe = html.escape(link, quote=True)
                    out.append(f'<br><a href="{safe}">{safe}</a>')
                out.append(
                    f'<blockquote style="{_QUOTE}">{html.escape(item.evidence)}</blockquote>'
                )
                out.append(f"<small>{html.escape(item.source)}</small></li>")
            out.append("</ul>")
    out += [f"<p>{html.escape(line)}</p>" for line in _rest(digest, "") if line]
    return "\n".join(out) + "\n"


def _rest(digest: Digest, mark: str) -> list[str]:
    if not digest.left:
        return []
    return ["", f"{mark}{_PHRASES[digest.language]['more'].format(n=digest.left)}{mark}"]


def _shortened(evidence: str) -> str:
    """Keep the end of a long sentence's beginning whole: cut at a clause, and show the cut."""
    if len(evidence) <= _SHOWN:
        return evidence
    cut = max(evidence.rfind(mark, 0, _SHOWN) for mark in ("，", ",", " ", "。"))
    return evidence[: cut if cut > _SHOWN // 2 else _SHOWN].rstrip(" ,，") + " …"


def escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _wrapped(text: str, first: str, rest: str, columns: int = 96) -> list[str]:
    """Wrap to columns as a terminal counts them: Chinese characters take two."""
    if not text:
        return []
    if _width(text) == len(text):
        return textwrap.wrap(
            text,
            columns,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
    lines, line = [], first
    for piece in re.findall(r"[ -~À-ſ]+?(?:\s+|$|(?=[^ -~À-ſ]))|.", text):
        if _width(line) + _width(piece.rstrip()) > columns and line.strip():
            lines.append(line.rstrip())
            line = rest + piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]
