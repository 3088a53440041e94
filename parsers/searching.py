"""What an article is found by: its title, its beginning, and what is told of it, in one spelling.

The macro `searchable` of the warehouse (searching.sql) spells what is asked in the same way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from config import Lexicon
from config.languages import FIELD_NAMES
from parsers.records import Article, Mention
from parsers.text.scripts import simplifications

LEAD = 700
"""Bytes of an article's beginning that are searched; news stands there."""
_NO_WORD = re.compile(r"[\W_]+")
_WORDS = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_BETWEEN_SCRIPTS = re.compile(r"(?<=[\u4e00-\u9fff])(?=[a-z0-9])|(?<=[a-z0-9])(?=[\u4e00-\u9fff])")
_KINDS = {"award": "award prize winner 获奖 奖项", "breakthrough": "breakthrough 突破"}
_CLAIMS = {
    "open_problem": "open problem solved proof 难题 证明",
    "first": "first 首次",
    "record": "record 纪录 记录",
    "milestone": "milestone 里程碑",
}


def search_text(article: Article, mentions: Sequence[Mention], lexicon: Lexicon) -> str:
    """Return what an article is found by, in three parts with `|` between them.

    Its title; the words for what its news is, in both languages; its beginning.
    """
    lead = (
        article.text[article.body : article.body + LEAD]
        .encode(errors="ignore")[:LEAD]
        .decode(errors="ignore")
    )
    said = dict.fromkeys(word for m in mentions if m.announce for word in _said(m, lexicon))
    return "|".join(map(searchable, (article.title, " ".join(said), lead)))


def searchable(text: str) -> str:
    """Return text in one spelling: small letters without accents, simplified characters, words apart, a space at each end."""
    if text.isascii():
        return f" {' '.join(text.translate(_WORDS).split())} "
    words = _NO_WORD.sub(" ", _plain(text).lower()).strip()
    return f" {_BETWEEN_SCRIPTS.sub(' ', words)} "


def _plain(text: str) -> str:
    single = unicodedata.normalize("NFD", text.translate(characters()))
    marks = {ord(c): None for c in set(single) if unicodedata.combining(c)}
    return single.translate(marks) if marks else single


@lru_cache(maxsize=1)
def characters() -> dict[int, str]:
    """Return for each character that is spelt otherwise in a search how it is: full width, traditional."""
    wide = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    return {**simplifications(), **wide}


def _said(mention: Mention, lexicon: Lexicon) -> Sequence[str]:
    named = _labels(lexicon).get(mention.category or "", ())
    prize = next(
        (
            p
            for p in lexicon.prizes
            if mention.award_name and mention.award_name.startswith(p.label.en)
        ),
        None,
    )
    known = (name for house in mention.known_institutions for name in (house.en, house.zh))
    return [
        _KINDS[mention.kind],
        _CLAIMS.get(mention.claim or "", ""),
        (mention.field or "").replace("_", " "),
        FIELD_NAMES.get(mention.field or "", ""),
        *named,
        mention.award_name or "",
        prize.label.zh if prize else "",
        mention.venue or "",
        mention.subject or "",
        mention.work_title or "",
        *mention.recipients,
        *mention.person_keys,
        *mention.institutions,
        *known,
    ]


@lru_cache(maxsize=4)
def _labels(lexicon: Lexicon) -> dict[str, tuple[str, str]]:
    return {c.key: (c.label.en, c.label.zh) for c in lexicon.categories}
