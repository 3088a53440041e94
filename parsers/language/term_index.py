"""A text with every term of the vocabulary in it, found in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from parsers.language.vocabulary import LISTS, Term, Vocabulary, unjointed
from parsers.text.characters import aligned

_ADDRESS = re.compile(r"https?://[^\s)\]）>\"'，。、]+")


class UnknownListError(LookupError):
    """No list of the lexicon has this name, or an index of some lists is asked for another."""


class TermIndex:
    """A text with every term of the vocabulary in it, or of the lists in `names`, found once.

    `low` is the text in lower case and single width, character for character.
    """

    def __init__(self, text: str, vocab: Vocabulary, names: frozenset[str] | None = None) -> None:
        self.text, self.vocab = text, vocab
        self.low = aligned(text)
        # What an address spells says nothing: ".../worlds-first-ever-toaster".
        self._searched = _ADDRESS.sub(lambda m: "\x00" * len(m.group()), unjointed(self.low))
        self._search(names)

    def search_all(self) -> None:
        """Find the terms of all lists, where those of some were found."""
        self._search(None)

    def _search(self, names: frozenset[str] | None) -> None:
        self.lists = LISTS if names is None else names
        self._terms = self.vocab.find_all(self.text, self._searched, names)
        self.present = frozenset(self._terms)
        self._starts = {name: [t.start for t in terms] for name, terms in self._terms.items()}

    def find(self, name: str, start: int = 0, end: int | None = None) -> Iterator[Term]:
        """Yield the terms of a list that lie within [start, end), in order.

        UnknownListError where no such list was searched for: a misspelt name would be false for ever.
        """
        terms = self._terms.get(name)
        if not terms:
            if name not in self.lists:
                raise UnknownListError(name)
            return
        stop = len(self.text) if end is None else end
        for index in range(bisect_left(self._starts[name], start), len(terms)):
            term = terms[index]
            if term.start >= stop:
                return
            if term.end <= stop:
                yield term

    def first(self, name: str, start: int = 0, end: int | None = None) -> Term | None:
        return next(self.find(name, start, end), None)

    def has(self, name: str, start: int = 0, end: int | None = None) -> bool:
        return self.first(name, start, end) is not None


@lru_cache(maxsize=4)
def index_of_title(title: str, vocab: Vocabulary) -> TermIndex:
    """Return the index of an article's title, of which several steps ask."""
    return TermIndex(title, vocab)
