"""News sitemaps (sitemaps.org, with the news extension): addresses with titles and dates."""

from __future__ import annotations

from lxml import etree

from parsers.documents.feed_item import FeedItem

_SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def is_sitemap(body: bytes) -> bool:
    head = body[:2000]
    return b"<urlset" in head or b"<sitemapindex" in head


def items(body: bytes) -> list[FeedItem | str] | str:
    """Return the articles that a sitemap lists, each or why it is none, or why it lists none."""
    # No entities but XML's own, no network; what is broken is read as far as it goes.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(body, parser)
    if root is None:
        return "the sitemap is no XML"
    if root.tag == f"{_SITE}sitemapindex":
        inner = [_text(place) for place in root.iterfind(f"{_SITE}sitemap/{_SITE}loc")]
        return f"a list of {len(inner)} sitemaps; give the address of one of them, such as {inner[0] if inner else '?'}"
    found: list[FeedItem | str] = []
    for url in root.iterfind(f"{_SITE}url"):
        place, news = _text(url.find(f"{_SITE}loc")), url.find(f"{_NEWS}news")
        title = _text(news.find(f"{_NEWS}title")) if news is not None else ""
        if news is None:
            continue
        if not place or not title:
            lacking = "title" if place else "address"
            found.append(f"news of the sitemap without {lacking}: {place or title}")
            continue
        found.append(
            FeedItem(
                guid=place,
                url=place,
                title=title,
                author=None,
                date=_text(news.find(f"{_NEWS}publication_date")),
                html="",
                base="",
            )
        )
    return found or "a sitemap without news: it has addresses, but no titles"


def _text(element: etree._Element | None) -> str:
    return "".join(map(str, element.itertext())).strip() if element is not None else ""
