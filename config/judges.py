"""What the judges of pages and candidates learned: a weight a feature. Data in judges/*.tsv, made by bench/train_judges.py."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "judges"
BIAS = "(always)"
"""The feature that every example has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Logistic regression: the logit of an example is the bias and the sum of what its features weigh."""

    bias: float
    weights: Mapping[str, float]

    def logit(self, features: Iterable[str]) -> float:
        """Return the log of the odds of an example with these features."""
        weights = self.weights
        return self.bias + sum(weights[f] for f in features if f in weights)


def probability(logit: float) -> float:
    """Return the probability of a logit, in [0, 1]."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@lru_cache(maxsize=8)
def judge(name: str) -> Judge:
    """Read a judge: a line a feature, its weight before a tab; lines that begin with `#` say whence."""
    weights = {}
    for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            weight, feature = line.split("\t", 1)
            weights[feature] = float(weight)
    return Judge(bias=weights.pop(BIAS, 0.0), weights=weights)
