"""The snapshot that readers open: replaced whole after a run, never written in place."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connection import RESTORE, WarehouseUnusableError
from warehouse.copies import copy_bytes
from warehouse.session import LATELY, query
from warehouse.soundness import check, is_due

_SMALL = 64_000_000  # bytes that are copied whether or not there is anything new
_MEMORY = 400  # MB for reading a copy whole, a table at a time
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
        limits: dict[str, Any] = {"memory_limit": f"{_MEMORY}MB", "threads": 1}
        with duckdb.connect(str(copy), read_only=True, config=limits) as connection:
            check(connection, path)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise WarehouseUnusableError(
            f"{path}: damaged, so the snapshot stays as it was: {reason}; {RESTORE}"
        ) from error


def is_current(path: Path, snapshot: Path) -> bool:
    """True when readers see the writer's last commit: nothing pending, the snapshot or what stands beside it of then."""
    if not snapshot.exists() or not path.exists() or path.with_name(f"{path.name}.wal").exists():
        return False
    ours, theirs = path.stat(), snapshot.stat()
    if (ours.st_mtime_ns, ours.st_size) == (theirs.st_mtime_ns, theirs.st_size):
        return True
    beside = [snapshot.with_name(f"{name}.parquet") for name in LATELY]
    return all(b.exists() and b.stat().st_mtime_ns == ours.st_mtime_ns for b in beside)


_MONTH_OF = (
    "first_seen_at", "started_at", "promised_at", "composed_at", "detected_at", "noticed_at", "said_at", "set_aside_at",
    "let_go_at",
)  # fmt: skip


def has_months(snapshot: Path, view: str) -> bool:
    """True when the rows of a view have a moment, by whose months they are exported."""
    return _moment(query(snapshot, f'FROM "{view}" LIMIT 0')[0]) is not None


def _moment(columns: Iterable[str]) -> str | None:
    present = set(columns)
    return next((name for name in _MONTH_OF if name in present), None)


def export(snapshot: Path, view: str, target: Path) -> None:
    """Write a view of the snapshot, which is one of `views`, as Parquet.

    Where it `has_months`, `target` becomes a folder with one for each, `month=2026-11/…`, `month=unknown/…` for
    rows without; else a file.
    """
    connection = duckdb.connect(str(snapshot), read_only=True)
    try:
        connection.execute("SET TimeZone = 'UTC'")
        quoted = str(target).replace("'", "''")
        columns = connection.execute(f'FROM "{view}" LIMIT 0').description or ()
        moment = _moment(column[0] for column in columns)
        if moment is None:
            connection.execute(f"COPY (FROM \"{view}\") TO '{quoted}' (FORMAT parquet)")
            return
        target.mkdir()
        connection.execute(
            f"COPY (SELECT *, coalesce(strftime({moment}, '%Y-%m'), 'unknown') AS \"month\" FROM \"{view}\") TO '{quoted}' "  # noqa: S608
            f"(FORMAT parquet, PARTITION_BY (\"month\"), FILENAME_PATTERN '{view}_{{i}}', OVERWRITE_OR_IGNORE)"
        )
        if not any(target.iterdir()):  # of no rows nothing is written, and nothing could be read
            nothing = f"{quoted}/month=unknown/{view}_0.parquet"
            (target / "month=unknown").mkdir()
            connection.execute(f"COPY (FROM \"{view}\" LIMIT 0) TO '{nothing}' (FORMAT parquet)")
    finally:
        connection.close()


def views(snapshot: Path) -> list[str]:
    """Return the names of the views that readers are promised."""
    statement = "SELECT view_name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main' AND NOT temporary ORDER BY view_name"
    return [name for (name,) in query(snapshot, statement)[1]]
