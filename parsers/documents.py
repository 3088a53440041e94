"""From a document to its entries: one parser a kind of source."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from parsers import feed, seed
from parsers.records import Document, Parsed

PARSERS: Mapping[str, Callable[[Document], Parsed]] = {
    "feed": feed.parse,
    "page": feed.parse,
    "seed": seed.parse,
}


def parse_document(document: Document) -> Parsed:
    """Return the document's entries, and a rejection for each part that could not be read."""
    return PARSERS[document.kind](document)
