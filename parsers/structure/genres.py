"""What kind of writing an article is, where it says so itself: fiction, a joke, a revision listed again."""

from __future__ import annotations

import re

from parsers.language.term_index import TermIndex
from parsers.records import Article

_OPENING = 300  # characters at either end of an article in which it says that it is a joke
_CHAPTER = re.compile(
    r"\W*第[\d零一二三四五六七八九十百千]+[章回节]|chapter (?:\d|[ivx]+\b)", re.IGNORECASE
)
_REVISION = re.compile(r"\bAnnounce Type: ?replace")  # as arXiv's listings say it


def is_made_up(article: Article, index: TermIndex) -> bool:
    """True for a novel's chapter, and for what says itself that it is a joke."""
    if index.has("fabricated", 0, _OPENING) or index.has("fabricated", len(index.text) - _OPENING):
        return True
    if _CHAPTER.match(article.title):
        return True
    motifs = {term.value for term in index.find("fiction")}
    return len(motifs) > 1


def is_revision(article: Article) -> bool:
    """True for a listing's entry that says of itself that it was listed before: it is no news."""
    return _REVISION.search(article.text, 0, len(article.title) + 200) is not None
