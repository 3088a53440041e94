"""What a sentence claims: the first rule that holds, unless the sentence takes it back."""

from __future__ import annotations

import re
from typing import NamedTuple

from parsers.breakthroughs.passages import Passage, Range
from parsers.breakthroughs.rules import RULES, ClaimRule
from parsers.language.rules import ActiveRules
from parsers.language.term_index import TermIndex
from parsers.recognition.prizes import prizes

_TITLED = re.compile(r"《[^《》]{0,60}$")  # words of a book's or a paper's title claim nothing
_GUARDS = 60  # characters around a claim in which hope or failure takes it back


class Held(NamedTuple):
    """A rule that holds in a sentence, and the words that make its claim."""

    rule: ClaimRule
    place: Range


class Claims:
    """Reads claims in one article; `launched`: its title launches a product."""

    def __init__(self, index: TermIndex, *, launched: bool) -> None:
        self.index, self.launched = index, launched
        self._active = ActiveRules(RULES, index)

    def read(self, start: int, end: int, around: Range) -> Held | None:
        """Return what the sentence text[start:end] claims.

        `around` is the piece of writing that the sentence is part of. What an award is given for was done
        before: only a machine's result at a contest is news there.
        """
        rules = self._active.within((start, end), around)
        if not rules:
            return None
        passage = Passage(
            index=self.index, start=start, end=end, around=around, launched=self.launched
        )
        awarded = any(self.index.has(name, start, end) for name in ("prize", "category")) or any(
            not prize.again for prize in prizes(self.index.text, start, end)
        )
        for rule in rules:
            if awarded and rule.claim != "milestone":
                continue
            place = rule.read(passage)
            if place is not None:
                return None if _is_taken_back(passage, place) else Held(rule, place)
        return None


def _is_taken_back(p: Passage, place: Range) -> bool:
    """True where hope or failure stands beside a claim, or the claim is words of a title."""
    guarded = any(
        g.start < place[1] + _GUARDS and place[0] - _GUARDS < g.end for g in p.words("guard")
    )
    return guarded or _TITLED.search(p.index.text, p.start, place[0]) is not None
