"""Whether an award is news when the article tells it, or history."""

from __future__ import annotations

import re
from datetime import timedelta

from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.language.editions import Edition
from parsers.language.term_index import index_of_title
from parsers.records import Article, Span

_FRESH = 10  # days after the month of its announcement in which a prize is still news
_PRESENT = re.compile(  # has won, will receive: news wherever it stands
    r"\b(?:has|have) (?:also |just |today |recently |jointly |both |each )?(?:been )?(?:won|received|awarded|named|elected|honou?red|selected|chosen|earned|given|recogni[sz]ed|presented)\b"
    r"|\bwill (?:\w+ \w+ )?(?:be (?:awarded|presented|given|honou?red)|receive)\b|\b(?:is|are) (?:to receive|awarded|this year's)\b"
)
_YEAR_LINE = re.compile(r"^[-•*#>| \t]{0,24}(?:\*\*)?((?:19|20)\d\d)\b(?![-/.年]\d)", re.MULTILINE)
_ROLL_LINE = re.compile(  # `2023年——…获奖`, "2019: …": a line of a roll begins with its year
    r"[-•·*#\s]*((?:19|20)\d\d)\s?(?:年度?)?\s?(?:[:：]|[—–]{1,2}|-\s)"
)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)|['’]\d\d\b")
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(  # "earlier this year, in March", `今年 1 月份`: without a day
    r"(?:今年|早在|此前的?)\s?(?P<zh>\d{1,2})\s?月份?(?!\s?\d)"
    r"|\b(?:in|last|this past) (?P<en>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?! \d)\b"
)
_WEB = 1995  # before it nothing was published where we read
_OLD = 3  # months after which a statement that gives its month is history
_TOLD_AS_WON = frozenset({"award.won", "award.won.en", "award.pronoun_won.en", "award.team_won.en"})
_ROLL = 4  # years that begin lines; a list of them is a roll of all who ever won
_ONCE = re.compile(r"\b(?:won|received|was awarded|were awarded|earned)\b")
_OPENING = 160  # characters after the title in which an article tells its own news
_LONG = 2500  # characters of an article that may name prizes in passing
_LEAD = 1200  # characters after the title in which an article of news says so
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
        self.roll = len({m[1] for m in _YEAR_LINE.finditer(self.text)}) >= _ROLL
        self.memoir = index_of_title(article.title, finder.vocab).has("memoir")

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
        if _PRESENT.search(self.finder.index.low, start, end):
            return True
        titled = any(index.has(n, at, head) for n in ("honour", "prize", "category", "venue"))
        once = rule in _TOLD_AS_WON and _ONCE.search(self.text, start, end)
        opening = start <= head + _OPENING and not once
        if titled or opening or award.year is not None or self.roundup:
            return True
        passing = award.generic and len(self.text) > _LONG
        if not once and not passing and index.has("news", at, head + _LEAD):
            return True
        return index.has("news", start, end)

    def months_ago(self, start: int, end: int) -> bool:
        """True for a sentence dated to a month of the article's own year that is long past."""
        published = self.article.published
        match = _MONTH.search(self.finder.index.low, start, end)
        if published is None or match is None:
            return False
        month = int(match["zh"]) if match["zh"] else _MONTH_NAMES.index(match["en"]) + 1
        return published.month - month >= _OLD

    def roll_year(self, start: int, end: int) -> Span | None:
        """Return the year before the article's that a line begins with: it is of a list of earlier winners."""
        match = _ROLL_LINE.match(self.text, start, end)
        if match is None or self.year is None or int(match[1]) >= self.year:
            return None
        return Span("year", *match.span(1))

    def describes(self) -> bool:
        """True for a page about a prize: its title is the prize's name, and nothing says that it was given."""
        at = self.article.title_at or 0
        head = at + len(self.article.title)
        named = [a for a, again in self.finder.named(at, head) if not again]
        if self.edition.year or not named or not self.finder.covers(named[0], at, head):
            return False
        index = self.finder.index
        said = any(index.has(name, at, head) for name in ("win", "give", "news", "lead"))
        return not (
            said or index.has("news", at, head + _LEAD) or _YEAR.search(self.text, at, head)
        )

    def recalled(self, award: AwardPhrase, start: int, end: int, *, sure: bool) -> bool:
        """True for a prize told outside its months, where the sentence says nothing of now."""
        at = self.article.title_at or 0
        titled = self.finder.index.has("prize", at, at + len(self.article.title))
        fresh = titled and award.year is not None and award.year == self.year
        return not (sure or fresh or self._of_now(start, end)) and self.untimely(award)

    def untimely(self, award: AwardPhrase) -> bool:
        """True when the article appeared outside the months in which the prize is announced."""
        prize, published = self.finder.vocab.prizes.get(award.prize or ""), self.article.published
        if prize is None or not prize.months or published is None:
            return False
        late = published - timedelta(days=_FRESH)
        return published.month not in prize.months and late.month not in prize.months

    def _of_now(self, start: int, end: int) -> bool:
        index = self.finder.index
        return index.has("news", start, end) or _PRESENT.search(index.low, start, end) is not None

    def before_now(
        self,
        year: int | None,
        venue: str | None = None,
        lag: int = 0,
        *,
        conference: bool = False,
    ) -> bool:
        """True for an edition that is history when the article speaks.

        Last year's is still news in winter, and where another venue's awards (a journal's, for
        its last volume) are given at the one the article is about.
        """
        if year is None or str(year) in self.article.title:
            return False
        if self.year is None:
            return year < _WEB  # of an undated page too
        published = self.article.published
        winter = published is not None and published.month <= _WINTER
        guest = venue is not None and self.edition.venue not in {None, venue} and not published
        named_later = self.article.language == "zh" and not conference  # 2023 年度 is given in 2024
        return year < self.year - max(lag, 1 if winter or guest or named_later else 0)
