"""Asking the published snapshot: read-only, behind a fence, within limits."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from config import MendableError
from warehouse.connection import OF_THE_FILE, WarehouseUnusableError

_AT_ONCE = 1000  # rows held of a result

LATELY = {"sources": None, "runs": "started_at"}
"""Views that may stand beside a large snapshot as they are since: whole, or the last rows by a column."""


class NotPublishedError(MendableError):
    """There is no published snapshot yet; run `laurelwire run` first."""


class QueryError(MendableError):
    """The query cannot be answered; the message is DuckDB's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one query may use: seconds, MB (10⁶ bytes) of memory, threads."""

    seconds: float = 300
    memory_mb: int = 1000
    threads: int = 2


Rows = Iterator[tuple[Any, ...]]


class Session:
    """The snapshot, opened read-only and behind a fence; a context manager that closes it.

    No file, network, extension or setting is within a statement's reach, whatever it says, but the file `target`
    where one is given. A session sees the snapshot of its beginning, however often that is replaced.
    """

    def __init__(self, snapshot: Path, limits: Limits, target: Path | None = None) -> None:
        self._snapshot, self._limits = snapshot, limits
        self._connection = _fenced(snapshot, limits, target)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.interrupt()  # what is not read is not made
        self._connection.close()

    def statements(self, sql: str) -> list[str]:
        """Return the statements of a text; QueryError where it is none."""
        try:
            return [statement.query for statement in self._connection.extract_statements(sql)]
        except duckdb.Error as error:
            raise QueryError(str(error)) from error

    @contextmanager
    def answered(
        self, sql: str, parameters: Mapping[str, Any] | None = None
    ) -> Iterator[tuple[list[str], Rows]]:
        """Give the column names of a statement's result, and its rows as they are made.

        QueryError when it fails or takes longer than the limits.
        """
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._connection.interrupt()

        timer = threading.Timer(self._limits.seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            found = self._connection.execute(sql, parameters or {})
            yield [column[0] for column in found.description or ()], _rows(found)
        except duckdb.Error as error:
            if late.is_set():
                raise QueryError(
                    f"the query took longer than {self._limits.seconds:g} s; ask for less, or give it more with --timeout"
                ) from error
            if isinstance(error, OF_THE_FILE):  # a damaged block shows when it is read
                raise WarehouseUnusableError(_damaged(self._snapshot, error)) from error
            raise QueryError(str(error)) from error
        finally:
            timer.cancel()

    def words(self) -> list[str]:
        """Return the names that a query may hold: views, their columns, macros."""
        statement = (
            "SELECT view_name FROM duckdb_views() WHERE NOT internal AND NOT temporary "
            "UNION SELECT column_name FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal "
            "UNION SELECT function_name FROM duckdb_functions() WHERE NOT internal ORDER BY ALL"
        )
        with self.answered(statement) as (_, rows):
            return [name for (name,) in rows]


def query(
    snapshot: Path,
    sql: str,
    parameters: Mapping[str, Any] | None = None,
    limits: Limits = Limits(),
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the column names and rows that a query of the snapshot gives; see Session."""
    with answered(snapshot, sql, parameters, limits) as (names, rows):
        return names, list(rows)


@contextmanager
def answered(
    snapshot: Path, sql: str, parameters: Mapping[str, Any] | None = None, limits: Limits = Limits()
) -> Iterator[tuple[list[str], Rows]]:
    """Give the column names of a query of the snapshot, and its rows as they are made; see Session."""
    with Session(snapshot, limits) as session, session.answered(sql, parameters) as found:
        yield found


def write_parquet(snapshot: Path, sql: str, target: Path, limits: Limits = Limits()) -> None:
    """Write what a query gives as Parquet, whole or not at all; it reaches no other file."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        with Session(snapshot, limits, partial) as session:
            (only, *more) = session.statements(sql) or [""]
            if more or not only.strip():
                raise QueryError("Parquet holds the result of one statement; ask for one")
            quoted = str(partial).replace("'", "''")
            body = only.strip().rstrip(";")
            with session.answered(f"COPY (\n{body}\n) TO '{quoted}' (FORMAT parquet)") as (_, rows):
                list(rows)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _rows(found: duckdb.DuckDBPyConnection) -> Rows:
    while some := found.fetchmany(_AT_ONCE):
        yield from some


def _fenced(snapshot: Path, limits: Limits, target: Path | None) -> duckdb.DuckDBPyConnection:
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
                "autoload_known_extensions": "false",
                "autoinstall_known_extensions": "false",
                "allow_community_extensions": "false",
                "python_enable_replacements": "false",  # variables of this program are no tables
                "temp_directory": "",
                "memory_limit": f"{limits.memory_mb}MB",
                "threads": limits.threads,
            },
        )
        _see_lately(connection, snapshot)
    except duckdb.Error as error:
        raise WarehouseUnusableError(_damaged(snapshot, error)) from error
    _close_fence(connection, () if target is None else (str(target),))
    return connection


def _see_lately(connection: duckdb.DuckDBPyConnection, snapshot: Path) -> None:
    """Show the views of LATELY as they are now, where runs since the snapshot changed nothing else."""
    (own,) = connection.execute("SELECT current_database()").fetchone() or ("",)
    for name, since in LATELY.items():
        beside = snapshot.with_name(f"{name}.parquet")
        if not beside.exists():
            continue
        quoted = str(beside).replace("'", "''")
        if since is None:
            connection.execute(f"CREATE TEMP TABLE {name} AS FROM read_parquet('{quoted}')")
            continue
        connection.execute(f"CREATE TEMP TABLE lately_{name} AS FROM read_parquet('{quoted}')")
        connection.execute(
            f'CREATE TEMP VIEW {name} AS FROM "{own}".main.{name} WHERE {since} NOT IN (SELECT {since} FROM lately_{name}) '  # noqa: S608
            f"UNION ALL FROM lately_{name}"
        )


def _close_fence(connection: duckdb.DuckDBPyConnection, paths: Sequence[str]) -> None:
    connection.execute("SET TimeZone = 'UTC'")
    if paths:
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
        connection.execute(f"SET allowed_paths = [{listed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _damaged(snapshot: Path, error: Exception) -> str:
    reason = str(error).splitlines()[0]
    return (
        f"{snapshot}: cannot be read: {reason}; delete it and run `laurelwire run` to publish anew"
    )
