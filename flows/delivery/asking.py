"""What a channel asks for, in words."""

from __future__ import annotations

from collections.abc import Iterable

from config import Channel
from flows.delivery.phrases import PHRASES

FILTERS = (
    "kinds",
    "categories",
    "venues",
    "prizes",
    "fields",
    "institutions",
    "people",
    "keywords",
    "sources",
    "source_languages",
    "scopes",
)
"""The filters of channels.toml that list what may pass."""


def filters_of(channel: Channel) -> dict[str, tuple[str, ...]]:
    """Return the filters that a channel sets, each with what may pass it."""
    return {name: getattr(channel, name) for name in FILTERS if getattr(channel, name)}


def asked(channel: Channel) -> str:
    """Return what a channel asks for, in its language, as it stands in channels.toml; "" where that is everything."""
    said = PHRASES[channel.language]
    parts = [
        f"{said.get(f'asks_{name}') or said[name]} {said['separator'].join(said.get(n, n) for n in names)}"
        for name, names in filters_of(channel).items()
    ]
    if channel.min_confidence:
        parts.append(said["min_confidence"].format(n=channel.min_confidence))
    if channel.only_watched:
        parts.append(said["only_watched"])
    if channel.mute:
        parts.append(said["mute"].format(names=said["separator"].join(channel.mute)))
    return said["and"].join(parts)


def as_stored(channel: Channel) -> str:
    """Return all that decides what a channel is told, in one line: another line, another choice."""
    watched: Iterable[str] = channel.watching if channel.only_watched else ()
    chosen = {**filters_of(channel), "mute": channel.mute, "watched": tuple(watched)}
    return repr([sorted((k, sorted(v)) for k, v in chosen.items() if v), channel.min_confidence])
