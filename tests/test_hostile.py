"""Servers that misbehave in every named way: each bounded in time and memory, named, and alone in it."""

from __future__ import annotations

import asyncio
import gzip
import re
import resource
import threading
import time
import zlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from conftest import ABEL_NEWS, Configure, a_configuration, a_feed, a_source, free_port, rows

from flows.fetching.readings import Reading
from flows.ingestion.report import Options, RunReport
from flows.ingestion.run import run_pass
from flows.places import Places

pytestmark = pytest.mark.slow

Behaviour = Callable[[asyncio.StreamWriter, bytes], Awaitable[None]]
FEED = a_feed(("1", "Abel Prize 2024", ABEL_NEWS)).encode()
BOMB = zlib.compressobj(9, zlib.DEFLATED, 31)
BOMBED = BOMB.compress(b"<rss>" + b" " * 60_000_000) + BOMB.flush()
LAUGHS = b"<?xml version='1.0'?><!DOCTYPE r [" + b"".join(
    b"<!ENTITY l%d '%s'>" % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol") for n in range(9)
)
ROUND = 0.2  # seconds between the drops of a dripping server


def says(status: str, *headers: str, body: bytes = b"") -> Behaviour:
    async def answer(out: asyncio.StreamWriter, _: bytes) -> None:
        length = (
            []
            if any(h.lower().startswith(("content-length", "transfer")) for h in headers)
            else [f"Content-Length: {len(body)}"]
        )
        out.write(
            "\r\n".join(
                [f"HTTP/1.1 {status}", *headers, *length, "Connection: close", "", ""]
            ).encode("latin-1")
            + body
        )
        await out.drain()

    return answer


def sends(raw: bytes, *, again: bytes = b"", every: float = 0.0, reset: bool = False) -> Behaviour:
    """Send raw bytes, then `again` without end, or reset the connection."""

    async def answer(out: asyncio.StreamWriter, _: bytes) -> None:
        out.write(raw)
        await out.drain()
        while again:
            out.write(again)
            await out.drain()
            await asyncio.sleep(every)
        if reset:
            out.transport.abort()

    return answer


def busy_until(status: str) -> Behaviour:
    """Answer with a Retry-After two hours from the question, as a date."""

    async def answer(out: asyncio.StreamWriter, asked: bytes) -> None:
        later = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
        await says(status, f"Retry-After: {later}")(out, asked)

    return answer


def to(target: str, status: str = "302 Found") -> Behaviour:
    return says(status, f"Location: {target}")


OK = b"HTTP/1.1 200 OK\r\n"
XML = b"Content-Type: application/xml\r\n"
CHUNKED = OK + XML + b"Transfer-Encoding: chunked\r\n\r\n"

# name: how the server behaves, the words that must name it, or None where the feed is read all the same
CASES: dict[str, tuple[Behaviour, str | None]] = {
    "no answer": (sends(b"", again=b"", every=1), "broken answer|too slow"),
    "slow header": (sends(b"HTTP/1.1 200", again=b" ", every=ROUND), "too slow"),
    "slow body": (sends(OK + b"Content-Length: 9999\r\n\r\n", again=b"x", every=ROUND), "too slow"),
    "endless body": (sends(OK + b"\r\n", again=b"x" * 65536), "larger than 1 MB"),
    "endless chunks": (sends(CHUNKED, again=b"10000\r\n" + b"x" * 65536 + b"\r\n"), "larger than 1 MB"),
    "endless interim answers": (sends(b"", again=b"HTTP/1.1 102 Processing\r\n\r\n"), "too slow|broken"),
    "gzip bomb": (says("200 OK", "Content-Encoding: gzip", body=BOMBED), "larger than 1 MB"),
    "deflate bomb": (
        says("200 OK", "Content-Encoding: deflate", body=zlib.compress(b" " * 60_000_000)),
        "larger than 1 MB",
    ),
    "brotli not asked for": (says("200 OK", "Content-Encoding: br", body=b"\x8b"), "sent as br"),
    "two encodings": (says("200 OK", "Content-Encoding: gzip, gzip", body=b""), "sent as gzip, gzip"),
    "gzip cut off": (
        says("200 OK", "Content-Encoding: gzip", body=gzip.compress(FEED)[:-30]), "ends too early|broken",
    ),
    "gzip that is none": (says("200 OK", "Content-Encoding: gzip", body=FEED), "broken answer"),
    "gzip as it should be": (says("200 OK", "Content-Encoding: gzip", body=gzip.compress(FEED)), None),
    "body shorter than told": (says("200 OK", "Content-Length: 99999", body=FEED), "broken|too slow"),
    "length beyond all measure": (says("200 OK", "Content-Length: 99999999999"), "larger than 1 MB"),
    "negative length": (says("200 OK", "Content-Length: -5"), "broken answer"),
    "length that is no number": (says("200 OK", "Content-Length: many"), "broken answer"),
    "chunk cut off": (sends(CHUNKED + b"ffff\r\n<rss>"), "broken answer|too slow"),
    "chunk size that is none": (sends(CHUNKED + b"zz\r\n<rss>\r\n"), "broken answer"),
    "reset before the answer": (sends(b"", reset=True), "broken answer|cannot be reached"),
    "reset within the body": (sends(OK + b"Content-Length: 99999\r\n\r\n<rss>", reset=True), "broken"),
    "status line of noise": (sends(b"\x16\x03\x01 nonsense\r\n\r\n"), "broken answer"),
    "answer without a header": (sends(b"<rss version='2.0'/>"), "broken answer"),
    "flood of headers": (
        sends(OK + b"".join(b"X-%d: y\r\n" % n for n in range(5000)) + b"\r\n"), "broken answer",
    ),
    "endless headers": (sends(OK, again=b"X-A: " + b"y" * 900 + b"\r\n"), "broken answer|too slow"),
    "header of a megabyte": (sends(OK + b"X: " + b"y" * 1_000_000 + b"\r\n\r\n"), "broken answer"),
    "reason with escapes": (says("500 \x1b[31mred\x07"), "HTTP 500|broken"),
    "redirect in a circle": (to("/redirect in a circle"), "redirects"),
    "redirect without a target": (says("302 Found"), "HTTP 302"),
    "redirect to a file": (to("file:///etc/passwd"), "no http"),
    "redirect to ftp": (to("ftp://example.org/feed"), "no http"),
    "redirect to a script": (to("javascript:alert(1)"), "no http"),
    "redirect with a password": (to("http://me:secret@127.0.0.1/"), "password"),
    "redirect to loopback": (to("http://127.0.0.2/"), "loopback"),
    "redirect to this host": (to("http://0.0.0.0/"), "unspecified"),
    "redirect to 10/8": (to("http://10.0.0.1/"), "private"),
    "redirect to 172.16/12": (to("http://172.16.0.1/"), "private"),
    "redirect to 192.168/16": (to("http://192.168.1.1/", "301 Moved Permanently"), "private"),
    "redirect to metadata": (to("http://169.254.169.254/latest/meta-data/"), "link-local"),
    "redirect to a carrier's network": (to("http://100.64.0.1/"), "reserved"),
    "redirect to multicast": (to("http://224.0.0.251/"), "multicast"),
    "redirect to everybody": (to("http://255.255.255.255/"), "private|reserved"),
    "redirect to IPv6 loopback": (to("http://[::1]/"), "loopback"),
    "redirect to mapped IPv4": (to("http://[::ffff:10.0.0.1]/"), "private"),
    "redirect to IPv6 link-local": (to("http://[fe80::1]/"), "link-local"),
    "redirect to IPv6 metadata": (to("http://[fd00:ec2::254]/"), "private"),
    "redirect through NAT64": (to("http://[64:ff9b::a00:1]/"), "private"),
    "redirect through 6to4": (to("http://[2002:a00:1::]/"), "private"),
    "redirect to a number": (to("http://2130706434/"), "canonical|loopback|not an address"),
    "redirect to a hexadecimal": (to("http://0x7f000002/"), "loopback|cannot be reached|canonical|not"),
    "304 to an open question": (says("304 Not Modified"), "304"),
    "429 for some seconds": (says("429 Too Many Requests", "Retry-After: 7200"), "wait 7200 s"),
    "429 until a date": (busy_until("429 Too Many Requests"), "wait 7[12]"),
    "429 for ever": (says("429 Too Many Requests", "Retry-After: 999999999"), "wait 604800 s"),
    "429 until nonsense": (says("429 Too Many Requests", "Retry-After: soon"), "HTTP 429"),
    "503 for some seconds": (says("503 Service Unavailable", "Retry-After: 60"), "wait 60 s"),
    "503 until a date": (busy_until("503 Service Unavailable"), "wait 7[12]"),
    "503": (says("503 Service Unavailable"), "HTTP 503"),
    "404": (says("404 Not Found"), "HTTP 404"),
    "410": (says("410 Gone"), "HTTP 410"),
    "204": (says("204 No Content"), "HTTP 204|empty"),
    "page that says error with 200": (
        says("200 OK", "Content-Type: text/html", body=b"<html><body>Error 500</body></html>"), "HTML page",
    ),
    "nothing at all": (says("200 OK"), "empty"),
    "zeros": (says("200 OK", body=b"\0" * 5000), "no RSS"),
    "charset that lies": (
        says("200 OK", "Content-Type: application/xml; charset=utf-8",
             body="<rss version='2.0'><channel><item><title>图灵奖</title></item></channel></rss>".encode("gb18030")),
        None,
    ),
    "billion laughs": (says("200 OK", "Content-Type: application/xml",
                            body=LAUGHS + b"]><rss><channel><item><title>&l8;</title></item></channel></rss>"),
                       None),
    "external entity": (says("200 OK", "Content-Type: application/xml", body=(
        b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss version='2.0'><channel><item>"
        b"<title>Outside &x;</title></item></channel></rss>")), None),
    "elements a hundred thousand deep": (
        says("200 OK", "Content-Type: application/xml", body=b"<rss>" + b"<a>" * 100_000), "broken XML",
    ),
}  # fmt: skip


class Misbehaving:
    """A real server on loopback that does what the path it is asked for names."""

    def __init__(self) -> None:
        self.port = free_port()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self.thread.start()
        self.ready.wait(5)

    async def _serve(self) -> None:
        self.loop, self.ended = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._answer, "127.0.0.1", self.port)
        self.ready.set()
        await self.ended.wait()
        server.close()

    async def _answer(self, inward: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        try:
            asked = await asyncio.wait_for(inward.readuntil(b"\r\n\r\n"), 5)
            name = (
                asked.split(b" ", 2)[1].decode().strip("/").replace("%20", " ").replace("%2F", "/")
            )
            behaviour = CASES[name][0] if name in CASES else says("200 OK", body=FEED)
            await behaviour(out, asked)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            pass
        finally:
            out.close()

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/{name.replace(' ', '%20').replace('/', '%2F')}"

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.ended.set)
        self.thread.join(5)


@pytest.fixture(scope="module")
def misbehaving() -> Iterator[Misbehaving]:
    server = Misbehaving()
    yield server
    server.close()


LIMITS = (
    '[collecting]\nallowed_networks = ["127.0.0.1/32"]\nconnect_timeout = 1\nread_timeout = 1.5\n'
    "total_timeout = 3\nmax_mb = 1\nper_host = 16\nspacing = 0\n"
)


@dataclass(frozen=True, kw_only=True)
class Passed:
    """One pass over every misbehaving source and one good one."""

    report: RunReport
    readings: dict[str, Reading]
    seconds: float
    megabytes: float
    places: Places


@pytest.fixture(scope="module")
def passed(misbehaving: Misbehaving, tmp_path_factory: pytest.TempPathFactory) -> Passed:
    folder = tmp_path_factory.mktemp("hostile")
    sources = "".join(a_source(name, misbehaving.url(name)) for name in CASES)
    sources += a_source("good", misbehaving.url("good"))
    configuration = a_configuration(folder / "config", sources=sources, settings=LIMITS)
    places = Places(folder / "var")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    report = run_pass(configuration, places, Options())
    return Passed(
        report=report,
        readings={r.source.name: r for r in report.readings},
        seconds=time.monotonic() - started,
        megabytes=(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000,
        places=places,
    )


@pytest.mark.parametrize("name", CASES)
def test_each_misbehaviour_is_named_and_costs_only_itself(name: str, passed: Passed) -> None:
    reading, words = passed.readings[name], CASES[name][1]
    if words is None:
        assert (reading.outcome, reading.error) == ("read", None)
        return
    assert re.search(words, str(reading.error)), reading.error
    assert reading.outcome == "failed"
    assert str(reading.error).isprintable()
    assert len(str(reading.error)) < 400


def test_there_are_many_and_they_are_bounded(passed: Passed) -> None:
    assert len(CASES) >= 40
    # 3 s is the longest that one may take: one after another they would take 200. They are asked 16 at a
    # time, and take 10 where nothing else runs; traced, beside other tests, four times that.
    assert passed.seconds < 100
    assert passed.megabytes < 150


def test_other_sources_are_read_as_if_nothing_were(passed: Passed) -> None:
    assert passed.readings["good"].outcome == "read"
    assert rows(passed.places, "SELECT count(*) FROM events WHERE announce") == [(1,)]
    report = passed.report
    asked = sum(report.count(o) for o in ("read", "unchanged", "failed"))
    assert asked == len(report.readings) == len(CASES) + 1


def test_no_answer_reaches_a_file_of_this_machine(passed: Passed) -> None:
    texts = rows(passed.places, "SELECT text FROM articles")
    assert not any("root:" in text for (text,) in texts)
    assert any("Outside" in text for (text,) in texts)


def test_an_entity_that_grows_a_billion_times_is_kept_as_it_is_printed(passed: Passed) -> None:
    told = rows(passed.places, "SELECT text FROM articles WHERE source = 'billion laughs'")
    assert told == [("&l8;",)]


def test_a_server_that_asks_to_wait_is_left_alone(
    misbehaving: Misbehaving, configure: Configure, places: Places
) -> None:
    name = "429 for some seconds"
    configuration = configure(sources=a_source(name, misbehaving.url(name)))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert len(run_pass(configuration, places, Options(), clock=lambda: start).readings) == 1
    soon, late = start + timedelta(hours=1), start + timedelta(hours=3)
    assert not run_pass(configuration, places, Options(), clock=lambda: soon).readings
    assert len(run_pass(configuration, places, Options(), clock=lambda: late).readings) == 1
