"""Commands that exchange and try sources: import and export of OPML, and what a source would give."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import click

from config import PACKAGED, Source
from config.secrets import server
from config.sources import Group
from flows.clock import now
from flows.commands.console import EXIT_CONFIGURATION, Context, as_json, fail, format_option
from flows.delivery.harmless import printable
from flows.fetching.linked_pages import read_pages
from flows.fetching.readings import Reading, read_feeds
from flows.ingestion.extraction import Extracted, Memory, Task, links_of_news
from flows.ingestion.processes import extracting
from parsers.documents.opml import read, toml, why, written

_SHOWN = 10  # entries shown of a source that is tried


@click.command("import", epilog="Example: laurelwire sources import feeds.opml --dry-run")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--group", type=click.Choice(get_args(Group)), default="media", show_default=True)
@click.option(
    "--language", type=click.Choice(["zh", "en", "mixed"]), default="mixed", show_default=True
)
@click.option("--dry-run", is_flag=True, help="Show what would be added; write nothing.")
@click.pass_obj
def import_sources(context: Context, file: Path, group: str, language: str, dry_run: bool) -> None:
    """Add the feeds of an OPML file to sources.toml of your configuration folder.

    Every line that cannot be added is named, with the reason; the others are added all the same.
    """
    configuration = context.configuration
    if configuration.folder == PACKAGED.resolve() and not dry_run:
        fail(
            "the packaged configuration is not changed; copy it to a folder of your own and name that: "
            "laurelwire --config DIR sources import ...",
            EXIT_CONFIGURATION,
        )
    listed = read(file.read_bytes(), configuration.sources, group=group, language=language)
    for reason in listed.refused:
        click.echo(printable(f"{file.name}: {reason}"), err=True)
    if listed.sources and not dry_run:
        path = configuration.folder / "sources.toml"
        before = (
            path.read_text(encoding="utf-8")
            if path.exists()
            else (PACKAGED / "sources.toml").read_text(encoding="utf-8")
        )
        partial = path.with_suffix(".toml.partial")
        partial.write_text(
            "\n".join([before.rstrip(), "", *map(toml, listed.sources)]), encoding="utf-8"
        )
        partial.replace(path)
    for source in listed.sources:
        click.echo(printable(f"{'would add' if dry_run else 'added'}  {source.name}: {source.url}"))
    click.echo(f"{len(listed.sources)} sources added, {len(listed.refused)} lines refused.")
    if not listed.sources:
        sys.exit(1)


@click.command("export", epilog="Example: laurelwire sources export > sources.opml")
@click.pass_obj
def export_sources(context: Context) -> None:
    """Write the sources that are read over HTTP as OPML to standard output."""
    click.echo(written(context.configuration.sources).decode(), nl=False)


@click.command("try", epilog="Example: laurelwire sources try https://blog.example.org/feed")
@click.argument("url")
@click.option("--kind", type=click.Choice(["feed", "page"]), default="feed", show_default=True)
@click.option(
    "--language", type=click.Choice(["zh", "en", "mixed"]), default="mixed", show_default=True
)
@click.option("--full-text", is_flag=True, help="Read the pages that entries link to, too.")
@click.option("--entry", metavar="CSS", help="Selector of one entry of a page's list.")
@click.option("--content", metavar="CSS", help="Selector of the text of a linked page.")
@format_option("text", "json")
@click.pass_obj
def try_source(
    context: Context, url: str, kind: str, language: str, full_text: bool,
    entry: str | None, content: str | None, form: str,
) -> None:  # fmt: skip
    """Read one address now and show what would be read and found; nothing is stored."""
    page = {k: v for k, v in (("entry", entry), ("content", content)) if v} or None
    try:
        source = Source.model_validate(
            {
                "name": "tried",
                "kind": kind,
                "url": url,
                "language": language,
                "full_text": full_text,
                "page": page,
            }
        )
    except ValueError as error:
        # What is refused may be so for the secret in it.
        fail(f"{server(url)}: {why(error)}", EXIT_CONFIGURATION)
        return
    configuration = context.configuration
    moment = now()
    (reading,) = read_feeds([source], configuration.settings, {}, moment)
    if reading.outcome == "failed":
        fail(f"{url}: {reading.error}")
    (document,) = reading.documents
    collecting = configuration.settings.collecting.model_copy(update={"workers": 0})
    with extracting(configuration.lexicon, collecting, None) as work:
        parsed = work.parsed(document, Memory()) if full_text else None
        pages = read_pages(links_of_news(parsed, Memory())[:_SHOWN], collecting, moment)
        task = Task(document=document, memory=Memory(), parsed=parsed, pages=pages)
        (found,) = work.all([task])
    if form == "json":
        click.echo(as_json(_facts(reading, found)))
    else:
        click.echo(printable("\n".join(_lines(reading, found, document.kind, len(document.body)))))
    if not found.entries:
        sys.exit(1)


def _lines(reading: Reading, found: Extracted, kind: str, size: int) -> Iterator[str]:
    moved = f"; it stands at {reading.moved} for good" if reading.moved else ""
    yield f"read as a {kind}: {size} bytes, {found.seen} entries, {len(found.rejections)} rejected{moved}"
    for rejection in found.rejections[:_SHOWN]:
        yield f"  rejected: {rejection.location}: {rejection.reason}"
    for entry in found.entries[:_SHOWN]:
        when = f"{entry.published:%Y-%m-%d %H:%M}" if entry.published else "undated"
        yield f"  {when}  {entry.title}  ({len(entry.text)} characters)"
    if len(found.entries) > _SHOWN:
        yield f"  and {len(found.entries) - _SHOWN} more"
    announced = [m for _, findings in found.articles for m in findings.mentions if m.announce]
    yield f"{len(announced)} announcements:"
    for mention in announced:
        what = mention.award_name or mention.claim or mention.kind
        whom = ", ".join(mention.recipients) or mention.work_title or mention.subject or ""
        yield f"  {what} {mention.year or ''}: {whom}  [{mention.rule}, {mention.confidence:.2f}]"


def _facts(reading: Reading, found: Extracted) -> dict[str, Any]:
    return {
        "outcome": reading.outcome,
        "moved": reading.moved,
        "entries": [
            {"title": e.title, "url": e.url, "published": e.published, "characters": len(e.text)}
            for e in found.entries
        ],
        "rejected": [r.reason for r in found.rejections],
        "announcements": [
            {
                "kind": m.kind,
                "award_name": m.award_name,
                "year": m.year,
                "recipients": m.recipients,
                "work_title": m.work_title,
            }
            for _, f in found.articles
            for m in f.mentions
            if m.announce
        ],
    }
