"""Printings of one work's title, found among many without comparing each with each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from parsers.text.characters import folded

_SHORT_NAME = re.compile(r"^\s*([A-Z][\w.+-]{2,30})\s*[:：]")


class Titles:
    """Printed titles in their order. Two name one work when equal folded, or led by one short name."""

    def __init__(self, printed: Iterable[str | None]) -> None:
        self._places: dict[tuple[str, str], list[tuple[int, str]]] = {}
        for place, title in enumerate(printed):
            if not title:
                continue
            for name in _names(title):
                known = self._places.setdefault(name, [])
                # The first printing, and the first that differs from it, answer every question.
                if len(known) < 2 and all(title != other for _, other in known):
                    known.append((place, title))

    def first(self, title: str) -> int | None:
        """Return the place of the first title that names the same work."""
        return next((place for place, _ in self._same(title)), None)

    def other_than(self, title: str) -> str | None:
        """Return the first title that names the same work and is printed otherwise."""
        return next((other for _, other in self._same(title) if other != title), None)

    def _same(self, title: str) -> list[tuple[int, str]]:
        return sorted({place for name in _names(title) for place in self._places.get(name, ())})


def _names(title: str) -> Iterator[tuple[str, str]]:
    yield "whole", folded(title)
    if match := _SHORT_NAME.match(title):
        yield "short", match.group(1).casefold()
