"""From a document to its entries: one parser a kind of document."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from parsers.documents import feed, seed
from parsers.records import Document, DocumentKind, Parsed


def _article(document: Document, _: frozenset[str]) -> Parsed:
    from parsers.documents import article_page  # noqa: PLC0415  as in documents/feed.py

    return article_page.parse(document)


PARSERS: Mapping[DocumentKind, Callable[[Document, frozenset[str]], Parsed]] = {
    "feed": feed.parse,
    "page": feed.parse,
    "seed": seed.parse,
    "article": _article,
}


def parse_document(document: Document, known: frozenset[str] = frozenset()) -> Parsed:
    """Return the document's entries, and a rejection for each part that could not be read.

    Entries printed as they are `known` (article.printed_key) may be left out, and are counted then.
    """
    return PARSERS[document.kind](document, known)
