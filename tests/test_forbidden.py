"""Forbidden addresses, in every spelling and by every way that leads to one: nothing is connected to."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import pytest
from conftest import a_configuration

from config import Configuration
from flows.fetching.readings import Reading
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places

pytestmark = pytest.mark.untraced

OURS = "127.0.0.9"  # the one address that sources may be at; all else on this machine is forbidden
NAMES = {
    "home.example": ["127.0.0.2"],
    "six.example": ["::1"],
    "mapped.example": ["::ffff:127.0.0.2"],
    "zero.example": ["0.0.0.0"],
    "cloud.example": ["169.254.169.254"],
    "cloud6.example": ["fd00:ec2::254"],
    "office.example": ["10.0.0.1", "192.168.1.1"],
    "site.example": ["fec0::1"],
    "both.example": ["127.0.0.2", "::1"],
    "xn--bcher-kva.example": ["127.0.0.2"],
    "127.0.0.2.nip.example": ["127.0.0.2"],
}
"""What the name servers of this test answer; they know no other name."""

HOSTS = (
    # addresses as they are
    "127.0.0.2", "127.0.0.1", "127.255.255.254", "0.0.0.0", "169.254.169.254", "10.0.0.1", "172.16.0.1",
    "192.168.1.1", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1", "192.0.2.1", "224.0.0.251",
    "239.255.255.250", "240.0.0.1", "255.255.255.255",
    # short, decimal, octal, hexadecimal and mixed
    "127.2", "127.0.2", "0", "127.1", "2130706434", "0x7f000002", "0X7F000002", "0x7F.0.0.2", "0x7f.2",
    "017700000002", "0177.0.0.2", "0177.0x0.0.2", "00000177.0.0.2", "127.0.0.002", "2852039166", "0xA9FEA9FE",
    "0x7f.0x0.0x0.0x2", "0251.0376.0251.0376", "3232235777",
    # other digits and other dots
    "①②⑦.0.0.2", "127.0.0.②", "１２７.０.０.２", "127。0。0。2", "127．0．0．2", "127｡0｡0｡2", "①②⑦。⓪。⓪。②",
    "𝟏𝟐𝟕.0.0.2", "𝟙𝟚𝟟.𝟘.𝟘.𝟚", "¹²⁷.0.0.2", "₁₂₇.0.0.2", "१२७.0.0.2", "２１３０７０６４３４", "０ｘ７ｆ０００００２",
    "[::ﬀff:127.0.0.2]",
    # dots, and what does not show
    "127.0.0.2.", "127.0.0.2..", "127..0.0.2", ".127.0.0.2", "127.0.0\u00ad.2", "127.0.0\u200b.2",
    "127.0.0\u2060.2", "\u202e2.0.0.721", "12\u200d7.0.0.2", "127.0.0.2\ufeff",
    # percent-encoded
    "127%2e0%2e0%2e2", "%31%32%37.0.0.2", "127.0.0.2%00", "127.0.0.2%00.example", "127.0.0.2%20", "127.0.0.2%2f",
    "%6c%6f%63%61%6c%68%6f%73%74", "127.0.0.2%0d%0aX:y", "127%252e0.0.2", "%E2%91%A027.0.0.2",
    # IPv6
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::FFFF:127.0.0.2]", "[::ffff:7f00:2]", "[::ffff:0:7f00:2]",
    "[::127.0.0.2]", "[::FFFF:A9FE:A9FE]", "[64:ff9b::7f00:2]", "[64:ff9b::169.254.169.254]", "[64:ff9b:1::7f00:2]",
    "[64:ff9b:1:7f00:0:200:808:808]", "[2002:7f00:2::]", "[2002:a9fe:a9fe::1]", "[2001:0:0:0:0:0:80ff:fffd]",
    "[fe80::1]", "[fe80::1%lo]", "[fe80::1%25lo]", "[::1%lo]", "[::1%251]", "[fd00:ec2::254]", "[FD00:EC2::254]",
    "[fec0::1]", "[ff02::1]", "[2001:db8::1]", "[3fff::1]", "[5f00::1]", "[100::1]", "[v1.127.0.0.2]", "[::1",
    "[::1]x", "::1", "[127.0.0.2]",
    # names
    "localhost", "localhost.", "LOCALHOST", "LocalHost", "ｌｏｃａｌｈｏｓｔ", "ⓛocalhost", "a.localhost",
    "localhost\u00ad", *NAMES, "HOME.EXAMPLE", "home.example.", "ｈｏｍｅ.example", "bücher.example",
    # ports, users, and what a parser may take for the end of a host
    "127.0.0.2:", "127.0.0.2:0", "127.0.0.2:99999", "127.0.0.2:-1", "127.0.0.2:8０", "good@127.0.0.2",
    "good:pw@127.0.0.2", f"{OURS}@127.0.0.2", "127.0.0.2:80@evil.example", f"127.0.0.2\\@{OURS}",
    f"{OURS}\\@127.0.0.2", "127.0.0.2#@evil.example", "127.0.0.2?@evil.example", f"{OURS}:80:127.0.0.2",
    "127.0.0.2;evil.example", "127.0.0.2,evil.example", "@127.0.0.2", ":@127.0.0.2", "a@b@127.0.0.2",
    f"{OURS}%40127.0.0.2", f"{OURS}%23@127.0.0.2", "127.0\t.0.2", "\t127.0.0.2", "127.0\n.0.2", "127.0.0.2\r", "",
    "/127.0.0.2", "\\127.0.0.2", "127.0.0.2／", "127.0.0.2＃", "127.0.0.2：80", "𝐥𝐨𝐜𝐚𝐥𝐡𝐨𝐬𝐭",
)  # fmt: skip
WHOLE = (
    "//127.0.0.2:{port}/forbidden", "\\\\127.0.0.2:{port}/forbidden", "/\\127.0.0.2:{port}/forbidden",
    "http:\\\\127.0.0.2:{port}/forbidden", "HTTP://127.0.0.2:{port}/forbidden", "\x01http://127.0.0.2:{port}/forbidden",
    "https://127.0.0.2:{port}/forbidden", "feed://127.0.0.2:{port}/forbidden", "feed:http://127.0.0.2:{port}/forbidden",
    "ht\ttp://127.0.0.2:{port}/forbidden", "gopher://127.0.0.2:{port}/forbidden", "view-source:http://127.0.0.2/forbidden",
    "file:///etc/passwd#forbidden", "http:////127.0.0.2:{port}/forbidden", "ｈttp://127.0.0.2:{port}/forbidden",
)  # fmt: skip
WAYS = ("source", "301", "302", "link", "page", "alternate")
"""A source's own address; a redirect for good, and for now; what an entry of a full-text feed links to;
where that page redirects to; the feed that a page names."""


@dataclass
class Machine:
    """Our machine, listening at every address of its own: who was reached, and what we connected to."""

    port: int = 0
    pages: dict[str, bytes] = field(default_factory=dict)
    reached: list[tuple[str, str]] = field(default_factory=list)
    asked: list[bytes] = field(default_factory=list)
    connected: list[tuple[Any, ...]] = field(default_factory=list)
    watching: bool = False

    def answer(self, connection: socket.socket) -> None:
        address = connection.getsockname()[0]
        with closing(connection):
            connection.settimeout(5)
            asked = b""
            try:
                while b"\r\n\r\n" not in asked and (more := connection.recv(65536)):
                    asked += more
                path = asked.split(b" ")[1].decode() if asked else ""
                self.reached.append((address, path))
                self.asked.append(asked)
                missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n"
                head, _, body = self.pages.get(path, missing).partition(b"\r\n\r\n")
                connection.sendall(head.rstrip() + b"\r\nConnection: close\r\n\r\n" + body)
            except OSError:
                self.reached.append((address, "a connection without a question"))

    def serves(self, path: str, body: str) -> str:
        content = body.encode("utf-8", "surrogateescape")
        self.pages[path] = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content) + content
        return f"http://{OURS}:{self.port}{path}"

    def redirects(self, path: str, status: str, target: str, more: bytes = b"") -> str:
        location = target.encode("utf-8", "surrogateescape")
        self.pages[path] = (
            f"HTTP/1.1 {status} Moved\r\nLocation: ".encode() + location + b"\r\n" + more
            + b"Content-Length: 0\r\n\r\n"
        )  # fmt: skip
        return f"http://{OURS}:{self.port}{path}"


@contextmanager
def listening() -> Iterator[Machine]:
    machine = Machine()
    four = socket.create_server(("0.0.0.0", 0), backlog=512)
    machine.port = four.getsockname()[1]
    six = socket.create_server(("::", machine.port), family=socket.AF_INET6, backlog=512)

    def accept(listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=machine.answer, args=(connection,), daemon=True).start()

    def watch(event: str, facts: tuple[Any, ...]) -> None:
        if event == "socket.connect" and machine.watching and isinstance(facts[1], tuple):
            machine.connected.append(facts[1])

    sys.addaudithook(watch)  # sees connections to addresses off this machine, too
    for listener in (four, six):
        threading.Thread(target=accept, args=(listener,), daemon=True).start()
    machine.watching = True
    try:
        yield machine
    finally:
        machine.watching = False
        for listener in (four, six):
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()


@contextmanager
def name_servers() -> Iterator[pytest.MonkeyPatch]:
    """Let names be looked up in NAMES, numbers and localhost as ever; no proxy is set."""
    real = socket.getaddrinfo

    def looked_up(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        name = str(host).rstrip(".").lower()
        if name in NAMES:
            return [found for a in NAMES[name] for found in real(a, port, type=socket.SOCK_STREAM)]
        numeric = any(c.isdigit() or c == ":" for c in name) and "example" not in name
        if not numeric and name != "localhost":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, port, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", looked_up)
        for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
            patch.delenv(name, raising=False)
            patch.delenv(name.upper(), raising=False)
        yield patch


def spelt(port: int) -> list[str]:
    """Return every spelling as a whole address; with the port that this machine listens at where there is none."""
    made = []
    for host in HOSTS:
        bare = host.rpartition("@")[2]
        has_port = (
            ":" in bare.rpartition("]")[2] or "：" in bare or any(c in bare for c in "#?;,/\\")
        )
        made.append(f"http://{host}{'' if has_port else f':{port}'}/forbidden")
    return made + [whole.format(port=port) for whole in WHOLE]


@dataclass(frozen=True, kw_only=True)
class Attack:
    """What came of all the attacks in one pass."""

    machine: Machine
    spellings: list[str]
    readings: dict[str, Reading]
    reasons: dict[str, list[str]]


@pytest.fixture(scope="module")
def attack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attack]:
    folder = tmp_path_factory.mktemp("forbidden")
    with listening() as machine, name_servers() as patch:
        sources, spellings = [], spelt(machine.port)
        for number, spelling in enumerate(spellings):
            for way, url in led(machine, number, spelling).items():
                # A secret address may be spelt in ways that sources.toml would not accept.
                patch.setenv(f"FORBIDDEN_{way}_{number}", url)
                kind = {
                    "alternate": 'kind = "page"\n',
                    "link": "full_text = true\n",
                    "page": "full_text = true\n",
                }
                sources.append(
                    f'[[source]]\nname = "{way} {number}"\nurl_env = "FORBIDDEN_{way}_{number}"\n{kind.get(way, "")}'
                )  # fmt: skip
        configuration = allowing(folder, "".join(sources))
        report = run_pass(configuration, Places(folder / "var"), Options())
        reasons: dict[str, list[str]] = {}
        for rejection in report.rejections:
            reasons.setdefault(rejection.source, []).append(rejection.reason)
        readings = {r.source.name: r for r in report.readings}
        yield Attack(machine=machine, spellings=spellings, readings=readings, reasons=reasons)


def allowing(folder: Path, sources: str) -> Configuration:
    limits = (
        "per_host = 100\nconcurrency = 64\nspacing = 0\nconnect_timeout = 2\ntotal_timeout = 60\n"
    )
    return a_configuration(
        folder / "config",
        sources=sources,
        settings=f'[collecting]\nallowed_networks = ["{OURS}/32"]\n{limits}',
    )


def led(machine: Machine, number: int, spelling: str) -> dict[str, str]:
    """Return, for each way, the address of a source that leads to the spelling."""
    # An environment holds no NUL, and a header no line end.
    line = spelling.replace("\n", "").replace("\r", "")
    page = machine.redirects(f"/page/{number}", "302", line)
    return {
        "source": spelling,
        "301": machine.redirects(f"/301/{number}", "301", line),
        "302": machine.redirects(f"/302/{number}", "302", line),
        "link": machine.serves(f"/link/{number}", linking(spelling)),
        "page": machine.serves(f"/paged/{number}", linking(page)),
        "alternate": machine.serves(
            f"/alternate/{number}",
            f'<html><head><link rel="alternate" type="application/rss+xml" href="{escape(spelling)}"></head></html>',
        ),
    }


def linking(url: str) -> str:
    """Return a JSON Feed of one entry: it can say any address, where XML can not."""
    written = "".join(f"\\u{ord(c):04x}" if ord(c) < 32 else c for c in url.replace("\\", "\\\\"))
    return (
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "A prize", '
        f'"content_text": "Some words.", "url": "{written}"}}]}}'
    )


def test_there_are_many_spellings_by_every_way(attack: Attack) -> None:
    assert len(set(attack.spellings)) == len(attack.spellings) >= 150
    assert len(attack.readings) == len(attack.spellings) * len(WAYS)
    asked = {path for address, path in attack.machine.reached if address == OURS}
    own = ("301", "302", "link", "page", "paged", "alternate")
    expected = {f"/{way}/{number}" for way in own for number in range(len(attack.spellings))}
    assert expected <= asked  # or nothing was attacked


@pytest.mark.parametrize("way", WAYS)
def test_a_forbidden_address_is_refused_however_it_is_spelt(way: str, attack: Attack) -> None:
    for number, spelling in enumerate(attack.spellings):
        reading = attack.readings[f"{way} {number}"]
        reasons = attack.reasons.get(f"{way} {number}", [])
        if way in {"link", "page"}:
            # An entry is kept; that its page is not read is said where it links to one at all.
            linked = way == "page" or spelling.startswith(("http://", "https://"))
            assert (reading.outcome, len(reasons)) == ("read", linked), (spelling, reasons)
        else:
            assert (reading.outcome, reading.documents) == ("failed", ()), spelling
            assert reading.error


def test_nothing_forbidden_was_connected_to(attack: Attack) -> None:
    assert {address for address, _ in attack.machine.reached} == {OURS}
    assert {connected[:2] for connected in attack.machine.connected} == {
        (OURS, attack.machine.port)
    }
