"""The snapshot that readers open: replaced whole after a run, never written in place."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from warehouse.connection import RESTORE, WarehouseUnusableError
from warehouse.session import query
from warehouse.soundness import check, is_due


def publish(connection: duckdb.DuckDBPyConnection, path: Path, snapshot: Path) -> None:
    """Replace the snapshot by the present state of the writer's file at `path`, atomically.

    A reader that has the old file open reads on undisturbed. The copy is made while the connection
    holds the writer's lock, so it is of one moment. Every ten minutes at most it is read whole before
    it counts: a block that is damaged and that no run reads would take the place of a sound one.
    WarehouseUnusableError then, and the snapshot stays as it is.
    """
    snapshot.parent.mkdir(parents=True, exist_ok=True)
    partial = snapshot.with_name(f".{snapshot.name}.{os.getpid()}")
    try:
        connection.execute("CHECKPOINT warehouse")
        shutil.copyfile(path, partial)
        shutil.copystat(path, partial)
        _read_now_and_then(partial, path)
        partial.replace(snapshot)
    finally:
        partial.unlink(missing_ok=True)
    for left in snapshot.parent.glob(f".{snapshot.name}.*"):
        left.unlink(missing_ok=True)


def _read_now_and_then(copy: Path, path: Path) -> None:
    if not is_due(path):
        return
    try:
        with duckdb.connect(str(copy), read_only=True) as connection:
            check(connection, path)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise WarehouseUnusableError(
            f"{path}: damaged, so the snapshot stays as it was: {reason}; {RESTORE}"
        ) from error


def is_current(path: Path, snapshot: Path) -> bool:
    """True when the snapshot is of the writer's last commit: same time and size, nothing pending."""
    if not snapshot.exists() or not path.exists() or path.with_name(f"{path.name}.wal").exists():
        return False
    ours, theirs = path.stat(), snapshot.stat()
    return (ours.st_mtime_ns, ours.st_size) == (theirs.st_mtime_ns, theirs.st_size)


def export(snapshot: Path, view: str, target: Path) -> None:
    """Write a view of the snapshot as Parquet, whole or not at all; `view` is one of `views`."""
    partial = target.with_name(f".{target.name}.partial")
    connection = duckdb.connect(str(snapshot), read_only=True)
    try:
        connection.execute("SET TimeZone = 'UTC'")
        quoted = str(partial).replace("'", "''")
        connection.execute(f"COPY (FROM \"{view}\") TO '{quoted}' (FORMAT parquet)")
        partial.replace(target)
    finally:
        connection.close()
        partial.unlink(missing_ok=True)


def views(snapshot: Path) -> list[str]:
    """Return the names of the views that readers are promised."""
    statement = "SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY view_name"
    return [name for (name,) in query(snapshot, statement)[1]]
