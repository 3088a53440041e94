"""Opening the warehouse file: one writer at a time, migrated, within the memory it was given."""

from __future__ import annotations

import hashlib
import os
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from config import MendableError
from config.settings import Warehousing
from warehouse.blocks import HERE, blocks
from warehouse.copies import copy_whole

_LOCKED = "Could not set lock"
RESTORE = (
    "`laurelwire restore` puts back the published snapshot, or a backup that you name; without either, "
    "move the file away for a new start"
)
# Small row groups and blocks: of each table the last is held, and written again, with every run. Bodies can
# be compressed since DuckDB 1.2.
STORED = "ROW_GROUP_SIZE 2048, STORAGE_VERSION 'v1.2.0'"
NEW = "BLOCK_SIZE 65536"  # a file keeps the size of its blocks
_POLL = 0.05  # seconds between attempts while another run writes


class WarehouseBusyError(MendableError):
    """Another process is writing to the warehouse; try again when it has finished."""


class WarehouseUnusableError(MendableError):
    """The warehouse file cannot be opened as one; the message says which and what to do."""


def open_writer(
    path: Path, settings: Warehousing, *, new: bool = False
) -> duckdb.DuckDBPyConnection:
    """Open the writer's file, waiting for another writer, and bring its schema up to date.

    WarehouseBusyError after `wait_for_writer` seconds; WarehouseUnusableError when the file is no
    warehouse, or is missing and may not be a `new` one. A file left by a killed process opens as it
    was at its last commit.
    """
    if not new and not path.exists():
        raise WarehouseUnusableError(
            f"{path}: no such file: `laurelwire run` makes it, or {RESTORE}"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f".{path.name}.*"):
        sweep(left)
    deadline = time.monotonic() + settings.wait_for_writer
    while True:
        try:
            stood = _identity(path)
            connection = _attached(path, settings)
            if stood in (None, _identity(path)):
                break
            connection.close()  # another file took this one's place before it was locked
        except duckdb.IOException as error:
            if _LOCKED not in str(error):
                raise WarehouseUnusableError(_unusable(path, error)) from error
            if time.monotonic() >= deadline:
                raise WarehouseBusyError(
                    f"{path}: another run has been writing for {settings.wait_for_writer:g} s; "
                    "wait for it to end, or end it"
                ) from error
            time.sleep(_POLL)
        except duckdb.Error as error:
            raise WarehouseUnusableError(_unusable(path, error)) from error
    try:
        with naming_faults(path):
            migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _identity(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


@contextmanager
def naming_faults(path: Path) -> Iterator[None]:
    """Turn what DuckDB says of a file that cannot be written or read into words and a remedy."""
    try:
        yield
    except OF_THE_FILE as error:
        raise WarehouseUnusableError(_faulty(path, error)) from error
    except duckdb.TransactionException as error:
        if "Failed to commit" not in str(error):
            raise
        raise WarehouseUnusableError(_faulty(path, error)) from error


OF_THE_FILE = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
)
"""What DuckDB raises when the file is at fault, and not the query."""


def _faulty(path: Path, error: Exception) -> str:
    reason = str(error).splitlines()[0]
    if "No space left" in reason or "disk quota" in reason.lower():
        return (
            f"{path.parent}: no room is left there; make some, and run again: what was stored stays"
        )
    if "Read-only file system" in reason or "Permission denied" in reason:
        return f"{path.parent}: cannot be written; make it writable, or name another folder with --data"
    return f"{path}: cannot be read or written: {reason}; {RESTORE}"


def _attached(path: Path, settings: Warehousing) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        config={
            "memory_limit": f"{settings.memory_mb}MB",
            "threads": settings.threads,
            # Beside the file, and not in whatever folder the program was started.
            "temp_directory": str(path.parent / "spilled"),
            # What is new is written out when the file is closed, not while it is stored.
            "wal_autocheckpoint": "1GB",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    try:
        connection.execute("SET TimeZone = 'UTC'")
        quoted = str(path).replace("'", "''")
        blocks = "" if path.exists() else f", {NEW}"
        connection.execute(f"ATTACH '{quoted}' AS warehouse ({STORED}{blocks})")
        connection.execute("USE warehouse")
    except BaseException:
        connection.close()
        raise
    return connection


def _unusable(path: Path, error: Exception) -> str:
    reason = str(error).splitlines()[0]
    if path.is_dir():
        return f"{path}: a folder stands where the warehouse's file belongs; move it away, then {RESTORE}"
    if "No space left" in reason or "Read-only" in reason or "Permission denied" in reason:
        return _faulty(path, error)
    return f"{path}: cannot be opened as a warehouse: {reason}; {RESTORE}"


def migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Apply the migrations that the file lacks, in order, then the present views if they changed.

    A copy of a file of an older schema is kept beside it, opened and read, before it is changed.
    """
    _look_in_store(connection)
    done = _version(connection)
    scripts = sorted((HERE / "migrations").glob("*.sql"))
    latest = int(scripts[-1].name.split("_")[0])
    if done > latest:
        raise WarehouseUnusableError(
            f"the warehouse has schema version {done}, newer than this program's {latest}; "
            "use the newer Laurelwire that wrote it"
        )
    described = (HERE / "views.sql", HERE / "columns.toml", HERE / "searching.sql")
    present = hashlib.sha256(b"".join(path.read_bytes() for path in described)).hexdigest()
    if done == latest and _views(connection) == present:
        return
    if 0 < done < latest:
        connection.execute("CHECKPOINT warehouse")
        copy_whole(path, path.with_name(f"{path.name}.schema-{done}"))
    connection.execute("BEGIN")
    try:
        if done == 0:
            connection.execute("CREATE TABLE store.schema_version (version INTEGER)")
        for script in scripts:
            version = int(script.name.split("_")[0])
            if version > done:
                connection.execute(script.read_text(encoding="utf-8"))
                connection.execute(
                    "INSERT INTO schema_version VALUES ($version)", {"version": version}
                )
        _renew_views(connection, present)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.Error):
            connection.execute("ROLLBACK")
        raise


def _look_in_store(connection: duckdb.DuckDBPyConnection) -> None:
    """Have names found in the schema `store`, where tables stand, and then among the views."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS store")
    connection.execute("SET search_path = 'warehouse.store,warehouse.main'")


def _tables(connection: duckdb.DuckDBPyConnection, schema: str) -> set[str]:
    found = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'warehouse' AND schema_name = $schema",
        {"schema": schema},
    )
    return {name for (name,) in found.fetchall()}


def _version(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the version of the file's schema: 0 of an empty file."""
    for schema in ("main", "store"):
        if "schema_version" in _tables(connection, schema):
            statement = f"SELECT coalesce(max(version), 0) FROM {schema}.schema_version"  # noqa: S608
            row = connection.execute(statement).fetchone()
            return int(row[0]) if row else 0
    return 0


def _views(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Return the key of the views that the file has, or None where it has none."""
    if "views_version" not in _tables(connection, "store"):
        return None
    row = connection.execute("SELECT max(digest) FROM store.views_version").fetchone()
    return row[0] if row else None


def _renew_views(connection: duckdb.DuckDBPyConnection, digest: str) -> None:
    """Make the present views, with the tables where they belong: before version 13 they stood among the views."""
    old = connection.execute(
        "SELECT view_name FROM duckdb_views() WHERE database_name = 'warehouse' AND NOT internal"
    ).fetchall()
    for (name,) in old:
        connection.execute(f'DROP VIEW IF EXISTS main."{name}"')
    for table in _tables(connection, "main"):
        connection.execute(f'CREATE TABLE store."{table}" AS FROM main."{table}"')
        connection.execute(f'DROP TABLE main."{table}"')
    connection.execute((HERE / "views.sql").read_text(encoding="utf-8"))
    _describe(connection)
    connection.execute(_search_macros())
    connection.execute(blocks()["fill_article_search"])
    connection.execute(
        "CREATE OR REPLACE TABLE store.views_version AS SELECT $digest AS digest",
        {"digest": digest},
    )


def _search_macros() -> str:
    """Return the macros by which the snapshot is searched; they spell characters as searching.py does."""
    from parsers.searching import characters  # noqa: PLC0415  a converter that few openings need

    spelt = characters()
    written, otherwise = "".join(map(chr, spelt)), "".join(spelt.values())
    quoted = [text.replace("'", "''") for text in (written, otherwise)]
    text = (HERE / "searching.sql").read_text(encoding="utf-8")
    return text.replace("{written}", quoted[0]).replace("{otherwise}", quoted[1])


def _describe(connection: duckdb.DuckDBPyConnection) -> None:
    """Comment every column of every view, as columns.toml has it."""
    said = tomllib.loads((HERE / "columns.toml").read_text(encoding="utf-8"))
    columns = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'warehouse' AND schema_name = 'main'"
    ).fetchall()
    for view, column in columns:
        text = said.get(view, {}).get(column) or said["any"].get(column, "")
        quoted = text.replace("'", "''")
        connection.execute(f'COMMENT ON COLUMN main."{view}"."{column}" IS \'{quoted}\'')


def sweep(left: Path) -> None:
    """Remove what a killed process left behind: `left` ends in the number of the process that made it."""
    number = left.name.removesuffix(".wal").rpartition(".")[2]
    try:
        os.kill(int(number), 0)
    except (ValueError, ProcessLookupError):
        left.unlink(missing_ok=True)
    except PermissionError:
        return
