"""Addresses in text, and the works they name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.records import Ids

URL = re.compile(r"https?://[^\s<>\"'`\u3000-\u303f\uff00-\uffef\u4e00-\u9fff，。、；：）】》」]+")
_ARXIV = re.compile(
    r"arxiv\.org/(?:abs|pdf|html|e-print)/([a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})",
    re.IGNORECASE,
)
_ARXIV_BARE = re.compile(r"\barxiv\s*[:：]\s*(\d{4}\.\d{4,5})", re.IGNORECASE)
_DOI = re.compile(
    r"(?:doi\.org/|\bdoi\s*[:：]\s*)(10\.\d{4,9}/[^\s\"<>，。；、）]+)", re.IGNORECASE
)
_ACL = re.compile(
    r"aclanthology\.org/(?:volumes/|papers/)?([A-Z]\d{2}-\d{4}|\d{4}\.[\w-]+\.\d+)", re.IGNORECASE
)
_OPENREVIEW = re.compile(
    r"openreview\.net/(?:forum|pdf|attachment)\?(?:[^#\s]{0,400}&)?id=([\w-]+)", re.IGNORECASE
)
_PMLR = re.compile(r"proceedings\.mlr\.press/(v\d+/[\w-]+?)(?:\.html|\.pdf|/|$)", re.IGNORECASE)
_READER = r"^(?:feed|feeds|itpc|pcast|podcast|rss)"
_HANDED = re.compile(rf"{_READER}://(?!https?:)", re.IGNORECASE)
_HANDED_WHOLE = re.compile(rf"{_READER}:(?://)?(?=https?://)", re.IGNORECASE)


def addresses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each URL in text[start:end], without closing punctuation."""
    for found in URL.finditer(text, start, end):
        begin, stop = found.span()
        opened = text.find("(", begin, stop)
        while stop > begin and text[stop - 1] in ".,;:!?)]}*_":
            closing = text[stop - 1]
            if closing == ")" and begin <= opened < stop:
                break
            stop -= 1
        cut = text.find("](", begin, stop)  # [URL](URL): the label is the same address
        yield begin, cut if cut != -1 else stop


def identifiers(text: str) -> Ids:
    """Return the first identifier of each scheme that the text (a URL or a line) names."""

    def first(*patterns: re.Pattern[str]) -> str | None:
        for pattern in patterns:
            if found := pattern.search(text):
                return found.group(1).rstrip(".,;)")
        return None

    return Ids(
        arxiv=first(_ARXIV, _ARXIV_BARE),
        doi=(first(_DOI) or "").lower() or None,
        acl=first(_ACL),
        openreview=first(_OPENREVIEW),
        pmlr=first(_PMLR),
    )


def web_address(url: str) -> str:
    """Return an address that a browser hands to a feed reader as the one the feed stands at."""
    return _HANDED_WHOLE.sub("", _HANDED.sub("http://", url))


def year_of(url: str) -> int | None:
    """Return the year an address dates itself to: `/2024/08/`, `20240805`, arXiv's `2408.`."""
    if found := re.search(r"(?<!\d)(20[0-3]\d)(?:[/-]?(?:0[1-9]|1[0-2]))(?!\d{5})", url):
        return int(found.group(1))
    if (arxiv := identifiers(url).arxiv) and arxiv[:4].isdigit():
        return 2000 + int(arxiv[:2])
    return None
