"""The lexicon compiled: fast search for its words in aligned text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from config import Category, Lexicon, Prize
from parsers.text import CJK, aligned

_JOINT = re.compile(r"[\s-]+")
_ACRONYM = re.compile(r"^(?=(?:[^A-Z]*[A-Z]){2})[A-Za-z0-9/&+-]+$")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the lexicon found at [start, end); `value` says what it stands for."""

    start: int
    end: int
    value: str


class Finder:
    """Finds the longest words of one list, left to right, without overlap.

    Spaces and hyphens may stand for each other, and between Chinese and Latin they may be left
    out. Latin words match whole words. A name that is one token with two capitals or more (ACL,
    NeurIPS) matches in its own capitals only.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._values: dict[str, str] = {}
        self._exact: dict[str, set[str]] = {}
        patterns = set()
        for name, value in names.items():
            plain = aligned(name).strip()
            bare = _JOINT.sub("", plain)
            self._values[bare] = value
            if _ACRONYM.match(name):
                self._exact.setdefault(bare, set()).add(_JOINT.sub("", name))
            else:
                self._exact.pop(bare, None)
            patterns.add(_pattern(plain))
        ordered = sorted(patterns, key=len, reverse=True)
        self._search = re.compile("|".join(ordered) or r"(?!)")

    def find(self, text: str, low: str, start: int = 0, end: int | None = None) -> Iterator[Term]:
        """Yield the terms of text[start:end]; `low` is `aligned(text)`."""
        stop = len(low) if end is None else end
        for found in self._search.finditer(low, start, stop):
            bare = _JOINT.sub("", found.group())
            exact = self._exact.get(bare)
            if exact and _JOINT.sub("", text[found.start() : found.end()]) not in exact:
                continue
            yield Term(found.start(), found.end(), self._values.get(bare, bare))

    def first(self, text: str, low: str, start: int = 0, end: int | None = None) -> Term | None:
        return next(self.find(text, low, start, end), None)


def _pattern(plain: str) -> str:
    out: list[str] = []
    for index, character in enumerate(plain):
        before = plain[index - 1] if index else ""
        if character in " -":
            out.append(
                r"[\s-]*" if _chinese(before) or _chinese(plain[index + 1 :][:1]) else r"[\s-]+"
            )
            continue
        if before and before not in " -" and _chinese(before) != _chinese(character):
            out.append(r"\s?")
        out.append(re.escape(character))
    head = r"(?<![a-z0-9])" if plain[0].isascii() and plain[0].isalnum() else ""
    tail = r"(?![a-z])" if plain[-1].isascii() and plain[-1].isalpha() else ""
    return head + "".join(out) + tail


def _chinese(character: str) -> bool:
    return bool(character) and re.match(f"[{CJK}]", character) is not None


class Vocabulary:
    """Finders for each list of a lexicon, compiled when first used."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.categories: dict[str, Category] = {c.key: c for c in lexicon.categories}
        self.prizes: dict[str, Prize] = {p.key: p for p in lexicon.prizes}
        self.bare_names = frozenset(
            _JOINT.sub("", aligned(name)) for c in lexicon.categories for name in c.bare
        )
        self._lists: dict[str, Finder] = {}

    @cached_property
    def category(self) -> Finder:
        return Finder({n: c.key for c in self.lexicon.categories for n in c.names})

    @cached_property
    def prize(self) -> Finder:
        return Finder({n: p.key for p in self.lexicon.prizes for n in p.names})

    @cached_property
    def venue(self) -> Finder:
        return Finder({n: v.key for v in self.lexicon.venues for n in v.names})

    @cached_property
    def field(self) -> Finder:
        fields = self.lexicon.breakthroughs.fields
        return Finder({name: key for key, names in fields.items() for name in names})

    def words(self, name: str) -> Finder:
        """Return the finder of a list of words.toml."""
        return self._list(f"words.{name}", getattr(self.lexicon.words, name))

    def breakthrough(self, name: str) -> Finder:
        """Return the finder of a list of breakthroughs.toml."""
        return self._list(f"breakthroughs.{name}", getattr(self.lexicon.breakthroughs, name))

    def _list(self, name: str, words: Iterable[str]) -> Finder:
        if name not in self._lists:
            self._lists[name] = Finder({word: word for word in words})
        return self._lists[name]

    @cached_property
    def placeholder(self) -> re.Pattern[str]:
        return re.compile("|".join(self.lexicon.boilerplate.placeholder), re.IGNORECASE)

    @cached_property
    def footer(self) -> re.Pattern[str]:
        return re.compile("|".join(self.lexicon.boilerplate.footer), re.IGNORECASE)

    @cached_property
    def label(self) -> re.Pattern[str]:
        """Matches `label：` at the start of a line; group names are the labels' roles."""
        roles = []
        for role in ("authors", "institutions", "link", "reason", "summary", "other"):
            names = sorted(getattr(self.lexicon.labels, role), key=len, reverse=True)
            roles.append(f"(?P<{role}>{'|'.join(re.escape(n) for n in names)})")
        return re.compile(
            rf"\W{{0,6}}(?:{'|'.join(roles)})[*_]{{0,3}}\s*[:：][*_]{{0,3}}\s*", re.IGNORECASE
        )

    @cached_property
    def work_label(self) -> re.Pattern[str]:
        """Matches `论文 3：`, `Paper 3:`, `Title:` at the start of a line."""
        names = sorted(self.lexicon.labels.work, key=len, reverse=True)
        number = r"(?:\s*[#(（]?\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[)）]?)?"
        return re.compile(
            rf"[*_]{{0,3}}(?:{'|'.join(re.escape(n) for n in names)}){number}"
            rf"[*_]{{0,3}}\s*[:：][*_]{{0,3}}\s*",
            re.IGNORECASE,
        )

    @cached_property
    def works_heading(self) -> Finder:
        return self._list("labels.works_heading", self.lexicon.labels.works_heading)


@lru_cache(maxsize=4)
def vocabulary(lexicon: Lexicon) -> Vocabulary:
    """Return the lexicon compiled; the same lexicon is compiled once."""
    return Vocabulary(lexicon)
