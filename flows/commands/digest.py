"""The command `digest`: what is pending is composed and delivered."""

from __future__ import annotations

import sys
from typing import Any

import click

from flows.console import (
    EXIT_CONFIGURATION,
    EXIT_FAILED,
    Context,
    as_json,
    complain,
    fail,
    format_option,
    printable,
)
from flows.delivery.deliver import Told, tell
from flows.report import now


@click.command(epilog="Example: laurelwire digest --channel team-mail --dry-run")
@click.option("--channel", metavar="NAME", help="Only this channel.")
@click.option("--dry-run", is_flag=True, help="Show the digests; send and record nothing.")
@format_option("text", "markdown", "html", "json")
@click.pass_obj
def digest(context: Context, channel: str | None, dry_run: bool, form: str) -> None:
    """Compose and deliver what is pending."""
    configuration = context.configuration
    names = {c.name for c in configuration.channels} | {"terminal"}
    if channel is not None and channel not in names:
        fail(
            f"no channel is called {channel!r}; `laurelwire channels` lists them",
            EXIT_CONFIGURATION,
        )
    told = tell(configuration, context.places, now, only=channel, dry_run=dry_run)
    if form == "json":
        click.echo(as_json([told_json(t) for t in told]))
        return
    if dry_run:
        for each in told:
            if each.digest is not None:
                click.echo(printable(each.digest.written(form)))  # type: ignore[arg-type]
    show_told(told)
    if any(t.state == "failed" for t in told):
        sys.exit(EXIT_FAILED)


def show_told(told: list[Told], *, quiet: bool = False) -> None:
    """Print what became of each channel's digest; failures to standard error."""
    for each in told:
        if each.unknown:
            complain(f"channel {each.channel}: {each.unknown} deliveries may have arrived: unknown")
        if each.error:
            complain(f"channel {each.channel}: {each.error}")
        if quiet:
            continue
        if each.state == "shown" and each.digest is not None:
            click.echo(printable(each.digest.written("text")))
            click.echo("Kept as: " + "  ".join(str(path) for path in each.files))
        elif each.state == "sent" and each.digest is not None:
            click.echo(
                f"channel {each.channel}: told {each.events} events: {printable(each.digest.title)}"
            )
        elif each.state == "nothing":
            click.echo(f"channel {each.channel}: nothing new to tell.")


def told_json(told: Told) -> dict[str, Any]:
    """Return what became of a channel's digest, for machines."""
    return {
        "channel": told.channel,
        "state": told.state,
        "events": told.events,
        "unknown": told.unknown,
        "title": told.digest.title if told.digest else None,
        "files": [str(path) for path in told.files],
        "error": told.error,
    }
