"""Expressions by language, each with the characters without which it cannot match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from parsers.text.characters import positions

_WIDE = frozenset("，；：！？（）")  # which single width turns into commas and the like


class Expression:
    """A pattern in Chinese and one in English, over text in lower case and single width.

    `printed`: over text as it is printed. ValueError for a pattern with marks that its text never has.

    `hints`: one of them stands in whatever matches, and one of `also`. Most texts hold none, and looking
    for characters is a hundred times as fast as looking for an expression. `reach`: characters before
    and behind one of its hints that a match never exceeds; a long text is looked at only so far around
    them.
    """

    def __init__(
        self, *, zh: str = "", en: str = "", hints: tuple[str, ...] = (), also: tuple[str, ...] = (),
        printed: bool = False, reach: int = 0,
    ) -> None:  # fmt: skip
        if not printed and (wide := _WIDE.intersection(zh + en)):
            raise ValueError(f"{''.join(sorted(wide))} never stand in text of single width: {zh}")
        self.zh, self.en, self.hints, self.also, self.reach = zh, en, hints, also, reach

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Both languages in one: the leftmost match of either, Chinese first."""
        return re.compile("|".join(filter(None, (self.zh, self.en))))

    @cached_property
    def _by_language(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(pattern) for pattern in (self.zh, self.en) if pattern)

    def search(self, low: str, start: int, end: int) -> re.Match[str] | None:
        """Return the first match in low[start:end]."""
        return self.pattern.search(low, start, end) if self.hinted(low, start, end) else None

    def stands(self, low: str, start: int, end: int) -> bool:
        """True where search() would find a match.

        Two patterns one after the other take half the time of both in one: each may be looked for by
        the characters that it begins with.
        """
        if not self.hinted(low, start, end):
            return False
        ranges = self._around_hints(low, start, end) if self.reach else [(start, end)]
        return any(
            pattern.search(low, first, last)
            for first, last in ranges
            if last - first == end - start or self.hinted(low, first, last)
            for pattern in self._by_language
        )

    def _around_hints(self, low: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of low[start:end] in which a match may lie, whole words each, in order."""
        begun = stop = start
        for place in sorted(p for hint in self.hints for p in positions(low, hint, start, end)):
            first, last = max(start, place - self.reach), min(end, place + self.reach)
            if first > stop:
                if stop > begun:
                    yield begun, stop
                begun = first
            stop = max(stop, last)
            while stop < end and low[stop].isalpha() and low[stop].isascii():
                stop += 1
        if stop > begun:
            yield begun, stop

    def hinted(self, low: str, start: int, end: int) -> bool:
        """True where the expression may match: one of its hints stands there, or it has none."""
        return all(
            any(low.find(hint, start, end) >= 0 for hint in hints)
            for hints in (self.hints, self.also)
            if hints
        )

    def places(self, low: str) -> Iterator[int]:
        """Yield where its hints stand."""
        for hint in self.hints:
            yield from positions(low, hint)
