"""The page of one article: its main text, and what of it may stand for an entry's own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup

from config.sources import Page
from parsers.documents.feed_item import WEB
from parsers.documents.page import ASIDE, DATE
from parsers.records import Document, Entry, Parsed, Rejection
from parsers.text.characters import MEANT, folded
from parsers.text.dates import moment
from parsers.text.keys import digest, key, version_of
from parsers.text.markdown import to_markdown

_SAYING = ("content", "datetime", "href")
_ADDRESSES = ("link[rel=canonical][href]", "meta[property='og:url']")
_TITLES = ("meta[property='og:title']", "h1", "title", "h2")
_AUTHORS = ("meta[name=author i]",)
_DATES = (
    "meta[property='article:published_time']",
    "meta[name=pubdate i]",
    "meta[name=publishdate i]",
    "meta[name='citation_publication_date' i]",
    "meta[name=date i]",
    "time[datetime]",
    DATE,
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_LINK = re.compile(r"!?\[[^\]\n]*\]\([^()\s]*\)")
_SHORT = 200  # characters of a text that may be no article's
_WALL = re.compile(
    r"\b(?:enable|disabled?|requires?|turn on) (?:java ?script|cookies)|(?:java ?script|cookies) "
    r"(?:is|are|to be) (?:disabled|required|enabled)|are (?:a )?(?:human|robot)|checking your browser|"
    r"access denied|just a moment|page (?:was |is )?not (?:be )?found|"
    r"(?:启用|开启|打开)\s*java ?script|正在跳转|页面不存在|无法访问|请先登录|安全验证",
    re.IGNORECASE,
)


def parse(document: Document) -> Parsed:
    """Return the article that a page holds, or a rejection where it holds no writing."""
    document_id = key("document", document.source, document.location, digest(document.body))
    soup = BeautifulSoup(decoded(document.body), "lxml")
    url = _first(soup, _ADDRESSES)
    url = url if url and url.startswith(WEB) else None
    text = main_text(document.body, None, url or "")
    if text is None:
        for aside in soup.select(ASIDE):
            aside.decompose()
        text = to_markdown(soup.decode(), url or "")
    if not text:
        reason = "the page holds no text; put an article's page in the folder or remove it"
        rejection = Rejection(source=document.source, location=document.location, reason=reason)
        return Parsed(document_id=document_id, rejections=(rejection,))
    title = _first(soup, _TITLES) or text.split("\n", 1)[0].lstrip("# ")[:200]
    if folded(text.split("\n", 1)[0]) != folded(title):
        text = f"{title}\n\n{text}"
    entry = Entry(
        source=document.source,
        document_id=document_id,
        guid=url or key("seed", text),
        url=url,
        title=title,
        author=_first(soup, _AUTHORS),
        published=moment(_first(soup, _DATES), document.language, document.read_at),
        text=text,
        version=version_of(text),
    )
    return Parsed(document_id=document_id, entries=(entry,))


def _first(soup: BeautifulSoup, places: Sequence[str]) -> str | None:
    """Return what the first of some places says: in an attribute for machines, else in words."""
    for place in places:
        if (found := soup.select_one(place)) is not None:
            attribute = next((str(found[name]) for name in _SAYING if found.get(name)), None)
            words = " ".join((attribute or found.get_text(" ")).split())
            if words:
                return words
    return None


def full_text(
    body: bytes, title: str, own: str, chosen: Page | None, location: str
) -> tuple[str | None, str]:
    """Return the main text of the page that an entry links to, or None and why it is of no use.

    Without a selector it is used where it says more than `own`, what the entry says below its title.
    """
    try:
        text = main_text(body, chosen, location)
    except Exception as error:  # noqa: BLE001  one hostile page must not harm its entry
        return None, f"the page cannot be read ({type(error).__name__}: {error})"[:300]
    if text is None:
        if chosen is not None and chosen.content is not None:
            return None, f"nothing on the page matches the selector {chosen.content!r}"
        return None, "no main text was found on the page; give a selector for it"
    if chosen is not None and chosen.content is not None:
        return text, ""
    if len(text) < _SHORT and _WALL.search(text):
        return None, f"the page shows no article: {' '.join(text.split())[:80]!r}"
    if len(text) <= len(own) or folded(text) in folded(f"{title} {own}"):
        return None, "the page says no more than the entry"
    # What is short may be another part of the article than the one that the entry shows.
    alone = len(text) >= _SHORT or folded(own) in folded(text)
    return text if alone else f"{own}\n\n{text}", ""


def main_text(body: bytes, chosen: Page | None, location: str) -> str | None:
    """Return the main text of an article's page as Markdown, or None where it has none."""
    page = decoded(body)
    if chosen is not None and chosen.content is not None:
        parts = BeautifulSoup(page, "lxml").select(chosen.content)
        return to_markdown("".join(part.decode() for part in parts), location) or None
    import trafilatura  # noqa: PLC0415  0.5 s that a run without such sources need not spend

    text = trafilatura.extract(
        page, url=location, output_format="markdown", include_links=True, include_formatting=True
    )
    return text if text and _LINK.sub("", text).strip() else None


def decoded(body: bytes) -> str | bytes:
    """Return a page's characters where its encoding is plain, else its bytes: it is guessed then.

    A short page in Chinese is too little to guess by.
    """
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(body[:4000])
    name = declared.group(1).decode().lower() if declared else ""
    try:
        return body.decode(MEANT.get(name, name)) if name else body
    except (LookupError, UnicodeDecodeError):
        return body
