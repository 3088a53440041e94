"""A sentence's shape: whom, what and which awards it names, each by a letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.recognition.institutions import institutions
from parsers.recognition.people_en import latin_people
from parsers.recognition.people_zh import chinese_people
from parsers.recognition.shapes import Item, Shape, people_joined
from parsers.recognition.works import all_works

Range = tuple[int, int]

PRIZE, AGAIN = "A", "B"
"""The letters of an award and of a word that points back to one."""

_MEMBER = "E"  # a member of an academy, which may only be said of a name
FUNCTIONS_ZH = (
    r"(?:讲席|特聘|名誉|客座|荣誉|终身|首席|资深|青年|著名|知名|杰出)*(?:副教授|助理教授|教授|副研究员|助理研究员|研究员|院士|会士|博士后|博士生导师|博士生|博士|硕士生|硕士|先生|女士|同学|老师|医生|医师|主任医师|工程师|高级工程师|科学家|学者|专家|数学家|物理学家|化学家|生物学家|天文学家|"
    r"主任|副主任|院长|副院长|所长|副所长|校长|副校长|书记|会长|理事长|主席|讲师|导师|校友|负责人|带头人|作者)"
)
"""A pattern of functions before or behind a Chinese name."""
_TITLES_ZH = re.compile(FUNCTIONS_ZH)
_COUNTED = re.compile(
    r"\b(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|several) (?:(?:new|other|more|further|young|outstanding|leading|distinguished|early-career|international|female|male|women|university|faculty|current|[a-z]+-based|of (?:its|our|the)) )*"
    r"(?:[a-z]+ )?(?:scientists|researchers|academics|scholars|professors|members|figures|experts|specialists|leaders|people|women|engineers|mathematicians|physicists|chemists|fellows|laureates|winners|recipients|students|faculty|alumni|individuals|papers|projects|teams|staff)\b"
    r"|(?:项目|成果|作品|论文)\s*\d{1,4}\s*[个项篇]|[一二三四五六七八九十百两\d]{1,4}\s*[个项篇]\s*(?:项目|成果|作品|论文|获奖)"
    r"|(?:[一二三四五六七八九十百两\d]{1,4})\s*(?:位|名|人|项|篇)(?:(?:(?![获得荣入当])[\u4e00-\u9fff]){0,10}?(?:科学家|学者|专家|教师|教授|院士|人|同学|师生|青年|项目|成果|论文|团队))?"
)
_HANDLE = re.compile(r"(?<![\w@])@\w{2,30}")
_WORD = re.compile(r"(?<![\w’'-])[A-ZÀ-Þ][a-zà-ž’'-]{2,}(?![\w-])")
_EPITHET = re.compile(r"E(?=\s?(?:[、，]?\s?T)*\s?P)")  # a member of an academy before his name
_TEAM = re.compile(
    r"(?:教授|院士|研究员|博士|老师|副教授|主任)?(?:领衔的?|带领的?|的)?(?:科研|创新|研究|学术)?(?:团队|课题组|研究组|项目组|小组)"
)
_SHORTEST = 3  # characters of a Chinese institution's name
_MARKS = frozenset("\"“”「」《》‘’'")


def shape_of(
    finder: AwardFinder,
    start: int,
    end: int,
    awards: Sequence[tuple[AwardPhrase, bool]],
    people_before: tuple[Range, ...] = (),
    surnames: Mapping[str, Range] = MappingProxyType({}),
) -> Shape:
    """Return the shape of a sentence; `awards`: those that it names, and whether each only points back.

    `people_before`: whom a pronoun stands for; `surnames`: where those are named in full who are named
    by a surname alone.
    """
    found = _Found(finder, start, end)
    found.add(_awards(finder.text, awards))
    found.add(_works(finder.text, start, end))
    found.add(found.people_and_institutions())
    found.add(found.by_surname(surnames))
    low = finder.low
    found.add(
        Item(letter="N", start=m.start(), end=m.end()) for m in _COUNTED.finditer(low, start, end)
    )
    found.add(
        Item(letter="T", start=m.start(), end=m.end())
        for m in _TITLES_ZH.finditer(finder.text, start, end)
    )
    if people_before:
        found.add(
            Item(letter="Q", start=t.start, end=t.end, people=people_before)
            for t in finder.index.find("pronoun", start, end)
        )
    shape = Shape(low, start, end, found.items)
    shape.reduce(_EPITHET, "T")
    shape.relabel(_MEMBER, PRIZE)
    people_joined(shape)
    return shape


class _Found:
    """What a sentence names, none over another: what was added first stays."""

    def __init__(self, finder: AwardFinder, start: int, end: int) -> None:
        self.text, self.index, self.start, self.end = finder.text, finder.index, start, end
        self.items: list[Item] = []

    def add(self, items: Iterable[Item]) -> None:
        """Take those that stand where nothing was found before."""
        self.items += [item for item in list(items) if self._is_free(item)]

    def _is_free(self, item: Item) -> bool:
        return not any(item.start < i.end and i.start < item.end for i in self.items)

    def people_and_institutions(self) -> list[Item]:
        """Return both: a person's name within an institution's is none, one at its end cuts it."""
        text, start, end = self.text, self.start, self.end
        named = (
            *latin_people(text, start, end),
            *chinese_people(text, start, end),
            *(m.span() for m in _HANDLE.finditer(text, start, end)),
        )
        people = [Item(letter="P", start=a, end=b, people=((a, b),)) for a, b in named]
        houses = [
            Item(letter="O", start=a, end=b, institutions=((a, b),))
            for a, b in institutions(self.index, start, end)
        ]
        houses = [part for house in houses for part in self._without_leader(house, people)]
        people = [p for p in people if self._is_free(p)]
        houses = [o for o in houses if self._is_free(o)]
        people = [
            p for p in people if not any(o.start <= p.start and p.end <= o.end for o in houses)
        ]
        houses = [o for o in houses if not any(p.start < o.end and o.start < p.end for p in people)]
        return [*people, *houses]

    def _without_leader(self, house: Item, people: Sequence[Item]) -> list[Item]:
        """Return an institution without the team at its end that is called by its leader: `东湖大学 | 李大海院士团队`."""
        for person in people:
            if house.start <= person.start and _TEAM.fullmatch(self.text, person.end, house.end):
                left = house.start, person.start
                return (
                    [Item(letter="O", start=left[0], end=left[1], institutions=(left,))]
                    if left[1] - left[0] >= _SHORTEST
                    else []
                )
        return [house]

    def by_surname(self, surnames: Mapping[str, Range]) -> Iterator[Item]:
        """Yield those who are named by a surname, of whom the article gave the full name."""
        for match in _WORD.finditer(self.text, self.start, self.end) if surnames else ():
            full = surnames.get(match.group())
            if full is not None:
                yield Item(letter="P", start=match.start(), end=match.end(), people=(full,))


def _awards(text: str, awards: Sequence[tuple[AwardPhrase, bool]]) -> Iterator[Item]:
    for order, (award, again) in enumerate(awards):
        member = text[award.start : award.end].endswith(("院士", "会士", "Fellow", "fellow"))
        letter = AGAIN if again else _MEMBER if member else PRIZE
        yield Item(letter=letter, start=award.start, end=award.end, award=order)


def _works(text: str, start: int, end: int) -> Iterator[Item]:
    """Yield the works with the marks around their titles."""
    for a, b in all_works(text, start, end):
        marked = a > 0 and text[a - 1] in _MARKS and text[b : b + 1] in _MARKS and b < len(text)
        first, last = (a - 1, b + 1) if marked else (a, b)
        yield Item(letter="W", start=first, end=last, works=((a, b),))
