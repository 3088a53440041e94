"""The example notebook runs from its first cell to its last on the example warehouse, and its plots show what is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import rows

from flows.places import Places

pytestmark = pytest.mark.untraced

NOTEBOOK = Path(__file__).parent.parent / "docs" / "notebook.py"
RUN = """
import json, sys
from importlib.util import module_from_spec, spec_from_file_location
spec = spec_from_file_location("notebook", sys.argv[1])
notebook = module_from_spec(spec)
spec.loader.exec_module(notebook)
_, made = notebook.app.run()
charts = {name: made[name].to_dict() for name in ("weeks", "sources")}
print(json.dumps({"charts": charts, "newest": len(made["newest"]), "found": len(made["found"])}, default=str))
"""


def test_the_notebook_runs_and_plots_what_is_known(example: Places, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(NOTEBOOK)],
        capture_output=True, text=True, check=False, cwd=tmp_path, env=os.environ | {"LAURELWIRE_DATA": str(example.data)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout.splitlines()[-1])
    told = rows(example, "SELECT count(*) FROM events WHERE announce AND status <> 'retracted'")[0][
        0
    ]
    assert sum(point["events"] for point in made["charts"]["weeks"]["data"]["values"]) == told
    plotted = {p["source"]: p for p in made["charts"]["sources"]["data"]["values"]}
    assert set(plotted) == {s for (s,) in rows(example, "SELECT DISTINCT source FROM sources")}
    first = sum(
        p["events"] for p in made["charts"]["sources"]["data"]["values"] if p["told"] == "first"
    )
    assert 0 < first <= rows(example, "SELECT count(*) FROM events")[0][0]
    assert (
        made["newest"]
        == rows(example, "SELECT count(*) FROM awards WHERE announce AND status <> 'retracted'")[0][
            0
        ]
    )
    assert made["found"] > 0
