"""Names that a channel watches, found in what an event says, in either script of Chinese and whatever their case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from parsers.text.characters import has_cjk
from parsers.text.scripts import simplified


def named_in(texts: Iterable[str | None], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return which names stand in the texts, in the order in which they do: Latin ones as whole words."""
    if not names:
        return ()
    pattern, by_form = _search(names)
    text = _plain(" | ".join(filter(None, texts)))
    return tuple(dict.fromkeys(by_form[found] for found in pattern.findall(text)))


@lru_cache(maxsize=64)
def _search(names: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    by_form = {_plain(name): name for name in names}
    forms = sorted(by_form, key=len, reverse=True)
    listed = (re.escape(f) if has_cjk(f) else rf"(?<!\w){re.escape(f)}(?!\w)" for f in forms)
    return re.compile("|".join(listed)), by_form


def _plain(text: str) -> str:
    return " ".join(simplified(text).casefold().split())
