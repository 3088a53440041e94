"""Words of a text as features: tokens, pairs of them, classes of cues, sizes in steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_TOKEN = re.compile(r"[a-z0-9]+(?:['’-][a-z0-9]+)*|[\u4e00-\u9fff]|[^\w\s]|[A-Z]")
_NUMBER = re.compile(r" (?:((?:19|20)\d\d)|\d+)(?= )")
_STEPS = (0, 1, 2, 4, 7, 12, 20, 40)


def spaced(text: str) -> str:
    """Return a text's words in small letters, a space around each: a Chinese character each, `YYYY` for a year, `9` for a number."""
    return _NUMBER.sub(_as_class, f" {' '.join(_TOKEN.findall(text))} ")


def _as_class(number: re.Match[str]) -> str:
    return " YYYY" if number[1] else " 9"


def tokens(text: str) -> list[str]:
    """Return the words of a text; see spaced."""
    return spaced(text).split()


def grams(words: Sequence[str], prefix: str = "") -> set[str]:
    """Return the words and the pairs of neighbours, a prefix before each; Chinese pairs without a space."""
    found = {prefix + word for word in words}
    for one, other in zip(words, words[1:], strict=False):
        joined = one + other if one > "一" and other > "一" else f"{one} {other}"
        found.add(prefix + joined)
    return found


def step(number: int) -> str:
    """Return a number's step: 0, 1, 2, 4, 7, 12, 20, 40 or more."""
    return next((str(s) for s in _STEPS if number <= s), "more")


def classes(text: str, cues: Iterable[tuple[str, re.Pattern[str]]], prefix: str) -> set[str]:
    """Return the names of the classes of cues that a text holds, a prefix before each."""
    return {prefix + name for name, pattern in cues if pattern.search(text)}
