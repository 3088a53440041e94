"""From the claims of single sentences to the breakthroughs an article tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from parsers.breakthroughs import Claimed
from parsers.identity import breakthrough_keys
from parsers.phrases import Reader
from parsers.records import Article, Citation, Ids, Mention, Span
from parsers.text import clean

Dated = tuple[int | None, Span | None]
"""A year and the characters that state it; None where the publication date does."""

_LEAD = 700  # characters of an article in which its own news is told


def breakthrough_mentions(
    article: Article,
    claimed: Sequence[Claimed],
    citations: list[Citation],
    reader: Reader,
    dated: Dated,
) -> list[Mention]:
    """Return the breakthroughs that the article tells.

    The claims that are news make one mention: an article of one subject tells its news several
    times, and the most exact telling is the evidence. History makes a mention a sentence.
    """
    news = [c for c in claimed if not c.background]
    mentions = [
        _mention(article, reader, [c], c, None, dated=_year_in(reader, c), new=False)
        for c in claimed
        if c.background and (c.people or c.claim != "first")
    ]
    if not any(_leads(article, c) for c in news):
        return _distinct(mentions)
    work = citations[0] if len(citations) == 1 else None
    best = max(
        news,
        key=lambda c: (c.after_years is not None, c.claim == "first", bool(c.people), -c.start),
    )
    mentions.insert(0, _mention(article, reader, news, best, work, dated=dated, new=True))
    return _distinct(mentions)


def _leads(article: Article, claim: Claimed) -> bool:
    at = article.text.find(article.title, 0, 2000)
    return claim.start < _LEAD + max(at, 0) + len(article.title)


def _mention(
    article: Article,
    reader: Reader,
    claims: Sequence[Claimed],
    best: Claimed,
    work: Citation | None,
    *,
    dated: Dated,
    new: bool,
) -> Mention:
    year, year_span = dated
    field, field_span = _field(reader, best)
    subject = next((c.subject for c in [best, *claims] if c.subject), None)
    people = work.authors if work and work.authors else ()
    person_spans = tuple(s for s in work.spans if s.name == "recipient") if work and people else ()
    if not people:
        ranges = next((c.people for c in [best, *claims] if c.people), ())
        people = tuple(clean(reader.text[a:b]) for a, b in ranges)
        person_spans = tuple(Span("recipient", a, b) for a, b in ranges)
    ids = work.ids if work else Ids()
    spans = [Span("claim", *best.claim_span)]
    spans += [Span("field", *field_span)] if field_span else []
    spans += [Span("subject", *subject)] if subject else []
    spans += [Span("after_years", *best.after_span)] if best.after_span else []
    spans += [year_span] if year_span else []
    spans += [s for s in (work.spans if work else ()) if s.name in {"work", "link", "institution"}]
    named = clean(reader.text[slice(*subject)]) if subject else None
    sure = bool(people) and (
        best.after_years is not None or bool(ids.named()) or best.claim != "first"
    )
    return Mention(
        article_id=article.article_id,
        kind="breakthrough",
        field=field,
        claim=best.claim,
        subject=named,
        after_years=best.after_years,
        year=year,
        work_title=work.title if work else None,
        ids=ids,
        recipients=people,
        institutions=work.institutions if work else (),
        links=work.links if work else (),
        is_new=new,
        announce=new,
        confidence=0.85 if sure else 0.6,
        rule=f"breakthrough.{best.claim}",
        start=best.start,
        end=best.end,
        spans=(*spans, *person_spans),
        keys=breakthrough_keys(
            article_id=article.article_id,
            field=field,
            year=year,
            ids=ids,
            subject=named,
            actors=people,
        ),
    )


def _field(reader: Reader, claim: Claimed) -> tuple[str | None, tuple[int, int] | None]:
    """Return the field of research that the article names most, its claim's own words first."""
    terms = list(reader.scan.find("field"))
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
    return [m for m in mentions if not (m.keys in seen or seen.add(m.keys))]  # type: ignore[func-returns-value]
