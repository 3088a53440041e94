"""`laurelwire eval`: precision, recall and F1 against labelled documents."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from config import Lexicon
from flows.console import Context, as_json, fail, format_option, printable
from flows.pairing import Pair, judged
from flows.scoring import DocumentScore, FoundEvent, Label, Tally, score_document
from parsers import Article, Document, Entry, Mention, find_mentions, parse_document, to_article
from parsers.dates import moment
from parsers.html import to_markdown
from parsers.identity import event_of, joined
from parsers.text import key

_LEVELS = (0.5, 0.7, 0.8, 0.85, 0.88, 0.95)


@click.command(name="eval", epilog="Example: laurelwire eval labels/gold.json --docs labels/docs")
@click.option(
    "--docs",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder that the labels' file names start from; default: the labels' own folder.",
)
@click.option(
    "--pairs",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="JSON with labelled pairs of documents: which are joined as one story.",
)
@click.option("--only", "only", metavar="REGEX", help="Only documents whose repository matches.")
@click.option(
    "--without", "without", metavar="REGEX", help="No documents whose repository matches."
)
@click.option(
    "--details", is_flag=True, help="List what was missed, false and wrong, with the sentence."
)
@format_option("text", "json")
@click.argument("gold", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def evaluate(
    context: Context, gold: Path, docs: Path | None, pairs: Path | None, only: str | None,
    without: str | None, details: bool, form: str,
) -> None:  # fmt: skip
    """Score the present rules and lexicon against labelled documents.

    GOLD is JSON with a list `documents`; each has an id, `local` (its file), and `events` with
    kind, category, venue, year, work, recipients, ids and alert (true, false or "optional").
    """
    try:
        labelled = json.loads(gold.read_text(encoding="utf-8"))["documents"]
    except (ValueError, KeyError, TypeError) as error:
        fail(f"{gold}: no labels: {error}; a JSON object with a list `documents` is needed", 2)
        return
    chosen = [d for d in labelled if _chosen(d, only, without)]
    scores = [score_labelled(d, docs or gold.parent, context.configuration.lexicon) for d in chosen]
    lexicon = context.configuration.lexicon
    joined_pairs = list(judged(pairs, lexicon)) if pairs else []
    if form == "json":
        told = {"pairs": _pair_figures(joined_pairs)} if pairs else {}
        click.echo(as_json({**summary(scores), **told}))
        return
    for line in [*_lines(scores, details=details), *_pair_lines(joined_pairs, details=details)]:
        click.echo(printable(line))


def _chosen(document: Label, only: str | None, without: str | None) -> bool:
    repository = str((document.get("source") or {}).get("repo", ""))
    return (only is None or re.search(only, repository) is not None) and (
        without is None or re.search(without, repository) is None
    )


def score_labelled(document: Label, folder: Path, lexicon: Lexicon) -> DocumentScore:
    """Read one labelled document as a source would carry it, and score what is found in it."""
    return score_document(document, found_events(read_labelled(document, folder), lexicon))


def read_labelled(document: Label, folder: Path) -> list[Article]:
    """Return the articles of a labelled file: feed, HTML page (perhaps gzipped) or seed document."""
    path = folder / document["local"]
    body = path.read_bytes()
    if path.suffix == ".gz":
        body = gzip.decompress(body)
    name = path.name.removesuffix(".gz")
    if name.endswith(".html"):
        return [_page(document, body)]
    kind: Any = "feed" if name.endswith(".xml") else "seed"
    parsed = parse_document(Document(source="labels", kind=kind, location=name, body=body))
    return [to_article(replace(e, url=e.url or _address(document))) for e in parsed.entries]


def _address(document: Label) -> str | None:
    """Return where the document was found, as a source's reader knows it."""
    source = document.get("source") or {}
    if source.get("url"):
        return str(source["url"])
    return f"https://{source['repo']}/{source.get('path', '')}" if source.get("repo") else None


def _page(document: Label, body: bytes) -> Article:
    text = to_markdown(body.decode("utf-8", "replace"))
    return to_article(
        Entry(
            source="labels", document_id="", guid=key(text), url=_address(document),
            title=document.get("title", ""), author=None,
            published=moment(document.get("doc_date")), text=f"{document.get('title', '')}\n\n{text}",
        )
    )  # fmt: skip


def found_events(articles: Sequence[Article], lexicon: Lexicon) -> list[FoundEvent]:
    """Return the events of the articles taken together."""
    mentions: list[Mention] = []
    texts = {}
    for article in articles:
        texts[article.article_id] = article.text
        mentions += find_mentions(article, lexicon).mentions
    found = []
    for group in joined(mentions):
        members = sorted(group, key=lambda m: (-m.confidence, m.start))
        found.append(
            FoundEvent(
                event=event_of(members),
                mentions=tuple(members),
                text=texts[members[0].article_id],
            )
        )
    return found


def summary(scores: Sequence[DocumentScore]) -> dict[str, Any]:
    """Return every figure, stable for machines."""

    def of(chosen: Sequence[DocumentScore]) -> dict[str, Any]:
        figures: dict[str, Any] = {
            "documents": len(chosen),
            "document_level": _figures(_alerts(chosen)),
        }
        for kind in ("award", "breakthrough"):
            total = Tally()
            for score in chosen:
                total.add(score.kinds[kind])
            figures[kind] = _figures(total)
        names = Tally()
        for score in chosen:
            names.add(score.names)
        figures["names"] = _figures(names)
        figures["fields"] = {kind: _shares(chosen, kind) for kind in ("award", "breakthrough")}
        return figures

    whole = of(scores)
    whole["per_document_mean"] = _means(scores)
    whole["negatives"] = {
        "documents": sum(s.wanted is False for s in scores),
        "alerted": sum(s.wanted is False and s.alerted for s in scores),
    }
    whole["confidence"] = {str(least): _figures(_at_least(scores, least)) for least in _LEVELS}
    for name, part in (("language", _language), ("form", _form)):
        whole[name] = {
            v: of([s for s in scores if part(s) == v]) for v in sorted({part(s) for s in scores})
        }
    whole["missed"] = {s.document: s.missed for s in scores if s.missed}
    whole["false"] = {s.document: s.false for s in scores if s.false}
    whole["wrong"] = {s.document: s.wrong for s in scores if s.wrong}
    return whole


def _shares(scores: Sequence[DocumentScore], kind: str) -> dict[str, float]:
    """Return of each field the share of matched events in which it is right."""
    told = Counter[tuple[str, bool]]()
    for score in scores:
        for (of, name, right), count in score.fields.items():
            told[name, right] += count if of == kind else 0
    names = sorted({name for (name, _), count in told.items() if count})
    return {n: round(told[n, True] / (told[n, True] + told[n, False]), 4) for n in names}


def _language(score: DocumentScore) -> str:
    return score.language


def _form(score: DocumentScore) -> str:
    return score.form


def _alerts(scores: Sequence[DocumentScore]) -> Tally:
    tally = Tally()
    for score in scores:
        if score.wanted is True:
            tally.hit += score.alerted
            tally.missed += not score.alerted
        elif score.wanted is False:
            tally.false += score.alerted
    return tally


def _at_least(scores: Sequence[DocumentScore], least: float) -> Tally:
    """Return what a channel with this minimum confidence is told rightly, wrongly and not at all."""
    tally = Tally()
    wanted = sum(t.hit + t.missed for s in scores for t in s.kinds.values())
    for score in scores:
        told = [right for confidence, right in score.sureness if confidence >= least]
        tally.hit += told.count(True)
        tally.false += told.count(False)
    tally.missed = wanted - tally.hit
    return tally


def _means(scores: Sequence[DocumentScore]) -> dict[str, Any]:
    """Return each kind's F1 averaged over the documents that have events of it or alarms."""
    means = {}
    for kind in ("award", "breakthrough"):
        values = [t.f1 for s in scores if (t := s.kinds[kind]).hit + t.false + t.missed]
        means[kind] = round(sum(values) / len(values), 4) if values else None
    return means


def _figures(tally: Tally) -> dict[str, Any]:
    return {
        "hit": tally.hit,
        "false": tally.false,
        "missed": tally.missed,
        "precision": round(tally.precision, 4),
        "recall": round(tally.recall, 4),
        "f1": round(tally.f1, 4),
    }


def _lines(scores: Sequence[DocumentScore], *, details: bool) -> Iterator[str]:
    figures = summary(scores)
    if details:
        for kind in ("missed", "false", "wrong"):
            for document, entries in figures[kind].items():
                yield from (f"{kind.upper():>6} {document}: {' '.join(e.split())}" for e in entries)
        yield ""
    yield f"{'':28}{'docs':>6}{'hit':>6}{'false':>6}{'missed':>7}{'P':>8}{'R':>8}{'F1':>8}"
    yield from _row("", figures, ("document_level", "award", "breakthrough"))
    for part in ("language", "form"):
        for value, inner in figures[part].items():
            yield from _row(f"{value} ", inner, ("document_level", "award", "breakthrough"))
    for least, f in figures["confidence"].items():
        yield from _row(
            f"confidence >= {least} ", {"documents": figures["documents"], "": f}, ("",)
        )
    yield f"mean F1 a document: {figures['per_document_mean']}"
    for name, inner in (("", figures), *figures["language"].items()):
        whose = f" in {name}" if name else ""
        for kind, shares in inner["fields"].items():
            yield f"fields right of matched {kind}s{whose}: {shares}"
        f = inner["names"]
        yield f"names of recipients{whose}: P {f['precision']:.3f}, R {f['recall']:.3f}, F1 {f['f1']:.3f}"
    yield f"negatives alerted: {figures['negatives']['alerted']} of {figures['negatives']['documents']}"


def _pair_figures(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Return how each label fares, and precision and recall of joining what tells one event."""
    tally = Tally()
    for pair in pairs:
        if pair.label != "near_duplicate":
            tally.hit += pair.one_story and pair.joined
            tally.missed += pair.one_story and not pair.joined
            tally.false += pair.joined and not pair.one_story
    labels = sorted({p.label for p in pairs})
    return {
        **{
            label: {
                "pairs": sum(p.label == label for p in pairs),
                "joined": sum(p.label == label and p.joined for p in pairs),
            }
            for label in labels
        },
        "events": _figures(tally),
    }


def _pair_lines(pairs: Sequence[Pair], *, details: bool) -> Iterator[str]:
    if not pairs:
        return
    figures = _pair_figures(pairs)
    if details:
        yield from (
            f"{'JOINED' if p.joined else 'APART':>6} {p.pair_id} ({p.label}): {p.why}"
            for p in pairs
            if p.joined != p.one_story
        )
    for label, count in figures.items():
        if label != "events":
            yield f"pairs {label}: {count['joined']} of {count['pairs']} joined"
    yield f"pairs that tell one event joined: F1 {figures['events']['f1']:.3f}"


def _row(prefix: str, figures: dict[str, Any], names: Sequence[str]) -> Iterator[str]:
    for name in names:
        f = figures[name]
        yield (
            f"{prefix + name:28}{figures['documents']:>6}{f['hit']:>6}{f['false']:>6}{f['missed']:>7}"
            f"{f['precision']:>8.3f}{f['recall']:>8.3f}{f['f1']:>8.3f}"
        )
