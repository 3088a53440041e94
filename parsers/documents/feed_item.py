"""An entry as a feed, a page or a sitemap writes it, before anything is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

WEB = ("http://", "https://")
PAGES = frozenset({"", "text/html", "html", "xhtml", "application/xhtml+xml"})
"""Types of links that lead to a page."""
_RELATION = re.compile(r"https?://www\.iana\.org/assignments/(?:link-relations|relation)/#?")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """An entry as a feed writes it. `base` completes the addresses in `html`."""

    guid: str | None
    url: str | None
    title: str
    author: str | None
    date: str | None
    html: str
    base: str


def link_among(link: str | None, others: Iterable[tuple[str, str, str]]) -> str | None:
    """Return the entry's link, or where it has none that of its (relation, type, address) which may stand for it.

    First what is called an alternate by its full name (RFC 4287, 4.2.7.2), then an alternate that is no
    page, then an enclosure: an episode without a page is its recording.
    """
    if link and link.startswith(WEB):
        return link
    found: dict[str, str] = {}
    for relation, kind, address in others:
        name = _RELATION.sub("", relation.lower()) or "alternate"
        if name == "alternate" and kind.lower() not in PAGES:
            name = "document"
        if address.startswith(WEB):
            found.setdefault(name, address)
    stand_ins = (found.get(name) for name in ("alternate", "document", "enclosure"))
    return next(filter(None, stand_ins), link)


def noted(html: str, announced: str | None) -> str:
    """Return an entry's text, saying that it is a revision where only a field of arXiv's says so."""
    if (announced or "").startswith("replace") and "Announce Type" not in html:
        return f"<p>Announce Type: {announced}</p>{html}"
    return html
