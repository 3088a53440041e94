"""What is sent to whom: passwords, cookies and proxies' secrets go to their own server and no other."""

from __future__ import annotations

import asyncio
import socket
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Configure, Web, a_feed, a_source

from config import MendableError
from flows.fetching.address_guard import ForbiddenAddressError, Guard, GuardedResolver, Proxies
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places

pytestmark = pytest.mark.untraced

FEED = a_feed(("1", "A prize", "Some words about it."))
ALL_FORBIDDEN = "[collecting]\nallowed_networks = []\nspacing = 0\n"


@pytest.fixture
def other() -> Iterator[Web]:
    server = Web()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def sent(server: Web, header: str) -> dict[str, str | None]:
    """Return what a server was sent in a header, by the paths it was asked for."""
    return {path: headers.get(header) for _, path, headers, _ in server.asked}


def test_a_password_goes_to_its_own_server_only(
    web: Web, other: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_name = web.url.replace("127.0.0.1", "localhost")
    web.serves("/feed", "", 302, Location=f"{other.url}/elsewhere")
    other.serves("/elsewhere", "", 301, Location=f"{by_name}/named")
    web.serves("/named", "", 307, Location=f"{web.url}/back")
    web.serves("/back", FEED)
    monkeypatch.setenv("FEED", f"{web.url}/feed".replace("//", "//us%65r:p%40ss@"))
    configuration = configure(sources='[[source]]\nname = "A"\nurl_env = "FEED"\n')
    assert run_pass(configuration, places, Options()).count("read") == 1
    ours = f"Basic {b64encode(b'user:p@ss').decode()}"
    assert sent(web, "Authorization") == {"/feed": ours, "/named": None, "/back": ours}
    assert sent(other, "Authorization") == {"/elsewhere": None}


def test_cookies_go_to_the_server_that_set_them_only(
    web: Web, other: Web, configure: Configure, places: Places
) -> None:
    web.serves("/feed", "", 302, Location=f"{other.url}/elsewhere", Set_Cookie="id=ours; Path=/")
    other.serves("/elsewhere", "", 302, Location=f"{web.url}/back", Set_Cookie="id=theirs")
    web.serves("/back", FEED)
    sources = a_source("A", f"{web.url}/feed") + a_source("B", f"{web.url}/back")
    run_pass(configure(sources=sources, settings="[collecting]\nper_host = 1\n"), places, Options())
    assert sent(other, "Cookie") == {"/elsewhere": None}
    asked = [(path, headers.get("Cookie")) for _, path, headers, _ in web.asked]
    assert sorted(asked, key=str) == [("/back", "id=ours"), ("/back", None), ("/feed", None)]


@pytest.mark.parametrize(
    "cookie", ["a[b]=1", "expires=1", "path=/x", "{}=2", "a@b=3", "$Version=1", 'a="\\012X: y"']
)
def test_a_cookie_of_an_odd_name_costs_nobody_anything(
    cookie: str, web: Web, configure: Configure, places: Places
) -> None:
    web.serves("/feed", "", 302, Location="/next", Set_Cookie=cookie)
    web.serves("/next", FEED)
    configuration = configure(sources=a_source("A", f"{web.url}/feed"))
    assert run_pass(configuration, places, Options()).count("read") == 1
    assert sent(web, "X") == {"/feed": None, "/next": None}


def test_no_feed_makes_us_send_a_password_of_its_own(
    web: Web, configure: Configure, places: Places
) -> None:
    trap = f"{web.url}/trap".replace("//", "//admin:admin@")
    link = f"<rss version='2.0'><channel><item><title>T</title><link>{trap}</link></item></channel></rss>"
    named = f"<html><link rel='alternate' type='application/rss+xml' href='{trap}'></html>"
    sources = a_source("Linked", web.serves("/feed", link)) + "full_text = true\n"
    sources += a_source("Named", web.serves("/page", named)) + 'kind = "page"\n'
    report = run_pass(configure(sources=sources), places, Options())
    assert "password" in str(report.readings[1].error)
    assert ["password" in r.reason for r in report.rejections if r.source == "Linked"] == [True]
    assert set(sent(web, "Authorization").items()) == {("/feed", None), ("/page", None)}


@pytest.mark.parametrize("address", ["http://[::1", "http://[bad]/", "http://a\u2100b/", "//[x"])
def test_what_is_no_address_costs_only_the_link_that_is_it(
    address: str, web: Web, configure: Configure, places: Places
) -> None:
    titles = [f"A title that is long enough to be one, number {n}" for n in range(3)]
    listed = "".join(f"<li><a href='/{n}'>{title}</a></li>" for n, title in enumerate(titles))
    page = (
        f"<html><head><link rel='alternate' type='application/rss+xml' href='{address}'></head><body>"
        f"<ul><li><a href='{address}'>A title that leads to nothing at all</a></li>{listed}</ul></body></html>"
    )
    items = f'{{"items": [{{"id": "1", "title": "T", "url": "{address}"}}]}}'
    selected = 'kind = "page"\npage = { entry = "li" }\n'
    sources = a_source("Found", web.serves("/page", page)) + 'kind = "page"\n'
    sources += a_source("Selected", f"{web.url}/page") + selected
    sources += a_source("Feed", web.serves("/feed", items)) + "full_text = true\n"
    sources += a_source("Good", web.serves("/good", FEED))
    report = run_pass(configure(sources=sources), places, Options())
    assert report.count("read") == 4
    assert report.new.entries == 3 + 3 + 1 + 1
    faults = {(r.source, "is no address" in r.reason) for r in report.rejections}
    assert faults == {("Selected", True)} | ({("Feed", True)} if "http" in address else set())


def test_a_proxy_at_home_works_and_gets_no_password_of_netrc(
    web: Web, configure: Configure, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text(
        "machine feeds.example login me password planted\n"
        "machine 127.0.0.1 login me password planted\ndefault login me password planted\n"
    )
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("http_proxy", web.url)
    web.pages["http://feeds.example/feed"] = (200, {}, FEED.encode())
    configuration = configure(
        sources=a_source("A", "http://feeds.example/feed"), settings=ALL_FORBIDDEN
    )
    assert run_pass(configuration, places, Options()).count("read") == 1
    ((_, path, headers, _),) = web.asked
    assert path == "http://feeds.example/feed"
    assert not {"authorization", "proxy-authorization", "cookie"} & {n.lower() for n in headers}


def test_a_proxy_of_a_password_is_told_it_and_nobody_else(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", web.url.replace("http://", "me:planted-pw@"))
    web.pages["http://feeds.example/feed"] = (200, {}, FEED.encode())
    web.pages["http://feeds.example/lost"] = (407, {}, b"")
    sources = a_source("A", "http://feeds.example/feed") + a_source(
        "B", "http://feeds.example/lost"
    )
    report = run_pass(configure(sources=sources, settings=ALL_FORBIDDEN), places, Options())
    assert [r.outcome for r in report.readings] == ["read", "failed"]
    ours = f"Basic {b64encode(b'me:planted-pw').decode()}"
    assert set(sent(web, "Proxy-Authorization").values()) == {ours}
    assert set(sent(web, "Authorization").values()) == {None}
    assert "planted" not in str(report.readings[1].error)


@pytest.mark.parametrize(
    "target",
    ["{proxy}/", "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://127.1:{port}/",
     "http://0x7f000001:{port}/", "http://127.0.0.2:{port}/", "http://[::1]:{port}/"],
)  # fmt: skip
def test_a_proxy_leads_to_nothing_at_home(
    target: str, web: Web, other: Web, configure: Configure, places: Places,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("http_proxy", web.url)
    aim = target.format(proxy=web.url, port=other.server.server_port)
    web.pages["http://feeds.example/feed"] = (302, {"Location": aim}, b"")
    configuration = configure(
        sources=a_source("A", "http://feeds.example/feed"), settings=ALL_FORBIDDEN
    )
    (reading,) = run_pass(configuration, places, Options()).readings
    assert "refused" in str(reading.error)
    assert [path for _, path, _, _ in web.asked] == ["http://feeds.example/feed"]
    assert other.asked == []


@pytest.mark.parametrize("name", ["https_proxy", "http_proxy"])
def test_a_proxy_is_no_source_by_its_name_either(
    name: str, web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_name = web.url.replace("127.0.0.1", "localhost")
    monkeypatch.setenv(name, by_name)
    configuration = configure(sources=a_source("A", f"{by_name}/"), settings=ALL_FORBIDDEN)
    (reading,) = run_pass(configuration, places, Options()).readings
    assert "is a proxy, not a source" in str(reading.error)
    assert web.asked == []


@pytest.mark.parametrize("hosts", ["localhost", "localhost,127.0.0.1,::1", "*", "localhost:80"])
def test_what_no_proxy_is_for_is_not_taken_for_a_proxy(
    hosts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", hosts)

    async def resolve() -> None:
        await GuardedResolver(Guard(), Proxies()).resolve("localhost", 80)

    with pytest.raises(ForbiddenAddressError):
        asyncio.run(resolve())


def test_a_proxy_that_is_none_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "http://me:planted@proxy.example:port")
    with pytest.raises(MendableError, match="https_proxy holds no address") as raised:
        Proxies()
    assert "planted" not in str(raised.value)


def test_a_name_that_moves_home_is_refused_when_it_does(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, answers = socket.getaddrinfo, iter(["127.0.0.1", "127.0.0.2"])

    def looked_up(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host == "moving.example":
            return real(next(answers), port, type=socket.SOCK_STREAM)
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    web.serves("/feed", FEED)
    home = socket.create_server(("127.0.0.2", web.server.server_port))
    url = f"http://moving.example:{web.server.server_port}/feed"
    settings = '[collecting]\nallowed_networks = ["127.0.0.1/32"]\n'
    configuration = configure(sources=a_source("A", url), settings=settings)
    with home:
        first, second = (run_pass(configuration, places, Options()).readings[0] for _ in "12")
        home.settimeout(0)
        with pytest.raises(BlockingIOError):
            home.accept()
    assert first.outcome == "read"
    assert "moving.example is at 127.0.0.2, a loopback address" in str(second.error)
    assert len(web.asked) == 1


def test_of_several_addresses_only_those_permitted_are_connected_to(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def looked_up(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host == "mixed.example":
            homes = ("127.0.0.2", "10.0.0.1", "::1", "127.0.0.1")
            return [f for a in homes for f in real(a, port, type=socket.SOCK_STREAM)]
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    web.serves("/feed", FEED)
    url = f"http://mixed.example:{web.server.server_port}/feed"
    settings = '[collecting]\nallowed_networks = ["127.0.0.1/32"]\n'
    with socket.create_server(("127.0.0.2", web.server.server_port)) as home:
        configuration = configure(sources=a_source("A", url), settings=settings)
        assert run_pass(configuration, places, Options()).count("read") == 1
        home.settimeout(0)
        with pytest.raises(BlockingIOError):
            home.accept()
