"""`laurelwire sources`: what is read, and how it fared."""

from __future__ import annotations

import sys
from itertools import chain

import click

from flows.clock import now
from flows.commands.console import EXIT_CONFIGURATION, Context, as_json, fail, format_option
from flows.commands.exchange import export_sources, import_sources, try_source
from flows.commands.tables import show_table
from flows.delivery.harmless import printable
from flows.fetching.readings import read_feeds
from flows.fetching.seed_files import read_seeds
from warehouse import (
    NotPublishedError,
    query,
)


@click.group(invoke_without_command=True, epilog="Example: laurelwire sources check")
@click.pass_context
def sources(context: click.Context) -> None:
    """List or check what is read."""
    if context.invoked_subcommand is None:
        context.invoke(list_sources)


@sources.command("list", epilog="Example: laurelwire sources list --format json")
@format_option("table", "json")
@click.pass_obj
def list_sources(context: Context, form: str) -> None:
    """List the configured sources and how they fared."""
    try:
        _, rows = query(
            context.places.snapshot, "SELECT source, health, last_read_at, last_error FROM sources"
        )
    except NotPublishedError:
        rows = []
    state = {row[0]: row[1:] for row in rows}
    table = [
        (
            s.name,
            s.kind,
            s.group,
            s.language,
            s.enabled,
            *state.get(s.name, ("unread", None, None)),
            s.location,
        )
        for s in context.configuration.sources
    ]
    names = [
        "source",
        "kind",
        "group",
        "language",
        "enabled",
        "health",
        "last_read_at",
        "last_error",
        "location",
    ]
    if form == "json":
        click.echo(as_json([dict(zip(names, row, strict=True)) for row in table]))
    else:
        show_table(
            [*names[:1], *names[2:4], *names[5:]], [(*r[:1], *r[2:4], *r[5:]) for r in table]
        )


@sources.command("check", epilog="Example: laurelwire sources check 'NeurIPS Blog'")
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.pass_obj
def check_sources(context: Context, names: tuple[str, ...]) -> None:
    """Ask sources now and say how each answers, as it answers; nothing is stored."""
    configuration = context.configuration
    known = {s.name: s for s in configuration.sources}
    for name in names:
        if name not in known:
            fail(
                f"no source is called {name!r}; `laurelwire sources` lists the names",
                EXIT_CONFIGURATION,
            )
    chosen = [known[n] for n in names] if names else [s for s in configuration.sources if s.enabled]
    readings = chain(
        (read_seeds(s, configuration.settings) for s in chosen if s.kind == "seed"),
        read_feeds([s for s in chosen if s.fetched], configuration.settings, {}, now()),
    )
    outcomes = set()
    for reading in readings:
        outcomes.add(reading.outcome)
        size = sum(len(d.body) for d in reading.documents)
        result = reading.error or f"{len(reading.documents)} documents, {size} bytes"
        click.echo(printable(f"{reading.outcome:>9}  {reading.source.name}: {result}"))
    if outcomes == {"failed"}:
        sys.exit(1)


for command in (import_sources, export_sources, try_source):
    sources.add_command(command)
