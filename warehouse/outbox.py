"""The outbox: what was promised to whom, and what became of it."""

from __future__ import annotations

from datetime import datetime

from warehouse.rows import Row
from warehouse.store import Warehouse


class Outbox:
    """Deliveries of the warehouse, one channel's digest at a time.

    A digest is marked as being sent before it is handed over and settled after. If the process
    dies in between, nobody knows whether it arrived: its deliveries become `unknown`.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse

    def channels(self, now: datetime) -> list[str]:
        """Return the channels that have something due."""
        return [row["channel"] for row in self._warehouse.rows("pending_channels", now=now)]

    def pending(self, channel: str, now: datetime) -> list[Row]:
        """Return the events due for a channel, each once, oldest promise first."""
        return self._warehouse.rows("pending_events", channel=channel, now=now)

    def forget_interrupted(self, channel: str) -> int:
        """Mark what was being sent when its process died; return how many deliveries that is."""
        return self._warehouse.run("forget_interrupted", channel=channel)

    def sending(self, digest: Row) -> None:
        """Record the digest and that its deliveries are on their way."""
        self._warehouse.stage("digest", [{**digest, "status": "sending"}])
        self._warehouse.run("add_digest")
        self._warehouse.run(
            "mark_sending",
            channel=digest["channel"],
            digest=digest["digest_id"],
            events=digest["event_ids"],
        )

    def sent(self, digest_id: str, now: datetime) -> None:
        self._warehouse.run("mark_sent", digest=digest_id, now=now)
        self._warehouse.run("settle_digest", digest=digest_id, status="sent")

    def failed(self, digest_id: str, error: str, retry_at: datetime, max_attempts: int) -> None:
        self._warehouse.run(
            "mark_failed",
            digest=digest_id,
            error=error,
            retry_at=retry_at,
            max_attempts=max_attempts,
        )
        self._warehouse.run("settle_digest", digest=digest_id, status="failed")

    def pending_notices(self, channel: str, max_attempts: int) -> list[Row]:
        """Return the notices due for a channel, oldest first; those cut off in sending are unknown."""
        self._warehouse.run("forget_interrupted_notices", channel=channel)
        return self._warehouse.rows("pending_notices", channel=channel, max_attempts=max_attempts)

    def mark_notices(
        self,
        channel: str,
        notices: list[str],
        status: str,
        now: datetime,
        error: str | None = None,
    ) -> None:
        self._warehouse.run(
            "mark_notices", channel=channel, notices=notices, status=status, now=now, error=error
        )
