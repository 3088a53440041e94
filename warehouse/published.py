"""The snapshot that readers open: replaced whole after a run, never written in place."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import duckdb

from warehouse.connection import RESTORE, WarehouseUnusableError
from warehouse.copies import copy_bytes
from warehouse.session import LATELY, query
from warehouse.soundness import check, is_due

_SMALL = 64_000_000  # bytes that are copied whether or not there is anything new
_RUNS = 1000  # more than there are in that time
_AGE = 3600.0  # seconds that a larger snapshot may lack how sources stood when nothing was new


def publish(connection: duckdb.DuckDBPyConnection, path: Path, snapshot: Path) -> None:
    """Replace the snapshot by the present state of the writer's file at `path`, atomically.

    A reader that has the old file open reads on undisturbed. The copy is made while the connection
    holds the writer's lock, so it is of one moment. Now and then it is read whole before it counts:
    a block that is damaged and that no run reads would take the place of a sound one.
    WarehouseUnusableError then, and the snapshot stays as it is.
    """
    snapshot.parent.mkdir(parents=True, exist_ok=True)
    partial = snapshot.with_name(f".{snapshot.name}.{os.getpid()}")
    try:
        connection.execute("CHECKPOINT warehouse")
        copy_bytes(path, partial)
        shutil.copystat(path, partial)
        _read_now_and_then(partial, path)
        partial.replace(snapshot)
    finally:
        partial.unlink(missing_ok=True)
    for left in snapshot.parent.glob(f".{snapshot.name}.*"):
        left.unlink(missing_ok=True)
    for name in LATELY:
        snapshot.with_name(f"{name}.parquet").unlink(missing_ok=True)


def publish_lately(connection: duckdb.DuckDBPyConnection, path: Path, snapshot: Path) -> None:
    """Publish what a run that found nothing changed: how sources stand, and the run itself.

    A snapshot that is small, or an hour old, is replaced whole; beside a large one the changes stand in
    small files of their own, with which `Session` shows the views of LATELY as they are now.
    """
    whole = not snapshot.exists() or path.stat().st_size <= _SMALL
    if whole or not 0 <= time.time() - snapshot.stat().st_mtime < _AGE:
        publish(connection, path, snapshot)
        return
    connection.execute("CHECKPOINT warehouse")
    for name, since in LATELY.items():
        target = snapshot.with_name(f"{name}.parquet")
        partial = target.with_name(f".{target.name}.{os.getpid()}")
        some = f"ORDER BY {since} DESC LIMIT {_RUNS}" if since else ""
        quoted = str(partial).replace("'", "''")
        try:
            connection.execute(f"COPY (FROM main.{name} {some}) TO '{quoted}' (FORMAT parquet)")
            shutil.copystat(path, partial)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)


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
    """True when readers see the writer's last commit: nothing pending, and the snapshot or what stands
    beside it of the same moment."""
    if not snapshot.exists() or not path.exists() or path.with_name(f"{path.name}.wal").exists():
        return False
    ours, theirs = path.stat(), snapshot.stat()
    if (ours.st_mtime_ns, ours.st_size) == (theirs.st_mtime_ns, theirs.st_size):
        return True
    beside = [snapshot.with_name(f"{name}.parquet") for name in LATELY]
    return all(b.exists() and b.stat().st_mtime_ns == ours.st_mtime_ns for b in beside)


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
    statement = "SELECT view_name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main' AND NOT temporary ORDER BY view_name"
    return [name for (name,) in query(snapshot, statement)[1]]
