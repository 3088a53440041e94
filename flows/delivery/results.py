"""What became of a channel's digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from flows.delivery.digests import Digest

TERMINAL = "terminal"
"""The channel of those who configured none: the digest is shown and kept as files."""

State = Literal["nothing", "sent", "failed", "unknown", "shown", "waiting"]
"""What became of a channel's digest; `unknown`: it may have arrived, and is not sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelResult:
    """What became of one channel's digest: `events` in its messages, `left` for a later one, `counted` by number alone.

    `unknown` counts deliveries that may have arrived, `given_up` those that failed for too long; `until`: when
    those that wait for the channel's hour may go.
    """

    channel: str
    state: State
    events: int = 0
    left: int = 0
    digest: Digest | None = None
    files: tuple[Path, ...] = ()
    error: str | None = None
    unknown: int = 0
    given_up: int = 0
    until: datetime | None = None
    counted: int = 0
