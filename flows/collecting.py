"""Reading sources: files of seed folders, feeds over HTTP. A read is a value, never an exception."""

from __future__ import annotations

import asyncio
import ssl
import stat
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import aiohttp

from config import Collecting, Settings, Source
from parsers import Document, Rejection

MB = 1_000_000
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_HOPELESS = 8  # hosts that cannot be reached, before any could, that mean there is no network

Outcome = Literal["read", "unchanged", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What asking one source gave: documents, or that nothing changed, or why it failed."""

    source: Source
    outcome: Outcome
    documents: tuple[Document, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    error: str | None = None
    unreachable: bool = False


Progress = Callable[[Reading], None]


def read_seeds(source: Source, settings: Settings) -> Reading:
    """Read the files of a seed source: one file, or every file below a folder.

    A file that cannot be read is a rejection; the others are read all the same.
    """
    assert source.path is not None  # noqa: S101  a seed source has a path: checked when configured
    root = source.path.resolve()
    if not root.exists():
        return Reading(
            source=source,
            outcome="failed",
            error=f"{source.path}: no such file or folder; correct the path or create it",
        )
    documents, rejections = [], []
    for path in _files(root):
        name = path.name if path == root else str(path.relative_to(root))
        body, reason = _content(path, root, settings.seeds.max_mb)
        if body is None:
            rejections.append(Rejection(source=source.name, location=name, reason=reason))
        else:
            documents.append(
                Document(
                    source=source.name,
                    kind="seed",
                    location=name,
                    body=body,
                    media_type="text/plain",
                )
            )
    empty = not documents and not rejections
    return Reading(
        source=source,
        outcome="failed" if empty else "read",
        documents=tuple(documents),
        rejections=tuple(rejections),
        error=f"{source.path}: the folder holds no files; put seed documents in it"
        if empty
        else None,
    )


def _files(root: Path) -> Iterable[Path]:
    if not root.is_dir():
        return [root]
    return sorted(
        path
        for path in root.rglob("*")
        if not path.is_dir()
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
    )


def _content(path: Path, root: Path, max_mb: float) -> tuple[bytes | None, str]:
    try:
        facts = path.stat()
        inside = path.resolve().is_relative_to(root)
        if not inside:
            return None, "a link that leaves the seed folder; copy the file into the folder instead"
        if not stat.S_ISREG(facts.st_mode):
            return None, "not a regular file; remove it from the seed folder"
        if facts.st_size > max_mb * MB:
            return None, (
                f"{facts.st_size / MB:.1f} MB, more than the limit of {max_mb:g} MB; "
                "split it, or raise seeds.max_mb in settings.toml"
            )
        return path.read_bytes(), ""
    except OSError as error:
        return None, f"cannot be read: {error.strerror or error}; check its permissions"


def read_feeds(
    sources: Sequence[Source],
    settings: Settings,
    states: Mapping[str, Mapping[str, Any]],
    progress: Progress = lambda _: None,
) -> list[Reading]:
    """Ask every feed once, conditionally on what it answered last; in the order given."""
    if not sources:
        return []
    return asyncio.run(_read_all(sources, settings.collecting, states, progress))


async def _read_all(
    sources: Sequence[Source],
    settings: Collecting,
    states: Mapping[str, Mapping[str, Any]],
    progress: Progress,
) -> list[Reading]:
    timeout = aiohttp.ClientTimeout(
        total=settings.total_timeout,
        sock_connect=settings.connect_timeout,
        sock_read=settings.read_timeout,
    )
    connector = aiohttp.TCPConnector(
        limit=settings.concurrency, limit_per_host=settings.per_host, ttl_dns_cache=300
    )
    agent = settings.user_agent.format(contact=settings.contact)
    network = _Network(settings.concurrency)
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=timeout,
        headers={"User-Agent": agent, "Accept": _ACCEPT},
        trust_env=True,
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as session:

        async def one(source: Source) -> Reading:
            asking = partial(_read_feed, session, source, settings, states.get(source.name, {}))
            reading = await network.unless_absent(source, asking)
            progress(reading)
            return reading

        return await asyncio.gather(*(one(source) for source in sources))


class _Network:
    """Lets few hosts be asked until one answers, then as many as allowed at once.

    When those few cannot be reached there is no network, and nothing further is waited for.
    """

    def __init__(self, concurrency: int) -> None:
        first = min(concurrency, _HOPELESS)
        self._slots = asyncio.Semaphore(first)
        self._more = concurrency - first
        self._reached = False
        self._lost = 0

    async def unless_absent(
        self, source: Source, asking: Callable[[], Coroutine[Any, Any, Reading]]
    ) -> Reading:
        """Return what asking gives, or a failure without asking once the network is known absent."""
        async with self._slots:
            if not self._reached and self._lost >= _HOPELESS:
                return _failed(source, "no network: no host could be reached", unreachable=True)
            reading = await asking()
        self._lost += reading.unreachable
        if not reading.unreachable and not self._reached:
            self._reached = True
            for _ in range(self._more):
                self._slots.release()
        return reading


async def _read_feed(
    session: aiohttp.ClientSession,
    source: Source,
    settings: Collecting,
    state: Mapping[str, Any],
) -> Reading:
    headers = {}
    if state.get("etag"):
        headers["If-None-Match"] = state["etag"]
    if state.get("last_modified"):
        headers["If-Modified-Since"] = state["last_modified"]
    limit = int(settings.max_mb * MB)
    try:
        async with session.get(
            str(source.url), headers=headers, max_redirects=settings.max_redirects
        ) as response:
            if response.status == 304:
                return Reading(source=source, outcome="unchanged")
            if response.status != 200:
                return _failed(source, f"HTTP {response.status} {response.reason or ''}".strip())
            body = bytearray()
            async for chunk in response.content.iter_chunked(65_536):
                body += chunk
                if len(body) > limit:
                    return _failed(
                        source,
                        f"larger than {settings.max_mb:g} MB; raise collecting.max_mb in settings.toml",
                    )
            document = Document(
                source=source.name,
                kind="feed",
                location=str(source.url),
                body=bytes(body),
                media_type=response.headers.get("Content-Type", ""),
                language=source.language,
            )
            return Reading(
                source=source,
                outcome="read",
                documents=(document,),
                etag=response.headers.get("ETag"),
                last_modified=response.headers.get("Last-Modified"),
            )
    except aiohttp.TooManyRedirects:
        return _failed(source, f"more than {settings.max_redirects} redirects")
    except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError, ssl.SSLError) as error:
        return _failed(source, f"no secure connection: {_short(error)}")
    except aiohttp.ClientConnectorError as error:
        return _failed(
            source, f"cannot be reached: {error.strerror or _short(error)}", unreachable=True
        )
    except aiohttp.ConnectionTimeoutError:
        return _failed(
            source, f"no connection within {settings.connect_timeout:g} s", unreachable=True
        )
    except TimeoutError:
        return _failed(source, "too slow: no complete answer in time")
    except (aiohttp.ClientError, ValueError) as error:
        return _failed(source, f"broken answer: {_short(error)}")


def _failed(source: Source, error: str, *, unreachable: bool = False) -> Reading:
    return Reading(source=source, outcome="failed", error=error, unreachable=unreachable)


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
