"""What is written like a name and names nobody: "Whoever", `分享`."""

from __future__ import annotations

from parsers.recognition.people_en import STARTERS
from parsers.recognition.people_zh import NOBODY
from parsers.text.characters import has_cjk


def is_nobody(text: str, start: int, end: int) -> bool:
    """True for words that begin a sentence, or are known to be none of a name."""
    printed = text[start:end]
    if has_cjk(printed):
        return NOBODY.fullmatch(printed) is not None
    return printed.split(" ", 1)[0] in STARTERS
