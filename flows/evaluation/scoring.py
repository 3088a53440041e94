"""Findings against labels: what was found, missed and false, for documents, events and fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from parsers.identity import Event
from parsers.records import Mention
from parsers.text.characters import folded

Labelled = dict[str, Any]
_BRACKET = re.compile(r"\s*[(（\[].*?[)）\]]")
_NEAR = 400  # characters between a labelled sentence and ours that may tell the same thing


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEvent:
    """An event of one document, with its mentions and the texts they point into, by article."""

    event: Event
    mentions: tuple[Mention, ...]
    texts: Mapping[str, str]


@dataclass(slots=True)
class Tally:
    """Hits, false alarms and misses."""

    hit: int = 0
    false: int = 0
    missed: int = 0

    def add(self, other: Tally) -> None:
        self.hit += other.hit
        self.false += other.false
        self.missed += other.missed

    @property
    def precision(self) -> float:
        return self.hit / (self.hit + self.false) if self.hit + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True, kw_only=True)
class DocumentScore:
    """How one document fared; `fields` counts (kind, field, right) over matched events.

    `names`: of those events the recipients named rightly, wrongly and not at all. `sureness`: of each
    event announced, its confidence and whether it is right; None: optional.
    """

    document: str
    language: str
    form: str
    alerted: bool
    wanted: object
    kinds: dict[str, Tally] = field(default_factory=dict)
    fields: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    names: Tally = field(default_factory=Tally)
    sureness: list[tuple[float, bool | None]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def score_document(document: Labelled, found: Sequence[FoundEvent]) -> DocumentScore:
    """Match found events with the labels of a document, each label and event once, best first.

    Labels whose `alert` is "optional" count neither as hit nor as false alarm.
    """
    labels = document["events"]
    alerts = [label.get("alert") for label in labels]
    wanted = True if True in alerts else "optional" if "optional" in alerts else False
    announced = [f for f in found if f.event.announce]
    score = DocumentScore(
        document=document["id"],
        language=document.get("lang", ""),
        form=document.get("form", ""),
        alerted=bool(announced),
        wanted=wanted,
    )
    pairs = matched(labels, announced)
    taken = set(pairs.values())
    for kind in ("award", "breakthrough"):
        score.kinds[kind] = Tally()
    for index, label in enumerate(labels):
        if label.get("alert") is True:
            tally = score.kinds[label["kind"]]
            if index in pairs:
                tally.hit += 1
                _check_fields(score, label, announced[pairs[index]].event)
            else:
                tally.missed += 1
                score.missed.append(_shown_label(label))
        elif label.get("alert") is False and index in pairs:
            event = announced[pairs[index]]
            score.kinds[label["kind"]].false += 1
            score.false.append(f"[labelled not to announce] {_shown_found(event)}")
    by_event = {position: labels[index].get("alert") for index, position in pairs.items()}
    for position, item in enumerate(announced):
        alert = by_event.get(position, False)
        score.sureness.append(
            (item.event.confidence, None if alert == "optional" else alert is True)
        )
        if position not in taken:
            score.kinds[item.event.kind].false += 1
            score.false.append(_shown_found(item))
    return score


def matched(labels: Sequence[Labelled], found: Sequence[FoundEvent]) -> dict[int, int]:
    """Return which found event each label is matched with: pairs of highest likeness first."""
    candidates = sorted(
        (
            (likeness, -i, -j)
            for i, label in enumerate(labels)
            for j, item in enumerate(found)
            if (likeness := _likeness(label, item, len(labels))) > 0
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for _, i, j in candidates:
        if -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    _pair_the_only_ones(labels, found, pairs)
    return pairs


def _pair_the_only_ones(
    labels: Sequence[Labelled], found: Sequence[FoundEvent], pairs: dict[int, int]
) -> None:
    """Pair the one breakthrough labelled as news with the one found, told in other sentences."""
    kind = "breakthrough"
    wanted = [i for i, label in enumerate(labels) if label["kind"] == kind and label.get("alert")]
    ours = [j for j, item in enumerate(found) if item.event.kind == kind]
    if len(wanted) == 1 and len(ours) == 1 and ours[0] not in pairs.values():
        pairs.setdefault(wanted[0], ours[0])


def _likeness(label: Labelled, item: FoundEvent, labels: int) -> float:
    """Return how sure it is that both speak of one event; 0 for not at all."""
    event = item.event
    if label["kind"] != event.kind:
        return 0
    ids = {k: v for k, v in (label.get("ids") or {}).items() if v}
    same_id = any(getattr(event.ids, scheme, None) == value for scheme, value in ids.items())
    work = label.get("work") if not label.get("work_is_description") else None
    same_work = bool(work and event.work_title and _same_title(work, event.work_title))
    people = _share(label.get("recipients") or [], (*event.recipients, *event.institutions))
    near = _near(label.get("evidence") or "", item)
    alert = bool(label.get("alert"))
    if event.kind == "award":
        if not (same_id or same_work or people or (near and not (work and event.work_title))):
            return 0
        same = sum(
            (
                _fits_category(label, event),
                bool(label.get("venue") == event.venue),
                bool(label.get("year") == event.year),
            )
        )
        return (
            1
            + 3 * same_id
            + 3 * same_work
            + 2 * people
            + 2 * near
            + same
            + bool(label.get("alert"))
        )
    if not (same_id or people or near or labels == 1):
        return 0
    return 1.0 + 3 * same_id + 2 * people + 2 * near + 3 * alert


def _same_title(one: str, other: str) -> bool:
    a, b = folded(one), folded(other)
    return bool(a and b) and (a == b or (min(len(a), len(b)) >= 4 and (a in b or b in a)))


def _share(labelled: Iterable[str], found: Iterable[str]) -> bool:
    """True when a name occurs in both, in whichever script the labels give it."""
    ours = {folded(name) for name in found} - {""}
    return any(
        key == o or (len(key) > 3 and (key in o or o in key))
        for name in labelled
        for key in _forms(name)
        for o in ours
    )


def _near(evidence: str, item: FoundEvent) -> bool:
    """True when one of the event's sentences stands where the label's evidence stands."""
    if not evidence:
        return False
    for mention in item.mentions:
        place = _place(evidence, item.texts[mention.article_id])
        if place and mention.start <= place[1] + _NEAR and place[0] - _NEAR <= mention.end:
            return True
    return False


def _place(evidence: str, text: str) -> tuple[int, int] | None:
    """Find evidence in a text whose white space and mark-up may differ."""
    flat, kept = _flat(text)
    wanted, _ = _flat(evidence)
    at = flat.find(wanted)
    if at == -1:
        at = flat.find(wanted[:20]) if len(wanted) > 20 else -1
        if at == -1:
            return None
    return kept[at], kept[min(at + len(wanted), len(kept)) - 1]


@lru_cache(maxsize=64)
def _flat(text: str) -> tuple[str, Sequence[int]]:
    """Return a text without white space and mark-up, and where each of its characters stood."""
    kept = [i for i, c in enumerate(text) if not (c.isspace() or c in "*_`#>")]
    return "".join(text[i] for i in kept), kept


_ACCEPTED = {
    "honorable_mention": {"outstanding_paper"},
    "outstanding_paper": {"honorable_mention"},
    "test_of_time_runner_up": {"honorable_mention"},
}


def _fits_category(label: Labelled, event: Event) -> bool:
    return event.category == label.get("category") or event.category in _ACCEPTED.get(
        str(label.get("category")), set()
    )


def _check_fields(score: DocumentScore, label: Labelled, event: Event) -> None:
    kind = label["kind"]
    names = _names_told(label, event)
    score.names.add(names)
    checks: dict[str, tuple[bool, object]] = {
        "recipients": (not names.false and not names.missed, event.recipients)
    }
    if kind == "award":
        checks |= {
            "category": (_fits_category(label, event), event.category),
            "venue": (label.get("venue") in {None, event.venue}, event.venue),
            "year": (label.get("year") in {None, event.year}, event.year),
            "title": (
                folded(label.get("work") or "") == folded(event.work_title or ""),
                event.work_title,
            ),
        }
    for name, (right, found) in checks.items():
        score.fields[kind, name, right] += 1
        if not right:
            wanted = label.get("work" if name == "title" else name)
            score.wrong.append(
                f"{name}: labelled {wanted!r}, found {found!r}: {event.work_title or event.recipients}"
            )


def _names_told(label: Labelled, event: Event) -> Tally:
    """Return how many names of a label are told, exact after folding, how many others, how many not.

    Labels may give an institution among the recipients: told as one of ours it is right, and an
    institution that no label asks for is not wrong. A label marked `partial` gives some of the names.
    """
    labelled = [_forms(name) for name in label.get("recipients") or []]
    ours = {folded(name) for name in event.recipients}
    places = {folded(name) for name in event.institutions}
    hit = sum(bool(forms & (ours | places)) for forms in labelled)
    known = set[str]().union(*labelled) | {folded(i) for i in label.get("institutions") or []}
    false = 0 if label.get("partial") else len(ours - known)
    return Tally(hit=hit, false=false, missed=len(labelled) - hit)


def _forms(name: str) -> set[str]:
    """Return the forms of a labelled name, folded: as printed, without its brackets, and what they hold."""
    inside = re.findall(r"[(（\[](.*?)[)）\]]", name)
    return {folded(form) for form in (name, _BRACKET.sub("", name), *inside)} - {""}


def _shown_label(label: Labelled) -> str:
    who = label.get("work") or ", ".join(label.get("recipients") or [])
    return f"{label['kind']} {label.get('category')} {label.get('venue')}: {who} | {label.get('evidence', '')[:160]}"


def _shown_found(item: FoundEvent) -> str:
    event = item.event
    mention = item.mentions[0]
    text = item.texts[mention.article_id]
    evidence = " ".join(text[mention.start : mention.end].split())[:160]
    what = event.work_title or event.subject or ", ".join(event.recipients)
    return f"{event.kind} {event.category or event.claim} {event.venue}: {what} [{mention.rule} {event.confidence:.2f}] | {evidence}"
