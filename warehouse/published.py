"""The snapshot that readers open: replaced whole after a run, never written in place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from config import MendableError
from warehouse.connection import WarehouseUnusableError


class NotPublishedError(MendableError):
    """There is no published snapshot yet; run `laurelwire run` first."""


class QueryError(MendableError):
    """The query cannot be answered; the message is DuckDB's."""


def publish(connection: duckdb.DuckDBPyConnection, path: Path, snapshot: Path) -> None:
    """Replace the snapshot by the present state of the writer's file at `path`, atomically.

    A reader that has the old file open reads on undisturbed. The copy is made while the connection
    holds the writer's lock, so it is of one moment.
    """
    snapshot.parent.mkdir(parents=True, exist_ok=True)
    partial = snapshot.with_name(f".{snapshot.name}.{os.getpid()}")
    try:
        connection.execute("CHECKPOINT warehouse")
        shutil.copyfile(path, partial)
        shutil.copystat(path, partial)
        partial.replace(snapshot)
    finally:
        partial.unlink(missing_ok=True)
    for left in snapshot.parent.glob(f".{snapshot.name}.*"):
        left.unlink(missing_ok=True)


def is_current(path: Path, snapshot: Path) -> bool:
    """True when the snapshot is of the writer's last commit: same time and size, nothing pending."""
    if not snapshot.exists() or not path.exists() or path.with_name(f"{path.name}.wal").exists():
        return False
    ours, theirs = path.stat(), snapshot.stat()
    return (ours.st_mtime_ns, ours.st_size) == (theirs.st_mtime_ns, theirs.st_size)


def query(
    snapshot: Path, sql: str, parameters: Mapping[str, Any] | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the column names and rows that a query of the snapshot gives.

    The snapshot is opened read-only and for this query alone. Statements that write fail.
    """
    if not snapshot.exists():
        raise NotPublishedError(f"{snapshot}: nothing published yet; run `laurelwire run` first")
    try:
        connection = duckdb.connect(str(snapshot), read_only=True)
    except duckdb.Error as error:
        raise WarehouseUnusableError(
            f"{snapshot}: cannot be opened: {str(error).splitlines()[0]}; "
            "delete it and run `laurelwire run` to publish anew"
        ) from error
    with connection:
        connection.execute("SET TimeZone = 'UTC'")
        try:
            found = connection.execute(sql, parameters or {})
            names = [column[0] for column in found.description or ()]
            return names, found.fetchall()
        except duckdb.Error as error:
            raise QueryError(str(error)) from error
