"""Characters: folding, cleaning, sentences, language. Everything keeps or states offsets."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Literal

from config.languages import NUMBER_WORDS
from parsers.text.markup import TAG

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
MEANT = {"gb2312": "gb18030", "gbk": "gb18030"}
"""Encodings that are meant where a narrower one is named."""
_CJK = re.compile(f"[{CJK}]")
_CJK_PAGES = bytes((*range(0x34, 0x4E), *range(0x4E, 0xA0), 0xF9, 0xFA))
_LETTER = re.compile(r"[^\W\d_]")
_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[\W_]+")
# A label without an address is matched as well: no bracket within it can begin a link either.
_LINK = re.compile(r"\[([^\]\n]*+)(?P<to>\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\))?")
_MARKS = re.compile(rf"\*{{1,3}}|(?<!\w)_{{1,2}}|_{{1,2}}(?!\w)|`|{TAG}")
_SHORT_BOLD = re.compile(r"\*\*([^*\n]{1,40}?)\*\*")
_STOP = re.compile(
    r"[。！？!?]+[”」』’\"）)]*"  # Chinese stops, and marks that end sentences in both
    r"|\.[”\"’)*_]*(?=\s+[A-Z“\"(《「*\[]|\s*$|\s*\n)"  # an English stop before a new sentence
    r"|\n\s*\n"
)
_TITLES = (("《", "》"), ("“", "”"), ("「", "」"))
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|Fig|No|al|e\.g|i\.e|U\.S|U\.K|Inc|Jr|Sr)|\b[A-Z])\.$"
)

# Letters that optical reading and careless typing confuse; all of a row fold to one.
_LOOKALIKE = str.maketrans({"i": "l", "1": "l", "|": "l", "0": "o"})


class _Alignment(dict[int, str]):
    """Each character's lower case and single width, worked out when first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in "\u00a0\u2007\u202f\u3000":
            form = " "
        elif character in "‐‑‒–—−":
            form = "-"
        else:
            form = unicodedata.normalize("NFKC", character).lower()
        self[code] = form if len(form) == 1 else character
        return self[code]


_ALIGNMENT = _Alignment()
_COMMON = [(c, _ALIGNMENT[ord(c)]) for c in "，：；！？（）～\u3000\u00a0–—"]
_ODD = re.compile("[^\x00-\x7f\u4e00-\u9fff\u3001-\u3011‘’“”…·]")


def aligned(text: str) -> str:
    """Return the text in lower case and single width, with every character in its old place."""
    if text.isascii():
        return text.lower()
    # A look-up for every character is slow; most texts have few kinds of odd ones.
    plain = text
    for character, form in _COMMON:
        plain = plain.replace(character, form)
    return text.translate(_ALIGNMENT) if _ODD.search(plain) else plain.lower()


def folded(title: str) -> str:
    """Return a title so that printings of it compare equal.

    Width, case, punctuation, spaces, accents and look-alike letters (I/l/1, O/0) vanish.
    """
    plain = title.lower()
    if not title.isascii():
        plain = unicodedata.normalize("NFKD", title).casefold()
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_WORD.sub("", plain).translate(_LOOKALIKE)


def spelt(text: str) -> str:
    """Return the text with halves of surrogate pairs replaced: escapes can write them, UTF-8 cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def clean(printed: str) -> str:
    """Return printed characters as a value: no mark-up, single spaces, no quotes around."""
    value = printed
    if "](" in value:
        value = _LINK.sub(lambda m: m[1] if m["to"] else m[0], value)
    value = _MARKS.sub("", value)
    value = _SPACE.sub(" ", value).strip()
    return value.strip(" \t*_`|").strip()


def as_spoken(text: str) -> str:
    """Return text of the same length in which short bold and links are plain: "[Ada Park](…) won"."""
    plain = _LINK.sub(lambda m: f" {m[1]}".ljust(len(m[0])) if m["to"] else m[0], text)
    return _SHORT_BOLD.sub(lambda m: f"  {m.group(1)}  ", plain)


def language_of(text: str) -> Literal["zh", "en"]:
    """Return zh when more than an eighth of the letters are Chinese: zh texts quote English."""
    sample = text[:20_000]
    chinese = 0 if sample.isascii() else _count_cjk(sample)
    if not chinese or chinese * 8 > len(sample):
        return "zh" if chinese else "en"
    return "zh" if chinese * 8 > len(_LETTER.findall(sample)) else "en"


def _count_cjk(text: str) -> int:
    """Count Chinese characters by the upper byte of each: a list of them all would take six times as long."""
    upper = text.encode("utf-16-le", "surrogatepass")[1::2]
    return len(upper) - len(upper.translate(None, _CJK_PAGES))


def has_cjk(text: str) -> bool:
    return _CJK.search(text) is not None


def positions(text: str, word: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Yield where a word stands in text[start:end], as characters."""
    stop = len(text) if end is None else end
    place = text.find(word, start, stop)
    while place >= 0:
        yield place
        place = text.find(word, place + 1, stop)


def any_within(places: Sequence[int], start: int, end: int) -> bool:
    """True when one of the places, which are in order, lies in [start, end)."""
    place = bisect_left(places, start)
    return place < len(places) and places[place] < end


def number(written: str) -> int | None:
    """Return the value of digits, of an English word up to twenty or of tens, or of a Chinese numeral below 1000."""
    if written.isascii() and written.isdigit():
        return int(written)
    if written.lower() in NUMBER_WORDS.english:
        return NUMBER_WORDS.english[written.lower()]
    total, digit = 0, 0
    for character in written:
        if character in NUMBER_WORDS.chinese_units:
            total += (digit or 1) * NUMBER_WORDS.chinese_units[character]
            digit = 0
        elif character in NUMBER_WORDS.chinese_digits:
            digit = NUMBER_WORDS.chinese_digits[character]
        else:
            return None
    return total + digit


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of text[start:end] as (start, end), without white space around."""
    begin = start
    titles = [_Marks(text, pair, start) for pair in _TITLES if text.find(pair[0], start, end) >= 0]
    for stop in _STOP.finditer(text, start, end):
        if stop.group().startswith("."):
            before = text[max(begin, stop.start() - 12) : stop.start() + 1]
            if _ABBREVIATION.search(before):
                continue
        if any(title.holds(begin, stop.start(), stop.end()) for title in titles):
            continue
        yield from _trimmed(text, begin, stop.end())
        begin = stop.end()
    yield from _trimmed(text, begin, end)


class _Marks:
    """The marks around titles of one kind: where the last of them stand, as a text is read on."""

    def __init__(self, text: str, pair: tuple[str, str], start: int) -> None:
        self.text, self.pair = text, pair
        self.read, self.last = start, [-1, -1]

    def holds(self, begin: int, stop: int, after: int) -> bool:
        """True for a stop within 《…》 or “…” that closes soon: it belongs to the title."""
        for side, mark in enumerate(self.pair):
            self.last[side] = max(self.last[side], self.text.rfind(mark, self.read, stop))
        self.read = stop
        opened, closed = (place if place >= begin else -1 for place in self.last)
        return opened > closed and self.text.find(self.pair[1], stop, stop + 200) >= after


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def trimmed(text: str, start: int, end: int, extra: str = "") -> tuple[int, int]:
    """Return the range without white space and the characters of `extra` at either end."""
    while start < end and (text[start].isspace() or text[start] in extra):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in extra):
        end -= 1
    return start, end
