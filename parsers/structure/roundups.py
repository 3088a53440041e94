"""Round-ups: articles of many items, each with news of its own, and what writing an item is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from parsers.language.term_index import TermIndex, index_of_title
from parsers.language.vocabulary import Vocabulary
from parsers.records import Article
from parsers.structure.blocks import BARE_LEVEL, Block

Range = tuple[int, int]

_ISSUE = re.compile(r"\bnews\b.*\d|\bissue #?\d", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:\d{1,2}\s*[、.．)]|[一二三四五六七八九十]{1,3}、)")
_LED = re.compile(r"(?:\*\*|__)[^*\n]{2,80}(?:\*\*|__)|【[^】\n]{2,40}】")
_MANY = 12  # headings and list entries that make a round-up of unrelated items
_ITEM = 900  # characters of one item, from its title on
_TITLE = 100  # characters of a numbered line that is an item's title, not the item


def sums_up(article: Article, blocks: Sequence[Block], vocab: Vocabulary) -> bool:
    """True when the title says that it is a round-up, or a summary of many things is all there is."""
    if index_of_title(article.title, vocab).has("roundup") or _ISSUE.search(article.title):
        return True
    if not blocks or blocks[0].start >= article.body:
        return False
    return len(article.text) - article.body < blocks[0].end - blocks[0].start


def is_roundup(article: Article, blocks: Sequence[Block], index: TermIndex) -> bool:
    """True for a list of unrelated news: its title says so, or it is cut into many items."""
    if sums_up(article, blocks, index.vocab):
        return True
    headings = (b for b in blocks if b.kind == "heading")
    if any(index.has("roundup_section", b.start, b.end) for b in headings):
        return True
    marked = sum(
        b.kind == "entry"
        or (b.kind == "heading" and b.level < BARE_LEVEL)
        or _NUMBERED.match(article.text, b.start, b.end) is not None
        for b in blocks
    )
    return marked >= _MANY and len(article.text) > 300 * _MANY


def items(text: str, blocks: Sequence[Block]) -> list[Range]:
    """Return the items of a round-up, in order, without overlap.

    A list entry is one, a numbered line with what stands below it, and any other paragraph, with
    the heading right above it.
    """
    found: list[Range] = []
    heading: Block | None = None
    open_since: int | None = None
    for block in blocks:
        if block.kind in {"heading", "rule"}:
            heading, open_since = (block if block.kind == "heading" else None), None
            numbered = _NUMBERED.match(text, block.start, block.end)
            if block.kind == "heading" and numbered:
                found.append((block.start, block.end))
                heading, open_since = None, block.start
            continue
        if block.kind in {"code", "image"}:
            continue
        numbered = _NUMBERED.match(text, block.start, block.end)
        below = block.kind in {"paragraph", "quote"} and not numbered
        led = _LED.match(text, block.start, block.end)
        if below and not led and open_since is not None and block.end - open_since <= _ITEM:
            found[-1] = (found[-1][0], block.end)
            continue
        start = heading.start if heading else block.start
        found.append((start, block.end))
        titled = numbered and block.kind == "paragraph" and block.end - block.start <= _TITLE
        heading, open_since = None, (block.start if titled else None)
    return found


def item_at(found: Sequence[Range], position: int) -> Range | None:
    """Return the item, of those in order, that holds the position."""
    place = bisect_right(found, position, key=lambda item: item[0]) - 1
    return found[place] if place >= 0 and position < found[place][1] else None
