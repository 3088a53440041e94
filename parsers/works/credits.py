"""The one paper that a feature article is about: its title in apposition, its people in a credit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.language.names import organisations, people
from parsers.language.term_index import TermIndex
from parsers.records import Article, Citation, Span
from parsers.structure.blocks import Block
from parsers.text.characters import CJK, clean
from parsers.works.entries import EntryReader

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


def credit(index: TermIndex) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the people and the institutions of the sentence that says who did the work."""
    match = _CREDIT.search(index.text)
    if match is None:
        return [], []
    start, end = match.span(match.lastgroup or 0)
    orgs = organisations(index, start, end)
    named = people(index, start, end)
    if not named and (bare := _BARE_NAME.search(index.text[start:end])):
        named = [(start + bare.start(1), start + bare.end(1))]
        # "北京师范大学蔡永强": the organisation ends where the name begins.
        orgs = [(a, min(b, named[0][0])) for a, b in orgs]
    return named, orgs


def credited(citation: Citation, index: TermIndex) -> Citation:
    """Return the citation with the people and institutions that the article credits."""
    if citation.authors:
        return citation
    named, orgs = credit(index)
    return replace(
        citation,
        authors=tuple(clean(index.text[a:b]) for a, b in named),
        institutions=citation.institutions or tuple(clean(index.text[a:b]) for a, b in orgs),
        spans=(
            *citation.spans,
            *(Span("recipient", a, b) for a, b in named),
            *(Span("institution", a, b) for a, b in orgs if not citation.institutions),
        ),
    )


def only_work(article: Article, blocks: Sequence[Block], entries: EntryReader) -> Citation | None:
    """Return the work of an article about one: its labelled link, apposed title and credit."""
    citation = entries.link_only(blocks)
    if citation is None:
        return None
    title = apposed_title(article.text)
    if title is not None:
        citation = replace(
            citation,
            title=clean(article.text[slice(*title)]),
            spans=(Span("work", *title), *citation.spans),
        )
    return credited(citation, entries.index)
