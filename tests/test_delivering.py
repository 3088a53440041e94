"""What becomes of a message: accepted, refused, perhaps arrived; how long it is tried; by hand."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import ABEL_NEWS, Configure, Mailbox, Web, a_feed, a_source, free_port, rows

from config import Configuration, ConfigurationError
from flows.commands.cli import cli
from flows.delivery.apprise_targets import ChannelError, open_target
from flows.delivery.deliver import tell
from flows.delivery.harmless import cell, uncalling, visible
from flows.delivery.mail import recipients
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places
from warehouse import Outbox, Warehouse

pytestmark = pytest.mark.untraced

HOOK = '[[channel]]\nname = "hook"\nurl_env = "TEST_HOOK"\n'
START = datetime(2026, 11, 1, 8, tzinfo=UTC)


def promised(configure: Configure, web: Web, places: Places, channels: str = HOOK) -> Configuration:
    """Return a configuration under which one event waits for the channel."""
    feed = web.serves("/feed", a_feed(("1", "Abel Prize 2024", ABEL_NEWS)))
    configuration = configure(sources=a_source("Wire", feed), channels=channels)
    run_pass(configuration, places, Options(), clock=lambda: START)
    return configuration


def after(**passed: int) -> datetime:
    return START + timedelta(**passed)


def statuses(places: Places) -> list[Any]:
    return rows(places, "SELECT channel, status, attempts FROM deliveries ORDER BY ALL")


class Silent:
    """A server that takes a message whole and answers nothing; or only when it is let to."""

    def __init__(self, greeting: bytes = b"", replies: dict[bytes, bytes] | None = None) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.taken: list[bytes] = []
        self.may, self.asked = threading.Event(), threading.Event()
        self.greeting, self.replies = greeting, replies or {}
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):  # the client may be gone
            connection.sendall(self.greeting)
            while received := connection.recv(65536):
                self.taken.append(received)
                reply = self.replies.get(received.split(b" ")[0].strip()[:4].upper())
                if reply is not None:
                    connection.sendall(reply)
                    continue
                self.asked.set()
                if self.may.wait(20):
                    connection.sendall(
                        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    )
                    return

    def close(self) -> None:
        self.may.set()
        self.server.close()


@pytest.fixture
def silent() -> Iterator[Silent]:
    server = Silent()
    yield server
    server.close()


SMTP_UP_TO_DATA = {
    b"EHLO": b"250 here\r\n", b"MAIL": b"250 ok\r\n", b"RCPT": b"250 ok\r\n", b"DATA": b"354 go on\r\n",
}  # fmt: skip


def test_a_receiver_that_is_slow_to_answer_is_told_once(
    silent: Silent, web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_HOOK", f"json://127.0.0.1:{silent.port}/?rto=0.3")
    configuration = promised(configure, web, places)
    (told,) = tell(configuration, places, lambda: START)
    assert (told.state, told.unknown) == ("unknown", 1)
    assert "may have arrived" in str(told.error)
    for hours in (1, 24, 240):
        (told,) = tell(configuration, places, partial(after, hours=hours))
        assert told.state == "nothing"
    assert statuses(places) == [("hook", "unknown", 1)]
    assert sum(taken.startswith(b"POST") for taken in silent.taken) == 1


def test_what_may_have_arrived_is_sent_once_more_where_that_is_asked_for(
    silent: Silent, web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_HOOK", f"json://127.0.0.1:{silent.port}/?rto=0.3")
    promised(configure, web, places)
    configuration = configure(channels=HOOK, settings='[telling]\nunknown = "send"\n')
    states = [
        tell(configuration, places, partial(after, hours=hours))[0].state for hours in (0, 1, 24)
    ]
    assert states == ["unknown", "unknown", "nothing"]
    assert sum(taken.startswith(b"POST") for taken in silent.taken) == 2
    assert statuses(places) == [("hook", "unknown", 2)]


def test_a_mail_that_was_handed_over_and_not_answered_is_unknown(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Silent(b"220 here\r\n", SMTP_UP_TO_DATA)
    url = f"mailto://127.0.0.1:{server.port}?from=a@example.org&to=b@example.org&mode=insecure&rto=0.5"
    monkeypatch.setenv("TEST_HOOK", url)
    configuration = promised(configure, web, places)
    (told,) = tell(configuration, places, lambda: START)
    server.close()
    assert (told.state, told.unknown) == ("unknown", 1)
    assert statuses(places) == [("hook", "unknown", 1)]


@pytest.mark.parametrize("refusing", ["MAIL", "RCPT", "DATA"])
def test_a_mail_that_was_refused_is_tried_again(
    refusing: str, web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Silent(b"220 here\r\n", {**SMTP_UP_TO_DATA, refusing.encode(): b"550 not here\r\n"})
    url = f"mailto://127.0.0.1:{server.port}?from=a@example.org&to=b@example.org&mode=insecure"
    monkeypatch.setenv("TEST_HOOK", url)
    configuration = promised(configure, web, places)
    (told,) = tell(configuration, places, lambda: START)
    server.close()
    assert told.state == "failed"
    assert "550 not here" in str(told.error)
    assert statuses(places) == [("hook", "failed", 1)]


def test_a_mail_reaches_all_its_recipients_at_once_with_a_plain_part_and_its_own_name(
    mailbox: Mailbox,
    web: Web,
    configure: Configure,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = mailbox.url.replace("to=reader@example.org", "to=ada@example.org,bo@example.org")
    monkeypatch.setenv("TEST_HOOK", url)
    configuration = promised(configure, web, places)
    assert recipients(open_target(configuration.channels[0]).plugin) == [
        "ada@example.org",
        "bo@example.org",
    ]
    (told,) = tell(configuration, places, lambda: START)
    (raw,) = mailbox.received
    text = raw.decode()
    assert told.state == "sent"
    assert "From: Laurelwire <wire@example.org>" in text
    assert "Message-ID: <" in text
    assert "List-Id: <hook.laurelwire.example.org>" in text
    assert "Content-Type: text/plain" in text
    assert "Content-Type: text/html" in text


def test_failures_are_retried_for_days_ever_more_rarely_and_then_given_up_loudly(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_HOOK", f"json://127.0.0.1:{free_port()}/")
    configuration = promised(configure, web, places)
    moment, attempts, given_up = START, [], 0
    while not given_up and moment < START + timedelta(days=30):
        (told,) = tell(configuration, places, lambda: moment)  # noqa: B023  called at once
        given_up = told.given_up
        attempts += [moment] if told.state == "failed" else []
        old = moment - START
        moment += max(timedelta(minutes=5), min(old / 4, timedelta(hours=3)))
    assert attempts[-1] - attempts[0] >= timedelta(days=7)
    assert len(attempts) < 40
    waits = [later - sooner for sooner, later in zip(attempts, attempts[1:], strict=False)]
    assert waits[0] <= timedelta(minutes=10)
    assert (
        timedelta(hours=9) <= waits[-1] <= timedelta(hours=18)
    )  # half a day, a fifth less or more
    assert statuses(places) == [("hook", "given up", len(attempts))]


def test_readers_see_what_a_digest_told_that_was_killed_before_it_was_published(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise SystemExit

    monkeypatch.setenv("TEST_HOOK", web.url.replace("http", "json") + "/hook")
    configuration = promised(configure, web, places)
    with monkeypatch.context() as patched:
        patched.setattr(Warehouse, "publish", killed)
        with pytest.raises(SystemExit):
            tell(configuration, places, lambda: START)
    assert statuses(places) == [("hook", "pending", 0)]
    (told,) = tell(configuration, places, partial(after, hours=1))
    assert told.state == "nothing"
    assert statuses(places) == [("hook", "sent", 1)]


def test_a_missing_secret_costs_no_attempt(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TEST_HOOK", raising=False)
    configuration = promised(configure, web, places)
    for days in range(0, 30, 5):
        (told,) = tell(configuration, places, partial(after, days=days))
        assert told.state == "failed"
    assert statuses(places) == [("hook", "pending", 0)]
    monkeypatch.setenv("TEST_HOOK", web.url.replace("http", "json") + "/hook")
    (told,) = tell(configuration, places, lambda: START + timedelta(days=31))
    assert (told.state, told.events) == ("sent", 1)


def test_one_url_of_several_targets_is_refused_since_one_could_fail_alone(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_HOOK", "tgram://123456789:abcdefg_hijklmnop/12315544/64315533/")
    configuration = configure(channels=HOOK)
    with pytest.raises(ChannelError, match="names 2 targets"):
        open_target(configuration.channels[0])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('venues = ["NeurlPS"]', "venues: 'NeurlPS' is unknown; did you mean NeurIPS"),
        ('venues = ["neurips"]', "venues: 'neurips' is unknown; did you mean NeurIPS"),
        (
            'categories = ["best_papers"]',
            "categories: 'best_papers' is unknown; did you mean best_paper",
        ),
        (
            'categories = ["xyzzy"]',
            "categories: 'xyzzy' is unknown; config/lexicon lists the names",
        ),
        ('veneus = ["NeurIPS"]', "veneus: Extra inputs are not permitted"),
    ],
)
def test_a_misspelt_filter_is_an_error_that_names_the_nearest(
    line: str, says: str, configure: Configure
) -> None:
    with pytest.raises(ConfigurationError, match=r"channels\.toml") as caught:
        configure(channels=HOOK + line + "\n")
    assert says in str(caught.value)


def test_venues_fields_and_givers_of_prizes_can_be_asked_for(configure: Configure) -> None:
    line = 'venues = ["NeurIPS", "ACM"]\ncategories = ["best_paper", "mathematics"]\n'
    assert configure(channels=HOOK + line).channels[0].venues == ("NeurIPS", "ACM")


def call(configuration: Configuration, places: Places, *arguments: str) -> Result:
    options = ["--config", str(configuration.folder), "--data", str(places.data)]
    return CliRunner().invoke(cli, [*options, *arguments])


def test_a_new_channel_gets_its_past_on_request_and_only_once(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_HOOK", web.url.replace("http", "json") + "/hook")
    promised(configure, web, places, channels="")
    feed = web.url + "/feed"
    configuration = configure(sources=a_source("Wire", feed), channels=HOOK)
    assert "nothing new" in call(configuration, places, "digest", "--channel", "hook").output
    told = call(configuration, places, "digest", "--channel", "hook", "--since", "3650d")
    assert "1 events since" in told.output
    assert "told 1 events" in told.output
    again = call(configuration, places, "digest", "--channel", "hook", "--since", "3650d")
    assert "0 events since" in again.output
    assert sum(method == "POST" for method, *_ in web.asked) == 1


def test_a_preview_shows_what_a_channel_would_get_and_records_nothing(
    web: Web, configure: Configure, places: Places
) -> None:
    promised(configure, web, places, channels="")
    watching = 'watching = ["Ada Park"]\n'
    configuration = configure(sources=a_source("Wire", web.url + "/feed"), channels=HOOK + watching)
    before = rows(places, "SELECT channel, status, count(*) FROM deliveries GROUP BY ALL")
    shown = call(configuration, places, "channels", "preview", "hook", "--since", "3650d").output
    assert shown.startswith("Ada Park wins the Abel Prize")
    assert "★ For you: Ada Park" in shown
    assert rows(places, "SELECT channel, status, count(*) FROM deliveries GROUP BY ALL") == before
    assert "nothing since" in call(configuration, places, "channels", "preview", "hook", "--since", "2999-01-01").output  # fmt: skip
    wrong = call(configuration, places, "channels", "preview", "hok")
    assert wrong.exit_code == 2
    assert "did you mean hook?" in wrong.stderr


def test_what_a_killed_process_was_sending_is_unknown_in_its_digest_too(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_HOOK", web.url.replace("http", "json") + "/hook")
    configuration = promised(configure, web, places)
    with Outbox(Warehouse(places.warehouse, configuration.settings.warehousing)) as outbox:
        (row,) = outbox.pending("hook", START)
        outbox.sending(
            {"digest_id": "d", "channel": "hook", "composed_at": START, "title": "t", "markdown": "m",
             "event_ids": [row["event_id"]]}
        )  # fmt: skip
    tell(configuration, places, lambda: START)
    assert rows(places, "SELECT status FROM digests") == [("unknown",)]
    assert statuses(places) == [("hook", "unknown", 1)]


def test_deliveries_are_listed_retried_and_dropped_by_hand(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_HOOK", f"json://127.0.0.1:{free_port()}/")
    configuration = promised(configure, web, places)
    tell(configuration, places, lambda: START)
    listed = call(configuration, places, "deliveries", "list").output
    assert "hook" in listed
    assert "failed" in listed
    assert "Abel Prize" in listed
    ((event, *_),) = rows(places, "SELECT event_id FROM deliveries")
    assert (
        "1 deliveries were dropped"
        in call(configuration, places, "deliveries", "drop", event[:8]).output
    )
    assert "every delivery is settled" in call(configuration, places, "deliveries").output
    assert tell(configuration, places, lambda: START + timedelta(days=1))[0].state == "nothing"
    monkeypatch.setenv("TEST_HOOK", web.url.replace("http", "json") + "/hook")
    retried = call(configuration, places, "deliveries", "retry", "--status", "dropped", event[:8])
    assert "1 deliveries are pending again" in retried.output
    assert "told 1 events" in call(configuration, places, "digest").output
    assert call(configuration, places, "deliveries", "drop").exit_code == 2


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def terminated_while_sending(
    configuration: Configuration, places: Places, silent: Silent, url: str
) -> subprocess.Popen[bytes]:
    """Return a `digest` that got a SIGTERM after it had handed its message over."""
    program = str(Path(sys.executable).parent / "laurelwire")
    options = ("--config", str(configuration.folder), "--data", str(places.data))
    process = subprocess.Popen([program, *options, "digest"], env={**os.environ, "TEST_HOOK": url})
    assert silent.asked.wait(60)
    process.send_signal(signal.SIGTERM)
    return process


def test_sigterm_lets_a_message_be_recorded_and_ends_within_ten_seconds(
    silent: Silent, web: Web, configure: Configure, places: Places
) -> None:
    configuration = promised(configure, web, places)
    process = terminated_while_sending(
        configuration, places, silent, f"json://127.0.0.1:{silent.port}/"
    )
    time.sleep(0.3)
    silent.may.set()
    assert process.wait(10) == 128 + signal.SIGTERM
    tell(configuration, places, lambda: START)
    with Warehouse(places.warehouse, configuration.settings.warehousing) as warehouse:
        warehouse.publish(places.snapshot)
    assert statuses(places) == [("hook", "sent", 1)]


def test_sigterm_ends_a_sending_that_never_ends(
    silent: Silent, web: Web, configure: Configure, places: Places
) -> None:
    configuration = promised(configure, web, places)
    process = terminated_while_sending(
        configuration, places, silent, f"json://127.0.0.1:{silent.port}/?rto=60"
    )
    process.wait(10)
    (told,) = tell(configuration, places, lambda: START)
    assert told.unknown == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@everyone won", "＠everyone won"),
        ("see @here, @channel", "see ＠here, ＠channel"),
        ("<!channel> <@U123>", "‹!channel> ‹＠U123>"),
        ('<at user_id="all">all</at>', '‹at user_id="all">all‹/at>'),
        ("mail ada@example.org", "mail ada@example.org"),
        ("p < 0.05 and n > 7", "p < 0.05 and n > 7"),
        ("\u202egnp.exe \u200bhidden\u2066", "gnp.exe hidden"),
        ("\x1b[31mred\x07\x9b", "[31mred"),
        ("获得图灵奖", "获得图灵奖"),
    ],
)
def test_what_strangers_wrote_calls_nobody_and_hides_nothing(text: str, shown: str) -> None:
    assert uncalling(text) == shown


def test_what_strangers_wrote_is_no_formula() -> None:
    for formula in ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "＝1+1"):
        assert cell(formula).startswith("'")
    for plain in ("Ada Park", "-5", "+3.5%", "2024", ""):
        assert cell(plain) == plain
    assert visible("a\u202eb", "?") == "a?b"


def test_a_target_that_is_down_for_a_week_gets_all_of_it_and_the_other_its_own_in_time(
    web: Web,
    mailbox: Mailbox,
    configure: Configure,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = free_port()
    monkeypatch.setenv("GOOD", mailbox.url)
    monkeypatch.setenv("DOWN", f"json://127.0.0.1:{port}/hook")
    channels = "".join(
        f'[[channel]]\nname = "{name.lower()}"\nurl_env = "{name}"\n' for name in ("GOOD", "DOWN")
    )
    names = ("Abel", "Wolf", "Shaw", "Crafoord", "Turing", "Kavli", "Fields")
    feed: list[tuple[str, str, str]] = []
    late: list[timedelta] = []
    for day, name in enumerate(names):
        kind = "Medal" if name == "Fields" else "Award" if name == "Turing" else "Prize"
        news = f"Ada {name}son won the 2026 {name} {kind} of her society."
        feed.insert(0, (name, f"{name} day", f"<p>{news}</p>"))
        url = web.serves("/week", a_feed(*feed))
        configuration = configure(
            sources=f'[[source]]\nname = "Wire"\nurl = "{url}"\n', channels=channels
        )
        morning = START + timedelta(days=day)
        run_pass(configuration, places, Options(), clock=lambda: morning)  # noqa: B023  called at once
        for hour in range(0, 24, 2):
            moment = morning + timedelta(hours=hour)
            results = {r.channel: r for r in tell(configuration, places, lambda: moment)}  # noqa: B023  likewise
            if results["good"].state == "sent":
                late.append(moment - morning)
            assert results["down"].state in {"failed", "nothing"}
    assert late == [timedelta()] * len(names)
    assert len(mailbox.received) == len(names)
    monkeypatch.setenv("DOWN", web.url.replace("http://", "json://") + "/hook")
    recovered = START + timedelta(days=8)
    results = {r.channel: r for r in tell(configuration, places, lambda: recovered)}
    assert (results["down"].state, results["down"].events) == ("sent", len(names))
    (body,) = [body.decode() for method, path, _, body in web.asked if path == "/hook"]
    assert all(f"Ada {name}son" in body for name in names)
    assert {status for _, status, _ in statuses(places)} == {"sent"}
