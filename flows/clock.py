"""The only clock of the program; whatever works with time is given one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """Return the present moment; the only clock of a run unless another is given."""
    return datetime.now(UTC)
