"""People in English sentences: capitalised names by their form, their titles and what no name holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from config.languages import NAME_FORMS
from parsers.language.names import NOT_PERSON

Range = tuple[int, int]

_PARTICLES = "|".join((*NAME_FORMS.particles, *NAME_FORMS.particles_listed))
_WORD = r"[A-ZÀ-ÖØ-ÞĀ-Ž](?:[A-Za-zÀ-žḀ-ỹ'’‐-]{0,40})(?:\.(?!\w))?"
_INITIALS = r"(?:[A-Z]\.[ -]?){1,3}"
_NICK = r"(?:[“\"‘(][A-Z]\w+[”\"’)][ ])?"
_NAME = re.compile(
    rf"(?<![\w@.’'-])(?:{_INITIALS}[ ]?)?{_WORD}(?:[ \u00a0]{_NICK}(?:(?:{_PARTICLES})[ \u00a0'’]?){{0,3}}(?:{_INITIALS}[ ]?)?{_WORD}){{0,4}}"
)
_TITLE = (
    r"(?:(?:Associate|Assistant|Adjunct|Emeritus|Emerita|Distinguished|Honorary|Visiting|Research|Full|Regents|Clinical|Chair|Senior)[ ])*"
    r"(?:Professor(?:s)?(?:[ ]Emerit(?:us|a))?|Profs?\.?|Drs?\.?|Sir|Dame|Lord|Lady|Baroness|Mr\.?|Mrs\.?|Ms\.?|Miss|Academician|President|Vice[- ]President|Chancellor|Vice-Chancellor|Dean|Director|Provost|Rector|"
    r"Chairman|Chair|Minister|Secretary|Senator|Governor|Captain|Colonel|Father|Rev\.?|Reverend|Engineer|Ir\.?|Datuk|Dato['’]?|Tan Sri|Lecturer|Scientist|Researchers?|Fellow|Author|Astronaut|King|Queen|Prince|Princess)"
)
_TITLES = re.compile(rf"(?:{_TITLE}(?:[ ]of[ ][A-Z]\w+)?[ ,]*)+(?=[ ]?[A-Z])")
_TITLED = re.compile(rf"{_TITLE}[ ]$")
_TITLE_WITHIN = re.compile(
    r"\b(?:Professors?|Profs?\.?|Drs?\.?|Sir|Dame|Researchers?|Scientists?|Faculty|Alumn\w+|Students?|Engineers?|Laureates?|Winners?|Fellows?|President|CEO|CTO|Chairman|Director|Ministers?|Dean|Chancellor|Postdocs?|Postdoctoral|Billionaires?|Taoiseach|Premier|Mayor)[ ]"
)
_OWNER = re.compile(r"^.*\w(?:['’]s|s['’])[ ]+(?=\S)")
_NOT_IN_TEXT = frozenset(NAME_FORMS.no_names_in_text.split())
STARTERS = frozenset(
    "Whoever Which Anyone Nobody Somebody The This That These Those It He She They We I You In On At By For From With As And But Or If When While After Before Since Both All Each Every Some Many Most Its His Her Their Our My Your An A Here There How Why What Who Where Which Also Now Today Yesterday Recently However Meanwhile Although Though During Among Under Over Between About "
    "Congratulations Congrats Help Vote Meet Led Says Said Wins Won Receives Received Named Elected Honored Honoured Awarded Joins Becomes Gets Takes Earns Announces Announced Selected Presented Recognized Recognised Shares Shared Using Via Toward Towards Beyond".split()
)
_SUFFIX = re.compile(
    r"(?:,?[ ](?:FRS|FRSE|FREng|FMedSci|PhD|Ph\.D\.?|MD|M\.D\.?|MBE|OBE|CBE|KBE|DBE|FBA|FAA|FRSC|Esq|Jr|Sr|II|III|IV|MRIA|FLSW|DSc|MP|F[A-Z]{2,6}|AO|AM|AC|OAM|OC|CC|[CDO]NZM)\.?)+$"
)
_NATION = re.compile(
    r"(?:[A-Z][a-z]+(?:ans|ish|ese|ards)|Americans?|Canadian|French|Swiss|Dutch|Indian|German|Italian|Russian|Iranian)$"
)
GIVEN_NAMES = frozenset(NAME_FORMS.given_names.split())
"""Given names, as they are written."""
_NEVER = frozenset(
    "Emeritus Emerita University Institute College School Academy Prize Prizes Award Awards Medal Medals Foundation Society Association Fellowship Fellow Fellows Center Centre Laboratory Hospital Museum Professor Chair Lecture Lectureship Day Week Conference Journal Press Building Hall-of-Fame Scholarship Scholars Programme Program Project Fund Trust Library Observatory Telescope Committee Council Board Team".split()
)
_OF_CHAIR = frozenset(
    {"Professor", "Chair", "Fellow", "Scholar", "Lecturer"}
)  # a chair that bears a name
_INITIAL_LAST = re.compile(r"(?:\b[A-Z]|\b[JS]r)\.$")
_THING = re.compile(  # endings of words for things, which end no surname
    r"[a-z]{2,}(?:tions?|sions?|ments?|[ai]lit(?:y|ies)|vit(?:y|ies)|ness|[tmn]ics|aics|olog(?:y|ies)|ographies|isms?|ances|ences|scopes?|tures)$"
)
_FEWEST, _MOST = 2, 6  # words of a name
_NEAR = 60  # characters before a name in which its title begins
_ACRONYM = 3  # letters of an initial in capitals; a longer word of capitals is no name's


def latin_people(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield the people whom text[start:end] names in Latin letters, in order: two words or more, or one behind a title."""
    for match in _NAME.finditer(text, start, end):
        span = _person(text, *match.span(), start)
        if span is not None:
            yield span


def _person(text: str, start: int, end: int, low: int) -> Range | None:
    """Return the person of a run of capitalised words, if they are the name of one."""
    start, titled = _without_titles(text, start, end, low)
    start = _without_starters(text, start, end)
    end = _without_suffix(text, start, end)
    words = text[start:end].split()
    if not words or len(words) > _MOST or words[-1] in _OF_CHAIR:
        return None
    return (start, end) if _is_name(text[start:end], words, titled=titled) else None


def _without_titles(text: str, start: int, end: int, low: int) -> tuple[int, bool]:
    """Return where a name begins behind titles and owners, and whether a title stands before it."""
    titled = _TITLED.search(text, max(low, start - _NEAR), start) is not None
    if titles := _TITLES.match(text, start, end):
        start, titled = titles.end(), True
        while start < end and text[start] in " ,":
            start += 1
    if owner := _OWNER.match(text[start:end]):
        start += owner.end()
    if within := list(_TITLE_WITHIN.finditer(text[start:end])):
        start, titled = start + within[-1].end(), True
    return start, titled


def _without_starters(text: str, start: int, end: int) -> int:
    """Return where a name begins behind words that begin sentences, and nations: "French physicist"."""
    words = text[start:end].split()
    while words and (
        words[0].strip(".,") in STARTERS or (len(words) > _FEWEST and _NATION.match(words[0]))
    ):
        start += len(words[0])
        while start < end and text[start].isspace():
            start += 1
        words = words[1:]
    return start


def _without_suffix(text: str, start: int, end: int) -> int:
    """Return where a name ends: before degrees, marks and a genitive; an initial keeps its point."""
    if suffix := _SUFFIX.search(text[start:end]):
        end = start + suffix.start()
    while end > start and text[end - 1] in ".,’' ":
        if text[end - 1] == "." and _INITIAL_LAST.search(text[start:end]):
            break
        end -= 1
    return end - 2 if text[end - 2 : end] in {"'s", "’s"} else end


def _in_capitals(bare: list[str]) -> bool:
    """True for a name that is printed in capitals, as older magazines do: a known given name first."""
    capitals = len(bare) >= _FEWEST and all(w.isupper() for w in bare)
    if not capitals or len(bare[-1]) <= 1 or bare[0].capitalize() not in GIVEN_NAMES:
        return False
    low = [w.capitalize() for w in bare]
    return not any(w in _NEVER or w in STARTERS or w in _NOT_IN_TEXT for w in low)


def _is_name(printed: str, words: list[str], *, titled: bool) -> bool:
    """True for the words of a name: a known given name first, else nothing that no name holds."""
    bare = [w.strip("“”\"‘’'().,") for w in words]
    if _in_capitals(bare):
        return True
    if bare[0] in GIVEN_NAMES and len(bare) >= _FEWEST:
        return not any(w in _NEVER for w in bare)
    if len(bare) == 1 and bare[0] in _NEVER:
        return False
    if any(w in _NOT_IN_TEXT for w in bare[: 1 if titled else None]) or NOT_PERSON.search(printed):
        return False
    if _THING.search(bare[-1]) or (not titled and all(w.isupper() and len(w) > 1 for w in bare)):
        return False
    if not titled and any(w.isupper() and len(w) > _ACRONYM for w in bare):
        return False
    spelt = sum(len(w.rstrip(".")) > 1 for w in bare)
    initials = len(words) >= _FEWEST and any(len(w) > _FEWEST for w in bare)
    return initials or spelt >= (1 if titled else _FEWEST)
