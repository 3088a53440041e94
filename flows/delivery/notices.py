"""Telling channels that ask for it how sources fare: each change of health once, several in one message."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from datetime import datetime

from config import Channel, Configuration
from flows.delivery.digests import Form, escaped
from flows.delivery.targets import ChannelError, open_target, secret_of, send
from flows.places import Places
from warehouse import Outbox, Row, Warehouse

_MOST = 30  # lines of one message; the rest is counted
_WORDS = {
    "healthy": "is read again",
    "failing": "keeps failing",
    "dead": "has failed for long, and is asked once a week from now on",
    "gone": "has been ended by its publisher (410)",
}


def tell_notices(
    configuration: Configuration, places: Places, clock: Callable[[], datetime]
) -> list[str]:
    """Send each channel what it is owed; return an error for each that could not be told."""
    errors = []
    for channel in configuration.channels:
        if channel.enabled and channel.notices:
            error = _tell_channel(configuration, places, channel, clock)
            errors += [f"channel {channel.name}: {error}"] if error else []
    return errors


def _tell_channel(
    configuration: Configuration, places: Places, channel: Channel, clock: Callable[[], datetime]
) -> str | None:
    settings = configuration.settings
    with Warehouse(places.warehouse, settings.warehousing) as warehouse:
        outbox = Outbox(warehouse)
        rows = outbox.pending_notices(channel.name, settings.telling.max_attempts)
        notices = [row["notice_id"] for row in rows]
        if not notices:
            return None
        outbox.mark_notices(channel.name, notices, "sending", clock())
    try:
        target = open_target(channel)
        failure = send(target, *written(rows, target.form), secret_of(channel))
    except ChannelError as error:
        failure = str(error)
    with Warehouse(places.warehouse, settings.warehousing) as warehouse:
        status = "failed" if failure else "sent"
        Outbox(warehouse).mark_notices(channel.name, notices, status, clock(), failure)
    return failure


def written(rows: Sequence[Row], form: Form) -> tuple[str, str]:
    """Return title and body of a message that tells these notices; what servers said is escaped."""
    noun = "source" if len(rows) == 1 else "sources"
    lines = [line(row) for row in rows[:_MOST]]
    if len(rows) > _MOST:
        lines.append(f"and {len(rows) - _MOST} more: laurelwire sources")
    title = f"Laurelwire: {len(rows)} {noun} to look at"
    if form == "html":
        return title, "".join(f"<p>{html.escape(each)}</p>" for each in lines)
    if form == "markdown":
        return title, "\n\n".join(map(escaped, lines))
    return title, "\n".join(lines)


def line(row: Row) -> str:
    """Return one notice as a sentence."""
    reason = f": {row['reason']}" if row["reason"] else ""
    return f"{row['source']} {_WORDS.get(row['health'], row['health'])}{reason}"
