"""The questions of docs/cookbook.md are asked of the example, and answered as they stand there.

LAURELWIRE_WRITE_COOKBOOK=1 writes the answers that it gives now.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from flows.commands.tables import as_markdown
from flows.places import Places
from warehouse import query

pytestmark = pytest.mark.untraced

COOKBOOK = Path(__file__).parent.parent / "docs" / "cookbook.md"
_RECIPE = re.compile(
    r"^## (?P<question>[^\n]+)\n.*?```sql\n(?P<sql>.*?)```\n(?P<answer>.*?)(?=^## |\Z)",
    re.MULTILINE | re.DOTALL,
)
RECIPES = {m["question"]: m for m in _RECIPE.finditer(COOKBOOK.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("question", RECIPES)
def test_a_question_is_answered_as_the_cookbook_says(question: str, example: Places) -> None:
    recipe = RECIPES[question]
    names, found = query(example.snapshot, recipe["sql"])
    answer = as_markdown(names, found)
    if os.environ.get("LAURELWIRE_WRITE_COOKBOOK"):
        text = COOKBOOK.read_text(encoding="utf-8")
        asked = f"```sql\n{recipe['sql']}```\n"
        head, tail = text.split(asked, 1)
        rest = re.search(r"^## ", tail, re.MULTILINE)
        after = tail[rest.start() :] if rest else ""
        COOKBOOK.write_text(f"{head}{asked}\n{answer}\n\n{after}".rstrip() + "\n", encoding="utf-8")
        return
    assert answer == recipe["answer"].strip()
    assert found, "a question that the example answers with nothing shows nothing"


def test_the_cookbook_has_a_recipe_for_what_people_ask() -> None:
    assert len(RECIPES) >= 15
