"""Text of strangers that cannot act where it is shown: no mention, no control, no formula."""

from __future__ import annotations

import re
import unicodedata

# Who would be called by name: @everyone, <!channel>, <@U123>, <at user_id="all">.
_CALL = re.compile(r"(?<![\w.+-])[@\uff20](?=[\w!&])")
_TAG = re.compile(r"<(?=[!@#/A-Za-z])")
_FORMULA = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"
_NUMBER = re.compile(r"[+-]?\d[\d.,]*(?:[eE][+-]?\d+)?%?")


def visible(text: str, instead: str = "") -> str:
    """Return text without controls, and without marks that turn or hide what stands around them.

    Line feeds and tabs stay. Such are ESC, which commands terminals, and U+202E, which shows text
    backwards.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if _shows(c) else instead for c in text)


def _shows(character: str) -> bool:
    return character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cs"}


def uncalling(text: str) -> str:
    """Return text for a chat that calls nobody and makes no element of its mark-up."""
    return _CALL.sub("＠", _TAG.sub("‹", visible(text)))


def cell(text: str) -> str:
    """Return text for a spreadsheet that is no formula there: one gets an apostrophe before it."""
    shown = visible(text, "\ufffd")
    if shown[:1] in _FORMULA and shown and not _NUMBER.fullmatch(shown):
        return f"'{shown}"
    return shown


def printable(text: str) -> str:
    """Return text without the control characters by which input could command a terminal."""
    return "".join(
        c if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf"} else "\ufffd" for c in text
    )
