"""How much of the warehouse's file each table takes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from warehouse.session import Limits, Session

_LIMITS = Limits(seconds=600)


def table_sizes(file: Path) -> dict[str, int]:
    """Return the bytes of each table in a published snapshot or a file that nobody writes to, the largest first.

    Blocks that several tables share are counted by the parts that they have in them. `free`: what the
    next runs fill before the file grows.
    """
    blocks: Counter[int] = Counter()
    parts: dict[str, Counter[int]] = {}
    with Session(file, _LIMITS) as session:

        def rows(statement: str) -> list[tuple[object, ...]]:
            with session.answered(statement) as (_, found):
                return list(found)

        tables = rows("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'store'")
        for (table,) in tables:
            used: Counter[int] = Counter()
            for block, more in rows(
                f"SELECT block_id, additional_block_ids FROM pragma_storage_info('store.{table}')"  # noqa: S608  a name of ours
            ):
                used.update(
                    int(str(b)) for b in (block, *_list(more)) if b is not None and int(str(b)) >= 0
                )
            parts[str(table)] = used
            blocks += used
        ((size, free),) = rows(
            "SELECT block_size, free_blocks FROM pragma_database_size() WHERE database_name = current_database()"
        )
    sizes = {
        table: round(sum(count / blocks[block] for block, count in used.items()) * int(str(size)))
        for table, used in parts.items()
    }
    ordered = dict(sorted(sizes.items(), key=lambda pair: -pair[1]))
    return {**ordered, "free": int(str(free)) * int(str(size))}


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []
