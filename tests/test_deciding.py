"""Identities corrected by hand: what was decided holds for what is read later, and nobody is told twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result
from conftest import Configure, Mailbox, Web, a_feed, rows
from test_warehouse import assert_sound

from flows.commands.cli import cli
from flows.delivery.deliver import tell
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places

pytestmark = pytest.mark.untraced

ONE = ("1", "ICML awards", '"Sparse Maps for Dense Worlds" won the ICML 2024 Best Paper Award.')
OTHER = ("2", "ICML award", '"Sparse Atlases of Dense Worlds" won the ICML 2024 Best Paper Award.')
AGAIN = ("3", "More on ICML", '"Sparse Maps for Dense Worlds" won the ICML 2024 Best Paper Award, again told.')  # fmt: skip


Read = Callable[..., int]


@pytest.fixture
def read(
    web: Web, mailbox: Mailbox, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> Read:  # fmt: skip
    """Read the feed as it stands; return how many events were told."""
    monkeypatch.setenv("TEST_MAIL", mailbox.url)

    def once(*items: tuple[str, str, str]) -> int:
        configuration = configure(
            sources=f'[[source]]\nname = "Wire"\nurl = "{web.serves("/feed", a_feed(*items))}"\n',
            channels='[[channel]]\nname = "mail"\nurl_env = "TEST_MAIL"\n',
        )
        run_pass(configuration, places, Options())
        return sum(t.events for t in tell(configuration, places, lambda: datetime.now(UTC)))

    return once


def call(places: Places, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--data", str(places.data), *arguments])


def events(places: Places) -> list[str]:
    return [row[0] for row in rows(places, "SELECT event_id FROM events ORDER BY event_id")]


def test_two_events_are_made_one_and_stay_one(read: Read, places: Places) -> None:
    assert read(ONE, OTHER) == 2
    result = call(places, "merge", *events(places))
    assert result.exit_code == 0, result.output
    (event,) = events(places)
    assert f"are one event: {event}" in result.output
    assert read(ONE, OTHER, AGAIN) == 0
    assert events(places) == [event]
    assert_sound(places)
    assert "Decided by hand" in call(places, "explain", event).output


def test_a_mention_taken_out_of_an_event_stays_out(read: Read, places: Places) -> None:
    assert read(ONE, AGAIN) == 1
    (event,) = events(places)
    (mention,) = rows(places, "SELECT max(mention_id) FROM mentions")[0]
    result = call(places, "split", event[:8], mention[:8])
    assert result.exit_code == 0, result.output
    assert len(events(places)) == 2
    assert_sound(places)
    read(ONE, AGAIN, ("4", "Once more", ONE[2] + " Indeed."))
    assert rows(places, "SELECT event_id, count(*) FROM mentions GROUP BY ALL ORDER BY 2") == [
        (next(e for e in events(places) if e != event), 1),
        (event, 2),
    ]


def test_a_hand_s_correction_makes_no_warehouse_where_it_is_lost_nor_publishes_it(
    read: Read, places: Places
) -> None:
    assert read(ONE, OTHER) == 2
    before = events(places)
    places.warehouse.unlink()
    result = call(places, "merge", *before)
    assert "laurelwire restore" in str(result.exception)
    assert events(places) == before
    assert not places.warehouse.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("merge", "zz", "yy"), "no event zz"),
        (("split", "zz", "yy"), "no event zz"),
    ],
)
def test_an_id_that_names_nothing_is_told(
    arguments: tuple[str, ...], told: str, read: Read, places: Places
) -> None:
    read(ONE)
    result = call(places, *arguments)
    assert result.exit_code == 1
    assert told in result.output + result.stderr


def test_the_only_mention_of_an_event_cannot_leave_it(read: Read, places: Places) -> None:
    read(ONE)
    (mention,) = rows(places, "SELECT mention_id FROM mentions")[0]
    result = call(places, "split", events(places)[0], mention)
    assert "nothing to split" in result.output + result.stderr
