"""A sentence as the rules of breakthroughs read it: with the piece of writing it is part of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.language.term_index import TermIndex
from parsers.language.vocabulary import Term

Range = tuple[int, int]

NO_SCIENCE = (None, "artificial_intelligence")  # whose firsts and records are products' too


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence at [start, end); `around`: the item of a round-up, or what stands beside it.

    `launched`: the article's title launches a product. Lists are those of breakthroughs.toml.
    """

    index: TermIndex
    start: int
    end: int
    around: Range
    launched: bool

    @property
    def low(self) -> str:
        return self.index.low

    @property
    def here(self) -> Range:
        return self.start, self.end

    def words(self, name: str, start: int | None = None, end: int | None = None) -> Iterator[Term]:
        """Yield the words of a list in the sentence, or in text[start:end]."""
        low = self.start if start is None else start
        return self.index.find(f"breakthrough_{name}", low, self.end if end is None else end)

    def first(self, name: str, start: int | None = None, end: int | None = None) -> Term | None:
        return next(self.words(name, start, end), None)

    def has(self, *names: str) -> bool:
        """True where the sentence has a word of one of the lists."""
        return any(self.first(name) is not None for name in names)

    def has_around(self, *names: str) -> bool:
        """True where the piece of writing has a word of one of the lists."""
        return any(self.first(name, *self.around) is not None for name in names)

    def problems(self) -> list[Term]:
        """Return what is a problem by its very name, or is known by its own."""
        return [*self.words("problem"), *self.words("famous")]


def field_in(index: TermIndex, start: int, end: int) -> str | None:
    """Return a field of research that the range names, one other than AI if there is one."""
    fields = [term.value for term in index.find("field", start, end)]
    others = [field for field in fields if field != "artificial_intelligence"]
    return next(iter(others or fields), None)


def of_science(index: TermIndex, start: int, end: int) -> bool:
    """True where the range names a field of research other than AI."""
    return field_in(index, start, end) not in NO_SCIENCE


def makers(index: TermIndex, start: int, end: int) -> tuple[Range, ...]:
    """Return the makers known by name in text[start:end], each once."""
    seen: dict[str, Range] = {}
    for term in index.find("maker", start, end):
        seen.setdefault(term.value, (term.start, term.end))
    return tuple(seen.values())
