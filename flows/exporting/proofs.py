"""Events with everything that proves them, a line of JSON each; docs/events.schema.json says what may stand there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson

from flows.delivery.payload import plain
from warehouse import answered

SCHEMA = 1
"""Grows when a field goes or changes its meaning; fields may be added at any time."""

_PROVED = """
WITH report AS (
    SELECT m.event_id, list({
        'mention_id': m.mention_id, 'rule': m.rule, 'confidence': m.confidence, 'is_new': m.is_new, 'evidence': m.evidence,
        'start': m."start", 'end': m."end",
        'article': {'article_id': article_id, 'source': a.source, 'url': a.url, 'title': a.title, 'language': a."language",
                    'published_at': a.published_at, 'first_seen_at': a.first_seen_at},
        'fields': list_transform(m.spans, lambda s: {'name': s."name", 'start': s."start", 'end': s."end",
                                 'text': substr(a."text", s."start" + 1, s."end" - s."start")})
    } ORDER BY a.published_at, m.mention_id) AS reports
    FROM mentions AS m JOIN articles AS a USING (article_id) GROUP BY m.event_id
)
SELECT e.event_id, e.revision, e.kind, e.status, e.scope, e.category, e.award_name, e.venue, e."year", e.field, e.claim,
       e.subject, e.after_years, e.work_title, e.work_ids, e.recipients, e.institutions, e.links, e.is_new, e.announce,
       e.confidence, e.first_seen_at, e.published_at, e.announced_on, r.reports
FROM events AS e JOIN report AS r USING (event_id)
ORDER BY e.first_seen_at, e.event_id
"""
_LISTS = ("recipients", "institutions", "links")


def lines(snapshot: Path) -> Iterator[bytes]:
    """Yield each event of the snapshot as a line: its fields, and every report with the words that prove each field."""
    with answered(snapshot, _PROVED) as (names, rows):
        for values in rows:
            row = dict(zip(names, values, strict=True))
            row |= {name: row[name] or [] for name in _LISTS}
            yield orjson.dumps(plain({"schema": SCHEMA, **row})) + b"\n"
