"""Telling channels that ask for it how sources fare: each change of health once, several in one message."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from config import Channel, Configuration
from flows.delivery.apprise_targets import ChannelError, Message, open_target, secret_of, send
from flows.delivery.formats import Form, escaped
from flows.delivery.harmless import uncalling
from flows.delivery.outcome import Outcome
from flows.places import Places
from parsers.text.keys import key
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
    with Outbox(Warehouse(places.warehouse, settings.warehousing)) as outbox:
        since = clock() - timedelta(days=settings.telling.give_up_days)
        rows = outbox.pending_notices(channel.name, clock(), since)
        notices = [row["notice_id"] for row in rows]
        if not notices:
            return None
        outbox.mark_notices(channel.name, notices, "sending", clock())
    try:
        target = open_target(channel)
        title, body = written(rows, target.form)
        message = Message(
            name=key("notices", channel.name, *notices),
            channel=channel.name,
            title=title,
            body=body,
            text=written(rows, "text")[1],
        )
        outcome = send(target, message, secret_of(channel))
    except ChannelError as error:
        outcome = Outcome(state="failed", error=str(error))
    with Outbox(Warehouse(places.warehouse, settings.warehousing)) as outbox:
        status = "sent" if outcome.state == "accepted" else outcome.state
        retry_at = clock() + timedelta(minutes=settings.telling.retry_minutes)
        outbox.mark_notices(channel.name, notices, status, clock(), outcome.error, retry_at)
    return outcome.error


def written(rows: Sequence[Row], form: Form) -> tuple[str, str]:
    """Return title and body of a message that tells these notices; what servers said is escaped."""
    noun = "source" if len(rows) == 1 else "sources"
    lines = [uncalling(line(row)) for row in rows[:_MOST]]
    if len(rows) > _MOST:
        lines.append(f"and {len(rows) - _MOST} more: laurelwire sources")
    title = f"Laurelwire: {len(rows)} {noun} to look at"
    if form in {"html", "mail"}:
        return title, "".join(f"<p>{html.escape(each)}</p>" for each in lines)
    if form == "telegram":
        return title, "\n".join(map(html.escape, lines))
    if form == "markdown":
        return title, "\n\n".join(map(escaped, lines))
    return title, "\n".join(lines)


def line(row: Row) -> str:
    """Return one notice as a sentence."""
    reason = f": {row['reason']}" if row["reason"] else ""
    return f"{row['source']} {_WORDS.get(row['health'], row['health'])}{reason}"
