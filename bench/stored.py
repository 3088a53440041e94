"""What a run costs beside what is stored already: its steps, the file and the snapshot.

Usage: python -m bench.stored FOLDER [ARTICLES ...]
A warehouse in FOLDER grows to so many articles (10,000, 100,000 and 1,000,000 unless told), made up
in two languages, one in twenty of a best paper; at each size a copy is measured: a run with 1,000
new articles by its steps, a run with nothing new, searches from a fresh start, and the bytes of each
table. Prints wall seconds of every step, the five costliest statements, and peak memory in MB. A
folder that a former call filled is grown on.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from config import Configuration, load_configuration
from config.settings import Warehousing
from parsers import Article, Document, Entry, Findings, find_mentions, likeness, to_article
from parsers.searching import search_text
from parsers.text.keys import key
from warehouse import Batch, Row, Warehouse, query
from warehouse.sizes import table_sizes

START = datetime(2026, 1, 1, tzinfo=UTC)
SOURCES = 400
EACH = 20  # entries of a document
AT_ONCE = 5000  # articles that are stored in one transaction while the warehouse grows
NEW = 1000


@cache
def _configuration() -> Configuration:
    return load_configuration()


@cache
def _words() -> tuple[list[str], list[float], list[str]]:
    chance = random.Random(7)
    syllables = [
        "ka",
        "to",
        "mer",
        "lin",
        "so",
        "ver",
        "ta",
        "ri",
        "on",
        "el",
        "ix",
        "pra",
        "du",
        "ne",
        "go",
    ]
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(30_000)]
    weights = list(accumulate(1 / (place + 3) for place in range(len(words))))
    return words, weights, [chr(0x4E00 + chance.randrange(3500)) for _ in range(3500)]


def _sentence(chance: random.Random, *, chinese: bool) -> str:
    words, weights, characters = _words()
    if chinese:
        return (
            "".join(chance.choices(characters, cum_weights=weights[: len(characters)], k=28)) + "。"
        )
    said = chance.choices(words, cum_weights=weights, k=16)
    for place in range(0, 16, 8):
        said[place] = said[place].title()
    return f"{' '.join(said)} {chance.randrange(10_000)}."


def _entry(number: int) -> Entry:
    """Return an entry that no other number has; of five in a hundred an award of its own."""
    chance = random.Random(number)
    chinese = number % 3 == 0
    length = min(12_000, int(chance.lognormvariate(6.8, 0.9)) // (3 if chinese else 1))
    title = _sentence(chance, chinese=chinese)[:70]
    text, size = [], 0
    while size < length:
        text.append(_sentence(chance, chinese=chinese))
        size += len(text[-1])
    if number % 20 == 1:
        first, last, prize, field = (word.title() for word in chance.choices(_words()[0], k=4))
        said = f"{first} {last} has won the {chance.randint(2025, 2026)} {prize} {field} Prize"
        text.insert(0, f"{said} for her work on {title.lower()}.")
    published = START + timedelta(seconds=20 * number)
    group = number // EACH
    return Entry(
        source=f"Wire {group % SOURCES}", document_id=key("document", str(group)), guid=f"entry-{number}",
        url=f"https://wire{group % SOURCES}.example/{number}", title=title,
        author=None, published=published, text=" ".join(text), printed=key("printed", str(number)),
    )  # fmt: skip


Read = tuple[Entry, Article, Findings, dict[str, int], str]


def _read(number: int) -> Read:
    """Return an entry as a run has it before it is stored."""
    entry, lexicon = _entry(number), _configuration().lexicon
    article = to_article(entry)
    found = find_mentions(article, lexicon) if number % 20 == 1 else Findings()
    return (
        entry,
        article,
        found,
        likeness.names(article),
        search_text(article, found.mentions, lexicon),
    )


def batch(read: Sequence[Read], moment: datetime) -> Batch:
    """Return what a run would store of these."""
    documents = dict.fromkeys((e.source, e.document_id) for e, *_ in read)
    return Batch(
        documents=[
            (
                Document(
                    source=s,
                    kind="feed",
                    location=f"https://{d}.example/",
                    body=d.encode(),
                    media_type="application/rss+xml",
                ),
                d,
            )
            for s, d in documents
        ],
        entries=[e for e, *_ in read],
        articles=[(a, f) for _, a, f, _, _ in read],
        names={a.article_id: n for _, a, _, n, _ in read},
        searched={a.article_id: s for _, a, _, _, s in read},
        source_states=states(moment),
    )


def states(moment: datetime) -> list[Row]:
    """Return how the sources stand after a run."""
    return [
        {
            "source": f"Wire {n}", "kind": "feed", "location": f"https://wire{n}.example/", "language": "en",
            "group": "made up", "last_read_at": moment, "last_success_at": moment, "last_outcome": "read",
            "failures": 0, "interval_minutes": 30.0, "rate": 0.5, "health": "well",
        }
        for n in range(SOURCES)
    ]  # fmt: skip


class Steps:
    """Wall seconds of named steps, and of the statements below them."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self.statements: Counter[str] = Counter()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.steps[name] = self.steps.get(name, 0) + time.perf_counter() - started


class Timed(Warehouse):
    """A warehouse whose statements are timed."""

    def __init__(
        self, path: Path, settings: Warehousing, steps: Steps, *, new: bool = False
    ) -> None:
        super().__init__(path, settings, new=new)
        self._steps = steps

    def rows(self, block: str, **parameters: Any) -> list[Row]:
        with self._timed(block):
            return super().rows(block, **parameters)

    def run(self, block: str, **parameters: Any) -> int:
        with self._timed(block):
            return super().run(block, **parameters)

    def stage(self, table: str, rows: Iterable[Row]) -> None:
        with self._timed(f"stage {table}"):
            super().stage(table, rows)

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self._steps.statements[name] += time.perf_counter() - started


def grow(file: Path, first: int, last: int) -> None:
    """Store the articles of these numbers."""
    settings = _configuration().settings.warehousing
    with multiprocessing.Pool(2) as pool:
        for begin in range(first, last, AT_ONCE):
            read = pool.map(_read, range(begin, min(last, begin + AT_ONCE)), chunksize=250)
            moment = read[-1][0].published or START
            with Warehouse(file, settings, new=True) as warehouse:
                warehouse.store(batch(read, moment), moment, lambda *_: ())
                warehouse.compare()
                warehouse.tidy()


def a_run(folder: Path, read: Sequence[Read], moment: datetime) -> Steps:
    """Store what was read as a run does, and publish it; return what each step took."""
    steps = Steps()
    settings = _configuration().settings.warehousing
    file, snapshot = folder / "laurelwire.duckdb", folder / "published" / "laurelwire.duckdb"
    sources = sorted({e.source for e, *_ in read})
    with steps.step("whole"):
        with steps.step("open"):
            warehouse = Timed(file, settings, steps)
        with steps.step("look"):
            warehouse.source_states()
            warehouse.quarantined("0")
            warehouse.last_run()
            if sources:
                warehouse.remembered(sources, 5000)
        with steps.step("store"):
            warehouse.store(
                batch(read, moment) if read else Batch(source_states=states(moment)),
                moment,
                lambda *_: (),
            )
            warehouse.add_run(
                {
                    "run_id": key("run", moment.isoformat()),
                    "started_at": moment,
                    "finished_at": moment,
                }
            )
        with steps.step("compare"):
            warehouse.compare()
        with steps.step("publish"):
            (warehouse.publish if read else warehouse.publish_lately)(snapshot)
        with steps.step("close"):
            warehouse.close()
    return steps


def _alone(folder: Path, stored: int, new: int, moment: datetime) -> None:
    """Print what a run takes, in a process of its own."""
    child = multiprocessing.get_context("fork").Process(
        target=_print_run, args=(folder, stored, new, moment)
    )
    child.start()
    child.join()


def _print_run(folder: Path, stored: int, new: int, moment: datetime) -> None:
    read = [_read(n) for n in range(stored, stored + new)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    steps = a_run(folder, read, moment)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{stored:>9} stored, {new} new: {after:.0f} MB at most, {before:.0f} before")
    print("   ", ", ".join(f"{name} {seconds:.2f}" for name, seconds in steps.steps.items()))
    print(
        "   ",
        ", ".join(f"{name} {s:.2f}" for name, s in steps.statements.most_common(5)),
        flush=True,
    )


def _searches(snapshot: Path) -> None:
    for words in ("best paper", "最佳论文 ICML", "karlin tove"):
        times = []
        for _ in range(3):
            started = time.perf_counter()
            query(snapshot, "FROM search($words) LIMIT 20", {"words": words})
            times.append(time.perf_counter() - started)
        print(f"    search {words!r}: {sorted(times)[1] * 1000:.0f} ms")


def measure(folder: Path, stored: int) -> None:
    """Print what stands in a warehouse of so many articles, and what runs on a copy of it cost."""
    copy = folder.with_name(f"{folder.name}.measured")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    file = copy / "laurelwire.duckdb"
    print(f"{stored:>9} stored: {file.stat().st_size / stored:.0f} bytes an article in {file.name}")
    print(
        "   ",
        ", ".join(
            f"{name} {size / stored:.0f}" for name, size in islice(table_sizes(file).items(), 8)
        ),
        flush=True,
    )
    moment = START + timedelta(seconds=20 * (stored + NEW))
    for round_, new in enumerate((0, NEW, 0, 0)):  # the first publishes
        _alone(copy, stored, new, moment + timedelta(hours=round_))
        stored += new
    _searches(copy / "published" / "laurelwire.duckdb")
    shutil.rmtree(copy)


def main(folder: str, *sizes: str) -> None:
    place = Path(folder)
    file = place / "laurelwire.duckdb"
    place.mkdir(parents=True, exist_ok=True)
    stored = _count(file) if file.exists() else 0
    for size in map(int, sizes or ("10000", "100000", "1000000")):
        started = time.perf_counter()
        grow(file, stored, size)
        stored = max(stored, size)
        print(f"{stored:>9} stored, grown in {time.perf_counter() - started:.0f} s", flush=True)
        measure(place, stored)


def _count(file: Path) -> int:
    return int(query(file, "SELECT count(*) FROM store.article")[1][0][0])


if __name__ == "__main__":
    main(*sys.argv[1:])
