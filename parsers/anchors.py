"""What two reports of one event have in common, whatever their words and language: people, institutions, numbers, names.

A mention of news is given keys that begin with `near|`: two that share one may speak of the same event and are
compared (identity.py). They hold for some weeks: what is reported a season apart is other news.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from config.languages import NUMBER_WORDS
from parsers.judging.pages import is_common
from parsers.language.names import TRANSLITERATED
from parsers.language.romanisation import (
    as_in_taiwan,
    in_latin,
    latin_form,
    sounds_of_chinese,
    sounds_of_latin,
)
from parsers.language.term_index import TermIndex
from parsers.meeting import NEAR, SAYS
from parsers.recognition.institutions import institutions
from parsers.recognition.people_en import latin_people
from parsers.recognition.people_zh import chinese_people
from parsers.records import Article, KnownInstitution, Mention
from parsers.text.characters import clean, folded, has_cjk

Range = tuple[int, int]

SPAN = 28
"""Days of a window; each date lies in two, so reports within fourteen days share one."""
_READ = 1600  # characters of an article of one subject that are compared
_MOST = 10  # anchors of a kind
_NUMBER = re.compile(r"(?<![\d.,A-Za-z-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\d.,]*\d)")
_YEARS = range(1800, 2101)
_ROUND = frozenset({100, 200, 500, 1000, 10000, 100000, 1000000})
_LEAST_NUMBER = 32  # what is less is a day or a count of few things
_MIXED = re.compile(
    r"(?<![\w@./-])(?:[A-Z][a-z]*[A-Z]\w*(?:-\w+)*|[A-Za-z]+[-–]?\d+\w*|[A-Z]{3,}(?:-\w+)*)(?![\w@/])"
)
_SPECIES = re.compile(r"\b([A-Z][a-z]{3,} [a-z]{4,}(?:us|a|um|is|ensis|ii|i|ae))\b")
_EPONYM = re.compile(
    r"\b([A-Z][\w’'-]+(?:[–-][A-Z][\w’'-]+)?)(?:['’]s)? (?:\w+ ){0,2}(?:conjecture|problem|theorem|hypothesis|question)"
)
_QUOTED = re.compile(r"[《“「『]([\u4e00-\u9fffA-Za-z0-9·-]{2,12})[》”」』]")
_CALLED = re.compile(r"([\u4e00-\u9fff·—-]{2,8}(?:猜想|定理|望远镜|号))")
_RARE = re.compile(r"\b[a-z]{7,}\b")
_UNITS = {
    "week": ("weeks", "week", "周", "星期"), "day": ("days", "day", "天", "日"), "hour": ("hours", "hour", "小时"),
    "minute": ("minutes", "minute", "分钟"), "second": ("seconds", "second", "秒"), "month": ("months", "month", "个月"),
    "year": ("years", "year", "年"), "mm": ("millimetres", "millimeters", "millimetre", "mm", "毫米"), "cm": ("centimetres", "centimeters", "cm", "厘米", "公分"),
    "km": ("kilometres", "kilometers", "km", "公里", "千米"), "percent": ("percent", "per cent", "%"), "metre": ("metres", "meters", "米", "公尺"),
    "k": ("kelvin", "k", "开"), "patients": ("patients", "例", "名患者"), "qubits": ("qubits", "qubit", "个量子比特", "量子比特"), "times": ("times", "倍"),
    "age": ("year-old", "岁", "岁的"),
}  # fmt: skip
_MEASURE = re.compile(
    rf"(?<![\d.,a-z])(?:(?P<digits>\d+(?:\.\d+)?)|(?P<word>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))[ -]?(?P<unit>{'|'.join(sorted((re.escape(n) for u in _UNITS.values() for n in u), key=len, reverse=True))})(?![a-z])"
)
_CAPITAL = re.compile(r"(?<=[a-z,;] )([A-Z][a-zà-ž]{4,})(?![\w-])")
_TOO_COMMON = frozenset(
    "dna rna pdf isbn nasa usa covid-19 phd ceo who gps ai llm gpt nature science cell prl pnas doi http https www utc gmt cet".split()
)
_WORDS = 80  # of a statement that are kept
_LONGEST = 4  # characters of a Chinese name: two of the family and two given
_HEARD = 3  # characters by which a foreign surname is told, however its end is written: `桑多瓦`, `桑多瓦尔`
_TRANSLITERATED = frozenset(TRANSLITERATED)
_SURNAME = 6  # letters of a surname that few bear


def anchored(
    article: Article, index: TermIndex, mentions: list[Mention], parts: list[Range]
) -> list[Mention]:
    """Return the mentions with their names in one form; those of news with the keys by which other reports of it are found.

    `parts`: the items of a round-up, else nothing. An article without a date says not when: it has none.
    """
    mentions = [_in_one_form(mention, index) for mention in mentions]
    if article.published is None:
        return mentions
    day = article.published.date().toordinal()
    windows = (f"a{day // SPAN}", f"b{(day + SPAN // 2) // SPAN}")
    read: dict[Range, list[str]] = {}
    found = []
    for mention in mentions:
        if not (mention.is_new and mention.announce):
            found.append(mention)
            continue
        passage = _passage(article, mention, parts)
        if passage not in read:
            read[passage] = list(_of_passage(index, *passage))
        own = [*read[passage], *_of_winners(mention)]
        near = [f"{NEAR}{w}|{mention.kind}|{a}" for a in dict.fromkeys(own) for w in windows]
        said = _said(article, mention)
        found.append(replace(mention, keys=tuple(sorted({*mention.keys, *near, said}))))
    return found


def _in_one_form(mention: Mention, index: TermIndex) -> Mention:
    """Return a mention with one form of its recipients' names, and with those of its institutions that are known."""
    known = []
    for span in mention.spans:
        house = (
            index.first("institution", span.start, span.end) if span.name == "institution" else None
        )
        if house is not None:
            entry = index.vocab.institutions[house.value]
            known.append(
                KnownInstitution(
                    printed=clean(index.text[span.start : span.end]),
                    key=entry.key,
                    en=entry.label.en,
                    zh=entry.label.zh,
                    country=entry.country,
                )
            )
    return replace(
        mention,
        person_keys=tuple(person_key(name, index) for name in mention.recipients),
        known_institutions=tuple(dict.fromkeys(known)),
    )


def person_key(name: str, index: TermIndex) -> str:
    """Return one form of a person's name: as the lexicon knows him, in Latin letters, or by the sounds of a foreign name."""
    if (known := index.vocab.people.get(folded(name))) is not None:
        return known
    if not has_cjk(name):
        return latin_form(name)
    if "·" in name:
        return sounds_of_chinese(name) or folded(name)
    return in_latin(name) if len(name) <= _LONGEST else folded(name)


def _said(article: Article, mention: Mention) -> str:
    """Return the words in which a mention is told, as one key: pairs of characters in Chinese, longer words in English."""
    text = folded(article.text[mention.start : mention.end] + article.title)
    if has_cjk(article.text[mention.start : mention.end]):
        runs = re.findall(r"[\u4e00-\u9fff]+", text)
        words = {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
        return f"{SAYS}zh|{' '.join(sorted(words)[:_WORDS])}"
    plain = f"{article.text[mention.start : mention.end]} {article.title}".lower()
    words = {w for w in re.findall(r"[a-z]{4,}", plain) if w not in _TOO_COMMON}
    return f"{SAYS}en|{' '.join(sorted(words)[:_WORDS])}"


def _passage(article: Article, mention: Mention, parts: list[Range]) -> Range:
    item = next((p for p in parts if p[0] <= mention.start < p[1]), None)
    return item or (article.body, min(len(article.text), article.body + _READ))


def _of_winners(mention: Mention) -> Iterator[str]:
    """Yield the winners as anchors of their own: `r:wei zhang`."""
    for name in mention.recipients[:_MOST]:
        yield from (f"r{anchor}" for anchor in _of_person(name))


def _of_passage(index: TermIndex, start: int, end: int) -> Iterator[str]:
    text = index.text
    people = [*latin_people(text, start, end), *chinese_people(text, start, end)]
    for a, b in people[:_MOST]:
        yield from _of_person(text[a:b])
    houses = [f"i:{t.value}" for t in index.find("institution", start, end)]
    known = [(t.start, t.end) for t in index.find("institution", start, end)]
    for a, b in institutions(index, start, end):
        if not any(a < y and x < b for x, y in known):
            houses.append(f"o:{folded(text[a:b])}")
    yield from list(dict.fromkeys(houses))[:_MOST]
    yield from list(dict.fromkeys(_numbers(text[start:end])))[:_MOST]
    yield from list(dict.fromkeys(_measures(text[start:end])))[:_MOST]
    taken = {folded(w) for a, b in (*people, *known) for w in text[a:b].split()}
    names = dict.fromkeys(n for n in _names(text[start:end]) if n[2:] not in taken)
    yield from list(names)[:_MOST]
    if not has_cjk(text[start:end]):
        rare = (w for w in _RARE.findall(text[start:end]) if not is_common(w))
        yield from list(dict.fromkeys(f"w:{w}" for w in rare))[:_MOST]


def _of_person(printed: str) -> Iterator[str]:
    """Yield a person's name in Latin letters, by its sounds if it may be a foreign one, and a surname few bear."""
    name = clean(printed)
    if has_cjk(name):
        if "·" in name or "." in name:
            if sounds := sounds_of_chinese(name):
                yield f"k:{sounds}"
        elif len(name) <= 4:
            yield f"p:{in_latin(name)}"
            yield from (f"t:{form}" for form in as_in_taiwan(name))
        yield f"z:{name}"
        surname = re.split(r"[·.]", name)[-1]
        if len(surname) >= _HEARD and set(surname) <= _TRANSLITERATED:
            yield f"h:{surname[:_HEARD]}"
        return
    if " " in (form := latin_form(name)):
        yield f"p:{form}"
        yield f"t:{form}"
    if sounds := sounds_of_latin(name):
        yield f"k:{sounds}"
    last = folded(name.split()[-1]) if name.split() else ""
    if len(last) >= _SURNAME:
        yield f"s:{last}"


def _numbers(text: str) -> Iterator[str]:
    for whole, part in _NUMBER.findall(text):
        value = int(whole.replace(",", ""))
        if part:
            yield f"n:{value}{part}"
        elif value >= _LEAST_NUMBER and value not in _YEARS and value not in _ROUND:
            yield f"n:{value}"


def _measures(text: str) -> Iterator[str]:
    """Yield small numbers with what they count, alike in both languages: `26 weeks` and `26周`, `three millimetres`."""
    for match in _MEASURE.finditer(text.lower()):
        number = match["digits"] or str(NUMBER_WORDS.english.get(match["word"] or "", ""))
        unit = next((key for key, names in _UNITS.items() if match["unit"] in names), None)
        if number and unit and not (unit == "year" and number.isdigit() and int(number) in _YEARS):
            yield f"m:{number} {unit}"


def _names(text: str) -> Iterator[str]:
    """Yield names of systems, species, conjectures and what is quoted by name."""
    for name in _CAPITAL.findall(text):
        if not is_common(name.lower()):
            yield f"c:{folded(name)}"
    for pattern in (_MIXED, _SPECIES, _EPONYM, _QUOTED, _CALLED):
        for name in pattern.findall(text):
            form = folded(name)
            if form not in _TOO_COMMON and len(form) > 2:
                yield f"l:{form}"
