"""What reading loads at its first need, loaded at once."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from config import Lexicon
from parsers.extract import find_mentions
from parsers.records import Article

_WHEN = datetime(2024, 3, 21, tzinfo=UTC)
_TEXTS = (
    (
        "Ada Park wins the Wren Medal\n\nAda Park of Harbour University won the 2024 Wren Medal of the Moss "
        "Society for work that for the first time proved a conjecture open for 40 years."
    ),
    "王小明教授荣获2024年青松科学奖\n\n海港大学王小明教授荣获2024年青松科学奖。团队在世界上首次证明了困扰数学界40年的猜想。",
    "王小明教授榮獲2024年青松科學獎\n\n海港大學王小明教授榮獲2024年青松科學獎。團隊在世界上首次證明了困擾數學界40年的猜想。",
)  # in both languages and scripts


@lru_cache(maxsize=4)
def load_tables(lexicon: Lexicon) -> None:
    """Load the vocabulary, the judges and the recognisers, which reading does only when a text needs them.

    About a second of processor time, and no document's own.
    """
    for text in _TEXTS:
        title = text.partition("\n")[0]
        article = Article(
            article_id="", entry_id="", source="", document_id="", url=None, title=title, author=None,
            language="en" if title.isascii() else "zh", published=_WHEN, text=text, start=0, end=len(text), title_at=0,
        )  # fmt: skip
        find_mentions(article, lexicon)
