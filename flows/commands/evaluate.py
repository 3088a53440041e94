"""`laurelwire eval`: precision, recall and F1 against labelled documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from flows.commands.console import Context, as_json, fail, format_option
from flows.delivery.harmless import printable
from flows.evaluation.figures import pair_figures, summary
from flows.evaluation.labelled import score_labelled
from flows.evaluation.pairing import Pair, judged
from flows.evaluation.scoring import DocumentScore, Labelled
from flows.evaluation.verdicts import judged_events
from flows.evaluation.verdicts import shares as shares_told


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
@click.option(
    "--verdicts",
    is_flag=True,
    help="Score against what `right` and `wrong` said of this warehouse's events.",
)
@format_option("text", "json")
@click.argument(
    "gold", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.pass_obj
def evaluate(
    context: Context, gold: Path | None, docs: Path | None, pairs: Path | None, only: str | None,
    without: str | None, details: bool, verdicts: bool, form: str,
) -> None:  # fmt: skip
    """Score the present rules and lexicon against labelled documents.

    GOLD is JSON with a list `documents`; each has an id, `local` (its file), and `events` with
    kind, category, venue, year, work, recipients, ids and alert (true, false or "optional").
    """
    if verdicts:
        _show_verdicts(context, form, details=details)
        return
    if gold is None:
        fail("name a file of labels, or ask for --verdicts", 2)
        return
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
        extra = {"pairs": pair_figures(joined_pairs)} if pairs else {}
        click.echo(as_json({**summary(scores), **extra}))
        return
    for line in [*_lines(scores, details=details), *_pair_lines(joined_pairs, details=details)]:
        click.echo(printable(line))


def _show_verdicts(context: Context, form: str, *, details: bool) -> None:
    events = judged_events(context.places.snapshot, context.configuration.lexicon)
    if form == "json":
        click.echo(as_json({"verdicts": shares_told(events)}))
        return
    for each in events:
        if details and not each.as_said:
            why = f" ({each.because})" if each.because else ""
            is_told = "told" if each.told else "not told"
            click.echo(
                printable(
                    f"{is_told}, and said to be {each.verdict}: {each.event_id[:8]} {each.what}{why}"
                )
            )
    for verdict, count in shares_told(events).items():
        click.echo(
            f"said to be {verdict}: {count['events']}, of which the present rules tell {count['told']}"
        )


def _chosen(document: Labelled, only: str | None, without: str | None) -> bool:
    repository = str((document.get("source") or {}).get("repo", ""))
    return (only is None or re.search(only, repository) is not None) and (
        without is None or re.search(without, repository) is None
    )


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


def _pair_lines(pairs: Sequence[Pair], *, details: bool) -> Iterator[str]:
    if not pairs:
        return
    figures = pair_figures(pairs)
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
