"""Labelled pairs of documents: which the rules join as one story, and which they should."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import Lexicon
from parsers import Document, Mention, find_mentions, parse_document, to_article
from parsers.identity import joined, mention_id
from parsers.likeness import alike, names

_ONE_STORY = ("near_duplicate", "same_event")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two documents, `one_story` by label, and whether they were `joined`: by an event or by likeness."""

    pair_id: str
    label: str
    one_story: bool
    joined: bool
    why: str


def judged(labels: Path, lexicon: Lexicon) -> Iterator[Pair]:
    """Yield each labelled pair of the file with what the rules make of it.

    The file is JSON with a list `pairs`; each has an id, a label (near_duplicate, same_event or
    different), `why`, and two documents `a` and `b` whose `local` is a file beside it.
    """
    read: dict[str, tuple[list[Mention], list[dict[str, int]]]] = {}

    def found_in(side: dict[str, Any]) -> tuple[list[Mention], list[dict[str, int]]]:
        local = side["local"]
        if local not in read:
            body = (labels.parent / local).read_bytes()
            document = Document(source="pairs", kind="seed", location=local, body=body)
            articles = [to_article(entry) for entry in parse_document(document).entries]
            news = [m for a in articles for m in find_mentions(a, lexicon).mentions if m.is_new]
            read[local] = news, [names(a) for a in articles]
        return read[local]

    for pair in json.loads(labels.read_text(encoding="utf-8"))["pairs"]:
        (told, ours), (other, theirs) = found_in(pair["a"]), found_in(pair["b"])
        yield Pair(
            pair_id=pair["id"],
            label=pair["label"],
            one_story=pair["label"] in _ONE_STORY,
            joined=_meet(told, other) or any(alike(a, b) for a in ours for b in theirs),
            why=pair.get("why", ""),
        )


def _meet(ours: Sequence[Mention], theirs: Sequence[Mention]) -> bool:
    """True where mentions of both documents speak of one event."""
    sides = [{mention_id(m) for m in side} for side in (ours, theirs)]
    if sides[0] & sides[1]:
        return True
    groups = ({mention_id(m) for m in group} for group in joined([*ours, *theirs]))
    return any(group & sides[0] and group & sides[1] for group in groups)
