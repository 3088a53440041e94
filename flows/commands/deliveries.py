"""The command `deliveries`: the outbox by hand."""

from __future__ import annotations

import click

from flows.clock import now
from flows.commands.console import EXIT_CONFIGURATION, Context, as_json, fail, format_option
from flows.commands.tables import show_table
from warehouse import Outbox, Warehouse, query
from warehouse.outbox import Change

STATUSES = ("pending", "failed", "given up", "unknown", "sending", "sent", "dropped", "counted")
_LIST = """
SELECT d.event_id, d.channel, d.status, d.attempts, d.promised_at, d.next_attempt_at, d.error,
       coalesce(e.award_name, e.claim) AS what, coalesce(e.work_title, array_to_string(e.recipients, ', ')) AS whom
FROM deliveries AS d LEFT JOIN events AS e USING (event_id)
WHERE ($channel IS NULL OR d.channel = $channel)
  AND (d.status = $status OR ($status IS NULL AND d.status NOT IN ('sent', 'dropped', 'counted')))
ORDER BY d.channel, d.status, d.promised_at, d.event_id
"""

_channel = click.option("--channel", metavar="NAME", help="Only of this channel.")
_events = click.argument("events", nargs=-1, metavar="[EVENT]...")


@click.group(
    invoke_without_command=True, epilog="Example: laurelwire deliveries list --status unknown"
)
@click.pass_context
def deliveries(context: click.Context) -> None:
    """List what was promised to channels, send it again, or let it be."""
    if context.invoked_subcommand is None:
        context.invoke(list_deliveries)


@deliveries.command("list", epilog="Example: laurelwire deliveries list --channel team-mail")
@_channel
@click.option("--status", type=click.Choice(STATUSES), help="Without it: all that is not settled.")
@format_option("table", "json")
@click.pass_obj
def list_deliveries(
    context: Context, channel: str | None = None, status: str | None = None, form: str = "table"
) -> None:
    """List deliveries that are not settled, or those of one status."""
    names, rows = query(context.places.snapshot, _LIST, {"channel": channel, "status": status})
    if form == "json":
        click.echo(as_json([dict(zip(names, row, strict=True)) for row in rows]))
    elif rows:
        show_table(names, [(row[0][:8], *row[1:]) for row in rows])
    else:
        click.echo("Nothing waits: every delivery is settled.")


@deliveries.command("retry", epilog="Example: laurelwire deliveries retry --channel team-mail")
@_events
@_channel
@click.option(
    "--status",
    type=click.Choice(["failed", "given up", "unknown", "dropped", "counted"]),
    multiple=True,
    default=("failed", "given up"),
    show_default=True,
    help="Of which status; may be repeated. What is unknown may have arrived, and would be told again.",
)
@click.pass_obj
def retry(
    context: Context, events: tuple[str, ...], channel: str | None, status: tuple[str, ...]
) -> None:
    """Make deliveries pending again: the next digest tries them at once, with all attempts before it.

    EVENT are event ids or their first characters; without any, all of the status.
    """
    count = _changed(context, "retry_deliveries", events, channel, list(status))
    click.echo(f"{count} deliveries are pending again; `laurelwire digest` sends them.")


@deliveries.command("drop", epilog="Example: laurelwire deliveries drop 1f0c --channel team-mail")
@_events
@_channel
@click.option(
    "--status",
    type=click.Choice(["pending", "failed", "given up", "unknown"]),
    multiple=True,
    default=("pending", "failed", "given up"),
    show_default=True,
    help="Of which status; may be repeated.",
)
@click.pass_obj
def drop(
    context: Context, events: tuple[str, ...], channel: str | None, status: tuple[str, ...]
) -> None:
    """Let deliveries be: they are never sent, and `retry --status dropped` takes them up again.

    EVENT are event ids or their first characters; --channel alone lets all of a channel be.
    """
    if not events and channel is None:
        fail("name events, or a channel with --channel; nothing was dropped", EXIT_CONFIGURATION)
    count = _changed(context, "drop_deliveries", events, channel, list(status))
    click.echo(f"{count} deliveries were dropped.")


def _changed(
    context: Context,
    block: Change,
    events: tuple[str, ...],
    channel: str | None,
    statuses: list[str],
) -> int:
    settings, places = context.configuration.settings.warehousing, context.places
    if not places.warehouse.exists():
        fail(f"{places.warehouse}: there is no warehouse yet; `laurelwire run` makes it")
    with Outbox(Warehouse(places.warehouse, settings)) as outbox:
        count = outbox.change(
            block, [e.rstrip("….").lower() for e in events], channel, statuses, now()
        )
        outbox.publish(places.snapshot)
    return count
