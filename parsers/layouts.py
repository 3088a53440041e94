"""How lists of works are laid out: where each entry begins, and what its parts are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.blocks import BOLD_LEVEL, Block
from parsers.names import looks_like_title, name_list
from parsers.terms import Scan
from parsers.text import has_cjk, trimmed

_DASH = re.compile(r"\s+[—–|-]{1,2}\s+|\s*——\s*|\s*\n\s*|\s*<br\s*/?>\s*")
_BY = re.compile(r"[,，]?\s+by\s+", re.IGNORECASE)
_SET_OFF = re.compile(
    r"(?:\*\*|__)[^*\n]{12,300}?(?:\*\*|__)|[*_][^*_\n]{12,300}[*_]|\[[^\]\n]{12,300}\](?=\()|[“\"《][^”\"》\n]{8,300}[”\"》]"
)
_MAX_TITLE = 250
BELOW = 40  # characters between a title and the line of its authors
BEFORE_NAMES = re.compile(r"(?:<br\s*/?>|[\s*_()（）,，.:：—–|\"”’'-]|by\s)*", re.IGNORECASE)


class Layouts:
    """Recognises entries in the blocks of one article."""

    def __init__(self, scan: Scan) -> None:
        self.scan, self.text, self.vocab = scan, scan.text, scan.vocab

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

    def starts(
        self, blocks: Sequence[Block], *, award: bool, listed: bool
    ) -> list[tuple[int, tuple[int, int]]]:
        labelled = [(i, t) for i, b in enumerate(blocks) if (t := self.labelled(b)) is not None]
        if labelled:
            return labelled
        if award:
            entries = [
                (i, (b.start, b.end))
                for i, b in enumerate(blocks)
                if b.kind in {"entry", "row"} and not b.header and not self._is_field(b)
            ]
            depth = min((blocks[i].level for i, _ in entries), default=0)
            entries = [(i, t) for i, t in entries if blocks[i].level == depth]
            if entries:
                return entries
        if award or listed:
            headings = [
                (i, (b.start, b.end))
                for i, b in enumerate(blocks)
                if b.kind == "heading"
                and (award or b.level == BOLD_LEVEL)
                and (listed or self._heads_a_work(b, blocks[i + 1 : i + 2]))
                and not self._is_field(b)
            ]
            if headings:
                return headings
        if award:
            return [
                (i, (b.start, b.end))
                for i, b in enumerate(blocks)
                if b.kind in {"paragraph", "heading"}
                and (self._is_set_off(b) or self._has_byline(b, blocks[i + 1 : i + 2]))
            ]
        return []

    def _has_byline(self, block: Block, following: Sequence[Block]) -> bool:
        """True for a plain line that stands right above a line of names."""
        if name_list(self.scan, block.start, block.end):
            return False
        if any(self.names(*piece) for piece in self.pieces(block.start, block.end)[1:]):
            return True
        return self._above_names(block, following)

    def _above_names(self, block: Block, following: Sequence[Block]) -> bool:
        if block.end - block.start > _MAX_TITLE:
            return False
        return any(
            b.start - block.end <= BELOW
            and (names := name_list(self.scan, *trimmed(self.text, b.start, b.end, "*_ ")))
            is not None
            and len(names) > 1
            for b in following
        )

    def _heads_a_work(self, block: Block, following: Sequence[Block]) -> bool:
        """A marked heading below an award names a work; other lines must look like a title.

        A short title may look like a name ("Generative Adversarial Nets"): a line of several names
        below it tells.
        """
        if self._above_names(block, following):
            return True
        printed = self.text[block.start : block.end]
        if block.level < BOLD_LEVEL:
            return len(printed.split()) > 2 or has_cjk(printed)
        return looks_like_title(printed) and not name_list(self.scan, block.start, block.end)

    def _is_set_off(self, block: Block) -> bool:
        """True for a paragraph that begins with a title in bold, emphasis or quotes."""
        if name_list(self.scan, *trimmed(self.text, block.start, block.end, "*_ ")):
            return False
        led = _SET_OFF.match(self.text, block.start, block.end)
        return led is not None and looks_like_title(led.group())

    def _is_field(self, block: Block) -> bool:
        return self.vocab.label.match(self.text, block.start, block.end) is not None

    def pieces(self, start: int, end: int, *, row: bool = False) -> list[tuple[int, int]]:
        """Split an entry at dashes, cells, line ends, "by" or the full stop of a citation."""
        for pattern in (
            (re.compile(r"\s*\|\s*"),) if row else (_DASH, _BY, re.compile(r"(?<=\?)\s+|\.\s+"))
        ):
            edges = [start]
            for found in pattern.finditer(self.text, start, end):
                edges += [found.start(), found.end()]
            edges.append(end)
            pairs = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
            if len(pairs) > 1:
                return pairs
        return [(start, end)]

    def names(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the names of "by Ada Park, Bo Li" and the like; none when it is something else."""
        led = BEFORE_NAMES.match(self.text, start, end)
        start = led.end() if led else start
        return name_list(self.scan, start, trimmed(self.text, start, end, "*_()（） ")[1]) or []
