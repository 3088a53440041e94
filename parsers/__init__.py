"""Bytes in, records out: no clock, no network, no database."""

from parsers.article import to_article
from parsers.documents import parse_document
from parsers.extract import find_mentions
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
