"""Works named in sentences: titles in marks, and titles without marks behind words that lead to one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.language.names import looks_like_title, works
from parsers.text.characters import clean, trimmed

Range = tuple[int, int]

_LEADS = re.compile(
    r"(?:\b(?:[Pp]apers?|[Aa]rticles?|[Tt]hesis|[Dd]issertation|[Bb]ook|[Mm]onograph|[Pp]oster)(?:,)?[ ](?:is |was )?(?:entitled|titled|called|named|on)?[ ]?|\b(?:entitled|titled|called)[ ]|\bpapers?:[ ]|(?<!aureate )(?<!ecipient )(?<!inner )\bfor[ ]+(?=[A-Z][\w-]+(?:[ ][\w-]+){0,6}:[ ]))"
)
_TITLE = re.compile(
    r"[*_]{0,2}(?P<title>[A-Z0-9][^“”\"\n;|]{8,220}?)[*_]{0,2}(?=,?[ ](?:by|which|who|that was|was|is|has|have|won|received|from the|published|presented|with co)\b|[ ](?:has |was |won |received )|[.;](?:\s|$)|[,]?[ ]\(|$|\n)"
)
_IN_CHINESE = re.compile(  # a Latin title in a Chinese sentence
    r"(?:论文|文章|作品|成果)\s*(?:是|为|：|:|——|—)?\s*(?P<title>[A-Z][A-Za-z0-9][^，。；《》“”「」\n\u4e00-\u9fff]{8,200}?)(?=\s*(?:[，。；、（(]|$|[\u4e00-\u9fff]))"
)
_SYSTEM = r"[A-Z][\w.+-]*(?:[ ](?:[A-Z][\w.+-]*|\d+))*"
_SYSTEMS = re.compile(_SYSTEM)
_COUNTED = re.compile(  # works called by their systems behind a count of them: `有两篇文章——LeafCLIP 和 Sky-Splatting`
    rf"[一两二三四五六七八九十\d]\s?篇(?:论文|文章|工作)?\s*(?:——?|--?|[:：]|是|为)\s*(?P<names>{_SYSTEM}(?:\s*(?:、|和|与|以及|及)\s*{_SYSTEM})*)(?=\s*[。；，]|\s*$)"
)
_NAMED = re.compile(r"entitled|titled|called|paper|thesis|dissertation", re.IGNORECASE)
_FEWEST = 4  # words of a title written like a sentence
_SHORT = re.compile(r"[“\"](?P<title>[A-Z][^“”\"\n]{3,60})[”\"]")
_ZH_PROJECT = re.compile(
    r"(?:(?:项目|成果|课题|由|归于|大学|学院|研究所|的|等|，|,|^|论文)[“「](?P<led>[^“”「」\n奖]{6,80})[”」])|[“「](?P<title>[^“”「」\n]{6,80})[”」](?=(?:等\d*[项个]?)?(?:项目|课题|成果|团队|研究)?(?:荣|获|得|夺|摘|斩|夺|一举|成功|被|入选|项目|课题|成果))"
)


def all_works(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield the works that text[start:end] names, in order: set off by marks, else behind "the paper" or "entitled"."""
    found = list(works(text, start, end))
    found += [
        m.span("led" if m["led"] else "title") for m in _ZH_PROJECT.finditer(text, start, end)
    ]
    found += [
        m.span("title")
        for m in _SHORT.finditer(text, start, end)
        if looks_like_title(f"A {m['title']}")
    ]
    found += [m.span("title") for m in _IN_CHINESE.finditer(text, start, end)]
    for counted in _COUNTED.finditer(text, start, end):
        found += [m.span() for m in _SYSTEMS.finditer(text, *counted.span("names"))]
    for lead in _LEADS.finditer(text, start, end):
        match = _TITLE.match(text, lead.end(), end)
        if match is None:
            continue
        span = trimmed(text, *match.span("title"), "*_,，. ")
        words = clean(text[slice(*span)]).split()
        if looks_like_title(text[slice(*span)]) or (
            _NAMED.search(lead.group()) and len(words) >= _FEWEST
        ):
            found.append(span)
    position = start
    for span in sorted(found, key=lambda s: (s[0], -s[1])):
        if span[0] >= position and not _closes(text, start, span[0]):
            yield span
            position = span[1]


def _closes(text: str, start: int, position: int) -> bool:
    """True where the straight quotation mark before a title closes what was quoted before: `"A"由B获得,"C"`."""
    return text[position - 1 : position] == '"' and text.count('"', start, position) % 2 == 0
