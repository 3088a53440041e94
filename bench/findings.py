"""All that is found in a set of documents, written down, and two such files compared.

Usage: python -m bench.findings write OUT.jsonl [FOLDER ...]    read every file below the folders, and
                                                                the texts of tests/texts
       python -m bench.findings compare BEFORE.jsonl AFTER.jsonl

A line a document: its path, its articles and every field and span of what is found in them. A change
that is said to change nothing is held against this.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from config import Lexicon, load_configuration
from flows.evaluation.labelled import read_labelled
from parsers import Article, find_mentions

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
_READ = {".md", ".rb", ".txt", ".xml", ".html", ".gz", ".json"}
_SHOWN = 20  # differences that are printed whole


def write(out: Path, folders: list[Path]) -> None:
    lexicon = load_configuration().lexicon
    count = 0
    with out.open("w", encoding="utf-8") as file:
        for name, articles in _documents(folders):
            found = [_found(article, lexicon) for article in articles]
            count += sum(len(f["findings"]["mentions"]) for f in found)
            file.write(json.dumps({"document": name, "articles": found}, default=str) + "\n")
    print(f"{count} mentions")


def _documents(folders: list[Path]) -> Iterator[tuple[str, list[Article]]]:
    from labelled_texts import labelled_texts  # noqa: PLC0415  found beside the tests

    for text in labelled_texts():
        yield text.name, [text.article()]
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.suffix in _READ):
            name = str(path.relative_to(folder.parent))
            if path.suffix == ".json" and b'"items"' not in path.read_bytes()[:2000]:
                continue
            label = {"local": str(path), "title": path.stem, "source": {}}
            try:
                yield name, read_labelled(label, Path())
            except (OSError, gzip.BadGzipFile) as error:
                print(f"{name}: {error}", file=sys.stderr)


def _found(article: Article, lexicon: Lexicon) -> dict[str, Any]:
    return {
        "article": {"id": article.article_id, "language": article.language, "title": article.title},
        "findings": asdict(find_mentions(article, lexicon)),
    }


def compare(before: Path, after: Path) -> int:
    old, new = _lines(before), _lines(after)
    differing = [n for n in sorted(old.keys() | new.keys()) if old.get(n) != new.get(n)]
    for name in islice(differing, _SHOWN):
        print(f"DIFFERS {name}")
        for line in _difference(old.get(name), new.get(name)):
            print(f"   {line}")
    counts = [
        sum(len(a["findings"]["mentions"]) for d in x.values() for a in d) for x in (old, new)
    ]
    print(
        f"{len(old)} documents before, {len(new)} after; mentions {counts[0]} and {counts[1]}; "
        f"{len(differing)} documents differ"
    )
    return 1 if differing else 0


def _lines(path: Path) -> dict[str, Any]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {row["document"]: row["articles"] for row in rows}


def _difference(old: Any, new: Any, place: str = "") -> Iterator[str]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from _difference(old.get(key), new.get(key), f"{place}.{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (a, b) in enumerate(zip(old, new, strict=True)):
            yield from _difference(a, b, f"{place}[{index}]")
    else:
        yield f"{place}: {str(old)[:300]} -> {str(new)[:300]}"


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
    else:
        sys.exit(compare(Path(sys.argv[2]), Path(sys.argv[3])))
