"""A warehouse as an older version of the program would have left it."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.blocks import HERE

_IN_STORE = 14  # the first schema whose tables stand apart from the views


def aged(path: Path, version: int) -> None:
    """Make a warehouse one of an older schema, with what of its rows that can hold; before version 14 tables stood among the views."""
    new = path.rename(path.with_name("new.duckdb"))
    with duckdb.connect(str(path)) as connection:
        if version >= _IN_STORE:
            connection.execute("CREATE SCHEMA store")
            connection.execute("USE store")
        connection.execute("CREATE TABLE schema_version (version INTEGER)")
        for script in sorted((HERE / "migrations").glob("*.sql"))[:version]:
            connection.execute(script.read_text(encoding="utf-8"))
        old = connection.execute(_COLUMNS).fetchall()
        connection.execute(f"ATTACH '{new}' AS new (READ_ONLY)")
        known = set(connection.execute(_COLUMNS.replace("current_database()", "'new'")).fetchall())
        for table in {table for table, _ in old} - {"schema_version"}:
            if both := ", ".join(f'"{c}"' for t, c in old if t == table and (t, c) in known):
                connection.execute(
                    f"INSERT INTO {table} BY NAME SELECT {both} FROM new.store.{table}"
                )
        connection.execute(
            "INSERT INTO schema_version SELECT unnest(range(1, $n + 1))", {"n": version}
        )
        if version >= _IN_STORE:
            connection.execute("CREATE VIEW main.schema_version AS FROM store.schema_version")
    new.unlink()


_COLUMNS = """
SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal
"""
