"""Rows on their way into tables: laid beside them first, in temporary tables of the same shape."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import duckdb
import orjson

from warehouse.connection import sweep
from warehouse.rows import Row

_ROOM = 1 << 20  # bytes for a row; those that take more make it grow


class Staging:
    """Lays rows in temporary tables of one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self._connection, self._folder = connection, folder
        self._shapes: dict[str, dict[str, str]] = {}

    def lay(self, table: str, rows: Iterable[Row]) -> None:
        """Lay rows in the temporary table `incoming_<table>`, in the shape of `table`.

        The rows travel as a file of JSON lines: as a parameter they would be held as one value of
        values, which takes four times as long, and a row at a time forty.
        """
        kinds = self._shape(table)
        lines = [_line({name: row.get(name) for name in kinds}) for row in rows]
        if not lines:
            shape = ", ".join(f'"{name}" {kind}' for name, kind in kinds.items())
            self._connection.execute(f"CREATE OR REPLACE TEMP TABLE incoming_{table} ({shape})")
            return
        largest = max(_ROOM, *map(len, lines))
        with self._file() as file:
            # The last line feed is needed: without it a long last line is read as malformed.
            file.write(b"\n".join([*lines, b""]))
            file.flush()
            self._connection.execute(
                f"CREATE OR REPLACE TEMP TABLE incoming_{table} AS FROM read_json($file, columns = $kinds, "
                "format = 'newline_delimited', maximum_object_size = $largest)",
                {"file": file.name, "kinds": kinds, "largest": 2 * largest + 2},
            )

    @contextmanager
    def _file(self) -> Iterator[IO[bytes]]:
        """Give a file of our own; what a killed process left is swept."""
        self._folder.mkdir(parents=True, exist_ok=True)
        own = self._folder / f"rows.{os.getpid()}"
        for left in self._folder.glob("rows.*"):
            if left != own:
                sweep(left)
        try:
            with own.open("wb") as file:
                yield file
        finally:
            own.unlink(missing_ok=True)

    def lay_pairs(
        self, table: str, name: str, target: str, pairs: Sequence[tuple[str, str]]
    ) -> None:
        """Lay pairs of keys in the temporary table `table` with the columns `name` and `target`."""
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS "
            f"SELECT unnest($a::JSON::VARCHAR[]) AS {name}, unnest($b::JSON::VARCHAR[]) AS {target}",
            bound({"a": [a for a, _ in pairs], "b": [b for _, b in pairs]}),
        )

    def _shape(self, table: str) -> dict[str, str]:
        if not self._shapes:
            for table_name, name, kind in self._connection.execute(
                "SELECT table_name, column_name, data_type FROM duckdb_columns() "
                "WHERE database_name = 'warehouse' AND schema_name = 'store' ORDER BY column_index"
            ).fetchall():
                self._shapes.setdefault(table_name, {})[name] = kind
        return self._shapes[table]


def bound(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters with lists as JSON: bound as they are, each member costs a search for a module."""
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
        for name, value in parameters.items()
    }


def _line(row: Row) -> bytes:
    try:
        return orjson.dumps(row)
    except TypeError:  # half a surrogate pair, which a feed can spell and UTF-8 cannot
        text = json.dumps(row, default=lambda value: value.isoformat(), ensure_ascii=False)
        return text.encode("utf-8", "replace")
