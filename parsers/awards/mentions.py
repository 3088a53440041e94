"""From an award named and a work or recipient beside it to a mention with its proof."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from parsers.awards.judging.judged import Judged, Likely, doubted
from parsers.awards.newness import Newness
from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.awards.rosters import Roster
from parsers.awards.scholarship import of_research
from parsers.awards.statements import Statement
from parsers.identity import award_keys
from parsers.language.editions import Edition
from parsers.language.names import looks_like_title, other_form
from parsers.records import Article, Citation, Ids, Mention, Reason, Span, Status
from parsers.text.characters import clean, folded, has_cjk
from parsers.text.dates import day_in
from parsers.works.titles import Titles

# Shares of right announcements on the labelled documents, (right + 1) / (told + 2), a list of many
# winners counted five times at most: entries under a heading 32 of 32, sentences that name prize or
# venue 4 of 4, vague sentences 5 of 5.
SURE, LIKELY, UNSURE = 0.97, 0.83, 0.8
_PLACED_TOO = 0.05  # by how much a prize or venue beside it makes a sentence surer
_ANNOUNCED_SCOPES = frozenset({"research", "competition"})
_THIS_WORK = re.compile(
    r"(?:这篇|该|此|的)(?:\S{0,6})?(?:论文|工作|成果|研究)|文章(?:之所以)?被|\b(?:the|this|their) (?:paper|work)\b",
    re.IGNORECASE,
)


_NO_TITLE = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b.*\d|\d{1,2}:\d\d\s*[ap]m\b|^(?:which of|whoever|if you|please|on the day)\b|;$",
    re.IGNORECASE,
)
_EDITION_IN = re.compile(r"(?:19|20)\d\d(?:年度?)?|第[\d一二三四五六七八九十]+届|年度")
_COLON = re.compile(r"[*_]{0,3}\s?[:：][*_]{0,3}\s*$", re.MULTILINE)
_AWARD_ITSELF = re.compile(
    r"\b(?:Award|Prize|Medal)s?(?:\s[–—-].*)?$|奖$|^(?:Advisor|Supervisor|Chair|Committee)s?\b"
)
_ANNOUNCES, _LISTED, TOLD = 0.6, 0.3, 0.07
"""Probabilities of a page from which what it states is news; and what it lists, and what it states, is told."""
_RULES = re.compile(  # what a contest's rules say of papers
    r"\b(?:must|shall|should|may not|cannot|needs? to|have to|has to|(?:is|are) (?:not )?(?:to be|eligible|required|expected)|will be (?:judged|considered|decided|selected|asked)|will decide)\b"
)
_SENTENCE = 14  # words of a title that is written like a sentence, without authors beside it


def _names_a_work(citation: Citation) -> bool:
    """False for what stands in a list and is no work: a date, a condition, a sentence."""
    title = citation.title or ""
    if _NO_TITLE.search(title) or _AWARD_ITSELF.search(title):
        return False
    words = title.split()
    if not citation.authors and _RULES.search(title):
        return False
    if has_cjk(title) and title.endswith(("?", "？")):
        return False
    if citation.authors or citation.ids.named() or has_cjk(title) or len(words) < _SENTENCE:
        return True
    return looks_like_title(title)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """Where and how an award is told, by default by its place in a list; `sure`: its clause names who got it.

    `likely`: how likely the judge holds it, where no construction reads it.
    """

    start: int
    end: int
    rule: str = "award.entry"
    sure: bool = True
    background: bool = False
    corporate: bool = False
    status: Status = "announced"
    time: Span | None = None
    likely: float | None = None

    @property
    def listed(self) -> bool:
        return self.rule in {"award.entry", "award.roster"}


def _telling(statement: Statement) -> _Telling:
    return _Telling(
        start=statement.start,
        end=statement.end,
        rule=f"award.{statement.rule}",
        sure=statement.certain,
        background=statement.background,
        corporate=statement.corporate,
        status=statement.status,
        time=statement.time,
    )


class AwardMentions:
    """Makes the award mentions of one article, given what the article is about."""

    def __init__(
        self,
        article: Article,
        finder: AwardFinder,
        edition: Edition,
        year: tuple[int | None, Span | None],
        *,
        roundup: bool,
        page: float | None,
    ) -> None:
        self.article, self.finder, self.edition = article, finder, edition
        self.text, self.page = article.text, page
        self.year, self.year_span = year
        self.newness = Newness(article, finder, edition, self.year, roundup=roundup)
        self.reasons: list[Reason] = []

    def governed(self, award: AwardPhrase, citation: Citation) -> list[Mention]:
        """Return the award that a heading gives to the entry below it."""
        if citation.title is None or not _names_a_work(citation) or self._heads(citation):
            return []
        stop = self.text.find("\n", citation.start)
        end = stop if stop != -1 else len(self.text.rstrip())
        return [self._mention(award, citation, _Telling(start=citation.start, end=end))]

    def _heads(self, citation: Citation) -> bool:
        """True for a line that ends in a colon: it heads a track, and is no title."""
        title = next((s for s in citation.spans if s.name == "work"), None)
        return title is not None and _COLON.match(self.text, title.end) is not None

    def listed(
        self,
        award: AwardPhrase,
        people: Sequence[tuple[int, int]],
        places: Sequence[tuple[int, int]],
        start: int,
        end: int,
    ) -> Mention:
        """Return the award that a heading or the line itself gives to the people of an entry."""
        given = self._given(people, places, start=start, end=end)
        return self._mention(award, given, _Telling(start=start, end=end))

    def roster(self, roster: Roster) -> Mention:
        """Return the award of all who stand in a list below it."""
        people = [p for item in roster.items for p in item.people]
        places = [o for item in roster.items for o in item.institutions]
        given = self._given(people, places, start=roster.start, end=roster.end)
        return self._mention(
            roster.award,
            given,
            _Telling(
                start=roster.start,
                end=roster.end,
                rule="award.roster",
                background=self.newness.describes(),
            ),
        )

    def judged(self, found: Judged) -> list[Mention]:
        """Return the award that no construction reads, given to those who likely win it; none for what is no work."""
        given = self._given(
            found.people, found.institutions, start=found.start, end=found.end, work=found.work
        )
        if found.work is not None and not _names_a_work(given):
            return []
        telling = _Telling(
            start=found.start, end=found.end, rule="award.judged", sure=False, likely=found.likely
        )
        return [self._mention(found.award, given, telling)]

    def sure(self, mention: Mention, likely: Sequence[Likely]) -> Mention:
        """Return a mention; where the judge doubts all its winners, as one that is recorded and not told."""
        doubt = doubted(mention, likely, self.text) if mention.announce else None
        if doubt is None:
            return mention
        why = f"the judge holds its winners unlikely (probability {doubt:.2f})"
        self.reasons.append(
            Reason(start=mention.start, end=mention.end, rule=mention.rule, why=why)
        )
        return replace(mention, announce=False)

    def stated(
        self, statement: Statement, citations: Sequence[Citation], titles: Titles
    ) -> list[Mention]:
        """Return the awards that a sentence gives: one for each work, else one for its recipients.

        `titles` are those of the citations, in their order.
        """
        category = self.finder.vocab.categories[statement.phrase.category]
        if statement.works:
            return [self._of_work(statement, work, citations, titles) for work in statement.works]
        if category.work and len(citations) == 1 and self._speaks_of_one_work(statement):
            return [self._mention(statement.phrase, citations[0], _telling(statement))]
        prize = self.finder.vocab.prizes.get(statement.phrase.prize or "")
        many = statement.rule.startswith("many_")
        if not statement.people and not many and not (prize and prize.one_per_year):
            return []
        return [self._of_people(statement, work=None, known=None)]

    def _speaks_of_one_work(self, statement: Statement) -> bool:
        return _THIS_WORK.search(self.text, statement.start, statement.end) is not None

    def _of_work(
        self,
        statement: Statement,
        work: tuple[int, int],
        citations: Sequence[Citation],
        titles: Titles,
    ) -> Mention:
        place = titles.first(clean(self.text[slice(*work)]))
        known = citations[place] if place is not None else None
        return self._of_people(statement, work=work, known=known)

    def _of_people(
        self, statement: Statement, *, work: tuple[int, int] | None, known: Citation | None
    ) -> Mention:
        given = self._given(
            statement.people,
            statement.institutions,
            start=statement.start,
            end=statement.end,
            work=work,
            known=known,
        )
        return self._mention(statement.phrase, given, _telling(statement))

    def _given(
        self,
        people: Sequence[tuple[int, int]],
        institutions: Sequence[tuple[int, int]],
        *,
        start: int,
        end: int,
        work: tuple[int, int] | None = None,
        known: Citation | None = None,
    ) -> Citation:
        """Return what a statement names; its work's links and ids are those of the known entry."""
        spans = [Span("work", *work)] if work else []
        spans += [Span("recipient", a, b) for a, b in people]
        spans += [Span("institution", a, b) for a, b in institutions]
        spans += [s for s in known.spans if s.name == "link"] if known else []
        return Citation(
            article_id=self.article.article_id,
            title=clean(self.text[slice(*work)]) if work else None,
            authors=tuple(clean(self.text[a:b]) for a, b in people),
            institutions=tuple(clean(self.text[a:b]) for a, b in institutions),
            links=known.links if known else (),
            ids=known.ids if known else Ids(),
            start=start,
            end=end,
            spans=tuple(spans),
        )

    def _mention(self, award: AwardPhrase, given: Citation, telling: _Telling) -> Mention:
        roll = None if telling.listed else self.newness.roll_year(telling.start, telling.end)
        if roll is not None:
            award = replace(award, year=None)
            telling = replace(telling, time=roll, background=True)
        vocab = self.finder.vocab
        category = vocab.categories[award.category]
        corporate = telling.corporate or award.scope == "corporate"
        if telling.listed and award.generic:
            corporate = not of_research(self.finder.index, telling.start, telling.end)
        earlier = self._of_an_earlier_time(award, telling)
        venue, year, placed = self._placed(
            award,
            telling.time,
            history=telling.background or earlier,
            listed=telling.listed,
        )
        why = (
            "it is a firm's prize: words of business around it outnumber those of scholars"
            if corporate
            else f"its sentence is dated to a year before {self.year}"
            if earlier
            else self._why_past(award, telling, venue, year)
        )
        past = why is not None
        day = (
            None
            if past or telling.listed
            else day_in(self.text[telling.start : telling.end], self.year)
        )
        dated = (
            [Span("announced_on", telling.start + day[1], telling.start + day[2])] if day else []
        )
        printed = clean(self.text[award.start : award.end])
        name = award.name or (printed if corporate else category.label.en)
        why = why or self._why_quiet(award, telling, venue)
        if why is not None:
            self.reasons.append(
                Reason(start=telling.start, end=telling.end, rule=telling.rule, why=why)
            )
        return Mention(
            article_id=self.article.article_id,
            kind="award",
            category="company_prize" if corporate else category.key,
            award_name=name,
            venue=venue,
            year=year,
            work_title=given.title,
            ids=given.ids,
            recipients=given.authors,
            institutions=given.institutions,
            links=given.links,
            announced_on=day[0] if day else None,
            scope="corporate" if corporate else award.scope,
            is_new=not past,
            status=telling.status,
            announce=why is None,
            confidence=self._confidence(award, given, telling, venue),
            rule=telling.rule,
            start=telling.start,
            end=telling.end,
            spans=(*award.spans, *placed, *given.spans, *dated),
            keys=self._keys(
                award, given, venue, year, name if corporate or award.generic else None
            ),
        )

    def _of_an_earlier_time(self, award: AwardPhrase, telling: _Telling) -> bool:
        """True when the sentence dates it to an earlier year than the article's, that of no edition."""
        year = _year_at(self.text, telling.time)
        return (telling.time is None or year != award.year) and self.newness.before_now(year)

    def _why_past(
        self, award: AwardPhrase, telling: _Telling, venue: str | None, year: int | None
    ) -> str | None:
        """Return why it is history, if it is: told as such, of an earlier edition, supported by nothing."""
        prize = self.finder.vocab.prizes.get(award.prize or "")
        works = self.finder.vocab.categories[award.category].work
        newness = self.newness
        if telling.background:
            return "it is told as history: a word for what was before, or an earlier year, stands beside it"
        if newness.before_now(year, venue, prize.lag if prize else 0, conference=works):
            return f"it is of the edition of {year}, which is history in {self.year}"
        if not telling.listed and newness.months_ago(telling.start, telling.end):
            return "its sentence is dated to a month long past"
        if newness.memoir and (telling.listed or telling.likely is not None):
            return "its title says that the article looks back, or reviews a work"
        if telling.listed and newness.roll:
            return "the article is a roll of all who ever won"
        if telling.listed and not works and newness.describes():
            return "the page describes the award, and nothing says that it was given"
        supported = (
            telling.listed
            or telling.likely is not None
            or (self.page is not None and self.page >= _ANNOUNCES)
            or newness.supported(award, telling.rule, telling.start, telling.end)
        )
        if not supported:
            return (
                "nothing says that it is news: no word for now, no year, and neither the title nor "
                "the opening of a short article speaks of it"
            )
        if newness.recalled(award, telling.start, telling.end, sure=telling.listed):
            return "it is told outside the months in which the prize is announced, with no word for now"
        return None

    def _why_quiet(self, award: AwardPhrase, telling: _Telling, venue: str | None) -> str | None:
        """Return why news of an award is recorded and not told, if it is."""
        category = self.finder.vocab.categories[award.category]
        least = _LISTED if telling.listed and not self._titled_awards else TOLD
        if self.page is not None and self.page < least:
            return f"its page reads like none that announces awards (probability {self.page:.2f}, {least} needed)"
        if telling.status != "announced":
            return f"its statement is {telling.status}"
        if not category.announce:
            return f"awards of this kind ({category.label.en}) are recorded and not told"
        if award.scope not in _ANNOUNCED_SCOPES:
            return f"awards of its scope ({award.scope}) are recorded and not told"
        if category.needs_venue and venue is None:
            return "awards of this kind are told with the venue that gives them, and none is named"
        return None

    def _keys(
        self,
        award: AwardPhrase,
        given: Citation,
        venue: str | None,
        year: int | None,
        own_name: str | None,
    ) -> tuple[str, ...]:
        """Return the mention's keys: by the prize, by `own_name` where no lexicon knows it, else by its kind."""
        vocab = self.finder.vocab
        prize = vocab.prizes.get(award.prize or "")
        kind = f"{venue or '?'}|{vocab.categories[award.category].key}"
        keyed = partial(
            award_keys,
            year=year,
            ids=given.ids,
            work_title=given.title,
            recipients=(*given.authors, *self._other_forms(given)),
            known=vocab.people,
        )
        keys = keyed(
            award=_family(award)
            or (f"name:{folded(_EDITION_IN.sub('', own_name))}" if own_name else kind),
            one_per_year=bool(prize and (prize.one_per_year or award.branch)),
        )
        if prize is None or not award.branch or not given.authors:
            return keys
        # Who reports it without its branch names the prize and the winner.
        return (*keys, *keyed(award=prize.key, one_per_year=False))

    def _other_forms(self, given: Citation) -> Iterator[str]:
        """Yield the recipients' names in the other script, where the text prints them in brackets."""
        for span in given.spans:
            form = other_form(self.text, span.start, span.end) if span.name == "recipient" else None
            if form is not None:
                yield clean(self.text[slice(*form)])

    def _confidence(
        self, award: AwardPhrase, given: Citation, telling: _Telling, venue: str | None
    ) -> float:
        category = self.finder.vocab.categories[award.category]
        named = given.authors or given.title
        if telling.likely is not None:
            return round(min(telling.likely, UNSURE), 2)
        if (
            award.generic
            or not telling.sure
            or not named
            or (not telling.listed and self.newness.untimely(award))
            or (category.work and given.title is None)
        ):
            return UNSURE
        if telling.listed and venue:
            return SURE
        return LIKELY + _PLACED_TOO * bool(award.prize or venue)

    def _placed(
        self, award: AwardPhrase, time: Span | None, *, history: bool, listed: bool
    ) -> tuple[str | None, int | None, tuple[Span, ...]]:
        """Return venue and year with their proof: those beside the award, else the article's.

        History is not of the article's year: where it names none, none is known.
        """
        venue, venue_span = award.venue, None
        own = listed or not award.generic or self._titled_awards
        if venue is None and own and award.scope != "corporate":
            venue, venue_span = self.edition.venue, self.edition.venue_span
        year, year_span = award.year, None
        if year is None and time is not None and (history or award.prize):
            year, year_span = _year_at(self.text, time), time
        if year is None and not history and award.scope != "corporate":
            year, year_span = self._year_of(award, venue)
        return venue, year, tuple(span for span in (venue_span, year_span) if span)

    @cached_property
    def _titled_awards(self) -> bool:
        """True where the title speaks of the awards of an edition: "ECCV 2024 awards announced"."""
        at, place = self.article.title_at, self.edition.venue_span
        if at is None or place is None or not at <= place.start < at + len(self.article.title):
            return False
        index = self.finder.index
        return any(
            index.has(name, at, at + len(self.article.title)) for name in ("honour", "category")
        )

    def _year_of(self, award: AwardPhrase, venue: str | None) -> tuple[int | None, Span | None]:
        """Return the year of the edition; where none is named, that announced in the article's year."""
        if venue == self.edition.venue and self.edition.year is not None:
            return self.edition.year, self.edition.year_span
        if self.year is None:
            return None, self.year_span
        prize = self.finder.vocab.prizes.get(award.prize or "")
        lag = prize.lag if prize and self.year_span is None else 0
        return self.year - lag, self.year_span


def _family(award: AwardPhrase) -> str | None:
    """Return a known prize's key, with the branch where the text names one of a family."""
    return f"{award.prize}:{award.branch}" if award.prize and award.branch else award.prize


def _year_at(text: str, span: Span | None) -> int | None:
    return int(text[span.start : span.end]) if span else None
