"""What a webhook is sent beside the message in words: the events as data. docs/webhook.schema.json says what may stand there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flows.delivery.digests import Digest
from flows.delivery.harmless import visible
from warehouse import Row

SCHEMA = 1
"""Grows when a field goes or changes its meaning; fields may be added at any time."""

_EVENT = (
    "event_id", "revision", "kind", "status", "category", "award_name", "venue", "year", "field", "claim", "subject",
    "after_years", "work_title", "work_ids", "recipients", "institutions", "links", "confidence", "evidence",
    "source_count", "first_seen_at",
)  # fmt: skip
_LISTS = ("recipients", "institutions", "links")
_ARTICLE = {
    "url": "article_url",
    "title": "article_title",
    "source": "source",
    "language": "language",
    "published_at": "published_at",
}


def payload_of(
    digest_id: str,
    channel: str,
    digest: Digest,
    rows: Sequence[Row],
    *,
    left: int = 0,
    counted: int = 0,
) -> dict[str, Any]:
    """Return a digest as data: its `events` in the order of its cards, none cut.

    `left` go with a later digest, `counted` are told by their number alone.
    """
    cards = {card.event_id: card for card in digest.cards}
    return {
        "schema": SCHEMA,
        "digest_id": digest_id,
        "channel": channel,
        "language": digest.language,
        "events": [
            {
                **_event(row),
                "headline": cards[row["event_id"]].news,
                "watched": list(cards[row["event_id"]].watched),
            }
            for row in rows
        ],
        "left": left,
        "counted": counted,
    }


def _event(row: Row) -> dict[str, Any]:
    """Return an event as data; what is not known is null, and a list that is empty stays one."""
    return {
        **{name: plain(row[name]) for name in _EVENT},
        **{name: plain(row[name] or []) for name in _LISTS},
        "changes": plain(row.get("changes") or []),
        "article": {name: plain(row[column]) for name, column in _ARTICLE.items()},
    }


def plain(value: Any) -> Any:
    """Return a value as JSON has it: moments in UTC, text without what acts on a screen."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value
