"""Winners a line each, below the line or heading that names their award: "Ada Park, Delft University"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.awards.branches import Families
from parsers.awards.constructions.shaping import shape_of
from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.recognition.people_zh import spaced_names
from parsers.recognition.shapes import Item
from parsers.structure.blocks import SILENT, Block

_LINE = re.compile(
    r"[-•·▪◆\d.、)(（）\s]*(?P<who>P)(?=\s*(?:$|[,，;；:：(（|–—-]|and\s|from\s|of\s|at\s|for\s|in\s|[。.]?$))"
)
_CELL = re.compile(r"(?:^|\|)\s*(?:\d+\s*\|)?\s*(?P<who>P)\s*(?:\||$)")
_LEADS = re.compile(
    r"(?:[:：]|\b(?:following|winners?|recipients?|laureates?|awardees?|fellows|medall?ists|honou?rees|as follows|list|names?)\b|名单|如下|以下|获得者|得主|获奖者|获奖人|得奖人|当选|入选|分别)"
)
_NO_LEAD = re.compile(
    r"\b(?:committee|jury|panel|past|previous|former|nominat\w+|candidates?|finalists?|shortlist\w*|judges?|board|speakers?|sponsors?|contact|chairs?)\b|委员会|评委|往届|历届|候选|提名|入围|评审|主办|协办|联系"
)
_YEAR_FIRST = re.compile(r"[-•*\s]*(?:19|20)\d\d\b")
_FEWEST = 2  # lines of a list that stands below a sentence and not below a heading
_SKIPPED = 2  # lines of prose between two winners
_LONG = 600  # characters of a winner's line, with what it was given for


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """An award with all who are listed below it; `items`: people with their institutions, a line each."""

    award: AwardPhrase
    items: tuple[Item, ...]
    start: int
    end: int


def rosters(blocks: Sequence[Block], finder: AwardFinder) -> list[Roster]:
    """Return the lists of winners of an article, each with the award of the line above it; one an award."""
    found: dict[tuple[str | None, ...], Roster] = {}
    for roster in _rosters(blocks, finder):
        printed = finder.low[roster.award.start : roster.award.end]
        key = roster.award.category, roster.award.name, roster.award.prize and printed
        known = found.get(key)
        found[key] = (
            replace(known, items=(*known.items, *roster.items), end=roster.end) if known else roster
        )
    return list(found.values())


def _rosters(blocks: Sequence[Block], finder: AwardFinder) -> Iterator[Roster]:
    lines = [b for b in blocks if b.kind not in SILENT]
    place = 0
    topic = _led(lines[0], finder) if lines else None
    named: AwardPhrase | None = None
    barred = False  # below a line that leads to jurors or earlier winners
    while place < len(lines):
        award = _led(lines[place], finder)
        barred = _leads_elsewhere(lines[place], finder) or (barred and _is_of_list(lines[place]))
        if award is None and named is not None and _leads_on(lines[place], finder):
            award = named
        named = _last_named(lines[place], finder) or named
        below = award is None and topic is not None and place > 0 and not barred
        if below and _winner(lines[place], finder):
            award, place = topic, place - 1  # winners further below the title that announces them
        if award is None:
            place += 1
            continue
        if topic is not None and award.generic:
            award = _branch(award, topic, finder)
        items, last = _below(lines, place + 1, finder)
        least = 1 if _is_headed(lines[place], award, finder) else _FEWEST
        if len(items) >= least:
            first = lines[place + 1].start
            yield Roster(award=award, items=tuple(items), start=first, end=lines[last].end)
        place = max(last, place) + 1


def _branch(award: AwardPhrase, family: AwardPhrase, finder: AwardFinder) -> AwardPhrase:
    """Return an award that no list knows as a branch of the family that the title names, if it names one."""
    if family.prize is None:
        return award
    families = Families(finder)
    key = families.key_of(family, award.start, award.end)
    return families.branch(family, key, award.start, award.end)


def _led(block: Block, finder: AwardFinder) -> AwardPhrase | None:
    """Return the award whose winners a line says to follow."""
    text = finder.text[block.start : block.end]
    if _NO_LEAD.search(finder.low, block.start, block.end) or len(text) > _LONG:
        return None
    named = [a for a, again in finder.named(block.start, block.end) if not again]
    if not named or len({(a.name, a.category) for a in named}) != 1:
        return None
    if (
        not _is_headed(block, named[0], finder)
        and not _LEADS.search(finder.low, named[0].start, block.end)
        and not _LEADS.search(finder.low, block.start, named[0].start)
    ):
        return None
    if finder.vocab.categories[named[0].category].work:
        return None
    return named[0]


def _last_named(block: Block, finder: AwardFinder) -> AwardPhrase | None:
    named = [a for a, again in finder.named(block.start, block.end) if not again]
    return named[-1] if named else None


def _leads_on(block: Block, finder: AwardFinder) -> bool:
    """True for a line that leads to winners of the award named before: "We congratulate the new Fellows:"."""
    closed = finder.text[block.start : block.end].rstrip("*_ ").endswith((":", "："))
    led = _LEADS.search(finder.low, block.start, block.end - 1)
    return bool(closed and led) and not _NO_LEAD.search(finder.low, block.start, block.end)


def _leads_elsewhere(block: Block, finder: AwardFinder) -> bool:
    """True for a heading or a line before a colon that names a jury, sponsors or earlier winners."""
    low = finder.low[block.start : block.end]
    return leads_elsewhere(low) or (block.kind == "heading" and _NO_LEAD.search(low) is not None)


def leads_elsewhere(low: str) -> bool:
    """True for a line, in small letters, that leads to a jury, sponsors or earlier winners."""
    return low.rstrip("*_ ").endswith((":", "：")) and _NO_LEAD.search(low) is not None


def _is_of_list(block: Block) -> bool:
    return block.kind in {"entry", "row"}


def _is_headed(block: Block, award: AwardPhrase, finder: AwardFinder) -> bool:
    """True for a line that is an award's name and little else."""
    return block.kind == "heading" or finder.covers(award, block.start, block.end)


def _below(lines: Sequence[Block], start: int, finder: AwardFinder) -> tuple[list[Item], int]:
    """Return the winners of the lines from `start` on, and the last line that names one."""
    found: list[Item] = []
    last, skipped = start - 1, 0
    for place in range(start, len(lines)):
        who = _winner(lines[place], finder)
        if who is not None:
            found.append(who)
            last, skipped = place, 0
            continue
        skipped += 1
        ends = lines[place].kind == "heading" or _names_an_award(lines[place], finder)
        if skipped > _SKIPPED or not found or ends:
            break
    return found, last


def _names_an_award(block: Block, finder: AwardFinder) -> bool:
    """True for a line that is an award's name, and begins another list."""
    award = _last_named(block, finder)
    return award is not None and finder.covers(award, block.start, block.end)


def _winner(block: Block, finder: AwardFinder) -> Item | None:
    """Return the people whom a line begins with, where it only says who they are."""
    if block.end - block.start > _LONG or _YEAR_FIRST.match(finder.text, block.start, block.end):
        return None
    if [a for a, again in finder.named(block.start, block.end) if not again]:
        return None
    if spaced := spaced_names(finder.text, block.start, block.end):
        return Item(letter="P", start=block.start, end=block.end, people=spaced)
    shape = shape_of(finder, block.start, block.end, [])
    match = _CELL.search(shape.text) if block.kind == "row" else _LINE.match(shape.text)
    return shape.items[match.start("who")] if match else None
