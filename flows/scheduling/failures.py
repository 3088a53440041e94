"""Telling channels that scheduled runs fail, once, and once more when they work again."""

from __future__ import annotations

import html
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from config import Channel, ConfigurationError, load_configuration
from flows.clock import now
from flows.delivery.apprise_targets import ChannelError, Message, open_target, secret_of, send
from flows.delivery.formats import Form, escaped
from flows.places import Places
from parsers.text.keys import key

_AGAIN = timedelta(days=1)  # after which channels are reminded that runs still fail
_LONGEST = 500  # characters of a reason


def when_failed(flow: Any, flow_run: Any, state: Any) -> None:
    """Tell channels that a flow run failed or crashed (a state hook of Prefect)."""
    config, places = _of(flow_run)
    report_failure(
        config, places, f"{flow_run.name}: {state.message or state.name}", now(), flow.name
    )


def when_completed(flow: Any, flow_run: Any, state: Any) -> None:  # noqa: ARG001  Prefect calls it so
    """Tell channels that runs work again, if they were told otherwise (a state hook of Prefect)."""
    config, places = _of(flow_run)
    report_success(config, places, str(flow.name), now())


def report_failure(
    config: Path | None, places: Places, reason: str, now: datetime, job: str
) -> list[str]:
    """Tell the channels that ask for notices, once a day at most; return those that were told."""
    before = _kept(places)
    if before and now - before[1] < _AGAIN:
        return []
    names = _tell(config, "Laurelwire: scheduled runs fail", f"{reason[:_LONGEST]}\n{_ADVICE}")
    _keep(places, {"job": job, "told_at": now.isoformat()})
    return names


def report_success(config: Path | None, places: Places, job: str, now: datetime) -> list[str]:
    """Tell the channels that were told of a failure of this job that it works again."""
    before = _kept(places)
    if before is None or before[0] != job:
        return []
    places.failing.unlink(missing_ok=True)
    return _tell(
        config,
        "Laurelwire: scheduled runs work again",
        f"{job} has ended well at {now:%Y-%m-%d %H:%M} UTC.",
    )


_ADVICE = "`laurelwire doctor` on that machine says what is wrong and how to mend it."


def _of(run: Any) -> tuple[Path | None, Places]:
    parameters = run.parameters or {}
    config = parameters.get("config")
    return Path(config) if config else None, Places(Path(parameters.get("data") or "var"))


def _tell(config: Path | None, title: str, body: str) -> list[str]:
    try:
        channels = load_configuration(config).channels
    except ConfigurationError:
        return []  # who is to be told stands in what cannot be read; doctor and the log say so
    subscribed = [channel for channel in channels if channel.enabled and channel.notices]
    return [channel.name for channel in subscribed if _sent(channel, title, body)]


def _sent(channel: Channel, title: str, body: str) -> bool:
    try:
        target = open_target(channel)
        message = Message(
            name=key("failure", channel.name, body),
            channel=channel.name,
            title=title,
            body=_in_form(body, target.form),
            text=body,
        )
        return send(target, message, secret_of(channel)).state != "failed"
    except ChannelError:
        return False


def _in_form(body: str, form: Form) -> str:
    if form == "html":
        return "".join(f"<p>{html.escape(line)}</p>" for line in body.splitlines())
    return "\n\n".join(map(escaped, body.splitlines())) if form == "markdown" else body


def _kept(places: Places) -> tuple[str, datetime] | None:
    try:
        kept = json.loads(places.failing.read_text(encoding="utf-8"))
        return str(kept["job"]), datetime.fromisoformat(kept["told_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(places: Places, content: dict[str, str]) -> None:
    try:
        places.data.mkdir(parents=True, exist_ok=True)
        places.failing.write_text(json.dumps(content), encoding="utf-8")
    except OSError:
        return  # a full disk may be the very failure; channels are told again then
