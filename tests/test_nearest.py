"""Why something is not told: of what is found, and of what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import an_article

from config import Lexicon
from flows.commands.cli import cli
from parsers import find_mentions
from parsers.nearest import near_misses


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("In 2016, Ada Park won the Turing Award.", "dated to a year before 2024"),
        ("Ada Park won the 2009 Turing Award.", "of the edition of 2009"),
        ("甲公司荣获 LVMH 创新大奖。", "a firm's prize"),
    ],
)
def test_what_is_found_and_not_announced_says_why(
    sentence: str, why: str, lexicon: Lexicon
) -> None:
    findings = find_mentions(an_article(f"News of the day\n\n{sentence}"), lexicon)
    assert [m.announce for m in findings.mentions] == [False]
    assert why in findings.reasons[-1].why


@pytest.mark.parametrize(
    ("sentence", "rule", "lack"),
    [
        ("The Wren Medal was won at a dinner.", "award.", "lacks people"),
        ("Ada Park spoke of the Wren Medal.", "award.won.en", "lacks a verb of winning"),
        ("Ada Park could win the Turing Award.", "award.won.en", "hope, refusal or invitation"),
        ("李大海教授谈到鹪鹩植物学奖。", "award.won.zh", "lacks a verb of winning"),
        ("They solved the case.", "breakthrough.problem.", "lacks a word of the list"),
    ],
)
def test_a_sentence_that_tells_nothing_names_the_nearest_rule_and_what_it_lacks(
    sentence: str, rule: str, lack: str, lexicon: Lexicon
) -> None:
    article = an_article(f"News of the day\n\n{sentence}\n")
    (miss,) = near_misses(article, lexicon, find_mentions(article, lexicon).mentions)
    assert article.text[miss.start : miss.end].strip() == sentence
    assert any(name.startswith(rule) and lack in why for name, why in miss.nearest), miss.nearest


def test_a_sentence_that_speaks_of_nothing_is_no_near_miss(lexicon: Lexicon) -> None:
    assert near_misses(an_article("News\n\nThe weather is fine.\n"), lexicon, ()) == []


def test_explain_shows_both(tmp_path: Path) -> None:
    text = (
        "News of 2024\n\nAda Park spoke of the Wren Medal.\n"
        "Today it is 1 March 2024. In 2016, Bo Li won the Turing Award.\n"
    )
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    shown = CliRunner().invoke(cli, ["explain", "--text", str(tmp_path / "a.md")]).output
    assert "not announced: it" in shown
    assert "nothing is told by: “Ada Park spoke of the Wren Medal.”" in shown
    told = json.loads(
        CliRunner()
        .invoke(cli, ["explain", "--text", str(tmp_path / "a.md"), "--format", "json"])
        .output
    )
    assert [m["recipients"] for m in told["mentions"]] == [["Bo Li"]]
    assert told["near_misses"][0]["recognised"] == [
        ["awards", "Wren Medal"],
        ["people", "Ada Park"],
    ]


def test_a_winner_that_the_judge_doubts_is_named_with_his_probability(lexicon: Lexicon) -> None:
    text = (
        "Northridge University news\n\nThe society's jury met in Vienna on Monday, and Professor Ada Park of Northridge "
        "University was in the hall when the Wren Medal for Botany was spoken of by the president of the society.\n\n"
        "Park, who has worked on the mosses of the north for twenty years, said she was delighted to be there."
    )
    article = an_article(text)
    (miss,) = near_misses(article, lexicon, find_mentions(article, lexicon).mentions)
    said = dict(miss.nearest)["award.judged"]
    assert said.startswith("“Ada Park” wins with a probability of 0.")
