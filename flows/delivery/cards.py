"""Events as cards: for each the news in one sentence, who and where, its proof, and where it leads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from config import Lexicon
from flows.delivery.harmless import uncalling, visible
from flows.delivery.naming import OWN_ARTICLE, award_named, changes_told, kind_named, prize_of
from flows.delivery.phrases import PHRASES, Language
from flows.delivery.watching import named_in
from parsers.text.characters import has_cjk
from warehouse import Row

_SHOWN = 400  # characters of evidence shown; the whole stands in the warehouse
_ID = 8  # characters of an event's id, of which its beginning is enough to ask for it
_FEW = 80  # characters of people shown where there is little room
_NAMED = 3  # winners that a headline names
_NEW, _NEW_ZH = (
    2,
    6,
)  # words, or Chinese characters, that a card does not say already, from which a sentence adds to it
_WORD = re.compile(r"[a-z]{4,}|[\u4e00-\u9fff]")
_SMALL = frozenset(
    "been have that this with from were will they their which also into than more".split()
)
_HTTP = ("http://", "https://")
# The highest honours of a conference come first; prizes with a name that the lexicon knows before all others.
_WEIGHTS = {
    "prize": 3.0, "medal": 3.0, "lifetime_achievement": 3.0, "best_paper": 2.8, "test_of_time": 2.6, "fellowship": 2.5,
    "early_career": 2.4, "technical_achievement": 2.4, "olympiad_medal": 2.2, "best_student_paper": 2.2, "doctoral_dissertation": 2.0,
    "outstanding_paper": 1.6, "honorable_mention": 1.0,
}  # fmt: skip
_CLAIMS = {"open_problem": 4.5, "record": 3.2, "first": 3.2, "milestone": 2.8}
_KNOWN_PRIZE = 1.5
_TAKEN_BACK = 1.5  # what was told and is otherwise matters to whoever passed it on


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a digest is written. `chat`: it goes where text can call people, and must not.

    `brevity` leaves out of an event that is too long for a message: 1 its evidence, 2 also people
    after the first, 3 also links after the first. `channel`: whose it is; `asks`: what that asks for;
    `watching`: names that lift and mark an event; `desk`: the address of those who put events right.
    """

    language: Language = "en"
    chat: bool = False
    brevity: int = 0
    channel: str | None = None
    asks: str = ""
    watching: tuple[str, ...] = ()
    desk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One event as a message shows it.

    `watched`: the watched names that it names. `news`: the whole sentence, as a subject has it; `headline`: the same under its `kicker`, which says what was given or
    claimed; `href`: where the headline leads; `links`: a label and an address each; `meta`: source, day, how sure;
    `changes`: what was told otherwise before, a line each; `wrong`: how a mail to those who put it right begins.
    """

    event_id: str
    group: str
    kicker: str
    news: str
    headline: str
    href: str | None
    people: str
    places: str
    proof: str
    links: tuple[tuple[str, str], ...]
    meta: str
    watched: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    wrong: str | None = None


def weight(row: Row, lexicon: Lexicon) -> float:
    """Return how important an event is: by its prize or claim, how sure it is, and how many tell it."""
    if row["kind"] == "award":
        base = _WEIGHTS.get(row["category"], 2.0) + _KNOWN_PRIZE * (
            prize_of(row, lexicon) is not None
        )
    else:
        base = _CLAIMS.get(row["claim"], 2.8) + min(row["after_years"] or 0, 100) / 100
    base += _TAKEN_BACK * (row["status"] != "announced")
    return float(base + (row["confidence"] or 0) + 0.2 * min(row["source_count"] or 1, 5))


def watched(row: Row, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of the watched names an event names, in whatever report and script."""
    forms = (form["name"] for form in row.get("forms") or ())
    known = (k[language] for k in row.get("known_institutions") or () for language in ("en", "zh"))
    said = (row[n] for n in ("work_title", "award_name", "subject", "article_title", "evidence"))
    return named_in((*(row["recipients"] or ()), *(row["institutions"] or ()), *forms, *known, *said), names)  # fmt: skip


def card_of(row: Row, lexicon: Lexicon, style: Style) -> Card:
    """Return an event's card; what strangers wrote cannot act there."""
    made = uncalling if style.chat else visible
    card = _whole(row, lexicon, style.language)
    brief = style.brevity
    return replace(
        card,
        kicker=made(card.kicker),
        news=made(card.news),
        headline=made(card.headline),
        people=shortened(made(card.people), _FEW if brief > 1 else _SHOWN * 10),
        places=made(card.places),
        links=card.links[:1] if brief > 2 else card.links,
        proof="" if brief else made(card.proof),
        meta=made(card.meta),
        group=made(card.group),
        watched=watched(row, style.watching),
        changes=tuple(made(line) for line in changes_told(row, lexicon, style.language)),
        wrong=_wrong(card, style),
    )


def _wrong(card: Card, style: Style) -> str | None:
    """Return an address that opens a mail to the desk about this event, from which the command can be copied."""
    if style.desk is None or not card.event_id:
        return None
    subject = f"laurelwire wrong {card.event_id[:_ID]}"
    body = f"{card.news}\n\n{PHRASES[style.language]['wrong_because']}"
    return f"mailto:{quote(style.desk, safe='@')}?subject={quote(subject)}&body={quote(body)}"


def _whole(row: Row, lexicon: Lexicon, language: Language) -> Card:
    said = PHRASES[language]
    winners, places = _winners(row, language), _places(row, language)
    award = award_named(row, lexicon, language) if row["kind"] == "award" else None
    people = said["separator"].join(winners)
    if award is None:
        news = headline = " ".join((row["article_title"] or row["subject"] or "").split())
        claim = said.get(row["claim"] or "", "")
        if row["after_years"]:
            claim = said["after_years"].format(n=row["after_years"])
        field = said.get(f"field_{row['field']}", (row["field"] or "").replace("_", " "))
        group = f"{said['breakthrough']} {row['event_id']}"  # each stands by itself
        kicker = " · ".join(part for part in (said["breakthrough"], field, claim) if part)
        if headline and has_cjk(headline) != (language == "zh"):
            # A foreign title says little to its readers in a subject: what it tells stands there.
            who = _together(winners, said) or next(iter(places), "")
            told = said["claim_in"].format(claim=claim, field=field) if claim and field else claim
            news = said["colon"].join(part for part in (who, told) if part) or headline
    else:
        group = award
        kicker = award if row["work_title"] else kind_named(row, lexicon, language)
        headline = row["work_title"] or _sentence(row, winners, award, said)
        news = (
            said["paper"].format(award=award, title=row["work_title"])
            if row["work_title"]
            else headline
        )
        if not row["work_title"] and len(winners) <= _NAMED:
            people = ""  # the headline names them all
        if places and not row["work_title"] and winners and winners[0] != places[0]:
            news = f"{places[0]}{said['colon']}{news}"
    if row["status"] != "announced":
        told = f"{said[row['status']]}{said['colon']}"
        news, headline = f"{told}{news}", f"{told}{headline}"
    links = _links(row, said)
    card = Card(
        event_id=row["event_id"] or "",
        group=group,
        kicker=kicker,
        news=" ".join(news.split()),
        headline=headline,
        href=links[0][1] if links else None,
        people=people,
        places=said["separator"].join(places),
        proof="",
        links=tuple(links),
        meta=_meta(row, said),
    )
    proof = shortened(_proof(row)) if _adds(row["evidence"] or "", card) else ""
    return replace(card, proof=proof)


def _sentence(row: Row, winners: Sequence[str], award: str, said: dict[str, str]) -> str:
    if not winners:
        return said["announced"].format(award=award)
    who = _together(winners, said)
    form = "elected" if row["category"] == "fellowship" else "wins" if len(winners) == 1 else "win"
    named = (
        f"the {award}"
        if said["wins"].startswith("{who} ")
        and form != "elected"
        and OWN_ARTICLE.search(award)
        and not award.lower().startswith("the ")
        else award
    )
    return said[form].format(who=who, award=named)


def _together(winners: Sequence[str], said: dict[str, str]) -> str:
    """Return up to three names, or the first and how many others."""
    if len(winners) > _NAMED:
        n = len(winners) if said["others"].startswith("{first}等") else len(winners) - 1
        return said["others"].format(first=winners[0], n=n)
    return said["and"].join(p for p in (said["separator"].join(winners[:-1]), *winners[-1:]) if p)


def _winners(row: Row, language: Language) -> list[str]:
    """Return the winners, each with its name in the other script where a report printed it, that of the digest first."""
    forms: dict[str, list[str]] = {}
    for form in row.get("forms") or ():
        forms.setdefault(form["key"], []).append(form["name"])
    keys: Sequence[str] = row.get("person_keys") or ()
    found = []
    for place, name in enumerate(row["recipients"] or ()):
        known = forms.get(keys[place], []) if place < len(keys) else []
        other = next((n for n in known if has_cjk(n) != has_cjk(name)), None)
        ours = [n for n in (name, other) if n and has_cjk(n) == (language == "zh")]
        found.append(_beside(other, name) if other and ours == [other] else _beside(name, other))
    return found


def _places(row: Row, language: Language) -> list[str]:
    """Return the institutions, each with the name that the lexicon has for it in the digest's language."""
    known: dict[str, Any] = {k["printed"]: k for k in row.get("known_institutions") or ()}
    found = []
    for printed in row["institutions"] or ():
        entry = known.get(printed)
        if entry is None or has_cjk(printed) == (language == "zh"):
            found.append(printed)
        else:
            found.append(_beside(entry[language], printed))
    return found


def _beside(name: str, other: str | None) -> str:
    if other is None or other == name:
        return name
    return f"{name}（{other}）" if has_cjk(name) else f"{name} ({other})"


def _links(row: Row, said: dict[str, str]) -> list[tuple[str, str]]:
    """Return the work's addresses, then that of the article, each once, with a label."""
    works = [link for link in row["links"] or () if link.startswith(_HTTP)]
    found = [
        (said["paper_link"] if n == 0 else said["link"].format(n=n + 1), link)
        for n, link in enumerate(works)
    ]
    article = row["article_url"]
    if article and article.startswith(_HTTP) and article not in works:
        found.append((said["article"], article))
    return found


def _meta(row: Row, said: dict[str, str]) -> str:
    day = f"{row['published_at']:%Y-%m-%d}" if row["published_at"] else ""
    if not day and row["first_seen_at"]:
        day = said["first_seen"].format(day=f"{row['first_seen_at']:%Y-%m-%d}")
    source = (
        row["source"]
        if row["status"] == "announced"
        else said["said_by"].format(source=row["source"])
    )
    told = row["source_count"] or 1
    parts = [
        source,
        day,
        said["sources"].format(n=told) if told > 1 else "",
        said["confidence"].format(n=f"{row['confidence']:.2f}") if row["confidence"] else "",
        said["event"].format(id=row["event_id"][:_ID]) if row["event_id"] else "",
    ]
    return " · ".join(part for part in parts if part)


def _proof(row: Row) -> str:
    """The sentence, after the heading that governs it where there is one."""
    lead = f"{row['context']} › " if row["context"] else ""
    return " ".join(f"{lead}{row['evidence'] or ''}".split())


def _adds(sentence: str, card: Card) -> bool:
    """True where a sentence says something that its card does not."""
    shown = _words(f"{card.kicker} {card.headline} {card.people} {card.places}")
    new = _words(sentence) - shown
    chinese = sum(has_cjk(word) for word in new)
    return len(new) - chinese >= _NEW or chinese >= _NEW_ZH


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower())) - _SMALL


def shortened(text: str, most: int = _SHOWN) -> str:
    """Keep the end of a long sentence's beginning whole: cut at a clause, and show the cut."""
    if len(text) <= most:
        return text
    cut = max(text.rfind(mark, 0, most) for mark in ("，", ",", "、", " ", "。"))
    return text[: cut if cut > most // 2 else most].rstrip(" ,，、") + " …"
