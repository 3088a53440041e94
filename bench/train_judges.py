"""Learn what the judges of pages and candidates weigh, and say how well they do on hosts they did not see.

    python -m bench.train_judges [--folds 8] [--out config/judges] [--quiet FOLDER [--but FILE]...] FOLDER...

Each folder holds labelled documents: gold.json and the texts it names; the texts of tests/texts are learned from too.
Of --quiet FOLDER
no file announces anything, but those named. Written are pages_award.tsv,
pages_breakthrough.tsv and winners.tsv; the same folders give the same files. Logistic regression with a penalty on
the squares of its weights; a feature counts that occurs on five hosts. The judge of winners learns from what
the judges of pages say of pages that those did not see.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config import Lexicon
from config.judges import BIAS, FOLDER, probability
from config.lexicon import load_lexicon
from flows.evaluation.labelled import read_labelled
from parsers import Article, Document, parse_document, to_article
from parsers.awards.judging.candidates import Candidate, candidates
from parsers.awards.judging.judged import candidate_ranges, names_of, page_steps
from parsers.awards.phrases import AwardFinder
from parsers.breakthroughs.told import LEAD, page_values, sentence_features
from parsers.judging.pages import page_features, page_words, scale_of
from parsers.language.editions import edition_of, year_spoken_in
from parsers.language.term_index import TermIndex
from parsers.language.vocabulary import vocabulary
from parsers.structure.blocks import parse_blocks
from parsers.text.characters import as_spoken
from parsers.text.scripts import is_traditional, simplified

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

HOSTS = 5
"""Hosts on which a feature must occur to be learned."""
PENALTY = {"pages": 0.1, "winners": 10.0, "claims": 5.0}
_SMALL = 0.015  # weights that are not written
_MEMORY = 8  # steps that the minimiser remembers
_ROUNDS = 60

Features = dict[str, float]


@dataclass(kw_only=True)
class Example:
    """Features with their values, the right answer, and where it is from. `told`: of whom it is."""

    features: Features
    right: bool
    host: str
    counts: bool = True
    told: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Page:
    """A labelled article in simplified characters."""

    article: Article
    host: str
    language: str
    events: list[dict[str, Any]]
    answers: dict[str, bool | None] = field(default_factory=dict)


def pages_of(folders: Sequence[Path]) -> Iterator[Page]:
    """Yield our own texts, and the labelled documents of the folders that hold one article each."""
    from labelled_texts import labelled_texts  # noqa: PLC0415  found beside the tests
    from test_floors import as_label  # noqa: PLC0415

    for text in labelled_texts():
        yield _page(text.article(), as_label(text), text.name.rsplit(" ", 1)[0])
    for folder in folders:
        for document in json.loads((folder / "gold.json").read_text(encoding="utf-8"))["documents"]:
            if not (folder / document["local"]).exists():
                continue
            articles = read_labelled(document, folder)
            source = document.get("source") or {}
            host = urlsplit(source.get("url") or "").netloc or source.get("repo")
            if len(articles) == 1:
                yield _page(articles[0], document, host or document["id"])


def quiet_pages(folder: Path, but: Sequence[str]) -> Iterator[Page]:
    """Yield the articles of a folder's files as pages that announce nothing, those of the files `but` left out."""
    for path in sorted(folder.iterdir()):
        if path.name in but:
            continue
        document = Document(
            source="labels", kind="seed", location=path.name, body=path.read_bytes()
        )
        for entry in parse_document(document).entries:
            article = to_article(entry)
            label = {"lang": article.language, "events": []}
            yield _page(article, label, f"{folder.name}/{path.name[:7]}")


def _page(article: Article, document: dict[str, Any], host: str) -> Page:
    if is_traditional(article.text):
        article = replace(article, text=simplified(article.text), title=simplified(article.title))
    events = json.loads(simplified(json.dumps(document["events"], ensure_ascii=False)))
    page = Page(article=article, host=host, language=document["lang"], events=events)
    for kind in ("award", "breakthrough"):
        alerts = [e.get("alert") for e in events if e["kind"] == kind]
        page.answers[kind] = True if True in alerts else None if "optional" in alerts else False
    return page


def page_example(page: Page, kind: str) -> Example:
    return Example(
        features=dict.fromkeys(sorted(page_features(page_words(page.article))), 1.0),
        right=bool(page.answers[kind]),
        host=page.host,
        counts=page.answers[kind] is not None,
    )


def candidates_of(page: Page, lexicon: Lexicon) -> list[Candidate]:
    vocab = vocabulary(lexicon)
    article = page.article
    index = TermIndex(as_spoken(article.text), vocab)
    blocks = parse_blocks(article.text, article.body, vocab.placeholder)
    year = year_spoken_in(article, edition_of(article, index), index)[0]
    finder = AwardFinder(index)
    return list(candidates(finder, article.title, candidate_ranges(article, blocks), year))


def winner_examples(page: Page, lexicon: Lexicon, logit: float) -> Iterator[Example]:
    """Yield the candidates of a page; a winner named again where nothing is announced does not count."""
    text = page.article.text
    told: set[str] = set()
    optional: set[str] = set()
    for event in page.events:
        people = [n for r in event.get("recipients") or [] for n in re.split(r"[()]", r)]
        if event["kind"] == "award" and event.get("alert") in (True, "optional"):
            (told if event["alert"] is True else optional).update(
                _fold(n) for n in (*people, event.get("work") or "")
            )
    proofs = [_fold(e.get("evidence") or "")[:40] for e in page.events]
    nameless = [
        _fold(e.get("evidence") or "")[:40]
        for e in page.events
        if e["kind"] == "award"
        and e.get("alert") is True
        and not (e.get("recipients") or e.get("work"))
    ]
    surnames = {name[-6:] for name in told if name.isascii()}
    seen: set[tuple[str, ...]] = set()
    for candidate in candidates_of(page, lexicon):
        item = candidate.item
        names = tuple(folded for a, b in names_of(item) if (folded := _fold(text[a:b])))
        sentence = _fold(text[candidate.start : candidate.end])
        if item.letter == "N":
            names = (sentence,)
            right = any(p and (p in sentence or sentence[:40] in p) for p in nameless)
        elif names:
            right = any(_same(n, told) for n in names)
        else:
            continue
        doubtful = any(_same(n, optional) for n in names) or any(
            n.isascii() and n[-6:] in surnames for n in names
        )
        proves = any(p and (p in sentence or sentence[:40] in p) for p in proofs)
        again = right and names in seen and not (candidate.beside or proves)
        seen.add(names)
        yield Example(
            features=dict.fromkeys(sorted(candidate.features), 1.0)
            | page_steps(logit, beside=candidate.beside),
            right=right,
            host=page.host,
            counts=not again and (right or not doubtful),
            told=names,
        )


def claim_examples(page: Page, lexicon: Lexicon, logit: float) -> Iterator[Example]:
    """Yield the sentences of a page's lead; of one that tells a breakthrough only that which proves it counts."""
    article = page.article
    blocks = parse_blocks(article.text, article.body, vocabulary(lexicon).placeholder)
    proofs = [
        _fold(e.get("evidence") or "")
        for e in page.events
        if e["kind"] == "breakthrough" and e.get("alert") is True
    ]
    tells = page.answers["breakthrough"]
    for number, (first, last) in enumerate(candidate_ranges(article, blocks)):
        if first > article.body + LEAD:
            break
        own = _fold(article.text[first:last])
        proves = any(p and (p[:40] in own or own[:40] in p) for p in proofs)
        features = dict.fromkeys(sorted(sentence_features(article.text[first:last], number)), 1.0)
        yield Example(
            features=features | page_values(logit),
            right=proves,
            host=page.host,
            counts=proves or tells is False,
            told=(str(id(page)),),
        )


def _fold(text: str) -> str:
    return re.sub(r"\W", "", text.lower())


def _same(name: str, others: set[str]) -> bool:
    return any(
        o and (name == o or (len(name) > 1 and len(o) > 1 and (name in o or o in name)))
        for o in others
    )


def learned(examples: Sequence[Example], penalty: float, *, scaled: bool = False) -> Features:
    """Return the weights that make the answers likeliest, by L-BFGS from nothing.

    `scaled`: an example's features count the less the more of them are known.
    """
    counted = [e for e in examples if e.counts]
    hosts: dict[str, set[str]] = defaultdict(set)
    for example in counted:
        for name in example.features:
            if len(hosts[name]) < HOSTS:
                hosts[name].add(example.host)
    names = [BIAS, *sorted(n for n, on in hosts.items() if len(on) >= HOSTS)]
    place = {name: i for i, name in enumerate(names)}
    rows = []
    for e in counted:
        known = {n: v for n, v in e.features.items() if n in place}
        scale = scale_of(known) if scaled else 1.0
        rows.append(
            ([0, *(place[n] for n in known)], [1.0, *(v * scale for v in known.values())], e.right)
        )

    def loss(weights: list[float]) -> tuple[float, list[float]]:
        total = penalty / 2 * sum(w * w for w in weights[1:])
        slope = [0.0, *(penalty * w for w in weights[1:])]
        for places, values, right in rows:
            z = sum(weights[i] * v for i, v in zip(places, values, strict=True))
            p = probability(z)
            total -= math.log(max(p if right else 1 - p, 1e-12))
            error = p - right
            for i, v in zip(places, values, strict=True):
                slope[i] += error * v
        return total, slope

    weights = _minimised(loss, [0.0] * len(names))
    return dict(zip(names, weights, strict=True))


def _minimised(
    loss: Callable[[list[float]], tuple[float, list[float]]], start: list[float]
) -> list[float]:
    """Return where a smooth convex function is least: L-BFGS (Nocedal 1980) with backtracking."""
    x = start
    value, slope = loss(x)
    history: list[tuple[list[float], list[float], float]] = []
    for _ in range(_ROUNDS):
        direction = [-g for g in slope]
        kept = []
        for step, change, product in reversed(history):
            a = _dot(step, direction) / product
            direction = [d - a * c for d, c in zip(direction, change, strict=True)]
            kept.append(a)
        if history:
            step, change, product = history[-1]
            size = product / _dot(change, change)
            direction = [d * size for d in direction]
        for (step, change, product), a in zip(history, reversed(kept), strict=True):
            b = _dot(change, direction) / product
            direction = [d + s * (a - b) for d, s in zip(direction, step, strict=True)]
        down = _dot(slope, direction)
        length = 1.0 if history else 1 / max(1.0, math.sqrt(_dot(slope, slope)))
        while True:
            moved = [w + length * d for w, d in zip(x, direction, strict=True)]
            lower, steeper = loss(moved)
            if lower <= value + 1e-4 * length * down or length < 1e-8:
                break
            length /= 2
        step = [m - w for m, w in zip(moved, x, strict=True)]
        change = [s - g for s, g in zip(steeper, slope, strict=True)]
        product = _dot(step, change)
        if product > 1e-10:
            history = [*history, (step, change, product)][-_MEMORY:]
        done = abs(value - lower) <= 1e-5 * max(1.0, abs(value))
        x, value, slope = moved, lower, steeper
        if done:
            break
    return x


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(p * q for p, q in zip(a, b, strict=True))


def logit_of(weights: Features, features: Features, *, scaled: bool) -> float:
    known = {n: v for n, v in features.items() if n in weights}
    scale = scale_of(known) if scaled else 1.0
    return weights[BIAS] + scale * sum(weights[n] * v for n, v in known.items())


def fold_of(host: str, folds: int) -> int:
    return zlib.crc32(host.encode()) % folds


def unseen(
    examples: Sequence[Example], penalty: float, folds: int, *, scaled: bool = False
) -> list[float]:
    """Return the logit of each example by weights that were learned on other hosts."""
    found = [0.0] * len(examples)
    for fold in range(folds):
        others = [e for e in examples if fold_of(e.host, folds) != fold]
        weights = learned(others, penalty, scaled=scaled)
        for i, example in enumerate(examples):
            if fold_of(example.host, folds) == fold:
                found[i] = logit_of(weights, example.features, scaled=scaled)
    return found


def written(
    path: Path, weights: Features, examples: int, hosts: int, *, least: float = _SMALL
) -> None:
    """Write a judge's weights, the heaviest first."""
    kept = [(n, w) for n, w in weights.items() if (w and abs(w) >= least) or n == BIAS]
    kept.sort(key=lambda item: (-abs(item[1]), item[0]))
    lines = [
        f"# Learned by bench/train_judges.py from {examples} examples of {hosts} hosts: a weight, a tab, a feature.",
        *(f"{w:.2f}\t{n}" for n, w in kept),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def shares(rows: Sequence[tuple[float, bool]], least: float) -> str:
    """Return precision and recall of what is held likelier than `least`."""
    hit = sum(1 for p, right in rows if p >= least and right)
    told = sum(1 for p, _ in rows if p >= least)
    return f"{hit / max(told, 1):.2f}/{hit / max(sum(r for _, r in rows), 1):.2f}"


def report(name: str, rows: Sequence[tuple[str, float, bool]]) -> None:
    for language in ("en", "zh"):
        own = [(probability(z), right) for lang, z, right in rows if lang == language]
        figures = "  ".join(f"{t}: {shares(own, t)}" for t in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7))
        print(f"{name} {language}, {len(own)} unseen, precision/recall at  {figures}", flush=True)


def main() -> None:
    """Learn, report and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--folds", type=int, default=8)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--lexicon", type=Path, default=FOLDER.parent / "lexicon")
    parser.add_argument("--quiet", type=Path)
    parser.add_argument("--but", action="append", default=[])
    options = parser.parse_args()
    lexicon = load_lexicon(options.lexicon)
    pages = list(pages_of(options.folders))
    if options.quiet is not None:
        pages += quiet_pages(options.quiet, options.but)
    hosts = len({p.host for p in pages})
    logits: dict[str, list[float]] = {}
    for kind in ("award", "breakthrough"):
        examples = [page_example(page, kind) for page in pages]
        logits[kind] = unseen(examples, PENALTY["pages"], options.folds, scaled=True)
        report(
            f"pages, {kind}",
            [
                (p.language, z, e.right)
                for p, z, e in zip(pages, logits[kind], examples, strict=True)
                if e.counts
            ],
        )
        written(
            options.out / f"pages_{kind}.tsv",
            learned(examples, PENALTY["pages"], scaled=True),
            len(examples),
            hosts,
            least=0.0,
        )
    winners: list[Example] = []
    languages: list[str] = []
    for page, logit in zip(pages, logits["award"], strict=True):
        own = list(winner_examples(page, lexicon, logit))
        winners += own
        languages += [page.language] * len(own)
    found = unseen(winners, PENALTY["winners"], options.folds)
    report(
        "winners",
        [
            (lang, z, e.right)
            for lang, z, e in zip(languages, found, winners, strict=True)
            if e.counts
        ],
    )
    claims: list[Example] = []
    of_page: list[int] = []
    for number, (page, logit) in enumerate(zip(pages, logits["breakthrough"], strict=True)):
        own = list(claim_examples(page, lexicon, logit))
        claims += own
        of_page += [number] * len(own)
    found = unseen(claims, PENALTY["claims"], options.folds)
    best: dict[int, float] = {}
    for number, z in zip(of_page, found, strict=True):
        best[number] = max(z, best.get(number, -99.0))
    report(
        "pages by their claims",
        [
            (pages[n].language, z, bool(pages[n].answers["breakthrough"]))
            for n, z in best.items()
            if pages[n].answers["breakthrough"] is not None
        ],
    )
    written(options.out / "claims.tsv", learned(claims, PENALTY["claims"]), len(claims), hosts)
    written(options.out / "winners.tsv", learned(winners, PENALTY["winners"]), len(winners), hosts)


if __name__ == "__main__":
    main()
