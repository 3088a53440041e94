"""Names in running text: people, organisations, works. All positions are in the text given."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from config.languages import NAME_FORMS
from parsers.language.term_index import TermIndex
from parsers.text.characters import CJK, clean, has_cjk, trimmed

_LOWER_PARTS = "|".join(NAME_FORMS.particles)
_TOKEN = r"[A-ZÀ-ÖØ-ÞĀ-Ž][A-Za-zÀ-žḀ-ỹ0-9'’‐-]{0,59}+\.?"  # noqa: S105  a capitalised word or an initial
PERSON = re.compile(
    rf"{_TOKEN}(?:[ \u00a0](?:[“\"(][A-Z]\w+[)”\"][ \u00a0])?(?:(?:{_LOWER_PARTS})[ \u00a0])*(?:{_TOKEN}|'t [A-Z]\w+)){{1,4}}"
)
SURNAMES = "".join(NAME_FORMS.surnames.split())
TRANSLITERATED = "".join(NAME_FORMS.transliterated.split())
DOTTED = re.compile(f"[{TRANSLITERATED}]{{1,6}}(?:[·・•‧][{TRANSLITERATED}]{{1,8}}){{1,3}}")
_SEPARATOR = re.compile(r"\s*(?:、|，|,|;|；|\s&\s|\band\b|\s和\s|和|与|以及|及(?![a-z]))\s*")
_STRONG_SEPARATOR = re.compile(r"\s*(?:、|;|；)\s*")
_WORK = re.compile(
    r"《(?P<a>[^《》\n]{4,300})》|“(?P<b>[^“”\n]{12,300})”|\"(?P<c>[^\"\n]{12,300})\""
    r"|「(?P<d>[^「」\n]{12,300})」|(?<!\*)\*(?P<e>[^*\n]{16,300})\*(?!\*)|\*\*(?P<f>[^*\n]{16,300})\*\*"
)
_ORG_EDGE = re.compile(r"(?:来自|就读于|任职于|隶属|由|和|与|以及|是|的|在|及|给|了|授予|、|，|,)")
_LATIN_ORG = re.compile(
    rf"(?:{_TOKEN}[ ]){{0,4}}"
    r"(?:University|Institute|College|Laboratory|Laboratories|Labs?|Academy|Foundation|Center|Centre|School|[Cc]ollaborations?)"
    rf"(?:[ ](?:of|at|for)[ ](?:the[ ])?{_TOKEN}(?:[ ](?:and[ ])?{_TOKEN}){{0,3}})?"
)


_LATIN_TEAM = re.compile(
    rf"(?:{_TOKEN}[ ]){{0,2}}[A-Z][\w.-]{{1,80}}\s?(?:团队|公司|实验室|小组|课题组)"
)


# In the four characters before a title stands a name of three at most, and what divides it from others.
_NAME_BEFORE = 4
_BEFORE_TITLE = re.compile(
    rf"(?:^|[^{CJK}]|[学院所司校室心部科家师者和与及、])([{SURNAMES}][{CJK}]{{1,2}})$"
)
_EDGE_BEFORE_TITLE = re.compile(r"(?:由|给|了|和|与|及|、)([一-鿿]{2,3})$")
_AFTER_TITLE = re.compile(
    rf"\s?((?![们和与及的在是等因])[{CJK}]{{2,4}}?)(?=[^{CJK}]|$|和|与|及|的|因|凭|获|荣|摘|得了|拿|等)"
)
_LONGEST = 6000  # characters in which people are looked for; no sentence or list of names is longer
_BRACKETED_NAME = re.compile(rf"\s?[（(](?P<name>(?:{PERSON.pattern})|[{CJK}·・]{{2,12}})[)），,]")


def people(index: TermIndex, start: int, end: int) -> list[tuple[int, int]]:
    """Return the people named in text[start:end]: Latin names, and Chinese names beside titles."""
    text, end = index.text, min(end, start + _LONGEST)
    found = [
        span
        for match in PERSON.finditer(text, start, end)
        if (span := _person(index, *match.span())) is not None
    ]
    found += [m.span() for m in DOTTED.finditer(text, start, end)]
    for title in index.find("title", start, end):
        if not has_cjk(title.value):
            continue
        found += _beside_title(text, title.start, title.end, start, end)
    found.sort(key=lambda span: (span[0], -span[1]))
    apart = [f for i, f in enumerate(found) if i == 0 or f[0] >= found[i - 1][1]]
    return without_other_forms(text, apart)


def other_form(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the same name in the other script, in brackets behind it: "斯万特·帕博（Svante Pääbo）"."""
    match = _BRACKETED_NAME.match(text, end)
    if match is None or has_cjk(match["name"]) == has_cjk(text[start:end]):
        return None
    return match.span("name")


def without_other_forms(text: str, named: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the names without those that only repeat the one before in the other script."""
    forms = [form for span in named if (form := other_form(text, *span)) is not None]
    # Both stand in order: of the forms that begin before a name, the last reaches farthest.
    within = (bisect_right(forms, a, key=lambda form: form[0]) - 1 for a, _ in named)
    return [
        (a, b) for (a, b), last in zip(named, within, strict=True) if last < 0 or forms[last][1] < b
    ]


def _person(index: TermIndex, start: int, end: int) -> tuple[int, int] | None:
    # A title or function before the name is no part of it: "Professor Ada Park".
    for title in index.find("title", start, end):
        if title.start == start:
            start = title.end
    owner = re.match(r"\w+['’]s?\s+", index.text[start:end])  # "Stanford's Fei-Fei Li"
    start += owner.end() if owner else 0
    start, end = trimmed(index.text, start, end, ".,")
    printed = index.text[start:end]
    tokens = printed.split()
    if len(tokens) < 2 or any(t.isupper() and len(t) > 3 for t in tokens):
        return None
    if any(index.has(name, start, end) for name in ("organisation", "venue", "category", "prize")):
        return None
    return None if NOT_PERSON.search(printed) else (start, end)


NOT_PERSON = re.compile(rf"^(?:A|An)\b|\b(?:{'|'.join(NAME_FORMS.no_names)})\b")


def _beside_title(
    text: str, title_start: int, title_end: int, start: int, end: int
) -> Iterator[tuple[int, int]]:
    """Yield the Chinese name before ("陈长汶教授") or after ("教授陈长汶") a title."""
    near = max(start, title_start - _NAME_BEFORE)
    for pattern in (_BEFORE_TITLE, _EDGE_BEFORE_TITLE):
        match = pattern.search(text[near:title_start])
        if match and match.group(1)[0] in SURNAMES:
            yield near + match.start(1), near + match.end(1)
            return
    after = _AFTER_TITLE.match(text, title_end, end)
    if after and (after.group(1)[0] in SURNAMES or after.end() < end):
        yield after.span(1)


def split_list(
    index: TermIndex, start: int, end: int, *, institutions: bool = False
) -> list[tuple[int, int]]:
    """Return the members of a list, without "et al.", empty parts and mark-up.

    Institutions in Latin hold commas ("University of California, Berkeley"), so a list that has
    stronger separators is split at those alone.
    """
    text = index.text
    segment = text[start:end]
    separator = _SEPARATOR
    if institutions:
        strong = _STRONG_SEPARATOR.search(segment)
        separator = _STRONG_SEPARATOR if strong else re.compile(r"\s*[,，]\s*")
    edges, parts, read, depth = start, [], start, 0
    for found in separator.finditer(text, start, end):
        depth += _opened_brackets(text[read : found.start()])
        read = found.start()
        if depth > 0:
            continue
        parts.append((edges, found.start()))
        edges = found.end()
    parts.append((edges, end))
    members = []
    for begin, stop in parts:
        begin, stop = trimmed(text, begin, stop, "*_,，、;；<>/ ")
        for mark in sorted(index.vocab.lexicon.words.et_al, key=len, reverse=True):
            if text[begin:stop].lower().endswith(mark) and (
                has_cjk(mark) or stop - begin == len(mark) or text[stop - len(mark) - 1] == " "
            ):
                begin, stop = trimmed(text, begin, stop - len(mark), "*_,，、;； ")
                break
        if begin < stop:
            members.append((begin, stop))
    return members


def _opened_brackets(segment: str) -> int:
    """Return how many brackets the segment opens more than it closes."""
    return sum(map(segment.count, "(（")) - sum(map(segment.count, ")）"))


def organisations(index: TermIndex, start: int, end: int) -> list[tuple[int, int]]:
    """Return organisations whose name holds a word for one, such as 大学 or Institute."""
    text = index.text
    found = [trimmed(text, *m.span()) for m in _LATIN_ORG.finditer(text, start, end)]
    suffixes = [w for w in index.vocab.lexicon.words.organisation if has_cjk(w)]
    pattern = re.compile(rf"[{CJK}·]{{2,16}}(?:{'|'.join(suffixes)})(?:[{CJK}]{{2,6}}分校)?")
    for match in pattern.finditer(text, start, end):
        begin, stop = match.span()
        edges = [e.end() for e in _ORG_EDGE.finditer(text, begin, stop - 2)]
        begin = max([begin, *edges])
        if stop - begin >= 4:
            found.append((begin, stop))
    found += [m.span() for m in _LATIN_TEAM.finditer(text, start, end)]
    return sorted(found)


def works(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield titles set off by 《》, quotes or emphasis in text[start:end]."""
    for match in _WORK.finditer(text, start, end):
        group = next(name for name, value in match.groupdict().items() if value is not None)
        begin, stop = trimmed(text, match.start(group), match.end(group), "*_,，")
        if group != "a" and not looks_like_title(text[begin:stop]):
            continue
        yield begin, stop


def looks_like_title(printed: str) -> bool:
    """A title has three words or more, most of the long ones capitalised; Chinese has no case."""
    value = clean(printed)
    if has_cjk(value):
        return 6 <= len(value) <= 80 and not re.search(r"[。！，,]", value)
    words = [w for w in re.findall(r"[^\W\d_][\w'’-]*", value) if len(w) > 3]
    capitals = sum(w[0].isupper() for w in words)
    return len(value.split()) >= 3 and bool(words) and capitals * 2 >= len(words)
