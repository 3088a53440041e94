"""Commands that tend the installation: sources and channels."""

from __future__ import annotations

import sys
from itertools import chain

import click

from config import Channel
from flows.console import (
    EXIT_CONFIGURATION,
    Context,
    as_json,
    fail,
    format_option,
    printable,
    show_table,
)
from flows.delivery.targets import ChannelError, Message, open_target, secret_of, send
from flows.fetching.readings import read_feeds
from flows.listing import export_sources, import_sources, try_source
from flows.report import now
from flows.seed_files import read_seeds
from parsers.text import key
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
    asked = [known[n] for n in names] if names else [s for s in configuration.sources if s.enabled]
    readings = chain(
        (read_seeds(s, configuration.settings) for s in asked if s.kind == "seed"),
        read_feeds([s for s in asked if s.fetched], configuration.settings, {}, now()),
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


@click.group(invoke_without_command=True, epilog="Example: laurelwire channels test team-mail")
@click.pass_context
def channels(context: click.Context) -> None:
    """List or test where digests go."""
    if context.invoked_subcommand is None:
        context.invoke(list_channels)


@channels.command("list", epilog="Example: laurelwire channels list")
@format_option("table", "json")
@click.pass_obj
def list_channels(context: Context, form: str) -> None:
    """List the channels, and whether the secret of each is in place. Secrets are never shown."""
    rows = []
    for channel in context.configuration.channels:
        place = channel.url_env or channel.url_file
        wants = [*channel.kinds, *channel.categories, *channel.venues] or ["everything announced"]
        rows.append(
            (channel.name, channel.enabled, place, channel_state(channel), ", ".join(wants))
        )
    names = ["channel", "enabled", "secret in", "state", "subscribed to"]
    if form == "json":
        click.echo(as_json([dict(zip(names, row, strict=True)) for row in rows]))
    elif rows:
        show_table(names, rows)
    else:
        click.echo(
            "No channel is configured: digests are shown in the terminal and kept in "
            f"{context.places.digests}. channels.toml says how to add one."
        )


@channels.command("test", epilog="Example: laurelwire channels test team-mail")
@click.argument("name")
@click.pass_obj
def test_channel(context: Context, name: str) -> None:
    """Send a test message to one channel."""
    channel = next((c for c in context.configuration.channels if c.name == name), None)
    if channel is None:
        fail(f"no channel is called {name!r}; `laurelwire channels` lists them", EXIT_CONFIGURATION)
        return
    try:
        target = open_target(channel)
    except ChannelError as error:
        fail(str(error))
        return
    body = "This channel works: digests will arrive here."
    message = Message(
        name=key("test", name, now().isoformat()),
        channel=name,
        title="Laurelwire: test",
        body=body,
        text=body,
        language=channel.language,
    )
    outcome = send(target, message, secret_of(channel))
    if outcome.state != "accepted":
        fail(f"channel {name}: {outcome.state}: {outcome.error}")
    click.echo(f"channel {name}: the service accepted a test message.")


def channel_state(channel: Channel) -> str:
    """Return "ready", or what keeps a channel from being used."""
    try:
        open_target(channel)
    except ChannelError as error:
        return str(error).split(": ", 1)[1]
    return "ready"
