"""What became of the reads of a batch: said here, once, from what was answered and what it held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flows.fetching.readings import Reading
from flows.ingestion.extraction import Extracted

_ALL_LOST = 3  # sources, none of which can be reached, that mean there is no network


def judged(
    readings: Sequence[Reading],
    held: Mapping[str, Sequence[Extracted]],
    *,
    before: Sequence[Reading] = (),
) -> list[Reading]:
    """Return the readings of a batch with their outcome settled; `before`: those of the pass until now.

    `held`: what the documents of each source held.
    """
    ours = _ours(readings, before)
    return [_of_content(reading, held.get(reading.source.name, ())) for reading in ours]


def _ours(readings: Sequence[Reading], before: Sequence[Reading]) -> list[Reading]:
    """Where no source at all can be reached, the network that is missing is ours: none is to blame."""
    fetched = [reading for reading in (*before, *readings) if reading.source.fetched]
    if len(fetched) < _ALL_LOST or not all(reading.unreachable for reading in fetched):
        return list(readings)
    return [replace(r, failure="offline") if r.source.fetched else r for r in readings]


def _of_content(reading: Reading, held: Sequence[Extracted]) -> Reading:
    """A feed whose answer is no feed has failed, though the answer came."""
    if not reading.source.fetched or reading.outcome != "read":
        return reading
    if any(e.seen or e.aside or not e.rejections for e in held):
        return reading
    return replace(reading, outcome="failed", failure="soft", error=held[0].rejections[0].reason)
