"""When prizes are announced, as a calendar that others subscribe to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from icalendar import Calendar, Event

from config import Lexicon
from config.lexicon import Prize
from flows.delivery.harmless import visible
from warehouse import query

_LAST = """
SELECT award_name, arg_max({'day': coalesce(announced_on, published_at::DATE, first_seen_at::DATE), 'winners': recipients},
       coalesce(announced_on, published_at::DATE, first_seen_at::DATE)) AS told
FROM awards WHERE announce AND status <> 'retracted' GROUP BY award_name
"""
_SHOWN = 6  # winners


def last_told(snapshot: Path) -> dict[str, str]:
    """Return what was told last of each award: the day, and its winners."""
    _, rows = query(snapshot, _LAST)
    told = {}
    for name, last in rows:
        winners = [visible(w) for w in last["winners"] or ()]
        more = f" and {len(winners) - _SHOWN} more" if len(winners) > _SHOWN else ""
        told[name] = f"{last['day']:%Y-%m-%d}" + (
            f": {', '.join(winners[:_SHOWN])}{more}" if winners else ""
        )
    return told


def calendar(lexicon: Lexicon, told: Mapping[str, str], now: datetime) -> bytes:
    """Return an iCalendar of the months in which prizes are announced, each year; RFC 5545.

    A prize without months in the lexicon is not in it. `told`: what was told last, by the award's name.
    """
    made = Calendar()
    made.add("prodid", "-//Laurelwire//expected announcements//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", "Expected prizes")
    for prize in lexicon.prizes:
        for first, last in _spells(prize.months):
            made.add_component(_event(prize, first, last, told, now))
    return bytes(made.to_ical())


def _event(prize: Prize, first: int, last: int, told: Mapping[str, str], now: datetime) -> Event:
    year = now.year + (last < now.month and first <= last)
    event = Event()
    event.add("uid", f"{prize.key}-{first}@laurelwire")
    event.add("dtstamp", now)
    event.add("dtstart", date(year, first, 1))
    ends = last % 12 + 1
    event.add("dtend", date(year + (ends <= first), ends, 1))
    event.add("rrule", {"freq": "yearly"})
    both = (
        prize.label.en if prize.label.zh == prize.label.en else f"{prize.label.en} {prize.label.zh}"
    )
    event.add("summary", both)
    known = told.get(prize.label.en) or told.get(prize.label.zh)
    said = [f"Announced by {prize.organisation} in these weeks, as a rule."]
    event.add("description", "\n".join([*said, f"Told last: {known}"] if known else said))
    event.add("transp", "TRANSPARENT")
    return event


def _spells(months: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Yield the first and last month of each spell of months that follow each other, over New Year too."""
    left = sorted(set(months))
    while left:
        first = next((m for m in left if (m - 2) % 12 + 1 not in left), left[0])
        last = first
        left.remove(first)
        while (after := last % 12 + 1) in left:
            left.remove(after)
            last = after
        yield first, last
