"""Who an award sentence is about: the subject of its verb, and whether it can be one."""

from __future__ import annotations

import re
from functools import cached_property

from parsers.awards.recipients import (
    Range,
    chinese_names,
    surnames,
    trailing_people,
    transliterations,
)
from parsers.language.names import organisations, people
from parsers.language.term_index import TermIndex
from parsers.text.characters import CJK, has_cjk, trimmed

_CLAUSE = re.compile(r"[，,；;：:。！？!?]|\s[—–-]{1,2}\s")
_ACTOR = re.compile(
    rf"^(?:[“「]?)(?P<actor>@\w{{3,}}|[A-Z][\w.&-]*(?:\s[A-Z][\w.&-]*){{0,3}}|[{CJK}]{{2,12}}?)"
    rf"(?=\s*(?:旗下|团队|共有|共|曾|在|又|再|也|已|将|凭借?|因|被|有|的|一举|首次|今年|此次|同时|成功|"
    rf"通过|论文|成果|$))"
)
_TIME_OR_PLACE = re.compile(
    rf"^(?:在|于|当|与|和|从|为|今年|去年|昨天|今天|近日|日前|随后|其中|此外|另外|同时|而|但|并|还|后来|\d|[{CJK}]{{0,4}}(?:年|月|日|天|时|次|届|岁))"
)
_REPORTED = re.compile(r"^\S{0,6}?(?:宣布|公布|官宣|获悉|消息|透露)[，,：:]?\s*")
_NOT_ACTOR = re.compile(
    r"^(?:Who(?:ever)?|Which|What|Any(?:one|body)?|Those|These|The|This|That|It|He|She|They|We|In|On|At|And|But|Its|Their|His|Her|Our|For|Two|Three|Both|A|An)\b|^(?:我们|他|她|大家|本文|文章|本届|大会|论文|作者|该|这|那|其|此|它|研究|两篇|三篇|一篇|另|以及|最终)"
)
_CAPITALISED = re.compile(r"(?<![\w])[A-Z][a-z'’-]+(?![\w])")
_BEFORE_LAST_NAME = re.compile(r"(?<!\w)\w++(?= (?P<last>[A-Z][a-z'’-]{1,40}))")
_CAPITAL = re.compile(r"[A-Z](?=\w)")
_WORD_EDGE = re.compile(r"\b")
_PAGES = 200_000  # characters of an article in which a word is counted
_MEMBER = re.compile(
    r"(?:['’]s?\s)?[^.;,，。；]{0,24}?\b(?:professors?|researchers?|scientists?|students?|faculty|academics?|alumn\w+|engineers?|scholars?|graduates?|team|authors?|doctors?|surgeons?|inventors?|pioneers?|experts?|\w+(?:[^e]ists|[^e]ist|icians?|ologists?|ographers?|onomers?))\b|(?:的)?[^，。；]{0,8}?(?:教授|学生|研究人员|学者|教师|老师|师生|校友|博士|院士)"
)


class Subjects:
    """Finds subjects in the sentences of one article."""

    def __init__(self, index: TermIndex, title: str) -> None:
        self.index, self.text, self.title = index, index.text, title
        self._bearers: dict[str, Range | None] = {}

    def before(
        self, cue: int, low: int, named: list[Range], last: list[Range]
    ) -> tuple[list[Range], bool]:
        """Return who stands before the verb at `cue`, and whether its own clause says so.

        `named` are the people of the sentence, `last` those named before it.
        """
        clause = self.clause_start(cue, low)
        listed = trailing_people(self.index, low, cue, named)
        if listed:
            return listed, True
        inside = [p for p in named if clause <= p[0] and p[1] <= cue]
        if inside:
            return inside, True
        orgs = [o for o in organisations(self.index, clause, cue) if not self._has_member(o, cue)]
        if orgs:
            return orgs[:1], True
        maker = self.index.first("maker", clause, cue)
        if maker is not None and not self._has_member((maker.start, maker.end), cue):
            return [(maker.start, maker.end)], True
        if (single := self._surname(clause, cue)) is not None:
            return [single], True
        if self.index.first("pronoun", clause, cue) and last:
            return last[-1:], False
        position = low
        edges = [m.end() for m in _CLAUSE.finditer(self.text, low, cue)]
        for edge in [clause, *reversed([e for e in [position, *edges] if e < clause])]:
            actor = self._actor(edge, cue)
            if actor is not None:
                return [actor], edge == clause
        earlier = [p for p in named if low <= p[0] and p[1] <= cue]
        if earlier:
            return earlier[-1:], False
        return surnames(self.index, low, cue), False

    def _has_member(self, org: Range, cue: int) -> bool:
        """True for an institution whose member, not itself, stands before the verb: "MIT professor | wins"."""
        return _MEMBER.match(self.index.low, org[1], cue) is not None

    def _surname(self, clause: int, cue: int) -> Range | None:
        """Return `Sah` in a clause, when the article names an `Ashwin Sah`."""
        words = _CAPITALISED.findall(self.text[clause:cue])
        return next((full for word in words if (full := self.bearer(word)) is not None), None)

    def bearer(self, surname: str) -> Range | None:
        """Return the first person of that surname whom the article names in full."""
        if surname not in self._bearers:
            ranges = ((start, at + len(surname)) for start, at in self._names.get(surname, ()))
            self._bearers[surname] = next((r for r in ranges if people(self.index, *r)), None)
        return self._bearers[surname]

    @cached_property
    def _names(self) -> dict[str, list[Range]]:
        """Map words to where they stand behind another in capitals, and where that one begins."""
        names: dict[str, list[Range]] = {}
        for match in _BEFORE_LAST_NAME.finditer(self.text):
            capital = _CAPITAL.search(self.text, *match.span())
            if capital is None:
                continue
            at, stop = match.span("last")
            for edge in _WORD_EDGE.finditer(self.text, at + 2):
                if edge.start() > stop:
                    break
                names.setdefault(self.text[at : edge.start()], []).append((capital.start(), at))
        return names

    def _actor(self, clause: int, cue: int) -> Range | None:
        begin, stop = trimmed(self.text, clause, cue, "*_")
        if reported := _REPORTED.match(self.text[begin:stop]):
            begin += reported.end()
        printed = self.text[begin:stop]
        match = _ACTOR.match(printed)
        if not match or _NOT_ACTOR.match(printed) or _TIME_OR_PLACE.match(printed):
            return None
        actor = match["actor"]
        found = begin + match.start("actor"), begin + match.end("actor")
        if not has_cjk(actor) and (not self._is_name(actor) or self._has_member(found, cue)):
            return None
        return found

    def _is_name(self, actor: str) -> bool:
        """A Latin word is somebody's name when the article keeps using it or its capitals say so."""
        return (
            " " in actor
            or actor.startswith("@")
            or actor in self.title
            or self._is_repeated(actor)
            or any(c.isupper() for c in actor[1:])
        )

    def _is_repeated(self, actor: str) -> bool:
        """True for a word that stands twice within the first hundred pages of the article."""
        first = self.text.find(actor, 0, _PAGES)
        return first >= 0 and self.text.find(actor, first + len(actor), _PAGES) >= 0

    def could_win(self, who: list[Range]) -> bool:
        """A prize for people goes to a person, an organisation or a Latin name, not to any words."""
        return any(
            not has_cjk(self.text[a:b])
            or people(self.index, *self._around((a, b)))
            or chinese_names(self.index, a, b)
            or transliterations(self.index, a, b, at_end=True)
            or organisations(self.index, a, b)
            for a, b in who
        )

    def _around(self, span: Range) -> Range:
        """Return the range with what stands beside it, where a Chinese name's title is."""
        return max(0, span[0] - 6), min(len(self.text), span[1] + 6)

    def clause_start(self, position: int, low: int) -> int:
        """Return where the clause that holds `position` begins, at `low` at the earliest."""
        edges = [m.end() for m in _CLAUSE.finditer(self.text, low, position)]
        return edges[-1] if edges else low
