"""Search: Chinese in both scripts and English, the best first, from the command line and from any SQL client."""

from __future__ import annotations

import json

import duckdb
import pytest
from click.testing import CliRunner, Result
from conftest import an_article

from config import Lexicon
from config.settings import Warehousing
from flows.commands.cli import cli
from flows.places import Places
from parsers import find_mentions
from parsers.searching import LEAD, search_text, searchable
from warehouse import Warehouse, query

pytestmark = pytest.mark.untraced

NAMES = [
    f"{first}{last}"
    for first in ("North", "South", "Iron", "Moss", "Salt", "Wind")
    for last in ("wall", "field", "gate", "mere", "stone", "brook")
]

FIRST = {
    "数学 突破": "Kessel conjecture settled",
    "數學 突破": "Kessel conjecture settled",
    "数学突破": "Kessel conjecture settled",
    "kessel conjectures": "Kessel conjecture settled",
    "KESSEL": "Kessel conjecture settled",
    "open problem": "Mathematicians prove the Kessel conjecture after 57 years",
    "沃尔夫奖": "爱丁堡大学诺拉·奎尔获沃尔夫数学奖",
    "沃爾夫獎": "爱丁堡大学诺拉·奎尔获沃尔夫数学奖",
    "Wolf Prize": "Wolf Prize for a mathematician of tilings",
    "tiling": "Wolf Prize for a mathematician of tilings",
    "Ada Park": "Ada Park awarded the 2026 Clay Research Award",
    "Clay award": "Ada Park awarded the 2026 Clay Research Award",
    "代尔夫特": "Ada Park awarded the 2026 Clay Research Award",
    "NeurIPS最佳论文": "NeurIPS 2026 announces its awards",
    "neurips test of time": "NeurIPS 2026 announces its awards",
    "时间检验奖": "NeurIPS 2026 announces its awards",
    "牛津大学": "NeurIPS 2026 announces its awards",
    "Cy Dow": "NeurIPS 2026 announces its awards",
    "Royal Society fellow": "Royal Society elects Jonah Pell a Fellow",
    "英国皇家学会": "Royal Society elects Jonah Pell a Fellow",
    "coral reefs": "Royal Society elects Jonah Pell a Fellow",
    "solar cell record": "New solar cell sets efficiency record",
    "ｓｏｌａｒ": "New solar cell sets efficiency record",
    "纪录": "New solar cell sets efficiency record",
    "物理 首次": "北京大学团队首次实现室温下的光子存储",
    "光子 存儲": "北京大学团队首次实现室温下的光子存储",
    "Peking University first": "北京大学团队首次实现室温下的光子存储",
    "Ho Leung Ho Lee": "柳云帆教授荣获何梁何利奖",
    "Lanzhou": "柳云帆教授荣获何梁何利奖",
    "未来科学大奖": "2026未来科学大奖揭晓",
    "高压超导": "2026未来科学大奖揭晓",
    "Han Ruoxi": "Tsinghua physicist receives the Future Science Prize",
    "withdrawn": "Correction: NeurIPS 2026 best paper",
    "kidney": "First kidney grown in a pig works in a patient",
    "observatory": "A quiet week at the observatory",
}


def titles(places: Places, sql: str, **asked: object) -> list[str]:
    return [title for (title,) in query(places.snapshot, sql, asked)[1]]


@pytest.mark.parametrize("words", FIRST)
def test_the_right_article_comes_first(words: str, example: Places) -> None:
    assert titles(example, "SELECT title FROM search($words)", words=words)[0] == FIRST[words]


@pytest.mark.parametrize(
    "words", ["no such thing", "kessel observatory", "", "   ", "%", "'; DROP VIEW events", "。，"]
)
def test_what_nothing_holds_finds_nothing(words: str, example: Places) -> None:
    assert titles(example, "SELECT title FROM search($words)", words=words) == []


def test_filters_hold_together(example: Places) -> None:
    everything = "SELECT title FROM search('prize', kind := $kind, venue := $venue, since := $since, most := $most)"
    free: dict[str, object] = {"kind": None, "venue": None, "since": None, "most": 40}
    assert len(titles(example, everything, **free)) > 3
    wolf = titles(example, everything, **{**free, "venue": "wolf foundation"})
    assert len(wolf) == 3
    assert titles(example, everything, **{**free, "venue": "Wolf Foundation", "since": "2026-11-03"}) == ["爱丁堡大学诺拉·奎尔获沃尔夫数学奖"]  # fmt: skip
    assert titles(example, everything, **{**free, "kind": "breakthrough"}) == []
    assert len(titles(example, everything, **{**free, "most": 2})) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Schrödinger’s Équation: ERSTE Lösung!", "沃爾夫獎（Wolf Prize）揭曉", "ＡＣＬ２０２４最佳論文", "a_b-c  d\n\te", "",
        "臺灣大學 NTU第1名", "İstanbul ñandú Ångström", "“quoted” ‘single’ it's 100%",
    ],
)  # fmt: skip
def test_both_spell_alike(text: str, example: Places) -> None:
    assert query(example.snapshot, "SELECT searchable($text)", {"text": text})[1] == [
        (searchable(text),)
    ]


def test_a_warehouse_from_before_can_be_searched(example: Places, places: Places) -> None:
    places.data.mkdir(parents=True)
    places.warehouse.write_bytes(example.warehouse.read_bytes())
    with duckdb.connect(str(places.warehouse)) as old:
        old.execute("DELETE FROM store.article_search")
        old.execute("UPDATE store.views_version SET digest = 'of another version'")
    with Warehouse(places.warehouse, Warehousing()) as warehouse:
        warehouse.publish(places.snapshot)
    for words, first in (
        ("kessel 突破", "Kessel conjecture settled"),
        ("Wolf Prize", FIRST["Wolf Prize"]),
        ("coral reefs", FIRST["coral reefs"]),
        ("光子", FIRST["光子 存儲"]),
    ):
        assert first in titles(places, "SELECT title FROM search($words)", words=words), words


def call(places: Places, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--data", str(places.data), "search", *arguments])


def test_the_command_finds_what_the_macro_finds(example: Places) -> None:
    found = json.loads(call(example, "--format", "json", "數學", "突破").stdout)
    assert [f["title"] for f in found] == ["Kessel conjecture settled", "Mathematicians prove the Kessel conjecture after 57 years"]  # fmt: skip
    assert found[0]["snippet"].startswith("Ada Park and Bo Lindqvist have proved")
    assert (
        len(json.loads(call(example, "--format", "json", "--limit", "1", "數學", "突破").stdout))
        == 1
    )
    result = call(example, "nothing", "at", "all")
    assert "try fewer" in result.stderr


@pytest.mark.parametrize(
    "text", ["half a pair \ud83d of surrogates", "\x00\x01", "获" * 5000, "", "\u202e turned"]
)
def test_any_text_can_be_searched(text: str, lexicon: Lexicon) -> None:
    article = an_article(f"A title {text[:50]}\n\n{text}")
    held = search_text(article, [], lexicon)
    assert held.count("|") == 2
    assert len(held) < 2 * LEAD


def test_a_paper_deep_in_a_long_list_is_found_by_its_title(lexicon: Lexicon) -> None:
    papers = "\n".join(f'- "{word} Maps for Dense Worlds" by Ada Park' for word in NAMES)
    article = an_article(f"ICML 2024 awards\n\n## Best Paper Award\n\n{papers}\n")
    assert len(papers) > 2 * LEAD
    held = search_text(article, find_mentions(article, lexicon).mentions, lexicon)
    assert all(f" {word.lower()} maps " in held for word in NAMES)
