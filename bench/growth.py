"""How the reading of hostile documents grows with their size.

Usage: python bench/growth.py [CHARACTERS] [REGEX]
Reads documents of so many characters (50,000 unless told), twice and four times as many, of every
shape whose name matches, each in a process of its own. Prints processor seconds, the exponent of
growth (1: linear, 2: quadratic) and the memory that the largest took. What takes more than 20 s is
given up.
"""

from __future__ import annotations

import math
import os
import re
import resource
import sys
import time

from bench.shapes import SHAPES
from config import Lexicon, load_configuration
from parsers import Document, find_mentions, parse_document, to_article
from parsers.likeness import names

MOST = 20  # seconds of processor time that a document may take


def read(document: Document, lexicon: Lexicon) -> None:
    """Read a document as a pass does."""
    for entry in parse_document(document).entries:
        article = to_article(entry)
        find_mentions(article, lexicon)
        names(article)


def measured(document: Document, lexicon: Lexicon) -> tuple[float, float]:
    """Return the processor seconds and megabytes that reading takes in a process of its own."""
    inward, outward = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (MOST, MOST))
        before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        read(document, lexicon)
        spent = time.process_time() - started
        taken = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
        os.write(outward, f"{spent} {taken}".encode())
        os._exit(0)
    os.close(outward)
    with os.fdopen(inward, "rb") as answer:
        told = answer.read().split()
    os.waitpid(child, 0)
    return (float(told[0]), float(told[1])) if told else (math.inf, math.inf)


def main(characters: str = "50000", pattern: str = "") -> None:
    lexicon = load_configuration().lexicon
    for shape in (
        SHAPES["award sentences"],
        SHAPES["page: links"],
        SHAPES["feed: CDATA, never closed"],
    ):
        read(shape.document(3), lexicon)  # what is imported late is imported before the clock runs
    print(f"{'':36}{'n':>9}{'n: s':>9}{'2n: s':>9}{'4n: s':>9}{'exponent':>10}{'4n: MB':>9}")
    for name, shape in SHAPES.items():
        if not re.search(pattern, name):
            continue
        count = shape.count(int(characters))
        figures = [measured(shape.document(times * count), lexicon) for times in (1, 2, 4)]
        first, _, last = (seconds for seconds, _ in figures)
        exponent = math.log(max(last, 1e-3) / max(first, 1e-3), 4) if last < math.inf else math.inf
        columns = "".join(f"{seconds:9.3f}" for seconds, _ in figures)
        print(f"{name:36}{count:9}{columns}{exponent:10.2f}{figures[-1][1]:9.1f}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
