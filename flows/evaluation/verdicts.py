"""What readers said of events, held against what the present rules find in the same articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from config import Lexicon
from flows.evaluation.labelled import found_events
from flows.evaluation.scoring import FoundEvent, matched
from parsers import Entry, to_article
from warehouse import query

_JUDGED = """
SELECT v.event_id, v.verdict, v.because, e.kind, e.category, e.venue, e."year", e.work_title, e.recipients, e.award_name,
       list({'source': a.source, 'url': a.url, 'title': a.title, 'published': a.published_at, 'text': a.text} ORDER BY a.article_id) AS articles
FROM verdicts AS v JOIN events AS e USING (event_id)
JOIN (SELECT DISTINCT event_id, article_id FROM mentions) AS m USING (event_id)
JOIN articles AS a ON a.article_id = m.article_id
GROUP BY ALL ORDER BY v.event_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An event that a reader judged; `told`: whether the present rules announce it."""

    event_id: str
    verdict: str
    because: str | None
    what: str
    told: bool

    @property
    def as_said(self) -> bool:
        """True where what is right is told, and what is wrong is not."""
        return self.told == (self.verdict == "right")


def judged_events(snapshot: Path, lexicon: Lexicon) -> list[Judged]:
    """Return each judged event of a warehouse, its articles read anew."""
    names, rows = query(snapshot, _JUDGED)
    return [_judged(dict(zip(names, row, strict=True)), lexicon) for row in rows]


def _judged(row: dict[str, Any], lexicon: Lexicon) -> Judged:
    found: list[FoundEvent] = []
    for article in row["articles"]:
        published: datetime | None = article["published"]
        entry = Entry(
            source=article["source"], document_id="", guid=article["title"], url=article["url"],
            title=article["title"], author=None, published=published, text=article["text"],
        )  # fmt: skip
        found += [f for f in found_events([to_article(entry)], lexicon) if f.event.announce]
    label = {
        "kind": row["kind"], "category": row["category"], "venue": row["venue"], "year": row["year"],
        "award": row["award_name"], "work": row["work_title"], "recipients": row["recipients"] or [],
        "alert": True, "ids": {},
    }  # fmt: skip
    what = (
        row["work_title"] or ", ".join(row["recipients"] or ()) or row["award_name"] or row["kind"]
    )
    return Judged(
        event_id=row["event_id"],
        verdict=row["verdict"],
        because=row["because"],
        what=what,
        told=bool(matched([label], found)),
    )


def shares(events: Sequence[Judged]) -> dict[str, dict[str, int]]:
    """Return, of what was said to be right and to be wrong, how many there are and how many are told."""
    return {
        verdict: {
            "events": sum(e.verdict == verdict for e in events),
            "told": sum(e.verdict == verdict and e.told for e in events),
        }
        for verdict in ("right", "wrong")
    }
