"""Awards of lists: of the works and people that stand below a heading, and of lines that name their own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from parsers.awards.branches import Families
from parsers.awards.headings import Section, inline_award, row_award
from parsers.awards.mentions import AwardMentions
from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.language.names import looks_like_title, works
from parsers.language.vocabulary import Vocabulary
from parsers.recognition.institutions import institutions
from parsers.recognition.people_en import latin_people
from parsers.records import Citation, Mention
from parsers.structure.blocks import Block
from parsers.works.bylines import byline, is_institution
from parsers.works.entries import EntryReader

_TITLED = 16  # characters before a name at the head of a line: its titles
_LEADING = 8  # words before the award of a sentence that begins with it


def listed_works(
    parts: Sequence[Section], entries: EntryReader, finder: AwardFinder
) -> list[tuple[Citation, AwardPhrase | None]]:
    """Return the works that the sections list, each with the award that it names or its heading gives."""
    return [
        (work, _own_award(work, section, finder) or section.award)
        for section in parts
        for work in _works_of(section, entries, finder)
    ]


def _works_of(section: Section, entries: EntryReader, finder: AwardFinder) -> list[Citation]:
    """Return the works that the blocks of a section list."""
    award, vocab = section.award, finder.vocab
    # A line that names its own award is none of the entries around it.
    blocks = (
        [b for b in section.blocks if not _names_its_own(b, finder) and not _states(b, finder)]
        if award
        else section.blocks
    )
    return entries.read(
        blocks,
        award=award is not None
        and (_honours_works(award, vocab) or _titles_first(section, finder)),
        listed=section.works,
    )


def _names_its_own(block: Block, finder: AwardFinder) -> bool:
    """True for a line or row that names an award beside the work."""
    if block.kind == "row":
        return not block.header and row_award(block, finder) is not None
    return inline_award(block, finder) is not None


def _titles_first(section: Section, finder: AwardFinder) -> bool:
    """True where the lines below an unknown award are a title and a byline: it honours works."""
    lines = [b for b in section.blocks if b.kind in {"paragraph", "heading", "entry"}][:2]
    if section.award is None or not section.award.generic or len(lines) < 2:
        return False
    title, authors = lines
    if _names_somebody(title, finder):
        return False
    return (
        byline(finder.index, title.start, title.end) is None
        and byline(finder.index, authors.start, authors.end) is not None
        and looks_like_title(finder.text[title.start : title.end])
    )


def _names_somebody(line: Block, finder: AwardFinder) -> bool:
    """True for a line that begins with a person: alone, before a comma or bracket, or with an institution."""
    first = next(latin_people(finder.text, line.start, line.end), None)
    if first is None or first[0] - line.start > _TITLED:
        return False
    rest = finder.text[first[1] : line.end].strip(" *_.")
    housed = any(True for _ in institutions(finder.index, line.start, line.end))
    return not rest or rest[0] in ",(（;|–—-" or housed


def _states(block: Block, finder: AwardFinder) -> bool:
    """True for a paragraph that says itself who got its award: a sentence, not an entry."""
    if block.kind != "paragraph":
        return False
    phrases = finder.phrases(block.start, block.end)
    verbs = any(finder.index.has(name, block.start, block.end) for name in ("win", "give"))
    return (
        bool(phrases)
        and verbs
        and len(finder.text[block.start : phrases[0].start].split()) < _LEADING
    )


def _own_award(citation: Citation, section: Section, finder: AwardFinder) -> AwardPhrase | None:
    """Return the award that an entry names in a field of its own: `Award: Best Paper`."""
    blocks = section.blocks
    for index in range(bisect_left(blocks, citation.start, key=lambda b: b.start), len(blocks)):
        block = blocks[index]
        if block.start > citation.end:
            break
        if block.end <= citation.end:
            match = finder.vocab.label.match(finder.text, block.start, block.end)
            if match and match.lastgroup == "award":
                phrases = finder.phrases(match.end(), block.end, heading=True)
                return phrases[0] if phrases else None
    return None


def inline_awards(
    parts: Sequence[Section],
    entries: EntryReader,
    awards: AwardMentions,
    finder: AwardFinder,
    citations: list[Citation],
) -> tuple[list[Mention], list[Citation]]:
    """Return the awards of lines that name award and winner, and of entries that name people.

    With them the citations, and the works that such lines name.
    """
    reading = _Lines(entries, awards, finder)
    mentions: list[Mention] = []
    for section in parts:
        award = section.award
        works = award is not None and (
            _honours_works(award, finder.vocab) or _titles_first(section, finder)
        )
        governed = award if award and not works else None
        if governed is not None and governed.prize:
            mentions += _winners_below(section, governed, awards, finder)
        for index, block in enumerate(section.blocks):
            mentions += reading.read(block, governed, section.blocks[index + 1 : index + 2])
    return mentions, [*citations, *reading.works]


class _Lines:
    """Reads lines that name award and winner; `works` are those that they name."""

    def __init__(self, entries: EntryReader, awards: AwardMentions, finder: AwardFinder) -> None:
        self.entries, self.awards, self.finder = entries, awards, finder
        self.families = Families(finder)
        self.works: list[Citation] = []

    def read(
        self, block: Block, governed: AwardPhrase | None, below: Sequence[Block]
    ) -> list[Mention]:
        """Return the awards of a line; `governed`: the award of people that the heading above names."""
        if block.kind == "row" and (row := row_award(block, self.finder)) is not None:
            return self._of_work(row, self.entries.row(block, row.start))
        family = governed if governed and governed.prize else None
        branch = self.families.line(block, family) if family else None
        if branch is not None:
            return [self.awards.listed(*branch, (), block.start, block.end)]
        named = inline_award(block, self.finder)
        if named is not None:
            return self._named(block, named[0], named[1][0], below)
        return []

    def _named(
        self, block: Block, award: AwardPhrase, start: int, below: Sequence[Block]
    ) -> list[Mention]:
        """Return the award that a line names, with what stands behind its name at `start`."""
        if len(list(islice(works(self.finder.text, start, block.end), 2))) > 1:
            return []  # several works in one line are a sentence about them
        if _honours_works(award, self.finder.vocab):
            return self._of_work(award, self.entries.inline(block, start, block.end, below))
        return self._of_people(award, block, start)

    def _of_work(self, award: AwardPhrase, work: Citation | None) -> list[Mention]:
        if work is None:
            return []
        self.works.append(work)
        return self.awards.governed(award, work)

    def _of_people(self, award: AwardPhrase, block: Block, start: int) -> list[Mention]:
        people, places = self.entries.recipients(replace(block, start=start))
        return [self.awards.listed(award, people, places, block.start, block.end)] if people else []


def _winners_below(
    section: Section, award: AwardPhrase, awards: AwardMentions, finder: AwardFinder
) -> list[Mention]:
    """Return the award of people who stand a line each below it, perhaps with their institutions."""
    names: list[tuple[int, int]] = []
    places: list[tuple[int, int]] = []
    last = section.blocks[0].start if section.blocks else 0
    for block in section.blocks:
        if block.kind not in {"paragraph", "heading"}:
            break
        listed = byline(finder.index, block.start, block.end)
        if listed is not None:
            names += listed.names
            places += listed.institutions
        elif not names or not is_institution(finder.index, *_first_part(finder.text, block)):
            break
        else:
            places.append(_first_part(finder.text, block))
        last = block.end
    if not names:
        return []
    return [awards.listed(award, names, places, section.blocks[0].start, last)]


def _first_part(text: str, block: Block) -> tuple[int, int]:
    """Return the line up to its first comma: "University of Vienna, Austria"."""
    comma = text.find(",", block.start, block.end)
    return block.start, comma if comma != -1 else block.end


def _honours_works(award: AwardPhrase, vocab: Vocabulary) -> bool:
    return vocab.categories[award.category].work
