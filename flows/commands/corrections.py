"""Commands that correct an identity by hand: merge, split. What they decide is remembered."""

from __future__ import annotations

from typing import Any

import click

from flows.clock import now
from flows.commands.console import Context, fail
from flows.ingestion.subscriptions import subscriptions
from parsers.text.keys import key
from warehouse import Warehouse, query

_BY_PREFIX = {
    "event": "SELECT event_id FROM event WHERE starts_with(event_id, $id)",
    "mention": "SELECT mention_id FROM mention WHERE starts_with(mention_id, $id)",
}


@click.command(epilog="Example: laurelwire merge 1f0c 9ab3   (ids: laurelwire events)")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.pass_obj
def merge(context: Context, one: str, other: str) -> None:
    """Make two events one, now and for all that is read later.

    A and B are event ids or their first characters. What was told of either counts as told.
    """
    events = [_the_one(context, "event", written) for written in (one, other)]
    if events[0] == events[1]:
        fail(f"{one} and {other} are one event already: {events[0]}")
    firsts = [
        str(_rows(context, "SELECT min(mention_id) FROM mention WHERE event_id = $id", event)[0][0])
        for event in events
    ]
    hand = "hand|" + key("merge", *sorted(firsts))
    _decide(context, "merge", dict.fromkeys(firsts, hand))
    (event,) = _rows(context, "SELECT event_id FROM mention WHERE mention_id = $id", firsts[0])
    click.echo(f"{events[0][:8]} and {events[1][:8]} are one event: {event[0]}")


@click.command(
    epilog="Example: laurelwire split 1f0c 77d2   (mention ids: laurelwire explain 1f0c)"
)
@click.argument("event")
@click.argument("mention")
@click.pass_obj
def split(context: Context, event: str, mention: str) -> None:
    """Take a mention out of an event that it does not speak of, now and for all that is read later.

    EVENT and MENTION are ids or their first characters.
    """
    event_id = _the_one(context, "event", event)
    mention_id = _the_one(context, "mention", mention)
    members = _rows(context, "SELECT mention_id FROM mention WHERE event_id = $id", event_id)
    if (mention_id,) not in members:
        fail(
            f"mention {mention} is not one of event {event}; `laurelwire explain {event}` lists them"
        )
    if len(members) == 1:
        fail(f"mention {mention} is the only one of event {event}; there is nothing to split")
    _decide(context, "split", {mention_id: f"hand|{mention_id}"})
    (own,) = _rows(context, "SELECT event_id FROM mention WHERE mention_id = $id", mention_id)
    click.echo(f"mention {mention_id[:8]} left {event_id[:8]} and is an event of its own: {own[0]}")


def _decide(context: Context, kind: str, keys: dict[str, str]) -> None:
    places, settings = context.places, context.configuration.settings.warehousing
    with Warehouse(places.warehouse, settings) as warehouse:
        warehouse.decide(kind, keys, now(), subscriptions(context.configuration))
        warehouse.publish(places.snapshot)


def _the_one(context: Context, what: str, written: str) -> str:
    """Return the id that begins with what was written; end the program where none or many do."""
    wanted = written.rstrip("….").lower()
    found = _rows(context, _BY_PREFIX[what], wanted)
    if not found:
        fail(
            f"no {what} {written}; `laurelwire events --all` and `laurelwire explain ID` list the ids"
        )
    if len(found) > 1:
        fail(f"{written} begins {len(found)} {what} ids; write more of it")
    return str(found[0][0])


def _rows(context: Context, statement: str, wanted: str) -> list[tuple[Any, ...]]:
    return query(context.places.snapshot, statement, {"id": wanted})[1]
