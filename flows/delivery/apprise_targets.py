"""Sending one message to one target with Apprise, without ever showing where it goes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, Literal

from config import Channel
from config.secrets import forms, longest_first
from flows.delivery.formats import Form
from flows.delivery.mail import Letter, is_mail, send_mail
from flows.delivery.outcome import ACCEPTED, Outcome
from flows.delivery.replies import replies
from flows.fetching.kept_secrets import SecretMissingError, kept

Unit = Literal["characters", "bytes", "utf16", "json"]

# What services accept in one message, where Apprise does not know or counts otherwise.
_ACCEPTED: Mapping[str, tuple[int, Unit]] = {
    "discord": (2000, "utf16"),
    "tgram": (4096, "utf16"),
    "slack": (35_000, "characters"),  # of 40,000; Apprise writes &amp; and the like
    "wecombot": (2048, "bytes"),  # of a text, as Apprise sends it; Markdown may have 4096
    "dingtalk": (19_500, "json"),  # of 20,000 bytes of a request, in which Apprise writes \uXXXX
    "lark": (19_500, "json"),
    "feishu": (19_500, "json"),
    "ntfy": (4000, "bytes"),  # what is longer arrives as a file
    "ntfys": (4000, "bytes"),
    "bark": (4000, "bytes"),
    "schan": (30_000, "bytes"),
    "wxpusher": (40_000, "bytes"),
}
_MAIL = 90_000  # bytes of a page; Gmail cuts off what is longer than 102 kB
_PUSHED = frozenset(
    {"ntfy", "ntfys", "gotify", "gotifys", "bark", "barks", "pover", "pushdeer", "pushdeers"}
)
_UNSET = 32_768  # Apprise's figure for a service whose limit it does not know
_WEBHOOKS = frozenset({"json", "jsons"})
_DATA = "laurelwire"  # the key of a webhook's body under which the data stands
_UNLIMITED = frozenset({"json", "jsons", "xml", "xmls", "form", "forms"})
_JOINT = 4  # characters that Apprise puts between title and body
# Seconds; the four that Apprise waits by itself are too few for a busy service.
_READ_TIMEOUT, _MAIL_TIMEOUT, _CONNECT_TIMEOUT = 30.0, 60.0, 10.0
# What requests says of a question that was asked, and not answered.
_LEFT_US = re.compile(
    r"Read timed out|ReadTimeout|RemoteDisconnected|Connection aborted|Connection broken|IncompleteRead"
    r"|Connection reset|Broken pipe|error=504"
)
_WARNED = re.compile(r"(?:WARNING|ERROR|CRITICAL) (.*)")
_SECRET = re.compile(r"[^\s/:@?&=#]{4,}")


class ChannelError(Exception):
    """A channel cannot be used: its secret is missing or no service's URL. Never shows the URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An opened channel: the service, the markup it reads, and the room it has."""

    plugin: Any
    scheme: str
    form: Form
    limit: int | None
    unit: Unit

    @property
    def is_mail(self) -> bool:
        return is_mail(self.plugin)

    @property
    def takes_data(self) -> bool:
        """True for a webhook, which is sent the events as data too."""
        return self.scheme in _WEBHOOKS

    def fits(self, title: str, body: str) -> bool:
        """True when title and body together are within what the service accepts."""
        sizes = _size(title, self.unit) + _size(body, self.unit) + _JOINT
        return self.limit is None or sizes <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message: `body` in the target's form, `text` plain; `name` the same for the same digest.

    `desk`: where a mail is answered; `data`: the digest as data, for a target that takes it.
    """

    name: str
    channel: str
    title: str
    body: str
    text: str
    language: str = "en"
    desk: str | None = None
    data: Mapping[str, Any] | None = None


def open_target(channel: Channel) -> Target:
    """Return the channel's target; ChannelError says which variable or file to mend, and how."""
    import apprise  # noqa: PLC0415  0.1 s that a run without channels need not spend

    place, url = _secret(channel)
    made = apprise.Apprise()
    with apprise.LogCapture(level=apprise.logging.CRITICAL):  # type: ignore[no-untyped-call]
        accepted = made.add(url)
    if not accepted and (packages := _lacking(url)):
        raise ChannelError(
            f"channel {channel.name}: {place} names a service for which Apprise needs {packages}; "
            f"install it beside Laurelwire: .venv/bin/python -m pip install '{packages}'"
        )
    if not accepted or len(made) != 1:
        raise ChannelError(
            f"channel {channel.name}: {place} does not hold exactly one Apprise URL; "
            "see https://github.com/caronc/apprise/wiki for the form of your service's"
        )
    plugin = made[0]
    if not is_mail(plugin) and len(plugin) > 1:
        raise ChannelError(
            f"channel {channel.name}: {place} names {len(plugin)} targets, of which one could fail alone; "
            "give each a channel of its own"
        )
    _be_patient(plugin)
    scheme = url.split(":", 1)[0].lower()
    limit, unit = _ACCEPTED.get(scheme, (plugin.body_maxlen, "characters"))
    if is_mail(plugin):
        limit, unit = _MAIL, "bytes"
    unlimited = scheme in _UNLIMITED or (
        scheme not in _ACCEPTED and limit >= _UNSET and not is_mail(plugin)
    )
    return Target(
        plugin=plugin,
        scheme=scheme,
        form=_form_of(plugin, scheme),
        limit=channel.max_length or (None if unlimited else limit),
        unit="characters" if channel.max_length else unit,
    )


def _lacking(url: str) -> str:
    """Return the packages without which Apprise cannot serve a URL; "" where it needs none, or does not know it."""
    from apprise.manager_plugins import NotificationManager  # noqa: PLC0415  as above

    try:
        plugin = NotificationManager()[url.split(":", 1)[0].lower()]  # type: ignore[no-untyped-call]
    except KeyError:
        return ""
    needed = plugin.requirements.get("packages_required") or ()
    return "" if plugin.enabled else ", ".join([needed] if isinstance(needed, str) else needed)


def _form_of(plugin: Any, scheme: str) -> Form:
    """Return the form that a service reads: Telegram knows a few tags and refuses all others.

    Slack has a mark-up of its own, which Apprise hands on; on a telephone's locked screen a line an event is read.
    """
    if is_mail(plugin):
        return "mail"
    if scheme == "slack":
        return "slack"
    if scheme in _PUSHED:
        return "push"
    kind = str(plugin.notify_format.value)
    if kind == "html":
        return "telegram" if scheme == "tgram" else "html"
    return "markdown" if kind == "markdown" else "text"


def send(target: Target, message: Message, secret: str) -> Outcome:
    """Hand one message to the service, once; the outcome's error never shows a secret."""
    if target.is_mail:
        letter = Letter(
            name=message.name,
            subject=message.title,
            text=message.text,
            html=message.body,
            language=message.language,
            channel=message.channel,
            desk=message.desk,
        )
        outcome = send_mail(target.plugin, letter)
    else:
        outcome = _through_apprise(target, message)
    if outcome.error is None:
        return outcome
    return replace(outcome, error=redacted(outcome.error, secret)[:300])


def _through_apprise(target: Target, message: Message) -> Outcome:
    import apprise  # noqa: PLC0415  as above

    forms = {
        "html": apprise.NotifyFormat.HTML,
        "telegram": apprise.NotifyFormat.HTML,
        "markdown": apprise.NotifyFormat.MARKDOWN,
        "slack": apprise.NotifyFormat.MARKDOWN,
        "push": apprise.NotifyFormat.TEXT,
        "text": apprise.NotifyFormat.TEXT,
    }
    # Apprise puts a title before Telegram's text as it is, with marks that Telegram refuses.
    title = "" if target.form == "telegram" else message.title
    courier = apprise.Apprise()
    courier.add(_with_data(target.plugin, message))
    # Only the log tells what went wrong; what it says below a warning may hold secrets.
    with (
        apprise.LogCapture(level=apprise.logging.DEBUG, fmt="%(levelname)s %(message)s") as log,  # type: ignore[no-untyped-call]
        replies() as answers,
    ):
        # Apprise 1 returns a bool, Apprise 2 an object that is only truthy.
        accepted = bool(
            courier.notify(title=title, body=message.body, body_format=forms[target.form])
        )
        logged = str(log.getvalue())
    if accepted:
        refused = answers.refusal(target.scheme)
        return ACCEPTED if refused is None else Outcome(state="failed", error=refused)
    warnings = " ".join(m[1] for line in logged.splitlines() if (m := _WARNED.match(line)))
    if _LEFT_US.search(logged):
        return Outcome(
            state="unknown",
            error=f"no answer after the message was sent; it may have arrived. {warnings}",
        )
    error = warnings or "the service did not accept the message"
    return Outcome(state="failed", error=error, wait=answers.wait())


def _with_data(plugin: Any, message: Message) -> Any:
    """Return the plugin, or a copy that also posts the digest as data; a name that its URL gives goes before ours."""
    if message.data is None:
        return plugin
    own = copy(plugin)
    own.payload_extras = {_DATA: message.data, **plugin.payload_extras}
    return own


def _be_patient(plugin: Any) -> None:
    """Wait longer than Apprise does by itself, unless the URL says how long (cto, rto)."""
    kind = type(plugin)
    if plugin.socket_read_timeout == kind.socket_read_timeout:
        plugin.socket_read_timeout = _MAIL_TIMEOUT if is_mail(plugin) else _READ_TIMEOUT
    if plugin.socket_connect_timeout == kind.socket_connect_timeout:
        plugin.socket_connect_timeout = _CONNECT_TIMEOUT


def secret_of(channel: Channel) -> str:
    """Return the channel's URL. Only `open_target` and `send` may see it."""
    return _secret(channel)[1]


def redacted(text: str, secret: str) -> str:
    """Return the text with every part of the secret URL replaced."""
    written = (form for part in (secret, *_SECRET.findall(secret)) for form in forms(part))
    for form in longest_first(written):
        text = text.replace(form, "***")
    return text


def _secret(channel: Channel) -> tuple[str, str]:
    try:
        return kept(channel.url_env, channel.url_file)
    except SecretMissingError as error:
        raise ChannelError(f"channel {channel.name}: {error}; put one Apprise URL there") from None


def _size(text: str, unit: Unit) -> int:
    if unit == "bytes":
        return len(text.encode("utf-8"))
    if unit == "json":
        return len(json.dumps(text)) - 2
    return len(text.encode("utf-16-le")) // 2 if unit == "utf16" else len(text)
