"""Mail by the standard library: one message to all recipients, and whether the server took it."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from flows.clock import now
from flows.delivery.outcome import ACCEPTED, Outcome

_SENDER = "Laurelwire"
_CONNECT, _LEAVE = 15.0, 2.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail to be sent; `name` is the same for the same digest, and becomes its Message-ID.

    `desk`: where it is answered, unless the URL says where.
    """

    name: str
    subject: str
    text: str
    html: str
    language: str
    channel: str
    desk: str | None = None


def is_mail(plugin: Any) -> bool:
    """True for an Apprise plugin that stands for mail sent by SMTP, unencrypted."""
    return hasattr(plugin, "smtp_host") and str(getattr(plugin, "pgp_mode", "no")) == "no"


def recipients(plugin: Any) -> list[str]:
    """Return the addresses of all that the plugin's URL names."""
    listed = [address for _, address in plugin.targets]
    return list(dict.fromkeys([*listed, *sorted(plugin.cc), *sorted(plugin.bcc)]))


def send_mail(plugin: Any, letter: Letter) -> Outcome:
    """Send a letter to where the plugin's URL says, once.

    `unknown` when the whole message was handed over and no answer came; `failed` before that.
    """
    try:
        smtp = _connected(plugin)
        try:
            return _handed_over(smtp, plugin, letter)
        finally:
            _take_leave(smtp)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return Outcome(state="failed", error=_said(error))


def _handed_over(smtp: smtplib.SMTP, plugin: Any, letter: Letter) -> Outcome:
    to = recipients(plugin)
    code, answer = smtp.mail(plugin.from_addr[1])
    if code != 250:
        return Outcome(state="failed", error=f"the sender was refused: {_reply(code, answer)}")
    refused = {a: reply for a in to if (reply := smtp.rcpt(a))[0] not in {250, 251}}
    if len(refused) == len(to):
        return Outcome(
            state="failed", error=f"every recipient was refused: {_replies(refused.values())}"
        )
    try:
        code, answer = smtp.data(_message(plugin, letter).as_bytes(policy=SMTP))
    except smtplib.SMTPDataError as error:
        return Outcome(state="failed", error=_said(error))
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(
            state="unknown", error=f"no answer after the message was sent: {_said(error)}"
        )
    if code != 250:
        return Outcome(state="failed", error=f"the message was refused: {_reply(code, answer)}")
    if refused:
        return Outcome(
            state="accepted", error=f"{len(refused)} of {len(to)} recipients were refused"
        )
    return ACCEPTED


def _connected(plugin: Any) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if not plugin.verify_certificate:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    host, port, secure = plugin.smtp_host, plugin.port, str(plugin.secure_mode)
    smtp: smtplib.SMTP
    if secure == "ssl":
        smtp = smtplib.SMTP_SSL(host, port, timeout=_CONNECT, context=context)
    else:
        smtp = smtplib.SMTP(host, port, timeout=_CONNECT)
    if smtp.sock is not None:
        smtp.sock.settimeout(plugin.socket_read_timeout)
    try:
        if secure == "starttls":
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if plugin.user and plugin.password:
            smtp.login(plugin.user, plugin.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _take_leave(smtp: smtplib.SMTP) -> None:
    """Say that we go; what became of the message is known, and a server that says nothing is not waited for."""
    if smtp.sock is not None:
        smtp.sock.settimeout(_LEAVE)
    with suppress(OSError, smtplib.SMTPException):
        smtp.quit()
    smtp.close()


def _message(plugin: Any, letter: Letter) -> EmailMessage:
    name, sender = plugin.from_addr
    host = sender.rpartition("@")[2] or "localhost"
    message = EmailMessage()
    # A line feed in a header would begin another one.
    message["Subject"] = " ".join(letter.subject.split())
    message["From"] = Address(display_name=_name(name), addr_spec=sender)
    message["To"] = [Address(display_name=n or "", addr_spec=a) for n, a in plugin.targets]
    if plugin.cc:
        message["Cc"] = [Address(addr_spec=address) for address in sorted(plugin.cc)]
    if answered := sorted(plugin.reply_to) or [letter.desk] * (letter.desk is not None):
        message["Reply-To"] = [Address(addr_spec=address) for address in answered]
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{letter.name}.laurelwire@{host}>"
    message["List-Id"] = f"<{letter.channel}.laurelwire.{host}>"
    message["List-Unsubscribe"] = (
        f"<mailto:{letter.desk or sender}?subject=unsubscribe%20{letter.channel}>"
    )
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    message["Content-Language"] = (
        letter.language
    )  # a header of content goes to the first part if it is set before
    return message


def _name(given: object) -> str:
    """Return the sender's name; Apprise's own stands where the URL gives none."""
    return _SENDER if not given or given == "Apprise" else str(given)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error.smtp_code, error.smtp_error)
    return " ".join(str(error).split()) or type(error).__name__


def _reply(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"


def _replies(replies: Iterable[tuple[int, bytes]]) -> str:
    return "; ".join(_reply(code, answer) for code, answer in list(replies)[:3])
