"""`laurelwire channels`: where digests go."""

from __future__ import annotations

import difflib
from typing import cast

import click

from config import Channel
from flows.clock import now
from flows.commands.console import (
    EXIT_CONFIGURATION,
    Context,
    as_json,
    fail,
    format_option,
    moment_since,
)
from flows.commands.tables import show_table
from flows.delivery.apprise_targets import ChannelError, Message, open_target, secret_of, send
from flows.delivery.asking import asked
from flows.delivery.formats import Form
from flows.delivery.harmless import printable
from flows.delivery.one_channel import preview
from flows.ingestion.subscriptions import past
from parsers.text.keys import key


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
        wants = asked(channel.model_copy(update={"language": "en"})) or "everything announced"
        when = channel.rhythm or "with each digest"
        state = channel_state(channel)
        rows.append((channel.name, channel.enabled, place, state, wants, when))
    names = ["channel", "enabled", "secret in", "state", "subscribed to", "told"]
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
    channel = _called(context, name)
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


@channels.command("preview", epilog="Example: laurelwire channels preview team-mail --since 30d")
@click.argument("name")
@click.option(
    "--since",
    metavar="D",
    default="30d",
    show_default=True,
    help="What it would have been told since a day (2026-11-01, or 30d).",
)
@format_option("text", "markdown", "mail")
@click.pass_obj
def preview_channel(context: Context, name: str, since: str, form: str) -> None:
    """Show what a channel would have been told; send and record nothing."""
    channel = _called(context, name)
    start = moment_since(since)
    rows = past(context.configuration, context.places, channel, start, now())
    if not rows:
        click.echo(
            f"channel {name}: nothing since {start:%Y-%m-%d} is what it asks for; "
            "`laurelwire events` lists what there is."
        )
        return
    text = preview(context.configuration, channel, rows, cast("Form", form))
    click.echo(text if form == "mail" else printable(text))


def _called(context: Context, name: str) -> Channel:
    """Return the channel of a name; the program ends where there is none."""
    known = {c.name: c for c in context.configuration.channels}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        advice = f"did you mean {near[0]}?" if near else "`laurelwire channels` lists them"
        fail(f"no channel is called {name!r}; {advice}", EXIT_CONFIGURATION)
    return known[name]


def channel_state(channel: Channel) -> str:
    """Return "ready", or what keeps a channel from being used."""
    try:
        open_target(channel)
    except ChannelError as error:
        return str(error).split(": ", 1)[1]
    return "ready"
