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

    @property
    def quarantine(self) -> Path:
        """Documents that were set aside, each under its key."""
        return self.data / "quarantine"

    @property
    def reading(self) -> Path:
        """What each process reads just now; see ingestion/budgets.py."""
        return self.data / "reading"

    @property
    def answered(self) -> Path:
        """When each scheduled job was begun last; see scheduling/moments.py."""
        return self.data / "answered.json"

    @property
    def serving_lock(self) -> Path:
        return self.data / "serving.lock"

    @property
    def prefect_home(self) -> Path:
        """Where the Prefect server that `serve` starts keeps its database and logs."""
        return self.data / "prefect"

    @property
    def failing(self) -> Path:
        """Present while scheduled runs fail; see scheduling/failures.py."""
        return self.data / "failing.json"
