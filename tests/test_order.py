"""Order does not matter: any order, batching and repetition of documents gives equal events."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from config import Configuration, load_configuration
from flows.places import Places
from flows.report import Options
from flows.running import run_pass
from warehouse import query

pytestmark = pytest.mark.slow

EVENTS = """
SELECT event_id, kind, category, venue, "year", work_title, recipients, institutions, list_sort(links), announce,
       is_new, confidence, revision, mention_count
FROM events ORDER BY ALL
"""


def noon() -> datetime:
    return datetime(2026, 1, 1, 12, tzinfo=UTC)


def run(data: Path, batches: Sequence[Sequence[Path]], configuration: Configuration) -> list[Any]:
    """Read the files in these batches, one run each; return every event."""
    for number, batch in enumerate(batches):
        folder = data / f"batch-{number}"
        folder.mkdir(parents=True)
        for path in batch:
            shutil.copy(path, folder / path.name)
        run_pass(configuration, Places(data / "var"), Options(seeds=(folder,), offline=True), noon)
    snapshot = Places(data / "var").snapshot
    clusters = query(snapshot, "SELECT article_id, cluster_id FROM articles ORDER BY ALL")[1]
    return [*query(snapshot, EVENTS)[1], *clusters]


def shuffled(files: Sequence[Path], seed: int) -> list[list[Path]]:
    """Return the files in another order, in several batches, some of them more than once."""
    chance = random.Random(seed)
    order = [*files, *chance.sample(list(files), k=len(files) // 4)]
    chance.shuffle(order)
    cuts = sorted(chance.sample(range(1, len(order)), k=4))
    return [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True)]


@pytest.mark.needs_shared
def test_sixty_documents_in_any_order_give_equal_events(shared: Path, tmp_path: Path) -> None:
    labelled = sorted((shared / "gold/dev2/docs").glob("*.md"))[:45] + sorted(
        (shared / "gold/dev/docs").glob("*.md")
    )
    files = [*labelled[:60], *sorted((shared / "seeds").iterdir())]
    configuration = load_configuration()
    first = run(tmp_path / "first", [files], configuration)
    assert len(first) > 100
    for seed in range(3):
        assert run(tmp_path / str(seed), shuffled(files, seed), configuration) == first
