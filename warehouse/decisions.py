"""What people decide of events: merged, split, right or wrong. Kept of mentions, since events are joined anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from parsers.text.keys import key
from warehouse.joining import Subscribed, join_events
from warehouse.rows import Row
from warehouse.store import Warehouse

Verdict = Literal["right", "wrong"]
WITHDRAWN = "withdrawn"
"""The error of a delivery that was dropped because its event was said to be wrong."""
_SETTLED = frozenset({"sent", "unknown", "dropped", "given up"})


class Decisions:
    """Decisions by hand on an open warehouse; `subscribed` says who is told of what they bring about."""

    def __init__(self, warehouse: Warehouse, subscribed: Subscribed) -> None:
        self._warehouse, self._subscribed = warehouse, subscribed

    def merge(self, one: str, other: str, now: datetime) -> str:
        """Make two events one, now and for all that is read later; return its id."""
        firsts = [self._mentions(event)[0] for event in (one, other)]
        hand = "hand|" + key("merge", *sorted(firsts))
        with self._warehouse.transaction():
            before = [
                {**row, "key": hand, "mention_id": first}
                for event, first in zip((one, other), firsts, strict=True)
                for row in self._deliveries(event)
            ]
            self._warehouse.stage("merged_delivery", [_without(row, "event_id") for row in before])
            self._warehouse.run("add_merged_deliveries")
            self._decide("merge", dict.fromkeys(firsts, hand), now)
        return self._event(firsts[0])

    def split(self, mention: str, now: datetime) -> str:
        """Take a mention out of its event, now and for all that is read later; return the id of its own."""
        with self._warehouse.transaction():
            self._decide("split", {mention: f"hand|{mention}"}, now)
        return self._event(mention)

    def undo_merge(self, event: str, now: datetime) -> list[str]:
        """Part an event where it was merged last by hand, and put back what was promised of each part; return their ids.

        Nothing is changed, and nothing returned, where it was not. What was told since of the one counts as told of
        each.
        """
        found = self._warehouse.rows("merges_of", event=event)
        if not found:
            return []
        hand, firsts = found[0]["key"], found[0]["mentions"]
        with self._warehouse.transaction():
            since = {(r["channel"], r["revision"]): r for r in self._deliveries(event)}
            self._warehouse.run("drop_decisions", key=hand)
            self._join(firsts, now)
            parts = {first: self._event(first) for first in firsts}
            kept = self._warehouse.rows("merged_deliveries", key=hand)
            rows = [_restored(row, since, parts) for row in kept]
            named = {(row["channel"], row["revision"]) for row in kept}
            rows += [
                {**row, "event_id": part}
                for place, row in since.items()
                if place not in named
                for part in parts.values()
            ]
            self._warehouse.run("drop_deliveries_of", events=[event, *parts.values()])
            self._warehouse.stage("delivery", rows)
            self._warehouse.run("add_deliveries")
            self._warehouse.run("forget_merged_deliveries", key=hand)
            self._warehouse.run("forget_merge", key=hand, now=now, events=list(parts.values()))
        return list(dict.fromkeys(parts.values()))

    def judge(self, event: str, verdict: Verdict, because: str | None, now: datetime) -> None:
        """Keep what somebody says of an event.

        One that is wrong is announced no more, nor told to those who still wait for it, nor is a report that
        says the same; one that is right after all is as it was.
        """
        mentions = self._mentions(event)
        self._warehouse.stage(
            "verdict",
            [
                {
                    "mention_id": mention,
                    "event_id": event,
                    "verdict": verdict,
                    "because": because,
                    "said_at": now,
                }
                for mention in mentions
            ],
        )
        with self._warehouse.transaction():
            self._warehouse.run("drop_verdicts", mentions=mentions)
            self._warehouse.run("add_verdicts")
            self._join(mentions, now)
            block = "withdraw_deliveries" if verdict == "wrong" else "return_deliveries"
            self._warehouse.run(block, event=self._event(mentions[0]), error=WITHDRAWN)

    def _decide(self, kind: str, keys: Mapping[str, str], now: datetime) -> None:
        self._warehouse.stage(
            "decision",
            [
                {
                    "decision_id": key("decision", kind, mention, own),
                    "kind": kind,
                    "mention_id": mention,
                    "key": own,
                    "decided_at": now,
                }
                for mention, own in keys.items()
            ],
        )
        self._warehouse.run("add_decisions")
        if kind == "split":
            self._warehouse.run("decided_mentions", mentions=list(keys))
            self._warehouse.run("free_mentions", mentions=list(keys))
            join_events(self._warehouse, now, self._subscribed)
        else:
            self._join(list(keys), now)

    def _join(self, mentions: list[str], now: datetime) -> None:
        self._warehouse.run("decided_mentions", mentions=mentions)
        join_events(self._warehouse, now, self._subscribed)

    def _mentions(self, event: str) -> list[str]:
        return [row["mention_id"] for row in self._warehouse.rows("mentions_in", event=event)]

    def _event(self, mention: str) -> str:
        return str(self._warehouse.rows("event_with", mention=mention)[0]["event_id"])

    def _deliveries(self, event: str) -> list[Row]:
        return self._warehouse.rows("deliveries_of", event=event)


def _restored(row: Row, since: Mapping[tuple[str, int], Row], parts: Mapping[str, str]) -> Row:
    """Return a delivery as it was before its event was merged, or as what became of it since."""
    now = since.get((row["channel"], row["revision"]))
    moved = row["status"] not in _SETTLED and now is not None and now["status"] in _SETTLED
    return {
        **_without(row, "key", "mention_id"),
        **(now if moved and now is not None else {}),
        "event_id": parts[row["mention_id"]],
    }


def _without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}
