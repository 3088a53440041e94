"""Who asked for what: from the configured channels to the channels of one event."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Protocol

from config import Channel, Configuration
from flows.delivery.deliver import TERMINAL
from flows.delivery.watching import named_in
from flows.places import Places
from parsers.identity import Event
from warehouse import Outbox, Row, Warehouse


def nobody(_event: Event) -> Iterator[str]:
    """Return the channels that are told of what a quiet first run finds."""
    return iter(())


class Wanted(Protocol):
    """What subscriptions ask of an event."""

    @property
    def kind(self) -> str: ...
    @property
    def category(self) -> str | None: ...
    @property
    def venue(self) -> str | None: ...
    @property
    def field(self) -> str | None: ...
    @property
    def status(self) -> str: ...
    @property
    def is_new(self) -> bool: ...
    @property
    def announce(self) -> bool: ...
    @property
    def confidence(self) -> float: ...
    @property
    def award_name(self) -> str | None: ...
    @property
    def work_title(self) -> str | None: ...
    @property
    def subject(self) -> str | None: ...
    @property
    def recipients(self) -> Sequence[str]: ...
    @property
    def institutions(self) -> Sequence[str]: ...
    @property
    def known_institutions(self) -> Sequence[Any]: ...


def subscriptions(configuration: Configuration) -> Callable[[Event], Iterator[str]]:
    """Return the function that names the channels an event is promised to."""
    channels = [c for c in configuration.channels if c.enabled and c.events]
    floor = configuration.settings.telling.min_confidence

    def subscribed(event: Event) -> Iterator[str]:
        if event.status == "retracted":
            return
        if not any(c.enabled for c in configuration.channels):
            if event.announce and event.confidence >= floor:
                yield TERMINAL
            return
        for channel in channels:
            if wants(channel, event, floor):
                yield channel.name

    return subscribed


def wants(channel: Channel, event: Wanted, floor: float) -> bool:
    """True when a channel is told of an event that is news."""
    if not event.is_new or (channel.kinds and event.kind not in channel.kinds):
        return False
    if channel.venues and event.venue not in channel.venues:
        return False
    # Naming a category asks for it, also where it is not announced by default.
    named = event.category in channel.categories or event.field in channel.categories
    if channel.categories and not named:
        return False
    if channel.only_watched and not named_in(_texts(event), channel.watching):
        return False
    lowest = floor if channel.min_confidence is None else channel.min_confidence
    return (event.announce or named) and event.confidence >= lowest


def _texts(event: Wanted) -> Iterator[str | None]:
    """Yield what an event names: winners, institutions in both languages, award, work and subject."""
    yield from event.recipients or ()
    yield from event.institutions or ()
    for known in event.known_institutions or ():
        entry = known if isinstance(known, dict) else {"en": known.en, "zh": known.zh}
        yield from (entry["en"], entry["zh"])
    yield from (event.award_name, event.work_title, event.subject)


def promise_past(
    configuration: Configuration, places: Places, channel: Channel, since: datetime, now: datetime
) -> int:
    """Promise a channel what it would have been told since a moment; return how many events that is.

    What it was promised once, whatever became of it, is not promised again.
    """
    with Outbox(Warehouse(places.warehouse, configuration.settings.warehousing)) as outbox:
        wanted = _past(configuration, outbox, channel, since)
        return outbox.promise_past(channel.name, wanted, now) if wanted else 0


def past(
    configuration: Configuration, places: Places, channel: Channel, since: datetime, now: datetime
) -> list[Row]:
    """Return the events that a channel would have been told since a moment, as a digest shows them; nothing is recorded."""
    with Outbox(Warehouse(places.warehouse, configuration.settings.warehousing)) as outbox:
        return outbox.shown(_past(configuration, outbox, channel, since), now)


def _past(
    configuration: Configuration, outbox: Outbox, channel: Channel, since: datetime
) -> list[str]:
    floor = configuration.settings.telling.min_confidence
    return [
        row["event_id"]
        for row in outbox.events_since(since)
        if row["status"] != "retracted" and wants(channel, SimpleNamespace(**row), floor)
    ]
