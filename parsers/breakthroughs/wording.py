"""What the rules of breakthroughs share: how a claim counts, and how its words are found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from parsers.breakthroughs.firsts import find_words, first_word
from parsers.language.term_index import TermIndex
from parsers.language.vocabulary import Term

Strength = Literal["strong", "researched", "weak"]
"""How a claim counts: alone; in a digest, or beside a journal; beside a journal only."""

Range = tuple[int, int]
Told = tuple[Strength, Range]

NO_SCIENCE = (None, "artificial_intelligence")  # whose firsts and records are products' too


class Wording:
    """Asks one article's text for the words of breakthroughs.toml."""

    def __init__(self, index: TermIndex) -> None:
        self.index = index

    def words(self, name: str, start: int, end: int) -> Iterator[Term]:
        return find_words(self.index, name, start, end)

    def first(self, name: str, start: int, end: int) -> Term | None:
        return first_word(self.index, name, start, end)

    def field(self, start: int, end: int) -> str | None:
        """Return a field of research that the range names, one other than AI if there is one."""
        fields = [term.value for term in self.index.find("field", start, end)]
        others = [field for field in fields if field != "artificial_intelligence"]
        return next(iter(others or fields), None)


def makers(index: TermIndex, start: int, end: int) -> tuple[Range, ...]:
    """Return the makers known by name in text[start:end], each once."""
    seen: dict[str, Range] = {}
    for term in index.find("maker", start, end):
        seen.setdefault(term.value, (term.start, term.end))
    return tuple(seen.values())
