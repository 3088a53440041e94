"""What an article is about and when it speaks: its venue, edition and year."""

from __future__ import annotations

import re

from parsers.links import year_of
from parsers.phrases import Edition, Reader
from parsers.records import Article, Span

_MONTH = re.compile(r"\s*年\s*\d{1,2}\s*月|-\d{2}-\d{2}")
_IN_ADDRESS = re.compile(
    r"(?<![a-z])(?P<before>[a-z]{3,10})[-_/]?(?P<y1>20\d{2})(?!\d)"
    r"|(?<!\d)(?P<y2>20\d{2})[.\-_](?P<after>[a-z]{3,10}?)(?:web)?(?![a-z])"
)
_ADDRESS = re.compile(r"https?://[^\s)\]）]+")


def title_span(article: Article) -> tuple[int, int] | None:
    """Return where the article's text holds its title, which for a post is its front matter."""
    if not article.title:
        return None
    at = article.text.find(article.title, 0, 2000)
    return (at, at + len(article.title)) if at >= 0 else None


def edition_of(article: Article, reader: Reader) -> Edition:
    """Return the venue the article is about: its title's, else the one it names most."""
    if (title := title_span(article)) is not None:
        edition = reader.edition(*title)
        if edition.venue and edition.year:
            return edition
    addressed = _edition_of_address(article, reader)
    counts = reader.editions()
    if addressed.venue or not counts:
        return addressed
    venues: dict[str, int] = {}
    for (venue, year), count in counts.items():
        # A venue with its year beside it is meant as an event, not in passing.
        venues[venue] = venues.get(venue, 0) + count * (3 if year else 1)
    top = min(venues, key=lambda v: (-venues[v], v))
    years = [(count, year) for (venue, year), count in counts.items() if venue == top and year]
    year = max(years)[1] if years else None
    for term in reader.scan.find("venue"):
        if term.value != top:
            continue
        after = reader.edition(term.start, min(len(reader.text), term.end + 8))
        before = reader.edition(max(0, term.start - 6), term.end)
        for edition in (after, before):
            if edition.venue == top and edition.year == year:
                return edition
    return Edition()


def _edition_of_address(article: Article, reader: Reader) -> Edition:
    """Return the edition that the article's own address names: `2025.aclweb.org`, `/acl-2025/`.

    Its proof is the address, not the text, so it has no spans.
    """
    for match in _IN_ADDRESS.finditer((article.url or "").lower()):
        name = match["before"] or match["after"]
        venue = next((v.key for v in reader.vocab.lexicon.venues if v.key.lower() == name), None)
        if venue is not None:
            return Edition(venue=venue, year=int(match["y1"] or match["y2"]))
    return Edition()


def year_spoken_in(
    article: Article, edition: Edition, reader: Reader
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
        for match in _ADDRESS.finditer(reader.text)
        if (year := year_of(match.group()))
    ]
    if not years:
        # A year with its month is a date; a bare one may be a plan, a model or a memory.
        dates = [y for y in reader.years(0, len(reader.text)) if _MONTH.match(reader.low, y[1].end)]
        years = dates or reader.years(0, len(reader.text))
    if not years:
        return None, None
    return max(years, key=lambda y: (y[0], -y[1].start))
