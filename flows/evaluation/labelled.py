"""Labelled documents read as a source would carry them, and what is found in them."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from config import Lexicon
from flows.evaluation.scoring import DocumentScore, FoundEvent, Labelled, score_document
from parsers import Article, Document, Entry, Mention, find_mentions, parse_document, to_article
from parsers.identity import event_of, joined
from parsers.text.dates import moment
from parsers.text.keys import key
from parsers.text.markdown import to_markdown


def score_labelled(document: Labelled, folder: Path, lexicon: Lexicon) -> DocumentScore:
    """Read one labelled document as a source would carry it, and score what is found in it."""
    return score_document(document, found_events(read_labelled(document, folder), lexicon))


def read_labelled(document: Labelled, folder: Path) -> list[Article]:
    """Return the articles of a labelled file: feed, HTML page (perhaps gzipped) or seed document."""
    path = folder / document["local"]
    body = path.read_bytes()
    if path.suffix == ".gz":
        body = gzip.decompress(body)
    name = path.name.removesuffix(".gz")
    if name.endswith(".html"):
        return [_page(document, body)]
    kind: Any = "feed" if name.endswith(".xml") else "seed"
    parsed = parse_document(Document(source="labels", kind=kind, location=name, body=body))
    return [to_article(replace(e, url=e.url or _address(document))) for e in parsed.entries]


def _address(document: Labelled) -> str | None:
    """Return where the document was found, as a source's reader knows it."""
    source = document.get("source") or {}
    if source.get("url"):
        return str(source["url"])
    return f"https://{source['repo']}/{source.get('path', '')}" if source.get("repo") else None


def _page(document: Labelled, body: bytes) -> Article:
    text = to_markdown(body.decode("utf-8", "replace"))
    return to_article(
        Entry(
            source="labels", document_id="", guid=key(text), url=_address(document),
            title=document.get("title", ""), author=None,
            published=moment(document.get("doc_date")), text=f"{document.get('title', '')}\n\n{text}",
        )
    )  # fmt: skip


def found_events(articles: Sequence[Article], lexicon: Lexicon) -> list[FoundEvent]:
    """Return the events of the articles taken together."""
    mentions: list[Mention] = []
    texts = {}
    for article in articles:
        texts[article.article_id] = article.text
        mentions += find_mentions(article, lexicon).mentions
    found = []
    for group in joined(mentions):
        members = sorted(group, key=lambda m: (-m.confidence, m.start))
        found.append(
            FoundEvent(
                event=event_of(members),
                mentions=tuple(members),
                texts=texts,
            )
        )
    return found
