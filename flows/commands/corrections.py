"""Commands that correct an identity by hand: merge, split. What they decide is remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from flows.clock import now
from flows.commands.console import EXIT_CONFIGURATION, Context, fail
from flows.commands.tables import show_table
from flows.delivery.harmless import printable
from flows.ingestion.subscriptions import subscriptions
from warehouse import Decisions, Warehouse, query

_BY_PREFIX = {
    "event": "SELECT event_id FROM store.event WHERE starts_with(event_id, $id)",
    "mention": "SELECT mention_id FROM store.mention WHERE starts_with(mention_id, $id)",
}
_SHOWN = """
SELECT left(e.event_id, 8) AS event, coalesce(e.award_name, e.claim) AS what, e."year",
       coalesce(e.work_title, array_to_string(e.recipients, ', ')) AS whom, e.mention_count AS mentions,
       (SELECT count(*) FROM deliveries AS d WHERE d.event_id = e.event_id AND d.status IN ('sent', 'unknown')) AS told
FROM events AS e WHERE list_contains($ids::VARCHAR[], e.event_id) ORDER BY list_position($ids::VARCHAR[], e.event_id)
"""
_Done = TypeVar("_Done")


@click.command(epilog="Example: laurelwire merge 1f0c 9ab3   (ids: laurelwire events)")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B", required=False)
@click.option(
    "--undo", is_flag=True, help="Part A again where it was merged last: all is as it was."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def merge(context: Context, one: str, other: str | None, undo: bool, yes: bool) -> None:
    """Make two events one, now and for all that is read later; shows both and asks first.

    A and B are event ids or their first characters. What was told of either counts as told.
    """
    first = the_event(context, one)
    if undo:
        _undo(context, first, yes=yes)
        return
    if other is None:
        fail("name two events; with --undo, one", EXIT_CONFIGURATION)
        return
    second = the_event(context, other)
    if first == second:
        fail(f"{one} and {other} are one event already: {first}")
    _show(context, first, second)
    _ask("Are these one event?", yes=yes)
    event = _decide(context, lambda decisions: decisions.merge(first, second, now()))
    click.echo(f"{first[:8]} and {second[:8]} are one event: {event}")
    click.echo(f"`laurelwire merge --undo {event[:8]}` parts them again.")


def _undo(context: Context, event: str, *, yes: bool) -> None:
    _show(context, event)
    _ask("Part this event where it was merged last?", yes=yes)
    parts = _decide(context, lambda decisions: decisions.undo_merge(event, now()))
    if not parts:
        fail(
            f"{event[:8]} was not merged by hand; `laurelwire explain {event[:8]}` says what is one with what"
        )
    click.echo(f"{event[:8]} is parted again: {', '.join(parts)}")


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
    event_id = the_event(context, event)
    mention_id = _the_one(context, "mention", mention)
    members = _rows(context, "SELECT mention_id FROM store.mention WHERE event_id = $id", event_id)
    if (mention_id,) not in members:
        fail(
            f"mention {mention} is not one of event {event}; `laurelwire explain {event}` lists them"
        )
    if len(members) == 1:
        fail(f"mention {mention} is the only one of event {event}; there is nothing to split")
    own = _decide(context, lambda decisions: decisions.split(mention_id, now()))
    click.echo(f"mention {mention_id[:8]} left {event_id[:8]} and is an event of its own: {own}")


def the_event(context: Context, written: str) -> str:
    """Return the id of the event that begins with what was written; end the program where none or many do."""
    return _the_one(context, "event", written)


def _decide(context: Context, decide: Callable[[Decisions], _Done]) -> _Done:
    places, configuration = context.places, context.configuration
    with Warehouse(places.warehouse, configuration.settings.warehousing) as warehouse:
        done = decide(Decisions(warehouse, subscriptions(configuration)))
        warehouse.publish(places.snapshot)
    return done


def _show(context: Context, *events: str) -> None:
    names, found = query(context.places.snapshot, _SHOWN, {"ids": list(events)})
    show_table(
        names, [tuple(printable(str(v)) if v is not None else None for v in r) for r in found]
    )


def _ask(question: str, *, yes: bool) -> None:
    """Go on where the answer is yes; the program ends where it is no, and where nobody answers."""
    if yes:
        return
    try:
        agreed = click.confirm(question)
    except click.Abort:
        fail(
            "nobody answered, and nothing was done; --yes does it without asking",
            EXIT_CONFIGURATION,
        )
        return
    if not agreed:
        fail("nothing was done")


def _the_one(context: Context, what: str, written: str) -> str:
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
