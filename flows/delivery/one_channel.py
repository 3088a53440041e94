"""One channel's digest: composed, sent message after message, and each settled before the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from config import Channel, Configuration
from config.settings import Telling
from flows.delivery.apprise_targets import (
    ChannelError,
    Message,
    Target,
    open_target,
    secret_of,
    send,
)
from flows.delivery.asking import asked
from flows.delivery.cards import Style
from flows.delivery.digests import Digest, compose, ranked
from flows.delivery.formats import Form, written
from flows.delivery.messages import Part, composed, one_part, parts
from flows.delivery.outcome import ACCEPTED, Outcome
from flows.delivery.payload import payload_of
from flows.delivery.results import TERMINAL, ChannelResult, State
from flows.delivery.rhythms import Occasion, allowed, moment_of
from flows.interrupts import finished_first
from flows.places import Places
from parsers.text.keys import key
from warehouse import OLD, Outbox, Row, Warehouse

_SHOWN = 100  # events of a flood that are shown where no service bounds a message
_LONGEST_REST = timedelta(hours=12)  # between two attempts
_TOO_LONG = "it is longer than the channel accepts, however briefly it is written; raise max_length"


def style_of(channel: Channel) -> Style:
    """Return how a channel's digests are written where its service can call people."""
    return Style(
        language=channel.language,
        chat=True,
        channel=channel.name,
        asks=asked(channel),
        watching=channel.watching,
        desk=channel.desk,
    )


def own_templates(configuration: Configuration) -> Path | None:
    """Return the folder of the user's templates, if there is one: templates/ beside channels.toml."""
    own = configuration.folder / "templates"
    return own if own.is_dir() else None


def preview(configuration: Configuration, channel: Channel, rows: Sequence[Row], form: Form) -> str:
    """Return a digest of event rows as a channel would be sent it, in a form, in one piece."""
    style = style_of(channel)
    digest = compose(ranked(rows, configuration.lexicon, style), configuration.lexicon, style)
    return written(digest, form, own_templates(configuration))


class ChannelDelivery:
    """The delivery of one channel's digest."""

    def __init__(
        self, configuration: Configuration, places: Places, clock: Callable[[], datetime], name: str
    ) -> None:
        self.configuration, self.places, self.clock, self.name = configuration, places, clock, name
        self.settings = configuration.settings
        self.channel = next((c for c in configuration.channels if c.name == name), None)
        self.templates = own_templates(configuration)
        self.style = style_of(self.channel) if self.channel is not None else Style()
        self.held = 0  # events that wait for the channel's next hour

    def tell(self, *, dry_run: bool, occasion: Occasion | None) -> ChannelResult:
        with self._outbox() as outbox:
            interrupted = 0 if dry_run else outbox.forget_interrupted(self.name)
            if self.settings.telling.unknown == "send" and not dry_run:
                outbox.send_unknown_again(self.name, self.clock())
            found = outbox.pending(self.name, self.clock())
            if not found:
                return ChannelResult(channel=self.name, state="nothing", unknown=interrupted)
            rows, until = self._free(outbox, found, occasion)
        self.held = len(found) - len(rows)
        if not rows:
            return self._result("waiting", [], left=self.held, until=until, unknown=interrupted)
        if self.name != TERMINAL and self.channel is None:
            error = f"{len(rows)} events wait for channel {self.name}, which channels.toml no longer has"
            return self._result("waiting", rows, error=error, unknown=interrupted)
        target: Target | None = None
        try:
            target = open_target(self.channel) if self.channel is not None else None
        except ChannelError as error:
            # No attempt was made: whoever puts the secret in place finds everything pending.
            digest = compose(rows, self.configuration.lexicon, self.style)
            if not dry_run:
                with self._outbox() as outbox:
                    outbox.held_up(self.name, rows, str(error))
            state: State = "waiting" if dry_run else "failed"
            return self._result(state, rows, digest=digest, error=str(error), unknown=interrupted)
        if target is not None and target.is_mail:
            self.style = replace(self.style, chat=False)  # nobody is called by a name in a mail
        if dry_run:
            digest = compose(rows, self.configuration.lexicon, self.style)
            return self._result("waiting", rows, digest=digest)
        return self._send(rows, target, interrupted)

    def _free(
        self, outbox: Outbox, found: Sequence[Row], occasion: Occasion | None
    ) -> tuple[list[Row], datetime | None]:
        """Return the events that may go now, most important first, and when more may."""
        rows = ranked(found, self.configuration.lexicon, self.style)
        if self.channel is None or occasion is None:
            return rows, None
        moment = moment_of(self.channel, self.settings.schedule, self.clock(), occasion)
        told = outbox.told_since(self.name, moment.since) if self.channel.cap else 0
        return allowed(rows, self.channel, moment, told), moment.next

    def _send(self, rows: Sequence[Row], target: Target | None, interrupted: int) -> ChannelResult:
        """Send message after message until one fails; what was not sent stays pending."""
        lexicon, most = self.configuration.lexicon, self.settings.telling.messages

        def fits(digest: Digest) -> bool:
            return target is None or target.fits(digest.title, self._written(digest, target.form))

        news, flood = [r for r in rows if not r["flood"]], _newest_first(rows, self.clock())
        counted: list[Row] = []
        short_enough = target is not None or len(flood) <= _SHOWN
        if flood and short_enough and fits(compose(rows, lexicon, self.style)):
            news, flood = list(rows), []  # all of it is one message
        cut = parts(news, lexicon, self.style, fits) if news else []
        if flood and len(cut) < most:
            short = flood if target is not None else flood[:_SHOWN]
            foremost = one_part(short, lexicon, self.style, fits)
            cut.append(foremost)
            if isinstance(foremost, Part):
                counted = flood[len(foremost.rows) :]
        self._give_up([each for each in cut if not isinstance(each, Part)])
        messages = [each for each in cut if isinstance(each, Part)][:most]
        left = self.held + len(rows) - len(counted) - sum(len(part.rows) for part in messages)
        result = self._result("failed", [], error=_TOO_LONG, unknown=interrupted, left=left)
        sent = 0
        for number, part in enumerate(messages, start=1):
            last = number == len(messages)
            rest_of = counted if last else []
            digest = composed(
                part, lexicon, number, len(messages), left if last else 0, len(rest_of)
            )
            files, outcome, given_up = self._settled(
                digest, part.rows, target, rest_of, left if last else 0
            )
            sent += len(part.rows) * (outcome.state != "failed")
            unknown = result.unknown + len(part.rows) * (outcome.state == "unknown")
            result = ChannelResult(
                channel=self.name,
                state=self._state(outcome),
                events=sent,
                left=self.held + len(rows) - len(counted) - sent,
                counted=len(rest_of) * (outcome.state != "failed"),
                digest=digest,
                files=result.files + files,
                error=outcome.error,
                unknown=unknown,
                given_up=given_up,
            )
            if outcome.state == "failed":
                break
        return result

    def _state(self, outcome: Outcome) -> State:
        if outcome.state != "accepted":
            return outcome.state
        return "shown" if self.name == TERMINAL else "sent"

    def _settled(
        self,
        digest: Digest,
        rows: Sequence[Row],
        target: Target | None,
        counted: Sequence[Row],
        left: int,
    ) -> tuple[tuple[Path, ...], Outcome, int]:
        """Send one message and record what became of it; SIGTERM waits for the record."""
        moment = self.clock()
        digest_id = key("digest", self.name, moment.isoformat(), digest.title)
        record = {
            "digest_id": digest_id,
            "channel": self.name,
            "composed_at": moment,
            "title": digest.title,
            "markdown": self._written(digest, "markdown"),
            "event_ids": [row["event_id"] for row in rows],
        }
        files: tuple[Path, ...] = ()
        with finished_first():
            with self._outbox() as outbox:
                outbox.sending(record)
            if target is not None and self.channel is not None:
                message = self._message(digest_id, self.channel, digest, target)
                if target.takes_data:
                    data = payload_of(
                        digest_id, self.name, digest, rows, left=left, counted=len(counted)
                    )
                    message = replace(message, data=data)
                outcome = send(target, message, secret_of(self.channel))
            else:
                forms = {"md": "markdown", "html": "mail", "txt": "text"}
                contents = {e: self._written(digest, f) for e, f in forms.items()}  # type: ignore[arg-type]
                files, outcome = _kept(self.places.digests, contents, digest_id, moment)
            with self._outbox() as outbox:
                if outcome.state == "failed":
                    telling = self.settings.telling
                    outbox.failed(
                        digest_id,
                        str(outcome.error),
                        self.clock(),
                        retry_at=self.clock()
                        + max(rest(rows, telling, digest_id), timedelta(seconds=outcome.wait or 0)),
                        give_up_before=self.clock() - timedelta(days=telling.give_up_days),
                    )
                    given_up = outbox.given_up(digest_id)
                else:
                    outbox.settled(
                        digest_id, self.name, outcome.state, outcome.error, self.clock(), counted
                    )
                    given_up = 0
        return files, outcome, given_up

    def _written(self, digest: Digest, form: Form) -> str:
        return written(digest, form, self.templates)

    def _message(self, name: str, channel: Channel, digest: Digest, target: Target) -> Message:
        return Message(
            name=name,
            channel=channel.name,
            title=digest.title,
            body=self._written(digest, target.form),
            text=self._written(digest, "text"),
            language=digest.language,
            desk=channel.desk,
        )

    def _give_up(self, rows: Sequence[Row]) -> None:
        if rows:
            with self._outbox() as outbox:
                outbox.give_up(self.name, rows, _TOO_LONG)

    def _result(self, state: State, rows: Sequence[Row], **facts: object) -> ChannelResult:
        return ChannelResult(channel=self.name, state=state, events=len(rows), **facts)  # type: ignore[arg-type]

    def _outbox(self) -> Outbox:
        return Outbox(Warehouse(self.places.warehouse, self.settings.warehousing))


def _newest_first(rows: Sequence[Row], now: datetime) -> list[Row]:
    """Return those of ranked rows that came in a flood, what was published of late before what was not."""
    flood = [row for row in rows if row["flood"]]
    return sorted(flood, key=lambda row: (row["published_at"] or row["first_seen_at"]) < now - OLD)


def rest(rows: Sequence[Row], telling: Telling, digest_id: str) -> timedelta:
    """Return how long a channel is left alone after a failure: twice as long each time, to half a day.

    A fifth less or more, as the digest's id has it: what failed at once for all is not tried again at once by all.
    """
    attempts = max((row["attempts"] for row in rows), default=0)
    minutes = telling.retry_minutes * 2.0 ** min(attempts, 20)
    spread = int(digest_id[:4], 16) / 0xFFFF
    return min(timedelta(minutes=minutes), _LONGEST_REST) * (0.8 + 0.4 * spread)


def _kept(
    folder: Path, contents: Mapping[str, str], digest_id: str, moment: datetime
) -> tuple[tuple[Path, ...], Outcome]:
    """Write the digest in each form, by its suffix; each file appears whole or not at all."""
    stem = f"{moment:%Y-%m-%dT%H%M%SZ}-{digest_id}"
    files = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(".*.partial"):
            left.unlink(missing_ok=True)
        for suffix, content in contents.items():
            path = folder / f"{stem}.{suffix}"
            partial = folder / f".{path.name}.partial"
            partial.write_text(content, encoding="utf-8")
            files.append(partial.replace(path))
    except OSError as error:
        reason = f"{folder}: the digest cannot be written: {error.strerror or error}"
        return (), Outcome(state="failed", error=reason)
    return tuple(files), ACCEPTED
