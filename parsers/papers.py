"""The one paper that a feature article is about: its title in apposition, its people in a credit."""

from __future__ import annotations

import re
from dataclasses import replace

from parsers.names import organisations, people
from parsers.records import Citation, Span
from parsers.terms import Scan
from parsers.text import CJK, clean

# A Latin title, perhaps with its translation in brackets and a closing quote, then "this paper".
_APPOSED = re.compile(
    r"(?P<title>[A-Z][A-Za-z0-9À-ž :,'’–\-?!&/()]{11,200}?)"
    r"\s*(?:[(（][^()（）]*[\u4e00-\u9fff][^()（）]*[)）])?\s*[”\"』」》]?\s*[,，]?\s*(?:是|一文|这篇|该)\S{0,12}?论文"
)
# "This research was completed by …": who did it.
_CREDIT = re.compile(
    r"(?:研究|工作|论文|成果|进展)(?:是)?由(?P<zh>[^。；;]{2,120}?)(?:完成|提出|撰写|领导|主导|合作)"
    r"|(?:研究|工作|论文|成果|进展)的是(?P<by>[^。；;]{2,200})"
    r"|(?:paper|work|research|study|proof) (?:was|is) (?:written|done|carried out|led|conducted|authored) by (?P<en>[^.;]{4,200})"
)
_BARE_NAME = re.compile(rf"(?<=[学院所心室司校])([{CJK}]{{2,3}})$")


def apposed_title(text: str) -> tuple[int, int] | None:
    """Return the range of the title that the text calls "this paper", or None."""
    match = _APPOSED.search(text)
    if match is None or len(match["title"].split()) < 3:
        return None
    return match.start("title"), match.start("title") + len(match["title"].rstrip())


def credit(scan: Scan) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the people and the institutions of the sentence that says who did the work."""
    match = _CREDIT.search(scan.text)
    if match is None:
        return [], []
    start, end = match.span(match.lastgroup or 0)
    orgs = organisations(scan, start, end)
    named = people(scan, start, end)
    if not named and (bare := _BARE_NAME.search(scan.text[start:end])):
        named = [(start + bare.start(1), start + bare.end(1))]
        # "北京师范大学蔡永强": the organisation ends where the name begins.
        orgs = [(a, min(b, named[0][0])) for a, b in orgs]
    return named, orgs


def credited(citation: Citation, scan: Scan) -> Citation:
    """Return the citation with the people and institutions that the article credits."""
    if citation.authors:
        return citation
    named, orgs = credit(scan)
    return replace(
        citation,
        authors=tuple(clean(scan.text[a:b]) for a, b in named),
        institutions=citation.institutions or tuple(clean(scan.text[a:b]) for a, b in orgs),
        spans=(
            *citation.spans,
            *(Span("recipient", a, b) for a, b in named),
            *(Span("institution", a, b) for a, b in orgs if not citation.institutions),
        ),
    )
