"""One question to one server over HTTP: conditional, bounded in time and size, and guarded."""

from __future__ import annotations

import asyncio
import ssl
import zlib
from base64 import b64encode
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

import aiohttp
from aiohttp import hdrs
from yarl import URL

from config import Collecting
from config.secrets import server
from flows.fetching.address_guard import (
    ForbiddenAddressError,
    Guard,
    GuardedResolver,
    Proxies,
    guarded_sockets,
)
from flows.fetching.headers import BUSY, FailureKind, failure_of, max_age, retry_after

MB = 1_000_000
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/html;q=0.8, */*;q=0.5"
)

_MOVED = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered. `body` is None unless it sent one that is new and whole.

    `moved`: where everything that was asked for stands for good now (301, 308). `wait`: seconds for
    which the server asks to be left alone; `max_age`: seconds for which it says this is fresh.
    """

    location: str
    status: int | None = None
    body: bytes | None = None
    media_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    moved: str | None = None
    wait: float | None = None
    max_age: float | None = None
    failure: FailureKind | None = None
    error: str | None = None
    unreachable: bool = False


class _Refusal(Exception):  # noqa: N818  an answer that is no use, with its kind
    def __init__(self, kind: FailureKind, error: str) -> None:
        super().__init__(error)
        self.kind = kind


class Fetcher:
    """Asks servers; made by `fetcher`, and used in one event loop."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        settings: Collecting,
        guard: Guard,
        proxies: Proxies,
        now: datetime,
    ) -> None:
        self.session, self.settings, self.guard, self.now = session, settings, guard, now
        self.proxies = proxies

    async def ask(
        self, url: str, conditions: Mapping[str, str] | None = None, *, ours: bool = False
    ) -> Answer:
        """Return the answer to a GET of `url`, with the headers that make it conditional.

        Only `ours`, an address that the operator wrote, may have a password. Never raises for what a
        server does; whatever it does takes at most `total_timeout`.
        """
        try:
            async with asyncio.timeout(self.settings.total_timeout):
                return await self._follow(url, dict(conditions or {}), ours=ours)
        except _Refusal as refusal:
            return Answer(location=url, failure=refusal.kind, error=str(refusal))
        except ForbiddenAddressError as error:
            return Answer(location=url, failure="hard", error=_forbidden(error))
        except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError, ssl.SSLError) as e:
            return Answer(location=url, failure="soft", error=f"no secure connection: {_short(e)}")
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, ForbiddenAddressError):
                return Answer(location=url, failure="hard", error=_forbidden(error.os_error))
            reason = error.strerror or _short(error)
            return Answer(
                location=url,
                failure="temporary",
                error=f"cannot be reached: {reason}",
                unreachable=True,
            )
        except aiohttp.ConnectionTimeoutError:
            error_text = f"no connection within {self.settings.connect_timeout:g} s"
            return Answer(location=url, failure="temporary", error=error_text, unreachable=True)
        except aiohttp.InvalidURL as error:
            return Answer(location=url, failure="hard", error=f"not an address: {_short(error)}")
        except TimeoutError:
            error_text = (
                f"too slow: no complete answer within {self.settings.total_timeout:g} s, "
                f"or none for {self.settings.read_timeout:g} s"
            )
            return Answer(location=url, failure="temporary", error=error_text)
        except (aiohttp.ClientError, ValueError, zlib.error) as error:
            return Answer(
                location=url, failure="temporary", error=f"broken answer: {_short(error)}"
            )

    async def _follow(self, url: str, headers: dict[str, str], *, ours: bool) -> Answer:
        """Ask, and follow where the answer points, with every address checked anew.

        Cookies live for this one question, and go to the server that set them; so does the password
        of an address that has one.
        """
        for_good = True
        here, password = _without_password(url) if ours else (url, {})
        first = _server(here)
        cookies: dict[str, dict[str, str]] = defaultdict(dict)
        for _ in range(self.settings.max_redirects + 1):
            address = self._checked(here)
            async with self.session.get(
                address,
                headers={
                    **headers,
                    **(password if _server(here) == first else {}),
                    **_cookie_header(cookies[_server(here)]),
                },
                allow_redirects=False,
                proxy=self.proxies.of(address),
            ) as response:
                self._check_peer(response)
                target = response.headers.get(hdrs.LOCATION)
                if response.status not in _MOVED or target is None:
                    answer = await self._answer(here, response, conditional=bool(headers))
                    break
                for_good = for_good and response.status in _FOR_GOOD
                onward = urljoin(here, target.strip())
                cookies[_server(here)] |= {n: m.coded_value for n, m in response.cookies.items()}
            if _server(onward) != _server(here):
                headers = {}  # validators belong to the server that gave them
            here = onward
        else:
            raise _Refusal("hard", f"more than {self.settings.max_redirects} redirects")
        if (
            answer.failure is None
            and for_good
            and here != (_without_password(url)[0] if ours else url)
        ):
            return _with(answer, moved=here)
        return answer

    def _checked(self, written: str) -> URL:
        """Return the address as it will be asked; a forbidden one, however it is spelt, is refused."""
        parts = urlsplit(written)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise _Refusal(
                "hard", f"a redirect to what is no http(s) address: {_printable(server(written))}"
            )
        if parts.username or parts.password:
            raise _Refusal(
                "hard", "led to an address with a password in it, which is not ours to send"
            )
        address = URL(written)
        if address.host is None:
            raise _Refusal(
                "hard", f"a redirect to what is no http(s) address: {_printable(server(written))}"
            )
        if self.proxies.is_one(address.host, address.port or 0):
            raise ForbiddenAddressError(f"{address.host}:{address.port} is a proxy, not a source")
        self.guard.check_literal(address.host)
        return address

    def _check_peer(self, response: aiohttp.ClientResponse) -> None:
        """Refuse an answer that came from where nothing should have been asked."""
        connection = response.connection
        peer = (
            connection.transport.get_extra_info("peername")
            if connection and connection.transport
            else None
        )
        if peer is not None and not self.proxies.is_one(peer[0], peer[1]):
            self.guard.check_address(peer[0], response.url.host or "")

    async def _answer(
        self, url: str, response: aiohttp.ClientResponse, *, conditional: bool
    ) -> Answer:
        headers = response.headers
        facts = Answer(
            location=url,
            status=response.status,
            media_type=headers.get(hdrs.CONTENT_TYPE, ""),
            etag=headers.get(hdrs.ETAG),
            last_modified=headers.get(hdrs.LAST_MODIFIED),
            max_age=max_age(headers.get(hdrs.CACHE_CONTROL, "")),
            wait=retry_after(headers.get(hdrs.RETRY_AFTER), self.now),
        )
        status = response.status
        if status == 304:
            if not conditional:
                return _with(
                    facts, failure="soft", error="HTTP 304 to a question without validators"
                )
            return _with(facts, body=None)
        if status in BUSY and facts.wait is not None:
            return _with(
                facts, failure="busy", error=f"HTTP {status}: asks to wait {facts.wait:.0f} s"
            )
        if status != 200:
            return _with(
                facts,
                failure=failure_of(status),
                error=f"HTTP {status} {_printable(response.reason or '')}".strip(),
            )
        return _with(facts, body=await self._body(response))

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        """Return the whole body, decompressed, within the limit before and after."""
        limit = int(self.settings.max_mb * MB)
        announced = response.content_length
        if announced is not None and announced > limit:
            raise self._too_large()
        encoding = response.headers.get(hdrs.CONTENT_ENCODING, "identity").strip().lower()
        inflate = _inflater(encoding)
        body = bytearray()
        received = 0
        async for chunk in response.content.iter_any():
            received += len(chunk)
            if received > limit:
                raise self._too_large()
            if inflate is None:
                body += chunk
                continue
            body += inflate.decompress(chunk, limit + 1 - len(body))
            if len(body) > limit or inflate.unconsumed_tail:
                raise self._too_large()
        if inflate is not None and not inflate.eof and received:
            raise _Refusal("temporary", "broken answer: the compressed body ends too early")
        return bytes(body)

    def _too_large(self) -> _Refusal:
        return _Refusal(
            "soft",
            f"larger than {self.settings.max_mb:g} MB; raise collecting.max_mb in settings.toml",
        )


@asynccontextmanager
async def fetcher(settings: Collecting, now: datetime) -> AsyncIterator[Fetcher]:
    """Give a Fetcher with a connection pool of its own; `now` dates what servers ask to wait."""
    guard, proxies = Guard(settings.allowed_networks), Proxies()
    timeout = aiohttp.ClientTimeout(
        total=None, sock_connect=settings.connect_timeout, sock_read=settings.read_timeout
    )
    connector = aiohttp.TCPConnector(
        limit=settings.concurrency,
        limit_per_host=settings.per_host,
        ttl_dns_cache=300,
        resolver=GuardedResolver(guard, proxies),
        socket_factory=guarded_sockets(guard, proxies),
    )
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=timeout,
        headers={
            "User-Agent": settings.user_agent.format(contact=settings.contact),
            "Accept": ACCEPT,
            "Accept-Encoding": "gzip",  # what is called deflate is sent in two forms
        },
        trust_env=False,  # with it the passwords of .netrc would be sent to feeds
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as session:
        yield Fetcher(session, settings, guard, proxies, now)


def _without_password(url: str) -> tuple[str, dict[str, str]]:
    """Return the address without its user and password, and the header that says them (RFC 7617)."""
    parts = urlsplit(url)
    if parts.username is None and parts.password is None:
        return url, {}
    host = parts.netloc.rpartition("@")[2]
    bare = urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
    pair = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    return bare, {hdrs.AUTHORIZATION: f"Basic {b64encode(pair.encode()).decode()}"}


def _server(url: str) -> str:
    """Return what validators, cookies and passwords belong to."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _cookie_header(cookies: Mapping[str, str]) -> dict[str, str]:
    """Return cookies as they were received: the standard library refuses names that servers use."""
    pairs = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {hdrs.COOKIE: pairs} if pairs else {}


def _with(answer: Answer, **changes: object) -> Answer:
    return replace(answer, **changes)  # type: ignore[arg-type]


def _inflater(encoding: str) -> zlib._Decompress | None:
    if encoding in {"identity", ""}:
        return None
    if encoding in {"gzip", "x-gzip"}:
        return zlib.decompressobj(wbits=31)
    if encoding == "deflate":
        return zlib.decompressobj(wbits=47)
    raise _Refusal("soft", f"sent as {_printable(encoding)}, which was not asked for")


def _forbidden(error: OSError) -> str:
    return f"refused: {_short(error)}; collecting.allowed_networks in settings.toml can permit its network"


def _short(error: BaseException) -> str:
    """Return what an error says, without the address that was asked: that may be a secret, and be cut."""
    shown = str(error)
    if isinstance(error, aiohttp.ClientResponseError):
        shown = error.message
    elif isinstance(error, aiohttp.InvalidURL):
        shown = error.description or "it cannot be read"
    return _printable(" ".join(shown.split())) or type(error).__name__


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in text)[:200]
