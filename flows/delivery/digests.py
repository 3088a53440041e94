"""Events made readable: one digest for one channel and one moment, the most important news first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from config import Lexicon
from flows.delivery.cards import Card, Style, card_of, shortened, weight
from flows.delivery.phrases import PHRASES, Language
from warehouse import Row

Place = tuple[bool, float, float]
"""Where an event stands: whether nobody watched is named, how little it weighs, how old it is."""
_LISTED = 4  # events of one award from which they are a list of it
_COUNTABLE = re.compile(r"(?:paper|award|prize|medal|dissertation)$")
_SUBJECT = 150  # characters of the news that a subject begins with


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cards of one award. `listed`: so many that each takes a line or two.

    `links`: what all of them lead to; `watched`: how many name somebody who is watched.
    """

    heading: str
    cards: tuple[Card, ...]
    listed: bool
    watched: int = 0
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Events for one channel and one moment, ready to be written in any form (formats.py).

    `title`: the news; `foot`: why it came, of what time, how sure, how to correct it, a line each.
    """

    title: str
    groups: tuple[Group, ...]
    language: Language
    notes: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()

    @property
    def cards(self) -> tuple[Card, ...]:
        return tuple(card for group in self.groups for card in group.cards)


def ranked(rows: Sequence[Row], lexicon: Lexicon, style: Style) -> list[Row]:
    """Return event rows in the order of a digest: what names somebody watched first, then the most important, then the newest.

    What is of one award stands together, where its foremost event stands. What is undated counts from
    when it was first seen.
    """
    places: dict[str, Place] = {}
    named: list[tuple[str, Place, Row]] = []
    for row in rows:
        card = card_of(row, lexicon, style)
        newest = (row["published_at"] or row["first_seen_at"]).timestamp()
        own = not card.watched, -weight(row, lexicon), -newest
        places[card.group] = min(own, places.get(card.group, own))
        named.append((card.group, own, row))
    named.sort(
        key=lambda n: (places[n[0]], n[0], n[1], n[2]["work_title"] or "", n[2]["recipients"] or [])
    )
    return [row for _, _, row in named]


def compose(
    rows: Sequence[Row],
    lexicon: Lexicon,
    style: Style,
    number: tuple[int, int] | None = None,
    left: int = 0,
    counted: int = 0,
) -> Digest:
    """Return the digest of event rows, which are `ranked`.

    `number`: which of how many messages it is; `left` counts events that go with a later digest, `counted` those that
    are told by their number alone.
    """
    cards = [card_of(row, lexicon, style) for row in rows]
    grouped: dict[str, list[Card]] = {}
    for card in cards:
        grouped.setdefault(card.group, []).append(card)
    groups = tuple(_group(heading, own, style.language) for heading, own in grouped.items())
    title = _subject(cards, style.language, counted)
    if number is not None:
        title = f"({number[0]}/{number[1]}) {title}"
    said = PHRASES[style.language]
    notes = [said["more"].format(n=left)] * bool(left)
    notes += [said["counted"].format(n=counted)] * bool(counted)
    return Digest(
        title=title,
        groups=groups,
        language=style.language,
        notes=tuple(notes),
        foot=_foot(rows, style),
    )


def _group(heading: str, cards: Sequence[Card], language: Language) -> Group:
    """Return the cards of one award; of a list what all lead to is said once."""
    if len(cards) < _LISTED:
        return Group(heading=heading, cards=tuple(cards), listed=False)
    shared = [link for link in cards[0].links if all(link in card.links for card in cards)]
    own = [replace(c, links=tuple(link for link in c.links if link not in shared)) for c in cards]
    if language == "en" and _COUNTABLE.search(heading):
        heading = f"{heading}s"
    return Group(
        heading=heading,
        cards=tuple(own),
        listed=True,
        watched=sum(bool(card.watched) for card in own),
        links=tuple(shared),
    )


def _subject(cards: Sequence[Card], language: Language, counted: int) -> str:
    """Return the news of the foremost event, and how many more there are."""
    if not cards:
        return ""
    first = shortened(cards[0].news, _SUBJECT)
    more = len(cards) - 1 + counted
    return PHRASES[language]["more_news"].format(first=first, n=more) if more else first


def _foot(rows: Sequence[Row], style: Style) -> tuple[str, ...]:
    if not rows:
        return ()
    said = PHRASES[style.language]
    seen = sorted(row["first_seen_at"] for row in rows)
    why = (
        said["foot_why"].format(channel=style.channel, what=style.asks or said["foot_everything"])
        if style.channel
        else said["foot_terminal"]
    )
    start, end = (f"{moment:%Y-%m-%d %H:%M} UTC" for moment in (seen[0], seen[-1]))
    when = start if start == end else said["between"].format(start=start, end=end)
    time = said["foot_time"].format(when=when)
    wrong = said["foot_desk"].format(desk=style.desk) if style.desk else said["foot_wrong"]
    return (why, time, wrong) if style.desk else (why, time, wrong, said["foot_whole"])
