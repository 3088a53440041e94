"""From an article to all it says about works, awards and breakthroughs: the order of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from config import Lexicon
from parsers.awards.headings import sections
from parsers.awards.lists import inline_awards, listed_works
from parsers.awards.mentions import AwardMentions, settled
from parsers.awards.phrases import AwardFinder
from parsers.awards.sentences import HONOURING, AwardSentences, may_honour
from parsers.awards.stated_counts import stated_counts
from parsers.breakthroughs.mentions import breakthrough_mentions
from parsers.breakthroughs.rules import SEARCHED, may_tell
from parsers.breakthroughs.sentences import BreakthroughSentences
from parsers.language.editions import edition_of, year_spoken_in
from parsers.language.term_index import TermIndex
from parsers.language.vocabulary import vocabulary
from parsers.records import Article, Citation, Findings, Mention
from parsers.structure.blocks import parse_blocks
from parsers.structure.genres import is_made_up, is_revision
from parsers.structure.roundups import is_roundup
from parsers.structure.spoken import spoken_sentences
from parsers.text.characters import as_spoken
from parsers.works.credits import only_work
from parsers.works.entries import EntryReader
from parsers.works.titles import Titles

PREFILTER = HONOURING | SEARCHED
"""The lists that say whether an article is worth reading: few words, so that most cost little."""


def find_mentions(article: Article, lexicon: Lexicon) -> Findings:
    """Return every work, award and breakthrough that the article states, with their spans.

        text -> blocks -> sections -> entries under an award -> mentions
                                   -> sentences -> statements -> mentions

    Pure: the same article and lexicon give the same findings. Offsets are into `article.text`.
    """
    vocab = vocabulary(lexicon)
    index = TermIndex(article.text, vocab, PREFILTER)
    honours, tells = may_honour(index), may_tell(index)
    if not (honours or tells):
        return Findings()
    index.search_all()
    if is_made_up(article, index):
        return Findings()
    blocks = parse_blocks(article.text, article.body, vocab.placeholder)
    if not blocks:
        return Findings()
    finder, entries = AwardFinder(index), EntryReader(article.article_id, index)
    parts = sections(blocks, finder, entries)
    edition = edition_of(article, index)
    dated = year_spoken_in(article, edition, index)

    governed = listed_works(parts, entries, finder)
    citations = [work for work, _ in governed]
    if not citations and (work := only_work(article, blocks, entries)) is not None:
        citations = [work]
    awards = AwardMentions(
        article, finder, edition, dated, roundup=is_roundup(article, blocks, index)
    )
    inline, citations = inline_awards(parts, entries, awards, finder, citations)
    headings = [section.heading for section in parts if section.heading]
    spoken = spoken_sentences(article, blocks, headings, citations, index)
    # Emphasis and links within a sentence say nothing, and stand in the way of its grammar.
    marked = "**" in article.text or "](" in article.text
    plain = AwardFinder(TermIndex(as_spoken(article.text), vocab)) if marked else finder

    mentions = [m for w, award in governed if award is not None for m in awards.governed(award, w)]
    mentions += inline
    if honours:
        mentions += _stated(AwardSentences(plain, article.title), spoken, citations, awards)
    mentions = settled(mentions)
    if tells:
        claims = BreakthroughSentences(plain.index, article.title, dated[0])
        mentions += breakthrough_mentions(article, claims, spoken, blocks, citations, dated)
    if is_revision(article):
        mentions = [replace(m, is_new=False, announce=False) for m in mentions]
    counts = stated_counts(article, finder, parts, mentions, edition, dated[0]) if honours else ()
    return Findings(
        citations=_with_other_titles(citations, mentions),
        mentions=tuple(mentions),
        completeness=tuple(counts),
    )


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
