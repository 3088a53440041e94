"""The outbox: what was promised to whom, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from warehouse.rows import Row
from warehouse.store import Warehouse

Change = Literal["retry_deliveries", "drop_deliveries"]
"""What a person does to deliveries."""


class Outbox:
    """Deliveries of the warehouse, one channel's digest at a time; a context manager that closes it.

    A digest is marked as being sent before it is handed over and settled after. If the process
    dies in between, nobody knows whether it arrived: its deliveries become `unknown`.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._warehouse.close()

    def channels(self, now: datetime) -> list[str]:
        """Return the channels that have something due."""
        return [row["channel"] for row in self._warehouse.rows("pending_channels", now=now)]

    def pending(self, channel: str, now: datetime) -> list[Row]:
        """Return the events due for a channel, each once, oldest promise first."""
        return self._warehouse.rows("pending_events", channel=channel, now=now, events=[])

    def shown(self, events: Sequence[str], now: datetime) -> list[Row]:
        """Return events as `pending` would, whoever was promised them."""
        return self._warehouse.rows("pending_events", channel="", now=now, events=list(events))

    def told_since(self, channel: str, since: datetime) -> int:
        """Return how many events a channel was told of since a moment, or may have been."""
        return int(self._warehouse.rows("told_since", channel=channel, since=since)[0]["n"])

    def forget_interrupted(self, channel: str) -> int:
        """Mark what was being sent when its process died; return how many deliveries that is."""
        self._warehouse.run("forget_interrupted_digests", channel=channel)
        return self._warehouse.run("forget_interrupted", channel=channel)

    def send_unknown_again(self, channel: str, now: datetime) -> int:
        """Make pending what may have arrived, and was tried once; return how many deliveries that is."""
        return self._warehouse.run("send_unknown_again", channel=channel, now=now)

    def sending(self, digest: Row) -> None:
        """Record the digest and that its deliveries are on their way."""
        with self._warehouse.transaction():
            self._warehouse.stage("digest", [{**digest, "status": "sending"}])
            self._warehouse.run("add_digest")
            self._warehouse.run(
                "mark_sending",
                channel=digest["channel"],
                digest=digest["digest_id"],
                events=digest["event_ids"],
            )

    def settled(
        self,
        digest_id: str,
        channel: str,
        state: Literal["accepted", "unknown"],
        error: str | None,
        now: datetime,
        counted: Sequence[Row] = (),
    ) -> None:
        """Record that the service took the digest, or that it may have; `counted`: the events it tells by number alone."""
        status = "sent" if state == "accepted" else "unknown"
        with self._warehouse.transaction():
            self._warehouse.run(
                "mark_settled", digest=digest_id, status=status, error=error, now=now
            )
            self._warehouse.run("settle_digest", digest=digest_id, status=status)
            if counted:
                self._warehouse.run(
                    "count_deliveries",
                    channel=channel,
                    events=_ids(counted),
                    digest=digest_id,
                    now=now,
                )

    def failed(
        self,
        digest_id: str,
        error: str,
        now: datetime,
        *,
        retry_at: datetime,
        give_up_before: datetime,
    ) -> None:
        """Record that the service did not take the digest: it is tried again at `retry_at`.

        What failed first before `give_up_before` is given up.
        """
        with self._warehouse.transaction():
            self._warehouse.run(
                "mark_failed",
                digest=digest_id,
                error=error,
                now=now,
                retry_at=retry_at,
                give_up_before=give_up_before,
            )
            self._warehouse.run("settle_digest", digest=digest_id, status="failed")

    def given_up(self, digest_id: str) -> int:
        """Return how many deliveries of a digest were given up."""
        return len(self._warehouse.rows("given_up", digest=digest_id))

    def held_up(self, channel: str, rows: Sequence[Row], error: str) -> None:
        """Record why nothing could be sent; no attempt is counted, and the rows stay due."""
        self._warehouse.run("hold_up", channel=channel, events=_ids(rows), error=error)

    def give_up(self, channel: str, rows: Sequence[Row], error: str) -> None:
        """Record that these will never be sent, unless somebody asks for it."""
        self._warehouse.run("give_up", channel=channel, events=_ids(rows), error=error)

    def change(
        self,
        block: Change,
        events: Sequence[str],
        channel: str | None,
        statuses: Sequence[str],
        now: datetime,
    ) -> int:
        """Change deliveries by hand: of events whose ids begin so (or of all), of a channel (or all)."""
        return self._warehouse.run(
            block, events=list(events), channel=channel, statuses=list(statuses), now=now
        )

    def promise_past(self, channel: str, events: Sequence[str], now: datetime) -> int:
        """Promise events to a channel that was never promised them; return how many that is."""
        self._warehouse.stage(
            "delivery",
            [
                {
                    "event_id": event,
                    "revision": 1,
                    "channel": channel,
                    "promised_at": now,
                    "status": "pending",
                    "attempts": 0,
                    "next_attempt_at": now,
                }
                for event in events
            ],
        )
        return self._warehouse.run("promise_past")

    def never_promised(self, channel: str, events: Sequence[str]) -> list[str]:
        """Return those of the events that a channel was never promised."""
        found = self._warehouse.rows("never_promised", channel=channel, events=list(events))
        return [row["event_id"] for row in found]

    def asked(self) -> dict[str, str]:
        """Return what each channel asked for when `note_asked` was told last."""
        return {row["channel"]: row["asks"] for row in self._warehouse.rows("channels_asked")}

    def note_asked(self, asks: Mapping[str, str], now: datetime) -> None:
        """Keep what channels ask for."""
        rows = [{"channel": c, "asks": a, "seen_at": now} for c, a in asks.items()]
        self._warehouse.stage("channel_asked", rows)
        with self._warehouse.transaction():
            self._warehouse.run("forget_asked", channels=list(asks))
            self._warehouse.run("add_asked")

    def events_since(self, since: datetime) -> list[Row]:
        """Return the events that were first seen since a moment."""
        return self._warehouse.rows("events_since", since=since)

    def publish(self, snapshot: Path) -> None:
        """Show readers what was changed."""
        self._warehouse.publish(snapshot)

    def pending_notices(self, channel: str, now: datetime, since: datetime) -> list[Row]:
        """Return the notices due for a channel and promised since, oldest first.

        Those cut off in sending are unknown.
        """
        self._warehouse.run("forget_interrupted_notices", channel=channel)
        return self._warehouse.rows("pending_notices", channel=channel, now=now, since=since)

    def mark_notices(
        self,
        channel: str,
        notices: list[str],
        status: str,
        now: datetime,
        error: str | None = None,
        retry_at: datetime | None = None,
    ) -> None:
        self._warehouse.run(
            "mark_notices",
            channel=channel,
            notices=notices,
            status=status,
            now=now,
            error=error,
            retry_at=retry_at,
        )


def _ids(rows: Sequence[Row]) -> list[str]:
    return [row["event_id"] for row in rows]
