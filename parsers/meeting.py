"""Whether two mentions of different articles speak of one event: by what they have in common, weighed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from parsers.records import Mention
from parsers.text.characters import folded, has_cjk

NEAR = "near|"
"""Begins a key that says what a report has in common with others; sharing one, mentions are compared."""

SAYS = "says|"
"""Begins a key that holds the words in which a mention is told: `says|en|…`. No two need share it."""

MET = "met|"
"""Begins a key that two mentions are given because they were found to speak of one event."""
MEETING = (NEAR, SAYS, MET)
"""Beginnings of keys that name no event by themselves."""

ENOUGH = 4.0
"""The weight from which two mentions speak of one event."""
_WEIGHTS = {  # of what they share, by kind, and how many of a kind count
    "p": (3.0, 2), "t": (3.0, 2), "z": (3.0, 1), "k": (2.5, 2), "s": (1.5, 1), "h": (1.5, 1), "i": (1.5, 2), "o": (1.5, 1), "n": (1.5, 2),
    "m": (1.2, 2), "l": (2.0, 2), "c": (1.0, 2), "w": (0.7, 3),
}  # fmt: skip
_SAME_PERSON = (
    ("p", "t"),
    ("p", "z"),
    ("t", "z"),
    ("t", "k"),
    ("t", "s"),
    ("p", "k"),
    ("p", "s"),
    ("k", "s"),
    ("k", "z"),
    ("p", "h"),
    ("z", "h"),
    ("k", "h"),
)
_AROUND = "ionmlc"  # kinds of anchors that say where and of what an award is told
_MATTER = "nmlcw"  # kinds of anchors that say what was done
_MANY = 40  # mentions that share an anchor which is nobody's in particular
_IDLE = re.compile(
    r"(?:19|20)\d\d(?:年度?)?|科学|技术|奖项|[类组]|\b(?:research|science|scientific|prestigious|top|major|national|european|world|honou?rs?|prizes|awards)\b|第[\d一二三四五六七八九十百]+届|首届|年度|国际|\b(?:the|of|for|in|and|award|prize|medal|annual|international|winners?|paper)\b|[奖章“”\"「」]"
)
_NAMED_ALIKE, _NAMED_APART = 0.6, 0.34
_STRANGE = -1.8
"""The weight of a known prize beside a Chinese name that no list knows."""
_SHORT = 3  # letters of a word of a prize's key that says nothing
_ALIKE, _UNLIKE = 0.45, 0.2  # shares of words
_ALIKE_WEIGHT = 1.5  # of words that are alike; of unlike ones, it is taken off


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A mention with what it is compared by: its anchors, and the words in which it is told, in one language."""

    mention: Mention
    anchors: frozenset[str]
    language: str | None
    words: frozenset[str]


def same_events(mentions: Mapping[str, Mention]) -> list[tuple[str, str]]:
    """Return the pairs of mentions, by their ids, that share anchors and speak of one event."""
    holders: dict[str, list[str]] = defaultdict(list)
    for name, mention in mentions.items():
        for each in mention.keys:
            if each.startswith(NEAR):
                holders[each].append(name)
    pairs = {
        (min(pair), max(pair))
        for names in holders.values()
        if len(names) <= _MANY
        for pair in combinations(names, 2)
    }
    told = {name: _told(mentions[name]) for name in {each for pair in pairs for each in pair}}
    return sorted(p for p in pairs if _is_same(told[p[0]], told[p[1]]))


def _told(mention: Mention) -> _Told:
    said = next((k for k in mention.keys if k.startswith(SAYS)), None)
    language, _, words = (said or "").removeprefix(SAYS).partition("|")
    return _Told(
        mention=mention,
        anchors=frozenset(k for k in mention.keys if k.startswith(NEAR)),
        language=None if said is None else language,
        words=frozenset(words.split()),
    )


def _is_same(first: _Told, second: _Told) -> bool:
    """True where two mentions of different articles speak of one event."""
    one, other = first.mention, second.mention
    if one.kind != other.kind or one.article_id == other.article_id:
        return False
    shared = {anchor.split("|", 3)[3] for anchor in first.anchors & second.anchors}
    if one.kind == "award":
        return _award_weight(one, other, shared) >= ENOUGH
    weight = sum(_weights({s for s in shared if not s.startswith("r")}))
    weight += 0.5 * (one.field is not None and one.field == other.field)
    weight += 0.5 * (one.claim == other.claim)
    if weight + _ALIKE_WEIGHT < ENOUGH:
        return False
    wording = _wording(first, second)
    # Of one laboratory two results may be told in a week: in one language the matter itself must be shared.
    matter = any(s[0] in _MATTER for s in shared) or wording is None or wording > 0
    return matter and weight + (wording or 0.0) >= ENOUGH


def _wording(one: _Told, other: _Told) -> float | None:
    """Return what the words say in which two mentions are told; None where they are in two languages."""
    least = min(len(one.words), len(other.words))
    if one.language is None or one.language != other.language or not least:
        return None
    share = len(one.words & other.words) / least
    return _ALIKE_WEIGHT if share >= _ALIKE else -_ALIKE_WEIGHT if share < _UNLIKE else 0.0


def _of_two_works(one: Mention, other: Mention) -> bool:
    """True for awards to two works, whose titles are in one script and neither the other's beginning."""
    titles = [folded(m.work_title or "") for m in (one, other)]
    if not all(titles) or has_cjk(titles[0]) != has_cjk(titles[1]):
        return False
    return not (titles[0].startswith(titles[1]) or titles[1].startswith(titles[0]))


def _housed_apart(one: Mention, other: Mention) -> bool:
    """True where both name institutions that are known, and none of the other's."""
    houses = [
        {k.split("|", 3)[3] for k in m.keys if k.startswith(NEAR) and "|i:" in k}
        for m in (one, other)
    ]
    return bool(houses[0] and houses[1] and not houses[0] & houses[1])


def _award_weight(one: Mention, other: Mention, shared: set[str]) -> float:
    """Return how much says that two mentions tell one award: its winner, its name, where he is."""
    if one.year and other.year and abs(one.year - other.year) > 1:
        return 0
    winners = {s[1:] for s in shared if s.startswith("r")}
    if _of_two_works(one, other):
        return 0
    title = bool(
        one.work_title and other.work_title and folded(one.work_title) == folded(other.work_title)
    )
    if not winners and not title:
        return 0
    weight = sum(_weights(winners)) + 3 * title
    around = {s for s in shared if s[0] in _AROUND}
    weight += min(2.0, sum(_weights(around)) / 2)
    weight += 0.5 * (one.category == other.category)
    weight -= 2.0 * _housed_apart(one, other)
    return weight + _naming(one, other)


def _naming(one: Mention, other: Mention) -> float:
    """Return what the names of two awards say: alike, unlike, or in two languages nothing."""
    bases = [_bases(m) for m in (one, other)]
    if all(bases):
        return 2.0 if _one_prize(*bases) else -4.0
    names = [m.award_name or "" for m in (one, other)]
    for base, name in zip(bases, reversed(names), strict=True):
        if base and not has_cjk(name):  # a known prize, and one that no list knows
            key = {word for family, _ in base for word in family.split("_") if len(word) > _SHORT}
            return 0.0 if any(word in folded(name) for word in key) else -3.0
    if bool(bases[0]) != bool(bases[1]):
        return _STRANGE  # the lexicon has the known one's Chinese name, and it is not this
    if has_cjk(names[0]) != has_cjk(names[1]):
        return 0.0
    alike = _likeness(*names)
    return 2.0 if alike >= _NAMED_ALIKE else -3.0 if alike < _NAMED_APART else 0.0


def _bases(mention: Mention) -> set[tuple[str, str]]:
    """Return the known prizes that a mention's keys name, each with its branch; "" where none is named."""
    named = (k.split("|")[1].partition(":") for k in mention.keys if k.startswith("award|"))
    found = {
        (family, branch)
        for family, _, branch in named
        if family not in {"name", "?"} and family.islower()
    }
    branched = {family for family, branch in found if branch}
    return {(family, branch) for family, branch in found if branch or family not in branched}


def _one_prize(ours: set[tuple[str, str]], theirs: set[tuple[str, str]]) -> bool:
    """True for the same prize: of one family, and not of two of its branches."""
    for family, branch in ours:
        for other_family, other in theirs:
            if family == other_family and (
                not branch or not other or branch in other or other in branch
            ):
                return True
    return False


def _likeness(one: str, other: str) -> float:
    """Return how much of the shorter of two names stands in the other: of its words, or its Chinese characters."""
    sides = []
    for name in (one, other):
        bare = _IDLE.sub(" ", name.lower())
        words = re.findall(r"[a-z0-9]+|[\u4e00-\u9fff]", bare)
        sides.append(set(words))
    least = min(len(s) for s in sides)
    return len(sides[0] & sides[1]) / least if least else 0.5


def _weights(shared: set[str]) -> Iterator[float]:
    """Yield the weight of each thing shared; one person's name in several forms counts once, by the surest."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for anchor in shared:
        kinds[anchor.split(":", 1)[0]].append(anchor)
    for surer, weaker in _SAME_PERSON:
        if kinds.get(surer):
            kinds.pop(weaker, None)
    for kind, anchors in kinds.items():
        weight, most = _WEIGHTS.get(kind, (0.0, 0))
        yield weight * min(len(anchors), most)
