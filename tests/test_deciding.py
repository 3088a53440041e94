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
    config = places.data.parent / "config"
    return CliRunner().invoke(
        cli, ["--config", str(config), "--data", str(places.data), *arguments]
    )


def events(places: Places) -> list[str]:
    return [row[0] for row in rows(places, "SELECT event_id FROM events ORDER BY event_id")]


def test_two_events_are_made_one_and_stay_one(read: Read, places: Places) -> None:
    assert read(ONE, OTHER) == 2
    result = call(places, "merge", "--yes", *events(places))
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
    result = call(places, "merge", "--yes", *before)
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


TABLES = {
    "event": "event_id", "event_key": '"key", event_id', "mention": "mention_id", "event_merge": "ALL",
    "delivery": "event_id, revision, channel", "decision": "decision_id", "verdict": "mention_id",
    "merged_delivery": "ALL",
}  # fmt: skip


def state(places: Places) -> dict[str, list[tuple[object, ...]]]:
    """Return all that decisions may change."""
    return {
        table: rows(places, f"SELECT * FROM store.{table} ORDER BY {order}")
        for table, order in TABLES.items()
    }


def test_undoing_a_merge_leaves_all_as_it_was(read: Read, places: Places) -> None:
    assert read(ONE, OTHER, AGAIN) == 2
    before = state(places)
    one, other = events(places)
    assert call(places, "merge", "--yes", one, other).exit_code == 0
    assert len(events(places)) == 1
    assert state(places) != before
    result = call(places, "merge", "--undo", "--yes", events(places)[0])
    assert result.exit_code == 0, result.output
    assert state(places) == before
    assert_sound(places)
    assert read(ONE, OTHER, AGAIN) == 0
    # Once more, and back again: what is decided twice is kept once.
    call(places, "merge", "--yes", other, one)
    call(places, "merge", "--undo", "--yes", events(places)[0])
    assert state(places) == before


def test_what_was_promised_before_a_merge_and_told_after_it_is_told_of_both_parts(
    read: Read, places: Places, monkeypatch: pytest.MonkeyPatch, mailbox: Mailbox
) -> None:
    monkeypatch.setenv("TEST_MAIL", "mailto://nobody@127.0.0.1:1?to=a@example.org")
    read(ONE, OTHER)
    monkeypatch.setenv("TEST_MAIL", mailbox.url)
    call(places, "deliveries", "retry", "--status", "failed")
    assert rows(places, "SELECT status, count(*) FROM deliveries GROUP BY ALL") in (
        [("pending", 2)],
        [("sent", 2)],
    )
    call(places, "merge", "--yes", *events(places))
    assert call(places, "digest").exit_code == 0
    call(places, "merge", "--undo", "--yes", events(places)[0])
    assert rows(places, "SELECT status, count(*) FROM deliveries GROUP BY ALL") == [("sent", 2)]
    assert call(places, "digest").output.startswith("channel mail: nothing")


def test_a_merge_is_shown_and_asked_for(read: Read, places: Places) -> None:
    read(ONE, OTHER)
    one, other = events(places)
    silent = call(places, "merge", one, other)
    assert silent.exit_code == 2
    assert "--yes does it without asking" in silent.stderr
    assert "Sparse Maps for Dense Worlds" in silent.output
    no = CliRunner().invoke(cli, ["--data", str(places.data), "merge", one, other], input="n\n")
    assert (no.exit_code, events(places)) == (1, [one, other])
    yes = CliRunner().invoke(cli, ["--data", str(places.data), "merge", one, other], input="y\n")
    assert yes.exit_code == 0
    assert len(events(places)) == 1


def test_what_was_not_merged_is_not_parted(read: Read, places: Places) -> None:
    read(ONE, AGAIN)
    before = state(places)
    result = call(places, "merge", "--undo", "--yes", events(places)[0])
    assert "was not merged by hand" in result.stderr
    assert state(places) == before


WRONG = ("1", "Turing Award", "The 2026 Turing Award goes to Ada Park.")
COPY = ("2", "Turing Award, again", "The 2026 Turing Award goes to Ada Park, a wire says.")
TRUE = ("3", "Turing Award", "The 2026 Turing Award goes to Bo Li of Harbour University.")


def announced(places: Places) -> list[tuple[object, ...]]:
    return rows(places, "SELECT recipients FROM events WHERE announce")


def test_what_is_wrong_is_told_no_more_and_what_puts_it_right_is(
    read: Read, places: Places, mailbox: Mailbox
) -> None:
    assert read(WRONG) == 1
    (event,) = events(places)
    result = call(places, "wrong", event[:8], "--because", "she gave the lecture")
    assert "is announced no more (it was told 1 channels)" in result.output
    assert announced(places) == []
    assert read(WRONG, COPY) == 0
    assert announced(places) == []
    explained = call(places, "explain", events(places)[0]).output
    assert "Said to be wrong on" in explained
    assert "she gave the lecture" in explained
    assert read(WRONG, COPY, TRUE) == 1
    assert announced(places) == [(["Bo Li"],)]
    assert len(mailbox.received) == 2
    assert_sound(places)


def test_what_is_right_after_all_is_as_it_was(read: Read, places: Places) -> None:
    read(WRONG, ONE)
    before = state(places)
    event = rows(places, "SELECT event_id FROM events WHERE recipients = ['Ada Park']")[0][0]
    call(places, "wrong", event, "--because", "mistaken")
    assert {"event", "verdict"} <= {t for t, kept in state(places).items() if kept != before[t]}
    assert call(places, "right", event).exit_code == 0
    after = state(places)
    assert [row[2] for row in after.pop("verdict")] == ["right"]
    before.pop("verdict")
    assert after == before
    assert read(WRONG, ONE) == 0


def test_who_still_waits_for_what_is_wrong_is_not_told_and_is_when_it_is_right(
    web: Web,
    mailbox: Mailbox,
    configure: Configure,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEST_MAIL", "mailto://nobody@127.0.0.1:1?to=a@example.org")
    configuration = configure(
        sources=f'[[source]]\nname = "Wire"\nurl = "{web.serves("/feed", a_feed(WRONG))}"\n',
        channels='[[channel]]\nname = "mail"\nurl_env = "TEST_MAIL"\n',
        settings="[telling]\nretry_minutes = 0\n",
    )
    run_pass(configuration, places, Options())
    assert [r.state for r in tell(configuration, places, lambda: datetime.now(UTC))] == ["failed"]
    (event,) = events(places)
    call(places, "wrong", event, "--because", "she gave the lecture")
    monkeypatch.setenv("TEST_MAIL", mailbox.url)
    assert "nothing new to tell" in call(places, "digest").output
    call(places, "right", event)
    assert "told 1 events" in call(places, "digest").output
    assert len(mailbox.received) == 1


def test_verdicts_are_labels_that_eval_reads(read: Read, places: Places) -> None:
    read(WRONG, ONE)
    wrong, right = (
        rows(places, f"SELECT event_id FROM events WHERE {what}")[0][0]
        for what in ("category = 'prize'", "category = 'best_paper'")
    )
    call(places, "wrong", wrong, "--because", "she gave the lecture")
    call(places, "right", right)
    shown = call(places, "eval", "--verdicts", "--details").output
    assert "told, and said to be wrong: " in shown
    assert "Ada Park (she gave the lecture)" in shown
    assert "said to be right: 1, of which the present rules tell 1" in shown
    assert "said to be wrong: 1, of which the present rules tell 1" in shown
