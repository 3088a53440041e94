"""Records as rows: how parsers' records are laid down in tables, and read back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from parsers.article import article_key, entry_key
from parsers.identity import Event, mention_id
from parsers.records import (
    Article,
    Citation,
    Completeness,
    Document,
    Entry,
    Ids,
    KnownInstitution,
    Mention,
    Span,
)
from parsers.text.canonical import canonical
from parsers.text.characters import clean, folded
from parsers.text.keys import key

Row = dict[str, Any]


def document_row(document: Document, document_id: str, now: datetime) -> Row:
    return {
        "document_id": document_id,
        "source": document.source,
        "location": document.location,
        "media_type": document.media_type,
        "bytes": len(document.body),
        "sha256": hashlib.sha256(document.body).hexdigest(),
        "first_seen_at": now,
    }


def entry_row(entry: Entry, now: datetime, carried: Mapping[str, str]) -> Row:
    """`carried` maps the keys of entries to those of the articles that they carry, where known."""
    entry_id = entry_key(entry)
    return {
        "entry_id": entry_id,
        "source": entry.source,
        "document_id": entry.document_id,
        "article_id": carried.get(entry_id) or article_key(entry),
        "guid": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "published_at": entry.published,
        "first_seen_at": now,
        "printed_id": entry.printed or None,
    }


def article_row(article: Article, now: datetime) -> Row:
    return {
        "article_id": article.article_id,
        "source": article.source,
        "url": article.url,
        "title": article.title,
        "author": article.author,
        "language": article.language,
        "published_at": article.published,
        "first_seen_at": now,
        "cluster_id": article.article_id,
        "document_id": article.document_id,
        "start": article.start,
        "end": article.end,
        "content_id": article.content_id,
    }


def citation_row(citation: Citation) -> Row:
    names = citation.ids.named()
    for title in (citation.title, citation.other_title):
        if title:
            names.append(f"title:{folded(title)}")
    if not names:
        names = [f"link:{canonical(link)}" for link in citation.links] or [
            f"place:{citation.article_id}:{citation.start}"
        ]
    row = asdict(citation)
    row["citation_id"] = key("citation", citation.article_id, str(citation.start), *names)
    row["work_id"] = None
    row["keys"] = sorted(set(names))
    return row


def mention_row(mention: Mention, text: str) -> Row:
    row = asdict(mention)
    row["mention_id"] = mention_id(mention)
    row["event_id"] = None
    row["evidence"] = text[mention.start : mention.end]
    row["context"] = _context(mention, text)
    return row


def _context(mention: Mention, text: str) -> str | None:
    """Return the line that names the award, where the evidence itself does not."""
    for span in mention.spans:
        if span.name == "category" and not mention.start <= span.start < mention.end:
            start = text.rfind("\n", 0, span.start) + 1
            stop = text.find("\n", span.end)
            return clean(text[start : stop if stop != -1 else len(text)]).lstrip("# ")
    return None


def mention_of(row: Row) -> Mention:
    """Return the mention that `mention_row` laid down."""
    lists = ("recipients", "institutions", "person_keys", "links", "keys")
    values: dict[str, Any] = {
        name: tuple(row[name] or ()) if name in lists else row[name]
        for name in Mention.__dataclass_fields__
    }
    values["known_institutions"] = tuple(
        KnownInstitution(**known) for known in row["known_institutions"] or ()
    )
    values["ids"] = Ids(**row["ids"])
    values["spans"] = tuple(Span(**span) for span in row["spans"])
    return Mention(**values)


def event_row(event: Event, revision: int) -> Row:
    row = asdict(event)
    row.pop("keys")
    row["best_mention_id"] = row.pop("best")
    return {**row, "revision": revision}


def stated_count_row(count: Completeness, text: str) -> Row:
    return {**asdict(count), "evidence": text[count.start : count.end]}


def work_row(work_id: str, citations: list[Row]) -> Row:
    """Return the work that the citations name: each field from the one that states most."""
    ranked = sorted(citations, key=lambda c: (-len(c["authors"]), c["citation_id"]))

    def fullest(name: str) -> Any:
        return max((c[name] for c in ranked), key=len)

    ids = {
        scheme: next((c["ids"][scheme] for c in ranked if c["ids"][scheme]), None)
        for scheme in ("arxiv", "doi", "acl", "openreview", "pmlr")
    }
    return {
        "work_id": work_id,
        "title": next((c["title"] for c in ranked if c["title"]), None),
        "other_title": next((c["other_title"] for c in ranked if c["other_title"]), None),
        "authors": ranked[0]["authors"],
        "institutions": fullest("institutions"),
        "links": list(dict.fromkeys(link for c in ranked for link in c["links"])),
        "ids": ids,
        "citation_count": len(citations),
    }
