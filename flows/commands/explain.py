"""`laurelwire explain`: why an event was found, or what would be found in a text."""

from __future__ import annotations

from typing import Any, TextIO

import click

from config import Lexicon
from flows.commands.console import (
    Context,
    as_json,
    fail,
    format_option,
    shown,
)
from flows.delivery.harmless import printable
from parsers import Article, Document, find_mentions, parse_document, to_article
from parsers.awards.constructions.relating import CONSTRUCTIONS
from parsers.breakthroughs.rules import RULES
from parsers.language.rules import example_of, meaning
from parsers.meeting import MEETING, NEAR
from parsers.nearest import near_misses
from warehouse import mention_row, query

_MEANINGS: dict[str, str] = {
    **{
        f"award.{c.name}": f"{c.meaning} Such as: {example_of(c.examples[0])[0]}"
        for c in CONSTRUCTIONS
    },
    **{f"breakthrough.{rule.name}": meaning(rule) for rule in RULES},
    "award.judged": "No rule reads it: learned weights hold these winners likely (docs/decisions/13).",
    "breakthrough.judged": "No rule reads it: learned weights hold this sentence likely to tell one (docs/decisions/13).",
}
"""What the rules and constructions read, by the names that mentions give."""


@click.command(epilog="Example: laurelwire explain 1f0c…   (ids: laurelwire events)")
@format_option("text", "json")
@click.option(
    "--text",
    "file",
    type=click.File(encoding="utf-8"),
    help="Explain what is found in this file (- for standard input); nothing is stored.",
)
@click.argument("event_id", required=False)
@click.pass_obj
def explain(context: Context, form: str, file: TextIO | None, event_id: str | None) -> None:
    """Show why an event was found: each mention, its rule, and the characters behind each field.

    EVENT_ID may be shortened to its first characters.
    """
    if file is not None:
        _explain_text(file.read(), context, form)
        return
    if event_id is None:
        fail("name an event id, or a file with --text; `laurelwire events` lists the ids", 2)
        return
    snapshot = context.places.snapshot
    wanted = event_id.rstrip("….").lower()
    _, merged = query(
        snapshot,
        "SELECT DISTINCT event_id FROM store.event_merge WHERE starts_with(old_event_id, $id)",
        {"id": wanted},
    )
    names, found = query(
        snapshot,
        "FROM events WHERE starts_with(event_id, $id) OR list_contains($merged::VARCHAR[], event_id)",
        {"id": wanted, "merged": [row[0] for row in merged]},
    )
    if not found:
        fail(f"no event {event_id}; `laurelwire events --all` lists them")
    if len(found) > 1:
        fail(f"{event_id} begins {len(found)} event ids; write more of it")
    event = dict(zip(names, found[0], strict=True))
    mentions = _mentions(context, event["event_id"])
    if form == "json":
        click.echo(as_json({"event": event, "mentions": mentions, "merged": len(merged)}))
        return
    for name, value in event.items():
        if value not in (None, [], ""):
            click.echo(f"{name:>15}  {shown(value)}")
    for mention in mentions:
        _show_mention(mention)
    shared = sorted(set.intersection(*(set(m["keys"]) for m in mentions)))
    if len(mentions) > 1:
        named = [k for k in shared if not k.startswith(MEETING)]
        common = sorted({k.split("|", 3)[3] for k in shared if k.startswith(NEAR)})
        why = ", ".join(named or common) or "each shares a key with another of them"
        click.echo(printable(f"\nOne event because of: {why}"))
    for kind, mention_id, when in _decisions(context, [m["mention_id"] for m in mentions]):
        click.echo(f"Decided by hand on {when:%Y-%m-%d}: {kind}, mention {mention_id[:8]}")

    for verdict, because, when in _verdicts(context, event["event_id"]):
        why = f": {because}" if because else ""
        click.echo(printable(f"Said to be {verdict} on {when:%Y-%m-%d}{why}"))


def _verdicts(context: Context, event: str) -> list[tuple[Any, ...]]:
    return query(
        context.places.snapshot,
        "SELECT verdict, because, said_at FROM verdicts WHERE event_id = $event",
        {"event": event},
    )[1]


def _decisions(context: Context, mentions: list[str]) -> list[tuple[Any, ...]]:
    return query(
        context.places.snapshot,
        "SELECT kind, mention_id, decided_at FROM store.decision "
        "WHERE list_contains($mentions::VARCHAR[], mention_id) ORDER BY ALL",
        {"mentions": mentions},
    )[1]


def _explain_text(text: str, context: Context, form: str) -> None:
    """Print every mention found in a text that is read as a seed document."""
    document = Document(source="text", kind="seed", location="text", body=text.encode())
    parsed = parse_document(document)
    for rejection in parsed.rejections:
        fail(f"the text: {rejection.reason}")
    mentions: list[dict[str, Any]] = []
    misses: list[dict[str, Any]] = []
    for article in map(to_article, parsed.entries):
        found, missed = _in_article(article, context.configuration.lexicon)
        mentions += found
        misses += missed
    if form == "json":
        click.echo(as_json({"mentions": mentions, "near_misses": misses}))
        return
    for row in mentions:
        what = row["award_name"] or row["claim"]
        who = row["work_title"] or ", ".join(row["recipients"]) or row["subject"] or ""
        note = "" if row["announce"] else " (not announced)"
        where = row["venue"] or row["field"] or ""
        click.echo(printable(f"\n== {what} · {where} {row['year'] or ''}: {who}{note}"))
        _show_mention(row)
        if row["why_not"] is not None:
            click.echo(printable(f"  not announced: {row['why_not']}"))
    if not mentions:
        click.echo("No award or breakthrough was found in the text.")
    for miss in misses:
        click.echo(printable(f"\n-- nothing is told by: “{miss['sentence']}”"))
        for kind, printed in miss["recognised"]:
            click.echo(printable(f"  {kind:>16}  {printed}"))
        for rule, lack in miss["nearest"]:
            click.echo(printable(f"  {'nearest':>16}  {rule}: {lack}"))
            if (means := _MEANINGS.get(rule)) is not None:
                click.echo(printable(f"  {'':>16}  {means}"))
    if not mentions and not misses:
        click.echo(
            "No sentence of it names an award, or says that something is first, best or solved."
        )


def _in_article(
    article: Article, lexicon: Lexicon
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of an article's mentions, and what came near to one."""
    findings = find_mentions(article, lexicon, idle=True)
    why = {(r.start, r.end, r.rule): r.why for r in findings.reasons}
    rows = []
    for mention in findings.mentions:
        row = mention_row(mention, article.text)
        for span in row["spans"]:
            span["printed"] = article.text[span["start"] : span["end"]]
        quiet = None
        if not mention.announce:
            place = mention.start, mention.end, mention.rule
            quiet = why.get(place, "it is told as what was before")
        rows.append({**row, "source": "text", "article_title": article.title, "why_not": quiet})
    misses = [
        {
            "sentence": " ".join(article.text[m.start : m.end].split()),
            "recognised": [list(seen) for seen in m.recognised],
            "nearest": [list(near) for near in m.nearest],
        }
        for m in near_misses(article, lexicon, findings.mentions)
    ]
    return rows, misses


def _mentions(context: Context, event_id: str) -> list[dict[str, Any]]:
    names, rows = query(
        context.places.snapshot,
        """
        SELECT m.*, a."text", a.title AS article_title, a.source, a.url
        FROM store.mention AS m JOIN articles AS a USING (article_id)
        WHERE m.event_id = $id ORDER BY m.announce DESC, m.confidence DESC, m.mention_id
        """,
        {"id": event_id},
    )
    mentions = []
    for row in rows:
        mention = dict(zip(names, row, strict=True))
        text = mention.pop("text")
        for span in mention["spans"]:
            span["printed"] = text[span["start"] : span["end"]]
        mentions.append(mention)
    return mentions


def _show_mention(mention: dict[str, Any]) -> None:
    state = "news" if mention["is_new"] else "background"
    state += "" if mention["status"] == "announced" else f", {mention['status']}"
    click.echo(
        printable(
            f"\n{mention['source']} · {mention['article_title']}\n"
            f"  mention {mention['mention_id'][:8]}: {state}, rule {mention['rule']}, "
            f"confidence {mention['confidence']:.2f}\n"
            f"  “{' '.join(mention['evidence'].split())}”"
        )
    )
    if (means := _MEANINGS.get(mention["rule"])) is not None:
        click.echo(printable(f"  {means}"))
    for span in mention["spans"]:
        place = f"{span['start']}-{span['end']}"
        click.echo(
            printable(f"  {span['name']:>12}  {place:>12}  {' '.join(span['printed'].split())}")
        )
