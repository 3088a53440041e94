"""Data folders of every schema there was: opened, brought up to date, asked, backed up and restored."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from bench.aging import aged
from config.settings import Warehousing
from flows.commands.cli import cli
from flows.places import Places
from warehouse import Warehouse, query
from warehouse.blocks import HERE

pytestmark = pytest.mark.untraced

LATEST = max(int(script.name[:4]) for script in (HERE / "migrations").glob("*.sql"))
COOKBOOK = (Path(__file__).parent.parent / "docs" / "cookbook.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"```sql\n(.*?)```", COOKBOOK, re.DOTALL)
TOLD = "SELECT event_id, channel, status FROM deliveries ORDER BY ALL"
FACTS = "SELECT event_id, kind, status, announce, recipients, work_title FROM events ORDER BY ALL"


def of_version(version: int, example: Places, places: Places) -> None:
    """Lay the example's warehouse into the folder as a program of that version would have left it."""
    places.data.mkdir(parents=True)
    shutil.copyfile(example.warehouse, places.warehouse)
    aged(places.warehouse, version)


@pytest.mark.parametrize("version", range(1, LATEST))
def test_a_folder_of_an_old_schema_answers_what_a_new_one_does(
    version: int, example: Places, places: Places
) -> None:
    of_version(version, example, places)
    with Warehouse(places.warehouse, Warehousing()) as warehouse:
        warehouse.publish(places.snapshot)
        assert warehouse.faults() == []
    for sql in (*RECIPES, "FROM search('prize')"):
        query(places.snapshot, sql)
    if version >= 3:  # statuses are known
        assert query(places.snapshot, FACTS) == query(example.snapshot, FACTS)
    assert query(places.snapshot, TOLD) == query(example.snapshot, TOLD)
    assert query(places.snapshot, "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'")[1] == []  # fmt: skip
    with duckdb.connect(
        str(places.warehouse.with_name(f"laurelwire.duckdb.schema-{version}"))
    ) as kept:
        assert kept.execute("SELECT max(version) FROM schema_version").fetchall() == [(version,)]


@pytest.mark.parametrize("version", [7, 12, 13, 14, 15])
def test_a_backup_of_an_old_schema_takes_over_what_was_told_since(
    version: int, example: Places, places: Places, tmp_path: Path
) -> None:
    of_version(version, example, places)
    backup = places.warehouse.rename(tmp_path / "old.duckdb")
    with duckdb.connect(str(backup)) as connection:
        (table,) = connection.execute("SELECT schema_name || '.delivery' FROM duckdb_tables() WHERE table_name = 'delivery'").fetchall()[0]  # fmt: skip
        connection.execute(f"UPDATE {table} SET status = 'pending', sent_at = NULL")
    shutil.copyfile(example.warehouse, places.warehouse)  # the present one: all was told
    result = CliRunner().invoke(cli, ["--data", str(places.data), "restore", str(backup)])
    assert result.exit_code == 0, result.output
    with Warehouse(places.warehouse, Warehousing()) as warehouse:
        warehouse.publish(places.snapshot)
    assert query(places.snapshot, TOLD) == query(example.snapshot, TOLD)


def test_an_old_program_does_not_take_a_new_file_for_an_empty_one(example: Places) -> None:
    with duckdb.connect(str(example.warehouse), read_only=True) as connection:
        assert connection.execute("SELECT max(version) FROM schema_version").fetchall() == [
            (LATEST,)
        ]


def test_a_backup_put_back_is_what_it_was(example: Places, places: Places, tmp_path: Path) -> None:
    shutil.copytree(example.data, places.data)
    before = {sql: query(places.snapshot, sql) for sql in (*RECIPES, FACTS, TOLD)}
    copy = tmp_path / "copy.duckdb"
    runner = CliRunner()
    assert runner.invoke(cli, ["--data", str(places.data), "backup", str(copy)]).exit_code == 0
    places.warehouse.unlink()
    places.snapshot.unlink()
    assert runner.invoke(cli, ["--data", str(places.data), "restore", str(copy)]).exit_code == 0
    with Warehouse(places.warehouse, Warehousing()) as warehouse:
        warehouse.publish(places.snapshot)
    assert {sql: query(places.snapshot, sql) for sql in before} == before
