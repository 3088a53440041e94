"""Lists of works: from the blocks of a section to citations, whatever the layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.language.names import looks_like_title, organisations, people, split_list
from parsers.language.term_index import TermIndex
from parsers.recognition.people_en import latin_people
from parsers.records import Citation, Ids, Span
from parsers.structure.blocks import BARE_LEVEL, BOLD_LEVEL, Block
from parsers.text.addresses import addresses, identifiers
from parsers.text.characters import clean, trimmed
from parsers.works.bylines import byline
from parsers.works.entry_layouts import Layouts
from parsers.works.entry_starts import BELOW, Starts

_LEADING = 24  # characters before the person that a list entry is about
_MIN_TITLE = 8
_GAP = 4  # characters before a line in which an empty one ends
_BETWEEN = re.compile(r"^[\s*_,，、&]*(?:and|和|与)?[\s*_]*$")


@dataclass(slots=True)
class _Draft:
    """A citation being read, block by block."""

    article_id: str
    start: int
    end: int
    title: tuple[int, int] | None = None
    authors: list[tuple[int, int]] = field(default_factory=list)
    institutions: list[tuple[int, int]] = field(default_factory=list)
    links: dict[str, tuple[int, int]] = field(default_factory=dict)


class EntryReader:
    """Reads the works listed in a run of blocks of one article."""

    def __init__(self, article_id: str, index: TermIndex) -> None:
        self.article_id = article_id
        self.index = index
        self.text, self.vocab = index.text, index.vocab
        self.layouts = Layouts(index)
        self.starts = Starts(self.layouts)

    def read(self, blocks: Sequence[Block], *, award: bool, listed: bool) -> list[Citation]:
        """Return the citations of a section.

        `award`: a heading above names an award, so each entry below is one that got it.
        `listed`: a heading above says that works follow, so each heading below names one.
        Entries are recognised by label, else by list marks, else by bold or bare headings.
        """
        if award and (below := self._below_authors(blocks)):
            return below
        starts = self.starts.find(blocks, award=award, listed=listed)
        citations = []
        for order, (index, title) in enumerate(starts):
            stop = starts[order + 1][0] if order + 1 < len(starts) else len(blocks)
            draft = _Draft(self.article_id, blocks[index].start, blocks[index].end)
            self._title(draft, title, blocks[index], blocks[index + 1 : stop])
            for block in blocks[index + 1 : stop]:
                if self._byline(draft, block):
                    continue
                if not self._field(draft, block) and block.kind == "heading" and not listed:
                    break
            citations.append(self._finished(draft))
        return citations

    def _below_authors(self, blocks: Sequence[Block]) -> list[Citation]:
        """Return the works whose titles stand below their authors, where the first line is names alone.

        Where groups of lines are set apart, each begins with the authors: what stands below them is the
        title, even if it could be a name.
        """
        found: list[Citation] = []
        grouped = bool(blocks) and any(not self._is_apart(b) for b in blocks[1:])
        for above, line in zip(blocks, blocks[1:], strict=False):
            heads = not grouped or above is blocks[0] or self._is_apart(above)
            authors = self._names_alone(above) if heads else []
            start, end = trimmed(self.text, line.start, line.end, "*_. ")
            named = self._names_alone(line)
            titled = looks_like_title(self.text[start:end]) and not named
            titled = titled or (grouped and not self._is_apart(line) and len(named) == 1)
            if not authors or not titled or line.kind not in {"paragraph", "entry"}:
                if not found and above is blocks[0]:
                    return []
                continue
            draft = _Draft(self.article_id, above.start, line.end, title=(start, end))
            draft.authors = authors
            found.append(self._finished(draft))
        return found

    def _is_apart(self, block: Block) -> bool:
        """True for a line with an empty one before it."""
        return self.text[max(0, block.start - _GAP) : block.start].count("\n") > 1

    def _names_alone(self, block: Block) -> list[tuple[int, int]]:
        """Return the people of a line that is names and nothing else."""
        start, end = trimmed(self.text, block.start, block.end, "*_. ")
        if (listed := byline(self.index, start, end)) is not None:
            return list(listed.names)
        named = next(latin_people(self.text, start, end), None)
        return [named] if named is not None and named == (start, end) else []

    def inline(self, block: Block, start: int, end: int, below: Sequence[Block]) -> Citation | None:
        """Return the work that stands at [start, end) of a line, after the award's name.

        Its byline may be the first of the blocks `below`.
        """
        draft = _Draft(self.article_id, block.start, block.end)
        self._take_links(draft, start, end)
        self._read(draft, start, end, row=False, below=below)
        title = draft.title
        if title is None or not self._inline_title(*title, set_off=start):
            return None
        for following in below[:1]:
            self._byline(draft, following)
        return self._finished(draft)

    def _inline_title(self, start: int, end: int, *, set_off: int) -> bool:
        printed = self.text[start:end]
        if end - start < _MIN_TITLE:
            return False
        listed = byline(self.index, start, end)
        marked = self.text[set_off:start].strip(" ") != ""
        return (marked or looks_like_title(printed)) and (listed is None or marked)

    def row(self, block: Block, award: int) -> Citation | None:
        """Return the work of a table row, one of whose cells (around `award`) names its award."""
        draft = _Draft(self.article_id, block.start, block.end)
        self._take_links(draft, block.start, block.end)
        for start, end in ((award, block.end), (block.start, award)):
            # The cells on one side of the award's: title and byline stand there together.
            edge = self.text.find("|", start, end) if start == award else start
            stop = end if start == award else self.text.rfind("|", start, end)
            if edge == -1 or stop <= edge:
                continue
            first, last = trimmed(self.text, edge, stop, "| ")
            if last - first >= _MIN_TITLE:
                self._read(draft, first, last, row=True)
            if draft.title is not None:
                return self._finished(draft)
        return None

    def recipients(self, block: Block) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Return the people and institutions that a list entry begins with: "Ada Park (EPFL), for …"."""
        named = people(self.index, block.start, block.end)
        if not named or named[0][0] - block.start > _LEADING:
            return [], []
        first = [named[0]]
        for person in named[1:]:
            if not _BETWEEN.match(self.text[first[-1][1] : person[0]]):
                break
            first.append(person)
        return first, organisations(self.index, first[-1][1], min(block.end, first[-1][1] + 80))

    def link_only(self, blocks: Sequence[Block]) -> Citation | None:
        """Return the work that a section names by a labelled link alone: `论文地址：…`."""
        for block in blocks:
            match = self.vocab.label.match(self.text, block.start, block.end)
            if match and match.lastgroup == "link":
                draft = _Draft(self.article_id, block.start, block.end)
                self._field(draft, block)
                made = self._finished(draft)
                if made.ids.named():
                    return made
        return None

    def _byline(self, draft: _Draft, block: Block) -> bool:
        """Take the line of names below a title that has none yet."""
        below = block.kind in {"paragraph", "quote", "entry"} or block.level == BARE_LEVEL
        if draft.authors or not below or block.start - draft.end > BELOW:
            return False
        if self.vocab.label.match(self.text, block.start, block.end):
            return False
        found = byline(self.index, block.start, block.end)
        if found is None:
            return False
        draft.authors, draft.institutions = list(found.names), list(found.institutions)
        draft.end = block.end
        return True

    def _title(
        self, draft: _Draft, printed: tuple[int, int], block: Block, below: Sequence[Block]
    ) -> None:
        start, end = printed
        self._take_links(draft, start, end)
        whole = block.kind == "heading" and block.level < BOLD_LEVEL
        if self.starts.labelled(block) is not None or whole:
            draft.title = self.layouts.whole(start, end)
        else:
            self._read(draft, start, end, row=block.kind == "row", below=below)

    def _read(
        self, draft: _Draft, start: int, end: int, *, row: bool, below: Sequence[Block] = ()
    ) -> None:
        """Take title and byline of a list entry; above a byline the entry is all title."""
        parts = self.layouts.parts(start, end, row=row)
        draft.title = parts.title
        own = len(parts.byline.names) if parts.byline else 0
        if own == 1 and self._bylined(end, below[:1]):
            draft.title = self.layouts.whole(start, end)
            return
        if parts.byline is not None:
            draft.authors = list(parts.byline.names)
            draft.institutions = list(parts.byline.institutions)

    def _bylined(self, end: int, below: Sequence[Block]) -> bool:
        """True when what follows an entry is its byline, with or without a label."""
        for block in below:
            match = self.vocab.label.match(self.text, block.start, block.end)
            if match is not None:
                return match.lastgroup == "authors"
            near = block.start - end <= BELOW
            return near and byline(self.index, block.start, block.end) is not None
        return False

    def _field(self, draft: _Draft, block: Block) -> bool:
        """Take a labelled line into the draft; False when the block is not one."""
        match = self.vocab.label.match(self.text, block.start, block.end)
        if not match:
            return False
        start, end = match.end(), block.end
        if match.lastgroup == "authors" and not draft.authors:
            listed = byline(self.index, start, end)
            draft.authors = list(listed.names) if listed else split_list(self.index, start, end)
            if listed and not draft.institutions:
                draft.institutions = list(listed.institutions)
        elif match.lastgroup == "institutions":
            draft.institutions = split_list(self.index, start, end, institutions=True)
        elif match.lastgroup == "link":
            self._take_links(draft, start, end)
        if match.lastgroup in {"authors", "institutions", "link", "award"}:
            draft.end = max(draft.end, block.end)
        return True

    def _take_links(self, draft: _Draft, start: int, end: int) -> None:
        for span in addresses(self.text, start, end):
            draft.links.setdefault(self.text[slice(*span)], span)

    def _finished(self, draft: _Draft) -> Citation:
        spans = [Span("work", *draft.title)] if draft.title else []
        spans += [Span("recipient", a, b) for a, b in draft.authors]
        spans += [Span("institution", a, b) for a, b in draft.institutions]
        spans += [Span("link", a, b) for a, b in draft.links.values()]
        links = tuple(draft.links)
        return Citation(
            article_id=self.article_id,
            title=clean(self.text[slice(*draft.title)]) if draft.title else None,
            authors=tuple(clean(self.text[a:b]) for a, b in draft.authors),
            institutions=tuple(clean(self.text[a:b]) for a, b in draft.institutions),
            links=links,
            ids=merged_ids([identifiers(link) for link in links]),
            start=draft.start,
            end=draft.end,
            spans=tuple(spans),
        )


def merged_ids(found: Sequence[Ids]) -> Ids:
    """Return for each scheme the first identifier present."""

    def first(scheme: str) -> str | None:
        return next((value for ids in found if (value := getattr(ids, scheme))), None)

    return Ids(
        arxiv=first("arxiv"),
        doi=first("doi"),
        acl=first("acl"),
        openreview=first("openreview"),
        pmlr=first("pmlr"),
    )
