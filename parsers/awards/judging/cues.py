"""Classes of words that speak for or against a winner: of winning, giving, juries, hope, what was and what is now."""

from __future__ import annotations

import re

from parsers.awards.constructions.construction import VERBS

CUES = (
    *(
        (name, re.compile(rf"\b{VERBS[name]}\b"))
        for name in ("won", "named", "became", "giving", "honouring", "winners")
    ),
    *((name, re.compile(VERBS[name])) for name in ("获", "授", "予", "得主")),
    (
        "said",
        re.compile(
            r"\b(?:said|says|told|added|explains?|according)\b|表示|指出|介绍|说[：:，,“「]|认为|强调"
        ),
    ),
    (
        "jury",
        re.compile(
            r"committee|jury|juror|judge|chair|panel|board|editor|organi[sz]er|advis|supervis|mentor|评委|评审|委员|主席|主持|嘉宾|导师|指导|秘书|理事长|颁奖|致辞|出席|省长|市长|书记"
        ),
    ),
    (
        "past",
        re.compile(
            r"\b(?:previous|former|past|earlier|once|had|since|after|before|history|late)\b|曾|历届|往届|此前|过去|历年|原|已故"
        ),
    ),
    (
        "hope",
        re.compile(
            r"\b(?:nominat|nominee|finalist|shortlist|apply|deadline|will be|candidate|hope|could|may|would|eligible)|提名|候选|申报|推荐|有望|拟|入围|征集|公示"
        ),
    ),
    (
        "now",
        re.compile(
            r"\b(?:today|this year|recently|announce|congratulat|proud|pleased|latest|new)|近日|日前|今天|今日|昨|本届|今年|喜|祝贺|恭喜|揭晓|公布"
        ),
    ),
    (
        "for",
        re.compile(
            r"\bfor (?:his|her|their|the|out|contrib|work)|in recognition|以表彰|表彰|因|凭|凭借"
        ),
    ),
)
"""Each class by its name, with the words of which one must stand in a text, in small letters."""
