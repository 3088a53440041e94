"""Who asked for what: from the configured channels to the channels of one event."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from config import Channel, Configuration
from flows.delivery.deliver import TERMINAL
from parsers.identity import Event


def subscriptions(configuration: Configuration) -> Callable[[Event], Iterator[str]]:
    """Return the function that names the channels an event is promised to."""
    channels = [c for c in configuration.channels if c.enabled]
    floor = configuration.settings.telling.min_confidence

    def subscribed(event: Event) -> Iterator[str]:
        if event.status == "retracted":
            return
        if not channels:
            if event.announce and event.confidence >= floor:
                yield TERMINAL
            return
        for channel in channels:
            if _wants(channel, event, floor):
                yield channel.name

    return subscribed


def _wants(channel: Channel, event: Event, floor: float) -> bool:
    if not event.is_new or (channel.kinds and event.kind not in channel.kinds):
        return False
    if channel.venues and event.venue not in channel.venues:
        return False
    # Naming a category asks for it, also where it is not announced by default.
    named = event.category in channel.categories or event.field in channel.categories
    if channel.categories and not named:
        return False
    lowest = floor if channel.min_confidence is None else channel.min_confidence
    return (event.announce or named) and event.confidence >= lowest
