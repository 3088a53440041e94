"""The only code that knows DuckDB: what is stored, and the snapshot that readers query."""

from warehouse.connection import RESTORE, WarehouseBusyError, WarehouseUnusableError
from warehouse.copies import CopyError, put_back, schema_of
from warehouse.decisions import Decisions, Verdict
from warehouse.held import HeldWarehouse
from warehouse.joining import OLD, Origin
from warehouse.outbox import Outbox
from warehouse.published import export, has_months, is_current, views
from warehouse.rows import Row, mention_row
from warehouse.session import (
    Limits,
    NotPublishedError,
    QueryError,
    Session,
    answered,
    query,
    write_parquet,
)
from warehouse.sizes import table_sizes
from warehouse.store import Batch, Stored, Warehouse

__all__ = [
    "OLD",
    "RESTORE",
    "Batch",
    "CopyError",
    "Decisions",
    "HeldWarehouse",
    "Limits",
    "NotPublishedError",
    "Origin",
    "Outbox",
    "QueryError",
    "Row",
    "Session",
    "Stored",
    "Verdict",
    "Warehouse",
    "WarehouseBusyError",
    "WarehouseUnusableError",
    "answered",
    "export",
    "has_months",
    "is_current",
    "mention_row",
    "put_back",
    "query",
    "schema_of",
    "table_sizes",
    "views",
    "write_parquet",
]
