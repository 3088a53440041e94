"""How fast feeds are parsed and articles extracted, stage by stage.

Usage: python bench/extract_throughput.py FOLDER [N]
Reads up to N feed files of a folder and prints entries and megabytes a second for each stage, and
how many entries hold a word that makes them worth reading.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from config import load_configuration
from parsers import Document, find_mentions, parse_document, to_article
from parsers.awards.sentences import may_honour
from parsers.breakthroughs.rules import may_tell
from parsers.extract import PREFILTER
from parsers.language.term_index import TermIndex
from parsers.language.vocabulary import vocabulary


def main(folder: str, most: str = "1000000") -> None:
    lexicon = load_configuration().lexicon
    vocab = vocabulary(lexicon)
    spent: Counter[str] = Counter()
    documents = [
        Document(
            source=path.name,
            kind="feed",
            location=f"https://example.org/{path.name}",
            body=path.read_bytes(),
        )
        for path in sorted(Path(folder).rglob("*"))[: int(most)]
        if path.is_file()
    ]
    size = sum(len(d.body) for d in documents) / 1e6
    started = time.perf_counter()
    entries = [entry for document in documents for entry in parse_document(document).entries]
    spent["parse"] = time.perf_counter() - started
    started = time.perf_counter()
    articles = [to_article(entry) for entry in entries]
    spent["to_article"] = time.perf_counter() - started
    started = time.perf_counter()
    worth = []
    for article in articles:
        index = TermIndex(article.text, vocab, PREFILTER)
        if may_honour(index) or may_tell(index):
            worth.append(article)
    spent["prefilter"] = time.perf_counter() - started
    started = time.perf_counter()
    found = sum(len(find_mentions(a, lexicon).mentions) for a in worth)
    spent["grammar, with the prefilter"] = time.perf_counter() - started
    text = sum(len(a.text.encode()) for a in articles) / 1e6
    print(f"{len(documents)} feeds, {size:.1f} MB, {len(entries)} entries, {text:.1f} MB of text")
    print(
        f"worth reading: {len(worth)} ({100 * len(worth) / max(len(entries), 1):.1f} %), mentions: {found}"
    )
    for stage, seconds in spent.items():
        print(
            f"{stage:>28}  {seconds:6.2f} s  {len(entries) / seconds:9.0f} entries/s  {text / seconds:7.1f} MB/s of text"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
