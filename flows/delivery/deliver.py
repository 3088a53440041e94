"""Delivering digests: pending deliveries, composed and sent a channel at a time, and settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from config import Channel, Configuration, MendableError
from flows.delivery.digests import Digest, compose
from flows.delivery.notices import tell_notices
from flows.delivery.targets import ChannelError, Target, open_target, secret_of, send
from flows.locks import held
from flows.places import Places
from parsers.text import key
from warehouse import Outbox, Row, Warehouse

TERMINAL = "terminal"
"""The channel of those who configured none: the digest is shown and kept as files."""

State = Literal["nothing", "sent", "failed", "shown", "waiting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one channel's digest."""

    channel: str
    state: State
    events: int = 0
    digest: Digest | None = None
    files: tuple[Path, ...] = ()
    error: str | None = None
    unknown: int = 0


class DeliveringElsewhereError(MendableError):
    """Another process is delivering digests from the same data folder; let it finish."""


def tell(
    configuration: Configuration,
    places: Places,
    clock: Callable[[], datetime],
    *,
    only: str | None = None,
    dry_run: bool = False,
) -> list[Told]:
    """Send each channel one digest of all that is due to it.

    A channel that fails is kept for a later run and does not hold up the others. With `dry_run`
    the digests are composed and returned, and nothing is sent or recorded.
    """
    if not places.warehouse.exists():
        return []
    with held(places.delivery_lock) as ours:
        if not ours:
            raise DeliveringElsewhereError(
                f"{places.delivery_lock}: another process is delivering digests; what is pending goes "
                "with its digests or the next ones"
            )
        told = [
            _tell_channel(configuration, places, clock, name, dry_run=dry_run)
            for name in _channels(configuration, places, clock(), only)
        ]
        errors = [] if dry_run or only else tell_notices(configuration, places, clock)
        told += [Told(channel=TERMINAL, state="failed", error=error) for error in errors]
        if not dry_run and any(t.state != "nothing" or t.unknown for t in told):
            with Warehouse(places.warehouse, configuration.settings.warehousing) as warehouse:
                warehouse.publish(places.snapshot)
    return told


def every_channel_failed(told: Sequence[Told]) -> bool:
    """True when something was to be told and no channel could be told it."""
    tried = [each for each in told if each.state not in {"nothing", "waiting"}]
    return bool(tried) and all(each.state == "failed" for each in tried)


def _channels(
    configuration: Configuration, places: Places, moment: datetime, only: str | None
) -> list[str]:
    configured = [c.name for c in configuration.channels if c.enabled]
    if only is not None:
        return [only]
    with Warehouse(places.warehouse, configuration.settings.warehousing) as warehouse:
        due = Outbox(warehouse).channels(moment)
    names = configured or [TERMINAL]
    return names + [name for name in due if name not in names]


def _tell_channel(
    configuration: Configuration,
    places: Places,
    clock: Callable[[], datetime],
    name: str,
    *,
    dry_run: bool,
) -> Told:
    settings = configuration.settings
    with Warehouse(places.warehouse, settings.warehousing) as warehouse:
        outbox = Outbox(warehouse)
        unknown = 0 if dry_run else outbox.forget_interrupted(name)
        rows = outbox.pending(name, clock())
    if not rows:
        return Told(channel=name, state="nothing", unknown=unknown)
    channel = next((c for c in configuration.channels if c.name == name), None)
    if name != TERMINAL and channel is None:
        error = f"{len(rows)} events wait for channel {name}, which channels.toml no longer has"
        return Told(channel=name, state="waiting", events=len(rows), error=error, unknown=unknown)
    target: Target | None = None
    unusable: str | None = None
    if channel is not None:
        try:
            target = open_target(channel)
        except ChannelError as error:
            unusable = str(error)
    digest = fitted(rows, configuration, channel, target)
    if dry_run:
        return Told(channel=name, state="waiting", events=len(rows), digest=digest, error=unusable)
    moment = clock()
    digest_id = key("digest", name, moment.isoformat())
    record = {
        "digest_id": digest_id,
        "channel": name,
        "composed_at": moment,
        "title": digest.title,
        "markdown": digest.written("markdown"),
        "event_ids": [row["event_id"] for row in rows],
    }
    with Warehouse(places.warehouse, settings.warehousing) as warehouse:
        Outbox(warehouse).sending(record)
    files: tuple[Path, ...] = ()
    if target is not None and channel is not None:
        failure = send(target, digest.title, digest.written(target.form), secret_of(channel))
    elif unusable is not None:
        failure = unusable
    else:
        files, failure = _kept(places.digests, digest, digest_id, moment)
    with Warehouse(places.warehouse, settings.warehousing) as warehouse:
        outbox = Outbox(warehouse)
        if failure is None:
            outbox.sent(digest_id, clock())
        else:
            retry_at = clock() + timedelta(minutes=settings.telling.retry_minutes)
            outbox.failed(digest_id, failure, retry_at, settings.telling.max_attempts)
    state: State = "failed" if failure else "shown" if name == TERMINAL else "sent"
    return Told(
        channel=name,
        state=state,
        events=len(rows),
        digest=digest,
        files=files,
        error=failure,
        unknown=unknown,
    )


def fitted(
    rows: Sequence[Row],
    configuration: Configuration,
    channel: Channel | None,
    target: Target | None,
) -> Digest:
    """Return the digest with as many whole events as the channel has room for; the rest counted."""
    language = channel.language if channel else "en"
    digest = compose(rows, configuration.lexicon, language)
    if target is None or target.fits(digest.title, digest.written(target.form)):
        return digest
    low, high = 0, len(rows) - 1  # the most events that fit, by halving
    while low < high:
        middle = (low + high + 1) // 2
        trial = compose(rows[:middle], configuration.lexicon, language, len(rows) - middle)
        if target.fits(trial.title, trial.written(target.form)):
            low = middle
        else:
            high = middle - 1
    return compose(rows[:low], configuration.lexicon, language, len(rows) - low)


def _kept(
    folder: Path, digest: Digest, digest_id: str, moment: datetime
) -> tuple[tuple[Path, ...], str | None]:
    """Write the digest as Markdown, HTML and text; each file appears whole or not at all."""
    stem = f"{moment:%Y-%m-%dT%H%M%SZ}-{digest_id}"
    page = (
        "<!doctype html>\n"
        f'<html lang="{digest.language}"><meta charset="utf-8"><title>Laurelwire</title>\n'
        f'<body style="font-family:sans-serif;line-height:1.4;max-width:52em;margin:2em auto;padding:0 1em">\n'
        f"{digest.written('html')}</body></html>\n"
    )
    written = {"md": digest.written("markdown"), "html": page, "txt": digest.written("text")}
    files = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for suffix, content in written.items():
            path = folder / f"{stem}.{suffix}"
            partial = path.with_suffix(f".{suffix}.partial")
            partial.write_text(content, encoding="utf-8")
            files.append(partial.replace(path))
    except OSError as error:
        return (), f"{folder}: the digest cannot be written: {error.strerror or error}"
    return tuple(files), None
