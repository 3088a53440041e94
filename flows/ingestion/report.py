"""What one pass is asked to do, and what it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flows.fetching.readings import Reading
from parsers import Rejection
from warehouse import Row, Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What one pass reads: `seeds` replaces the configured seed folders, `only` names sources.

    `due`: only sources whose time has come; else all but those that must be left alone.
    """

    seeds: tuple[Path, ...] = ()
    only: tuple[str, ...] = ()
    offline: bool = False
    due: bool = False
    dry_run: bool = False


@dataclass(slots=True, kw_only=True)
class RunReport:
    """What one pass did; `resting` sources were not due, or asked to be left alone. asked = read + unchanged + failed; seen = new + copied + known + rejected."""

    started: datetime
    finished: datetime
    readings: list[Reading] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    resting: int = 0
    entries_seen: int = 0
    health: dict[str, str] = field(default_factory=dict)
    notices: list[Row] = field(default_factory=list)
    new: Stored = field(default_factory=Stored)

    def count(self, outcome: str) -> int:
        return sum(reading.outcome == outcome for reading in self.readings)

    @property
    def entries_known(self) -> int:
        stored = self.new.entries + self.new.copies
        return self.entries_seen - stored - len(self.rejections)

    @property
    def failed_sets(self) -> list[str]:
        """Return a line for each set of sources, seeds and those on the network, that failed whole."""
        sets = {
            "seed sources": [r for r in self.readings if not r.source.fetched],
            "sources on the network": [r for r in self.readings if r.source.fetched],
        }
        return [
            f"all {len(members)} {name} failed; first: {members[0].source.name}: {members[0].error}"
            for name, members in sets.items()
            if members and all(reading.outcome == "failed" for reading in members)
        ]

    @property
    def no_network(self) -> bool:
        """True when sources on the network were asked, and none could be reached."""
        fetched = [reading for reading in self.readings if reading.source.fetched]
        return bool(fetched) and all(reading.unreachable for reading in fetched)

    @property
    def balance(self) -> dict[str, int]:
        """Return the numbers of the run."""
        return {
            "sources_asked": len(self.readings),
            "sources_failed": self.count("failed"),
            "entries_seen": self.entries_seen,
            "entries_new": self.new.entries,
            "events_new": len(self.new.events),
            "deliveries_promised": self.new.promised,
        }


class UnknownSourceError(Exception):
    """--only names a source that is not configured."""
