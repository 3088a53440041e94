"""Who or what stands beside a verb of awarding: trailing lists before it, objects after it."""

from __future__ import annotations

import re

from parsers.language.names import SURNAMES, TRANSLITERATED, looks_like_title, people, split_list
from parsers.language.term_index import TermIndex
from parsers.text.characters import CJK, clean, has_cjk, trimmed

Range = tuple[int, int]

_JOINT = re.compile(
    r"^[\s*_,，、&/]*(?:and|as well as|和|与|及|以及|还有)?[\s*_,，、]*(?:[(（][^()（）]{1,60}[)）][\s*_,，、&]*(?:and|和|与|及)?\s*)?$"
)
_ADJOINING = re.compile(
    r"[^,，;；。.!?]{0,24}$|\s*[,，]\s*$|\s*[,，][^;；。.!?]{3,90}[,，][^;；。.!?]{0,12}$"
)
_CHINESE_NAMES = re.compile(
    rf"(?:(?<=[^{CJK}])|(?<=[学院所司校家师授士长员者人由给予的])|^)"
    rf"((?:[{SURNAMES}][{CJK}]{{1,2}})(?:(?:、|和|与|及)[{SURNAMES}][{CJK}]{{1,2}})*)(?:等人?|三人|两人|共同|联合|同时|双双|分别|一起)?\s*$"
)
_CHINESE_OBJECTS = re.compile(
    rf"^\s*(?:了|给)?\s*(?:[{CJK}]{{0,14}}?(?:家|师|授|士|者|人|员|生))?\s*"
    rf"([{SURNAMES}][{CJK}]{{1,2}}(?:(?:、|和|与|及)[{SURNAMES}][{CJK}]{{1,2}})*)(?=[，,。；;\s等]|$|三人|两人)"
)
_TRANSLITERATIONS = re.compile(
    rf"(?:^|[家师授士者人员生了给予、和与及，,\s])([{TRANSLITERATED}·]{{2,14}}(?:(?:、|和|与|及|以及)[{TRANSLITERATED}·]{{2,14}})*)(?=[，,。；;\s（(等]|$|荣|获|因|两|三|共|分|的)"
)
_SURNAMES_LATIN = re.compile(
    r"(?:^|(?<=[.!?] )|(?<=['’]s ))((?:[A-Z][a-z'’-]{2,}(?:, | and | & )){1,4}[A-Z][a-z'’-]{2,}|[A-Z][a-z'’-]{3,})(?:, [^,.;]{3,60},)? (?:have |has |were |was |jointly |just |now |finally |both )*$"
)
_LATIN_TAIL = re.compile(
    rf"(?<=[{CJK}、，：\s])([A-Z][A-Za-z0-9.+-]*(?:[ :-]+[A-Za-z0-9.+-]+){{0,12}})\s*$"
)
_REASON = re.compile(r",?\s+(?:for|in recognition of)\s+(?=[a-z])|[;；。]|,\s+(?:who|which)\b")
_FIRST_AUTHOR = re.compile(r"\s*(?P<name>[A-ZÀ-Þ][\w'’-]+)\s+et al\b")
_SPACES = re.compile(r" {2,}")
_BY = re.compile(r"\s*[,，]?\s+(?:by|from)\s+")


def trailing_people(index: TermIndex, low: int, cue: int, named: list[Range]) -> list[Range]:
    """Return the list of people that ends right before a verb: "A, B and C | won"."""
    before = [p for p in named if low <= p[0] and p[1] <= cue]
    if before and _ADJOINING.match(_SPACES.sub(" ", index.text[before[-1][1] : cue])):
        run = [before[-1]]
        for person in reversed(before[:-1]):
            if not _JOINT.match(index.text[person[1] : run[0][0]]):
                break
            run.insert(0, person)
        return run
    return chinese_names(index, low, cue) or transliterations(index, low, cue, at_end=True)


def chinese_names(index: TermIndex, start: int, end: int) -> list[Range]:
    """Return Chinese names, by their surnames, that end the range: "李德仁、薛其坤 | 荣获"."""
    match = _CHINESE_NAMES.search(index.text[start:end])
    return _members(index, start, match.span(1)) if match else []


def objects(index: TermIndex, start: int, end: int) -> list[Range]:
    """Return the people that a verb of giving names after it."""
    named = people(index, start, end)
    if named:
        return named
    if first := _FIRST_AUTHOR.match(index.text, start, end):
        return [first.span("name")]
    match = _CHINESE_OBJECTS.match(index.text[start:end])
    if match:
        return _members(index, start, match.span(1))
    return transliterations(index, start, end, at_end=False)


def transliterations(index: TermIndex, start: int, end: int, *, at_end: bool) -> list[Range]:
    """Return foreign names in Chinese letters: "霍普菲尔德和辛顿"."""
    found = list(_TRANSLITERATIONS.finditer(index.text[start:end]))
    if not found:
        return []
    match = found[-1] if at_end else found[0]
    if at_end and len(index.text[start + match.end(1) : end].strip()) > 4:
        return []
    members = _members(index, start, match.span(1))
    return members if all(b - a >= 2 for a, b in members) else []


def surnames(index: TermIndex, start: int, cue: int) -> list[Range]:
    """Return bare surnames at the head of a sentence: "Hinton and Hopfield | win"."""
    match = _SURNAMES_LATIN.search(index.text[start:cue])
    if match is None:
        return []
    span = start + match.start(1), start + match.end(1)
    if any(index.has(n, *span) for n in ("venue", "category", "prize", "organisation", "maker")):
        return []
    return _members(index, start, match.span(1))


def work_before(index: TermIndex, start: int, cue: int) -> Range | None:
    """Return the unquoted title that stands before a verb: a whole English clause, or Latin in Chinese."""
    begin, stop = trimmed(index.text, start, cue, "*_,，")
    printed = index.text[begin:stop]
    tail = _LATIN_TAIL.search(printed)
    if index.has("venue", begin, stop):
        return None
    if has_cjk(printed):
        return (
            (begin + tail.start(1), begin + tail.end(1))
            if tail and len(tail.group(1)) > 3
            else None
        )
    words = clean(printed).split()
    return (begin, stop) if 3 <= len(words) <= 30 and looks_like_title(printed) else None


def work_after(index: TermIndex, start: int, end: int) -> tuple[Range, list[Range]] | None:
    """Return title and people of "… goes to | Generative Image Dynamics by Ada Park"."""
    by = _BY.search(index.text, start, end)
    stop = by.start() if by else end
    if reason := _REASON.search(index.text, start, stop):
        stop = reason.start()
    begin, stop = trimmed(index.text, start, stop, "*_,，.。:： ")
    if not (
        3 <= len(index.text[begin:stop].split()) <= 30 and looks_like_title(index.text[begin:stop])
    ):
        return None
    return (begin, stop), people(index, by.end(), end) if by else []


def _members(index: TermIndex, start: int, span: tuple[int, int]) -> list[Range]:
    return split_list(index, start + span[0], start + span[1])
