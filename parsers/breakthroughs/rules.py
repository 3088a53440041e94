"""The rules of breakthroughs, in the order in which they are asked: the first that holds is what is claimed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from parsers.breakthroughs import bests, firsts, machines, solutions
from parsers.breakthroughs.durations import aged, wait_in
from parsers.breakthroughs.passages import Passage, Range, of_science
from parsers.language.expressions import Expression
from parsers.language.rules import Cue, Prefilter, Rule, parse_needs
from parsers.language.term_index import TermIndex
from parsers.records import ClaimKind

Strength = Literal["strong", "researched", "weak"]
"""How a claim counts: alone; in a round-up, or beside a journal; beside a journal only."""

JOURNALS = ("breakthrough_journal", "breakthrough_journal_name")
"""Journals of first rank: without one of them in an article a weak claim never counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRule(Rule[Passage, Range]):
    """A rule that reads a claim of one kind and strength; `read` returns the words that make it."""

    claim: ClaimKind
    strength: Strength


def _cue(expression: Expression) -> Cue:
    def holds(index: TermIndex, start: int, end: int) -> bool:
        return expression.stands(index.low, start, end)

    places = (lambda index: expression.places(index.low)) if expression.hints else None
    return Cue(holds=holds, places=places, cost=2)


_CUES = {
    "aged": Cue(holds=aged, cost=3),
    "wait": Cue(holds=lambda index, start, end: wait_in(index, start, end) is not None, cost=3),
    "science": Cue(holds=of_science),
    "most": _cue(bests.MOST),
    "worlds_most": _cue(bests.WORLDS_MOST),
    "exceeds": _cue(bests.EXCEEDS),
    "never": _cue(firsts.NEVER),
    "mathematicians": _cue(solutions.MATHEMATICIANS),
    "observed": _cue(firsts.OBSERVED),
}


def _rule(
    name: str,
    strength: Strength,
    *,
    claim: ClaimKind,
    needs: tuple[str, ...],
    read: Callable[[Passage], Range | None],
    examples: tuple[str, ...],
    counter: tuple[str, ...],
) -> ClaimRule:
    return ClaimRule(
        name=name,
        strength=strength,
        claim=claim,
        needs=parse_needs(*needs, cues=_CUES, prefix="breakthrough_"),
        read=read,
        examples=examples,
        counter=counter,
    )


_EVER = (
    "first/bare_first world",
    "first/bare_first patient | field",
    "never/~never field",
)

RULES: tuple[ClaimRule, ...] = (
    _rule(
        "machine.contest", "strong", claim="milestone",
        needs=("contest reach machine",),
        read=machines.at_a_contest,
        examples=(
            "An experimental reasoning model of OpenAI solved five of six problems at this year's International Mathematical Olympiad, enough for a gold medal. | at: OpenAI",
            "DeepMind 的 AI 系统参加今年的国际数学奥林匹克竞赛，六道题做对五道，达到金牌水平。 | at: DeepMind",
        ),
        counter=(
            "The model was tested on problems of the International Mathematical Olympiad and solved 40 % of them.",
            "我校学生在国际数学奥林匹克竞赛中获得金牌，赛后参观了人工智能实验室。",
        ),
    ),
    _rule(
        "machine.game", "strong", claim="milestone",
        needs=("defeat rival game machine",),
        read=machines.at_a_game,
        examples=(
            "An AI program of two universities has beaten top professionals at six-player poker.",
            "一个 AI 程序在六人德州扑克比赛中击败了顶尖职业选手。",
        ),
        counter=(
            "Professionals beat the AI program at poker.",
            "他在围棋比赛中击败了同学，奖品是一台机器人。",
        ),
    ),
    _rule(
        "first.on_a_problem", "strong", claim="first",
        needs=("first/bare_first problem/famous open/~aged/world", "first/bare_first open/~aged | field"),
        read=firsts.on_a_problem,
        examples=(
            "Ada Park found the first improvement of the bound in matrix multiplication in 40 years. | who: Ada Park | years: 40",
            "这是 31 年来该猜想首次取得进展。 | years: 31",
        ),
        counter=(
            "It is the first app that explains the Riemann hypothesis, open for 160 years.",
            "这家餐厅 20 年来首次涨价。",
        ),
    ),
    _rule(
        "problem.solved", "strong", claim="open_problem",
        needs=(
            "solve/advance problem/famous",
            "solve weak_problem/plain_problem open/~aged",
        ),
        read=solutions.solved,
        examples=(
            "Ada Park and Bo Li have proved the Kessel conjecture in four dimensions. | who: Ada Park; Bo Li",
            "A student cracked a puzzle about knots that had stood for 50 years. | years: 50",
            "两位数学家证明了一个困扰数学界 60 年的猜想。 | years: 60",
        ),
        counter=(
            "Nobody has yet proved the Kessel conjecture.",
            "Ada Park didn't prove the Kessel conjecture, and others couldn’t crack it.",
            "A 10-year-old boy cracked the puzzle on the cereal box.",
            "本文介绍如何证明这个猜想的思路。",
            "The new release solves a problem with the printer.",
        ),
    ),
    _rule(
        "problem.of_mathematics", "researched", claim="open_problem",
        needs=("solve weak_problem/plain_problem ~mathematicians",),
        read=solutions.by_mathematicians,
        examples=(
            "Two mathematicians have solved a riddle about the drawing of networks.",
            "两位数学家解决了一个关于网络的问题。",
        ),
        counter=(
            "Two mathematicians have not solved the riddle.",
            "The mathematicians held a fair at which pupils could ask a question.",
        ),
    ),
    _rule(
        "problem.met", "weak", claim="open_problem",
        needs=("solve/advance weak_problem",),
        read=solutions.met,
        examples=(
            "Chemists solved the puzzle of how the enzyme folds, they report in Nature.",
            "研究团队攻克了材料稳定性的难题，论文发表在《自然》杂志。",
        ),
        counter=(
            "Our team has not solved the challenge of ageing, it says in Nature.",
            "我们仍不能解决这个难题，作者在《自然》杂志发表评论。",
        ),
    ),
    _rule(
        "record.science", "strong", claim="record",
        needs=("record | ~science", "beat best | ~science", "~exceeds | ~science"),
        read=bests.record_of_science,
        examples=(
            "Physicists kept the plasma in the tokamak burning for 43 seconds, breaking the previous record.",
            "托卡马克装置把等离子体维持了 1066 秒，创造了新的世界纪录。",
        ),
        counter=(
            "Bitcoin broke its record and rose above 100,000 dollars.",
            "Physicists could break the record for plasma in a tokamak, of 43 seconds.",
            "公司营收达到 100 亿元，创下历史新高，刷新了纪录。",
            "The model sets a new record of 74 % on the benchmark.",
        ),
    ),
    _rule(
        "record.any", "weak", claim="record",
        needs=("record", "beat best", "~exceeds"),
        read=bests.record,
        examples=(
            "The glider stayed aloft for 63 days, breaking the previous record of 25, its makers write in Science.",
            "这只风筝在空中停留了 63 天，打破了 25 天的纪录，论文发表在《科学》杂志。",
        ),
        counter=(
            "The model sets a record on the benchmark with 74 %, its authors report in Nature.",
            "该模型在基准测试中以 74 分创下纪录，论文发表在《自然》杂志。",
        ),
    ),
    _rule(
        "most.known", "strong", claim="record",
        needs=(
            "superlative | ~science", "~most | ~science", "find ~worlds_most | ~science", "beyond | ~science",
        ),
        read=bests.most_known,
        examples=(
            "Astronomers have detected the most distant galaxy known.",
            "天文学家发现了迄今最遥远的星系。",
            "Astronomers have detected the faintest-ever galaxy, known for its dust.",
        ),
        counter=(
            "The largest shopping centre ever built opens on Friday.",
            "The company released the largest model for biology to date.",
            "这是迄今最大的折扣活动。",
        ),
    ),
    _rule(
        "first.world_science", "strong", claim="first",
        needs=tuple(need if "|" in need else f"{need} | ~science" for need in _EVER),
        read=firsts.of_science_and_the_world,
        examples=(
            "Surgeons have performed the world's first transplant of a whole eye in a human.",
            "医生完成了全球首例基因编辑猪肝移植手术。",
            "Surgeons of China's first private hospital performed the world's first transplant of a whole eye in a human.",
            "Researchers grew mouse pups from two fathers, something never before achieved in mammals.",
        ),
        counter=(
            "A phone maker unveils the world's first folding phone with three screens.",
            "某品牌发布全球首款三折叠手机。",
            "物理学家从未放弃，如今超过百人研究量子物理。",
            "Our hospital performed the country's first such transplant.",
        ),
    ),
    _rule(
        "first.world", "weak", claim="first",
        needs=_EVER,
        read=firsts.of_the_world,
        examples=(
            "The world's first AI weather forecaster of its kind is described today in Nature.",
            "该系统是世界上首个此类预报系统，相关论文发表在《自然》杂志。",
        ),
        counter=(
            "It could be the world's first self-healing battery, they write in Nature.",
            "它有望成为世界上首个此类电池，评论发表在《自然》杂志。",
        ),
    ),
    _rule(
        "restored", "strong", claim="first",
        needs=("restored | impaired researcher/patient",),
        read=firsts.restored,
        examples=(
            "A paralysed man can walk again after surgeons implanted electrodes in his spine.",
            "医生让一名瘫痪 12 年的病人重新行走。",
        ),
        counter=(
            "Doctors hope that the paralysed man might walk again.",
            "球队重获冠军，球迷欢呼。",
        ),
    ),
    _rule(
        "found.sought", "strong", claim="open_problem",
        needs=("find | ~wait researcher ~science",),
        read=solutions.found_at_last,
        examples=(
            "Mathematicians have found a prime of the kind they had pursued for almost thirty years. | years: 30",
            "Mathematicians have found a prime of the kind they had pursued for three decades.",
            "数学家终于找到了这个数，人们寻找了 32 年。 | years: 32",
        ),
        counter=(
            "Physicists did not find the particle, in a search that lasted thirty years.",
            "警方找到了失踪 20 年的油画。",
        ),
    ),
    _rule(
        "first.research", "researched", claim="first",
        needs=("first deed/researcher/machine | ~science", "first | ~science deed"),
        read=firsts.of_research,
        examples=(
            "Physicists observed for the first time how two such atoms exchange light.",
            "研究人员首次观测到这种粒子的衰变。",
        ),
        counter=(
            "For the first time the company's researchers launched a quantum service.",
            "公司首次参加展会。",
        ),
    ),
    _rule(
        "first.observed", "researched", claim="first",
        needs=("first ~observed researcher",),
        read=firsts.of_observers,
        examples=(
            "For the first time, scientists at Delft University have observed knotted light in a mineral.",
            "A team of researchers has demonstrated, for the first time, a clock of this kind.",
            "We report the first demonstration of such a correction below the threshold.",
        ),
        counter=(
            "For the first time, our customers have observed lower prices.",
            "Researchers met for the first time to show their posters.",
            "公司首次实现盈利，研究人员表示欢迎。",
        ),
    ),
    _rule(
        "first.any", "weak", claim="first",
        needs=("first/bare_first",),
        read=firsts.of_any_kind,
        examples=(
            "It is the first such device, according to a paper published in Nature.",
            "这是首个此类装置，论文发表在《自然》杂志。",
        ),
        counter=(
            "She is the first author of the paper, which was published in Nature.",
            "她是论文的第一作者，论文发表在《自然》杂志。",
        ),
    ),
    _rule(
        "machine.borne_out", "researched", claim="milestone",
        needs=("validated | proposed machine ~science",),
        read=machines.borne_out,
        examples=(
            "An AI system found a drug target against cancer, validated in mice.",
            "人工智能提出的抗癌药物靶点经实验验证有效。",
        ),
        counter=(
            "The AI system's hypothesis on proteins was not experimentally confirmed.",
            "人工智能提出的蛋白质靶点未经实验验证。",
            "公司验证了新方案的可行性。",
        ),
    ),
    _rule(
        "named.problem", "strong", claim="open_problem",
        needs=("named problem/famous",),
        read=bests.called_a_breakthrough_on_a_problem,
        examples=(
            "The paper on the Kessel conjecture is a landmark result.",
            "这篇关于该猜想的论文是里程碑式的工作。",
        ),
        counter=(
            "A breakthrough on the Kessel conjecture could follow.",
            "营收实现重大突破。",
        ),
    ),
    _rule(
        "named.science", "researched", claim="open_problem",
        needs=("named achieved researcher field",),
        read=bests.called_a_breakthrough_by_researchers,
        examples=(
            "Researchers reported a breakthrough in quantum physics on Monday.",
            "研究团队在量子物理领域取得重大突破。",
        ),
        counter=(
            "A breakthrough in physics is not what the researchers had hoped to report.",
            "公司在销售领域取得重大突破。",
        ),
    ),
    _rule(
        "named.any", "weak", claim="open_problem",
        needs=("named",),
        read=bests.called_a_breakthrough,
        examples=(
            "It is a major breakthrough, the authors write in Nature.",
            "论文发表在《自然》杂志，被称为重大突破。",
        ),
        counter=(
            "It would be a major breakthrough if confirmed, they write in Nature.",
            "如果得到证实，这将是重大突破，评论发表在《自然》杂志。",
        ),
    ),
)  # fmt: skip

_COMMON = tuple(
    f"breakthrough_{name}"
    for name in (
        "achieved", "advance", "beat", "deed", "impaired", "machine", "reach", "researcher", "rival",
    )
)  # fmt: skip
_ANYWHERE = Prefilter([rule for rule in RULES if rule.strength != "weak"], _COMMON)
_IN_JOURNALS = Prefilter([rule for rule in RULES if rule.strength == "weak"], _COMMON)
SEARCHED = _ANYWHERE.lists | _IN_JOURNALS.lists | {*JOURNALS}
"""The lists that say whether a text may tell a breakthrough."""


def may_tell(index: TermIndex) -> bool:
    """False for a text in which no breakthrough can be told: no rule's needs stand in it."""
    if any(index.has(name) for name in JOURNALS) and _IN_JOURNALS.passes(index):
        return True
    return _ANYWHERE.passes(index)
