"""The command `digest`: what is pending is composed and delivered."""

from __future__ import annotations

import sys
from typing import Any, cast

import click

from flows.clock import now
from flows.commands.console import (
    EXIT_CONFIGURATION,
    EXIT_FAILED,
    Context,
    as_json,
    complain,
    fail,
    format_option,
    moment_since,
)
from flows.delivery.deliver import tell
from flows.delivery.formats import Form, written
from flows.delivery.harmless import printable
from flows.delivery.results import ChannelResult
from flows.ingestion.subscriptions import PAST, asking_anew, promise_past


@click.command(epilog="Example: laurelwire digest --channel team-mail --dry-run")
@click.option("--channel", metavar="NAME", help="Only this channel.")
@click.option(
    "--since",
    metavar="D",
    help="With --channel: also what it would have been told since a day (2026-11-01, or 30d), had it been there.",
)
@click.option("--dry-run", is_flag=True, help="Show the digests; send and record nothing.")
@click.option("--now", "at_once", is_flag=True, help="Do not wait for the channels' hours.")
@click.option("--scheduled", is_flag=True, hidden=True)  # as `serve` does
@format_option("text", "markdown", "html", "json")
@click.pass_obj
def digest(
    context: Context,
    channel: str | None,
    since: str | None,
    dry_run: bool,
    at_once: bool,
    scheduled: bool,
    form: str,
) -> None:
    """Compose and deliver what is pending.

    A channel with a rhythm of its own waits for its hour, unless it is named, or with --now.
    """
    configuration = context.configuration
    names = {c.name for c in configuration.channels} | {"terminal"}
    if channel is not None and channel not in names:
        fail(
            f"no channel is called {channel!r}; `laurelwire channels` lists them",
            EXIT_CONFIGURATION,
        )
    if since is not None:
        _promise_past(context, channel, since, dry_run=dry_run)
    results = tell(
        configuration,
        context.places,
        now,
        only=channel,
        dry_run=dry_run,
        occasion="scheduled" if scheduled else "asked",
        at_once=at_once,
    )
    if form == "json":
        click.echo(as_json([result_json(t) for t in results]))
        return
    if dry_run:
        for each in results:
            if each.digest is not None:
                click.echo(printable(written(each.digest, cast("Form", form))))
    show_results(results)
    if not dry_run:
        ask_about_the_past(context)
    if any(t.state == "failed" for t in results):
        sys.exit(EXIT_FAILED)


def _promise_past(context: Context, name: str | None, since: str, *, dry_run: bool) -> None:
    """Promise a new or mended channel its past."""
    start = moment_since(since)
    channel = next((c for c in context.configuration.channels if c.name == name), None)
    if channel is None:
        fail("--since needs --channel with the name of a configured channel", EXIT_CONFIGURATION)
        return
    if dry_run:
        fail("--since promises the past for good; leave --dry-run out", EXIT_CONFIGURATION)
    count = promise_past(context.configuration, context.places, channel, start, now())
    click.echo(f"channel {channel.name}: {count} events since {start:%Y-%m-%d} are promised to it.")


def ask_about_the_past(context: Context) -> None:
    """Say of each new or mended channel what of its past it could have, once."""
    anew = asking_anew(context.configuration, context.places, now())
    for name, count in anew.items():
        click.echo(
            f"channel {name} is new, or asks for other things than before: of the last {PAST.days} days "
            f"{count} events are what it asks for. `laurelwire digest --channel {name} --since {PAST.days}d` "
            "tells it these, once."
        )


def show_results(results: list[ChannelResult], *, quiet: bool = False) -> None:
    """Print what became of each channel's digest; failures to standard error."""
    for each in results:
        if each.unknown:
            complain(
                f"channel {each.channel}: {each.unknown} deliveries may have arrived, and are not sent "
                "again: `laurelwire deliveries list --status unknown`"
            )
        if each.error:
            named = f"channel {each.channel}: "
            complain(named + each.error.removeprefix(named))
        if each.given_up:
            complain(
                f"channel {each.channel}: GIVEN UP after days of failures: {each.given_up} deliveries; "
                "mend the channel, then `laurelwire deliveries retry --channel "
                f"{each.channel} --status 'given up'`"
            )
        if quiet:
            continue
        if each.state == "shown" and each.digest is not None:
            click.echo(printable(written(each.digest, "text")))
            click.echo("Kept as: " + "  ".join(str(path) for path in each.files))
        elif each.state == "sent" and each.digest is not None:
            more = f", {each.left} more with the next digest" if each.left else ""
            title = printable(each.digest.title)
            click.echo(f"channel {each.channel}: told {each.events} events{more}: {title}")
        elif each.state == "waiting" and each.left and each.error is None:
            when = f" until {each.until:%Y-%m-%d %H:%M} UTC" if each.until else ""
            click.echo(f"channel {each.channel}: {each.left} events wait{when}, its hour.")
        elif each.state == "nothing":
            click.echo(f"channel {each.channel}: nothing new to tell.")


def result_json(results: ChannelResult) -> dict[str, Any]:
    """Return what became of a channel's digest, for machines."""
    return {
        "channel": results.channel,
        "state": results.state,
        "events": results.events,
        "unknown": results.unknown,
        "title": results.digest.title if results.digest else None,
        "files": [str(path) for path in results.files],
        "error": results.error,
    }
