"""What an article is about and when it speaks: its venue, edition and year."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from parsers.language.term_index import TermIndex
from parsers.records import Article, Span
from parsers.text.addresses import year_of

YEAR = re.compile(
    r"(?<![\d.\-/])(?P<full>(?:19|20)\d{2})(?![\d%]|[.-]\d)|(?<=[a-z])['’](?P<short>\d{2})(?!\d)"
)
_BESIDE = 4  # characters between a venue and the year of its edition
_MONTH = re.compile(r"\s*年\s*\d{1,2}\s*月|-\d{2}-\d{2}")
_IN_ADDRESS = re.compile(
    r"(?<![a-z])(?P<before>[a-z]{3,10})[-_/]?(?P<y1>20\d{2})(?!\d)"
    r"|(?<!\d)(?P<y2>20\d{2})[.\-_](?P<after>[a-z]{3,10}?)(?:web)?(?![a-z])"
)
_LETTERS_AND_YEAR = re.compile(r"(?<![\w-])(?P<letters>[A-Z]{2,8})[ -]?(?P<year>20\d\d)(?!\d)")
_ADDRESS = re.compile(r"https?://[^\s)\]）]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A venue and year that a text speaks of, each with the characters that name it."""

    venue: str | None = None
    venue_span: Span | None = None
    year: int | None = None
    year_span: Span | None = None


def title_span(article: Article) -> tuple[int, int] | None:
    """Return where the article's text holds its title, which for a post is its front matter."""
    at = article.title_at
    return None if at is None else (at, at + len(article.title))


def edition_of(article: Article, index: TermIndex) -> Edition:
    """Return the venue the article is about: its title's, else the one it names most."""
    if (title := title_span(article)) is not None:
        edition = edition_in(index, *title)
        if not edition.venue:
            edition = _edition_by_letters(index, *title)
        if edition.venue and edition.year:
            return edition
    addressed = _edition_of_address(article, index)
    counts = editions_in(index)
    if addressed.venue or not counts:
        return addressed
    venues: dict[str, int] = {}
    for (venue, year), count in counts.items():
        # A venue with its year beside it is meant as an event, not in passing.
        venues[venue] = venues.get(venue, 0) + count * (3 if year else 1)
    top = min(venues, key=lambda v: (-venues[v], v))
    years = [(count, year) for (venue, year), count in counts.items() if venue == top and year]
    year = max(years)[1] if years else None
    for term in index.find("venue"):
        if term.value != top:
            continue
        after = edition_in(index, term.start, min(len(index.text), term.end + 8))
        before = edition_in(index, max(0, term.start - 6), term.end)
        for edition in (after, before):
            if edition.venue == top and edition.year == year:
                return edition
    return Edition()


def _edition_by_letters(index: TermIndex, start: int, end: int) -> Edition:
    """Return the venue whose letters alone are no name of it, and are with a year beside them: "RSS 2026"."""
    keys = {venue.key for venue in index.vocab.lexicon.venues}
    for match in _LETTERS_AND_YEAR.finditer(index.text, start, end):
        if match["letters"] in keys:
            return Edition(
                venue=match["letters"],
                venue_span=Span("venue", *match.span("letters")),
                year=int(match["year"]),
                year_span=Span("year", *match.span("year")),
            )
    return Edition()


def _edition_of_address(article: Article, index: TermIndex) -> Edition:
    """Return the edition that the article's own address names: `2025.aclweb.org`, `/acl-2025/`.

    Its proof is the address, not the text, so it has no spans.
    """
    for match in _IN_ADDRESS.finditer((article.url or "").lower()):
        name = match["before"] or match["after"]
        venue = next((v.key for v in index.vocab.lexicon.venues if v.key.lower() == name), None)
        if venue is not None:
            return Edition(venue=venue, year=int(match["y1"] or match["y2"]))
    return Edition()


def year_spoken_in(
    article: Article, edition: Edition, index: TermIndex
) -> tuple[int | None, Span | None]:
    """Return the year the article speaks in: published, else the latest it can be shown to know.

    The span is None where the proof is the publication date and not the text.
    """
    if article.published:
        return article.published.year, None
    if edition.year:
        return edition.year, edition.year_span
    years = [
        (year, Span("year", match.start(), match.end()))
        for match in _ADDRESS.finditer(index.text)
        if (year := year_of(match.group()))
    ]
    if not years:
        # A year with its month is a date; a bare one may be a plan, a model or a memory.
        dates = [
            y for y in years_in(index, 0, len(index.text)) if _MONTH.match(index.low, y[1].end)
        ]
        years = dates or years_in(index, 0, len(index.text))
    if not years:
        return None, None
    return max(years, key=lambda y: (y[0], -y[1].start))


def edition_in(index: TermIndex, start: int, end: int) -> Edition:
    """Return the venue and the year beside it that text[start:end] names first."""
    venue = index.first("venue", start, end)
    years = years_in(index, start, end)
    if venue is None:
        return Edition(year=years[0][0], year_span=years[0][1]) if years else Edition()
    near = [y for y in years if gap(y[1], venue.start, venue.end) <= 8]
    return Edition(
        venue=venue.value,
        venue_span=Span("venue", venue.start, venue.end),
        year=near[0][0] if near else None,
        year_span=near[0][1] if near else None,
    )


def editions_in(index: TermIndex) -> Counter[tuple[str, int | None]]:
    """Count the venues of the whole text with the years beside them."""
    counts: Counter[tuple[str, int | None]] = Counter()
    venues = list(index.find("venue"))
    years = years_in(index, 0, len(index.text)) if venues else []
    ends = [span.end for _, span in years]
    for venue in venues:
        # Years stand in order and apart: the first that ends near enough is the only one to ask.
        near = bisect_left(ends, venue.start - _BESIDE)
        beside = near < len(years) and years[near][1].start - venue.end <= _BESIDE
        counts[venue.value, years[near][0] if beside else None] += 1
    return counts


def years_in(index: TermIndex, start: int, end: int) -> list[tuple[int, Span]]:
    found = []
    for match in YEAR.finditer(index.low, start, end):
        written = match["full"] or f"20{match['short']}"
        found.append((int(written), Span("year", match.start(), match.end())))
    return found


def gap(span: Span, start: int, end: int) -> int:
    """Return how many characters stand between a span and a range."""
    if span.end <= start:
        return start - span.end
    return max(span.start - end, 0)
