"""Logistic regression by hosts: what features weigh, how well they do on hosts that were not learned from, and the file they are written to."""

from __future__ import annotations

import math
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from config.judges import BIAS, probability
from parsers.judging.pages import scale_of

HOSTS = 5
"""Hosts on which a feature must occur to be learned."""
_SMALL = 0.015  # weights that are not written
_MEMORY = 8  # steps that the minimiser remembers
_ROUNDS = 60

Features = dict[str, float]


@dataclass(kw_only=True)
class Example:
    """Features with their values, the right answer, and where it is from. `told`: of whom it is."""

    features: Features
    right: bool
    host: str
    counts: bool = True
    told: tuple[str, ...] = ()


def learned(examples: Sequence[Example], penalty: float, *, scaled: bool = False) -> Features:
    """Return the weights that make the answers likeliest, by L-BFGS from nothing.

    `scaled`: an example's features count the less the more of them are known.
    """
    counted = [e for e in examples if e.counts]
    hosts: dict[str, set[str]] = defaultdict(set)
    for example in counted:
        for name in example.features:
            if len(hosts[name]) < HOSTS:
                hosts[name].add(example.host)
    names = [BIAS, *sorted(n for n, on in hosts.items() if len(on) >= HOSTS)]
    place = {name: i for i, name in enumerate(names)}
    rows = []
    for e in counted:
        known = {n: v for n, v in e.features.items() if n in place}
        scale = scale_of(known) if scaled else 1.0
        rows.append(
            ([0, *(place[n] for n in known)], [1.0, *(v * scale for v in known.values())], e.right)
        )

    def loss(weights: list[float]) -> tuple[float, list[float]]:
        total = penalty / 2 * sum(w * w for w in weights[1:])
        slope = [0.0, *(penalty * w for w in weights[1:])]
        for places, values, right in rows:
            z = sum(weights[i] * v for i, v in zip(places, values, strict=True))
            p = probability(z)
            total -= math.log(max(p if right else 1 - p, 1e-12))
            error = p - right
            for i, v in zip(places, values, strict=True):
                slope[i] += error * v
        return total, slope

    weights = _minimised(loss, [0.0] * len(names))
    return dict(zip(names, weights, strict=True))


def _minimised(
    loss: Callable[[list[float]], tuple[float, list[float]]], start: list[float]
) -> list[float]:
    """Return where a smooth convex function is least: L-BFGS (Nocedal 1980) with backtracking."""
    x = start
    value, slope = loss(x)
    history: list[tuple[list[float], list[float], float]] = []
    for _ in range(_ROUNDS):
        direction = [-g for g in slope]
        kept = []
        for step, change, product in reversed(history):
            a = _dot(step, direction) / product
            direction = [d - a * c for d, c in zip(direction, change, strict=True)]
            kept.append(a)
        if history:
            step, change, product = history[-1]
            size = product / _dot(change, change)
            direction = [d * size for d in direction]
        for (step, change, product), a in zip(history, reversed(kept), strict=True):
            b = _dot(change, direction) / product
            direction = [d + s * (a - b) for d, s in zip(direction, step, strict=True)]
        down = _dot(slope, direction)
        length = 1.0 if history else 1 / max(1.0, math.sqrt(_dot(slope, slope)))
        while True:
            moved = [w + length * d for w, d in zip(x, direction, strict=True)]
            lower, steeper = loss(moved)
            if lower <= value + 1e-4 * length * down or length < 1e-8:
                break
            length /= 2
        step = [m - w for m, w in zip(moved, x, strict=True)]
        change = [s - g for s, g in zip(steeper, slope, strict=True)]
        product = _dot(step, change)
        if product > 1e-10:
            history = [*history, (step, change, product)][-_MEMORY:]
        done = abs(value - lower) <= 1e-5 * max(1.0, abs(value))
        x, value, slope = moved, lower, steeper
        if done:
            break
    return x


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(p * q for p, q in zip(a, b, strict=True))


def logit_of(weights: Features, features: Features, *, scaled: bool) -> float:
    known = {n: v for n, v in features.items() if n in weights}
    scale = scale_of(known) if scaled else 1.0
    return weights[BIAS] + scale * sum(weights[n] * v for n, v in known.items())


def fold_of(host: str, folds: int) -> int:
    return zlib.crc32(host.encode()) % folds


def unseen(
    examples: Sequence[Example], penalty: float, folds: int, *, scaled: bool = False
) -> list[float]:
    """Return the logit of each example by weights that were learned on other hosts."""
    found = [0.0] * len(examples)
    for fold in range(folds):
        others = [e for e in examples if fold_of(e.host, folds) != fold]
        weights = learned(others, penalty, scaled=scaled)
        for i, example in enumerate(examples):
            if fold_of(example.host, folds) == fold:
                found[i] = logit_of(weights, example.features, scaled=scaled)
    return found


def heaviest(weights: Features, most: int) -> set[str]:
    """Return the features that weigh most, without the bias."""
    ordered = sorted(weights, key=lambda n: (-abs(weights[n]), n))
    return {n for n in ordered[: most + 1] if n != BIAS}


def without_words(examples: Iterable[Example], words: frozenset[str]) -> list[Example]:
    """Return the examples without those of their features that hold one of the words."""
    return [
        replace(
            e,
            features={
                n: v for n, v in e.features.items() if words.isdisjoint(re.split(r"[\s:]+", n))
            },
        )
        for e in examples
    ]


def restricted(examples: Sequence[Example], known: Collection[str]) -> list[Example]:
    """Return the examples with those of their features that are known."""
    return [
        replace(e, features={n: v for n, v in e.features.items() if n in known}) for e in examples
    ]


def written(
    path: Path, weights: Features, examples: Sequence[Example], *, least: float = _SMALL
) -> None:
    """Write a judge's weights, the heaviest first."""
    kept = [(n, w) for n, w in weights.items() if abs(w) >= least or n == BIAS]
    kept.sort(key=lambda item: (-abs(item[1]), item[0]))
    lines = [
        f"# Learned by bench/train_judges.py from {len(examples)} examples of {len({e.host for e in examples})} hosts: a weight, a tab, a feature.",
        *(f"{w:.2f}\t{n}" for n, w in kept),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def shares(rows: Sequence[tuple[float, bool]], least: float) -> str:
    """Return precision and recall of what is held likelier than `least`."""
    hit = sum(1 for p, right in rows if p >= least and right)
    told = sum(1 for p, _ in rows if p >= least)
    return f"{hit / max(told, 1):.2f}/{hit / max(sum(r for _, r in rows), 1):.2f}"


def report(name: str, rows: Sequence[tuple[str, float, bool]]) -> None:
    for language in ("en", "zh"):
        own = [(probability(z), right) for lang, z, right in rows if lang == language]
        figures = "  ".join(f"{t}: {shares(own, t)}" for t in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7))
        print(f"{name} {language}, {len(own)} unseen, precision/recall at  {figures}", flush=True)
