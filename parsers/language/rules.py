"""Rules as values: what one needs, how it reads, and examples that are its tests.

What can be derived from `needs` is: whether a text is worth reading, whether a sentence may say so, which
lists of the lexicon are searched first. Nobody keeps a precondition by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Generic, TypeVar

from parsers.language.term_index import TermIndex
from parsers.language.vocabulary import LISTS
from parsers.text.characters import any_within

Range = tuple[int, int]
Told = TypeVar("Told")
Subject = TypeVar("Subject")
Chosen = TypeVar("Chosen", bound="Rule[Any, Any]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What no list of words can say: `holds` in text[start:end], never without one of its `places`.

    `cost`: of asking it, beside that of others.
    """

    holds: Callable[[TermIndex, int, int], bool]
    places: Callable[[TermIndex], Iterable[int]] | None = None
    cost: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Lists and cues that must each stand in the sentence (`here`) or in the writing `around` it."""

    here: tuple[str, ...]
    around: tuple[str, ...] = ()
    cues_here: tuple[Cue, ...] = ()
    cues_around: tuple[Cue, ...] = ()
    lists: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lists", frozenset((*self.here, *self.around)))

    def holds(self, index: TermIndex, here: Range, around: Range) -> bool:
        """True where all stand; words are asked first, being the fastest."""
        for name in self.here:
            if not index.has(name, *here):
                return False
        for name in self.around:
            if not index.has(name, *around):
                return False
        return all(cue.holds(index, *around) for cue in self.cues_around) and all(
            cue.holds(index, *here) for cue in self.cues_here
        )

    @property
    def cues(self) -> frozenset[Cue]:
        return frozenset((*self.cues_here, *self.cues_around))

    def places(self, index: TermIndex) -> list[int]:
        """Return places, in order, without one of which no sentence has what is needed: the fewest."""
        found = [[term.start for term in index.find(name)] for name in self.here]
        found += [sorted(cue.places(index)) for cue in self.cues_here if cue.places is not None]
        return min(found, key=len)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[Subject, Told]):
    """One way of saying a thing. `needs`: one of them must hold; `read` returns what is said, or None.

    An example is a text and what must be told of it, a counter-example a text of which nothing may be told;
    see examples() for their form. ValueError for a rule without.
    """

    name: str
    needs: tuple[Need, ...]
    read: Callable[[Subject], Told | None]
    examples: tuple[str, ...]
    counter: tuple[str, ...]

    def __post_init__(self) -> None:
        if not (self.needs and self.examples and self.counter):
            raise ValueError(f"rule {self.name}: it has no needs, examples or counter-examples")


def parse_needs(
    *written: str, cues: Mapping[str, Cue] | None = None, prefix: str = ""
) -> tuple[Need, ...]:
    """Return needs as they are written: `first/bare_first problem | field`.

    All of what a space divides, any of what a stroke does; behind the bar, what must stand in the writing
    around. `~name` is a cue. A list is called by its name, or by that after `prefix`. ValueError for any
    other name: it would never hold.
    """
    known = cues or {}
    found = []
    for line in written:
        here, _, around = line.partition("|")
        sides = [
            [list(chosen) for chosen in product(*(part.split("/") for part in side.split()))]
            for side in (here, around)
        ]
        for left, right in product(*sides):
            found.append(
                Need(
                    here=_lists(left, prefix),
                    around=_lists(right, prefix),
                    cues_here=_cues(left, known),
                    cues_around=_cues(right, known),
                )
            )
    if any(not n.here and all(cue.places is None for cue in n.cues_here) for n in found):
        raise ValueError(f"{written}: a need must say where in a text it may hold")
    return tuple(found)


def _lists(names: Sequence[str], prefix: str) -> tuple[str, ...]:
    found = []
    for name in names:
        if name.startswith("~"):
            continue
        full = next((n for n in (f"{prefix}{name}", name) if n in LISTS), None)
        if full is None:
            raise ValueError(f"no list of the lexicon is called {name!r}")
        found.append(full)
    return tuple(found)


def _cues(names: Sequence[str], known: Mapping[str, Cue]) -> tuple[Cue, ...]:
    cues = [name[1:] for name in names if name.startswith("~")]
    if unknown := [name for name in cues if name not in known]:
        raise ValueError(f"no cue is called {unknown[0]!r}")
    return tuple(known[name] for name in cues)


def meaning(rule: Rule[Any, Any]) -> str:
    """Return what a rule reads, in words, with its first example."""
    sentence = (rule.read.__doc__ or "").split("\n", 1)[0]
    return f"{sentence} Such as: {examples(rule)[0][0]}"


class Prefilter:
    """Says of a text whether one of some rules may hold in it; for most none may.

    `lists` are searched first: those of all needs but `common` ones. What stands in most texts says little,
    and costs more to find than it saves. ValueError where a need has nothing else.
    """

    def __init__(self, rules: Iterable[Rule[Any, Any]], common: Iterable[str] = ()) -> None:
        left_out = frozenset(common)
        asked: set[tuple[frozenset[str], frozenset[Cue]]] = set()
        for rule in rules:
            for need in rule.needs:
                lists, cues = need.lists - left_out, need.cues
                if not (lists or cues):
                    raise ValueError(f"rule {rule.name}: a need of common words only")
                asked.add((lists, cues))
        self.lists = frozenset[str]().union(*(lists for lists, _ in asked))
        # Where less is enough, more need not be asked; words alone come first.
        enough = [
            (lists, tuple(sorted(cues, key=lambda cue: cue.cost)))
            for lists, cues in asked
            if not any(
                (other, less) != (lists, cues) and other <= lists and less <= cues
                for other, less in asked
            )
        ]
        self._needs = sorted(enough, key=lambda need: (sum(c.cost for c in need[1]), len(need[0])))

    def passes(self, index: TermIndex) -> bool:
        """False for a text in which none of the rules can hold."""
        present, end = index.present, len(index.text)
        held: dict[Cue, bool] = {}  # several needs ask the same
        for lists, cues in self._needs:
            if lists <= present:
                for cue in cues:
                    if cue not in held:
                        held[cue] = cue.holds(index, 0, end)
                    if not held[cue]:
                        break
                else:
                    return True
        return False


class ActiveRules(Generic[Chosen]):
    """The rules that may hold somewhere in one text, in their order, and where."""

    def __init__(self, rules: Sequence[Chosen], index: TermIndex) -> None:
        self._index = index
        self._needed = [
            (rule, [(need, need.places(index)) for need in needs])
            for rule in rules
            if (needs := [need for need in rule.needs if need.lists <= index.present])
        ]
        self._places = sorted({p for _, needs in self._needed for _, found in needs for p in found})

    def within(self, here: Range, around: Range) -> list[Chosen]:
        """Return the rules that may hold in a sentence; for most there are none."""
        if not any_within(self._places, *here):
            return []
        return [
            rule
            for rule, needs in self._needed
            if any(
                any_within(places, *here) and need.holds(self._index, here, around)
                for need, places in needs
            )
        ]


def examples(rule: Rule[Any, Any]) -> list[tuple[str, dict[str, str]]]:
    """Return a rule's examples: each a text, and after bars the fields that must be told of it.

    `Ada Park has proved the Kessel conjecture. | who: Ada Park | years: 30`
    """
    return [example_of(example) for example in rule.examples]


def example_of(written: str) -> tuple[str, dict[str, str]]:
    """Return the text of an example and what must be told of it."""
    text, *fields = written.split(" | ")
    return text, dict(field.split(": ", 1) for field in fields)
