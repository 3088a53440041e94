"""The lexicon compiled, and one pass that finds all its words in a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import product
from string import ascii_lowercase, digits
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from config import Category, Lexicon, Prize
from config.lexicon import Breakthroughs, Words
from parsers.language.verbs import verb_forms
from parsers.text.characters import CJK, aligned, folded, has_cjk

_ACRONYM = re.compile(r"^(?=(?:[^A-Z]*[A-Z]){2})[A-Za-z0-9/&+-]+$")
_NOUNS = frozenset(  # lists of things, which may be many: "conjecture" stands for "conjectures" too
    {"field"}
    | {
        f"breakthrough_{n}"
        for n in ("problem", "weak_problem", "plain_problem", "researcher", "machine", "rival")
    }
)
# What divides a label from its value: a colon, a bar, or an attribute's sign and quote.
_LABELLED = r"[*_]{0,3}\s*(?:[:：|｜丨]|=(?=\s*[\"'“]))[*_]{0,3}\s*"
# Its list, what it stands for, its exact case if it has one, and whether it begins and ends as a Latin word does.
_Pattern = tuple[str, str, str | None, bool, bool]
_LETTERS = frozenset(ascii_lowercase)
_LETTERS_AND_DIGITS = frozenset(ascii_lowercase + digits)
_MAX_VARIANTS = 16  # spellings of one name; longer mixed names keep the first few


_OWN_LISTS = frozenset(
    {"category", "prize", "venue", "institution", "field", "maker", "works_heading"}
)
_MAPPED = frozenset({"fields", "makers"})  # of breakthroughs.toml: lists by key
LISTS = frozenset(
    {
        *_OWN_LISTS,
        *Words.model_fields,
        *(f"breakthrough_{name}" for name in Breakthroughs.model_fields if name not in _MAPPED),
    }
)
"""The names of all lists of words that a text is searched for."""


class Term(NamedTuple):
    """A word of the lexicon found at [start, end); `value` says what it stands for."""

    start: int
    end: int
    value: str


_NAMED_FOR = re.compile(rf"(?P<whom>[{CJK}·]{{3,6}}?)(?:科学)?大?奖")


class Vocabulary:
    """A lexicon compiled for searching.

    Each list has a name: `category`, `prize`, `venue`, `institution`, `field`, `maker`, `works_heading`, the lists of
    words.toml by their own names and those of breakthroughs.toml after `breakthrough_`. Spaces and
    hyphens may stand for each other, and between Chinese and Latin they may be left out. Latin
    words match whole words; a name that is one token with two capitals or more (ACL, NeurIPS)
    matches in its own capitals only.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.categories: dict[str, Category] = {c.key: c for c in lexicon.categories}
        self.prizes: dict[str, Prize] = {p.key: p for p in lexicon.prizes}
        self.institutions = {i.key: i for i in lexicon.institutions}
        self.people: dict[str, str] = {
            folded(form): folded(names[0]) for names in lexicon.people for form in names
        }
        self.bare_names = frozenset(
            spelling for c in lexicon.categories for name in c.bare for spelling in _spellings(name)
        )
        self._patterns: list[_Pattern] = []
        spelled: list[str] = []
        for name, word, value in self._words():
            exact = word if _ACRONYM.match(word) else None
            forms = verb_forms(word)
            if name in _NOUNS and word.isascii() and word[-1:].islower() and word[-1] != "s":
                forms = [*forms, f"{word}s"]
            for spelling in (s for form in forms for s in _spellings(form)):
                spelled.append(spelling)
                begins, ends = spelling[:1] in _LETTERS_AND_DIGITS, spelling[-1:] in _LETTERS
                self._patterns.append((name, value, exact, begins, ends))
        self._spelled = spelled
        self._automata: dict[frozenset[str] | None, tuple[AhoCorasick, list[_Pattern]]] = {}

    def _words(self) -> Iterator[tuple[str, str, str]]:
        """Yield (list, word, value) of every word."""
        lexicon = self.lexicon
        for category in lexicon.categories:
            yield from (("category", name, category.key) for name in category.names)
        for prize in lexicon.prizes:
            yield from (("prize", name, prize.key) for name in prize.names)
        for venue in lexicon.venues:
            yield from (("venue", name, venue.key) for name in venue.names)
        for house in lexicon.institutions:
            yield from (("institution", name, house.key) for name in house.names)
        for field, names in lexicon.breakthroughs.fields.items():
            yield from (("field", name, field) for name in names)
        for maker, names in lexicon.breakthroughs.makers.items():
            yield from (("maker", name, maker) for name in names)
        yield from (("works_heading", name, name) for name in lexicon.labels.works_heading)
        for name in type(lexicon.words).model_fields:
            yield from ((name, word, word) for word in getattr(lexicon.words, name))
        for name in type(lexicon.breakthroughs).model_fields:
            if name not in _MAPPED:
                words = getattr(lexicon.breakthroughs, name)
                yield from ((f"breakthrough_{name}", word, word) for word in words)

    def find_all(
        self, text: str, low: str, names: frozenset[str] | None = None
    ) -> dict[str, list[Term]]:
        """Return the terms of each list, or of those in `names`: the leftmost and longest of each."""
        found: dict[str, list[Term]] = defaultdict(list)
        automaton, patterns = self._automaton(names)
        length = len(low)
        for index, start, end in automaton.find_matches_as_indexes(low, overlapping=True):
            name, value, exact, begins, ends = patterns[index]
            # A Latin word is whole: no letter or digit stands before it, no letter after.
            if begins and start and low[start - 1] in _LETTERS_AND_DIGITS:
                continue
            if ends and end < length and low[end] in _LETTERS:
                continue
            if exact is None or _same_case(text[start:end], exact):
                found[name].append(Term(start, end, value))
        return {name: _without_overlap(terms) for name, terms in found.items()}

    def _automaton(self, names: frozenset[str] | None) -> tuple[AhoCorasick, list[_Pattern]]:
        """Return what finds the words of some lists, or of all, with the patterns it finds."""
        if names not in self._automata:
            chosen = [
                (spelling, pattern)
                for spelling, pattern in zip(self._spelled, self._patterns, strict=True)
                if names is None or pattern[0] in names
            ]
            # Of few words a table of every step is fastest; of many it leaves the processor's cache.
            steps = Implementation.DFA if names else None
            automaton = AhoCorasick([s for s, _ in chosen], implementation=steps)
            self._automata[names] = automaton, [pattern for _, pattern in chosen]
        return self._automata[names]

    @cached_property
    def branches(self) -> dict[str, re.Pattern[str]]:
        """Match the branches of each prize that has some, by the prize's key; the longest first."""
        return {
            prize.key: re.compile(
                "|".join(map(re.escape, sorted(prize.branches, key=len, reverse=True))),
                re.IGNORECASE,
            )
            for prize in self.prizes.values()
            if prize.branches
        }

    @cached_property
    def families(self) -> dict[str, str]:
        """Return the keys of prizes that are told by whom they are named for, by that name: `陈嘉庚` of the 陈嘉庚科学奖.

        A name that several prizes bear says none of them.
        """
        named: dict[str, set[str]] = defaultdict(set)
        for prize in self.prizes.values():
            for name in prize.names if not (prize.branches or prize.medals) else ():
                if match := _NAMED_FOR.fullmatch(name):
                    named[match["whom"]].add(prize.key)
        return {whom: next(iter(keys)) for whom, keys in named.items() if len(keys) == 1}

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
        for role in ("authors", "institutions", "link", "award", "reason", "summary", "other"):
            names = sorted(getattr(self.lexicon.labels, role), key=len, reverse=True)
            roles.append(f"(?P<{role}>{'|'.join(re.escape(n) for n in names)})")
        return re.compile(rf"\W{{0,6}}(?:{'|'.join(roles)}){_LABELLED}", re.IGNORECASE)

    @cached_property
    def work_label(self) -> re.Pattern[str]:
        """Matches `论文 3：`, `Paper 3:`, `Title:` at the start of a line."""
        names = sorted(self.lexicon.labels.work, key=len, reverse=True)
        number = r"(?:\s*[#(（]?\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[)）]?)?"
        return re.compile(
            rf"[*_]{{0,3}}(?:{'|'.join(re.escape(n) for n in names)}){number}"
            rf"{_LABELLED}",
            re.IGNORECASE,
        )


@lru_cache(maxsize=4)
def vocabulary(lexicon: Lexicon) -> Vocabulary:
    """Return the lexicon compiled; the same lexicon is compiled once."""
    return Vocabulary(lexicon)


def search_form(text: str) -> str:
    """Return text as names are compared: lower case, single width, hyphens as spaces."""
    return unjointed(aligned(text))


def unjointed(low: str) -> str:
    """Return the text with hyphens and line ends as spaces, which may stand for each other in a name."""
    return low.replace("-", " ").replace("\n", " ").replace("\t", " ")


def _spellings(name: str) -> list[str]:
    """Return the forms of a name: with and without a space where Chinese and Latin meet."""
    plain = search_form(name.strip())
    if plain.isascii():
        return [plain]
    parts: list[str] = [""]
    for index, character in enumerate(plain):
        before, after = plain[index - 1 : index], plain[index + 1 : index + 2]
        if character == " " and (has_cjk(before) or has_cjk(after)):
            continue
        mixed = before and before != " " and has_cjk(before) != has_cjk(character)
        spaced = before == " " and (has_cjk(plain[index - 2 : index - 1]) or has_cjk(character))
        if (mixed or spaced) and (before + character).strip("·.・") == before + character:
            parts.append("")
        parts[-1] += character
    joints = product(("", " "), repeat=len(parts) - 1)
    return [
        "".join(part + joint for part, joint in zip(parts, (*joint_row, ""), strict=True))
        for joint_row, _ in zip(joints, range(_MAX_VARIANTS), strict=False)
    ]


def _same_case(printed: str, name: str) -> bool:
    return printed.replace(" ", "-") == name.replace(" ", "-")


def _without_overlap(terms: list[Term]) -> list[Term]:
    if len(terms) == 1:
        return terms
    terms.sort(key=lambda t: (t.start, -t.end))
    kept: list[Term] = []
    for term in terms:
        if not kept or term.start >= kept[-1].end:
            kept.append(term)
    return kept
