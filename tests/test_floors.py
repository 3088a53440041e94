"""The rules keep what they have reached on labelled documents; see floors.toml."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from config import Lexicon
from flows.cli import cli
from parsers import Document, find_mentions, parse_document, to_article

pytestmark = [pytest.mark.needs_shared, pytest.mark.slow]
FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("part", ["development", "opened", "aside"])
def test_precision_and_recall_keep_their_floors(part: str, shared: Path) -> None:
    floor: dict[str, Any] = FLOORS[part]
    chosen = ["--without", floor["without"]] if "without" in floor else ["--only", floor["only"]]
    gold = str(shared / "gold/dev2/gold.json")
    result = CliRunner().invoke(cli, ["eval", gold, *chosen, "--format", "json"])
    figures = json.loads(result.stdout)
    for kind in ("award", "breakthrough", "document_level"):
        for name, lowest in floor[kind].items():
            assert figures[kind][name] >= lowest, (kind, name, figures["missed"], figures["false"])
    assert figures["negatives"]["alerted"] <= floor["negatives_alerted"]
    assert min(figures["fields"].values()) >= floor["fields"]


def test_ordinary_posts_are_hardly_ever_announced(shared: Path, lexicon: Lexicon) -> None:
    alerted: list[str] = []
    for path in sorted((shared / "gold/posts_sample").iterdir()):
        document = Document(source="s", kind="seed", location=path.name, body=path.read_bytes())
        articles = map(to_article, parse_document(document).entries)
        if any(m.announce for a in articles for m in find_mentions(a, lexicon).mentions):
            alerted.append(path.name)
    assert len(alerted) <= FLOORS["posts"]["alerted"], alerted
