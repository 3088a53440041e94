"""The sentences in which an article speaks for itself: no abstracts, adverts, labels or entries of lists."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import accumulate

from parsers.language.editions import title_span
from parsers.language.term_index import TermIndex
from parsers.records import Article, Citation
from parsers.structure.blocks import SILENT, Block
from parsers.text.characters import sentences

_LONGEST = 4000  # characters of a sentence; what is longer is none


def spoken_sentences(
    article: Article,
    blocks: Sequence[Block],
    headings: Collection[Block],
    citations: Sequence[Citation],
    index: TermIndex,
) -> list[tuple[int, int]]:
    """Return the sentences that speak for the article, its title first.

    `headings` open sections: of them only a lead-in line may tell the whole news itself.
    """
    found: list[tuple[int, int]] = []
    entries = _Places([(c.start, c.end) for c in citations if c.title])
    worded = [block for block in blocks if block.kind not in SILENT]
    title = title_span(article)
    if title is not None and not any(b.start <= title[0] < b.end for b in worded):
        found.append(title)
    opening = {block.start for block in headings if block.kind != "paragraph"}
    for block in worded:
        if block.start not in opening and _speaks(block, entries, index):
            within = sentences(article.text, block.start, block.end)
            found += [s for s in within if s[1] - s[0] <= _LONGEST]
    return found


class _Places:
    """Ranges of a text, which may overlap, and whether one of them holds another."""

    def __init__(self, ranges: Sequence[tuple[int, int]]) -> None:
        ordered = sorted(ranges)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))

    def hold(self, start: int, end: int) -> bool:
        before = bisect_right(self._starts, start)
        return before > 0 and end <= self._reach[before - 1]


def _speaks(block: Block, entries: _Places, index: TermIndex) -> bool:
    text, vocab = index.text, index.vocab
    if vocab.label.match(text, block.start, block.end):
        return False
    if entries.hold(block.start, block.end):
        return False
    if index.has("promotion", block.start, block.end):
        return False
    return not vocab.footer.match(text, block.start, block.end)
