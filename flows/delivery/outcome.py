"""What became of one message that was handed to a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`unknown`: the message left us and no answer came, so it may have arrived. `wait`: seconds the service asks for."""

    state: Literal["accepted", "failed", "unknown"]
    error: str | None = None
    wait: float | None = None


ACCEPTED = Outcome(state="accepted")
