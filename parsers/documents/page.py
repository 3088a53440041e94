"""HTML pages as sources: the entries that a list shows."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from config.sources import Page
from parsers.documents.feed_item import FeedItem
from parsers.records import Document
from parsers.text.addresses import web_address
from parsers.text.characters import has_cjk

_FEED = re.compile(r"application/(?:rss|atom|feed)\+(?:xml|json)", re.IGNORECASE)
ASIDE = "nav, header, footer, aside, form, script, style, noscript"
DATE = "time, [class*=date], [class*=time], [class*=pubdate]"
_MAX_AROUND = 40  # elements around a link that say where it stands
_STRINGS = 100  # pieces of text in a title or date
_MANY = 3  # links of one kind that make a list
_TITLE, _TITLE_ZH = 20, 8  # characters of a link that is a title and no label


def items(document: Document) -> list[FeedItem | str] | str:
    """Return the entries that a page lists, each or why it is none, or why the page lists none.

    With selectors those say where entries stand; without, the largest set of links that stand in
    the same place, and look like titles, is the list.
    """
    soup = BeautifulSoup(document.body, "lxml")
    chosen = document.page or Page()
    if chosen.entry is not None:
        entries = soup.select(chosen.entry)
        found = [_entry(entry, chosen, document.location) for entry in entries]
        return found or f"nothing on the page matches the selector {chosen.entry!r}"
    feed = feed_of(soup, document.location)
    if feed is not None:
        return f"the page has a feed; read it in place of the page: {feed}"
    listed: list[FeedItem | str] = [*_found(soup, document.location)]
    return listed or "no list of articles was found; give selectors for it"


def feed_in(body: bytes, location: str) -> str | None:
    """Return the address of the feed that a page's bytes name."""
    return feed_of(BeautifulSoup(body, "lxml"), location)


def feed_of(soup: BeautifulSoup, location: str) -> str | None:
    """Return the address of the feed that a page names."""
    for link in soup.find_all("link", href=True):
        relation = list(link.get("rel") or ())
        if "alternate" in relation and _FEED.match(str(link.get("type") or "")):
            address = _joined(location, web_address(str(link["href"])))
            if address is not None:
                return address
    return None


def _joined(location: str, href: str) -> str | None:
    """Return the address that a link leads to, or None where it is none: `http://[x`."""
    try:
        address = urljoin(location, href)
        urlsplit(address)
    except ValueError:
        return None
    return address


def _entry(entry: Tag, chosen: Page, location: str) -> FeedItem | str:
    link = entry if entry.name == "a" and entry.has_attr("href") else entry.select_one(chosen.link)
    title = entry.select_one(chosen.title) if chosen.title else link
    if link is None or title is None or not link.has_attr("href"):
        shown = " ".join(entry.get_text(" ").split())[:80]
        lacking = "title" if title is None and link is not None else "link"
        return f"nothing in an entry of the list matches the selector of its {lacking}: {shown!r}"
    date = entry.select_one(chosen.date) if chosen.date else entry.select_one(DATE)
    summary = entry.select_one(chosen.summary) if chosen.summary else None
    address = _joined(location, str(link["href"]))
    if address is None:
        return f"the link of an entry of the list is no address: {str(link['href'])[:80]!r}"
    return FeedItem(
        guid=address,
        url=address,
        title=" ".join(title.get_text(" ").split()),
        author=None,
        date=_dated(date),
        html=summary.decode_contents() if summary else "",
        base=location,
    )


def _dated(element: Tag | None) -> str | None:
    if element is None:
        return None
    return str(element.get("datetime") or "") or _shown(element) or None


def _shown(element: Tag) -> str:
    """Return the text that a title or date shows: what goes on and on is neither."""
    return " ".join(" ".join(islice(element.stripped_strings, _STRINGS)).split())


def _found(soup: BeautifulSoup, location: str) -> list[FeedItem]:
    """Return the largest set of title-like links that stand in one kind of place."""
    for aside in soup.select(ASIDE):
        aside.decompose()
    places: dict[tuple[str, ...], dict[str, FeedItem]] = defaultdict(dict)
    host = urlsplit(location).hostname
    dates: dict[int, Tag] = {}  # the first date in each element, by the element's identity
    for date in soup.select(DATE):
        for parent in islice(date.parents, _MAX_AROUND):
            dates.setdefault(id(parent), date)
    for link in soup.find_all("a", href=True):
        address = (_joined(location, str(link["href"])) or "").partition("#")[0]
        title = _shown(link)
        least = _TITLE_ZH if has_cjk(title) else _TITLE
        if urlsplit(address).hostname != host or len(title) < least or address == location:
            continue
        item = FeedItem(
            guid=address, url=address, title=title, author=None,
            date=_dated(dates.get(id(_around(link)))), html="", base=location,
        )  # fmt: skip
        places[_place(link)].setdefault(address, item)
    lists = [list(listed.values()) for listed in places.values() if len(listed) >= _MANY]
    return max(lists, key=lambda listed: sum(len(i.title) for i in listed), default=[])


def _place(link: Tag) -> tuple[str, ...]:
    """Return where a link stands: the names and classes of what is next around it, up to the body."""
    return tuple(
        f"{parent.name}.{'.'.join(sorted(parent.get('class') or []))}"
        for parent in [link, *islice(link.parents, _MAX_AROUND)]
        if parent.name not in {"body", "html", "[document]"}
    )


def _around(link: Tag) -> Tag:
    """Return the entry around a link: the nearest that is an item of a list, or two steps up."""
    for parent in islice(link.parents, _MAX_AROUND):
        if parent.name in {"li", "article", "tr", "dd"}:
            return parent
    return link.parent.parent if link.parent and link.parent.parent else link
