"""The pages that entries link to, for sources that ask for it: politely, and only where robots.txt lets us."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from protego import Protego

from config import Collecting
from flows.fetching.http import Answer, Fetcher, fetcher
from parsers.text.characters import MEANT

_AGENT = "Laurelwire"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_RECORDING = re.compile(r"\.(?:mp3|m4a|m4v|mp4|ogg|oga|opus|wav|webm|mov|aac|flac)$", re.IGNORECASE)


def read_pages(urls: Sequence[str], settings: Collecting, now: datetime) -> dict[str, bytes | str]:
    """Return the bodies of pages by their addresses, in UTF-8 where the server says in what they are.

    For a page that fails, or that its site's robots.txt keeps robots from, the reason stands there.
    """
    return asyncio.run(_read_all(urls, settings, now)) if urls else {}


async def _read_all(
    urls: Sequence[str], settings: Collecting, now: datetime
) -> dict[str, bytes | str]:
    sites: dict[str, list[str]] = defaultdict(list)
    unread: dict[str, bytes | str] = {}
    for url in dict.fromkeys(urls):
        try:
            parts = urlsplit(url)
        except ValueError as error:
            unread[url] = f"what the entry links to is no address: {error}"
            continue
        sites[f"{parts.scheme}://{parts.netloc}"].append(url)
    slots = asyncio.Semaphore(settings.concurrency)
    async with fetcher(settings, now) as asking:
        found = await asyncio.gather(
            *(_read_site(asking, site, links, settings, slots) for site, links in sites.items())
        )
    return unread | {url: body for pages in found for url, body in pages.items()}


async def _read_site(
    asking: Fetcher, site: str, urls: Sequence[str], settings: Collecting, slots: asyncio.Semaphore
) -> Mapping[str, bytes | str]:
    """Read the pages of one site, one after another with its pause between them."""
    async with slots:
        rules, forbidden = await _rules(asking, site)
    pause = max(float(rules.crawl_delay(_AGENT) or 0), settings.spacing)
    pages: dict[str, bytes | str] = {}
    begun = False
    for url in urls:
        if _RECORDING.search(urlsplit(url).path):
            pages[url] = "a recording, not a page; its entry is kept with its own text"
            continue
        if not rules.can_fetch(url, _AGENT):
            pages[url] = forbidden
            continue
        if begun:
            await asyncio.sleep(min(pause, settings.total_timeout))
        async with slots:
            answer = await asking.ask(url)
        begun = True
        pages[url] = _in_utf8(answer)
    return pages


def _in_utf8(answer: Answer) -> bytes | str:
    """Return the body that a server sent, or why there is none."""
    if answer.body is None:
        return f"the page that the entry links to cannot be read: {answer.error or 'no answer'}"
    charset = _CHARSET.search(answer.media_type)
    name = charset.group(1).lower() if charset else ""
    try:
        return answer.body.decode(MEANT.get(name, name)).encode() if name else answer.body
    except (LookupError, UnicodeError):
        return answer.body


async def _rules(asking: Fetcher, site: str) -> tuple[Protego, str]:
    """Return a site's robots.txt, and what is said of a page that it keeps us from.

    None allows all, one that cannot be read allows nothing (RFC 9309).
    """
    answer = await asking.ask(f"{site}/robots.txt")
    if answer.body is not None:
        rules = Protego.parse(answer.body.decode("utf-8", "replace"))
        return rules, f"{site}/robots.txt keeps robots from the page that the entry links to"
    missing = answer.status is not None and 400 <= answer.status < 500
    reason = (
        f"{site}/robots.txt cannot be read ({answer.error}), so no page of the site may be read"
    )
    return Protego.parse("" if missing else "User-agent: *\nDisallow: /"), reason
