"""Claims of what machines did: at contests and games of people, and before an experiment."""

from __future__ import annotations

import re

from parsers.breakthroughs.firsts import BESIDE
from parsers.breakthroughs.wording import NO_SCIENCE, Range, Told, Wording, makers
from parsers.language.vocabulary import Term

_SO_MANY = re.compile(
    r"\b\d{1,2}\s*(?:/|of|out of)\s*\d{1,2}\b|\b(?:came|placed|finished|ranked) \w+"
)
_ON = re.compile(r"\bon (?:the |past |old )?(?:20\d\d )?$")
_BEATEN = 30  # characters from a verb of beating to who is beaten


class Machines(Wording):
    """Reads claims of machines in one article."""

    def contest(self, start: int, end: int, _: Range) -> Told | None:
        """A machine's result at a contest of people."""
        for verb in self.words("defeat", start, end):
            beaten = verb.end, min(end, verb.end + _BEATEN)
            if self.first("machine", *beaten) or makers(self.index, *beaten):
                return None  # a human beat the machine
        contest = self.first("contest", start, end)
        result = self.first("contest_result", start, end) or _term(
            _SO_MANY.search(self.index.low, start, end)
        )
        shipped = self.index.first("launch", start, end) or self.first("rerun", start, end)
        if contest and _ON.search(
            self.index.low[max(start, contest.start - BESIDE) : contest.start]
        ):
            return None  # its problems as a test, not the contest
        if not (contest and result) or shipped or not self.first("reach", start, end):
            return None
        if self.first("machine", start, end):
            return "strong", (min(contest.start, result.start), max(contest.end, result.end))
        return None

    def game(self, start: int, end: int, _: Range) -> Told | None:
        """A machine beats the best of mankind at their game."""
        for verb in self.words("defeat", start, end):
            rival = self.first("rival", verb.end, min(end, verb.end + 40))
            if rival and self.first("game", start, end) and self.first("machine", start, end):
                return "strong", (verb.start, rival.end)
        return None

    def validated(self, start: int, end: int, around: Range) -> Told | None:
        """What a machine proposed was borne out by experiment."""
        told = self.first("validated", start, end)
        if told is None or not self.first("machine", *around):
            return None
        thing = self.first("proposed", max(start, told.start - 2 * BESIDE), told.end + 2 * BESIDE)
        if thing is None:
            return None
        if self.field(*around) in NO_SCIENCE:
            return None
        return "researched", (min(told.start, thing.start), max(told.end, thing.end))


def _term(match: re.Match[str] | None) -> Term | None:
    return Term(match.start(), match.end(), match.group()) if match else None
