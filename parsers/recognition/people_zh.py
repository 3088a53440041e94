"""People in Chinese sentences: Chinese names by their form and what stands on either side, foreign names by their letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from config.languages import NAME_FORMS
from parsers.text.characters import CJK

Range = tuple[int, int]

_NEVER = (  # characters of no given name
    "的了在是和与及等为被把这那个位名第该每各其此并也都还就将从对于给由向以因但而且或又很更没无有我你他她它们何哪吗呢吧啊么获奖授予说副称夺谈"
)
_GIVEN = rf"(?:(?![{_NEVER}])[{CJK}])"
_ONE = "".join(NAME_FORMS.surnames.split()) + NAME_FORMS.surnames_rare
_TWO = "|".join(NAME_FORMS.surnames_of_two.split())


def _ending(words: str) -> str:
    """Return a look-behind for any of the words."""
    return "|".join(f"(?<={re.escape(word)})" for word in sorted(words.split(), key=len))


_COUNT = "[一二三四五六七八九十两]{1,2}[项席位名个枚篇]"  # of what somebody has or takes: `占两席`
_FULL = re.compile(rf"(?:{_TWO}){_GIVEN}{{1,2}}|[{_ONE}](?!{_COUNT}){_GIVEN}{{1,2}}")
_TITLED_FULL = (
    re.compile(  # before a title, a given name may hold what none else holds: `大学薛其坤院士`
        rf"(?:{_TWO}|[{_ONE}])(?:(?![和与及等、的获])[{CJK}]){{1,2}}"
    )
)
_MARRIED = re.compile(rf"[{_ONE}][{_ONE}]{_GIVEN}{{2}}")  # both surnames, as in Hong Kong
_JAPANESE = re.compile(rf"(?:{'|'.join(NAME_FORMS.surnames_japanese.split())}){_GIVEN}{{1,3}}")
_LETTERS = "".join(NAME_FORMS.transliterated.split())
_DOT = "·・•‧"
_PART = rf"(?:(?![和与及等、获是])[{CJK}])"
_DOTTED = re.compile(
    rf"(?:[A-Z]\.\s?)*{_PART}{{1,7}}?(?:[{_DOT}.](?:[A-Z]\.\s?[{_DOT}]?)*(?:{_PART}{{1,8}}?(?=[{_DOT}])|[{_LETTERS}]{{1,9}}(?:[-–][{_LETTERS}]{{1,6}})?))+"
)
_LONGEST_PART = 7  # characters of the last part of a foreign name
_UNDOTTED = re.compile(rf"[{_LETTERS}]{{2,7}}")
_PLACES = re.compile(
    "法国|德国|英国|美国|泰国|韩国|中国|瑞士|瑞典|波兰|芬兰|荷兰|爱尔兰|新西兰|澳大利亚|奥地利|意大利|西班牙|葡萄牙|加拿大|墨西哥|巴西|印度|埃及|"
    "以色列|伊朗|伊拉克|土耳其|俄罗斯|乌克兰|希腊|匈牙利|罗马尼亚|新加坡|马来西亚|菲律宾|比利时|丹麦|挪威|冰岛|南非|肯尼亚|古巴|智利|阿根廷|哥伦比亚|"
    "加州|加利福尼亚|洛杉矶|旧金山|华盛顿|芝加哥|波士顿|普林斯顿|哈佛|耶鲁|斯坦福|剑桥|牛津|麻省|康奈尔|哥伦比|伦敦|巴黎|柏林|慕尼黑|苏黎世|日内瓦|维也纳|罗马|"
    "米兰|马德里|巴塞罗那|莫斯科|东京|京都|大阪|悉尼|墨尔本|多伦多|蒙特利尔|诺贝尔|菲尔兹|阿贝尔|沃尔夫|图灵|拉斯克|克拉福德|欧洲|亚洲|非洲|纳米|"
    "阿里|谷歌|华为|特斯拉|英特尔|微软|英伟达|迪士尼|马普|亥姆霍兹|马克斯"
)


_BEFORE_SURELY = re.compile(
    _ending(" ".join(w for w in NAME_FORMS.before_name.split() if len(w) > 1))
    + "|(?<=授予)|(?<=颁给)|(?<=颁予)|(?<=[、和与及])"
)
_SPACED = re.compile(
    rf"[\s、]*(?P<name>(?:{_TWO})[{CJK}]{{1,2}}|[{_ONE}][ \u3000]{{1,2}}[{CJK}](?=[\s、]|$)|[{_ONE}][{CJK}]{{1,2}})(?=[\s、]|$)[\s、]*"
)
_PERSON = re.compile(
    _ending("教授 院士 博士 学者 科学家 研究员 数学家 物理学家 化学家 生物学家 医学家 医生")
)
_LED = re.compile(
    _ending(
        " ".join(w for w in NAME_FORMS.before_name.split() if len(w) > 1)
        + " 授予 颁给 颁予 由 予 给 的 了"
    )
)
_DOT_WITHIN = re.compile(rf"[{CJK}][{_DOT}.]\s?[{CJK}A-Z]|[A-Z]\.\s?[{CJK}]")
_STARTS = re.compile(
    f"[{''.join(sorted({*_ONE, *_LETTERS, *(n[0] for n in _TWO.split('|')), *(n[0] for n in NAME_FORMS.surnames_japanese.split())}))}]"
)
_FIRST_DOT = re.compile(rf"[{_DOT}.]")
_BEFORE = re.compile(_ending(f"{NAME_FORMS.before_name} {NAME_FORMS.before_name_small}"))
_EDGE = re.compile(rf"(?:^|(?<=[^{CJK}]))")
_WORDS_BEHIND = "|".join(sorted(NAME_FORMS.behind_name.split(), key=len, reverse=True))
_BEHIND = re.compile(rf"\s?(?:{_WORDS_BEHIND})|\s*(?:[^{CJK}]|$)")
_TITLES = "教授|副教授|研究员|副研究员|院士|博士|硕士|先生|女士|同学|老师|主任|院长|所长|校长|医生|医师|工程师|团队|课题组|研究组|助理教授|讲师"
_TITLED = re.compile(rf"\s?(?:{_TITLES})")


_WITHIN_TITLE = re.compile("(?<=主)任|(?<=校)长|(?<=老)师|(?<=研)究")  # of a title: `主|任杨毅`
NOBODY = re.compile("|".join(sorted(NAME_FORMS.no_chinese_names.split(), key=len, reverse=True)))


def chinese_people(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield the people whom text[start:end] names in Chinese letters, in order, none within another.

    A Chinese name is a surname and one or two characters, with an institution, a function, a small
    word or an edge before it and the like behind it, or a title right behind it.
    """
    position = start
    for candidate in _candidates(text, start, end):
        if candidate < position:
            continue
        found = _name_at(text, candidate, start, end)
        if found is not None:
            yield found
            position = found[1]


def _candidates(text: str, start: int, end: int) -> Iterable[int]:
    """Return where a name may begin: at the letters of surnames and foreign names; before a dot, anywhere."""
    if _DOT_WITHIN.search(text, start, end):
        return range(start, end)
    return (match.start() for match in _STARTS.finditer(text, start, end))


def spaced_names(text: str, start: int, end: int) -> tuple[Range, ...]:
    """Return the names of a line that holds nothing else: `叶连山 杨 起 张彭`; names of two are spaced out."""
    found: list[Range] = []
    position = start
    while match := _SPACED.match(text, position, end):
        found.append(match.span("name"))
        position = match.end()
    return tuple(found) if len(found) > 1 and position >= end else ()


def _name_at(text: str, position: int, start: int, end: int) -> Range | None:
    letter = text[position]
    if not ("\u3400" <= letter <= "\u9fff" or letter.isascii()):
        return None
    return (
        _foreign(text, position, start, end)
        or _japanese(text, position, start, end)
        or _chinese(text, position, start, end)
    )


def _japanese(text: str, position: int, start: int, end: int) -> Range | None:
    """Return the Japanese name that begins here, between the edges of any name."""
    match = _JAPANESE.match(text, position, end)
    if match is None or not _stands_free(text, position, start):
        return None
    for stop in range(match.end(), position + 2, -1):
        if _BEHIND.match(text, stop, end):
            return position, stop
    return None


def _chinese(text: str, position: int, start: int, end: int) -> Range | None:
    match = _FULL.match(text, position, end)
    if match is None and _BEFORE_SURELY.match(text, position):
        full = _TITLED_FULL.match(text, position, end)
        match = full if full and _TITLED.match(text, full.end(), end) else None
    if match is None or NOBODY.match(text, position) or _WITHIN_TITLE.match(text, position):
        return None
    married = _MARRIED.match(text, position, end)
    if married and (
        _TITLED.match(text, married.end())
        or (_PERSON.match(text, position) and _BEHIND.match(text, married.end(), end))
    ):
        return married.span()
    doubtful = text[position] in NAME_FORMS.surnames_doubtful
    if doubtful and _titled_name(text, position + 1, end):
        return None  # "从 | 赵秋月老师": a small word before a name
    before = (
        _BEFORE_SURELY.match(text, position) is not None
        if doubtful
        else _stands_free(text, position, start)
    )
    for stop in range(match.end(), position + 1, -1):
        if _TITLED.match(text, stop, end):
            return position, stop
        if before and _BEHIND.match(text, stop, end):
            return position, stop
    return None


def _titled_name(text: str, position: int, end: int) -> bool:
    match = _FULL.match(text, position, end)
    return match is not None and _TITLED.match(text, match.end(), end) is not None


def _foreign(text: str, position: int, start: int, end: int) -> Range | None:
    """Return the foreign name that begins here: with dots in it, else with an edge on either side."""
    if (dotted := _DOTTED.match(text, position, end)) and (
        _stands_free(text, position, start) or text[position] in _LETTERS
    ):
        nation = _PLACES.match(text, position)
        first = nation.end() if nation else position
        dot = _FIRST_DOT.search(text, position, dotted.end())
        for edge in _LED.finditer(text, position + 1, dot.start() if dot else position):
            first = edge.start()
        return first, _end_of_dotted(text, dotted, end)
    match = _UNDOTTED.match(text, position, end)
    if match is None or not _stands_free(text, position, start) or _PLACES.match(text, position):
        return None
    least = 2 if text[position - 1 : position] in {"和", "与", "、", "及"} else 3
    for stop in range(match.end(), position + least - 1, -1):
        if _BEHIND.match(text, stop, end):
            return position, stop
    return None


def _end_of_dotted(text: str, dotted: re.Match[str], end: int) -> int:
    """Return where a dotted name ends: before the first word that names stand before, else with its letters."""
    last = max(dotted.group().rfind(dot) for dot in f"{_DOT}.") + dotted.start() + 2
    for stop in range(last, min(last + _LONGEST_PART, end) + 1):
        behind = _BEHIND.match(text, stop, end)
        if behind and (
            stop >= end
            or not "\u4e00" <= text[stop] <= "\u9fff"
            or len(behind.group()) > 1
            or text[stop] in "和与及等"
            or stop == dotted.end()
        ):
            return stop
        if text[stop - 1 : stop] and not "\u3400" <= text[stop - 1] <= "\u9fff":
            break
    stops = (s for s in range(dotted.end(), last - 1, -1) if _BEHIND.match(text, s, end))
    return next(stops, dotted.end())


def _stands_free(text: str, position: int, start: int) -> bool:
    """True where a name may begin: at an edge, or behind a word that names stand behind."""
    return (
        position == start
        or _EDGE.match(text, position) is not None
        or _BEFORE.match(text, position) is not None
    )
