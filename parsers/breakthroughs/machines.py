"""What machines did: at contests and games of people, and before an experiment."""

from __future__ import annotations

import re

from parsers.breakthroughs.firsts import BESIDE
from parsers.breakthroughs.passages import Passage, Range, makers, of_science
from parsers.breakthroughs.solutions import is_denied
from parsers.language.vocabulary import Term

_SO_MANY = re.compile(
    r"\b\d{1,2}\s*(?:/|of|out of)\s*\d{1,2}\b|\b(?:came|placed|finished|ranked) \w+"
)
_PROBLEMS_OF = re.compile(
    r"\b(?:on|(?:problems?|questions?) (?:of|from)) (?:the |past |old )?(?:20\d\d )?$"
)
_BEATEN = 30  # characters from a verb of beating to who is beaten
_PLACE = 12  # and from a machine to the word for the place that is named for it
_RIVAL = 40  # and to the best of mankind


def at_a_contest(p: Passage) -> Range | None:
    """A machine's result at a contest of people."""
    for verb in p.words("defeat"):
        beaten = verb.end, min(p.end, verb.end + _BEATEN)
        if p.first("machine", *beaten) or makers(p.index, *beaten):
            return None  # a human beat the machine
    contest = p.first("contest")
    if contest is None or p.index.has("launch", *p.here) or p.has("rerun"):
        return None
    if _PROBLEMS_OF.search(p.low[max(p.start, contest.start - 2 * BESIDE) : contest.start]):
        return None  # its problems as a test, not the contest
    result = p.first("contest_result")
    counted = _SO_MANY.search(p.low, *p.here)
    span = (result.start, result.end) if result else counted.span() if counted else None
    if span is None or not (p.has("reach") and any(_acts(p, m) for m in p.words("machine"))):
        return None
    return min(contest.start, span[0]), max(contest.end, span[1])


def at_a_game(p: Passage) -> Range | None:
    """A machine beats the best of mankind at their game."""
    for verb in p.words("defeat"):
        rival = p.first("rival", verb.end, min(p.end, verb.end + _RIVAL))
        if rival and p.has("game") and p.has("machine"):
            return verb.start, rival.end
    return None


def borne_out(p: Passage) -> Range | None:
    """What a machine proposed was borne out by experiment."""
    confirmed = p.first("validated")
    if confirmed is None or is_denied(p, confirmed):
        return None
    if not p.has_around("machine") or not of_science(p.index, *p.around):
        return None
    near = max(p.start, confirmed.start - 2 * BESIDE), confirmed.end + 2 * BESIDE
    thing = p.first("proposed", *near)
    return (min(confirmed.start, thing.start), max(confirmed.end, thing.end)) if thing else None


def _acts(p: Passage, machine: Term) -> bool:
    """False for a machine's name within that of a place: 人工智能 in 人工智能实验室."""
    place = p.index.first("organisation", machine.end, machine.end + _PLACE)
    return place is None or p.index.text[machine.end : place.start].strip() != ""
