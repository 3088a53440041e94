"""Prizes by their form: names that end in a word for an honour, whether any list knows them or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.text.characters import CJK, trimmed

Range = tuple[int, int]

_CAP = r"(?:[A-ZÀ-Þ][\w.&’'‐-]*|\d{1,2}(?:st|nd|rd|th)|I{2,3}|&)"
_JOIN = r"(?:(?:of|for|the|in|and|on|de|la|le|du|des|von|van|der|to|from|by|at|under)[ ])"
_HEAD = (
    r"(?:Prizes?|Awards?|Medals?|Medallions?|Fellowships?|Lectureships?|Trophy|Honou?rs?|Scholars?|Investigators?|Citations?|"
    r"Prix|Preis|medals?|prizes?|awards?|fellowships?)"
)
_BRANCH = rf"(?:[ ](?:in|for|of)[ ](?:(?:the|a|an)[ ])?{_CAP}(?:[ ]{_JOIN}{{0,2}}{_CAP}){{0,7}})"
_LATIN = re.compile(
    rf"(?<![\w-])(?P<name>(?:{_CAP}|[“\"]{_CAP})(?:,?[ ](?:[“\"]{_CAP}[”\"][ ])?{_JOIN}{{0,2}}(?:{_CAP}|medals?\b|prizes?\b|awards?\b|fellowships?\b)){{0,11}})(?P<branch>{_BRANCH}?)"
)
_HEADED = re.compile(rf"\b{_HEAD}(?!\w)")
_PLAIN = re.compile(
    r"(?<![\w-])(?:(?:best|early|career|young|life|lifetime|achievement|distinguished|outstanding|research|public|service|excellence|innovation|"
    r"student|researcher|scientist|investigator|junior|senior|special|merit|gold|silver|bronze|first|grand|national|international|mid|rising|star|dissertation|thesis|"
    r"artifact|industry|impact|science|technical|contribution)[ -]){1,5}(?:prizes?|awards?|medals?|fellowships?)\b"
)
_ELECTED = re.compile(
    rf"\b(?:(?:Honorary|Foreign|Elected|Corresponding|International|Distinguished|Senior|Life|Associate|Full)[ ])*(?:Fellows?|Members?|Academicians?|fellows?|members?)"
    rf"[ ](?:of|to)[ ](?:the[ ])?(?P<body>{_CAP}(?:[ ]{_JOIN}{{0,2}}{_CAP}){{0,7}}(?:[ ]\([A-Z]{{2,8}}\))?)"
    rf"|\b(?P<body2>[A-Z]{{2,8}}(?:[ ]\d{{4}})?)[ ](?:Distinguished[ ]|Senior[ ])?(?:Fellows?|fellows?|Members?)\b"
    rf"|(?<=elected )(?:in)?to[ ](?:the[ ])?(?P<body3>{_CAP}(?:[ ]{_JOIN}{{0,2}}{_CAP}){{0,7}})(?:['’]s[ ][Ff]ellowship)?"
    rf"|\b(?P<body4>(?:{_CAP}[ ]{_JOIN}{{0,2}}){{0,6}}(?:Academy|Akademi)(?:[ ]{_JOIN}{{1,2}}{_CAP}(?:[ ]{_CAP}){{0,3}})?)(?=(?:,[^.;!?]{{0,40}}?|[ ](?:said|says|announced)[^.;!?]{{0,30}}?)?[ ](?:has[ ]|have[ ]|today[ ]|also[ ])*elected[ ])"
)
_ELECTION_WORDS = (
    "ellow",
    "ember",
    "cademician",
    "lected",
)  # without one of them nobody is elected
_BODY = re.compile(
    r"\b(?:Academy|Academia|Society|Institut\w*|Association|College|Royal|FRS|[A-Z]{3,8})\b"
)
_BRANCHED = re.compile(_BRANCH)
_LEARNED_BODY = re.compile(r"\b(?:Academy|Academia|Royal)\b")
_CUT = re.compile(  # words in capitals that belong to a headline, not to the prize behind them
    r"(?:^|(?<=[ ]))(?:Wins?|Won|Winning|Receives?|Received|Receiving|Awarded|Awards(?=[ ][A-Z])|Named|Honou?red|Honou?rs(?=[ ][A-Z])|Recogni[sz]ed|Gets?|Takes?|Earns?|Earned|Claims?|Bags?|Secures?|Lands?|Scoops?|"
    r"Announces?|Announced|Announcing|Presents?|Presented|Selected|Elected|Chosen|Given|Grants?|Granted|Conferred|Celebrates?|Shares?|Shared|Recipients?|Winners?|Laureates?|Congratulations|Meet|Introducing|"
    r"With|As|Has|Have|Is|Are|Was|Were|Will|Her|His|Their|Its|Our|This|That|These|In|At|On|By|After|When|While|And|But|From|To|For|Of|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Several|Both|All|First|New|Inaugural|Prestigious|Annual|"
    r"Professor|Prof\.?|Dr\.?|Mr\.?|Ms\.?|Mrs\.?|Sir|Dame|President|Director|Researchers?|Scientists?|Faculty|Students?|Alumn\w+|Today|Yesterday|Recently|Previous(?:ly)?|Past|Other|Another|Since|Also|Now|Last|Next|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)(?=[ ,]|$),?[ ]*(?:(?:the|a|an|of|for|to|in|with)[ ])*"
)
_YEARS = re.compile(
    r"^(?:(?:The|A|An|the)[ ])?(?:\d{1,3}(?:st|nd|rd|th)[ ])?(?:(?:19|20)\d\d(?:[-–/]\d{2,4})?[ ])?(?:The[ ])?(?:\d{1,3}(?:st|nd|rd|th)[ ])?(?:(?:Annual|Inaugural)[ ])?"
)
_THE = re.compile(
    r"^.*(?<!\bof)(?<!\bfor)(?<!\bin)(?<!\band)(?<!\bfrom)(?<!\bby)(?<!\bto)(?<!\bat)[ ][Tt]he[ ](?=\S)"
)
_OWNER = re.compile(r"^(?P<giver>.{3,90}?)['’](?:s[ ]|[ ])(?=[A-ZÀ-Þ\d“\"])")
_OWNED = re.compile(
    rf"(?P<giver>{_CAP}(?:[ ]{_JOIN}{{0,2}}{_CAP}){{0,8}}?)['’]s?[ ](?:(?:19|20)\d\d[ ])?(?:[a-z-]+[ ]){{0,3}}"
)
_FROM = re.compile(
    rf"[ ](?:from|of|by|presented by|given by|awarded by)[ ](?:the[ ])?(?P<giver>{_CAP}(?:[ ]{_JOIN}{{0,2}}{_CAP}){{0,8}})"
)
_ALONE = re.compile(rf"^{_HEAD}$")
_PLURAL = re.compile(r"^\S+ (?:awards|prizes|medals)$")
_NO_HEAD = re.compile(
    r"[ ](?:[Cc]eremon(?:y|ies)|[Gg]ala|[Dd]inner|[Cc]ommittees?|[Nn]ight|[Bb]anquet|[Nn]ominations?|[Ff]und|[Ss]eason)\b"
)
_VERB = re.compile(r"(?:awards?|prizes?|honou?rs)[ ](?:the|a|an|its|this|one|two|three|\d)\b")
_LEAD = re.compile(r"[ ]\w+[ ](?:(?:the|a|an)[ ])?")
_OF_BODY = re.compile(rf"^{_HEAD}[ ](?:of|from)[ ](?:the[ ])?(?P<giver>.+)$")
_AGAIN = re.compile(
    r"\b(?:the|this|that|such an?|same)[ ](?:\d{4}[ ])?(?:prestigious[ ]|coveted[ ]|top[ ]|highest[ ]|international[ ]|annual[ ])*(?:prize|award|medal|honou?r|fellowship|distinction|accolade|title)\b(?![ ]?(?:ceremon|committee|winn|recipient|laureate|money|jury|for[ ]\"))"
)

_BY_BRANCH = re.compile(
    r"(?<![\w-])[Tt]he[ ](?:\d{4}[ ])?(?!same|other|prestigious|coveted|top|highest|international|annual|first|second|third|cash)(?P<branch>[a-z][a-z-]+(?:[ ](?:and[ ])?[a-z][a-z-]+){0,2})[ ](?:prize|award|medal)\b(?![ ]?(?:ceremon|committee|winn|recipient|laureate|money|jury))"
)
_HEADS_ZH = re.compile(
    r"(?:奖章|奖项|勋章|(?<![得获领颁授评报发为])奖(?![励金学品牌状杯赏台券池掖惩补勤评者项次]|得(?!主)|章))(?:得主|获得者)?"
)
_CLASS = re.compile(
    rf"[“”「」\"'·—\-\s]{{0,2}}(?:(?:[（(]?(?:(?![和与及第届获颁由等有])[{CJK}]){{0,10}}?(?:特等|一等|二等|三等|金|银|铜|成就|贡献|创新|青年|杰出|优秀|特别|终身|进步|发明|科学|技术|工程|研究|论文|管理|政策|科普|国际|合作|团队|组织)(?:(?![和与及第届获颁由等有])[{CJK}]){{0,6}}?奖[）)]?)|[（(](?:特等|一等|二等|三等)奖?[)）])(?!励|金|学)[”」\"]?"
)
_EDGE_ZH = re.compile(
    r"[，,。；;：:！!？?、\n|（）()《》]|\s{2,}|(?:荣获|荣膺|荣登|获得|获评|获颁|获授|喜获|斩获|摘得|摘取|夺得|赢得|捧得|捧回|拿下|拿到|得到|授予|授|颁发|颁给|颁予|颁出|颁布|颁|入选|当选|分获|分享|分别获|共享|问鼎|揭晓|公布|设立|评选|评为|设有|包括|申报|推荐|获)(?:过|了)?"
    r"|者[是为]|得主[是为]|成为|加上|在(?=[A-Z])|喜摘|勇摘|摘|计|即|含|叫做|称为|名为|合计|外加|另有|还有|分别|其中|项成果|的成果|”成果|“成果"
    r"|第[一二三四五六七八九十百\d]+[届次屆回]|首届|本届|上届|历届|(?:19|20)\d\d\s*[—–~-]?\s*(?:\d{2,4})?\s*年?度?|本?年度(?!科)|今年|去年|每年|[了的过在将是由被把从因凭](?!卓)|该|这一|这个|这项|此项|此|其|一项|两项|三项|多项|各项|各类|某|著名|知名|重要|(?<!国家)最高|最具|设|有|(?<![高特一二三四])等|以及|(?<=奖)[和与及]|(?<=[当选增])[为选]|[一二三四五六七八九十两\d]+[个项位名人]"
)
_AGAIN_ZH = re.compile(
    r"(?:该|此|这一|这项|此项|这个|本|上述)(?:大|荣誉)?(?:奖项|奖|殊荣|荣誉|桂冠|称号)"
)
_ELECTED_ZH = re.compile(
    rf"(?:(?:(?!和)[{CJK}]){{2,14}}?|[A-Z]{{2,6}}\s?)(?:外籍|海外|通讯|荣誉)?(?:院士|会士|[Ff]ellow)(?=$|[，,。；;！!、\s（(）)”」\d]|称号|名单|增选|[一二三四五六七八九十两]{1, 3}[名人位]|及|和|的)"
)
_CLASS_ALONE = re.compile(r"[“「]?(?:特等|一等|二等|三等|金|银|铜|金质|银质|铜质)奖[”」]?")
_GIVEN_BY_ZH = re.compile(r"(?:学会|协会|科学院|工程院|基金会|大学)(?:颁发|颁授|设立)的$")
_NO_NAME_ZH = re.compile(
    r"(?:[各多两三四五六七八九十几重磅权威顶级尖大小单该全总学术科技类年度届次相关国内际外重要最高本校院的荣誉\d]|其他|所有|以上|一系列|奖项|获)*(?:奖项|大奖|奖)"
)
_CHOSEN_ZH = re.compile(r"新当选|新增选|增选|选出|此次|本次|今年|新晋|新任|新科|新|位|名|的")
_BODY_ZH = re.compile(
    r"(?:科学院|工程院|研究院|学会|协会|学院|学术院|中科院|中研院|IEEE|ACM|[A-Z]{3,6}|皇家|联盟|联合会|科协)[\u4e00-\u9fff]{0,4}?(?:院士|会士|[Ff]ellow)$|^(?:外籍|名誉|荣誉|新科|台籍|海外|通讯)+院士$"
)
PLACES = re.compile(
    r"奖|勋章|院士|会士|殊荣|荣誉|桂冠|称号|prize|award|medal|fellow|lecture|troph|hono|scholar|investigator|citation|prix|preis|"
    r"distinction|accolade|title|academician|member|elected"
)
"""One of these stands in every name of a prize, and in every word that points back to one; in lower case."""

_FEWEST_ZH = 3  # characters of a Chinese prize's name
_CLOSES = re.compile(r'[^，。；,;\n“「]{1,16}[”」"]')
_REACH = 48  # characters of the longest Chinese prize's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Prize:
    """A prize named at [start, end). `giver`: who gives it, where the name or its owner says so.

    `again`: no name but a word for the prize named before: "the prize", `该奖`. `branch`: with a field, "the physics
    prize". `elected`: membership of a body.
    """

    start: int
    end: int
    giver: Range | None = None
    again: bool = False
    elected: bool = False
    branch: bool = False


def prizes(text: str, start: int, end: int) -> list[Prize]:
    """Return the prizes that text[start:end] names or points back to, in order, none within another."""
    found = [*_elections(text, start, end), *_latin(text, start, end), *_chinese(text, start, end)]
    found += [
        Prize(start=m.start(), end=m.end(), again=True) for m in _AGAIN.finditer(text, start, end)
    ]
    found += [Prize(start=m.start(), end=m.end()) for m in _PLAIN.finditer(text, start, end)]
    found += [
        Prize(start=m.start("branch"), end=m.end(), again=True, branch=True)
        for m in _BY_BRANCH.finditer(text, start, end)
    ]
    return _apart(found)


def _apart(found: list[Prize]) -> list[Prize]:
    kept: list[Prize] = []
    for prize in sorted(found, key=lambda p: (p.start, -p.end)):
        if not kept or prize.start >= kept[-1].end:
            kept.append(prize)
    return kept


def _latin(text: str, start: int, end: int) -> Iterator[Prize]:
    for match in _LATIN.finditer(text, start, end):
        if _HEADED.search(match.group()) is None:
            continue
        yield from _headed(text, *match.span(), start, end)


def _headed(text: str, start: int, end: int, low: int, high: int) -> Iterator[Prize]:
    """Yield the prizes of a run of capitalised words: each from the last word that is not its own to its head."""
    begin = start
    heads = list(_HEADED.finditer(text, start, end))
    for order, head in enumerate(heads):
        if _NO_HEAD.match(text, head.end()) or not _heads(text, begin, head):
            continue
        following = heads[order + 1].start() if order + 1 < len(heads) else end
        first = begin + re.match(r"[ ,;]*(?:(?:and|&|or)[ ])?", text[begin : head.start()]).end()  # type: ignore[union-attr]
        for cut in _CUT.finditer(text[begin : head.start()]):
            first = max(first, begin + cut.end())
        first += _YEARS.match(text[first : head.end()]).end()  # type: ignore[union-attr]
        if led := _THE.match(text[first : head.start()]):
            first += led.end()
        giver = None
        if owner := _OWNER.match(text[first : head.start()]):
            giver = _bare(text, first, first + owner.end("giver"))
            first += owner.end()
            first += _YEARS.match(text[first : head.end()]).end()  # type: ignore[union-attr]
        stop = head.end()
        if branch := _BRANCHED.match(text, stop, end if order + 1 == len(heads) else following):
            stop = _without_verb(text, stop, branch.end())
        name = text[first:stop]
        if _PLURAL.search(name):
            begin = stop
            continue
        if of := _OF_BODY.match(name):
            giver = giver or (first + of.start("giver"), first + of.end("giver"))
        begin = stop
        if not re.search(r"[A-ZÀ-Þ0-9“\"]", name) or (
            name.split()[0].lower() in {"competition", "prize", "award"} and len(name.split()) < 3
        ):
            continue
        if _ALONE.match(name) or len(name) < 6 or head.start() < first:
            continue
        if order + 1 < len(heads) and not text[stop:following].strip(" "):
            begin = first  # "Award Medal": one name with two heads
            continue
        giver = giver or _owner(text, low, first) or _given_by(text, stop, high)
        yield Prize(start=first, end=stop, giver=giver)


def _bare(text: str, start: int, end: int) -> Range:
    """Return a name without "The" before it."""
    return (start + 4, end) if text[start:end].startswith(("The ", "the ")) else (start, end)


def _heads(text: str, begin: int, head: re.Match[str]) -> bool:
    """False for a word in small letters that no capitalised one stands right before: "of the prize", "she awards"."""
    if head.group()[0].isupper():
        return True
    before = text[begin : head.start()].split()
    return bool(before) and before[-1][:1].isupper() and not _VERB.match(text, head.start())


def _without_verb(text: str, start: int, end: int) -> int:
    """Return where a branch ends: before the first word that is a headline's own."""
    lead = _LEAD.match(text, start, end)
    cut = _CUT.search(text[start:end], lead.end() - start if lead else 0)
    stop = end if cut is None else start + cut.start()
    return start + len(text[start:stop].rstrip(" ,."))


def _owner(text: str, low: int, start: int) -> Range | None:
    """Return whose prize it is: `the Royal Society's prestigious | Copley Medal`."""
    match = _OWNED.search(text, max(low, start - 120), start)
    return _bare(text, *match.span("giver")) if match and match.end() == start else None


def _given_by(text: str, start: int, end: int) -> Range | None:
    """Return who a prize is from: `Early Career Award | from the European Union of Minerals`."""
    match = _FROM.match(text, start, end)
    return match.span("giver") if match else None


def _elections(text: str, start: int, end: int) -> Iterator[Prize]:
    english = any(text.find(word, start, end) >= 0 for word in _ELECTION_WORDS)
    for match in _ELECTED.finditer(text, start, end) if english else ():
        body = next((name for name in ("body", "body2", "body3", "body4") if match[name]), "body")
        member = match.group().lower().startswith("member")
        if (_LEARNED_BODY if member else _BODY).search(match[body]):
            first = match.start()
            if led := _THE.match(text[first : match.end()]):
                first += led.end()  # "NASI, the | Academy of …"
            elif match.group().startswith("The "):
                first += len("The ")
            end_of_name = match.start() + len(match.group().rstrip("."))
            giver = trimmed(text, *match.span(body), ".")
            yield Prize(start=first, end=end_of_name, giver=giver, elected=True)
    for match in _ELECTED_ZH.finditer(text, start, end):
        first = match.start()
        for edge in _EDGE_ZH.finditer(text, first, match.end() - 2):
            first = edge.end()
        name = _CHOSEN_ZH.sub("", text[first : match.end()])
        if _BODY_ZH.search(name):
            yield Prize(start=first, end=match.end(), elected=True)


def _chinese(text: str, start: int, end: int) -> Iterator[Prize]:
    position = start
    for again in _AGAIN_ZH.finditer(text, start, end):
        yield Prize(start=again.start(), end=again.end(), again=True)
    for head in _HEADS_ZH.finditer(text, start, end):
        stop = head.start() + len(re.sub("(?:得主|获得者)$", "", head.group()))
        if head.start() < position:
            continue
        first = _begin(text, max(position, head.start() - _REACH, start), head.start())
        while (more := _CLASS.match(text, stop, end)) is not None and more.end() > stop:
            stop = more.end()
        if (
            stop < end
            and text[stop] in '”」"'
            and text[first:stop].count("“")
            + text[first:stop].count("「")
            + text[first:stop].count('"') % 2
        ):
            stop += 1
        position = stop
        if _CLASS_ALONE.fullmatch(text, first, stop) and not _GIVEN_BY_ZH.search(
            text, start, first
        ):
            yield Prize(start=first, end=stop, again=True)
        elif _CLASS_ALONE.fullmatch(text, first, stop) or (
            stop - first >= _FEWEST_ZH and not _NO_NAME_ZH.fullmatch(text, first, stop)
        ):
            yield Prize(start=first, end=stop)


def _begin(text: str, low: int, head: int) -> int:
    """Return where the name begins whose word for a prize stands at `head`."""
    quote = max(text.rfind(mark, low, head) for mark in '“「"')
    closed = max(text.rfind(mark, low, head) for mark in "”」")
    if _CLOSES.match(text, head) is None:
        quote = -1  # of somebody's words, in which the prize is named
    first = low
    for edge in _EDGE_ZH.finditer(text, low, head):
        if quote >= 0 and quote > closed and edge.start() > quote:
            break  # within quotation marks everything belongs to the name
        first = edge.end()
    while first < head and text[first] in " \u3000*_#>-·”’":
        first += 1
    return first
