"""The judges: what they learned is read, weighed and said; what they hold likely is told as that."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from conftest import an_article

from config import Lexicon
from config.judges import BIAS, FOLDER, judge, probability
from flows.evaluation.labelled import found_events
from parsers import find_mentions
from parsers.awards.judging.judged import LEAST
from parsers.judging.pages import page_features, page_logits, page_words, scale_of
from parsers.judging.words import grams, step, tokens

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.learning import Example, learned, logit_of, unseen, without_words, written

UNUSUAL = (
    "Northridge University news: honours for two of our botanists\n\n"
    "The society's jury met in Vienna on Monday. Into the hands of Professor Ada Park of Northridge University went this "
    "year's Wren Medal for Botany, and the young researcher award of the society found its way to Bo Li, who studies "
    "mosses in the same department.\n\n"
    "Park, who has worked on the mosses of the north for twenty years, said she was delighted. The medals were "
    "presented at the annual meeting of the society.\n"
)


def test_words_are_small_a_year_and_a_number_each_one_and_chinese_characters_stand_alone() -> None:
    assert tokens("in 2026, 48 won 奖项") == ["in", "YYYY", ",", "9", "won", "奖", "项"]
    assert {"won", "奖项", "won 奖"} <= grams(tokens("won 奖项"))
    assert [step(n) for n in (0, 3, 8, 99)] == ["0", "4", "12", "more"]


@pytest.mark.parametrize("name", ["pages_award", "pages_breakthrough", "winners", "claims"])
def test_each_judge_has_weights_for_and_against_and_says_whence(name: str) -> None:
    weights = judge(name).weights
    assert min(weights.values()) < 0 < max(weights.values())
    assert BIAS not in weights
    first = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").split("\n", 1)[0]
    assert first.startswith("# Learned by bench/train_judges.py from ")


def test_one_pass_over_a_page_weighs_what_its_features_weigh() -> None:
    article = an_article(UNUSUAL)
    found = page_logits(article)
    assert found is not None
    weights = judge("pages_award").weights
    known = page_features(page_words(article)) & weights.keys()
    expected = judge("pages_award").bias + scale_of(known) * sum(weights[f] for f in known)
    assert found.award == pytest.approx(expected)


def test_a_sentence_alone_is_too_short_to_be_judged() -> None:
    assert page_logits(an_article("Ada Park spoke of the Wren Medal.")) is None


def test_a_winner_that_no_construction_knows_is_told_with_the_judges_probability(
    lexicon: Lexicon,
) -> None:
    judged = [
        m for m in find_mentions(an_article(UNUSUAL), lexicon).mentions if m.rule == "award.judged"
    ]
    assert judged
    assert {name for m in judged for name in m.recipients} <= {"Ada Park", "Bo Li"}
    assert all(LEAST <= m.confidence <= 0.8 for m in judged)


def test_the_same_words_in_hope_or_of_a_jury_tell_nothing(lexicon: Lexicon) -> None:
    hoped = UNUSUAL.replace("went this year's", "could go this year's").replace(
        "found its way to", "might find its way to"
    )
    told = [e.event for e in found_events([an_article(hoped)], lexicon) if e.event.announce]
    assert not [e for e in told if "Ada Park" in e.recipients]


def _examples() -> list[Example]:
    return [
        Example(
            features={"won": 1.0, f"host {n}": 1.0} if n % 2 else {"spoke": 1.0},
            right=n % 2 == 1,
            host=f"h{n}",
        )
        for n in range(40)
    ]


def test_what_tells_right_from_wrong_is_learned_and_what_one_host_says_is_not() -> None:
    weights = learned(_examples(), 1.0)
    assert weights["won"] > 0 > weights["spoke"]
    assert not [name for name in weights if name.startswith("host")]
    assert learned(_examples(), 1.0) == weights
    right = [probability(z) > 0.5 for z in unseen(_examples(), 1.0, 4)]
    assert right == [e.right for e in _examples()]


def test_a_judge_is_written_as_it_is_read(tmp_path: Path) -> None:
    weights = {BIAS: -0.5, "won": 1.25, "idle": 0.001}
    examples = [Example(features={}, right=True, host=f"{i}.example") for i in range(40)]
    written(tmp_path / "toy.tsv", weights, examples)
    lines = (tmp_path / "toy.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[1:] == ["1.25\twon", f"-0.50\t{BIAS}"]
    assert logit_of({BIAS: -0.5, "won": 1.25}, {"won": 1.0, "new": 9.0}, scaled=False) == 0.75


def test_no_judge_learns_from_words_that_are_left_out() -> None:
    features = dict.fromkeys(("won", "zebra", "s:zebra", "the zebra", "zebras"), 1.0)
    (left,) = without_words([Example(features=features, right=True, host="a.example")], frozenset({"zebra"}))  # fmt: skip
    assert set(left.features) == {"won", "zebras"}
