"""`laurelwire channels`: where digests go."""

from __future__ import annotations

import click

from config import Channel
from flows.clock import now
from flows.commands.console import (
    EXIT_CONFIGURATION,
    Context,
    as_json,
    fail,
    format_option,
    show_table,
)
from flows.delivery.apprise_targets import ChannelError, Message, open_target, secret_of, send
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
