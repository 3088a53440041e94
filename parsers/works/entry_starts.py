"""Where the entries of a list begin: by label, else list marks, else headings, else bylines below."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from parsers.language.names import looks_like_title
from parsers.structure.blocks import BARE_LEVEL, BOLD_LEVEL, Block
from parsers.text.characters import has_cjk, trimmed
from parsers.works.bylines import Byline, byline, is_institution
from parsers.works.entry_layouts import Layouts

Start = tuple[int, tuple[int, int]]
"""The index of the block that begins an entry, and the range that holds its title."""

_SET_OFF = re.compile(
    r"(?:\*\*|__)[^*\n]{8,300}?(?:\*\*|__)|[*_][^*_\n]{8,300}[*_]|\[[^\]\n]{8,300}\](?=\()|[“\"《][^”\"》\n]{8,300}[”\"》]"
)
_YEAR = re.compile(r"\b20\d{2}\b")
_MAX_TITLE = 250
BELOW = 40  # characters between a title and the line of its authors


class Starts:
    """Finds the entries of one article's sections."""

    def __init__(self, layouts: Layouts) -> None:
        self.layouts = layouts
        self.index, self.text, self.vocab = layouts.index, layouts.text, layouts.vocab

    def labelled(self, block: Block) -> tuple[int, int] | None:
        """Return the title of `论文 1：…`, or None; an address after the label is a link."""
        if block.kind not in {"heading", "paragraph", "entry"}:
            return None
        match = self.vocab.work_label.match(self.text, block.start, block.end)
        if not match or match.end() >= block.end:
            return None
        rest = self.text[match.end() : block.end]
        if re.match(r"\W{0,3}https?://", rest) or block.end - match.end() > 400:
            return None
        return match.end(), block.end

    def find(self, blocks: Sequence[Block], *, award: bool, listed: bool) -> list[Start]:
        """Return where entries begin: below an award (`award`), or among works (`listed`)."""
        labelled = [(i, t) for i, b in enumerate(blocks) if (t := self.labelled(b)) is not None]
        if labelled:
            return labelled
        entries = self._marked(blocks) if award else []
        if entries:
            return entries
        headings = self._headings(blocks, award=award, listed=listed) if award or listed else []
        if not award or any(blocks[i].level < BOLD_LEVEL for i, _ in headings):
            return headings
        return self._plain(blocks, {i for i, _ in headings})

    def _plain(self, blocks: Sequence[Block], headings: Collection[int]) -> list[Start]:
        """Return the headings, and the lines that stand by themselves or have a byline below, as entries."""
        plain = [
            (i, (b.start, b.end))
            for i, b in enumerate(blocks)
            if i in headings or self._is_title_line(b, blocks[i + 1 : i + 2])
        ]
        # One name right below a title is its byline, even where it could be a short title.
        titles = {i for i, _ in plain}
        return [
            (i, t)
            for i, t in plain
            if i - 1 not in titles or byline(self.index, *t) is None or (i - 2) in titles
        ]

    def _is_title_line(self, block: Block, below: Sequence[Block]) -> bool:
        return (
            block.kind in {"paragraph", "heading", "quote"}
            and not self._is_field(block)
            and (self._is_set_off(block) or self._has_byline(block, below))
        )

    def _headings(self, blocks: Sequence[Block], *, award: bool, listed: bool) -> list[Start]:
        return [
            (i, (b.start, b.end))
            for i, b in enumerate(blocks)
            if b.kind == "heading"
            and (award or b.level == BOLD_LEVEL)
            and (listed or self._heads_a_work(b, blocks[i + 1 : i + 2]))
            and not self._is_field(b)
        ]

    def above_names(self, block: Block, following: Sequence[Block]) -> Byline | None:
        """Return the byline right below a line, if there is one."""
        for below in following:
            if below.start - block.end > BELOW or below.kind in {"row", "image", "code"}:
                return None
            return byline(self.index, below.start, below.end)
        return None

    def _marked(self, blocks: Sequence[Block]) -> list[Start]:
        """Return the list entries and rows of least depth, without those that only name people."""
        entries = [
            (i, (b.start, b.end))
            for i, b in enumerate(blocks)
            if b.kind in {"entry", "row"} and not b.header and not self._is_field(b)
        ]
        depth = min((blocks[i].level for i, _ in entries), default=0)
        return [
            (i, t)
            for i, t in entries
            if blocks[i].level == depth and (blocks[i].kind == "row" or not self._names_only(*t))
        ]

    def _names_only(self, start: int, end: int) -> bool:
        listed = byline(self.index, start, end)
        return listed is not None and len(listed.names) + len(listed.institutions) > 1

    def _has_byline(self, block: Block, following: Sequence[Block]) -> bool:
        """True for a plain line that holds a byline, or stands right above one."""
        start, end = trimmed(self.text, block.start, block.end, "*_> ")
        if self._names_only(start, end) or is_institution(self.index, start, end):
            return False
        parts = self.layouts.parts(start, end)
        if parts.byline is not None and parts.title is not None and len(parts.byline.names) > 1:
            return True
        if end - start > _MAX_TITLE:
            return False
        below = self.above_names(block, following)
        if below is None:
            return False
        return len(below.names) > 1 or self.layouts.title_like(start, end)

    def _heads_a_work(self, block: Block, following: Sequence[Block]) -> bool:
        """A marked heading below an award names a work; other lines must look like a title.

        A short title may look like a name ("Generative Adversarial Nets"): a line of several names
        below it tells.
        """
        below = self.above_names(block, following)
        if self._names_only(block.start, block.end):
            return False
        if below is not None and len(below.names) > 1 and block.end - block.start <= _MAX_TITLE:
            return True
        printed = self.text[block.start : block.end]
        if self.index.has("venue", block.start, block.end) and _YEAR.search(printed):
            return False  # where and when the awards were given
        if block.level < BOLD_LEVEL:
            return len(printed.split()) > 2 or has_cjk(printed)
        if block.level == BARE_LEVEL and is_institution(self.index, block.start, block.end):
            return False
        if below is not None:
            return self.layouts.title_like(block.start, block.end)
        return looks_like_title(printed) and byline(self.index, block.start, block.end) is None

    def _is_set_off(self, block: Block) -> bool:
        """True for a paragraph that begins with a title in bold, emphasis or quotes."""
        start, end = trimmed(self.text, block.start, block.end, "> ")
        if self._names_only(start, end):
            return False
        led = _SET_OFF.match(self.text, start, end)
        return (
            led is not None
            and looks_like_title(led.group())
            and not self._names_only(start, led.end())
        )

    def _is_field(self, block: Block) -> bool:
        """True for a labelled line; "Winner:" before a title labels the work itself."""
        match = self.vocab.label.match(self.text, block.start, block.end)
        if match is None:
            return False
        if match.lastgroup != "authors" or byline(self.index, match.end(), block.end) is not None:
            return True
        value = match.end(), block.end
        return self.layouts.parts(*value).byline is None and not self.layouts.title_like(*value)
