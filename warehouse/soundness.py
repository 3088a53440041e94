"""Whether a warehouse file can be read whole: a damaged block shows when it is read, and not before."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb

_EVERY = 600.0  # seconds: reading takes three times as long as copying
_SHARE = 50  # of the time that passes, one part of so many goes into reading


def read_whole(connection: duckdb.DuckDBPyConnection) -> None:
    """Read every value of the present database's own tables; duckdb.Error names a damaged block."""
    tables = connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() "
        "WHERE database_name = current_database() AND NOT internal AND NOT temporary"
    ).fetchall()
    for schema, table in tables:
        connection.execute(f'SELECT max(hash(t)) FROM "{schema}"."{table}" AS t').fetchall()  # noqa: S608


def check(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Read whole the file at `path`, or a copy of it, and keep when it was found sound, if it was."""
    mark = _mark(path)
    mark.unlink(missing_ok=True)
    started = time.monotonic()
    read_whole(connection)
    mark.write_text(f"{time.monotonic() - started:.3f}\n")


def is_due(path: Path) -> bool:
    """True when the file was not found sound lately: in ten minutes, and in fifty times what reading it took."""
    mark = _mark(path)
    try:
        took = float(mark.read_text() or 0)
        return abs(time.time() - mark.stat().st_mtime) >= max(_EVERY, _SHARE * took)
    except (OSError, ValueError):
        return True


def _mark(path: Path) -> Path:
    return path.with_name("checked")
