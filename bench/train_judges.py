"""Learn what the judges of pages and candidates weigh, and say how well they do on hosts they did not see.

    python -m bench.train_judges [--folds 8] [--out config/judges] [--quiet FOLDER [--but FILE]...] [--without WORD]... FOLDER...

Each folder holds labelled documents: gold.json and the texts it names; the texts of tests/texts are learned from too.
Of --quiet FOLDER no file announces anything, but those named. Written are pages_award.tsv, pages_breakthrough.tsv,
winners.tsv and claims.tsv; the same folders give the same files. Logistic regression with a penalty on the squares of
its weights; a feature counts that occurs on five hosts, and none that holds a WORD: a product's name says nothing of
news. Both judges of pages know the same features, those that weigh most when all are learned: a page is read once.
The judges of winners and of claims learn from what the judges of pages say of pages that those did not see.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.examples import (
    Page,
    claim_examples,
    page_example,
    pages_of,
    quiet_pages,
    winner_examples,
)
from bench.learning import (
    Example,
    Features,
    fold_of,
    heaviest,
    learned,
    logit_of,
    report,
    restricted,
    unseen,
    without_words,
    written,
)
from config import Lexicon
from config.judges import FOLDER
from config.lexicon import load_lexicon

PENALTY = {"pages": 0.1, "winners": 10.0, "claims": 5.0}
MOST = 3000
"""Features that each judge of pages brings to those that both know."""
_KINDS = ("award", "breakthrough")


def pages_learned(examples: Mapping[str, Sequence[Example]]) -> dict[str, Features]:
    """Return the weights of both judges of pages, over the features that weigh most in either."""
    known: set[str] = set()
    for kind in _KINDS:
        known |= heaviest(learned(examples[kind], PENALTY["pages"], scaled=True), MOST)
    return {
        kind: learned(restricted(examples[kind], known), PENALTY["pages"], scaled=True)
        for kind in _KINDS
    }


def pages_unseen(examples: Mapping[str, Sequence[Example]], folds: int) -> dict[str, list[float]]:
    """Return the logits of pages, by kind, by weights that were learned on other hosts."""
    found = {kind: [0.0] * len(own) for kind, own in examples.items()}
    for fold in range(folds):
        others = {
            k: [e for e in own if fold_of(e.host, folds) != fold] for k, own in examples.items()
        }
        weights = pages_learned(others)
        for kind, own in examples.items():
            for i, example in enumerate(own):
                if fold_of(example.host, folds) == fold:
                    found[kind][i] = logit_of(weights[kind], example.features, scaled=True)
    return found


def judge_pages(
    pages: Sequence[Page], folds: int, out: Path, without: frozenset[str]
) -> dict[str, list[float]]:
    """Learn, report and write the judges of pages; return the logit of each page that they did not see."""
    examples = {
        kind: without_words([page_example(page, kind) for page in pages], without)
        for kind in _KINDS
    }
    logits = pages_unseen(examples, folds)
    weights = pages_learned(examples)
    for kind, own in examples.items():
        counted = zip(pages, logits[kind], own, strict=True)
        report(f"pages, {kind}", [(p.language, z, e.right) for p, z, e in counted if e.counts])
        written(out / f"pages_{kind}.tsv", weights[kind], own, least=0.0)
    return logits


def judge_winners(
    pages: Sequence[Page],
    lexicon: Lexicon,
    logits: Sequence[float],
    folds: int,
    out: Path,
    without: frozenset[str],
) -> None:
    """Learn, report and write the judge of winners."""
    examples: list[Example] = []
    languages: list[str] = []
    for page, logit in zip(pages, logits, strict=True):
        own = without_words(winner_examples(page, lexicon, logit), without)
        examples += own
        languages += [page.language] * len(own)
    found = unseen(examples, PENALTY["winners"], folds)
    counted = zip(languages, found, examples, strict=True)
    report("winners", [(language, z, e.right) for language, z, e in counted if e.counts])
    written(out / "winners.tsv", learned(examples, PENALTY["winners"]), examples)


def judge_claims(
    pages: Sequence[Page],
    lexicon: Lexicon,
    logits: Sequence[float],
    folds: int,
    out: Path,
    without: frozenset[str],
) -> None:
    """Learn, report and write the judge of claims; what is reported is each page by its likeliest sentence."""
    examples: list[Example] = []
    of_page: list[int] = []
    for number, (page, logit) in enumerate(zip(pages, logits, strict=True)):
        own = without_words(claim_examples(page, lexicon, logit), without)
        examples += own
        of_page += [number] * len(own)
    best: dict[int, float] = {}
    for number, z in zip(of_page, unseen(examples, PENALTY["claims"], folds), strict=True):
        best[number] = max(z, best.get(number, z))
    answers = {n: pages[n].answers["breakthrough"] for n in best}
    report(
        "pages by their claims",
        [
            (pages[n].language, z, bool(answers[n]))
            for n, z in best.items()
            if answers[n] is not None
        ],
    )
    written(out / "claims.tsv", learned(examples, PENALTY["claims"]), examples)


def main() -> None:
    """Learn, report and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--folds", type=int, default=8)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--lexicon", type=Path, default=FOLDER.parent / "lexicon")
    parser.add_argument("--quiet", type=Path)
    parser.add_argument("--but", action="append", default=[])
    parser.add_argument("--without", action="append", default=[])
    options = parser.parse_args()
    lexicon = load_lexicon(options.lexicon)
    pages = list(pages_of(options.folders))
    if options.quiet is not None:
        pages += quiet_pages(options.quiet, options.but)
    rest = options.folds, options.out, frozenset(options.without)
    logits = judge_pages(pages, *rest)
    judge_winners(pages, lexicon, logits["award"], *rest)
    judge_claims(pages, lexicon, logits["breakthrough"], *rest)


if __name__ == "__main__":
    main()
