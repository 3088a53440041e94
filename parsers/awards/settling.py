"""What one article says of its awards, settled: vague restatements left out, names of one award joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from parsers.language.romanisation import shared_forms
from parsers.records import Mention
from parsers.text.characters import folded, has_cjk

_COLON = re.compile(":")
_GIVEN = re.compile(r"\|(?:to:.*|announced)$")  # of a key: to whom


def settled(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """Return the mentions of an article's text without vague restatements of a paper award.

    "A lab wins an outstanding paper award" says less than the statement of the same article that
    names the paper: it speaks of that paper, or of one of several. One that names nobody says less than
    one that does.
    """
    mentions = _merged(mentions, text)
    named = {(m.category, m.venue, m.year) for m in mentions if m.kind == "award" and m.recipients}
    exact: dict[tuple[object, ...], set[tuple[str, ...]]] = {}
    by: dict[tuple[object, ...], list[set[str]]] = {}
    for mention in mentions:
        if mention.kind == "award" and mention.work_title:
            exact.setdefault(_honour(mention), set()).add(mention.keys)
            for name in mention.recipients:
                by.setdefault((_honour(mention), name), []).append(set(mention.recipients))
    shortened = _shortened(mentions)
    kept: list[Mention] = []
    for mention in _joined([m for m in mentions if id(m) not in shortened]):
        same = exact.get(_honour(mention), set())
        if mention.kind == "award" and not (mention.recipients or mention.work_title):
            if (mention.category, mention.venue, mention.year) not in named and not same:
                kept.append(mention)
        elif mention.kind != "award" or mention.work_title or not same:
            kept.append(mention)
        elif _are_authors(mention, by):
            continue  # the authors of a work that another mention names with it
        elif len(same) == 1:
            kept.append(replace(mention, keys=next(iter(same))))
    return kept


def _are_authors(mention: Mention, by: Mapping[tuple[object, ...], list[set[str]]]) -> bool:
    works = by.get((_honour(mention), mention.recipients[0]), ())
    return any(set(mention.recipients) <= authors for authors in works)


def _merged(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """Return the mentions, those of one award to several people, a sentence each, as one.

    It stands where the first of them does; its spans prove each of its people.
    """
    groups: dict[tuple[object, ...], list[Mention]] = {}
    for mention in mentions:
        if mention.announce and mention.kind == "award" and not mention.work_title:
            groups.setdefault(_award_of(mention, text), []).append(mention)
    merged = {id(group[0]): _one(group) for group in groups.values() if len(group) > 1}
    left_out = {id(m) for group in groups.values() for m in group[1:]}
    return [merged.get(id(m), m) for m in mentions if id(m) not in left_out]


def _award_of(mention: Mention, text: str) -> tuple[object, ...]:
    """Return what the mentions of one award share: its name, as printed too, and its keys without who is given it."""
    named = next((s for s in mention.spans if s.name == "category"), None)
    return (
        mention.category,
        folded(text[named.start : named.end]) if named else "",
        folded(mention.award_name or ""),
        mention.year,
        frozenset(_GIVEN.sub("", k) for k in mention.keys),
    )


def _one(group: Sequence[Mention]) -> Mention:
    """Return the surest mention of a group with the people of all; who is named by a surname is named in full."""
    surest = max(group, key=lambda m: (bool(m.recipients), m.confidence, -m.start))
    ordered = [surest, *(m for m in group if m is not surest)]
    people = _distinct([n for m in ordered for n in m.recipients])
    return replace(
        surest,
        recipients=tuple(people),
        institutions=tuple(dict.fromkeys(o for m in ordered for o in m.institutions)),
        spans=tuple(dict.fromkeys(s for m in ordered for s in m.spans)),
        keys=tuple(sorted({k for m in ordered for k in m.keys})),
        confidence=max(m.confidence for m in group),
    )


_LONGEST = (
    12  # words of a Latin or characters of a Chinese name; what is longer is shortened otherwise
)


def _distinct(names: Sequence[str]) -> list[str]:
    """Return the names, each person's or body's once: the longest, and the first of two scripts."""
    parts = {runs for name in names for runs in _runs(name)}
    kept: dict[str, str] = {}
    forms: dict[bool, set[str]] = {
        True: set(),
        False: set(),
    }  # by whether they are of Chinese names
    for name in names:
        form, chinese = folded(name), has_cjk(name)
        if (
            form not in parts
            and form not in kept
            and forms[not chinese].isdisjoint(shared_forms(name))
        ):
            kept[form] = name
            forms[chinese] |= shared_forms(name)
    return list(kept.values())


def _runs(name: str) -> Iterator[str]:
    """Yield the parts of a name by which it may be called too: runs of its words, or of a Chinese one's characters."""
    words = name.split() if not has_cjk(name) else list(name)
    for start in range(min(len(words), _LONGEST)):
        for end in range(start + 1, min(len(words), _LONGEST) + 1):
            if (run := folded("".join(words[start:end]))) != folded(name):
                yield run


def _shortened(mentions: Sequence[Mention]) -> set[int]:
    """Return the ids of those that name the same work as another by the front of its title: "A: B" by "A"."""
    fronts: dict[tuple[object, ...], set[str]] = {}
    for mention in mentions:
        if mention.kind == "award" and mention.work_title:
            front = fronts.setdefault((mention.category, mention.year), set())
            front.update(
                mention.work_title[: m.start()] for m in _COLON.finditer(mention.work_title)
            )
    return {
        id(m)
        for m in mentions
        if m.kind == "award" and m.work_title and m.work_title in fronts[m.category, m.year]
    }


def _joined(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, those of one article's same winners of one giver's prize with each other's keys.

    A prize is called by its whole name, then by its family's or its branch's; and a title leaves out who
    gives it.
    """
    same: dict[tuple[object, ...], set[str]] = {}
    given: dict[tuple[object, ...], set[str]] = {}
    for mention in mentions:
        if mention.kind == "award" and mention.recipients and mention.venue:
            same.setdefault(_winners(mention), set()).update(mention.keys)
            given.setdefault(_without_giver(mention), set()).update(mention.keys)
    return [replace(m, keys=tuple(sorted({*m.keys, *_shared(m, same, given)}))) for m in mentions]


def _shared(
    mention: Mention,
    same: Mapping[tuple[object, ...], set[str]],
    given: Mapping[tuple[object, ...], set[str]],
) -> set[str]:
    if mention.kind != "award" or not mention.recipients:
        return set()
    if mention.venue is None:
        return given.get(_without_giver(mention), set())
    return same[_winners(mention)]


def _without_giver(mention: Mention) -> tuple[object, ...]:
    return mention.category, mention.year, mention.work_title, frozenset(mention.recipients)


def _winners(mention: Mention) -> tuple[object, ...]:
    kind = mention.category if mention.work_title else None  # one paper may win twice
    return mention.venue, mention.year, mention.work_title, kind, frozenset(mention.recipients)


def _honour(mention: Mention) -> tuple[object, ...]:
    return mention.category, mention.award_name, mention.venue, mention.year
