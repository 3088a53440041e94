"""Lists of awarded works in many layouts, filled at random: titles and authors are found in each."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from conftest import an_article

from config import Lexicon
from parsers import find_mentions
from parsers.text.markdown import to_markdown

TITLES = [
    "Sparse Maps for Dense Worlds", "Do Small Models Dream? On the Limits of Distillation",
    "GLIM: Global Light Integration for Meshes", "A Fast Walk on Slow Graphs",
    "When Does Attention Stop? A Study of Halting in Transformers", "BERTs of a Feather",
    "On the Complexity of Counting Sheep: Lower Bounds for Sleep", "Minds, Machines and Mazes",
    "What’s in a Name? Entity Linking at 10,000 Scales", "RoboFold: Folding Laundry with Two Arms",
    "Neural Tangents and Where to Find Them", "An Image Is Worth a Few Sketches",
    "The Price of Being Early: Evidence from 2,000 Startups", "Provable Guarantees for Lazy Caches",
    "The Case of U.S. Court Opinions: A Corpus", "GPT-3.5 vs. Humans: Who Writes Better Limericks?",
    "“Why Should I Care?” Explaining Explanations", "A Note on Ω-Regular Games",
    "Self-Supervised Learning by Watching: Lessons from Birds", "ViPE: Visualise Pretty-much Everything",
    "Crossing the Gap: Vision, Language, and Action in Kitchens", "Is This Really True? Yes, It Is!",
    "Bridging Nations: Quantifying the Role of Multilinguals in Communication on Social Media",
]  # fmt: skip
NAMES = [
    "Ada Park", "Bo Li", "Cy Dow", "Jean-Luc Moreau", "María José García", "Wei-Ting Chen", "J. K. Osei",
    "Ulrike von Stein", "Xiaoyu Zhang", "Tomáš Novák", "Priya Raman", "Ngũgĩ Kamau", "Sasha (Alexander) Rush",
    "Liang Huang", "Fatima El Amrani", "Robert W. Jones III", "Yi R. Fung", "Anders Søgaard",
]  # fmt: skip
PLACES = [
    "University of Vienna",
    "MIT CSAIL",
    "Tsinghua University",
    "Google DeepMind",
    "ETH Zürich",
]
ENGLISH = {
    "Best Paper Award": "best_paper", "Outstanding Paper Awards": "outstanding_paper",
    "Best Student Paper": "best_student_paper", "Test of Time Award": "test_of_time",
    "Best Demo Paper Award": "best_demo", "Honorable Mentions": "honorable_mention",
}  # fmt: skip
CHINESE = {
    "最佳论文": "best_paper", "杰出论文奖": "outstanding_paper", "最佳学生论文奖": "best_student_paper",
    "时间检验奖": "test_of_time", "最佳演示论文": "best_demo",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """An awarded work as a layout prints it."""

    award: str
    title: str
    names: list[str]
    place: str
    link: str

    @property
    def commas(self) -> str:
        return ", ".join(self.names)

    @property
    def ands(self) -> str:
        return ", and ".join(
            [", ".join(self.names[:-1]), self.names[-1]] if self.names[1:] else self.names
        )

    @property
    def chinese(self) -> str:
        return "、".join(self.names)


Layout = Callable[[Entry], str]
# Heading of an award, and an entry below it.
BELOW: dict[str, tuple[str, Layout]] = {
    "bold, by": ("## {}\n", lambda e: f"- **{e.title}** by {e.ands}"),
    "bold heading, two lines": ("**{}**\n", lambda e: f"{e.title}\n{e.ands}\n"),
    "bare lines": ("{}\n", lambda e: f"{e.title}\n\n{'; '.join(e.names)}\n"),
    "citation": ("## {}\n", lambda e: f"1. {e.ands}. {e.title}{'' if e.title[-1] in '?!' else '.'}"),
    "citation with year": ("### {}\n", lambda e: f"- {e.ands}. 2024. {e.title}. In Proceedings of ICXX."),
    "link and dash": ("## {}\n", lambda e: f"- [{e.title}]({e.link}) — " + ", ".join(f"{n} ({e.place})" for n in e.names)),
    "labels": ("## {}\n", lambda e: f"Title: {e.title}\nAuthors: {e.commas}\nAffiliation: {e.place}\nLink: {e.link}\n"),
    "heading and abstract": ("## {}\n", lambda e: f"#### {e.title}\n\n{e.commas} ({e.place})\n\nAbstract: We study things.\n"),
    "authors first": ("## {}\n", lambda e: f"- {e.ands} – *{e.title}*"),
    "authors, colon": ("**{}**\n", lambda e: f"- {e.ands}: *{e.title}*"),
    "bold paragraph": ("# {}\n", lambda e: f"**{e.title}**\n\n{e.commas}\n\n{e.place}\n"),
    "brackets": ("## {}\n", lambda e: f"- *{e.title}* ({e.commas})"),
    "numbered": ("{}\n", lambda e: f"1) {e.title}\n   {e.commas}\n"),
    "quote": ("### {}\n", lambda e: f"> **{e.title}**  \n> {e.commas}\n"),
    "bars": ("### {}\n", lambda e: f"{e.title} | {e.commas} | {e.place}\n"),
    "marks of institutions": ("## {}\n", lambda e: f"**{e.title}**\n{', '.join(f'{n}{i}' for i, n in enumerate(e.names, 1))}\n"),
    "tags": ("<h2 id='x'>\n{}\n</h2>\n", lambda e: f"<div>\n<h3>{e.title}</h3>\n<p>\n{e.commas}\n</p>\n</div>\n"),
    "details": ("### {}\n", lambda e: f"<details>\n<summary>{e.title}</summary>\n\n{e.commas}\n\nWe study things.\n</details>\n"),
    "attributes": ("## {}\n", lambda e: f'{{% card\n  title="{e.title}"\n  authors="{e.commas}"\n%}}\n'),
    "table": ("## {}\n\n| Paper | Authors |\n|---|---|", lambda e: f"| [{e.title}]({e.link}) | {e.commas} |"),
    "nested": ("* {}", lambda e: f"  * **{e.title}**. {e.commas}"),
    "作者与机构": ("## {}\n", lambda e: f"论文：{e.title}\n作者：{e.chinese}\n机构：{e.place}\n链接：{e.link}\n"),
    "书名号": ("**{}**\n", lambda e: f"1. 《{e.title}》\n\n作者：{e.chinese}\n"),
    "竖线": ("{}（2篇）\n", lambda e: f"{e.title}\n\n作者 | {e.chinese}\n\n机构 | {e.place}\n"),
    "圆点": ("◆ {}\n", lambda e: f"● {e.title}\n{e.chinese}（{e.place}）\n"),
    "加粗标签": ("### {}\n", lambda e: f"**论文标题**：{e.title}\n\n**作者**：{e.commas}\n"),
}  # fmt: skip
# An award and its work in one piece.
BESIDE: dict[str, Layout] = {
    "award in the heading": lambda e: (
        f"### {e.award}: {e.title}\n\n*{e.commas}*\n\nIt is about things.\n"
    ),
    "award in a cell": lambda e: f"| {e.award} | {e.title} | {e.commas} |",
    "award as a label": lambda e: f"Title: {e.title}\nAward: {e.award}\nAuthors: {e.commas}\n",
    "one line": lambda e: f'{e.award}: "{e.title}" by {e.ands}\n',
    "一行": lambda e: f"{e.award}：《{e.title}》，作者：{e.chinese}\n",
}
HTML: dict[str, Layout] = {
    "list": lambda e: (
        f"<h3>{e.award}</h3><ul><li><strong>{e.title}</strong><br>{e.commas}</li></ul>"
    ),
    "paragraph": lambda e: (
        f"<h2>{e.award}</h2><p><a href='{e.link}'>{e.title}</a><br/><em>{e.commas}</em></p>"
    ),
    "terms": lambda e: f"<h2>{e.award}</h2><dl><dt>{e.title}</dt><dd>{e.commas}</dd></dl>",
}


def entries(chance: random.Random, awards: list[str]) -> list[Entry]:
    titles = chance.sample(TITLES, 6)
    chosen = [a for a in chance.sample(awards, 3) for _ in range(chance.randint(1, 2))]
    return [
        Entry(award, title, chance.sample(NAMES, chance.randint(2, 4)), chance.choice(PLACES),
              f"https://arxiv.org/abs/2410.{chance.randint(10000, 19999)}")
        for award, title in zip(chosen, titles, strict=False)
    ]  # fmt: skip


def printed(layout: str, listed: list[Entry]) -> str:
    if layout in BESIDE:
        head = "| Award | Title | Authors |\n|---|---|---|\n" if layout == "award in a cell" else ""
        return head + "\n".join(BESIDE[layout](e) for e in listed)
    if layout in HTML:
        return to_markdown("".join(HTML[layout](e) for e in listed))
    heading, entry = BELOW[layout]
    lines: list[str] = []
    for before, e in zip([None, *listed], listed, strict=False):
        if before is None or before.award != e.award:
            lines.append("\n" + heading.format(e.award))
        lines.append(entry(e))
    return "\n".join(lines)


@pytest.mark.parametrize("layout", [*BELOW, *BESIDE, *HTML])
def test_works_and_authors_are_found_in_this_layout(layout: str, lexicon: Lexicon) -> None:
    chance = random.Random(layout)
    chinese = not layout.isascii()
    labels = CHINESE if chinese else ENGLISH
    listed = found = false = credited = 0
    for _ in range(8):
        given = entries(chance, list(labels))
        wanted = {(labels[e.award], e.title): tuple(e.names) for e in given}
        title = "ICML 2024 获奖论文公布" if chinese else "Announcing the ICML 2024 Paper Awards"
        article = an_article(
            f"{title}\n\n{printed(layout, given)}\n", published=datetime(2024, 7, 3, tzinfo=UTC)
        )
        told = {
            (str(m.category), str(m.work_title)): m.recipients
            for m in find_mentions(article, lexicon).mentions
            if m.announce
        }
        listed += len(wanted)
        found += len(wanted.keys() & told.keys())
        false += len(told.keys() - wanted.keys())
        credited += sum(told.get(k) == names for k, names in wanted.items())
    assert found >= 0.9 * listed
    assert credited >= 0.9 * found
    assert false <= 0.1 * listed
