"""Who is given the awards that a sentence names: its constructions, asked of its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from parsers.awards.constructions.chinese import CHINESE
from parsers.awards.constructions.construction import VERBS, Construction, Place
from parsers.awards.constructions.english import ENGLISH
from parsers.awards.constructions.shaping import AGAIN, PRIZE
from parsers.recognition.shapes import Item, Shape
from parsers.text.characters import has_cjk

Range = tuple[int, int]

CONSTRUCTIONS = (*ENGLISH, *CHINESE)
"""All constructions, in the order in which they are asked."""

TOPICAL = re.compile(
    r"honou?r|recogni|award|cited|commended|selected|chosen|distinguished|winner|recipient|laureate|medall?ist|winning"
    r"|[|] |得主|得奖|获|摘|平分|平手|独享|拿下|胜出|夺|脱颖|一枝|上榜|当选|折桂|榜上|在列|捧回|名单|成员(?:包括|有|为|是)"
)
"""One of these stands in every sentence that says who won without naming the award; in lower case."""

_JOINED = re.compile(
    r"[AB][^PABW。；;.]{0,12}?(?:,? and |, |、|和|与|及|以及)[^PABW。；;.]{0,12}?$|[AB]$"
)
_JOINT = 30  # letters between two awards that "and" joins
_EACH_ONE = re.compile(r"\brespectively\b|分别|分获|分享")
_EXPLAINED = re.compile(r"\s?[:：(（–—]")
_LISTS = re.compile(r"(?:[:：]|分别是|分别为|名单为|包括|有|为|是)[^。；;，,PAB\n]{0,20}$")
_EACH = re.compile(r"\s?;[^;.P\n]{0,60}?\s[-–—:]\s?P")  # "physics - A; chemistry - B"
_NEXT = re.compile(r"[^\n。；;，,：:、PABN]{0,4}(?:、|和|与|以及|及)[^\n。；;，,：:、PAB]{0,30}P")
_NEXT_LISTED = re.compile(r"[^\n。；;，,：:、PABN]{0,4}[、；;，,][^\n。；;，,：:、PAB]{0,30}P")
_BEFORE = re.compile(
    r"P[^\n。；;，,：:、PABN]{0,4}(?:、|和|与|以及|及)[^\n。；;，,：:、PAB]{0,30}$"
)
_WORK_BEFORE = re.compile(
    r"W(?:[^\n。；;PAB]{0,4}(?:、|和|与|及|以及|,|，| and )[^\n。；;PAB]{0,6})?$"
)
_ALSO = re.compile(
    r"(?:[^.;:AB\n]{0,160}?(?:,|;)? and (?:to|on) (?:[a-z]+ ){0,4}(?P<who>P)|(?:[(（][^()（）]{1,40}[)）])?(?:,| and|, and|;|、|和|与|及|以及|还有)[^。；;.PAB\n]{0,8}(?P<work>W))"
)
_GIVEN_BY = frozenset({"given_to.en", "bestowed.en", "fronted.en", "bestowed.zh", "given.zh"})
_GIVER = re.compile(
    rf"O(?=[^.;:!?。；，,PABWO]{{0,40}}?(?:\b{VERBS['giving']}\b|\b{VERBS['honouring']}\b|{VERBS['予']}|将|宣布|公布))"
)
_TAIL = 24  # letters of a line behind its award
_LED = 160  # characters of a shape that a construction spans beyond its award


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[Construction, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple((c, c.compiled(), c.led()) for c in CONSTRUCTIONS)


class Relation:
    """An award of a sentence and who is given it, by which construction. `giver`: the house that gives it.

    `group`: where the first of the awards stands that one verb gives; `all_people`: to whom.
    """

    def __init__(
        self,
        name: str,
        award: int,
        who: Item,
        *,
        group: int = -1,
        all_people: tuple[Range, ...] = (),
        giver: Range | None = None,
    ) -> None:
        self.name, self.award, self.who, self.giver = name, award, who, giver
        self.group, self.all_people = group, all_people

    @property
    def works(self) -> tuple[Range, ...]:
        return self.who.works


def relations(shape: Shape) -> list[Relation]:
    """Return who is given each award of a sentence, by the first construction that holds."""
    found: list[Relation] = []
    chinese = has_cjk(shape.text)
    for position, item in enumerate(shape.items):
        if item is None or item.letter not in (PRIZE, AGAIN) or item.award is None:
            continue
        if _JOINED.search(shape.text, max(0, position - _JOINT), position) and found:
            joined = _with_the_same(shape, position, item, found)
            if joined:
                found += joined
                continue
        found += _related(shape, position, item, chinese=chinese)
    return found


def _with_the_same(
    shape: Shape, position: int, award: Item, found: Sequence[Relation]
) -> list[Relation]:
    """Return who is given an award that "and" joins to the one before: the same, each one, or the next."""
    last = found[-1]
    before = [
        i.award for i in shape.items[:position] if i is not None and i.letter in (PRIZE, AGAIN)
    ]
    if last.award != before[-1] or not last.name.startswith(("won", "team_won")):
        return []
    group = [r for r in found if r.name == last.name and r.group == last.group]
    people = last.all_people
    if _EACH_ONE.search(shape.text) and len(people) > len(group):
        if len(group) == 1:
            group[0].who = replace(group[0].who, people=people[:1])
        own = replace(last.who, people=people[len(group) : len(group) + 1])
        return [Relation(last.name, award.award or 0, own, group=last.group, all_people=people)]
    return [Relation(last.name, award.award or 0, last.who, group=last.group, all_people=people)]


def _related(shape: Shape, position: int, award: Item, *, chinese: bool) -> list[Relation]:
    text = shape.text
    for construction, pattern, led in _compiled():
        if construction.place == "topic" or (construction.chinese and not chinese):
            continue
        if led is not None and not led.search(text, max(0, position - _LED), position):
            continue
        match = _matched(construction.place, pattern, text, position)
        if match is None:
            continue
        place = match.start("who")
        who = shape.items[place] if place >= 0 else None
        if who is not None:
            who = _extended(shape, place, who)
        elif "raw" not in pattern.groupindex or not match["raw"]:
            continue
        if who is None:
            a, b = match.span("raw")
            span = shape.places[a][0], shape.places[b - 1][1]
            who = Item(letter="O", start=span[0], end=span[1], institutions=(span,))
        first = Relation(
            construction.name,
            award.award or 0,
            who,
            group=position,
            all_people=who.people,
            giver=_giver(shape, construction, position),
        )
        others = _works_before(shape, place, first) if who.letter == "W" else []
        return [first, *others, *_also(shape, construction, match.end(), first)]
    return []


def _giver(shape: Shape, construction: Construction, position: int) -> Range | None:
    """Return the house that stands before the verb of giving: "The academy has awarded …"."""
    if construction.name not in _GIVEN_BY:
        return None
    found = list(_GIVER.finditer(shape.text, max(0, position - _LED), position))
    item = shape.items[found[-1].start()] if found else None
    return item.institutions[0] if item is not None and item.institutions else None


def _works_before(shape: Shape, place: int, first: Relation) -> list[Relation]:
    """Return the further works of a list that ends in the one at `place`: each is given the award."""
    found = []
    while (match := _WORK_BEFORE.search(shape.text[:place])) is not None:
        place = match.start()
        item = shape.items[place]
        if item is not None:
            found.append(Relation(first.name, first.award, item))
    return found


def _matched(
    place: Place, pattern: re.Pattern[str], text: str, position: int
) -> re.Match[str] | None:
    """Match a construction around the award at `position`."""
    if place == "line_behind" and _before_line(text, position):
        return None
    if place in {"behind", "line_behind"}:
        return pattern.match(text, position)
    if place == "between":
        return _between(pattern, text, position)
    if place == "line" and not _ends_line(text, position):
        return None
    return pattern.match(text[: position + 1])


def _ends_line(text: str, position: int) -> bool:
    """True where an award ends its line, or a colon or bracket behind it begins what was honoured."""
    return len(text) - position < _TAIL or _EXPLAINED.match(text, position + 1) is not None


def _extended(shape: Shape, place: int, who: Item) -> Item:
    """Return the winner with those whom a Chinese list names beside him, each with words of his own."""
    people, orgs = list(who.people), list(who.institutions)
    if who.letter != "P":
        return who
    listing = _LISTS.search(shape.text, max(0, place - _LED), place) is not None
    further = _NEXT_LISTED if listing else _NEXT
    position = place
    while (match := further.match(shape.text, position + 1)) is not None:
        position = match.end() - 1
        item = shape.items[position]
        people += item.people if item else ()
        orgs += item.institutions if item else ()
    position = place
    while (match := _BEFORE.search(shape.text[:position])) is not None:
        position = match.start()
        item = shape.items[position]
        people = [*(item.people if item else ()), *people]
        orgs = [*(item.institutions if item else ()), *orgs]
    return replace(
        who, people=tuple(dict.fromkeys(people)), institutions=tuple(dict.fromkeys(orgs))
    )


def _also(
    shape: Shape, construction: Construction, position: int, first: Relation
) -> list[Relation]:
    """Return the further winners of "… to A for x, and to B for y"."""
    found = []
    while (
        construction.place in {"behind", "line_behind", "topic"}
        and (match := _ALSO.match(shape.text, position)) is not None
    ):
        who = shape.items[match.start(match.lastgroup or "who")]
        if who is not None:
            found.append(Relation(construction.name, first.award, who))
        position = match.end()
    return found


def about_topic(shape: Shape) -> Iterator[Relation]:
    """Yield who is given the award that the text is about, in a sentence that names none."""
    for construction, pattern, _ in _compiled():
        if construction.place != "topic":
            continue
        match = pattern.search(shape.text)
        who = shape.items[match.start("who")] if match else None
        if match is not None and who is not None:
            first = Relation(construction.name, -1, _extended(shape, match.start("who"), who))
            position = match.start("who")
            while (each := _EACH.match(shape.text, position + 1)) is not None:
                position = each.end() - 1
                item = shape.items[position]
                if item is not None:
                    yield Relation(construction.name, -1, item)
            yield from (
                first,
                *_also(shape, construction, match.end("who"), first),
            )
            return


def _before_line(text: str, position: int) -> bool:
    """True where more than marks of a list, a year or an article stands before the award."""
    return re.fullmatch(r"[-•·\d.)(\s]*(?:the |winners? of (?:the )?)?", text[:position]) is None


def _between(pattern: re.Pattern[str], text: str, position: int) -> re.Match[str] | None:
    """Match a construction with its award in the middle: the pattern ends in the winner."""
    for stop in range(position + 1, min(len(text), position + _LED)):
        if text[stop] in "PWO":
            return pattern.match(text[: stop + 1])
    return None
