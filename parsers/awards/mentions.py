"""From an award named and a work or recipient beside it to a mention with its proof."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

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


class AwardMentions:
    """Makes the award mentions of one article, given what the article is about."""

    def __init__(
        self,
        article: Article,
        finder: AwardFinder,
        edition: Edition,
        year: tuple[int | None, Span | None],
        *,
        digest: bool,
    ) -> None:
        self.article, self.finder, self.edition = article, finder, edition
        self.text = article.text
        self.year, self.year_span = year
        self.newness = Newness(article, finder, edition, self.year, digest=digest)

    def governed(self, award: AwardPhrase, citation: Citation) -> list[Mention]:
        """Return the award that a heading gives to the entry below it."""
        if citation.title is None:
            return []
        stop = self.text.find("\n", citation.start)
        end = stop if stop != -1 else len(self.text.rstrip())
        return [
            self._mention(
                award, citation, start=citation.start, end=end, rule="award.entry", sure=True
            )
        ]

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
        return self._mention(award, given, start=start, end=end, rule="award.entry", sure=True)

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
            return [
                self._mention(
                    statement.phrase,
                    citations[0],
                    start=statement.start,
                    end=statement.end,
                    rule=f"award.{statement.rule}",
                    sure=statement.certain,
                    background=statement.background,
                    status=statement.status,
                    time=statement.time,
                )
            ]
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
        return self._mention(
            statement.phrase,
            given,
            start=statement.start,
            end=statement.end,
            rule=f"award.{statement.rule}",
            sure=statement.certain,
            background=statement.background,
            corporate=statement.corporate,
            status=statement.status,
            time=statement.time,
        )

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

    def _mention(
        self,
        award: AwardPhrase,
        given: Citation,
        *,
        start: int,
        end: int,
        rule: str,
        sure: bool,
        background: bool = False,
        corporate: bool = False,
        status: Status = "announced",
        time: Span | None = None,
    ) -> Mention:
        vocab = self.finder.vocab
        category = vocab.categories[award.category]
        prize = vocab.prizes.get(award.prize or "")
        corporate = corporate or award.scope == "corporate"
        day = None if rule == "award.entry" else day_in(self.text[start:end], self.year)
        dated_edition = time is not None and _year_at(self.text, time) == award.year
        told = not dated_edition and self.newness.before_now(_year_at(self.text, time))
        venue, year, placed = self._placed(award, time, history=background or told)
        past = (
            background
            or told
            or corporate
            or self.newness.before_now(year, venue, prize.lag if prize else 0)
        )
        past = past or (
            rule != "award.entry" and not self.newness.supported(award, rule, start, end)
        )
        past = past or self.newness.recalled(award, sure=rule == "award.entry")
        printed = clean(self.text[award.start : award.end])
        dated = (
            () if past or day is None else (Span("announced_on", start + day[1], start + day[2]),)
        )
        name = award.name or (printed if corporate else category.label.en)
        base = award.prize or (
            f"name:{folded(name)}"
            if award.generic or corporate
            else f"{venue or '?'}|{category.key}"
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
            announced_on=None if past or day is None else day[0],
            scope="corporate" if corporate else award.scope,
            is_new=not past,
            status=status,
            announce=not past
            and status == "announced"
            and category.announce
            and award.scope in _ANNOUNCED_SCOPES
            and not (category.needs_venue and venue is None),
            confidence=self._confidence(
                award,
                rule,
                sure=sure,
                venue=venue,
                work=given.title,
                named=bool(given.authors or given.title),
            ),
            rule=rule,
            start=start,
            end=end,
            spans=(*award.spans, *placed, *given.spans, *dated),
            keys=award_keys(
                award=base,
                year=year,
                one_per_year=bool(prize and prize.one_per_year),
                ids=given.ids,
                work_title=given.title,
                recipients=(*given.authors, *self._other_forms(given)),
                known=vocab.people,
            ),
        )

    def _other_forms(self, given: Citation) -> Iterator[str]:
        """Yield the recipients' names in the other script, where the text prints them in brackets."""
        for span in given.spans:
            form = other_form(self.text, span.start, span.end) if span.name == "recipient" else None
            if form is not None:
                yield clean(self.text[slice(*form)])

    def _confidence(
        self,
        award: AwardPhrase,
        rule: str,
        *,
        sure: bool,
        venue: str | None,
        work: str | None,
        named: bool,
    ) -> float:
        category = self.finder.vocab.categories[award.category]
        if award.generic or not sure or not named or (category.work and work is None):
            return UNSURE
        if rule == "award.entry" and venue:
            return SURE
        return LIKELY + _PLACED_TOO * bool(award.prize or venue)

    def _placed(
        self, award: AwardPhrase, time: Span | None, *, history: bool
    ) -> tuple[str | None, int | None, tuple[Span, ...]]:
        """Return venue and year with their proof: those beside the award, else the article's.

        History is not of the article's year: where it names none, none is known.
        """
        placed: list[Span] = []
        venue, year = award.venue, award.year
        own = not award.generic and award.scope != "corporate"
        if venue is None and own:
            venue = self.edition.venue
            placed += [self.edition.venue_span] if self.edition.venue_span else []
        if year is None and time is not None and (history or award.prize):
            year = _year_at(self.text, time)
            placed.append(time)
        if year is None and not history and award.scope != "corporate":
            of_edition = venue == self.edition.venue and self.edition.year is not None
            # Where no edition is named, it is the one that is announced in the article's year.
            prize = self.finder.vocab.prizes.get(award.prize or "")
            lag = prize.lag if prize and self.year_span is None and self.year is not None else 0
            year = self.edition.year if of_edition else (self.year - lag if self.year else None)
            span = self.edition.year_span if of_edition else self.year_span
            placed += [span] if span else []
        return venue, year, tuple(placed)


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
