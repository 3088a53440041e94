"""Figures of many scores: precision, recall, fields and names, by kind, language, form and confidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flows.evaluation.pairing import Pair
from flows.evaluation.scoring import DocumentScore, Tally

_LEVELS = (0.5, 0.7, 0.8, 0.85, 0.88, 0.95)


def summary(scores: Sequence[DocumentScore]) -> dict[str, Any]:
    """Return every figure, stable for machines."""

    def of(chosen: Sequence[DocumentScore]) -> dict[str, Any]:
        figures: dict[str, Any] = {
            "documents": len(chosen),
            "document_level": _figures(_alerts(chosen)),
        }
        for kind in ("award", "breakthrough"):
            total = Tally()
            for score in chosen:
                total.add(score.kinds[kind])
            figures[kind] = _figures(total)
        names = Tally()
        for score in chosen:
            names.add(score.names)
        figures["names"] = _figures(names)
        figures["fields"] = {kind: _shares(chosen, kind) for kind in ("award", "breakthrough")}
        return figures

    whole = of(scores)
    whole["per_document_mean"] = _means(scores)
    whole["negatives"] = {
        "documents": sum(s.wanted is False for s in scores),
        "alerted": sum(s.wanted is False and s.alerted for s in scores),
    }
    whole["confidence"] = {str(least): _figures(_at_least(scores, least)) for least in _LEVELS}
    for name, part in (("language", _language), ("form", _form)):
        whole[name] = {
            v: of([s for s in scores if part(s) == v]) for v in sorted({part(s) for s in scores})
        }
    whole["missed"] = {s.document: s.missed for s in scores if s.missed}
    whole["false"] = {s.document: s.false for s in scores if s.false}
    whole["wrong"] = {s.document: s.wrong for s in scores if s.wrong}
    return whole


def _shares(scores: Sequence[DocumentScore], kind: str) -> dict[str, float]:
    """Return of each field the share of matched events in which it is right."""
    counts = Counter[tuple[str, bool]]()
    for score in scores:
        for (of, name, right), count in score.fields.items():
            counts[name, right] += count if of == kind else 0
    names = sorted({name for (name, _), count in counts.items() if count})
    return {n: round(counts[n, True] / (counts[n, True] + counts[n, False]), 4) for n in names}


def _language(score: DocumentScore) -> str:
    return score.language


def _form(score: DocumentScore) -> str:
    return score.form


def _alerts(scores: Sequence[DocumentScore]) -> Tally:
    tally = Tally()
    for score in scores:
        if score.wanted is True:
            tally.hit += score.alerted
            tally.missed += not score.alerted
        elif score.wanted is False:
            tally.false += score.alerted
    return tally


def _at_least(scores: Sequence[DocumentScore], least: float) -> Tally:
    """Return what a channel with this minimum confidence is told rightly, wrongly and not at all."""
    tally = Tally()
    wanted = sum(t.hit + t.missed for s in scores for t in s.kinds.values())
    for score in scores:
        judged = [right for confidence, right in score.sureness if confidence >= least]
        tally.hit += judged.count(True)
        tally.false += judged.count(False)
    tally.missed = wanted - tally.hit
    return tally


def _means(scores: Sequence[DocumentScore]) -> dict[str, Any]:
    """Return each kind's F1 averaged over the documents that have events of it or alarms."""
    means = {}
    for kind in ("award", "breakthrough"):
        values = [t.f1 for s in scores if (t := s.kinds[kind]).hit + t.false + t.missed]
        means[kind] = round(sum(values) / len(values), 4) if values else None
    return means


def _figures(tally: Tally) -> dict[str, Any]:
    return {
        "hit": tally.hit,
        "false": tally.false,
        "missed": tally.missed,
        "precision": round(tally.precision, 4),
        "recall": round(tally.recall, 4),
        "f1": round(tally.f1, 4),
    }


def pair_figures(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Return how each label fares, and precision and recall of joining what tells one event."""
    tally = Tally()
    for pair in pairs:
        if pair.label != "near_duplicate":
            tally.hit += pair.one_story and pair.joined
            tally.missed += pair.one_story and not pair.joined
            tally.false += pair.joined and not pair.one_story
    labels = sorted({p.label for p in pairs})
    return {
        **{
            label: {
                "pairs": sum(p.label == label for p in pairs),
                "joined": sum(p.label == label and p.joined for p in pairs),
            }
            for label in labels
        },
        "events": _figures(tally),
    }
