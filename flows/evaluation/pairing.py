"""Labelled pairs of documents: which the rules join as one story, and which they should."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import Lexicon
from parsers import Document, find_mentions, parse_document, to_article
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
    read: dict[str, tuple[set[str], list[dict[str, int]]]] = {}

    def found_in(side: dict[str, Any]) -> tuple[set[str], list[dict[str, int]]]:
        local = side["local"]
        if local not in read:
            body = (labels.parent / local).read_bytes()
            document = Document(source="pairs", kind="seed", location=local, body=body)
            articles = [to_article(entry) for entry in parse_document(document).entries]
            keys = {
                k
                for a in articles
                for m in find_mentions(a, lexicon).mentions
                if m.is_new
                for k in m.keys
            }
            read[local] = keys, [names(a) for a in articles]
        return read[local]

    for pair in json.loads(labels.read_text(encoding="utf-8"))["pairs"]:
        (keys, ours), (other_keys, theirs) = found_in(pair["a"]), found_in(pair["b"])
        yield Pair(
            pair_id=pair["id"],
            label=pair["label"],
            one_story=pair["label"] in _ONE_STORY,
            joined=bool(keys & other_keys) or any(alike(a, b) for a in ours for b in theirs),
            why=pair.get("why", ""),
        )
