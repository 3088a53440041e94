"""Lists of works: from the blocks of a section to citations, whatever the layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.blocks import BARE_LEVEL, BOLD_LEVEL, Block
from parsers.layouts import BEFORE_NAMES, BELOW, Layouts
from parsers.links import addresses, identifiers
from parsers.names import (
    looks_like_title,
    name_list,
    organisations,
    people,
    split_list,
    works,
)
from parsers.records import Citation, Ids, Span
from parsers.terms import Scan
from parsers.text import clean, has_cjk, trimmed

_REMARK = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_LED = re.compile(r"^(?:\*\*|__)(?P<bold>[^*\n]+?)(?:\*\*|__)|^\[(?P<link>[^\]\n]+)\]\(")
_LEADING = 24  # characters before the person that a list entry is about
_MIN_TITLE = 8
_BETWEEN = re.compile(r"^[\s*_,，、&]*(?:and|和|与)?[\s*_]*$")
_NUMBER = re.compile(r"^(?:No\.?\s*)?\d{1,3}\s*[.、:：)）]\s*")
_IN_BRACKETS = re.compile(r"\s*[(（](?P<inner>[^()（）]{4,400})[)）]\s*\.?$")
_TITLE_EDGE = "*_“”\"'「」《》 .,，:："


@dataclass(slots=True)
class _Draft:
    """A citation being read, block by block."""

    article_id: str
    start: int
    end: int
    title: tuple[int, int] | None = None
    authors: list[tuple[int, int]] = field(default_factory=list)
    institutions: list[tuple[int, int]] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)


class EntryReader:
    """Reads the works listed in a run of blocks of one article."""

    def __init__(self, article_id: str, scan: Scan) -> None:
        self.article_id = article_id
        self.scan = scan
        self.text, self.vocab = scan.text, scan.vocab
        self.layouts = Layouts(scan)

    def read(self, blocks: Sequence[Block], *, award: bool, listed: bool) -> list[Citation]:
        """Return the citations of a section.

        `award`: a heading above names an award, so each entry below is one that got it.
        `listed`: a heading above says that works follow, so each heading below names one.
        Entries are recognised by label, else by list marks, else by bold or bare headings.
        """
        starts = self.layouts.starts(blocks, award=award, listed=listed)
        citations = []
        for order, (index, title) in enumerate(starts):
            stop = starts[order + 1][0] if order + 1 < len(starts) else len(blocks)
            draft = _Draft(self.article_id, blocks[index].start, blocks[index].end)
            self._title(draft, title, blocks[index])
            for block in blocks[index + 1 : stop]:
                if self._byline(draft, block):
                    continue
                if not self._field(draft, block) and block.kind == "heading" and not listed:
                    break
            citations.append(self._finished(draft))
        return citations

    def inline(self, block: Block, start: int, end: int) -> Citation | None:
        """Return the work that stands at [start, end) of a line, after the award's name."""
        draft = _Draft(self.article_id, block.start, block.end)
        self._take_links(draft, start, end)
        first, last = self._split_entry(draft, start, end, row=False)
        first, last = trimmed(self.text, first, last, _TITLE_EDGE)
        if last - first < _MIN_TITLE or name_list(self.scan, first, last):
            return None
        draft.title = first, last
        return self._finished(draft)

    def row(self, block: Block, award: int) -> Citation | None:
        """Return the work of a table row, one of whose cells (around `award`) names its award."""
        draft = _Draft(self.article_id, block.start, block.end)
        self._take_links(draft, block.start, block.end)
        cells = [
            c
            for c in self.layouts.pieces(block.start, block.end, row=True)
            if not c[0] <= award < c[1]
        ]
        names = {c: len(name_list(self.scan, *c) or ()) for c in cells}
        titles = [c for c in cells if looks_like_title(self.text[c[0] : c[1]])]
        authors = max(cells, key=lambda c: names[c], default=None)
        if authors is not None and names[authors] > 0 and titles != [authors]:
            self._people(draft, *authors)
            titles = [c for c in titles if c != authors]
        if not titles:
            return None
        draft.title = trimmed(self.text, *titles[0], _TITLE_EDGE)
        return self._finished(draft)

    def recipients(self, block: Block) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Return the people and institutions that a list entry begins with: "Ada Park (EPFL), for …"."""
        named = people(self.scan, block.start, block.end)
        if not named or named[0][0] - block.start > _LEADING:
            return [], []
        first = [named[0]]
        for person in named[1:]:
            if not _BETWEEN.match(self.text[first[-1][1] : person[0]]):
                break
            first.append(person)
        return first, organisations(self.scan, first[-1][1], min(block.end, first[-1][1] + 80))

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
        below = block.kind in {"paragraph", "quote"} or block.level == BARE_LEVEL
        if draft.authors or not below or block.start - draft.end > BELOW:
            return False
        found = name_list(self.scan, *trimmed(self.text, block.start, block.end, "*_ "))
        if not found:
            return False
        draft.authors = found
        draft.end = block.end
        return True

    def _title(self, draft: _Draft, printed: tuple[int, int], block: Block) -> None:
        start, end = printed
        if number := _NUMBER.match(self.text[start:end]):
            start += number.end()
        self._take_links(draft, start, end)
        if self.layouts.labelled(block) is None and (
            block.kind != "heading" or block.level >= BOLD_LEVEL
        ):
            start, end = self._split_entry(draft, start, end, row=block.kind == "row")
        start, end = trimmed(self.text, start, end, _TITLE_EDGE)
        remark = _REMARK.search(self.text[start:end])
        if (
            remark
            and has_cjk(remark.group())
            and not has_cjk(self.text[start : start + remark.start()])
        ):
            end = start + remark.start()
        draft.title = (start, end) if start < end else None

    def _split_entry(self, draft: _Draft, start: int, end: int, *, row: bool) -> tuple[int, int]:
        """Return the title's range within a list entry; what is beside it may name the authors."""
        led = _LED.match(self.text[start:end])
        quoted = next(works(self.text, start, end), None)
        if led:
            name = "bold" if led["bold"] else "link"
            title = start + led.start(name), start + led.end(name)
            rest = self._after_link(start + led.end(), end) if name == "link" else start + led.end()
            self._people(draft, rest, end)
            return title
        if quoted:
            self._people(draft, quoted[1], end)
            if not draft.authors:
                self._people(draft, start, quoted[0])
            return quoted
        tail = _IN_BRACKETS.search(self.text, start, end)
        if tail and (bracketed := name_list(self.scan, *tail.span("inner"))):
            draft.authors = bracketed
            return start, tail.start()
        pieces = self.layouts.pieces(start, end, row=row)
        if len(pieces) > 1:
            # A short title can look like a name: the piece with most names is the authors'.
            names = {p: len(self.layouts.names(*p)) for p in pieces}
            authors = max(pieces, key=lambda p: (names[p], p[0]))
            if names[authors]:
                self._people(draft, *authors)
                return next(p for p in pieces if p != authors)
        return self._before_names(draft, start, end)

    def _before_names(self, draft: _Draft, start: int, end: int) -> tuple[int, int]:
        """Return the title of "Title, Ada Park, Bo Li": what stands before the trailing names."""
        edges = [m.start() for m in re.finditer(r"[,，]\s", self.text[start:end])]
        for edge in edges:
            names = name_list(self.scan, start + edge + 1, end)
            if names and len(names) > 1 and looks_like_title(self.text[start : start + edge]):
                draft.authors = names
                return start, start + edge
        return start, end

    def _after_link(self, position: int, end: int) -> int:
        close = self.text.find(")", position, end)
        return close + 1 if close != -1 else position

    def _people(self, draft: _Draft, start: int, end: int) -> None:
        start += BEFORE_NAMES.match(self.text[start:end]).end()  # type: ignore[union-attr]
        end = trimmed(self.text, start, end, "*_<>()（）,，.:：—–-| ")[1]
        stop = next((s for s, _ in addresses(self.text, start, end)), end)
        found = name_list(self.scan, start, trimmed(self.text, start, stop, "([（*_ ")[1])
        if found:
            draft.authors = found
            draft.end = max(draft.end, end)

    def _field(self, draft: _Draft, block: Block) -> bool:
        """Take a labelled line into the draft; False when the block is not one."""
        match = self.vocab.label.match(self.text, block.start, block.end)
        if not match:
            return False
        start, end = match.end(), block.end
        if match.lastgroup == "authors" and not draft.authors:
            draft.authors = split_list(self.scan, start, end)
        elif match.lastgroup == "institutions" and not draft.institutions:
            draft.institutions = split_list(self.scan, start, end, institutions=True)
        elif match.lastgroup == "link":
            self._take_links(draft, start, end)
        if match.lastgroup in {"authors", "institutions", "link"}:
            draft.end = max(draft.end, block.end)
        return True

    def _take_links(self, draft: _Draft, start: int, end: int) -> None:
        seen = {self.text[a:b] for a, b in draft.links}
        for span in addresses(self.text, start, end):
            if self.text[slice(*span)] not in seen:
                seen.add(self.text[slice(*span)])
                draft.links.append(span)

    def _finished(self, draft: _Draft) -> Citation:
        spans = [Span("work", *draft.title)] if draft.title else []
        spans += [Span("recipient", a, b) for a, b in draft.authors]
        spans += [Span("institution", a, b) for a, b in draft.institutions]
        spans += [Span("link", a, b) for a, b in draft.links]
        links = tuple(self.text[a:b] for a, b in draft.links)
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
