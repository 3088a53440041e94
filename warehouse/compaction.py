"""Giving back the room that a file holds and does not use: it is written anew, and takes its own place."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from warehouse.connection import NEW, STORED

_WORTH = 64_000_000  # bytes of free room that are left to be filled
_MUCH = 256_000_000  # bytes of it that take longer to copy, run by run, than the file to be written anew once


def is_sparse(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """True when half of the file is free, or much that is a fifth, and there is room for a new one."""
    used, free = room(connection, path)
    if free <= max(_WORTH, min(used, max(_MUCH, used / 4))):
        return False
    # Beside the new file a run needs room for its snapshot, which is as large.
    return shutil.disk_usage(path.parent).free > 2 * used + _WORTH


def room(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[int, int]:
    """Return the bytes of the warehouse's file at `path` that are used, and those that are free.

    Free blocks at its end are counted as free by DuckDB when the file was cut there already.
    """
    row = connection.execute(
        "SELECT block_size * used_blocks FROM pragma_database_size() WHERE database_name = 'warehouse'"
    ).fetchone()
    used = int(row[0]) if row else 0
    return used, max(0, path.stat().st_size - used)


def compact(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Put in the place of the file at `path` a copy of what it holds, and close the connection.

    The file is whole at every moment: the copy is renamed over it when it is written out. The connection has
    both locked till then, so that nobody writes to the old one any more, nor to the new one while the log of the old is
    put away. duckdb.Error or OSError leave the file as it was.
    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    quoted = str(fresh).replace("'", "''")
    log = path.with_name(f"{path.name}.wal")
    try:
        connection.execute("CHECKPOINT warehouse")
        connection.execute(f"ATTACH '{quoted}' AS fresh ({STORED}, {NEW})")
        connection.execute("COPY FROM DATABASE warehouse TO fresh")
        connection.execute("CHECKPOINT fresh")
        if not log.exists() or log.stat().st_size == 0:
            fresh.replace(path)
        connection.execute("USE memory")
        connection.execute("DETACH warehouse")
    finally:
        connection.close()
        fresh.unlink(missing_ok=True)
        fresh.with_name(f"{fresh.name}.wal").unlink(missing_ok=True)
