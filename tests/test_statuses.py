"""Awards and breakthroughs taken back, doubted or put right: the status of their event, and who is told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from conftest import Configure, Mailbox, Web, a_feed, an_article

from config import Lexicon
from flows.delivery.deliver import tell
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places
from parsers import Mention, find_mentions
from parsers.identity import event_of, joined
from warehouse import query

pytestmark = pytest.mark.slow

GIVEN = 'ICML 2024 awards\n\n"Sparse Maps for Dense Worlds" won the ICML 2024 Best Paper Award.\n'
TAKEN = (
    'ICML 2024 awards\n\nThe ICML 2024 Best Paper Award given to "Sparse Maps for Dense Worlds" has '
    "been withdrawn.\n"
)
JULY = datetime(2024, 7, 20, tzinfo=UTC)


def mentions(text: str, lexicon: Lexicon) -> list[Mention]:
    return list(find_mentions(an_article(text, published=JULY), lexicon).mentions)


@pytest.mark.parametrize("order", [(GIVEN, TAKEN), (TAKEN, GIVEN)])
def test_a_withdrawn_award_is_one_event_and_retracted_in_either_order(
    order: tuple[str, str], lexicon: Lexicon
) -> None:
    (group,) = joined([m for text in order for m in mentions(text, lexicon)])
    event = event_of(group)
    assert (event.status, event.announce, event.work_title) == (
        "retracted",
        True,
        "Sparse Maps for Dense Worlds",
    )


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("论文《Sparse Maps for Dense Worlds》所获的 ICML 2024 最佳论文奖因抄袭引发质疑。", "disputed"),
        ("更正：ICML 2024 最佳论文奖授予《Sparse Maps for Dense Worlds》。", "corrected"),
        ("组委会撤销了《Sparse Maps for Dense Worlds》的 ICML 2024 最佳论文奖。", "retracted"),
    ],
)  # fmt: skip
def test_what_a_sentence_does_to_an_award(sentence: str, status: str, lexicon: Lexicon) -> None:
    (mention,) = mentions(f"ICML 2024\n\n{sentence}\n", lexicon)
    assert (mention.status, mention.announce) == (status, False)


def test_a_doubted_breakthrough_is_not_announced(lexicon: Lexicon) -> None:
    text = (
        "A proof in doubt\n\nA mathematician claims to have proved the Ada conjecture, open for 60 years. "
        "Other mathematicians have raised doubts.\n"
    )
    (mention,) = [m for m in mentions(text, lexicon) if m.kind == "breakthrough"]
    assert (mention.status, mention.announce) == ("disputed", False)


def test_only_those_who_were_told_hear_that_it_was_taken_back(
    web: Web, mailbox: Mailbox, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setenv("TEST_MAIL", mailbox.url)
    monkeypatch.setenv("TEST_LATE", mailbox.url)
    first = '[[channel]]\nname = "mail"\nurl_env = "TEST_MAIL"\n'
    late = '[[channel]]\nname = "late"\nurl_env = "TEST_LATE"\n'

    def pass_over(channels: str, *items: tuple[str, str, str]) -> list[tuple[str, int]]:
        source = f'[[source]]\nname = "Wire"\nurl = "{web.serves("/feed", a_feed(*items))}"\n'
        configuration = configure(sources=source, channels=channels)
        run_pass(configuration, places, Options())
        return [
            (t.channel, t.events) for t in tell(configuration, places, lambda: datetime.now(UTC)) if t.events
        ]  # fmt: skip

    given = ("1", "ICML awards", GIVEN)
    assert pass_over(first, given) == [("mail", 1)]
    assert pass_over(first + late, given, ("2", "An award withdrawn", TAKEN)) == [("mail", 1)]
    assert query(places.snapshot, "SELECT status, revision FROM events")[1] == [("retracted", 2)]
    assert pass_over(first + late, given, ("2", "An award withdrawn", TAKEN)) == []
