"""How entries of a list are laid out: which part is the title, and which the byline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from parsers.language.names import looks_like_title, works
from parsers.language.term_index import TermIndex
from parsers.text.characters import clean, has_cjk, trimmed
from parsers.works.bylines import Byline, byline, is_institution

Range = tuple[int, int]

_NUMBER = re.compile(
    r"^(?:No\.?\s*|[#(（])?\d{1,3}\s*[.、:：)）]\s*|^(?:ID|Paper)\s*#?\d+\s*[.:：-]\s*"
)
_WINNER = re.compile(
    r"^[*_]{0,3}(?:winners?|recipients?|awarded to|the winner is|获奖论文|获奖者)[*_]{0,3}\s*[:：][*_]{0,3}\s*",
    re.IGNORECASE,
)
_DASH = re.compile(r"\s+[—–|-]{1,3}\s+|\s*——\s*|\s*\n\s*|\s*<br\s*/?>\s*|\s+/\s+|\s*\t\s*")
_CELL = re.compile(r"\s*\|\s*")
_BY = re.compile(
    r"[,，]?\s+(?:written |presented )?by\s+|\s*[,，]\s*由(?:[^，。]{2,24}?的)?|\s*[,，;；]\s*(?:作者|论文作者)\s*(?:为|是|有)?\s*[:：|]?\s*|\s+Authors?\s*:\s*",
    re.IGNORECASE,
)
_STOP = re.compile(r"(?<!\b[A-Z])\.[”\"]?\s+|。\s*")
_ASKED = re.compile(r"(?<=[?!])\s+|(?<!\b[A-Z])\.[”\"]?\s+|。\s*")
_COLON = re.compile(r"\s*[:：]\s+|：")
_COMMA = re.compile(r"[,，]\s*")
_IN_BRACKETS = re.compile(
    r"\s*[(（](?P<inner>[^()（）]{4,600}(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]\s*\.?$"
)
_BOLD = re.compile(r"^(?:\*\*|__)(?P<bold>[^*\n]+?)(?:\*\*|__)|^\[(?P<link>[^\]\n]+)\]\(")
_LINK_ALONE = re.compile(r"\s*\[[^\s\]]{1,20}\]\([^()\s]*\)\s*")  # a cell such as `[pdf](…)`
_LINK_TAIL = re.compile(r"\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)")
_NOT_TITLE = re.compile(
    r"^(?:in\s)?(?:proceedings of|proc\.|transactions on|journal of|volume \d|vol\.|pp?\. ?\d|pages \d|in:|doi:|arxiv:|https?:)"
    r"|^(?:pdf|code|slides|video|poster|paper|link|abstract|arxiv|doi)s?\W*$|^(?:19|20)\d{2}\.?$|^\W*$",
    re.IGNORECASE,
)
_YEAR_HEAD = re.compile(r"^\(?(?:19|20)\d{2}\)?[.,:]?\s+")
_REMARK = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_FUNCTION = re.compile(
    r"\b(?:a|an|the|of|for|with|in|on|to|and|from|via|is|are|by|do|does|can|at|as|or|not|how|when|what|why|where|without|using|through|under)\b"
)
_GOES_ON = re.compile(
    r"[”\"»]\s+(?!by\b|in\b|from\b|and\b)[^\W\d_]"
)  # a title that begins with a quotation
_EDGE = "*_“”\"'「」《》 .,，:：>`"
_MIN_TITLE = 8
_COMMAS = 40  # of an entry, at which its title may end
_LONGEST = 6000  # characters of an entry; what is longer is prose
_SHORTEST = 3
_UNCUT = 2.5  # by how much an entry that can be cut in two must read better whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The title of an entry and its byline, as ranges of the text."""

    title: Range | None
    byline: Byline | None


class Layouts:
    """Reads the parts of one article's entries."""

    def __init__(self, index: TermIndex) -> None:
        self.index, self.text, self.vocab = index, index.text, index.vocab

    def parts(self, start: int, end: int, *, row: bool = False) -> Parts:
        """Return the title and the byline that text[start:end] holds, in whatever order.

        Every way of cutting the entry in two is tried; the one whose halves look most like a
        title and a list of names is taken.
        """
        start, end = self._lead(start, end)
        if end - start > _LONGEST:
            return Parts(title=self._set_off(start, start + _LONGEST), byline=None)
        whole = self._cell(start, end) if row else self.whole(start, end)
        best, most = Parts(title=whole, byline=None), self._worth(whole, None) - _UNCUT
        for title, names in self._cuts(start, end, row=row):
            found = byline(self.index, *names)
            if found is None or title is None:
                continue
            worth = self._worth(title, found)
            if worth > most:
                best, most = Parts(title=title, byline=found), worth
        set_off = self._set_off(start, end)
        if best.byline is None and set_off is not None:
            return Parts(title=set_off, byline=None)
        return best

    def _cell(self, start: int, end: int) -> Range | None:
        """Return the cell of a row that reads most like a title, the first of those that read alike."""
        cells = [self.whole(*piece) for piece in self._pieces(_CELL, start, end)]
        return max(cells, key=lambda cell: self._worth(cell, None), default=None)

    def title_like(self, start: int, end: int) -> bool:
        """True for a range that reads as a title rather than as names or prose."""
        first, last = trimmed(self.text, start, end, _EDGE)
        printed = self.text[first:last]
        if last - first < _MIN_TITLE or _NOT_TITLE.match(printed):
            return False
        if not looks_like_title(printed):
            return False
        listed = byline(self.index, start, end)
        return listed is None or (len(listed.names) == 1 and not listed.institutions)

    def _lead(self, start: int, end: int) -> Range:
        start, end = trimmed(self.text, start, end, ">")
        for pattern in (_NUMBER, _WINNER):
            if led := pattern.match(self.text[start:end]):
                start += led.end()
        return start, end

    def _cuts(self, start: int, end: int, *, row: bool) -> Iterator[tuple[Range | None, Range]]:
        """Yield pairs of a title and what may be its byline."""
        if (set_off := self._set_off(start, end)) is not None:
            after = self._after_link(set_off[1], end)
            yield set_off, (after, self._stop(after, end))
            yield set_off, (after, end)
            yield set_off, (start, set_off[0])
            if not self._lists(set_off):
                return
        if tail := _IN_BRACKETS.search(self.text, start, end):
            yield self.whole(start, tail.start()), tail.span("inner")
        for pattern in (_CELL,) if row else (_DASH, _BY, _STOP, _ASKED):
            pieces = self._pieces(pattern, start, end)
            for order, piece in enumerate(pieces[:5]):
                for other in pieces[max(0, order - 2) : order + 3]:
                    if other != piece:
                        yield self.whole(*piece), other
        if not row:
            for found in _COLON.finditer(self.text, start, end):
                yield self.whole(found.end(), end), (start, found.start())
                break
            for found in islice(_COMMA.finditer(self.text, start, end), _COMMAS):
                yield self.whole(start, found.start()), (found.end(), end)

    def _pieces(self, pattern: re.Pattern[str], start: int, end: int) -> list[Range]:
        """Return the parts of text[start:end] between what matches; of a row without cells that only link."""
        edges = [start]
        for found in pattern.finditer(self.text, start, end):
            edges += [found.start(), found.end()]
        edges.append(end)
        pieces = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
        if pattern is not _CELL:
            return pieces
        return [p for p in pieces if not _LINK_ALONE.fullmatch(self.text, *p)] or pieces

    def _set_off(self, start: int, end: int) -> Range | None:
        """Return the title in bold, link, quotes, emphasis or 《》, if there is one."""
        led = _BOLD.match(self.text[start:end])
        if led:
            name = "bold" if led["bold"] else "link"
            first, last = trimmed(self.text, start + led.start(name), start + led.end(name), _EDGE)
            inner = re.match(r"\[(?P<label>[^\]\n]+)\]$", self.text[first:last])
            if last - first >= 4 and not inner:
                return first, last
        quoted = next(works(self.text, start, end), None)
        if quoted is None or _GOES_ON.match(self.text, quoted[1], end):
            return None
        return trimmed(self.text, *quoted, _EDGE)

    def whole(self, start: int, end: int) -> Range | None:
        """Return the range of a title without marks, links, numbers, years and remarks around it."""
        start, end = self._lead(start, end)
        if year := _YEAR_HEAD.match(self.text[start:end]):
            start += year.end()
        if (set_off := self._set_off(start, end)) is not None and set_off[0] - start <= 4:
            return set_off
        first, last = trimmed(self.text, start, end, _EDGE)
        if _NOT_TITLE.match(self.text[first:last]):
            return None
        remark = _REMARK.search(self.text[first:last])
        if (
            remark
            and has_cjk(remark.group())
            and not has_cjk(self.text[first : first + remark.start()])
        ):
            last = first + remark.start()
        if self.text[first - 1 : first] == "“" and self.text.find("”", first, last) != -1:
            first -= 1  # a title that begins with a quotation
        return (first, last) if last - first >= _SHORTEST else None

    def _worth(self, title: Range | None, names: Byline | None) -> float:
        """Return how well a cut reads: names that are many, a title that is one and no list of names."""
        if title is None:
            return -1
        printed = clean(self.text[slice(*title)])
        worth = 0.0
        listed = byline(self.index, *title)
        if listed is not None:
            worth -= 4 if len(listed.names) + len(listed.institutions) > 1 else 1.5
        if is_institution(self.index, *title):
            worth -= 4
        words = printed.split()
        worth += min(len(words), 20) / 40
        if looks_like_title(printed):
            worth += 2
        elif len(printed) < _MIN_TITLE or len(words) < 2:
            worth -= 2
        if _FUNCTION.search(printed) or re.search(r"[:?]\s", printed + " ") or len(words) > 5:
            worth += 1.5
        if re.search(r"[.。|]\s|\bby [A-Z]", printed):
            worth -= 2
        if self.text[title[1] : title[1] + 1] in set('”"*_]》'):
            worth += 1.5
        if names is not None:
            worth += 1.5 if len(names.names) == 1 else 3
            worth += min(len(names.names), 10) / 5
            worth -= 0.5 * (len(names.institutions) > len(names.names) + 1)
        return worth

    def _lists(self, part: Range) -> bool:
        listed = byline(self.index, *part)
        return listed is not None and len(listed.names) + len(listed.institutions) > 1

    def _after_link(self, position: int, end: int) -> int:
        mark = self.text.find("](", position, position + 6)
        if mark == -1:
            return position
        tail = _LINK_TAIL.match(self.text, mark + 1, end)
        return tail.end() if tail else position

    def _stop(self, start: int, end: int) -> int:
        """Return where the byline behind a set-off title ends: at its line's or sentence's end."""
        lead = re.compile(r"[\s*_”\"»,.:：;—–|(（<>br/-]*").match(self.text, start, end)
        begin = lead.end() if lead else start
        found = re.compile(r"\n|(?<!\b[A-Z])\.\s|。|[)）]\s*[.。]?\s|<br").search(
            self.text, begin, end
        )
        return found.start() + (found.group()[0] in ")）") if found else end
