"""Delivering digests: pending deliveries, composed and sent a channel at a time, and settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from config import Configuration, MendableError
from config.rhythms import AT_ONCE
from flows.delivery.notices import tell_notices
from flows.delivery.one_channel import ChannelDelivery
from flows.delivery.results import TERMINAL, ChannelResult
from flows.delivery.rhythms import Occasion
from flows.locks import held
from flows.places import Places
from warehouse import Outbox, Warehouse, is_current

_DONE = frozenset({"sent", "failed", "unknown", "shown"})


class DeliveringElsewhereError(MendableError):
    """Another process is delivering digests from the same data folder; let it finish."""


def tell(
    configuration: Configuration,
    places: Places,
    clock: Callable[[], datetime],
    *,
    only: str | None = None,
    dry_run: bool = False,
    occasion: Occasion = "asked",
    at_once: bool = False,
) -> list[ChannelResult]:
    """Send each channel a digest of all that is due to it.

    A channel that fails is kept for a later run and does not hold up the others. With `dry_run`
    the digests are composed and returned, and nothing is sent or recorded. A channel's hours are kept
    (rhythms.py), but those of `only`, and of all with `at_once`.
    """
    if not places.warehouse.exists() and not places.snapshot.exists():
        return []
    with held(places.delivery_lock) as ours:
        if not ours:
            raise DeliveringElsewhereError(
                f"{places.delivery_lock}: another process is delivering digests; what is pending goes "
                "with its digests or the next ones"
            )
        with Warehouse(places.warehouse, configuration.settings.warehousing) as warehouse:
            due = Outbox(warehouse).channels(clock())
            if due and not dry_run:
                warehouse.check()
        results = [
            ChannelDelivery(configuration, places, clock, name).tell(
                dry_run=dry_run, occasion=None if only or at_once else occasion
            )
            for name in _channels(configuration, due, only)
        ]
        errors = [] if dry_run or only else tell_notices(configuration, places, clock)
        results += [
            ChannelResult(channel=TERMINAL, state="failed", error=error) for error in errors
        ]
        # A digest that was killed after its last message left the snapshot behind.
        changed = not is_current(places.warehouse, places.snapshot)
        if not dry_run and (changed or any(t.state in _DONE or t.unknown for t in results)):
            with Warehouse(places.warehouse, configuration.settings.warehousing) as warehouse:
                warehouse.publish(places.snapshot)
    return results


def told_when_read(configuration: Configuration) -> bool:
    """True where a channel is told after each reading."""
    return any(c.enabled and c.rhythm == AT_ONCE for c in configuration.channels)


def tell_read(
    configuration: Configuration, places: Places, clock: Callable[[], datetime]
) -> list[ChannelResult]:
    """Tell the channels that are told after each reading; while another process delivers, it does so."""
    if not told_when_read(configuration):
        return []
    try:
        return tell(configuration, places, clock, occasion="read")
    except DeliveringElsewhereError:
        return []


def every_channel_failed(results: Sequence[ChannelResult]) -> bool:
    """True when something was to be told and no channel could be told it."""
    tried = [each for each in results if each.state not in {"nothing", "waiting"}]
    return bool(tried) and all(each.state == "failed" for each in tried)


def _channels(configuration: Configuration, due: Sequence[str], only: str | None) -> list[str]:
    configured = [c.name for c in configuration.channels if c.enabled]
    if only is not None:
        return [only]
    names = configured or [TERMINAL]
    return names + [name for name in due if name not in names]
