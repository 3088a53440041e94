"""Bylines: lists of names, with the institutions, numbers and brackets that stand among them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from config.languages import NAME_FORMS
from parsers.language.names import DOTTED, NOT_PERSON, SURNAMES, TRANSLITERATED
from parsers.language.term_index import TermIndex
from parsers.text.characters import CJK, clean, has_cjk, trimmed

Range = tuple[int, int]

_LEAD = re.compile(
    r"(?:<br\s*/?>|[\s*_~()（）》」,，.:：;—–|\"”’'>-]|(?:by|with|authors?|speakers?|winners?|recipients?|作者|论文作者|获奖者)(?=[\s:：|])\s*[:：|]?)*",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"\s*(?:、|，|,|;|；|·(?=\s)|•|\n|\s/\s|\s&\s|\band\b|\s和\s|和|与|以及|及(?![a-z]))\s*"
)
_BRACKETED = re.compile(r"\s*[(（\[](?P<inner>[^()（）\[\]]{1,160})[)）\]]\s*")
_MARKS = re.compile(
    r"(?<![\s\d*†‡§¶#^⁰¹²³⁴⁵⁶⁷⁸⁹])[\s\d*†‡§¶#^⁰¹²³⁴⁵⁶⁷⁸⁹]++$|(?<!\s)\s*+<sup>.*?</sup>\s*$"
)
_PARTICLES = frozenset((*NAME_FORMS.particles, *NAME_FORMS.particles_listed))
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?$")
_INITIAL = re.compile(r"(?:[A-Z]\.?-?){1,3}$")
_CJK_NAME = re.compile(f"[{CJK}·・]{{2,12}}")
_ACRONYM = re.compile(r"[A-Z][A-Z&-]{1,7}\d?$")
_INSTITUTION = re.compile(
    r"\b(?:University|Universit[äéàa]t?\w*|Universidad\w*|Institut\w*|College|Laborator(?:y|ies)|Labs?|Academy|"
    r"Foundation|Cent(?:er|re)|School|Hospital|Polytechni\w*|Politecnico|Inc|Corp|GmbH|Ltd|Research)\b\.?"
)
_ET_AL = re.compile(
    r"(?:et al\.?|and others|and colleagues|等人?|团队|team|(?:共同|合作|联合)?(?:完成|提出|撰写))$",
    re.IGNORECASE,
)
_LONG_NAME = 9  # words of the longest institution's name
_INITIALS = 3  # letters of the longest abbreviation within a name
_ORDINARY = re.compile(
    r"[A-Z][a-z]{4,}(?:ing|ed)|[A-Z][a-z]+(?:tions?|ments?|ness|ities|ity|isms?|ology|ances?|ences?|ware|ical|ized|ised|less|ful|works?|models?)"
    r"|(?:Deep|Fast|Large|Small|Other|Memory|Robust|Optimal|Fair|Zero|Shot|Open|Long|Short|Hidden|Social|Visual|Human|Data)"
)
_FINAL = "a|ai|an|ang|ao|e|ei|en|eng|er|i|ia|ian|iang|iao|ie|in|ing|iong|iu|o|ong|ou|u|ua|uai|uan|uang|ue|ui|un|uo|v|ve"
_PINYIN = re.compile(rf"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:{_FINAL})){{1,3}}")
_LONGEST = 6000  # characters of a byline; what is longer is no list of names
_MOST = 240  # members of a byline: collaborations are longer, and named as such


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """People and institutions, in order, as ranges of the text."""

    names: tuple[Range, ...]
    institutions: tuple[Range, ...]


def byline(index: TermIndex, start: int, end: int) -> Byline | None:
    """Return the byline that text[start:end] is, or None where it is anything else.

    "by Ada Park¹, Bo Li (EPFL) and Cy Dow, University of Vienna". A Latin name has two words or
    more; a lone word is none.
    """
    text = index.text
    if end - start > _LONGEST:
        return None
    start += _LEAD.match(text[start:end]).end()  # type: ignore[union-attr]
    start, end = trimmed(text, start, end, "*_~.,，;；:：|<>—–- ")
    inside = text[start:end]
    closed = inside.count(")") + inside.count("）") > inside.count("(") + inside.count("（")
    if closed and inside.endswith((")", "）")):
        end = trimmed(text, start, end - 1)[1]
    names: list[Range] = []
    orgs: list[Range] = []
    for first, last in _members(text, start, end):
        first, last = _without_bracket(index, first, last, orgs)
        if ended := _ET_AL.search(text[first:last]):
            first, last = trimmed(text, first, first + ended.start(), "*_,， ")
        first, last = trimmed(text, first, last, '*_~ .,，;；`"“”')
        if first >= last:
            continue
        if marks := _MARKS.search(text[first:last]):
            last = first + marks.start()
            if first >= last:
                continue
        if is_institution(index, first, last):
            orgs.append((first, last))
        elif "*" not in text[first:last] and is_name(text[first:last]):
            names.append((first, last))
        else:
            return None
    if not names or (len(names) == 1 and _ordinary(text[slice(*names[0])])):
        return None
    return Byline(names=tuple(names), institutions=tuple(orgs))


def is_name(printed: str) -> bool:
    """True for what is written as a person's name: capitalised words, initials and particles."""
    value = clean(printed)
    if has_cjk(value):
        return bool(DOTTED.fullmatch(value)) or (
            bool(_CJK_NAME.fullmatch(value))
            and len(value) <= 8
            and (value[0] in SURNAMES or value[0] in TRANSLITERATED)
        )
    if NOT_PERSON.search(value) or len(value) > 60:
        return False
    words = value.split()
    if not 2 <= len(words) <= 6 or words[-1].casefold() in _PARTICLES:
        return False
    return all(_name_word(word) for word in words) and any(len(w.strip(".")) > 1 for w in words)


def _ordinary(printed: str) -> bool:
    """True when capitalised words are ordinary ones: "Improving Alignment" is nobody's name."""
    return any(
        _ORDINARY.fullmatch(word) and not _PINYIN.fullmatch(word.casefold())
        for word in re.findall(r"[^\W\d_]+", clean(printed))
    )


def is_institution(index: TermIndex, start: int, end: int) -> bool:
    """True for a name that holds a word for an organisation, or is a known maker or an acronym."""
    printed = index.text[start:end].strip()
    if has_cjk(printed):
        return any(t.end == end for t in index.find("organisation", start, end)) or index.has(
            "maker", start, end
        )
    if len(printed.split()) > _LONG_NAME or re.search(r"[|:?!]|\.\s", printed):
        return False
    known = next(index.find("maker", start, end), None)
    return bool(
        _INSTITUTION.search(printed)
        or _ACRONYM.fullmatch(printed)
        or (known and known.end - known.start >= len(printed) - 12)
    )


def _name_word(word: str) -> bool:
    if word.casefold() in _PARTICLES:
        return True
    if word.endswith(".") and len(word.strip(".-")) > _INITIALS and not _SUFFIX.fullmatch(word):
        return False  # a stop ends a sentence, not a name
    if word[0] in "(“\"'‘" and len(word) > 2:
        word = word[1:].rstrip(")”\"'’")
    if _SUFFIX.fullmatch(word) or _INITIAL.fullmatch(word):
        return True
    letters = word.replace("-", "").replace("’", "").replace("'", "").replace("‐", "").rstrip(".")
    return letters.isalpha() and (word[0].isupper() or word[:2] in {"d'", "d’"})


def _members(text: str, start: int, end: int) -> list[Range]:
    """Split a list at its separators, none of them within brackets."""
    depth, edge, members = 0, start, []
    position = start
    while position < end:
        character = text[position]
        depth += (character in "(（[“") - (character in ")）]”")
        if character == '"':
            depth += -1 if depth > 0 else 1
        found = _SEPARATOR.match(text, position, end) if depth <= 0 else None
        if found and found.end() > position:
            word = text[position - 1 : position].isalpha() and found.group().strip().isalpha()
            if not (word and found.group().strip().isascii()):
                members.append((edge, position))
                edge = position = found.end()
                continue
        position += 1
    members.append((edge, end))
    return [m for m in members if m[0] < m[1]][:_MOST]


def _without_bracket(index: TermIndex, start: int, end: int, orgs: list[Range]) -> Range:
    """Take what stands in brackets behind a name: an institution, or nothing that is needed."""
    found = None
    for match in _BRACKETED.finditer(index.text, start, end):
        found = match
    if found is None or found.end() != end:
        return start, end
    inner = found.span("inner")
    marks = re.fullmatch(r"[\d,*\s]+", found["inner"])
    if not marks and (is_institution(index, *inner) or not is_name(found["inner"])):
        orgs.append(trimmed(index.text, *inner))
    return start, found.start()
