"""Sending one message to one target with Apprise, without ever showing where it goes."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from config import Channel

Unit = Literal["characters", "bytes", "utf16"]

# What services accept in one message, where Apprise does not know or counts otherwise.
_ACCEPTED: Mapping[str, tuple[int, Unit]] = {
    "discord": (2000, "utf16"),
    "tgram": (4096, "utf16"),
    "wecombot": (4000, "bytes"),
    "dingtalk": (20_000, "bytes"),
    "lark": (20_000, "bytes"),
    "feishu": (20_000, "bytes"),
    "bark": (4000, "bytes"),
    "schan": (30_000, "bytes"),
    "wxpusher": (40_000, "bytes"),
}
_UNSET = 32_768  # Apprise's figure for a service whose limit it does not know
_UNLIMITED = frozenset(
    {"mailto", "mailtos", "json", "jsons", "xml", "xmls", "form", "forms", "ntfy"}
)
_SECRET = re.compile(r"[^\s/:@?&=#]{4,}")


class ChannelError(Exception):
    """A channel cannot be used: its secret is missing or no service's URL. Never shows the URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An opened channel: the service, the markup it reads, and the room it has."""

    plugin: Any
    form: Literal["text", "markdown", "html"]
    limit: int | None
    unit: Unit

    def fits(self, title: str, body: str) -> bool:
        """True when title and body together are within what the service accepts."""
        return self.limit is None or _size(title, self.unit) + _size(body, self.unit) <= self.limit


def open_target(channel: Channel) -> Target:
    """Return the channel's target; ChannelError says which variable or file to mend, and how."""
    import apprise  # noqa: PLC0415  0.1 s that a run without channels need not spend

    place, url = _secret(channel)
    made = apprise.Apprise()
    with apprise.LogCapture(level=apprise.logging.CRITICAL):  # type: ignore[no-untyped-call]
        accepted = made.add(url)
    if not accepted or len(made) != 1:
        raise ChannelError(
            f"channel {channel.name}: {place} does not hold exactly one Apprise URL; "
            "see https://github.com/caronc/apprise/wiki for the form of your service's"
        )
    plugin = made[0]
    scheme = url.split(":", 1)[0].lower()
    limit, unit = _ACCEPTED.get(scheme, (plugin.body_maxlen, "characters"))
    unlimited = scheme in _UNLIMITED or (scheme not in _ACCEPTED and limit >= _UNSET)
    form = {"html": "html", "markdown": "markdown"}.get(str(plugin.notify_format.value), "text")
    return Target(
        plugin=plugin,
        form=form,  # type: ignore[arg-type]
        limit=channel.max_length or (None if unlimited else limit),
        unit="characters" if channel.max_length else unit,
    )


def send(target: Target, title: str, body: str, secret: str) -> str | None:
    """Send one message; return None when the service accepted it, else why not, without secrets."""
    import apprise  # noqa: PLC0415  as above

    forms = {
        "html": apprise.NotifyFormat.HTML,
        "markdown": apprise.NotifyFormat.MARKDOWN,
        "text": apprise.NotifyFormat.TEXT,
    }
    courier = apprise.Apprise()
    courier.add(target.plugin)
    with apprise.LogCapture(level=apprise.logging.WARNING) as log:  # type: ignore[no-untyped-call]
        # Apprise 1 returns a bool, Apprise 2 an object that is only truthy.
        accepted = bool(courier.notify(title=title, body=body, body_format=forms[target.form]))
        told = log.getvalue()
    if accepted:
        return None
    lines = [line.split(" - ")[-1] for line in told.strip().splitlines()]
    return redacted(" ".join(lines), secret)[:300] or "the service did not accept the message"


def secret_of(channel: Channel) -> str:
    """Return the channel's URL. Only `open_target` and `send` may see it."""
    return _secret(channel)[1]


def redacted(text: str, secret: str) -> str:
    """Return the text with every part of the secret URL replaced."""
    for part in sorted(set(_SECRET.findall(secret)), key=len, reverse=True):
        text = text.replace(part, "***")
    return text.replace(secret, "***")


def _secret(channel: Channel) -> tuple[str, str]:
    if channel.url_env is not None:
        place = f"the environment variable {channel.url_env}"
        url = os.environ.get(channel.url_env, "").strip()
    else:
        place = f"the file {channel.url_file}"
        try:
            url = Path(channel.url_file or "").read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ChannelError(
                f"channel {channel.name}: {place} cannot be read: {error}; create it with one Apprise URL"
            ) from None
    if not url:
        raise ChannelError(
            f"channel {channel.name}: {place} is empty or not set; put one Apprise URL there"
        )
    return place, url


def _size(text: str, unit: Unit) -> int:
    if unit == "bytes":
        return len(text.encode("utf-8"))
    return len(text.encode("utf-16-le")) // 2 if unit == "utf16" else len(text)
