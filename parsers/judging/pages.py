"""What a page is likely to announce, by the words that it begins with."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ahocorasick_rs import AhoCorasick

from config.judges import judge
from parsers.judging.words import spaced
from parsers.records import Article

READ = 1000
"""Characters of a page that are judged: what it announces it says there."""

FEWEST, FEWEST_ZH = 200, 90
"""Characters of which the judges know enough: of a sentence alone the rules say more."""

_GLANCE = 300  # characters of a page that are judged first, where no word of the lists stands in it
_IDLE = -0.8  # the logit of those below which the page is read no further

Announced = Literal["award", "breakthrough"]
_KINDS: tuple[Announced, ...] = ("award", "breakthrough")
_LONGEST = 3  # Chinese characters of a feature


@dataclass(frozen=True, slots=True, kw_only=True)
class Logits:
    """The log of the odds that a page announces an award, and that it announces a breakthrough."""

    award: float
    breakthrough: float


def page_words(article: Article, read: int = READ) -> str:
    """Return the first words of an article, in simplified characters, a space around each."""
    return spaced(article.text[article.body : article.body + read].lower())


def page_features(words: str) -> set[str]:
    """Return the words of a page and its pairs of neighbours; in Chinese threes too."""
    listed = words.split()
    found = set(listed)
    for place in range(len(listed)):
        for length in range(2, _LONGEST + 1):
            part = listed[place : place + length]
            if len(part) == length and (length < _LONGEST or min(part) > "一"):
                found.add(" ".join(part))
    return found


def scale_of(known: Sized) -> float:
    """Return how much each feature of a page counts: 1/sqrt(n), so that a long page says no more than a short one."""
    return float(max(len(known), 1) ** -0.5)


class _Judges:
    """Both judges of pages, asked in one pass over a page's words."""

    def __init__(self) -> None:
        judges = [judge(f"pages_{kind}") for kind in _KINDS]
        self.biases = [j.bias for j in judges]
        features = sorted({f for j in judges for f in j.weights})
        self.weights = [[j.weights.get(f, 0.0) for f in features] for j in judges]
        self.words = AhoCorasick([f" {f} " for f in features])

    def logits(self, words: str) -> Logits:
        found = {i for i, _, _ in self.words.find_matches_as_indexes(words, overlapping=True)}
        scale = scale_of(found)
        award, breakthrough = (
            bias + scale * sum(map(weights.__getitem__, found))
            for bias, weights in zip(self.biases, self.weights, strict=True)
        )
        return Logits(award=award, breakthrough=breakthrough)


@lru_cache(maxsize=1)
def _judges() -> _Judges:
    return _Judges()


def page_logits(article: Article) -> Logits | None:
    """Return what an article, in simplified characters, is likely to announce; None of one too short to be judged."""
    if len(article.text) - article.body < (FEWEST_ZH if article.language == "zh" else FEWEST):
        return None
    return _judges().logits(page_words(article))


def may_announce_breakthrough(article: Article) -> bool:
    """False for most pages: what their first words say makes it idle to judge the rest."""
    if len(article.text) - article.body < (FEWEST_ZH if article.language == "zh" else FEWEST):
        return False
    return _judges().logits(page_words(article, _GLANCE)).breakthrough >= _IDLE


@lru_cache(maxsize=10_000)
def is_common(word: str) -> bool:
    """True for a word of which the judges know what it says: it stands on pages of many hosts."""
    return any(word in judge(f"pages_{kind}").weights for kind in _KINDS)
