"""Copies of the warehouse file: made whole, opened before they count, and put back."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from config import MendableError
from warehouse.blocks import HERE, blocks
from warehouse.soundness import read_whole

# What was told and decided, which no source can tell again.
_CARRIED = {
    "carry_deliveries": "carry_least", "settle_carried": "settle_least", "carry_notices": None,
    "carry_digest": None, "carry_decision": None, "carry_event_merge": None,
}  # fmt: skip
_AT_ONCE = 1 << 23  # bytes
_ROOM = 1.1  # of a file's size that must be free beside a copy of it


class CopyError(MendableError):
    """A copy cannot be made or used; the message says which, why and what to do."""


def copy_whole(path: Path, target: Path) -> None:
    """Copy a checkpointed warehouse file; `target` appears whole and checked, or not at all.

    CopyError when there is no room, or when the copy does not open as the warehouse that it is of.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    size = path.stat().st_size
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(target.parent).free
        if free < size * _ROOM:
            raise CopyError(
                f"{target.parent}: {free / 1e6:.0f} MB free, and a copy of the warehouse takes "
                f"{size / 1e6:.0f} MB; make room there"
            )
        copy_bytes(path, partial)
        schema_of(partial)
        partial.replace(target)
    except OSError as error:
        raise CopyError(
            f"{target}: the copy cannot be written: {error.strerror or error}; name another place"
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def copy_bytes(path: Path, target: Path) -> None:
    """Copy a file's bytes; by the system itself where it can, which takes a third of the time."""
    with path.open("rb") as source, target.open("wb") as copy:
        left = os.fstat(source.fileno()).st_size
        try:
            while left > 0:
                done = os.copy_file_range(source.fileno(), copy.fileno(), left)
                if done == 0:
                    break
                left -= done
        except (AttributeError, OSError) as error:  # another system, or between file systems
            if getattr(error, "errno", None) == errno.ENOSPC:
                raise
            source.seek(0)
            copy.seek(0)
            copy.truncate()
            shutil.copyfileobj(source, copy, _AT_ONCE)


def schema_of(path: Path) -> int:
    """Return the schema version of a warehouse file; CopyError where it is none, or damaged."""
    if not path.is_file():
        raise CopyError(f"{path}: no such file")
    latest = int(max((HERE / "migrations").glob("*.sql")).name.split("_")[0])
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            row = connection.execute("SELECT max(version) FROM schema_version").fetchone()
            read_whole(connection)
    except duckdb.Error as error:
        raise CopyError(f"{path}: no whole warehouse: {str(error).splitlines()[0]}") from error
    version = int(row[0]) if row and row[0] is not None else 0
    if not 0 < version <= latest:
        raise CopyError(
            f"{path}: a warehouse of schema version {version}, and this program knows 1 to {latest}; "
            "use the Laurelwire that wrote it"
        )
    return version


def put_back(copy: Path, path: Path, witnesses: list[Path], now: datetime) -> Path | None:
    """Make a copy the warehouse at `path`, keeping what was told since; return where the old file is.

    `witnesses` are files that may know of deliveries which the copy does not: readable ones are asked, so
    that nothing is told twice. The file that was there is set aside, never removed.
    """
    schema_of(copy)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    aside = path.with_name(f"{path.name}.{now:%Y%m%dT%H%M%SZ}.aside") if path.exists() else None
    try:
        copy_bytes(copy, fresh)
        for other in witnesses:
            _carry_over(other, fresh)
        if aside is not None:
            # A second name first: at no moment is there no warehouse.
            os.link(path, aside)
            wal = path.with_name(f"{path.name}.wal")
            if wal.exists():
                wal.rename(aside.with_name(f"{aside.name}.wal"))
        fresh.replace(path)
    except OSError as error:
        raise CopyError(f"{path}: cannot be restored: {error.strerror or error}") from error
    finally:
        fresh.unlink(missing_ok=True)
        fresh.with_name(f"{fresh.name}.wal").unlink(missing_ok=True)
    return aside


def _carry_over(other: Path, fresh: Path) -> None:
    """Add what another file says was told or decided, as far as it can be read.

    A block that is damaged takes what stands in it; of deliveries the least that tells them is tried then.
    """
    with _both(other, fresh) as connection:
        if connection is None:
            return
        theirs, ours = (_schema(connection, name) for name in ("other", "fresh"))
        for block, least in _CARRIED.items():
            for each in filter(None, (block, least)):
                statement = blocks()[each].replace("other.", f"other.{theirs}.")
                try:
                    connection.execute(statement.replace("fresh.", f"fresh.{ours}."))
                    break
                except duckdb.Error:  # of another schema, or damaged where it matters
                    continue


def _schema(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Return the schema in which an attached file has its tables: of old, the same as its views."""
    found = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = $name AND schema_name = 'store'",
        {"name": name},
    ).fetchone()
    return "store" if found and found[0] else "main"


@contextmanager
def _both(other: Path, fresh: Path) -> Iterator[duckdb.DuckDBPyConnection | None]:
    connection = duckdb.connect()
    try:
        for path, name, mode in ((fresh, "fresh", ""), (other, "other", " (READ_ONLY)")):
            quoted = str(path).replace("'", "''")
            connection.execute(f"ATTACH '{quoted}' AS {name}{mode}")
        connection.execute(
            f"SELECT count(*) FROM other.{_schema(connection, 'other')}.delivery"  # noqa: S608
        ).fetchall()
    except duckdb.Error:
        connection.close()
        yield None
        return
    try:
        yield connection
    finally:
        connection.close()
