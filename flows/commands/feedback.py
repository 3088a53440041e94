"""Commands that say of an event whether it is right: what was said is kept, and `eval --verdicts` reads it."""

from __future__ import annotations

import click

from flows.clock import now
from flows.commands.console import Context
from flows.commands.corrections import the_event
from flows.delivery.harmless import printable
from flows.ingestion.subscriptions import subscriptions
from warehouse import Decisions, Verdict, Warehouse, query

_TOLD = "SELECT count(*) FROM deliveries WHERE event_id = $id AND status IN ('sent', 'unknown')"


@click.command(epilog="Example: laurelwire right 1f0c   (ids: laurelwire events)")
@click.argument("event")
@click.option("--because", metavar="WHY", help="Why, in your words.")
@click.pass_obj
def right(context: Context, event: str, because: str | None) -> None:
    """Say that an event is right; one that was said to be wrong is as it was.

    EVENT is an event id or its first characters.
    """
    _judge(context, event, "right", because)


@click.command(epilog='Example: laurelwire wrong 1f0c --because "she gave the lecture"')
@click.argument("event")
@click.option("--because", metavar="WHY", required=True, help="Why, in your words.")
@click.pass_obj
def wrong(context: Context, event: str, because: str) -> None:
    """Say that an event is wrong: it is announced no more, and nobody is told of it again.

    EVENT is an event id or its first characters. Reports that say otherwise are told as ever.
    """
    _judge(context, event, "wrong", because)


def _judge(context: Context, written: str, verdict: Verdict, because: str | None) -> None:
    event = the_event(context, written)
    places, configuration = context.places, context.configuration
    with Warehouse(places.warehouse, configuration.settings.warehousing) as warehouse:
        Decisions(warehouse, subscriptions(configuration)).judge(event, verdict, because, now())
        warehouse.publish(places.snapshot)
    told = query(places.snapshot, _TOLD, {"id": event})[1][0][0]
    said = f"event {event[:8]} is kept as {verdict}"
    if verdict == "wrong":
        said += "; it is announced no more"
        said += f" (it was told {told} channels)" if told else ""
    click.echo(printable(f"{said}."))
