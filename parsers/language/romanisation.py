"""One form for a person's name in two scripts: pinyin for Chinese names, sounds for names that were transliterated."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from config.languages import NAME_FORMS
from parsers.text.characters import has_cjk

_OF_TWO = frozenset(NAME_FORMS.surnames_of_two.split())
_DOTS = re.compile(r"[·・•‧.\s]+")
_LETTERS = re.compile(r"[^a-z ]")
_SOUNDS = (
    ("ph", "f"), ("th", "t"), ("wr", "r"), ("kn", "n"), ("sch", "s"), ("tsch", "s"), ("ch", "s"), ("sh", "s"), ("zh", "s"),
    ("ce", "se"), ("ci", "si"), ("cy", "si"), ("x", "ks"), ("ng", "n"),
)  # fmt: skip
_CLASSES = str.maketrans("bpdtgkqcjzslrmnfvw", "ppttkkkksssllnnfff")
_SILENT = re.compile(r"[aeiouhy]")
_TWICE = re.compile(r"(.)\1+")
_PINYIN = (("jia", "ka"), ("qia", "ka"), ("wu", "u"), ("x", "s"), ("q", "s"), ("er", "l"))
_WADE_GILES = (  # of a pinyin syllable, in this order; marks of breath are left out, as newspapers do
    (r"^zhi$", "chih"), (r"^chi$", "chih"), (r"^shi$", "shih"), (r"^ri$", "jih"), (r"^zi$", "tzu"), (r"^ci$", "tzu"),
    (r"^si$", "ssu"), (r"^yi$", "i"), (r"^you$", "yu"), (r"^yan$", "yen"), (r"^ye$", "yeh"), (r"^xu", "hsu"), (r"^x", "hs"),
    (r"^zh", "ch"), (r"^[jq]", "ch"), (r"^r", "j"), (r"^[zc](?!h)", "ts"), (r"^b", "p"), (r"^d", "t"), (r"^g", "k"),
    (r"ian$", "ien"), (r"ong$", "ung"), (r"ie$", "ieh"), (r"^(k|h)e$", r"\1o"), (r"uo$", "o"), (r"^kui$", "kuei"), (r"ue$", "ueh"),
)  # fmt: skip
_FEWEST = 4  # sounds of a transliterated name that say who it is


def _syllables(name: str) -> list[str]:
    """Return the pinyin of each character of a name."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  its tables take long to load, and most texts name nobody in Chinese

    return lazy_pinyin(name)


@lru_cache(maxsize=4096)
def in_latin(name: str) -> str:
    """Return a Chinese name as it is written in Latin letters, its parts in order of the alphabet: `wei zhang`."""
    family = name[:2] if name[:2] in _OF_TWO else name[:1]
    parts = [family, name[len(family) :]]
    return " ".join(sorted("".join(_syllables(part)).replace("v", "u") for part in parts if part))


@lru_cache(maxsize=4096)
def as_in_taiwan(name: str) -> tuple[str, ...]:
    """Return a Chinese name as Taiwan writes it (Wade-Giles), its parts in order of the alphabet: `po-jui lin` as `lin pojui`.

    Twice where 依 and 怡 are in it: `I-chun` in older books, `Yi-chun` in passports.
    """
    family = name[:2] if name[:2] in _OF_TWO else name[:1]
    spelt = [
        [_wade_giles(syllable.replace("v", "u")) for syllable in _syllables(part)]
        for part in (family, name[len(family) :])
        if part
    ]
    plain = " ".join(sorted("".join(part) for part in spelt))
    glided = (["yi" if syllable == "i" else syllable for syllable in part] for part in spelt)
    return tuple(dict.fromkeys((plain, " ".join(sorted("".join(part) for part in glided)))))


def _wade_giles(pinyin: str) -> str:
    for old, new in _WADE_GILES:
        pinyin = re.sub(old, new, pinyin)
    return pinyin


def latin_form(name: str) -> str:
    """Return a Latin name in small letters without marks and initials, its parts in order of the alphabet."""
    return " ".join(sorted(part for part in _plain(name).split() if len(part) > 1))


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name)
    low = "".join(c for c in bare if not unicodedata.combining(c)).lower().replace("-", "")
    return _LETTERS.sub("", low.replace(".", " "))


@lru_cache(maxsize=4096)
def sounds_of_chinese(name: str) -> str:
    """Return the sounds of a foreign name in Chinese characters: `旺吉鲁·卡马乌` and `Wanjiru Kamau` have the same."""
    parts = [p for p in _DOTS.split(name) if p]
    spelt = []
    for part in parts:
        latin = " ".join(_syllables(part))
        for old, new in _PINYIN:
            latin = latin.replace(old, new)
        spelt.append(_sounds(latin.replace(" ", "")))
    return _joined(spelt)


@lru_cache(maxsize=4096)
def sounds_of_latin(name: str) -> str:
    """Return the sounds of a name in Latin letters; see sounds_of_chinese."""
    return _joined([_sounds(part) for part in _plain(name).split() if len(part) > 1])


def shared_forms(name: str) -> frozenset[str]:
    """Return the forms of which a Chinese name and the same in Latin letters have one in common.

    By them many names are compared in one look-up each; two names of one script say nothing by theirs.
    """
    if not has_cjk(name):
        return frozenset(form for form in (sounds_of_latin(name), latin_form(name)) if form)
    return frozenset({sounds_of_chinese(name) if _DOTS.search(name) else in_latin(name)} - {""})


def _sounds(word: str) -> str:
    for old, new in _SOUNDS:
        word = word.replace(old, new)
    return _TWICE.sub(r"\1", _SILENT.sub("", word.translate(_CLASSES)))


def _joined(parts: list[str]) -> str:
    """Return first and last of the parts; nothing where they say too little."""
    if len(parts) < 2 or sum(map(len, parts)) < _FEWEST or not all(parts):
        return ""
    return " ".join(sorted((parts[0], parts[-1])))
