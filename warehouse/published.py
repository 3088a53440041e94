"""The snapshot that readers open: replaced whole after a run, never written in place."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from config import MendableError
from warehouse.connection import OF_THE_FILE, RESTORE, WarehouseUnusableError
from warehouse.soundness import check, is_due

_AT_ONCE = 1000  # rows held of a result


class NotPublishedError(MendableError):
    """There is no published snapshot yet; run `laurelwire run` first."""


class QueryError(MendableError):
    """The query cannot be answered; the message is DuckDB's."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one query may use: seconds, MB (10⁶ bytes) of memory, threads."""

    seconds: float = 300
    memory_mb: int = 1000
    threads: int = 2


def query(
    snapshot: Path,
    sql: str,
    parameters: Mapping[str, Any] | None = None,
    limits: Limits = Limits(),
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the column names and rows that a query of the snapshot gives; as `asked` does it."""
    with answered(snapshot, sql, parameters, limits) as (names, rows):
        return names, list(rows)


@contextmanager
def answered(
    snapshot: Path, sql: str, parameters: Mapping[str, Any] | None = None, limits: Limits = Limits()
) -> Iterator[tuple[list[str], Iterator[tuple[Any, ...]]]]:
    """Give the column names of a query of the snapshot, and its rows as they are made.

    The snapshot is opened read-only, for this query alone and behind a fence: no file, network,
    extension or setting is within a query's reach, whatever it says. QueryError when it fails or
    takes longer than its limits.
    """
    connection = _fenced(snapshot, limits)
    late = threading.Event()

    def stop() -> None:
        late.set()
        connection.interrupt()

    timer = threading.Timer(limits.seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        found = connection.execute(sql, parameters or {})
        names = [column[0] for column in found.description or ()]
        yield names, _rows(found)
    except duckdb.Error as error:
        if late.is_set():
            raise QueryError(
                f"the query took longer than {limits.seconds:g} s; ask for less, or give it more with --timeout"
            ) from error
        if isinstance(error, OF_THE_FILE):  # a damaged block shows when it is read
            raise WarehouseUnusableError(_damaged(snapshot, error)) from error
        raise QueryError(str(error)) from error
    finally:
        timer.cancel()
        connection.interrupt()  # what is not read is not made
        connection.close()


def _rows(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while some := found.fetchmany(_AT_ONCE):
        yield from some


def _fenced(snapshot: Path, limits: Limits) -> duckdb.DuckDBPyConnection:
    if not snapshot.exists():
        raise NotPublishedError(f"{snapshot}: nothing published yet; run `laurelwire run` first")
    if not snapshot.is_file():
        raise WarehouseUnusableError(
            f"{snapshot}: no file; move what stands there away, and run `laurelwire run` to publish anew"
        )
    try:
        connection = duckdb.connect(
            str(snapshot),
            read_only=True,
            config={
                "enable_external_access": "false",
                "autoload_known_extensions": "false",
                "autoinstall_known_extensions": "false",
                "allow_community_extensions": "false",
                "python_enable_replacements": "false",  # variables of this program are no tables
                "temp_directory": "",
                "memory_limit": f"{limits.memory_mb}MB",
                "threads": limits.threads,
            },
        )
    except duckdb.Error as error:
        raise WarehouseUnusableError(_damaged(snapshot, error)) from error
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET lock_configuration = true")
    return connection


def _damaged(snapshot: Path, error: Exception) -> str:
    reason = str(error).splitlines()[0]
    return (
        f"{snapshot}: cannot be read: {reason}; delete it and run `laurelwire run` to publish anew"
    )


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
