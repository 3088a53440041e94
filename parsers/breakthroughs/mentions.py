"""From the claims of single sentences to the breakthroughs an article tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from parsers.breakthroughs.firsts import refers_back
from parsers.breakthroughs.passages import makers
from parsers.breakthroughs.sentences import BreakthroughSentences, Claim
from parsers.breakthroughs.told import LEAST, likely_claims
from parsers.identity import breakthrough_keys
from parsers.language.editions import years_in
from parsers.language.term_index import TermIndex
from parsers.records import Article, Citation, Ids, Mention, Span
from parsers.structure.blocks import Block
from parsers.structure.roundups import is_roundup, item_at, items, sums_up
from parsers.text.addresses import addresses, identifiers
from parsers.text.characters import clean, folded

Range = tuple[int, int]
Dated = tuple[int | None, Span | None]
"""A year and the characters that state it; None where the publication date does."""

_OPENING = 300  # characters behind the title in which a first of research is an article's news
_AROUND = 10_000  # characters around a sentence that can say what it speaks of
_LEAD = 900  # characters of an article in which its own news is told
TOLD_CLAIM = -3.6
"""The logit of a page below which what it claims is not told."""
_LIKELY = -1.4  # the logit of a page from which it is asked which sentence tells its news
_NAME = re.compile(
    r"(?<![\w/.-])(?=[A-Za-z]*[A-Z][A-Za-z]*[a-z])(?:[A-Z][\w]*[A-Z0-9]\w*|[A-Z][a-z]{3,}\w*)(?: \d(?:\.\d)?)?(?![\w/])"
)
# Shares of right announcements on the labelled documents, (right + 1) / (told + 2), those that an editor
# may leave out not counted: with actor or work 16 of 17, without 18 of 20; others are too few.
SURE, LIKELY, UNSURE = 0.89, 0.86, 0.6


def breakthrough_mentions(
    article: Article,
    reading: BreakthroughSentences,
    spoken: Sequence[Range],
    blocks: Sequence[Block],
    citations: Sequence[Citation],
    dated: Dated,
    page: float | None,
) -> list[Mention]:
    """Return the breakthroughs that the article tells; `page`: the logit that it announces one, if that is known.

    An article of one subject, or an item of a round-up, tells its news several times: the claims
    there make one mention, the most exact its evidence. A weak claim counts only beside a journal
    of first rank. History makes a mention a sentence.
    """
    roundup = is_roundup(article, blocks, reading.index)
    parts = items(article.text, blocks) if roundup else []
    claimed = list(_claimed(reading, spoken, parts, roundup=roundup))
    fresh = [(c, part) for c, part in claimed if not c.background]
    maker = _Maker(article, reading, dated, fresh)
    if roundup:
        mentions = _of_items(
            maker, reading, fresh, summed=sums_up(article, blocks, reading.index.vocab)
        )
    else:
        mentions = _of_one_subject(maker, reading, [c for c, _ in fresh], citations)
        if not mentions and page is not None and page >= _LIKELY:
            mentions = _likely(maker, reading, spoken, citations, page)
    mentions += [
        maker.mention([c], c, None, _near(part, c.start, c.end), new=False)
        for c, part in claimed
        if c.background and c.rule.strength == "strong" and (c.people or c.rule.claim != "first")
    ]
    if page is not None and page < TOLD_CLAIM:
        mentions = [replace(m, announce=False) for m in mentions]
    return _distinct(mentions)


def _of_items(
    maker: _Maker,
    reading: BreakthroughSentences,
    fresh: Sequence[tuple[Claim, Range]],
    *,
    summed: bool,
) -> list[Mention]:
    """Return the news of a round-up's items: one of each, or of each maker in a round-up that sums up."""
    by_item: dict[Range, list[Claim]] = {}
    for claim, part in fresh:
        by_item.setdefault(part, []).append(claim)
    mentions = []
    for part, claims in by_item.items():
        placed = reading.in_journal(*part) is not None
        news = [
            c
            for c in claims
            if _stands(c) or placed or (summed and c.rule.strength == "researched")
        ]
        for of_one in _by_actor(reading, news) if summed else [news]:
            if of_one:
                best = max(of_one, key=_exactness)
                mentions.append(maker.mention([best, *of_one], best, None, part, new=True))
    return mentions


def _of_one_subject(
    maker: _Maker,
    reading: BreakthroughSentences,
    fresh: Sequence[Claim],
    citations: Sequence[Citation],
) -> list[Mention]:
    """Return the one piece of news of an article that is about one thing."""
    article = maker.article
    end = _lead_end(article)
    lead, opening = min(len(article.text), end), end - _LEAD + _OPENING
    placed = reading.in_journal(0, lead) is not None
    news = [
        c
        for c in fresh
        if placed
        or (
            c.start < lead
            and (_stands(c) or (c.rule.strength == "researched" and c.start < opening))
        )
    ]
    if not news:
        return []
    best = max(news, key=_exactness)
    work = citations[0] if len(citations) == 1 else None
    return [maker.mention([best, *news], best, work, (0, len(article.text)), new=True)]


def _likely(
    maker: _Maker,
    reading: BreakthroughSentences,
    spoken: Sequence[Range],
    citations: Sequence[Citation],
    page: float,
) -> list[Mention]:
    """Return the news of an article that no rule reads: what its likeliest sentence tells, if that is likely."""
    article = maker.article
    found = likely_claims(article.text, spoken, article.title_at or 0, page)
    (start, end), likely = max(found, key=lambda f: f[1], default=((0, 0), 0.0))
    claim = reading.likely(start, end, (start, end)) if likely >= LEAST else None
    if claim is None:
        return []
    work = citations[0] if len(citations) == 1 else None
    return [maker.mention([claim], claim, work, (0, len(article.text)), new=True)]


def _claimed(
    reading: BreakthroughSentences,
    spoken: Sequence[Range],
    parts: Sequence[Range],
    *,
    roundup: bool,
) -> Iterator[tuple[Claim, Range]]:
    """Yield each claim with the piece of writing it is part of.

    That is an item of a round-up; in an article of one subject, the sentences before and after.
    """
    for index, (start, end) in enumerate(spoken):
        before, after = spoken[max(index - 1, 0)][0], spoken[min(index + 1, len(spoken) - 1)][1]
        part = item_at(parts, start) if roundup else (before, after)
        if part is None or part[0] > start or part[1] < end:
            part = (start, end)
        for claim in reading.read(start, end, _near(part, start, end)):
            # "This is the first time" proves nothing without what it speaks of.
            told_from = before if refers_back(reading.text, start) and before >= part[0] else start
            yield replace(claim, start=told_from), part


def _near(part: Range, start: int, end: int) -> Range:
    """Return the piece of writing around a sentence, as far as it can speak of it."""
    return max(part[0], start - _AROUND), min(part[1], end + _AROUND)


def _by_actor(reading: BreakthroughSentences, claims: Sequence[Claim]) -> list[list[Claim]]:
    """Part the claims of one paragraph where they name different makers: each has news of its own."""
    groups: list[tuple[set[str], list[Claim]]] = []
    for claim in claims:
        named = _makers(reading.index, claim)
        group = next((g for g in groups if not named or not g[0] or named & g[0]), None)
        if group is None:
            groups.append((named, [claim]))
        else:
            group[0].update(named)
            group[1].append(claim)
    return [of_one for _, of_one in groups]


def _makers(index: TermIndex, claim: Claim) -> set[str]:
    return {term.value for term in index.find("maker", claim.start, claim.end)}


def _stands(claim: Claim) -> bool:
    return claim.rule.strength == "strong" or claim.journal


def _lead_end(article: Article) -> int:
    return _LEAD + (article.title_at or 0) + len(article.title)


def _exactness(claim: Claim) -> tuple[bool, bool, bool, bool, int]:
    return (
        claim.rule.strength == "strong",
        claim.wait is not None and claim.wait.years is not None,
        claim.rule.claim in {"first", "milestone"},
        bool(claim.people),
        -claim.start,
    )


class _Maker:
    """Makes the breakthrough mentions of one article."""

    def __init__(
        self,
        article: Article,
        reading: BreakthroughSentences,
        dated: Dated,
        claimed: Sequence[tuple[Claim, Range]],
    ) -> None:
        self.article, self.dated = article, dated
        self.reading, self.index = reading, reading.index
        contested = [c for c, _ in claimed if c.rule.claim == "milestone"]
        named = [_makers(self.index, c) for c in contested]
        self.rivals = len(set[str]().union(*named)) > 1  # of several makers' results at contests

    def mention(
        self,
        claims: Sequence[Claim],
        best: Claim,
        work: Citation | None,
        part: Range,
        *,
        new: bool,
    ) -> Mention:
        year, year_span = self.dated if new else _year_in(self.index, best)
        field, field_span = _field(self.index, best, part)
        subject = next((c.subject for c in claims if c.subject), None)
        named = clean(self.index.text[slice(*subject)]) if subject else None
        wait = next((c.wait for c in claims if c.wait and c.wait.span), None)
        people, person_spans = self._actors(claims, work)
        places, place_spans = self._places(claims, work)
        actors = people or places
        ids = work.ids if work else Ids()
        linked = _linked_work(self.index.text, *part) if new and work is None else None
        proof = (
            Span("claim", *best.claim_span),
            Span("field", *field_span) if field_span else None,
            Span("subject", *subject) if subject else None,
            Span("after_years", *wait.span) if wait and wait.span else None,
            year_span,
            *_of_work(work),
            Span("link", *linked[1]) if linked else None,
        )
        told = breakthrough_keys(
            article_id=self.article.article_id,
            field=field,
            year=year,
            ids=ids,
            subject=named,
            actors=actors,
            names=self._names(best) if new else (),
            place=best.start,
        )
        # An address by the way says which work it is, and hides nothing else that says so.
        known = [f"breakthrough|{name}" for name in linked[0].named()] if linked else []
        return Mention(
            article_id=self.article.article_id,
            kind="breakthrough",
            field=field,
            claim=best.rule.claim,
            subject=named,
            after_years=wait.years if wait else None,
            year=year,
            work_title=work.title if work else None,
            ids=linked[0] if linked else ids,
            recipients=people,
            institutions=places,
            links=work.links if work else (self.index.text[slice(*linked[1])],) if linked else (),
            is_new=new,
            status=best.status,
            announce=new and best.status == "announced",
            confidence=_confidence(best, bool(actors), bool(ids.named())),
            rule=f"breakthrough.{best.rule.name}",
            start=best.start,
            end=best.end,
            spans=(*(span for span in proof if span), *place_spans, *person_spans),
            keys=tuple(sorted({*told, *known})),
        )

    def _actors(
        self, claims: Sequence[Claim], work: Citation | None
    ) -> tuple[tuple[str, ...], tuple[Span, ...]]:
        if work and work.authors:
            return work.authors, tuple(s for s in work.spans if s.name == "recipient")
        ranges = next((c.people for c in claims if c.people), ())
        text = self.index.text
        return (
            tuple(clean(text[a:b]) for a, b in ranges),
            tuple(Span("recipient", a, b) for a, b in ranges),
        )

    def _places(
        self, claims: Sequence[Claim], work: Citation | None
    ) -> tuple[tuple[str, ...], tuple[Span, ...]]:
        """Return the institutions of the work, of the claims, or the makers that the title names."""
        if work and work.institutions:
            return work.institutions, tuple(s for s in work.spans if s.name == "institution")
        text = self.index.text
        ranges = next((c.institutions for c in claims if c.institutions), ())
        if not ranges:
            at = self.article.title_at or 0
            ranges = makers(self.index, at, at + len(self.article.title))
        return (
            tuple(clean(text[a:b]) for a, b in ranges),
            tuple(Span("institution", a, b) for a, b in ranges),
        )

    @cached_property
    def _common(self) -> set[str]:
        """The names of makers and journals, folded, which name no system."""
        index = self.index
        makers_named = {self.index.text[t.start : t.end] for t in index.find("maker")}
        journals = {t.value for t in index.find("breakthrough_journal_name")}
        return {folded(name) for name in makers_named | journals}

    def _names(self, best: Claim) -> tuple[str, ...]:
        """Return the Latin name of the system or thing that the news is about, if it has one.

        It is written alike in both languages, so reports of one thing meet under it.
        """
        text, title = self.index.text, self.article.title
        at = self.article.title_at or 0
        if best.rule.claim == "milestone":
            index = self.index
            contest = index.first("prize", best.start, best.end)
            by = index.first("maker", best.start, best.end) or index.first("maker", at, len(text))
            if contest is not None:
                here = () if self.rivals else (f"{contest.value} in {self.article.article_id}",)
                return (f"{contest.value} {by.value}", *here) if by else here
        for start, end in ((best.start, best.end), (at, at + len(title))):
            for match in _NAME.finditer(text, start, end):
                name = folded(match.group())
                mixed = any(c.isupper() or c.isdigit() for c in match.group()[1:])
                if mixed and name not in self._common and len(name) > 4:
                    return (name,)
        return ()


def _confidence(best: Claim, acted: bool, identified: bool) -> float:
    strong = best.rule.strength == "strong"
    if strong and (acted or identified):
        return SURE
    if strong or acted or identified:
        return LIKELY
    return UNSURE


def _linked_work(text: str, start: int, end: int) -> tuple[Ids, Range] | None:
    """Return the one work that text[start:end] links to by an identifier, and where; None of several, or none."""
    found = [
        (ids, span)
        for span in addresses(text, start, end)
        if (ids := identifiers(text[slice(*span)])).named()
    ]
    if len({ids for ids, _ in found}) != 1:
        return None
    return found[0]


def _of_work(work: Citation | None) -> Iterator[Span]:
    """Yield where the work that carries the news is named and linked."""
    return (s for s in (work.spans if work else ()) if s.name in {"work", "link"})


def _field(index: TermIndex, claim: Claim, part: Range) -> tuple[str | None, Range | None]:
    """Return the field of research that the piece names most, its claim's own words first."""
    terms = list(index.find("field", *part))
    counts = Counter(t.value for t in terms)
    counts.update(3 * [t.value for t in terms if claim.start <= t.start < claim.end])
    if not counts:
        return None, None
    field = min(counts, key=lambda f: (-counts[f], f))
    inside = [t for t in terms if t.value == field and claim.start <= t.start < claim.end]
    term = inside[0] if inside else next(t for t in terms if t.value == field)
    return field, (term.start, term.end)


def _year_in(index: TermIndex, claim: Claim) -> Dated:
    years = years_in(index, claim.start, claim.end)
    return years[0] if years else (None, None)


def _distinct(mentions: list[Mention]) -> list[Mention]:
    seen: set[tuple[str, ...]] = set()
    kept = []
    for mention in mentions:
        if mention.keys not in seen:
            seen.add(mention.keys)
            kept.append(mention)
    return kept
