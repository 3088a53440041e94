"""Institutions in sentences: universities, institutes, societies and the like, by their form in either language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.language.term_index import TermIndex
from parsers.text.characters import CJK, trimmed

Range = tuple[int, int]

_CAP = r"(?:(?!(?:For|Who|With|And|But|By|To|On|Is|Has|Was|Are|Will)\b)[A-ZÀ-Þ][\w.&’'‐-]*)"
_JOIN = r"(?:(?:of|for|the|in|and|de|la|le|du|des|di|und|der|für|at|on)[ ])"
_KIND = (
    r"(?:Universit\w+|Universidad\w*|Institut\w*|College|Laborator(?:y|ies)|Labs?|Academy|Academia|Foundation|Cent(?:er|re)s?|School|Hospital|Polytechni\w*|Politecnico|"
    r"Society|Association|Council|Department|Faculty|Ministry|Agency|Company|Corporation|Inc\.?|Ltd\.?|GmbH|Union|Museum|Observatory|Trust|Commission|Committee|Collaborations?|Consortium|"
    r"Federation|Group|Clinic|Division|Organi[sz]ation|Network|Bureau|Office|Board|Team|Project|Survey|Library|Programme|Program|Embassy|Government|Archive|Zoo|Gardens?|Technion|Tech|Research)"
)
_LATIN = re.compile(
    rf"(?<![\w-])(?:{_CAP}[ ]{_JOIN}{{0,2}}){{0,7}}{_KIND}(?!\w)(?:,?[ ]{_JOIN}{{1,2}}{_CAP}(?:[ ]{_JOIN}{{0,2}}{_CAP}){{0,5}})?"
)
_LEADING = re.compile(
    r"(?:The|Through|From|At|In|By|For|With|While|After|Before|And|But|Both|When|Since|Under|To|Of|Its|Our|Their)[ ](?:the[ ])?"
)
_KIND_ALONE = re.compile(rf"(?:The[ ])?{_KIND}")
_FIRST_KIND = re.compile(rf"\b{_KIND}(?!\w)")
_JOINT = re.compile(r"[ ](?:of|at|from|in)[ ](?:the[ ])?")
_ACRONYM = re.compile(
    r"(?<![\w.-])(?:MIT|UCLA|UCSD|UCSF|ETH(?: Z[uü]rich)?|EPFL|CERN|NASA|ESA|CNRS|INRIA|Inria|KAIST|POSTECH|NUS|NTU|HKUST|HKU|CUHK|USTC|CAS|NIST|NIH|RIKEN|CSIRO|IBM|KAUST|TUM|LMU|UNSW|ANU|SLAC|JPL|LIGO|"
    r"(?:Stanford|Harvard|Princeton|Yale|Caltech|Cambridge|Oxford|Cornell|Columbia|Berkeley|UC [A-Z]\w+|Google(?: DeepMind)?|DeepMind|Microsoft(?: Research)?|OpenAI|Meta|Nvidia|NVIDIA|Huawei|Tencent|Alibaba|Baidu)(?![ ][A-Z][a-z]))(?![\w-])"
)
_KIND_ZH = r"(?:大学|学院|书院|研究所|研究院|科学院|工程院|中科院|实验室|研究中心|中心|医院|公司|集团|学会|协会|基金会|委员会|天文台|博物馆|理工|研究会|联合会|科大|北大|清华|交大|浙大|复旦|总署|航天局|科技部|教育部|科协|纪念馆|图书馆|出版社|工作站|团队|课题组|研究组|项目组|小组)"
_ITSELF_ZH = re.compile(
    "科大|北大|清华|交大|浙大|复旦|中科院|科学院|工程院|航天局|科技部|教育部|科协"
)
_KIND_ALONE_ZH = re.compile(rf"(?!{_ITSELF_ZH.pattern}){_KIND_ZH}")
_ZH = re.compile(
    rf"(?:[A-Za-z][\w&.-]{{0,20}}\s?)?[{CJK}·]{{1,18}}?{_KIND_ZH}(?:[（(][{CJK}]{{2,6}}[）)])?(?:(?:[{CJK}·]{{1,14}}?)(?:{_KIND_ZH}|学部|系|分校|校区))*"
)
_EDGE_ZH = re.compile(
    r"(?:来自|就读于|任职于|任教于|供职于|隶属于?|毕业于|包括|分别是|分别为|以及|联合|由|和|与|是|有(?!限)|的|在|及|给|了|授予|授|获得|获|为|对|向|从|到|于|等|其中|近日|日前|今年|我国|上午|下午|推荐|连线|拿下|举办|主办|承办|带领|率领|走进|走访|他|她|(?<!耳)其|(?<!日)本(?!草|田)|刚|一道|一同|经(?!济|贸|管|典|营|纪)|被|让|将|据|以|称|、|，|,|/|年|月|日|位|名|个|项|[\d]+)"
)
_FEWEST_ZH = 2
_KNOWN = ("maker", "institution")  # lists of the lexicon


def institutions(index: TermIndex, start: int, end: int) -> Iterator[Range]:
    """Yield the institutions that text[start:end] names, in order, none within another."""
    text = index.text
    found = [
        _without_bearer(text, *trimmed(text, *m.span(), ".,"))
        for m in _LATIN.finditer(text, start, end)
    ]
    found += [m.span() for m in _ACRONYM.finditer(text, start, end)]
    found += [(t.start, t.end) for name in _KNOWN for t in index.find(name, start, end)]
    found += _chinese(text, start, end)
    position = start
    for span in sorted(found, key=lambda s: (s[0], -s[1])):
        if span[0] >= position and not _KIND_ALONE.fullmatch(text, *span):
            yield span
            position = span[1]


def _without_bearer(text: str, start: int, end: int) -> Range:
    """Return an institution without the person before it: `Ada Park of | Delft University`."""
    led = _LEADING.match(text, start, end)
    start = led.end() if led else start
    kind = _FIRST_KIND.search(text, start, end)
    for joint in _JOINT.finditer(text, start, kind.start() if kind else end):
        start = joint.end()
    return start, end


def _chinese(text: str, start: int, end: int) -> Iterator[Range]:
    for match in _ZH.finditer(text, start, end):
        first = match.start()
        for edge in _EDGE_ZH.finditer(text, first, match.end() - 2):
            first = edge.end()
        if match.end() - first >= _FEWEST_ZH and not _KIND_ALONE_ZH.fullmatch(
            text, first, match.end()
        ):
            yield first, match.end()
