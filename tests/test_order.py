"""Order does not matter: any order, batching and repetition of documents gives equal events."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from labelled_texts import labelled_texts

from config import Configuration, load_configuration
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places
from warehouse import query

pytestmark = pytest.mark.untraced

VIEWS = (
    "events",
    "awards",
    "breakthroughs",
    "mentions",
    "works",
    "citations",
    "completeness",
    "articles",
)


def noon() -> datetime:
    return datetime(2026, 1, 1, 12, tzinfo=UTC)


def run(
    data: Path, batches: Sequence[Sequence[Path]], configuration: Configuration
) -> dict[str, list[Any]]:
    """Read the files in these batches, one run each; return all that readers see, moments included."""
    for number, batch in enumerate(batches):
        folder = data / f"batch-{number}"
        folder.mkdir(parents=True)
        for path in batch:
            shutil.copy(path, folder / path.name)
        run_pass(configuration, Places(data / "var"), Options(seeds=(folder,), offline=True), noon)
    snapshot = Places(data / "var").snapshot
    return {view: query(snapshot, f"SELECT * FROM {view} ORDER BY ALL")[1] for view in VIEWS}


def shuffled(files: Sequence[Path], seed: int) -> list[list[Path]]:
    """Return the files in another order, in several batches, some of them more than once."""
    chance = random.Random(seed)
    order = [*files, *chance.sample(list(files), k=len(files) // 4)]
    chance.shuffle(order)
    cuts = sorted(chance.sample(range(1, len(order)), k=4))
    return [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True)]


def assert_order_does_not_matter(files: Sequence[Path], folder: Path, least: int) -> None:
    configuration = load_configuration()
    first = run(folder / "first", [files], configuration)
    assert len(first["events"]) > least
    for seed in range(3):
        again = run(folder / str(seed), shuffled(files, seed), configuration)
        for view in VIEWS:
            assert again[view] == first[view], (seed, view)


def test_our_own_texts_in_any_order_give_equal_events(tmp_path: Path) -> None:
    """Many of them tell one event in other words: Turing, Nobel and NeurIPS prizes in two languages."""
    for number, text in enumerate(labelled_texts()):
        if text.expected:
            article = text.article()
            head = f"---\ntitle: {json.dumps(article.title, ensure_ascii=False)}\ndate: {text.published:%Y-%m-%d}\n---\n"
            (tmp_path / f"{number}.md").write_text(head + article.text, encoding="utf-8")
    files = sorted(tmp_path.glob("*.md"))
    assert_order_does_not_matter(files, tmp_path / "runs", 300)


@pytest.mark.needs_shared
def test_sixty_documents_in_any_order_give_equal_events(shared: Path, tmp_path: Path) -> None:
    labelled = sorted((shared / "gold/dev2/docs").glob("*.md"))[:45] + sorted(
        (shared / "gold/dev/docs").glob("*.md")
    )
    files = [*labelled[:60], *sorted((shared / "seeds").iterdir())]
    assert_order_does_not_matter(files, tmp_path, 100)
