"""From an article to all it says about works, awards and breakthroughs: the order of work."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from config import Lexicon
from config.judges import probability
from parsers.anchors import anchored
from parsers.awards.headings import Section, sections
from parsers.awards.judging.judged import (
    judged_awards,
    likely_winners,
    untold,
    with_authors,
)
from parsers.awards.lists import inline_awards, listed_works
from parsers.awards.mentions import TOLD, AwardMentions
from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.awards.rosters import rosters
from parsers.awards.sentences import HONOURING, AwardSentences, may_honour
from parsers.awards.settling import settled
from parsers.awards.stated_counts import stated_counts
from parsers.breakthroughs.mentions import TOLD_CLAIM, breakthrough_mentions
from parsers.breakthroughs.rules import SEARCHED, may_tell
from parsers.breakthroughs.sentences import BreakthroughSentences
from parsers.judging.pages import may_announce_breakthrough, page_logits
from parsers.language.editions import edition_of, year_spoken_in
from parsers.language.term_index import TermIndex
from parsers.language.vocabulary import vocabulary
from parsers.records import Article, Citation, Findings, Mention, Span
from parsers.structure.blocks import Block, parse_blocks
from parsers.structure.genres import is_made_up, is_revision
from parsers.structure.roundups import is_roundup, items
from parsers.structure.spoken import spoken_sentences
from parsers.text.characters import as_spoken, clean
from parsers.text.scripts import is_traditional, simplified
from parsers.works.credits import only_work
from parsers.works.entries import EntryReader
from parsers.works.titles import Titles

_REASON = 700  # characters around an award in which a claim is what it is given for
_UNCUED, _LIKELY = -1.4, -1.7
"""The logits of a page from which it is read though no word of the lists stands in it; and from which it is asked who is
likely told to win in it."""
_GRAVE = frozenset(
    {"retracted", "disputed", "corrected"}
)  # what is taken back is read wherever it stands
_KNOWN = (
    "category",
    "prize",
)  # lists of awards; a page that names one is read where it does, however idle
PREFILTER = HONOURING | SEARCHED | _GRAVE
"""The lists that say whether an article is worth reading: few words, so that most cost little."""


def find_mentions(article: Article, lexicon: Lexicon, *, idle: bool = False) -> Findings:
    """Return every work, award and breakthrough that the article states, with their spans.

        text -> blocks -> sections -> entries under an award -> mentions
                                   -> sentences -> statements -> mentions

    Pure: the same article and lexicon give the same findings. Offsets are into `article.text`. `idle`:
    pages are read too that the judge of pages holds to announce nothing, to say what would be told of them.
    """
    if is_traditional(article.text):
        simple = replace(article, text=simplified(article.text), title=simplified(article.title))
        return _reprinted(_found(simple, lexicon, idle=idle), article.text)
    return _found(article, lexicon, idle=idle)


def _found(article: Article, lexicon: Lexicon, *, idle: bool) -> Findings:
    """Return the findings of an article in simplified characters, or in none."""
    vocab = vocabulary(lexicon)
    index = TermIndex(article.text, vocab, PREFILTER)
    cued = may_honour(index), may_tell(index)
    if not any(cued) and not (index.has("field") and may_announce_breakthrough(article)):
        return Findings()
    page = page_logits(article)
    honours, likely = cued[0], True
    tells = cued[1] or (page is not None and page.breakthrough >= _UNCUED)
    if page is not None and not idle and not any(index.has(name) for name in _GRAVE):
        likely = probability(page.award) >= TOLD
        honours = honours and (likely or any(index.has(name) for name in _KNOWN))
        tells = tells and page.breakthrough >= TOLD_CLAIM
    if not (honours or tells):
        return Findings()
    index.search_all()
    if is_made_up(article, index):
        return Findings()
    blocks = parse_blocks(article.text, article.body, vocab.placeholder)
    if not blocks:
        return Findings()
    finder = AwardFinder(index, idle=not honours)
    entries = EntryReader(article.article_id, index)
    parts = sections(blocks, finder, entries)
    edition = edition_of(article, index)
    dated = year_spoken_in(article, edition, index)

    governed = listed_works(parts, entries, finder)
    citations = [work for work, _ in governed]
    if not citations and (work := only_work(article, blocks, entries)) is not None:
        citations = [work]
    roundup = is_roundup(article, blocks, index)
    awards = AwardMentions(
        article,
        finder,
        edition,
        dated,
        roundup=roundup,
        page=probability(page.award) if page else None,
    )
    inline, citations = inline_awards(parts, entries, awards, finder, citations)
    headings = [section.heading for section in parts if section.heading]
    spoken = spoken_sentences(article, blocks, headings, citations, index)
    # Emphasis and links within a sentence say nothing, and stand in the way of its grammar.
    words = as_spoken(article.text)
    plain = AwardFinder(TermIndex(words, vocab)) if words != article.text else finder

    mentions: list[Mention] = []
    if honours:
        mentions = [m for w, a in governed if a is not None for m in awards.governed(a, w)]
        mentions += inline
        mentions += _stated(
            AwardSentences(plain, article.title, _governed(parts)), spoken, citations, awards
        )
        listed = [(c.start, c.end) for c in citations if c.title]
        listed += [(m.start, m.end) for m in inline]
        free = _outside(blocks, listed)
        if likely:
            mentions += [awards.roster(r) for r in rosters(free, plain)]
        if page is not None and page.award >= _LIKELY:
            mentions = _judged(article, plain, blocks, dated[0], page.award, mentions, awards)
    mentions = settled(mentions, article.text)
    if tells:
        claims = BreakthroughSentences(plain.index, article.title, dated[0])
        told = breakthrough_mentions(
            article, claims, spoken, blocks, citations, dated, page.breakthrough if page else None
        )
        mentions += [m for m in told if not _is_reason(m, mentions, article)]
    if is_revision(article):
        mentions = [replace(m, is_new=False, announce=False) for m in mentions]
    told_apart = items(article.text, blocks) if roundup else []
    mentions = anchored(article, plain.index, mentions, told_apart)
    counts = stated_counts(article, finder, parts, mentions, edition, dated[0]) if honours else ()
    return Findings(
        citations=_with_other_titles(citations, mentions),
        mentions=tuple(mentions),
        completeness=tuple(counts),
        reasons=tuple(awards.reasons),
    )


def _outside(blocks: Sequence[Block], ranges: Sequence[tuple[int, int]]) -> list[Block]:
    """Return the blocks that lie within none of the ranges."""
    ordered = sorted(ranges)
    starts, furthest = [x for x, _ in ordered], [0, *accumulate((y for _, y in ordered), max)]
    return [b for b in blocks if furthest[bisect_right(starts, b.start)] < b.end]


def _judged(
    article: Article,
    finder: AwardFinder,
    blocks: Sequence[Block],
    year: int | None,
    page: float,
    told: Sequence[Mention],
    awards: AwardMentions,
) -> list[Mention]:
    """Return what is told, and the awards of likely winners of whom nothing else tells."""
    text = article.text
    likely = list(likely_winners(article, finder, blocks, year, page))
    announced = [m for m in told if m.announce]
    given = judged_awards(untold(likely, announced, text), text)
    more = [mention for found in given for mention in awards.judged(found)]
    return [*(with_authors(awards.sure(m, likely), likely, text) for m in told), *more]


_ITEM = re.compile(r"\n\s*(?:\d{1,2}[、.)]|#{1,6} |[-*•] )")  # where an item of a list begins


def _is_reason(claim: Mention, awards: Sequence[Mention], article: Article) -> bool:
    """True for what an award is given for: told beside it, in an article whose title claims no more.

    Of a round-up only the item counts in which the award stands.
    """
    given = [m for m in awards if m.kind == "award" and m.announce]
    if not given:
        return False
    title = (article.title_at or 0) + len(article.title)
    if claim.start < title:
        return False
    near = [m for m in given if m.start - _REASON <= claim.start <= m.end + _REASON]
    between = [(min(m.end, claim.end), max(m.start, claim.start)) for m in near]
    return any(_ITEM.search(article.text, a, b) is None for a, b in between)


def _governed(parts: Sequence[Section]) -> list[tuple[int, AwardPhrase | None]]:
    """Return where each section begins, with the award that its heading names."""
    return [(s.heading.start, s.award) for s in parts if s.heading is not None]


def _reprinted(findings: Findings, text: str) -> Findings:
    """Return findings with their values as the text prints them; keys stay in simplified characters."""
    return replace(
        findings,
        citations=tuple(
            replace(
                c,
                title=_printed(c.title, c.spans, "work", text),
                authors=_all_printed(c.authors, c.spans, "recipient", text),
                institutions=_all_printed(c.institutions, c.spans, "institution", text),
            )
            for c in findings.citations
        ),
        mentions=tuple(
            replace(
                m,
                work_title=_printed(m.work_title, m.spans, "work", text),
                subject=_printed(m.subject, m.spans, "subject", text),
                recipients=_all_printed(m.recipients, m.spans, "recipient", text),
                institutions=_all_printed(m.institutions, m.spans, "institution", text),
            )
            for m in findings.mentions
        ),
    )


def _printed(value: str | None, spans: Sequence[Span], name: str, text: str) -> str | None:
    return value and next(iter(_all_printed((value,), spans, name, text)))


def _all_printed(
    values: tuple[str, ...], spans: Sequence[Span], name: str, text: str
) -> tuple[str, ...]:
    """Return values as printed, where the spans that prove them are as many."""
    proofs = [clean(text[s.start : s.end]) for s in spans if s.name == name]
    by_value = {simplified(proof): proof for proof in proofs}
    return tuple(by_value.get(value, value) for value in values)


def _stated(
    reading: AwardSentences,
    spoken: Sequence[tuple[int, int]],
    citations: Sequence[Citation],
    awards: AwardMentions,
) -> list[Mention]:
    """Return the awards that the article's sentences give, read in their order."""
    titles = Titles(citation.title for citation in citations)
    return [
        mention
        for start, end in spoken
        for statement in reading.read(start, end)
        for mention in awards.stated(statement, citations, titles)
    ]


def _with_other_titles(
    citations: Sequence[Citation], mentions: Sequence[Mention]
) -> tuple[Citation, ...]:
    """Return the citations with the title that the article's awards print for the same work."""
    named = Titles(mention.work_title for mention in mentions)
    return tuple(
        replace(c, other_title=named.other_than(c.title) if c.title else None) for c in citations
    )
