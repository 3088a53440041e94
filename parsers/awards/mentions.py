"""From an award named and a work or recipient beside it to a mention with its proof."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.awards.newness import Newness
from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.awards.statements import Statement
from parsers.identity import award_keys
from parsers.language.editions import Edition
from parsers.language.names import other_form
from parsers.records import Article, Citation, Ids, Mention, Span, Status
from parsers.text.characters import clean, folded
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """Where and how an award is told, by default by its place in a list; `sure`: its clause names who got it."""

    start: int
    end: int
    rule: str = "award.entry"
    sure: bool = True
    background: bool = False
    corporate: bool = False
    status: Status = "announced"
    time: Span | None = None

    @property
    def listed(self) -> bool:
        return self.rule == "award.entry"


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
    ) -> None:
        self.article, self.finder, self.edition = article, finder, edition
        self.text = article.text
        self.year, self.year_span = year
        self.newness = Newness(article, finder, edition, self.year, roundup=roundup)

    def governed(self, award: AwardPhrase, citation: Citation) -> list[Mention]:
        """Return the award that a heading gives to the entry below it."""
        if citation.title is None:
            return []
        stop = self.text.find("\n", citation.start)
        end = stop if stop != -1 else len(self.text.rstrip())
        return [self._mention(award, citation, _Telling(start=citation.start, end=end))]

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

    def stated(
        self, statement: Statement, citations: Sequence[Citation], titles: Titles
    ) -> list[Mention]:
        """Return the awards that a sentence gives: one for each work, else one for its recipients.

        `titles` are those of the citations, in their order.
        """
        category = self.finder.vocab.categories[statement.phrase.category]
        if statement.works and category.work:
            return [self._of_work(statement, work, citations, titles) for work in statement.works]
        if category.work and len(citations) == 1 and self._speaks_of_one_work(statement):
            return [self._mention(statement.phrase, citations[0], _telling(statement))]
        prize = self.finder.vocab.prizes.get(statement.phrase.prize or "")
        if not statement.people and not (prize and prize.one_per_year):
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
        vocab = self.finder.vocab
        category = vocab.categories[award.category]
        corporate = telling.corporate or award.scope == "corporate"
        earlier = self._of_an_earlier_time(award, telling)
        venue, year, placed = self._placed(
            award, telling.time, history=telling.background or earlier
        )
        past = corporate or earlier or self._is_past(award, telling, venue, year)
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
        announced = not past and telling.status == "announced" and category.announce
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
            announce=announced
            and award.scope in _ANNOUNCED_SCOPES
            and not (category.needs_venue and venue is None),
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

    def _is_past(
        self, award: AwardPhrase, telling: _Telling, venue: str | None, year: int | None
    ) -> bool:
        """True for history: told as such, of an earlier edition, supported by nothing, or recalled."""
        prize = self.finder.vocab.prizes.get(award.prize or "")
        if telling.background or self.newness.before_now(year, venue, prize.lag if prize else 0):
            return True
        supported = telling.listed or self.newness.supported(
            award, telling.rule, telling.start, telling.end
        )
        return not supported or self.newness.recalled(award, sure=telling.listed)

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
        return award_keys(
            award=award.prize or (f"name:{folded(own_name)}" if own_name else kind),
            year=year,
            one_per_year=bool(prize and prize.one_per_year),
            ids=given.ids,
            work_title=given.title,
            recipients=(*given.authors, *self._other_forms(given)),
            known=vocab.people,
        )

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
        if (
            award.generic
            or not telling.sure
            or not named
            or (category.work and given.title is None)
        ):
            return UNSURE
        if telling.listed and venue:
            return SURE
        return LIKELY + _PLACED_TOO * bool(award.prize or venue)

    def _placed(
        self, award: AwardPhrase, time: Span | None, *, history: bool
    ) -> tuple[str | None, int | None, tuple[Span, ...]]:
        """Return venue and year with their proof: those beside the award, else the article's.

        History is not of the article's year: where it names none, none is known.
        """
        venue, venue_span = award.venue, None
        if venue is None and not award.generic and award.scope != "corporate":
            venue, venue_span = self.edition.venue, self.edition.venue_span
        year, year_span = award.year, None
        if year is None and time is not None and (history or award.prize):
            year, year_span = _year_at(self.text, time), time
        if year is None and not history and award.scope != "corporate":
            year, year_span = self._year_of(award, venue)
        return venue, year, tuple(span for span in (venue_span, year_span) if span)

    def _year_of(self, award: AwardPhrase, venue: str | None) -> tuple[int | None, Span | None]:
        """Return the year of the edition; where none is named, that announced in the article's year."""
        if venue == self.edition.venue and self.edition.year is not None:
            return self.edition.year, self.edition.year_span
        if self.year is None:
            return None, self.year_span
        prize = self.finder.vocab.prizes.get(award.prize or "")
        lag = prize.lag if prize and self.year_span is None else 0
        return self.year - lag, self.year_span


def settled(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions without vague restatements of a paper award.

    "A lab wins an outstanding paper award" says less than the statement of the same article that
    names the paper: it speaks of that paper, or of one of several.
    """
    exact: dict[tuple[object, ...], set[tuple[str, ...]]] = {}
    for mention in mentions:
        if mention.kind == "award" and mention.work_title:
            exact.setdefault(_honour(mention), set()).add(mention.keys)
    kept = []
    for mention in mentions:
        same = exact.get(_honour(mention), set())
        if mention.kind != "award" or mention.work_title or not same:
            kept.append(mention)
        elif len(same) == 1:
            kept.append(replace(mention, keys=next(iter(same))))
    return kept


def _honour(mention: Mention) -> tuple[object, ...]:
    return mention.category, mention.award_name, mention.venue, mention.year


def _year_at(text: str, span: Span | None) -> int | None:
    return int(text[span.start : span.end]) if span else None
