"""Bytes in, records out: no clock, no network, no database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parsers.article import to_article
from parsers.documents.dispatch import parse_document
from parsers.records import (
    Article,
    Citation,
    Completeness,
    Document,
    Entry,
    Findings,
    Ids,
    Mention,
    Parsed,
    Rejection,
    Span,
)

if TYPE_CHECKING:
    from parsers.extract import find_mentions

__all__ = [
    "Article",
    "Citation",
    "Completeness",
    "Document",
    "Entry",
    "Findings",
    "Ids",
    "Mention",
    "Parsed",
    "Rejection",
    "Span",
    "find_mentions",
    "parse_document",
    "to_article",
]


def __getattr__(name: str) -> Any:
    """Import the grammar where it is used: it takes 0.1 s, and most runs find nothing new to read."""
    if name != "find_mentions":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from parsers.extract import find_mentions  # noqa: PLC0415

    return find_mentions
