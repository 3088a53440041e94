"""Chinese in two scripts: traditional characters as simplified ones, each in its old place."""

from __future__ import annotations

import re
from functools import lru_cache

from opencc import OpenCC

# Characters of ordinary prose that only traditional texts have: without one of them, nothing is converted.
_TELLTALE = re.compile(
    "[國學會獎獲華與對個這們時論說發現實體數應過還關開問題報導業務產員區請將從長經進]"
)
# A reading in brackets behind a character: pages that were converted from traditional Chinese are full of them.
_READING = re.compile(r"[(（](?<=[\u4e00-\u9fff].)[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹ]{1,6}[)）]")
_SO_MANY = 3  # readings; fewer explain a rare character
_PLANES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))


@lru_cache(maxsize=1)
def simplifications() -> dict[int, str]:
    """Map each traditional character to its simplified one, as OpenCC converts it when it stands alone.

    Phrases can change length in a conversion, and then no offset of the text holds any more.
    """
    characters = [chr(code) for first, last in _PLANES for code in range(first, last + 1)]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {
        ord(old): new
        for old, new in zip(characters, converted, strict=True)
        if old != new and len(new) == 1
    }


def is_traditional(text: str) -> bool:
    """True for a text that holds traditional characters."""
    return not text.isascii() and _TELLTALE.search(text) is not None


def simplified(text: str) -> str:
    """Return the text in simplified characters, every one in its old place."""
    return text if text.isascii() else text.translate(simplifications())


def without_readings(text: str) -> str:
    """Return the text without the readings that stand behind its characters, where it is full of them."""
    if text.isascii() or len(_READING.findall(text[:20_000])) < _SO_MANY:
        return text
    return _READING.sub("", text)
