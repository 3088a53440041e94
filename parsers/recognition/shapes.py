"""The shape of a sentence: what it names, a letter each, between its own words in small letters.

`Professor Ada Park of Delft University has won the 2026 Abel Prize` is `P has won the 2026 A`: titles, institutions
and what stands in brackets belong to the person, people in a list are one P. A construction is written over shapes.

    P people   O an institution   W works   A an award   B an award named before ("the prize")
    T a function before or behind a name   N people counted and not named ("48 位学者")   Q a pronoun
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from config.languages import NAME_FORMS

Range = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What a letter of a shape stands for, at [start, end): its members, and what belongs to them."""

    letter: str
    start: int
    end: int
    people: tuple[Range, ...] = ()
    institutions: tuple[Range, ...] = ()
    works: tuple[Range, ...] = ()
    award: int | None = None


class Shape:
    """A sentence as letters and words. `text` is what patterns are matched against, `items` stand beside it."""

    def __init__(self, low: str, start: int, end: int, items: Sequence[Item]) -> None:
        letters: list[str] = []
        held: list[Item | None] = []
        places: list[Range] = []
        position = start
        for item in sorted(items, key=lambda i: (i.start, -i.end)):
            if item.start < position:
                continue
            letters += low[position : item.start].translate(_BLANKS)
            held += [None] * (item.start - position)
            places += [(place, place + 1) for place in range(position, item.start)]
            letters.append(item.letter)
            held.append(item)
            places.append((item.start, item.end))
            position = item.end
        letters += low[position:end].translate(_BLANKS)
        held += [None] * (end - position)
        places += [(place, place + 1) for place in range(position, end)]
        self.text, self.items, self.places = "".join(letters), held, places
        self._squeeze()

    def _squeeze(self) -> None:
        """Leave out marks of emphasis and the second of two spaces."""
        kept = [
            i
            for i, letter in enumerate(self.text)
            if letter not in "*_`#"
            and not (letter == " " and (i == 0 or self.text[i - 1] in " \n"))
        ]
        self.text = "".join(self.text[i] for i in kept)
        self.items = [self.items[i] for i in kept]
        self.places = [self.places[i] for i in kept]

    def reduce(self, pattern: re.Pattern[str], letter: str, *, one: bool = False) -> None:
        """Replace each match by one letter, for all that its letters stand for; `one`: for the first person only."""
        letters: list[str] = []
        held: list[Item | None] = []
        places: list[Range] = []
        position = 0
        for match in pattern.finditer(self.text):
            a, b = match.span()
            if a == b:
                continue
            letters += self.text[position:a]
            held += self.items[position:a]
            places += self.places[position:a]
            letters.append(letter)
            held.append(self._joined(letter, a, b, one=one))
            places.append((self.places[a][0], self.places[b - 1][1]))
            position = b
        if position == 0:
            return
        letters += self.text[position:]
        held += self.items[position:]
        places += self.places[position:]
        self.text, self.items, self.places = "".join(letters), held, places

    def relabel(self, letter: str, other: str) -> None:
        """Write another letter for one."""
        self.text = self.text.replace(letter, other)
        self.items = [
            replace(item, letter=other) if item is not None and item.letter == letter else item
            for item in self.items
        ]

    def _joined(self, letter: str, a: int, b: int, *, one: bool) -> Item:
        found = [item for item in self.items[a:b] if item is not None]
        named = found[:1] if one else found
        return Item(
            letter=letter,
            start=self.places[a][0],
            end=self.places[b - 1][1],
            people=tuple(p for item in named for p in item.people),
            institutions=tuple(o for item in found for o in item.institutions),
            works=tuple(w for item in found for w in item.works),
        )

    def within(self, a: int, b: int, letters: str) -> list[Item]:
        """Return the items of some letters in text[a:b]."""
        return [i for i in self.items[a:b] if i is not None and i.letter in letters]

    def at(self, start: int) -> int | None:
        """Return where in the shape the item stands that begins at `start` of the text."""
        return next(
            (i for i, item in enumerate(self.items) if item is not None and item.start == start),
            None,
        )


_BLANKS = str.maketrans("\t\u00a0", "  ")
_ROLES = "|".join(sorted(NAME_FORMS.roles.split(), key=len, reverse=True))
_ROLE = rf"(?:(?:{_ROLES}|nationality)s?(?:-elect)?)"
_HONORIFIC = r"(?:profs?\.?|professors?|drs?\.?|sir|dame|lord|lady|mrs?\.?|ms\.?|emerit(?:us|a)|distinguished|associate|assistant|adjunct|emeritus|honorary|visiting|ing\.?|mag\.?|dipl\.?|phd|academician|datuk|dato)"
_AND_ZH = r"\s*(?:、|，|,|;|和|与|及|以及|&|/)\s*"
_AND_EN = r"\s*(?:,\s*(?:and|&)\s|;\s*(?:and\s)?|,\s?|\sand\s|\s&\s|\s/\s)\s*(?:to\s|of\s)?"
_BRACKET = r"\s*[(（\[][^()（）\[\]A]{1,90}[)）\]]"
_PLACE_EN = r"(?: (?:of|from|at|in|with|,)? ?(?:the )?(?:[a-z]+ (?:of|at) )?(?:the )?O)"


def people_joined(shape: Shape) -> None:
    """Join people with what belongs to them, and the people of a list, in either language."""
    if "P" not in shape.text:
        shape.reduce(_BRACKETED_WORK, "W")
        shape.reduce(_WORK_OF, "W")
        return
    for _ in range(2):
        shape.reduce(_BRACKETED, "P", one=True)
    shape.reduce(_BRACKETED_WORK, "W")
    shape.reduce(_TITLED, "P")
    shape.reduce(_WITH_TITLE, "P")
    shape.reduce(_BRACKETED, "P", one=True)
    for _ in range(2):
        shape.reduce(_PLACED, "P")
    shape.reduce(_APPOSED, "P")
    shape.reduce(_LISTED, "P")
    shape.reduce(_PLACED, "P")
    shape.reduce(_LISTED, "P")
    shape.reduce(_AND_TEAM, "P")
    shape.reduce(_WORK_BY, "W")
    shape.reduce(_WORK_OF, "W")


_BRACKETED = re.compile(rf"P{_BRACKET}")
_BRACKETED_WORK = re.compile(rf"W{_BRACKET}")
_TITLED = re.compile(
    rf"(?:(?:O(?:['’]s?)?|T)\s?(?:[、，]\s?|的)?)*T\s?P|(?:O\s?[、/]\s?)*O(?:的|籍)?P|O的N[^，,。；;PABWON]{0, 6}P|O['’]s? (?:(?:{_ROLE}|[a-z-]+) ){{0,4}}P|O (?:(?:[a-z-]+ ){{0,2}}{_ROLE} )+P|(?:\b(?:{_ROLE}|{_HONORIFIC}) )+P"
)
_WITH_TITLE = re.compile(r"P\s?T(?:、T)*(?!\s?P)")
_PLACED = re.compile(rf"P(?:{_PLACE_EN})+")
_APPOSED = re.compile(
    rf"P, (?:(?:aged )?\d{{1,3}}, )?(?:(?:the|a|an|its|our|his|her|both|from|of|at|and|in|currently|also|now)\s)*(?:[a-z0-9'’-]+ ){{0,4}}?(?:{_ROLE}|O|T)[^.;:PAWB]{{0,120}}?(?:,(?= (?:and P|and (?:[a-z]+ ){{0,3}}P|has|have|had|was|were|is|are|will|won|wins|received?s?|got|gets|takes?|took|shares?|shared|claim|earned|becomes?|became|who|whose|for|with|as|to|named|elected|awarded|O|P|T|the|a) ?)|(?=;|\.$|$|\. ))"
)
_LISTED = re.compile(rf"P(?:(?:{_AND_ZH}|{_AND_EN})(?:the late )?P)+")
_AND_TEAM = re.compile(
    r"P,? and (?:(?:his|her|their|the) )?(?:team|co|colleagues|co-?authors|collaborators|co-?workers|others|group)\b"
)
_WORK_OF = re.compile(
    r"(?:O(?:、|和|与|及))*O(?:旗下)?(?:的|(?:联合|合作|共同)?(?:申报|完成|发表|撰写|提出|研究)?的)?(?:项目|成果|论文)?W"
)
_WORK_BY = re.compile(
    r"W[,，.]? (?:\([^()]{1,60}\) )?(?:by|from|authored by|written by|co-authored by) P|P: (?=W (?:just |has |have )?(?:w[io]n|receiv|awarded|named))W|(?<!A的)P(?:等人?|团队|课题组)?(?:主持|领衔|牵头|负责|完成|为主|主导|申报|合作|共同|参与|参加|领头|带头|另外|凭借|凭|以|带领|撰写|发表|合著|合写|所著|学位|博士|硕士|毕业|,|\s)*的?(?:项目|成果|课题|科研|论文|文章|研究|著作|作品|专著|学位|博士|硕士|毕业|的|《|“)*W"
)
