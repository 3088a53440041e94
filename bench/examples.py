"""Labelled documents as examples for the judges: pages, winners, claims, each with its features and the right answer."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.learning import Example
from config import Lexicon
from flows.evaluation.labelled import read_labelled
from parsers import Article, Document, parse_document, to_article
from parsers.awards.judging.candidates import Candidate, candidates
from parsers.awards.judging.judged import candidate_ranges, names_of, page_steps
from parsers.awards.phrases import AwardFinder
from parsers.breakthroughs.told import LEAD, page_values, sentence_features
from parsers.judging.pages import page_features, page_words
from parsers.language.editions import edition_of, year_spoken_in
from parsers.language.term_index import TermIndex
from parsers.language.vocabulary import vocabulary
from parsers.structure.blocks import parse_blocks
from parsers.text.characters import as_spoken
from parsers.text.scripts import is_traditional, simplified

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))


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
