"""Breakthroughs as news and as history; and what only sounds like one."""

from __future__ import annotations

import pytest
from conftest import an_article

from config import Lexicon
from parsers import Document, Mention, find_mentions, parse_document, to_article

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


@pytest.mark.parametrize(
    "sentence",
    [
        "世界首款类脑芯片登上《自然》封面，研究团队来自东山大学。",
        "OpenAI's model reached gold medal level at the International Mathematical Olympiad.",
        "美国医生完成世界首例猪心脏移植，患者术后恢复良好。",
        "瑞士科学家把圆周率算到 62 万亿位，打破了世界纪录。",
        "A student disproved the long-standing conjecture.",
        "The team cracked a 30-year challenge in quantum error correction.",
    ],
)
def test_firsts_records_milestones_and_solutions_are_news(sentence: str, lexicon: Lexicon) -> None:
    assert [m.announce for m in mentions(f"{sentence}\n\nMore words follow.", lexicon)][:1] == [
        True
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "论文发表在 Nature 子刊《自然·通讯》上，研究人员首次使用了这一方法。",
        "The problem has not been solved: the conjecture remains open.",
        "这款 SUV 创造了续航 1500 公里的新纪录。",
        "评论员在《科学》上表示，这一壮举令人惊叹。",
    ],
)
def test_lesser_journals_negations_and_cars_are_no_breakthrough(
    sentence: str, lexicon: Lexicon
) -> None:
    assert not [m for m in mentions(f"消息\n\n{sentence}", lexicon) if m.announce]


def test_each_item_of_a_digest_speaks_for_itself(lexicon: Lexicon) -> None:
    text = (
        "科技周刊第 9 期\n\n1、猪心\n\n美国医生完成世界首例猪心脏移植，患者术后恢复良好。\n\n"
        "2、圆周率\n\n瑞士科学家把圆周率算到 62 万亿位，打破了世界纪录。\n"
    )
    assert len([m for m in mentions(text, lexicon) if m.announce]) == 2


LISTED = (
    '<rss version="2.0" xmlns:arxiv="http://arxiv.org/schemas/atom"><channel><item>'
    "<title>A Proof of the Ridge-Valley Conjecture</title><guid>oai:1</guid>"
    "<description>{}We prove the ridge-valley conjecture, open since 1976.</description>"
    "<arxiv:announce_type>{}</arxiv:announce_type></item></channel></rss>"
)


@pytest.mark.parametrize("said", ["arXiv:2511.00001v2 Announce Type: {} \nAbstract: ", ""])
@pytest.mark.parametrize(
    ("kind", "news"), [("new", True), ("cross", True), ("replace", False), ("replace-cross", False)]
)
@pytest.mark.parametrize("odd", ["", "<x/>"])
def test_a_revised_preprint_is_stored_and_is_no_news(
    said: str, kind: str, news: bool, odd: str, lexicon: Lexicon
) -> None:
    body = LISTED.format(said.format(kind), kind).replace("<guid>", f"{odd}<guid>").encode()
    document = Document(source="s", kind="feed", location="https://e.org/rss", body=body)
    (entry,) = parse_document(document).entries
    found = find_mentions(to_article(entry), lexicon).mentions
    assert [(m.claim, m.is_new, m.announce) for m in found] == [("open_problem", news, news)]


@pytest.mark.parametrize(
    ("more", "links"),
    [
        ("The proof: https://arxiv.org/abs/2611.01234.", ("https://arxiv.org/abs/2611.01234",)),
        ("See https://arxiv.org/abs/2611.01234 and https://arxiv.org/abs/2611.04321.", ()),
        ("See https://news.example.org/kessel.", ()),
    ],
)
def test_a_report_that_links_to_one_work_is_of_that_work(
    more: str, links: tuple[str, ...], lexicon: Lexicon
) -> None:
    text = (
        "Mathematicians prove the Kessel conjecture after 57 years\n\nAda Park and Bo Lindqvist have proved the "
        f"Kessel conjecture, an open problem that had resisted all attempts for 57 years. {more}"
    )
    (mention,) = find_mentions(an_article(text), lexicon).mentions
    assert mention.links == links
    assert (mention.ids.arxiv == "2611.01234") == bool(links)
    assert any("kesselconjecture" in k for k in mention.keys)
    assert all(text[s.start : s.end] in links for s in mention.spans if s.name == "link")


@pytest.mark.parametrize(
    ("where", "subject"),
    [
        ("相关成果发表于《自然》。", None),
        ("成果在线刊发于国际期刊《物理评论快报》。", None),
        ("研究登上了《科学》杂志封面。", None),
        ("“凯塞尔猜想”就此终结，成果发表于《数学年刊》。", "凯塞尔猜想"),
    ],
)
def test_a_journal_is_no_subject(where: str, subject: str | None, lexicon: Lexicon) -> None:
    text = (
        f"光子存储的突破\n\n北京大学祝明远教授团队在国际上首次实现室温下的单光子长时间存储，{where}"
    )
    found = find_mentions(an_article(text), lexicon).mentions
    assert [m.subject for m in found] == [subject]
