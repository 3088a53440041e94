"""What governs what: headings and lead-in lines that name an award, and the blocks below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parsers.awards.branches import Families
from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.recognition.people_en import latin_people
from parsers.recognition.people_zh import chinese_people
from parsers.recognition.prizes import prizes
from parsers.structure.blocks import BARE_LEVEL, SILENT, Block
from parsers.text.characters import trimmed
from parsers.works.entries import EntryReader

LEAD_LEVEL = BARE_LEVEL + 1  # a line ending in a colon that names an award governs what follows
_COUNTED_WORKS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:[a-z-]+ ){0,2}(?:papers|articles|works)\b"
    r"|[两二三四五六七八九十\d]{1,2}\s?篇(?:论文|文章|工作)"
)
_TITLE_AND_AUTHORS = 2  # lines below one that leads to works
_MAX_LEAD = 240  # characters of a lead-in line
_MAX_NAME = 90  # characters of a line that is the name of an award
_BOLD = re.compile(r"(?:\*\*|__)[^*\n]+(?:\*\*|__)\s*$")
_INLINE = re.compile(
    r"[*_]{0,3}(?P<head>[^\n:：—–]{4,90}?)[*_]{0,3}\s*(?:[:：][*_]{0,3}\s*|\s[—–-]{1,2}\s+|——)(?=[^\s/])"
)


@dataclass(slots=True)
class Section:
    """Blocks under one heading. `award` is the award that the heading names, if it names one."""

    heading: Block | None
    level: int = 0
    award: AwardPhrase | None = None
    works: bool = False
    blocks: list[Block] = field(default_factory=list)


def sections(blocks: list[Block], finder: AwardFinder, entries: EntryReader) -> list[Section]:
    """Split an article's blocks into sections, in order; each block is in one.

    A heading that names one award and little else governs the entries below it, down to the next
    such heading or a marked heading of its own level or above. The article's title does so only
    when nothing else in the article does.
    """
    found = [Section(heading=None)]
    family: AwardPhrase | None = None
    spoken = [block for block in blocks if block.kind not in SILENT]
    for place, block in enumerate(spoken):
        below = spoken[place + 1 : place + 3]
        section = _opened(block, below, found[-1], family, finder, entries)
        if section is None:
            found[-1].blocks.append(block)
            continue
        found.append(section)
        if family is None and section.award and section.award.prize:
            family = section.award
    _rest_title(found, blocks)
    return found


def _opened(
    block: Block,
    following: Sequence[Block],
    governing: Section,
    family: AwardPhrase | None,
    finder: AwardFinder,
    entries: EntryReader,
) -> Section | None:
    """Return the section that this block opens, or None when it belongs to the `governing` one.

    `family` is the first prize that a heading above names.
    """
    if _tells_itself(block, finder):
        return None
    below = following[0] if following else None
    marked = block.kind == "heading"
    lead = block.kind == "paragraph" and (
        _leads(block, below, finder) or _counts_works(block, following, finder)
    )
    named = block.kind == "entry" and _heads_a_list(block, below, finder)
    unknown = block.kind in {"heading", "paragraph"} and _names_unknown_award(block, finder)
    if not (marked or lead or named or unknown) or _is_field(block, finder, entries):
        return None
    level = block.level if marked else LEAD_LEVEL
    if lead and finder.index.has("about_award", block.start, block.end):
        return Section(heading=block, level=level)  # "selected by the following committee:"
    phrases = finder.phrases(block.start, block.end, heading=True) or _open(block, finder)
    if (award := _governing(block, phrases, finder, lead=lead)) is not None:
        return Section(heading=block, level=level, award=award)
    if named or inline_award(block, finder) is not None:
        return None
    if unknown and not phrases and (marked or (family and block.end - block.start <= _MAX_NAME)):
        own = Families(finder).branch(family, None, block.start, block.end) if family else None
        return Section(heading=block, level=level, award=own)
    return _without_award(block, level, governing, finder)


def _open(block: Block, finder: AwardFinder) -> list[AwardPhrase]:
    """Return the award that a heading names and no list knows."""
    named = [award for award, again in finder.named(block.start, block.end) if not again]
    return named if len(named) == 1 else []


def _without_award(
    block: Block, level: int, governing: Section, finder: AwardFinder
) -> Section | None:
    """Return the section of a heading that names no award, or None where it ends nothing."""
    works = _works(block, finder)
    if level >= BARE_LEVEL - 1:
        opens = level == BARE_LEVEL and works and governing.award is None
        return Section(heading=block, level=level, works=True) if opens else None
    if governing.award and block.level > governing.level:
        return None
    return Section(heading=block, level=level, works=works)


def _governing(
    block: Block, phrases: list[AwardPhrase], finder: AwardFinder, *, lead: bool
) -> AwardPhrase | None:
    """Return the one award that a heading names and nothing else, or a line that leads to a list.

    "Ada Park elected IEEE Fellow" is news of its own, not the head of a list.
    """
    if len({(p.category, p.prize) for p in phrases}) != 1:
        return None
    about = finder.index.find("about_award", block.start, block.end)
    if any(not phrases[0].start <= term.start < phrases[0].end for term in about):
        return None
    won = finder.index.has("win", block.start, phrases[0].start)
    if lead or (not won and finder.covers(phrases[0], block.start, block.end)):
        return _settled(phrases[0], block, finder)
    return None


def _names_unknown_award(block: Block, finder: AwardFinder) -> bool:
    """A heading that ends in 奖 or "Award" ends the award above it, whatever it names itself."""
    named = list(finder.index.find("honour", block.start, block.end))
    return bool(named) and not finder.text[named[-1].end : block.end].strip(" *_s:：)）")


def _tells_itself(block: Block, finder: AwardFinder) -> bool:
    """True for a line that names somebody and an award: it says who won, and heads nothing."""
    named = (
        prizes(finder.text, block.start, block.end)
        if finder.may_name(block.start, block.end)
        else []
    )
    if not named:
        return False
    somebody = next(latin_people(finder.text, block.start, block.end), None) or next(
        chinese_people(finder.text, block.start, block.end), None
    )
    return somebody is not None and any(
        not somebody[0] < p.end or not p.start < somebody[1] for p in named
    )


def _settled(award: AwardPhrase, block: Block, finder: AwardFinder) -> AwardPhrase:
    """Finalists and candidates of an award are a shortlist, which is recorded and not told."""
    if award.category == "honorable_mention" or not finder.index.has(
        "shortlist", block.start, block.end
    ):
        return award
    return replace(award, category="shortlist", prize=None)


def inline_award(block: Block, finder: AwardFinder) -> tuple[AwardPhrase, tuple[int, int]] | None:
    """Return the award that a line names before a colon or dash, and the range of what follows.

    "Best Paper Award: A Study of Small Things", "**时间检验奖**：《…》".
    """
    if block.kind not in {"entry", "paragraph", "heading"}:
        return None
    match = _INLINE.match(finder.text, block.start, block.end)
    if match is None or finder.index.has("about_award", match.start(), match.end("head")):
        return None
    phrases = finder.phrases(match.start("head"), match.end("head"), heading=True)
    if len({(p.category, p.prize) for p in phrases}) != 1:
        return None
    if not finder.covers(phrases[0], match.start("head"), match.end("head")):
        return None
    return phrases[0], (match.end(), block.end)


def row_award(block: Block, finder: AwardFinder) -> AwardPhrase | None:
    """Return the award that one cell of a table row names, and nothing else in that cell."""
    start = block.start
    for cell in finder.text[block.start : block.end].split("|"):
        first, last = trimmed(finder.text, start, start + len(cell), "*_ ")
        start += len(cell) + 1
        phrases = finder.phrases(first, last, heading=True) if first < last else []
        if len(phrases) == 1 and finder.covers(phrases[0], first, last):
            return phrases[0]
    return None


def _is_field(block: Block, finder: AwardFinder, entries: EntryReader) -> bool:
    """True for a line that is labelled as part of an entry: "Title: …", "作者：…"."""
    return entries.starts.labelled(block) is not None or bool(
        finder.vocab.label.match(finder.text, block.start, block.end)
    )


def _heads_a_list(block: Block, below: Block | None, finder: AwardFinder) -> bool:
    """True for a list entry that is bold, or has a list, or a line, of its own below it."""
    if _BOLD.match(finder.text, block.start, block.end):
        return True
    return below is not None and (
        (below.kind == "entry" and below.level > block.level) or below.kind == "paragraph"
    )


def _leads(block: Block, below: Block | None, finder: AwardFinder) -> bool:
    """True for a line that says that what follows is what was awarded.

    It ends in a colon, says so in words, announces prizes right above a list, or names an award
    and nothing else.
    """
    start, end = block.start, block.end
    if finder.text[start:end].endswith((":", "：", " to", "授予")):
        return True
    if end - start > _MAX_LEAD:
        return False
    if finder.index.has("lead", start, end):
        return True
    phrases = finder.phrases(start, end, heading=True)
    if not phrases or below is None:
        return False
    closed = finder.text[start:end].endswith(("。", ".", "！", "!"))
    if not closed and end - start <= _MAX_NAME and finder.covers(phrases[0], start, end):
        return below.kind in {"entry", "paragraph", "row"}
    return (
        below.kind == "entry"
        and phrases[0].prize is not None
        and finder.index.has("news", start, end)
    )


def _counts_works(block: Block, following: Sequence[Block], finder: AwardFinder) -> bool:
    """True for "Two papers received the award." above a title and a line that is labelled as its authors'."""
    if len(following) < _TITLE_AND_AUTHORS:
        return False
    label = finder.vocab.label.match(finder.text, following[1].start, following[1].end)
    if label is None or label.lastgroup != "authors":
        return False
    return _COUNTED_WORKS.search(finder.low, block.start, block.end) is not None


def _works(block: Block, finder: AwardFinder) -> bool:
    return finder.index.has("works_heading", block.start, block.end)


def _rest_title(found: list[Section], blocks: list[Block]) -> None:
    """Drop the award of the article's title where other headings name awards."""
    titles = [s for s in found if s.award and s.heading is blocks[0] and s.heading.level == 1]
    others = [s for s in found if s.award and s not in titles]
    if others:
        for section in titles:
            section.award = None
