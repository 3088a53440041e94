"""Whole documents in layouts of their own: what each announces, and what it must not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from conftest import an_article

from config import Lexicon
from parsers import find_mentions

BLOG = """Announcing the NeurIPS 2024 Test of Time Paper Awards

We are honored to announce the awards. This award is intended to recognize papers published ten years ago.

Small Adversarial Nets

Ada Park, Bo Li, Cy Dow

The work has been cited many times.

Sequence Learning with Small Networks

Di Eng, Eve Fox
"""
PRESS = """Best Papers Chosen

SEATTLE, 19 June 2024 – Today the CVPR 2024 Awards Committee announced the winners.

This year's Best Papers include:

“Small Image Dynamics”
Authors: Ada Park, Bo Li, Cy Dow and many others who helped
The paper presents a new approach.

“Rich Feedback for Small Images”
Authors: Di Eng, Eve Fox
"""
COMMITTEE = """ACM Names Turing Award Recipients

New York, NY, March 5, 2024 – ACM today named Ada G. Park and Bo S. Li as the recipients of the 2023 ACM A.M. Turing Award for developing foundations.
"""
HALVES = """The Nobel Prize in Chemistry 2024

The Royal Swedish Academy of Sciences has decided to award the Nobel Prize in Chemistry 2024 with one half to Ada Park, University of Vienna, and the other half jointly to Bo Li and Cy Dow, London.
"""
BRANCHES = """2024未来科学大奖揭晓

8月16日，2024未来科学大奖获奖名单公布。李大海摘得“生命科学奖”，张小明、王小亮摘得“物质科学奖”。
"""
MARKDOWN = """CVPR 2024 全部奖项出炉

今日凌晨，CVPR 2024 公布最佳论文。

### 最佳论文（2篇）

**1. Small Image Dynamics**

作者：Ada Park、Bo Li
机构：东山研究院

**2. Rich Feedback for Small Images**

作者：Di Eng 等

### 最佳学生论文

《Small Splatting: Alias-free Images》

作者：Eve Fox、Cy Dow
"""
TELESCOPE = """Astronomers detect a galaxy

Using a space telescope, astronomers have observed the most distant known galaxy. The findings were published in Nature.
"""
TRANSPLANT = """Kidney transplanted into a living patient

Surgeons have for the first time transplanted a genetically edited kidney into a living human patient.
"""

NOVEL = "第九章 颁奖典礼\n\n陈默站在台上。“我获得了诺贝尔物理学奖！”他在心里喊道。系统提示：恭喜宿主获得图灵奖。\n"
CALL = "Call for nominations: the 2024 Dijkstra Prize\n\nNominations are invited. The prize is given annually. Deadline: March 1.\n"
BIOGRAPHY = "Ada Park joins the board\n\nAda Park won the Turing Award and the Kyoto Prize. She received the Best Paper Award at ICML.\n"
FINALISTS = "ICRA 2024 finalists\n\nThe following papers are finalists for the ICRA 2024 best paper award:\n\n- A Study of Small Things\n- Another Study of Large Things\n"
PRODUCT = "Acme launches the world's first AI toaster\n\nAcme today announced the world's first toaster with a neural network. Its researchers said it sets a new record of 40 slices an hour.\n"


@pytest.mark.parametrize(
    ("text", "month", "expected"),
    [
        (BLOG, 11, [("test_of_time", "Small Adversarial Nets"), ("test_of_time", "Sequence Learning with Small Networks")]),
        (PRESS, 6, [("best_paper", "Small Image Dynamics"), ("best_paper", "Rich Feedback for Small Images")]),
        (COMMITTEE, 3, [("prize", "Ada G. Park, Bo S. Li")]),
        (HALVES, 10, [("prize", "Ada Park, Bo Li, Cy Dow")]),
        (BRANCHES, 8, [("prize", "李大海"), ("prize", "张小明, 王小亮")]),
        (MARKDOWN, 6, [
            ("best_paper", "Small Image Dynamics"), ("best_paper", "Rich Feedback for Small Images"),
            ("best_student_paper", "Small Splatting: Alias-free Images"),
        ]),
        (TELESCOPE, 5, [("record", "")]),
        (TRANSPLANT, 5, [("first", "")]),
    ],
)  # fmt: skip
def test_a_document_announces_what_it_tells(
    text: str, month: int, expected: list[tuple[str, str]], lexicon: Lexicon
) -> None:
    published = datetime(2024, month, 20, tzinfo=UTC)
    found = find_mentions(an_article(text, published=published), lexicon).mentions
    told = [
        (
            m.category or m.claim,
            m.work_title or (", ".join(m.recipients) if m.kind == "award" else ""),
        )
        for m in found
        if m.announce
    ]
    assert told == expected


@pytest.mark.parametrize("text", [NOVEL, CALL, BIOGRAPHY, FINALISTS, PRODUCT])
def test_a_document_that_announces_nothing_stays_silent(text: str, lexicon: Lexicon) -> None:
    assert not [m for m in find_mentions(an_article(text), lexicon).mentions if m.announce]
