"""Breakthroughs as news and as history; and what only sounds like one."""

from __future__ import annotations

import pytest
from conftest import an_article

from config import Lexicon
from parsers import Mention, find_mentions

FEATURE = """#一个老问题有了新进展

三十年来首次取得进展,三位年轻人改进了一个界

近期,一个数十年来未解决的数学难题首次取得了进展。

推动这项进展的是来自东山大学的研究生 Ada Park 和西河学院数学研究生 Bo Li、南海大学助理教授 Cy Dow。

论文地址:https://arxiv.org/pdf/2402.00001

1975 年,数学家 Old Master 证明了这个猜想。

去年,两位学者的突破性工作几乎解决了三项级数的问题。

然后,他们将工作扩展到任意长度,这标志着 31 年来该问题的首次取得进展。
"""


def mentions(text: str, lexicon: Lexicon) -> list[Mention]:
    found = find_mentions(an_article(text, published=None), lexicon).mentions
    return [m for m in found if m.kind == "breakthrough"]


def test_several_tellings_of_one_breakthrough_are_one_mention(lexicon: Lexicon) -> None:
    (news,) = [m for m in mentions(FEATURE, lexicon) if m.announce]
    assert (news.field, news.claim, news.after_years, news.year) == (
        "mathematics",
        "first",
        31,
        2024,
    )
    assert news.recipients == ("Ada Park", "Bo Li", "Cy Dow")
    assert news.institutions == ("东山大学", "西河学院", "南海大学")
    assert news.ids.arxiv == "2402.00001"


def test_earlier_results_in_the_same_article_are_background(lexicon: Lexicon) -> None:
    past = [m for m in mentions(FEATURE, lexicon) if not m.is_new]
    assert [(m.year, m.recipients) for m in past] == [(1975, ("Old Master",)), (None, ())]


@pytest.mark.parametrize(
    "text",
    [
        "Mathematicians Ada Park and Bo Li have solved a decades-old problem.\n\nThey proved the conjecture.",
        "数学家李大海教授攻克百年难题\n\n李大海教授证明了一个困扰数学界百年的猜想。",
    ],
)
def test_a_solved_problem_is_news_in_both_languages(text: str, lexicon: Lexicon) -> None:
    assert any(m.announce for m in mentions(text, lexicon))


@pytest.mark.parametrize(
    "text",
    [
        "如何突破行业壁垒？\n\n公司的模型跨越门槛。",
        "谷歌市值突破 2 万亿美元\n\n股价创下历史新高。",
        "A new model\n\nOur model achieves state-of-the-art results and solves hard problems.",
        "大型语言模型的最新突破集中在少数语言上\n\n该研究引入了新的评估套件。",
        "A team hopes to prove the conjecture\n\nIt could be solved within years.",
    ],
)
def test_marketing_records_of_money_and_hope_are_no_breakthrough(
    text: str, lexicon: Lexicon
) -> None:
    assert not mentions(text, lexicon)
