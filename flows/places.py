"""Where a run keeps things: one data folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """The data folder and what is in it."""

    data: Path

    @property
    def warehouse(self) -> Path:
        """The writer's file; readers use `snapshot`."""
        return self.data / "laurelwire.duckdb"

    @property
    def snapshot(self) -> Path:
        return self.data / "published" / "laurelwire.duckdb"

    @property
    def digests(self) -> Path:
        return self.data / "digests"

    @property
    def delivery_lock(self) -> Path:
        return self.data / "delivering.lock"
