"""What a file is, by how it begins and by its name: a feed, the page of an article, or plain writing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from parsers.records import DocumentKind

_SNIFFED = 4000  # bytes that are looked at
_BEFORE = rb"\A(?:\xef\xbb\xbf)?(?:\s|<\?[^>]*>|<!--(?:(?!-->).)*-->)*"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileType:
    """A kind of document, how files of it begin, and how their names end where that does not tell."""

    kind: DocumentKind
    media_type: str
    begins: re.Pattern[bytes]
    suffixes: frozenset[str] = frozenset()


def _begins(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(_BEFORE + pattern, re.IGNORECASE | re.DOTALL)


FORMS = (
    # A post may be written in HTML below its front matter.
    FileType(kind="seed", media_type="text/plain", begins=_begins(rb"---\s*\n")),
    FileType(
        kind="feed",
        media_type="application/xml",
        begins=_begins(rb"<(?:rss|feed|rdf:rdf|urlset|sitemapindex)\b"),
        suffixes=frozenset({".xml", ".rss", ".atom", ".rdf"}),
    ),
    FileType(
        kind="feed",
        media_type="application/feed+json",
        begins=_begins(rb"\{\s*\"version\"\s*:\s*\"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org"),
        suffixes=frozenset({".json"}),
    ),
    FileType(
        kind="article",
        media_type="text/html",
        begins=_begins(rb"<(?:!doctype\s+html|html)\b"),
        suffixes=frozenset({".html", ".htm", ".xhtml"}),
    ),
)
PLAIN = FileType(kind="seed", media_type="text/plain", begins=_begins(b""))


def file_type(name: str, body: bytes) -> FileType:
    """Return the form of a file: that which its beginning shows, else that of its name, else plain.

    What holds zeros is no text, whatever its name is.
    """
    start = body[:_SNIFFED]
    if b"\x00" in start:
        return PLAIN
    shown = next((form for form in FORMS if form.begins.match(start)), None)
    suffix = PurePath(name).suffix.lower()
    return shown or next((form for form in FORMS if suffix in form.suffixes), PLAIN)
