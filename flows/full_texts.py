"""The pages that entries link to, for sources that ask for it: politely, and only where robots.txt lets us."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from protego import Protego

from config import Collecting
from flows.fetching import Fetcher, fetcher

_AGENT = "Laurelwire"


def read_pages(urls: Sequence[str], settings: Collecting, now: datetime) -> dict[str, bytes]:
    """Return the bodies of the pages that could and may be read, by their addresses.

    A page that fails, or that its site's robots.txt keeps robots from, is left out: its entry is
    kept with the text that the source itself gave.
    """
    return asyncio.run(_read_all(urls, settings, now)) if urls else {}


async def _read_all(urls: Sequence[str], settings: Collecting, now: datetime) -> dict[str, bytes]:
    sites: dict[str, list[str]] = defaultdict(list)
    for url in dict.fromkeys(urls):
        parts = urlsplit(url)
        sites[f"{parts.scheme}://{parts.netloc}"].append(url)
    slots = asyncio.Semaphore(settings.concurrency)
    async with fetcher(settings, now) as asking:
        found = await asyncio.gather(
            *(_read_site(asking, site, its, settings, slots) for site, its in sites.items())
        )
    return {url: body for pages in found for url, body in pages.items()}


async def _read_site(
    asking: Fetcher, site: str, urls: Sequence[str], settings: Collecting, slots: asyncio.Semaphore
) -> Mapping[str, bytes]:
    """Read the pages of one site, one after another with its pause between them."""
    async with slots:
        rules = await _rules(asking, site)
    pause = max(float(rules.crawl_delay(_AGENT) or 0), settings.spacing)
    pages: dict[str, bytes] = {}
    for url in urls:
        if not rules.can_fetch(url, _AGENT):
            continue
        if pages:
            await asyncio.sleep(min(pause, settings.total_timeout))
        async with slots:
            answer = await asking.ask(url)
        if answer.body is not None:
            pages[url] = answer.body
    return pages


async def _rules(asking: Fetcher, site: str) -> Protego:
    """Return a site's robots.txt: none allows all, one that cannot be read allows nothing (RFC 9309)."""
    answer = await asking.ask(f"{site}/robots.txt")
    if answer.body is not None:
        return Protego.parse(answer.body.decode("utf-8", "replace"))
    missing = answer.status is not None and 400 <= answer.status < 500
    return Protego.parse("" if missing else "User-agent: *\nDisallow: /")
