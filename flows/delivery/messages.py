"""A digest as the messages that a channel has room for: numbered, with whole events in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from config import Lexicon
from flows.delivery.cards import Style
from flows.delivery.digests import Digest, compose
from warehouse import Row

Fits = Callable[[Digest], bool]

_BREVITIES = 4
_WIDEST = (99, 99)  # room kept for the number of a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Events that go in one message, and how briefly they are written."""

    rows: Sequence[Row]
    style: Style


def parts(rows: Sequence[Row], lexicon: Lexicon, style: Style, fits: Fits) -> list[Part | Row]:
    """Return the messages that ranked rows take; a row by itself fits no message at all.

    No event and no link is cut: an event that is too long for a message of its own is written more
    briefly.
    """
    if fits(compose(rows, lexicon, style)):
        return [Part(rows=rows, style=style)]
    found: list[Part | Row] = []
    rest = list(rows)
    while rest:
        count = _most(rest, lexicon, style, fits)
        if count:
            found.append(Part(rows=rest[:count], style=style))
        else:
            count = 1
            found.append(_brief(rest[0], lexicon, style, fits) or rest[0])
        rest = rest[count:]
    return found


def one_part(rows: Sequence[Row], lexicon: Lexicon, style: Style, fits: Fits) -> Part | Row:
    """Return the one message in which ranked rows are told as far as they fit; a row where not even one does.

    Those that are not in the part are counted: see `composed`.
    """
    count = _most(rows, lexicon, style, fits)
    return (
        Part(rows=rows[:count], style=style)
        if count
        else _brief(rows[0], lexicon, style, fits) or rows[0]
    )


def composed(
    part: Part, lexicon: Lexicon, number: int, of: int, left: int = 0, counted: int = 0
) -> Digest:
    """Return the digest of a part, numbered where it is one of several."""
    numbered = (number, of) if of > 1 else None
    return compose(part.rows, lexicon, part.style, numbered, left, counted)


def _most(rows: Sequence[Row], lexicon: Lexicon, style: Style, fits: Fits) -> int:
    """Return how many of the first rows fit one message, by halving."""
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high + 1) // 2
        # The last message may also have to say that more follow.
        trial = compose(rows[:middle], lexicon, style, _WIDEST, left=len(rows), counted=len(rows))
        low, high = (middle, high) if fits(trial) else (low, middle - 1)
    return low


def _brief(row: Row, lexicon: Lexicon, style: Style, fits: Fits) -> Part | None:
    for brevity in range(1, _BREVITIES):
        brief = replace(style, brevity=brevity)
        if fits(compose([row], lexicon, brief, _WIDEST, left=1)):
            return Part(rows=[row], style=brief)
    return None
