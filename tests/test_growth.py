"""Hostile documents are read in time that grows with their size, and no faster."""

from __future__ import annotations

import signal
import time

import pytest

from bench.growth import read
from bench.shapes import SHAPES, Shape
from config import Lexicon

pytestmark = pytest.mark.untraced

MOST = 8.0  # times as long for four times as much; what compares all with all takes sixteen times
WORTH = 0.15  # seconds below which a ratio is chance
LONGEST = 12.0  # seconds that the larger may take: what is slow within a line is so at any size
TRIES = 3
CHARACTERS = 10_000  # of the smaller document
DEEP = (
    40_000  # where elements nest: both then deeper than libxml2 follows, where another parser reads
)
LEFT = {"feed: attributes"}  # an XML parser compares them with each other, before we see any


def seconds(shape: Shape, count: int, lexicon: Lexicon) -> float:
    document = shape.document(count)
    started = time.process_time()
    signal.signal(signal.SIGVTALRM, _given_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        read(document, lexicon)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - started


def _given_up(*_: object) -> None:
    pytest.fail(f"a document took more than {LONGEST:.0f} s")


@pytest.mark.parametrize("name", [name for name in SHAPES if name not in LEFT])
def test_four_times_as_much_takes_about_four_times_as_long(name: str, lexicon: Lexicon) -> None:
    shape = SHAPES[name]
    count = shape.count(DEEP if " within " in name else CHARACTERS)
    read(shape.document(1), lexicon)
    ratios = []
    for _ in range(TRIES):
        large = seconds(shape, 4 * count, lexicon)
        if large < WORTH:
            return
        ratios.append(large / seconds(shape, count, lexicon))
        if ratios[-1] < MOST:
            return
    pytest.fail(f"{name}: four times as much took {min(ratios):.1f} times as long")
