"""Who asked for what: from the configured channels to the channels of one event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, Protocol

from config import Channel, Configuration
from flows.delivery.asking import as_stored
from flows.delivery.results import TERMINAL
from flows.delivery.watching import named_in
from flows.places import Places
from parsers.identity import Event
from warehouse import Origin, Outbox, Row, Warehouse


def nobody(_event: Event, _origin: Origin) -> Iterator[str]:
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
    def scope(self) -> str: ...
    @property
    def keys(self) -> Sequence[str]: ...
    @property
    def subject(self) -> str | None: ...
    @property
    def recipients(self) -> Sequence[str]: ...
    @property
    def institutions(self) -> Sequence[str]: ...
    @property
    def known_institutions(self) -> Sequence[Any]: ...


def subscriptions(configuration: Configuration) -> Callable[[Event, Origin], Iterator[str]]:
    """Return the function that names the channels an event is promised to."""
    channels = [c for c in configuration.channels if c.enabled and c.events]
    floor = configuration.settings.telling.min_confidence

    def subscribed(event: Event, origin: Origin) -> Iterator[str]:
        if event.status == "retracted":
            return
        if not any(c.enabled for c in configuration.channels):
            if event.announce and event.confidence >= floor:
                yield TERMINAL
            return
        for channel in channels:
            if wants(channel, event, origin, floor):
                yield channel.name

    return subscribed


def wants(channel: Channel, event: Wanted, origin: Origin, floor: float) -> bool:
    """True when a channel is told of an event that is news: all its filters let it pass."""
    if not event.is_new:
        return False
    if not all(not asked or found & asked for asked, found in _filters(channel, event, origin)):
        return False
    texts = tuple(_texts(event))
    if channel.people and not named_in(event.recipients or (), channel.people):
        return False
    if channel.keywords and not named_in((*texts, *origin.texts), channel.keywords):
        return False
    if channel.only_watched and not named_in(texts, channel.watching):
        return False
    if named_in(texts, channel.mute):
        return False
    # Naming a category or a scope asks for it, also where it is not announced by default.
    named = {event.category, event.field} & {*channel.categories} or event.scope in channel.scopes
    lowest = floor if channel.min_confidence is None else channel.min_confidence
    return bool(event.announce or named) and event.confidence >= lowest


def _filters(
    channel: Channel, event: Wanted, origin: Origin
) -> Iterator[tuple[set[str], set[str | None]]]:
    """Yield what a channel asks for of each kind, with what the event has of it."""
    yield {*channel.kinds}, {event.kind}
    yield {*channel.venues}, {event.venue}
    yield {*channel.categories}, {event.category, event.field}
    yield {*channel.prizes}, {*_prizes(event.keys or ())}
    yield {*channel.fields}, {event.field}
    yield {*channel.scopes}, {event.scope}
    yield {*channel.institutions}, {*_institutions(event)}
    yield {*channel.sources}, {*origin.sources}
    yield {*channel.source_languages}, {*origin.languages}


def _prizes(keys: Iterable[str]) -> Iterator[str]:
    """Yield the prizes that keys of identity name: `award|wolf:mathematics|2026`."""
    for key in keys:
        if key.startswith("award|"):
            yield key.split("|")[1].partition(":")[0]


def _institutions(event: Wanted) -> Iterator[str]:
    for known in event.known_institutions or ():
        yield known["key"] if isinstance(known, dict) else known.key


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


PAST = timedelta(days=30)
"""How far back a new or mended channel is asked whether it wants its past."""


def asking_anew(configuration: Configuration, places: Places, now: datetime) -> dict[str, int]:
    """Return the channels that are new or ask otherwise than before, each with how much of its past it was never promised.

    Each is returned once: what they ask for now is kept.
    """
    channels = {c.name: c for c in configuration.channels if c.enabled and c.events}
    asks = {name: as_stored(channel) for name, channel in channels.items()}
    if not asks or not places.warehouse.exists():
        return {}
    with Outbox(Warehouse(places.warehouse, configuration.settings.warehousing)) as outbox:
        before = outbox.asked()
        anew = {name: line for name, line in asks.items() if before.get(name) != line}
        if not anew:
            return {}
        found = {}
        for name in anew:
            wanted = _past(configuration, outbox, channels[name], now - PAST)
            if count := len(outbox.never_promised(name, wanted)):
                found[name] = count
        outbox.note_asked(anew, now)
    return found


def _past(
    configuration: Configuration, outbox: Outbox, channel: Channel, since: datetime
) -> list[str]:
    floor = configuration.settings.telling.min_confidence
    return [
        row["event_id"]
        for row in outbox.events_since(since)
        if row["status"] != "retracted"
        and wants(channel, SimpleNamespace(**row), _origin(row), floor)
    ]


def _origin(row: Row) -> Origin:
    return Origin(
        published=row["first_seen_at"],
        sources=frozenset(row["sources"] or ()),
        languages=frozenset(row["languages"] or ()),
        texts=tuple(row["texts"] or ()),
    )
