"""What readers were told of an event and is known now to be otherwise: who is told again, and what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from parsers.identity import Event
from warehouse.rows import Row

_TOLD = ("status", "category", "award_name", "recipients")
"""The facts of an event that a change is told of; the first that reach further than a spelling are in `_differs`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An event as it stood before: `old` are the ids of the events it is made of now, `before` their rows.

    `informed`: the channels that were told of each, or may have been.
    """

    old: Sequence[str]
    before: Mapping[str, Row]
    informed: Mapping[str, set[str]] = field(default_factory=dict)

    @property
    def announced(self) -> bool:
        return any(self.before[o]["announce"] for o in self.old)

    @property
    def told(self) -> set[str]:
        return {channel for o in self.old for channel in self.informed.get(o, ())}

    def misinformed(self, event: Event) -> set[str]:
        """Return the channels that were told what is now known to be otherwise."""
        return self.told if any(_differs(self.before[o], event) for o in self.old) else set()

    def revision(self, event: Event, *, put_right: bool) -> int:
        """Return the event's revision: it grows where readers were told what is known now to be otherwise.

        `put_right`: others tell it otherwise than what was said to be wrong, and whoever was told that is told again.
        """
        present = int(max([self.before[o]["revision"] for o in self.old], default=1))
        again = put_right and not self.announced and bool(self.told)
        return present + bool(again or self.misinformed(event))

    def changes(self, event: Event) -> list[Row]:
        """Return what was told otherwise: for each fact that changed, the values before and now."""
        told = [self.before[o] for o in self.old if self.informed.get(o)]
        found = []
        for name in _TOLD:
            now = _values(getattr(event, name))
            was = next((v for row in told if (v := _values(row[name])) != now), None)
            if was is not None:
                found.append({"field": name, "was": was, "now": now})
        return found


def _values(value: str | Sequence[str] | None) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def _differs(row: Row, event: Event) -> bool:
    """True when a fact that readers were told has changed: status, level or winners."""
    winners = set(row["recipients"]), set(event.recipients)
    replaced = bool(winners[0] and winners[1] and not winners[0] & winners[1])
    status = bool(row["status"] != event.status)
    return status or (
        event.status == "corrected" and (replaced or row["category"] != event.category)
    )
