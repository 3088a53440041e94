"""Whether an award is news when the article tells it, or history."""

from __future__ import annotations

import re
from datetime import timedelta

from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.language.editions import Edition
from parsers.language.term_index import TermIndex
from parsers.records import Article

_FRESH = 10  # days after the month of its announcement in which a prize is still news
_ONCE = re.compile(r"\b(?:won|received|was awarded|were awarded|earned)\b")
_OPENING = 160  # characters after the title in which an article tells its own news
_WINTER = 2  # months after new year in which last year's edition is still news


class Newness:
    """Judges the awards of one article, which speaks in `year` and is about `edition`."""

    def __init__(
        self,
        article: Article,
        finder: AwardFinder,
        edition: Edition,
        year: int | None,
        *,
        roundup: bool,
    ) -> None:
        self.article, self.finder, self.edition = article, finder, edition
        self.text, self.year, self.roundup = article.text, year, roundup
        self.memoir = TermIndex(article.title, finder.vocab).has("memoir")

    def supported(self, award: AwardPhrase, rule: str, start: int, end: int) -> bool:
        """True when something says that a sentence's award is of now, not of somebody's past.

        The title speaks of honours, the sentence opens the article, names the present edition, or
        has a word for now; a round-up tells only news.
        """
        at = self.article.title_at or 0
        head = at + len(self.article.title)
        index = self.finder.index
        if self.memoir:
            return False
        titled = any(index.has(n, at, head) for n in ("honour", "prize", "category", "venue"))
        once = rule == "award.won" and _ONCE.search(self.text, start, end)
        opening = start <= head + _OPENING and not once
        if titled or opening or award.year is not None or self.roundup:
            return True
        return index.has("news", start, end)

    def recalled(self, award: AwardPhrase, *, sure: bool) -> bool:
        """True when the article appeared long after the months in which the prize is announced."""
        prize, published = self.finder.vocab.prizes.get(award.prize or ""), self.article.published
        if prize is None or not prize.months or published is None or sure:
            return False
        late = published - timedelta(days=_FRESH)
        return published.month not in prize.months and late.month not in prize.months

    def before_now(self, year: int | None, venue: str | None = None, lag: int = 0) -> bool:
        """True for an edition that is history when the article speaks.

        Last year's is still news in winter, and where another venue's awards (a journal's, for
        its last volume) are given at the one the article is about.
        """
        if year is None or self.year is None:
            return False
        published = self.article.published
        winter = published is not None and published.month <= _WINTER
        guest = venue is not None and self.edition.venue not in {None, venue} and not published
        return year < self.year - max(lag, 1 if winter or guest else 0)
