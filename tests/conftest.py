"""What tests share: real files, a real local web server and mail server, the default lexicon."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from config import Configuration, Lexicon, load_configuration
from flows.places import Places
from parsers import Article
from parsers.article import landmarks
from parsers.text.characters import language_of
from parsers.text.keys import key
from warehouse import query

SHARED = Path(__file__).resolve().parents[2] / "shared"
NEEDS = "needs_shared"
UNTRACED = "untraced"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", f"{NEEDS}: reads the developers' labelled documents beside the checkout"
    )
    config.addinivalue_line("markers", "slow: takes long enough to be left out of `make check`")
    config.addinivalue_line(
        "markers",
        f"{UNTRACED}: slow, and starts programs or reads a great deal: tracing sees nothing of it",
    )


@pytest.hookimpl(tryfirst=True)  # before -m is asked
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, and say so, the tests that need the labelled documents where these are absent.

    Those that wait for minutes of a schedule come first, so that others are run meanwhile.
    """
    items.sort(key=lambda item: item.path.stem != "test_prefect")
    for item in items:
        if item.get_closest_marker(UNTRACED):
            item.add_marker("slow")
    if SHARED.is_dir():
        return
    without = [item for item in items if item.get_closest_marker(NEEDS)]
    items[:] = [item for item in items if not item.get_closest_marker(NEEDS)]
    config.hook.pytest_deselected(items=without)


def pytest_report_header() -> str:
    if SHARED.is_dir():
        return f"labelled documents: {SHARED}"
    return (
        f"labelled documents: none at {SHARED}, so the tests marked {NEEDS} are left out; "
        "they hold other people's texts, which the project does not carry"
    )


@pytest.fixture(scope="session")
def shared() -> Path:
    return SHARED


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_configuration().lexicon


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "var")


def an_article(
    text: str,
    *,
    title: str | None = None,
    published: datetime | None = datetime(2024, 3, 21, tzinfo=UTC),
) -> Article:
    """Return an article of the text; its title is the first line unless given."""
    shown = text.strip().split("\n", 1)[0].lstrip("# ") if title is None else title
    return Article(
        article_id=key("article", text),
        entry_id=key("entry", text),
        source="test",
        document_id="test",
        url=None,
        title=shown,
        author=None,
        language=language_of(text),
        published=published,
        text=text,
        start=0,
        end=len(text),
        **landmarks(text, shown),
    )


Configure = Callable[..., Configuration]


def _on_loopback(settings: str) -> str:
    """Return settings under which sources may be on loopback, as the tests' servers are."""
    if "allowed_networks" in settings:
        return settings
    own = 'allowed_networks = ["127.0.0.0/8"]\nspacing = 0\n'
    if "[collecting]" in settings:
        return settings.replace("[collecting]\n", f"[collecting]\n{own}", 1)
    return f"{settings}\n[collecting]\n{own}"


def a_configuration(
    folder: Path, *, sources: str = "", channels: str = "", settings: str = ""
) -> Configuration:
    """Return the configuration of the given TOML texts, which are written into the folder."""
    folder.mkdir(exist_ok=True)
    (folder / "sources.toml").write_text(sources, encoding="utf-8")
    (folder / "channels.toml").write_text(channels, encoding="utf-8")
    (folder / "settings.toml").write_text(_on_loopback(settings), encoding="utf-8")
    return load_configuration(folder)


@pytest.fixture
def configure(tmp_path: Path) -> Configure:
    """Return a function that makes a configuration of the given TOML texts."""
    return partial(a_configuration, tmp_path / "config")


class Web:
    """A real web server on loopback: serves what it is told and keeps what it is asked."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.needs_cookie: dict[
            str, tuple[str, str]
        ] = {}  # a path: its cookie, and where that is given
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.asked.append(("GET", self.path, dict(self.headers), b""))
                status, headers, body = web.pages.get(self.path, (404, {}, b"gone"))
                cookie, giver = web.needs_cookie.get(self.path, ("", ""))
                if cookie not in (self.headers.get("Cookie") or ""):
                    status, headers, body = 302, {"Location": giver}, b""
                if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                    status, body = 304, b""
                self._answer(status, headers, body)

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                web.asked.append(("POST", self.path, dict(self.headers), self.rfile.read(length)))
                status, headers, body = web.pages.get(self.path, (200, {}, b"ok"))
                self._answer(status, headers, body)

            def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Keep the tests' output clean."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def serves(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> str:
        """Serve a page from now on; header names take underscores for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, named, body.encode() if isinstance(body, str) else body)
        return self.url + path

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def web() -> Iterator[Web]:
    server = Web()
    yield server
    server.close()


@pytest.fixture
def answers_late() -> tuple[str, threading.Event]:
    """Give the address of a feed that is not answered before the event is set."""
    server = socket.create_server(("127.0.0.1", 0))
    may = threading.Event()

    def serve() -> None:
        connection, _ = server.accept()
        with server, connection:
            connection.recv(4096)
            may.wait(30)
            body = a_feed(("late", "Late", "<p>Late</p>")).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            connection.sendall(head.encode() + body)

    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{server.getsockname()[1]}/late", may


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """Give the warehouse of example_warehouse.py, made once a file."""
    from example_warehouse import build  # noqa: PLC0415  it needs this module

    folder, server = tmp_path_factory.mktemp("example"), Web()
    places = Places(folder / "var")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEST_HOOK", server.url.replace("http://", "json://") + "/hook")
        build(server, partial(a_configuration, folder / "config"), places)
    yield places
    server.close()


class Mailbox:
    """A real SMTP server on loopback that keeps what it receives."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.controller = Controller(
            self,
            hostname="127.0.0.1",
            port=free_port(),
            auth_require_tls=False,
            authenticator=lambda *_: AuthResult(success=True),
        )
        self.controller.start()

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: ARG002, N802  aiosmtpd calls it so
        self.received.append(envelope.content)  # type: ignore[attr-defined]
        return "250 kept"

    @property
    def url(self) -> str:
        return (
            f"mailto://reader:hunter2secret@127.0.0.1:{self.controller.port}"
            "?from=wire@example.org&to=reader@example.org&mode=insecure"
        )


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    yield box
    box.controller.stop()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def a_feed(*items: tuple[str, str, str], title: str = "Example wire") -> str:
    """Return RSS 2.0 of (guid, title, HTML) items dated 21 March 2024."""
    entries = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{heading}</title>"
        f"<link>https://example.org/{guid}</link><pubDate>Thu, 21 Mar 2024 10:00:00 GMT</pubDate>"
        f"<description><![CDATA[{html}]]></description></item>"
        for guid, heading, html in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{entries}</channel></rss>'


ABEL_NEWS = "<p>The 2024 Abel Prize has been awarded to Ada Park for her work.</p>"


def a_source(name: str, url: str) -> str:
    """Return the TOML of a feed."""
    return f'[[source]]\nname = "{name}"\nurl = "{url}"\n'


def rows(places: Places, sql: str) -> list[tuple[Any, ...]]:
    """Return what a query of the published snapshot gives."""
    return query(places.snapshot, sql)[1]
