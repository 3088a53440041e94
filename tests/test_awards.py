"""Awards in lists and sentences, in both languages; and what is no award."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from conftest import an_article

from config import Lexicon
from parsers import Mention, find_mentions

LIST = """# ACL 2024 获奖名单

大会公布：最佳论文奖 2 篇，时间检验奖 1 篇。

最佳论文

论文 1：A Study of Small Things(未公开)

  • 机构：东山大学、西河研究院等
  • 作者：Ada Park 、 Bo Li 等
  • 论文链接：https://arxiv.org/abs/2401.00001

论文 2：Another Study of Things

  • 作者：Cy Dow, Di Eng

获奖理由：写得好。

时间检验奖

论文：Old Ideas: Still Good

  • 作者：Eve Fox
  • 链接：https://aclanthology.org/P99-1001.pdf
"""


def mentions(text: str, lexicon: Lexicon, **options: object) -> list[Mention]:
    return list(find_mentions(an_article(text, **options), lexicon).mentions)  # type: ignore[arg-type]


def announced(text: str, lexicon: Lexicon) -> list[Mention]:
    return [m for m in mentions(text, lexicon) if m.announce]


def test_a_heading_that_names_an_award_governs_the_entries_below_it(lexicon: Lexicon) -> None:
    found = announced(LIST, lexicon)
    assert [(m.category, m.venue, m.year, m.work_title) for m in found] == [
        ("best_paper", "ACL", 2024, "A Study of Small Things"),
        ("best_paper", "ACL", 2024, "Another Study of Things"),
        ("test_of_time", "ACL", 2024, "Old Ideas: Still Good"),
    ]


def test_fields_of_an_entry_stand_in_any_order(lexicon: Lexicon) -> None:
    first, second, third = announced(LIST, lexicon)
    assert first.recipients == ("Ada Park", "Bo Li")
    assert first.institutions == ("东山大学", "西河研究院")
    assert first.ids.arxiv == "2401.00001"
    assert second.recipients == ("Cy Dow", "Di Eng")
    assert third.ids.acl == "P99-1001"


def test_stated_counts_are_checked_against_the_list(lexicon: Lexicon) -> None:
    counts = find_mentions(an_article(LIST), lexicon).completeness
    assert [(c.category, c.stated, c.found) for c in counts] == [
        ("best_paper", 2, 2),
        ("test_of_time", 1, 1),
    ]


def test_a_count_that_is_wrong_is_recorded_as_it_is(lexicon: Lexicon) -> None:
    counts = find_mentions(an_article(LIST.replace("奖 2 篇", "奖 3 篇")), lexicon).completeness
    assert (counts[0].stated, counts[0].found) == (3, 2)


@pytest.mark.parametrize(
    "entry",
    [
        "- **A Study of Small Things**<br>*Ada Park, Bo Li*",
        "- [A Study of Small Things](https://arxiv.org/abs/2401.00001) by Ada Park and Bo Li",
        '- "A Study of Small Things", Ada Park, Bo Li',
        "1. A Study of Small Things — Ada Park, Bo Li",
        "* Ada Park, Bo Li. A Study of Small Things.",
        "| A Study of Small Things | Ada Park, Bo Li |",
        "- Paper 1: A Study of Small Things\n- Authors: Ada Park, Bo Li",
        "Title: A Study of Small Things\n\nAuthors: Ada Park and Bo Li",
    ],
)
def test_an_entry_is_read_in_many_layouts(entry: str, lexicon: Lexicon) -> None:
    (found,) = announced(f"# NeurIPS 2024 awards\n\n## Outstanding Papers\n\n{entry}\n", lexicon)
    assert found.work_title == "A Study of Small Things"
    assert found.recipients == ("Ada Park", "Bo Li")
    assert (found.category, found.venue, found.year) == ("outstanding_paper", "NeurIPS", 2024)


@pytest.mark.parametrize(
    ("sentence", "category", "venue", "recipients", "work"),
    [
        ("ACL 2024 终身成就奖颁给了东山大学教授 Ada Park。", "lifetime_achievement", "ACL", ("Ada Park",), None),
        ("The 2024 Abel Prize has been awarded to Ada Park for her work.", "prize",
         "Norwegian Academy of Science and Letters", ("Ada Park",), None),
        ("Ada Park and Bo Li won the 2024 Turing Award.", "prize", "ACM", ("Ada Park", "Bo Li"), None),
        ("李大海教授荣获 ACM SIGMM 2024 杰出技术成就奖。", "technical_achievement", "ACM SIGMM", ("李大海",), None),
        ("论文《Small Things Matter》获得 CVPR 2024 最佳论文奖。", "best_paper", "CVPR", (), "Small Things Matter"),
        ("“Small Things Matter a Lot” received the Best Paper Award at ICML 2024.", "best_paper", "ICML", (),
         "Small Things Matter a Lot"),
        ("甲公司旗下成果《Small Things Matter》被官宣入选 ACL 2024 Outstanding Paper（1/35）。",
         "outstanding_paper", "ACL", (), "Small Things Matter"),
    ],
)  # fmt: skip
def test_a_sentence_tells_who_won_what(
    sentence: str,
    category: str,
    venue: str,
    recipients: tuple[str, ...],
    work: str | None,
    lexicon: Lexicon,
) -> None:
    (found,) = announced(f"News of the day\n\n{sentence}", lexicon)
    assert (found.category, found.venue, found.year) == (category, venue, 2024)
    assert (found.recipients, found.work_title) == (recipients, work)


def test_a_pronoun_stands_for_the_person_named_before(lexicon: Lexicon) -> None:
    text = "一篇人物报道\n\n数学家 Ada Park 提出了一种理论。后来她被授予菲尔兹奖。"
    (found,) = mentions(text, lexicon)
    assert found.recipients == ("Ada Park",)
    assert not found.is_new


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Park, who won the Turing Award in 2019, spoke in Vienna.",
        "In 2016, Ada Park won the Fields Medal.",
        "2016 年夏天，Ada Park 夺得国际奥林匹克数学竞赛（IMO）的金牌。",
        "回溯 ACL 2021，甲公司曾摘下最佳论文奖。",
        "她的研究曾得到 NSF 研究生奖学金的支持。",
        "甲公司荣获 LVMH 创新大奖。",
    ],
)
def test_history_and_company_prizes_are_not_announced(sentence: str, lexicon: Lexicon) -> None:
    assert not announced(f"Ada Park 的故事\n\n{sentence}", lexicon)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Park could win the 2024 Turing Award.",
        "Ada Park 无缘 2024 年图灵奖。",
        "Nominations are open: submit a paper to win the Best Paper Award of ICML 2024.",
        "ACL 时间检验奖奖励的是有长期影响的论文，每年最多颁发两篇。",
        "Small Things 在词类比任务上取得了 75% 的最佳性能。",
        "3 篇论文获得 Resource Paper Award。",
        "为什么《Small Things Matter》获得 CVPR 2024 最佳论文奖？",
    ],
)
def test_hope_refusal_calls_definitions_and_questions_are_no_award(
    sentence: str, lexicon: Lexicon
) -> None:
    assert not mentions(f"消息\n\n{sentence}", lexicon)


def test_a_spotlight_is_recorded_and_not_announced(lexicon: Lexicon) -> None:
    text = (
        "一篇论文\n\n这篇论文入选 ICML 2024 Spotlight。\n\n"
        "Small Things in a Large World: A View,这篇论文讲了什么?\n\n"
        "这项研究由东山大学李大海完成。\n\n论文链接:https://proceedings.mlr.press/v235/park24a.html\n"
    )
    (found,) = mentions(text, lexicon)
    assert (found.category, found.venue, found.year, found.announce) == (
        "spotlight",
        "ICML",
        2024,
        False,
    )
    assert found.work_title == "Small Things in a Large World: A View"
    assert found.recipients == ("李大海",)


def test_a_work_named_in_prose_and_listed_by_its_short_name_is_one(lexicon: Lexicon) -> None:
    text = (
        "获奖\n\n《SMALL: Things That Matter in Practice》获得 ACL 2024 杰出论文奖。\n\n### 论文解读\n\n"
        "**SMALL：重要的小事**\n\n论文地址：[https://arxiv.org/pdf/2405.00001](https://arxiv.org/pdf/2405.00001)\n"
    )
    findings = find_mentions(an_article(text), lexicon)
    assert findings.mentions[0].ids.arxiv == "2405.00001"
    assert findings.citations[0].other_title == "SMALL: Things That Matter in Practice"


def test_a_title_that_restates_the_paper_award_is_no_second_event(lexicon: Lexicon) -> None:
    text = (
        "甲公司研究在 ACL 2024 获杰出论文奖\n\n"
        "甲公司旗下论文《Small Things Matter》获得 ACL 2024 杰出论文奖。"
    )
    assert len({m.keys for m in mentions(text, lexicon)}) == 1


def test_a_heading_of_an_unknown_award_governs_what_stands_below_it(lexicon: Lexicon) -> None:
    text = LIST.replace("时间检验奖\n\n论文：Old", "最佳可视化奖\n\n论文：Old")
    assert [(m.award_name, m.work_title) for m in announced(text, lexicon)] == [
        ("Best paper", "A Study of Small Things"),
        ("Best paper", "Another Study of Things"),
        ("最佳可视化奖", "Old Ideas: Still Good"),
    ]


def test_a_house_whose_work_wins_is_its_institution_and_no_recipient(lexicon: Lexicon) -> None:
    (found,) = announced(
        "News\n\n甲公司旗下成果《Small Things Matter》被官宣入选 ACL 2024 Outstanding Paper（1/35）。",
        lexicon,
    )
    assert (found.recipients, found.institutions) == ((), ("甲公司",))


@pytest.mark.parametrize(
    "text",
    [
        "## Best Long Paper\n\nA Study of Small Things in Practice\nAda Park, Bo Li and Cy Dow\n",
        "<h2>Best Long Paper</h2>\n<h3>A Study of Small Things in Practice</h3>\n\nAda Park, Bo Li and Cy Dow\n",
        "**Best Long Paper:** A Study of Small Things in Practice, by Ada Park, Bo Li, Cy Dow\n",
        "| Award | Paper | Authors |\n|---|---|---|\n| Best Long Paper | A Study of Small Things in Practice | Ada Park, Bo Li, Cy Dow |\n",
        (
            "Congratulations to the recipients of the Best Industry Paper Award!\n\n"
            "**A Study of Small Things in Practice**<br>Ada Park, Bo Li, Cy Dow\n"
        ),
        "Best New Method Paper\n\n- A Study of Small Things in Practice (Ada Park, Bo Li and Cy Dow)\n",
    ],
)
def test_an_award_page_is_read_in_many_layouts(text: str, lexicon: Lexicon) -> None:
    (found,) = announced(f"NeurIPS 2024 awards\n\n{text}", lexicon)
    assert (found.category, found.venue, found.year) == ("best_paper", "NeurIPS", 2024)
    assert found.work_title == "A Study of Small Things in Practice"
    assert found.recipients == ("Ada Park", "Bo Li", "Cy Dow")


def test_people_listed_under_a_prize_are_its_recipients(lexicon: Lexicon) -> None:
    text = "News\n\n## 2024 Crafoord Prize\n\n- Ada Park (University of Vienna) for her work\n- Bo Li\n"
    assert [m.recipients for m in announced(text, lexicon)] == [("Ada Park", "Bo Li")]


@pytest.mark.parametrize(
    ("sentence", "recipients"),
    [
        (
            "Ada Park, Bo Li and Cy Dow share the 2024 Crafoord Prize.",
            ("Ada Park", "Bo Li", "Cy Dow"),
        ),
        (
            "The academy decided to award the Crafoord Prize 2024 to Ada Park and Bo Li.",
            ("Ada Park", "Bo Li"),
        ),
        (
            "2024 年克拉福德奖，授予了约翰·霍普菲尔德和杰弗里·辛顿。",
            ("约翰·霍普菲尔德", "杰弗里·辛顿"),
        ),
        ("李大海、王小明荣获 2024 年邵逸夫奖。", ("李大海", "王小明")),
        ("东山大学李大海院士获颁 2024 年邵逸夫奖。", ("李大海",)),
    ],
)
def test_several_winners_are_all_named(
    sentence: str, recipients: tuple[str, ...], lexicon: Lexicon
) -> None:
    (found,) = announced(f"消息\n\n{sentence}", lexicon)
    assert found.recipients == recipients


def test_a_yearly_prize_is_news_in_its_months_and_recalled_after(lexicon: Lexicon) -> None:
    sentence = "The Nobel Prize in Physics was awarded to Ada Park."
    for month, told in ((10, True), (12, False)):
        day = datetime(2024, month, 9, tzinfo=UTC)
        found = mentions(f"News\n\n{sentence}", lexicon, published=day)
        assert [m.announce for m in found] == [told]


def test_an_edition_may_be_announced_the_year_after(lexicon: Lexicon) -> None:
    (found,) = announced("News\n\nAda Park won the 2023 Turing Award.", lexicon)
    assert found.year == 2023


def test_adding_a_prize_is_configuration(lexicon: Lexicon) -> None:
    prize = lexicon.prizes[0].model_copy(
        update={
            "months": (),
            "key": "kestrel",
            "names": ("Kestrel Prize", "红隼奖"),
            "organisation": "Kestrel Society",
        }
    )
    extended = lexicon.model_copy(update={"prizes": (*lexicon.prizes, prize)})
    for sentence in ("Ada Park won the 2024 Kestrel Prize.", "2024 年红隼奖颁给了 Ada Park。"):
        (found,) = announced(f"News\n\n{sentence}", extended)
        assert found.venue == "Kestrel Society"


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Ada Park has won the 2024 Wren Prize in Mathematics.", "Wren Prize in Mathematics"),
        ("Ada Park has won the Wren Prize in Mathematics.", "Wren Prize in Mathematics"),
        ("李明获得了 2024 年度鹪鹩数学奖。", "鹪鹩数学奖"),
        ("李明获得鹪鹩数学奖。", "鹪鹩数学奖"),
    ],
)
def test_an_unlisted_prize_is_named_with_or_without_a_year_before_it(
    sentence: str, name: str, lexicon: Lexicon
) -> None:
    assert [m.award_name for m in mentions(f"News\n\n{sentence}", lexicon)] == [name]


def test_a_short_name_within_another_word_is_a_winner_of_his_own(lexicon: Lexicon) -> None:
    text = (
        "Two win the 2024 Turing Award\n\nElizabeth Moss won the 2024 Turing Award.\n\n"
        "Li Za won the 2024 Turing Award.\n"
    )
    told = {
        n
        for m in find_mentions(an_article(text), lexicon).mentions
        if m.announce
        for n in m.recipients
    }
    assert told == {"Elizabeth Moss", "Li Za"}


def test_one_who_is_then_called_by_a_part_of_the_name_wins_once(lexicon: Lexicon) -> None:
    text = (
        "Moss wins the 2024 Turing Award\n\nElizabeth Moss won the 2024 Turing Award.\n\n"
        "Moss received the 2024 Turing Award in June.\n"
    )
    told = {m.recipients for m in find_mentions(an_article(text), lexicon).mentions if m.announce}
    assert told == {("Elizabeth Moss",)}


def test_a_name_in_capitals_is_a_winner_and_an_acronym_is_none(lexicon: Lexicon) -> None:
    text = (
        "About people\n\nThe Wren Medal of the Moss Society was received by JOHN B. MARLOW, U.S. Lake Survey, on 3 March 2024. "
        "JULIE HARTWELL, Fern University, was awarded the 2024 Heron Medal of the Moss Society. NSF and NASA won nothing."
    )
    told = {n for m in find_mentions(an_article(text), lexicon).mentions for n in m.recipients}
    assert told == {"JOHN B. MARLOW", "JULIE HARTWELL"}


@pytest.mark.parametrize(
    "headline",
    [
        "Lehigh chemist wins the 2024 Priestley Medal",
        "Delft mathematician receives 2024 Abel Prize",
        "Northmoor seismologists win the 2024 Crafoord Prize",
    ],
)
def test_a_house_whose_member_wins_is_no_winner(headline: str, lexicon: Lexicon) -> None:
    found = find_mentions(an_article(f"{headline}\n\nMore follows."), lexicon).mentions
    assert not [m.recipients for m in found if m.announce and m.recipients]
