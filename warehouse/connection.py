"""Opening the warehouse file: one writer at a time, migrated, within the memory it was given."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb

from config import MendableError
from config.settings import Warehousing
from warehouse.blocks import HERE

_LOCKED = "Could not set lock"
_POLL = 0.05  # seconds between attempts while another run writes


class WarehouseBusyError(MendableError):
    """Another process is writing to the warehouse; try again when it has finished."""


class WarehouseUnusableError(MendableError):
    """The warehouse file cannot be opened as one; the message says which and what to do."""


def open_writer(path: Path, settings: Warehousing) -> duckdb.DuckDBPyConnection:
    """Open the writer's file, waiting for another writer, and bring its schema up to date.

    WarehouseBusyError after `wait_for_writer` seconds; WarehouseUnusableError when the file is no
    warehouse. A file left by a killed process opens as it was at its last commit.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + settings.wait_for_writer
    while True:
        try:
            connection = _attached(path, settings)
            break
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
    migrate(connection)
    return connection


def _attached(path: Path, settings: Warehousing) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        config={
            "memory_limit": f"{settings.memory_mb}MB",
            "threads": settings.threads,
            # What is new is written out when the file is closed, not while it is stored.
            "wal_autocheckpoint": "1GB",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    try:
        connection.execute("SET TimeZone = 'UTC'")
        quoted = str(path).replace("'", "''")
        # Small row groups and blocks: of each table the last is held, and written again, with every run.
        # A file keeps the size of its blocks.
        blocks = "" if path.exists() else ", BLOCK_SIZE 65536"
        connection.execute(f"ATTACH '{quoted}' AS warehouse (ROW_GROUP_SIZE 2048{blocks})")
        connection.execute("USE warehouse")
    except BaseException:
        connection.close()
        raise
    return connection


def _unusable(path: Path, error: Exception) -> str:
    reason = str(error).splitlines()[0]
    return (
        f"{path}: cannot be opened as a warehouse: {reason}; move the file away to start a new one, "
        "or restore a copy"
    )


def migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Apply the migrations that the file lacks, in order, then the present views."""
    connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER)")
    row = connection.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()
    done = int(row[0]) if row else 0
    scripts = sorted((HERE / "migrations").glob("*.sql"))
    latest = int(scripts[-1].name.split("_")[0])
    if done > latest:
        raise WarehouseUnusableError(
            f"the warehouse has schema version {done}, newer than this program's {latest}; "
            "use the newer Laurelwire that wrote it"
        )
    if done == latest:
        return
    connection.execute("BEGIN")
    for script in scripts:
        version = int(script.name.split("_")[0])
        if version > done:
            connection.execute(script.read_text(encoding="utf-8"))
            connection.execute("INSERT INTO schema_version VALUES ($version)", {"version": version})
    connection.execute((HERE / "views.sql").read_text(encoding="utf-8"))
    connection.execute("COMMIT")
