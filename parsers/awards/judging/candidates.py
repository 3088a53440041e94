"""Who might be given which award: each name of a sentence beside an award, with what speaks for and against it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.awards.constructions.shaping import AGAIN, PRIZE, shape_of
from parsers.awards.judging.cues import CUES
from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.awards.rosters import leads_elsewhere
from parsers.judging.words import classes, grams, step, tokens
from parsers.language.term_index import index_of_title
from parsers.recognition.people_en import GIVEN_NAMES
from parsers.recognition.shapes import Item, Shape
from parsers.text.characters import has_cjk

Range = tuple[int, int]

_WINNERS = "PWON"
_HEAD = re.compile(r"[-•·*\d.)(\s]*(?:[a-z.]+ ){0,2}")  # what may stand before a line's first name
_LISTED = re.compile(r"[-•·*\d.)(\s]*(?:[a-z.]+ ){0,2}[PW]")
_YEARS = re.compile(r"(?:19|20)\d\d")
_READ = 50_000  # characters of an article in which a name is counted
_BESIDE = 45  # characters of a shape behind a name that may say what he did
_BEFORE = 25  # and before it
_LEAD = 60  # characters before a name in which a colon leads to it
_SHORT = 8  # words of a line that is no sentence
_SPELT = 4  # characters of a Chinese name of which each says whether it is one
_SEEN = 5  # characters by which a place differs from another
_AROUND = (-2, -1, 1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """People, a work, an institution or a number of people that a sentence names, and the award that may be given: of it, or named before.

    `beside`: the sentence names the award itself; `for_work`: that is given to works.
    """

    item: Item
    award: AwardPhrase
    beside: bool
    for_work: bool
    start: int
    end: int
    features: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A sentence or line with its awards and its shape."""

    start: int
    end: int
    awards: Sequence[tuple[AwardPhrase, bool]]
    shape: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class _Topic:
    """The award named last, in the `number`th sentence, with that sentence's cues.

    `short`: in a line that says no more; `barred`: in one that leads to a jury, or to earlier winners.
    """

    number: int
    award: AwardPhrase
    short: bool
    barred: bool
    cues: frozenset[str]


def candidates(
    finder: AwardFinder, title: str, ranges: Sequence[Range], year: int | None
) -> Iterator[Candidate]:
    """Yield every name of the sentences at `ranges` with the award beside it, else the one named last.

    `year`: in which the article speaks.
    """
    lines = [
        _Line(start=a, end=b, awards=named, shape=shape_of(finder, a, b, named))
        for a, b in ranges
        for named in [finder.named(a, b)]
    ]
    article = _Article(finder, title, year)
    last: _Topic | None = None
    for number, line in enumerate(lines):
        around = [lines[number + k].shape.text for k in _AROUND if 0 <= number + k < len(lines)]
        listed = sum(1 for text in around if _LISTED.match(text))
        general: set[str] | None = None
        for place, item in enumerate(line.shape.items):
            if item is None or item.letter not in _WINNERS:
                continue
            if general is None:
                before = lines[number - 1].shape.text if number else ""
                general = article.of_line(line, number) | {f"lst:{listed}"}
                general |= classes(before, CUES, "before ")
            beside = _nearest(line, place)
            if beside is not None:
                award, again = line.awards[line.shape.items[beside].award or 0]  # type: ignore[union-attr]
                if again and last is not None:
                    award = last.award
                more = _between(line, place, beside)
            elif last is not None and last.barred:
                continue
            elif (topic := (last.award if last else article.titled)) is not None:
                award = topic
                more = _topical(line, place, number, last)
            else:
                continue
            own = article.of_name(line, place, item)
            yield Candidate(
                item=item,
                award=award,
                beside=beside is not None,
                for_work=finder.vocab.categories[award.category].work,
                start=line.start,
                end=line.end,
                features=frozenset(general | own | more | _of_award(award)),
            )
        own_awards = [award for award, again in line.awards if not again]
        if own_awards:
            last = _Topic(
                number=number,
                award=own_awards[-1],
                barred=leads_elsewhere(finder.low[line.start : line.end]),
                short=len(tokens(line.shape.text)) <= _SHORT,
                cues=frozenset(classes(line.shape.text, CUES, "topic ")),
            )


class _Article:
    """What is the same for all candidates of an article."""

    def __init__(self, finder: AwardFinder, title: str, year: int | None) -> None:
        self.text, self.title, self.year = finder.text[:_READ], title, year
        self._stands: dict[str, tuple[int, int]] = {}
        self.of_title = classes(title.lower(), CUES, "title ")
        within = AwardFinder(index_of_title(title, finder.vocab))
        named = [award for award, again in within.named(0, len(title)) if not again]
        at = finder.text.find(title) if title else -1
        self.titled = None
        if named and at >= 0:
            self.titled = next(
                (a for a, again in finder.named(at, at + len(title)) if not again), None
            )
        self.names_award = bool(named)

    def of_line(self, line: _Line, number: int) -> set[str]:
        """Return the features of a sentence, whoever is named in it."""
        text = line.shape.text
        words = tokens(text)
        found = grams(words, "s:") | classes(text, CUES, "sc:") | self.of_title
        years = [int(y) for y in _YEARS.findall(self.text[line.start : line.end])]
        when = "none"
        if years and self.year:
            ago = self.year - max(years)
            when = "same" if ago == 0 else "last" if ago == 1 else "old" if ago > 0 else "next"
        found |= {f"year:{when}", f"pos:{step(number)}", f"len:{step(len(words))}"}
        if '"' in text or "“" in text:
            found.add("quote")
        if self.names_award:
            found.add("title names an award")
        return found

    def of_name(self, line: _Line, place: int, item: Item) -> set[str]:
        """Return the features of a name in its sentence."""
        text = line.shape.text
        behind, before = text[place + 1 : place + _BESIDE], text[max(0, place - _BEFORE) : place]
        after, ahead = tokens(behind)[:3], tokens(before)[-3:]
        found = classes(text[place : place + _BESIDE], CUES, "xc:") | classes(before, CUES, "pc:")
        found |= {
            f"X:{item.letter}",
            f"n:{step(len(item.people))}",
            f"xa:{after[0] if after else '$'}",
            f"xaa:{' '.join(after[:2])}",
            f"xb:{ahead[-1] if ahead else '^'}",
            f"xbb:{' '.join(ahead[-2:])}",
            "first" if _HEAD.fullmatch(text[:place]) else "not first",
            f"inst:{bool(item.institutions):d}",
        }
        if text[max(0, place - _LEAD) : place].rstrip().endswith((":", "：")):
            found.add("colon")
        named = next(
            iter((*item.people, *item.works, *(item.institutions if item.letter == "O" else ()))),
            None,
        )
        if named is not None:
            printed = self.text[slice(*named)]
            count, first = self._standing(printed)
            found.add(f"cnt:{step(count)}")
            words = printed.split()
            if printed in self.title or (words and words[-1] in self.title.split()):
                found.add("in title")
            if first < item.start - _SEEN:
                found.add("seen before")
            found |= self._of_form(words)
        return found

    def _standing(self, printed: str) -> tuple[int, int]:
        """Return how often something stands in the article, and where first; asked once of each."""
        if printed not in self._stands:
            self._stands[printed] = self.text.count(printed), self.text.find(printed)
        return self._stands[printed]

    def _of_form(self, words: Sequence[str]) -> set[str]:
        """Return what the words of a name say of it: a given name, or words that stand small elsewhere."""
        if has_cjk(words[0]):
            name = words[0]
            letters = {f"letter:{c}" for c in name[1:_SPELT]} if len(name) <= _SPELT else set()
            return letters | {f"begins:{name[0]}", f"letters:{step(len(name))}"}
        found = {
            "given name" if words[0] in GIVEN_NAMES else "no given name",
            f"nw:{step(len(words))}",
        }
        small = sum(self._standing(f" {w.lower()}")[0] > 0 for w in words)
        return found | {f"small words:{step(small)}"}


def _nearest(line: _Line, place: int) -> int | None:
    """Return where in the shape the award stands that is nearest to a name."""
    awards = [
        i
        for i, item in enumerate(line.shape.items)
        if item is not None and item.letter in (PRIZE, AGAIN) and item.award is not None
    ]
    return min(awards, key=lambda i: abs(i - place), default=None)


def _between(line: _Line, place: int, award: int) -> set[str]:
    """Return the features of a name and an award of one sentence."""
    text = line.shape.text
    low, high = min(place, award), max(place, award)
    side = "XA" if place < award else "AX"
    between = text[low + 1 : high]
    words = tokens(between)
    ahead, after = tokens(text[max(0, award - 30) : award])[-2:], tokens(text[award + 1 :][:30])[:2]
    found = grams(words, f"{side}:") | classes(between, CUES, f"{side} ")
    letters = re.sub("[^A-Z]", "", between)[:4]
    many = sum(1 for i in line.shape.items if i is not None and i.letter in (PRIZE, AGAIN))
    return found | {
        side,
        f"{side} has {letters}",
        f"{side} far {step(len(words))}",
        "points back" if text[award] == AGAIN else "own award",
        f"ab:{ahead[-1] if ahead else '^'}",
        f"aa:{after[0] if after else '$'}",
        f"{side} abb:{' '.join(ahead)}",
        f"{side} aaa:{' '.join(after)}",
        f"nA:{step(many)}",
    }


def _topical(line: _Line, place: int, number: int, last: _Topic | None) -> set[str]:
    """Return the features of a name in a sentence without an award, of the award named last."""
    found = grams(tokens(line.shape.text[:place]), "T:")
    if last is None:
        return found | {"topic: title"}
    far = step(number - last.number)
    return found | last.cues | {f"topic: {far}", "topic line" if last.short else "topic prose"}


def _of_award(award: AwardPhrase) -> set[str]:
    found = {f"cat:{award.category}", "unknown award" if award.generic else "known award"}
    return found | {"prize"} if award.prize else found
