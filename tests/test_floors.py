"""The rules keep what they have reached: on our own texts, and on labelled documents where they are.

floors.toml holds the figures: `precision` and `recall` of each kind of event and of documents, the shares of
`fields` that are right in matched events, and precision and recall of `names` of recipients; by language.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from labelled_texts import LabelledText, labelled_texts

from config import Lexicon
from flows.commands.cli import cli
from flows.evaluation.figures import summary
from flows.evaluation.labelled import found_events
from flows.evaluation.scoring import score_document
from parsers import Document, find_mentions, parse_document, to_article

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))


def below(figures: Any, floor: dict[str, Any], place: str = "") -> list[str]:
    """Return a line for each figure that lies below its floor."""
    found = []
    for name, lowest in floor.items():
        if isinstance(lowest, dict):
            found += below(figures[name], lowest, f"{place}{name}.")
        elif name in {"only", "without"}:
            continue
        elif name == "alerted":
            found += [f"{place}{name} {figures[name]} > {lowest}"] * (figures[name] > lowest)
        elif figures[name] < lowest:
            found.append(f"{place}{name} {figures[name]} < {lowest}")
    return found


def as_label(text: LabelledText) -> dict[str, Any]:
    """Return a text of ours as a labelled document of `eval`."""

    def names(written: str | None) -> list[str]:
        forms = [n.split(" = ") for n in written.split("; ")] if written else []
        return [f"{f[0]} ({f[1]})" if len(f) > 1 else f[0] for f in forms]

    events = [
        {
            "kind": wanted.kind,
            "category": wanted.values.get("category"),
            "venue": wanted.values.get("venue"),
            "year": int(wanted.values["year"][:4]) if "year" in wanted.values else None,
            "work": wanted.values.get("work"),
            "recipients": names(wanted.values.get("who")),
            "institutions": names(wanted.values.get("at")),
            "alert": "optional" if wanted.optional else True,
        }
        for wanted in text.expected
    ]
    return {"id": text.name, "lang": text.language, "events": events}


def test_our_own_texts_keep_their_floors(lexicon: Lexicon) -> None:
    scores = [
        score_document(as_label(t), found_events([t.article()], lexicon)) for t in labelled_texts()
    ]
    assert below(summary(scores), FLOORS["own"]) == []


@pytest.mark.needs_shared
@pytest.mark.untraced
@pytest.mark.parametrize("part", ["development", "opened", "aside"])
def test_labelled_documents_keep_their_floors(part: str, shared: Path) -> None:
    floor: dict[str, Any] = FLOORS[part]
    chosen = ["--without", floor["without"]] if "without" in floor else ["--only", floor["only"]]
    gold = str(shared / "gold/dev2/gold.json")
    result = CliRunner().invoke(cli, ["eval", gold, *chosen, "--format", "json"])
    figures = json.loads(result.stdout)
    assert below(figures, floor) == [], (figures["missed"], figures["false"], figures["wrong"])


@pytest.mark.needs_shared
@pytest.mark.untraced
def test_ordinary_posts_are_hardly_ever_announced(shared: Path, lexicon: Lexicon) -> None:
    alerted: list[str] = []
    for path in sorted((shared / "gold/posts_sample").iterdir()):
        document = Document(source="s", kind="seed", location=path.name, body=path.read_bytes())
        articles = map(to_article, parse_document(document).entries)
        if any(m.announce for a in articles for m in find_mentions(a, lexicon).mentions):
            alerted.append(path.name)
    assert len(alerted) <= FLOORS["posts"]["alerted"], alerted
