"""Whether a warehouse file can be read whole: a damaged block shows when it is read, and not before."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb

_EVERY = 600.0  # seconds: reading takes three times as long as copying


def read_whole(connection: duckdb.DuckDBPyConnection, database: str | None = None) -> None:
    """Read every value of a database's own tables; duckdb.Error names a block that is damaged."""
    tables = connection.execute(
        "SELECT database_name, table_name FROM duckdb_tables() "
        "WHERE NOT internal AND NOT temporary AND database_name = coalesce($database, current_database())",
        {"database": database},
    ).fetchall()
    for its, table in tables:
        connection.execute(f'SELECT max(hash(t)) FROM "{its}"."{table}" AS t').fetchall()  # noqa: S608


def is_due(path: Path) -> bool:
    """True when the file was not found sound in the last ten minutes."""
    mark = _mark(path)
    return not mark.exists() or abs(time.time() - mark.stat().st_mtime) >= _EVERY


def note(path: Path) -> None:
    """Keep that the file was found sound just now."""
    _mark(path).touch()


def _mark(path: Path) -> Path:
    return path.with_name("checked")
