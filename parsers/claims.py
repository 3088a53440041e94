"""From the claims of single sentences to the breakthroughs an article tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from parsers.blocks import BARE_LEVEL, Block
from parsers.breakthroughs import BreakthroughSentences, Claimed
from parsers.identity import breakthrough_keys
from parsers.phrases import Reader
from parsers.records import Article, Citation, Ids, Mention, Span
from parsers.seed import front_matter
from parsers.text import clean, folded

Dated = tuple[int | None, Span | None]
"""A year and the characters that state it; None where the publication date does."""

_LEAD = 900  # characters of an article in which its own news is told
_NUMBERED = re.compile(r"\d{1,2}\s*[、.．)]")
_MANY = 12  # headings and list entries that make a digest of unrelated items
_DIGEST = re.compile(
    r"周刊|周报|日报|早报|月报|一周|weekly|newsletter|digest|roundup|recap|daily|\bnews\b.*\d",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?<![\w/.-])(?=[A-Za-z]*[A-Z][A-Za-z]*[a-z])(?:[A-Z][\w]*[A-Z0-9]\w*|[A-Z][a-z]{3,}\w*)(?: \d(?:\.\d)?)?(?![\w/])"
)
SURE, LIKELY, UNSURE = 0.9, 0.8, 0.6


def breakthrough_mentions(
    article: Article,
    reading: BreakthroughSentences,
    spoken: Sequence[tuple[int, int]],
    blocks: Sequence[Block],
    citations: Sequence[Citation],
    dated: Dated,
) -> list[Mention]:
    """Return the breakthroughs that the article tells.

    An article of one subject tells its news several times at its head: the claims there make one
    mention, the most exact its evidence. In a digest every sentence speaks for itself. A weak
    claim counts only beside a journal of first rank. History makes a mention a sentence.
    """
    claimed = [claim for start, end in spoken for claim in reading.read(start, end)]
    work = citations[0] if len(citations) == 1 else None
    maker = _Maker(article, reading, dated)
    told = [c for c in claimed if not c.background]
    digest = is_digest(article, blocks)
    mentions = []
    if digest:
        mentions = [
            maker.mention([c], c, None, new=True)
            for c in told
            if c.strong
            or c.journal
            or (c.researched and c.claim == "first" and _DIGEST.search(article.title))
        ]
    else:
        placed = _published(article, reading)
        lead = told if placed else [c for c in told if c.start < _lead_end(article)]
        news = [c for c in lead if c.strong or c.journal or placed]
        if news:
            best = max(news, key=_exactness)
            mentions = [maker.mention([best, *news], best, work, new=True)]
    mentions += [
        maker.mention([c], c, None, new=False)
        for c in claimed
        if c.background and c.strong and (c.people or c.claim != "first")
    ]
    return _distinct(mentions)


def is_digest(article: Article, blocks: Sequence[Block]) -> bool:
    """True for a list of unrelated news: its title says so, or it is cut into many items."""
    if _DIGEST.search(article.title):
        return True
    head = front_matter(article.text)
    summed = head is not None and bool(blocks) and blocks[0].start < head.end
    if summed and head and len(article.text) - head.end < blocks[0].end - blocks[0].start:
        return True  # the description in the front matter is all there is, and sums up many things
    marked = sum(
        b.kind == "entry"
        or (b.kind == "heading" and b.level < BARE_LEVEL)
        or _NUMBERED.match(article.text, b.start, b.end) is not None
        for b in blocks
    )
    return marked >= _MANY and len(article.text) > 300 * _MANY


def _lead_end(article: Article) -> int:
    at = article.text.find(article.title, 0, 2000)
    return _LEAD + max(at, 0) + len(article.title)


def _published(article: Article, reading: BreakthroughSentences) -> bool:
    """True when title or lead say that the work appeared in a journal of first rank."""
    at = max(article.text.find(article.title, 0, 2000), 0)
    lead = reading.in_journal(at, min(len(article.text), _lead_end(article)))
    return lead is not None


def _exactness(claim: Claimed) -> tuple[bool, bool, bool, bool, int]:
    return (
        claim.strong,
        claim.after_years is not None,
        claim.claim in {"first", "milestone"},
        bool(claim.people),
        -claim.start,
    )


class _Maker:
    """Makes the breakthrough mentions of one article."""

    def __init__(self, article: Article, reading: BreakthroughSentences, dated: Dated) -> None:
        self.article, self.reading, self.reader, self.dated = (
            article,
            reading,
            reading.reader,
            dated,
        )
        self.whole = True  # the article is of one subject, so all of it tells the field

    def mention(
        self, claims: Sequence[Claimed], best: Claimed, work: Citation | None, *, new: bool
    ) -> Mention:
        year, year_span = self.dated if new else _year_in(self.reader, best)
        field, field_span = _field(self.reader, best, whole=self.whole)
        subject = next((c.subject for c in claims if c.subject), None)
        named = clean(self.reader.text[slice(*subject)]) if subject else None
        people, person_spans = self._actors(claims, work)
        places, place_spans = self._places(claims, work)
        ids = work.ids if work else Ids()
        spans = [Span("claim", *best.claim_span)]
        spans += [Span("field", *field_span)] if field_span else []
        spans += [Span("subject", *subject)] if subject else []
        spans += (
            [Span("after_years", *best.after_span)] if best.after_span and best.after_years else []
        )
        spans += [year_span] if year_span else []
        spans += [s for s in (work.spans if work else ()) if s.name in {"work", "link"}]
        actors = people or places
        return Mention(
            article_id=self.article.article_id,
            kind="breakthrough",
            field=field,
            claim=best.claim,
            subject=named,
            after_years=best.after_years,
            year=year,
            work_title=work.title if work else None,
            ids=ids,
            recipients=people,
            institutions=places,
            links=work.links if work else (),
            is_new=new,
            announce=new,
            confidence=_confidence(best, bool(actors), bool(ids.named())),
            rule=f"breakthrough.{best.claim}",
            start=best.start,
            end=best.end,
            spans=(*spans, *place_spans, *person_spans),
            keys=breakthrough_keys(
                article_id=self.article.article_id,
                field=field,
                year=year,
                ids=ids,
                subject=named,
                actors=actors,
                names=self._names(best) if new else (),
                place=best.start,
            ),
        )

    def _actors(
        self, claims: Sequence[Claimed], work: Citation | None
    ) -> tuple[tuple[str, ...], tuple[Span, ...]]:
        if work and work.authors:
            return work.authors, tuple(s for s in work.spans if s.name == "recipient")
        ranges = next((c.people for c in claims if c.people), ())
        text = self.reader.text
        return (
            tuple(clean(text[a:b]) for a, b in ranges),
            tuple(Span("recipient", a, b) for a, b in ranges),
        )

    def _places(
        self, claims: Sequence[Claimed], work: Citation | None
    ) -> tuple[tuple[str, ...], tuple[Span, ...]]:
        """Return the institutions of the work, of the claims, or the makers that the title names."""
        if work and work.institutions:
            return work.institutions, tuple(s for s in work.spans if s.name == "institution")
        text = self.reader.text
        ranges = next((c.institutions for c in claims if c.institutions), ())
        if not ranges:
            at = max(text.find(self.article.title, 0, 2000), 0)
            ranges = self.reading.makers(at, at + len(self.article.title))
        return (
            tuple(clean(text[a:b]) for a, b in ranges),
            tuple(Span("institution", a, b) for a, b in ranges),
        )

    def _names(self, best: Claimed) -> tuple[str, ...]:
        """Return the Latin name of the system or thing that the news is about, if it has one.

        It is written alike in both languages, so reports of one thing meet under it.
        """
        text, title = self.reader.text, self.article.title
        at = max(text.find(title, 0, 2000), 0)
        if best.claim == "milestone":
            contest = self.reader.scan.first("prize", best.start, best.end)
            makers = [
                *self.reader.scan.find("maker", best.start, best.end),
                *self.reader.scan.find("maker", at, len(text)),
            ]
            if contest is not None and makers:
                return (f"{contest.value} {makers[0].value}",)
        common = {folded(text[t.start : t.end]) for t in self.reader.scan.find("maker")}
        common |= {folded(t.value) for t in self.reader.scan.find("breakthrough_journal_name")}
        for start, end in ((best.start, best.end), (at, at + len(title))):
            for match in _NAME.finditer(text, start, end):
                name = folded(match.group())
                mixed = any(c.isupper() or c.isdigit() for c in match.group()[1:])
                if mixed and name not in common and len(name) > 4:
                    return (name,)
        return ()


def _confidence(best: Claimed, acted: bool, identified: bool) -> float:
    if best.strong and (acted or identified):
        return SURE
    if best.strong or acted or identified:
        return LIKELY
    return UNSURE


def _field(
    reader: Reader, claim: Claimed, *, whole: bool
) -> tuple[str | None, tuple[int, int] | None]:
    """Return the field of research that the article names most, its claim's own words first."""
    terms = list(reader.scan.find("field", *((0,) if whole else (claim.start, claim.end))))
    counts = Counter(t.value for t in terms)
    counts.update(3 * [t.value for t in terms if claim.start <= t.start < claim.end])
    if not counts:
        return None, None
    field = min(counts, key=lambda f: (-counts[f], f))
    inside = [t for t in terms if t.value == field and claim.start <= t.start < claim.end]
    term = inside[0] if inside else next(t for t in terms if t.value == field)
    return field, (term.start, term.end)


def _year_in(reader: Reader, claim: Claimed) -> Dated:
    years = reader.years(claim.start, claim.end)
    return years[0] if years else (None, None)


def _distinct(mentions: list[Mention]) -> list[Mention]:
    seen: set[tuple[str, ...]] = set()
    kept = []
    for mention in mentions:
        if mention.keys not in seen:
            seen.add(mention.keys)
            kept.append(mention)
    return kept
