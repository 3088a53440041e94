"""From an article to all it says about works, awards and breakthroughs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, islice

from config import Lexicon
from parsers.award_mentions import AwardMentions, settled
from parsers.awards import AwardSentences
from parsers.blocks import Block, parse_blocks
from parsers.branches import Families
from parsers.breakthrough_mentions import breakthrough_mentions
from parsers.breakthroughs import BreakthroughSentences
from parsers.bylines import byline, is_institution
from parsers.counting import stated_counts
from parsers.digests import is_digest
from parsers.entries import EntryReader
from parsers.firsts import tells_a_first
from parsers.names import works
from parsers.newness import is_revision
from parsers.papers import apposed_title, credited
from parsers.phrases import AwardPhrase, Reader
from parsers.records import Article, Citation, Findings, Mention, Span
from parsers.sections import Section, inline_award, row_award, sections
from parsers.setting import edition_of, title_span, year_spoken_in
from parsers.terms import Scan, Vocabulary, vocabulary
from parsers.text import as_spoken, clean, sentences
from parsers.titles import Titles
from parsers.waits import sought_long

_OPENING = 300  # characters at either end of an article in which it says that it is a joke
_LONGEST = 4000  # characters of a sentence; what is longer is none
_LEADING = 8  # words before the award of a sentence that begins with it
_CHAPTER = re.compile(r"\W*第[\d零一二三四五六七八九十百千]+[章回节]|chapter \d", re.IGNORECASE)

# Any of these words makes an article worth reading: awards and breakthroughs are told in them.
_HONOURING = ("category", "prize", "honour")
_TELLING = (
    "breakthrough_problem", "breakthrough_famous", "breakthrough_record",
    "breakthrough_superlative", "breakthrough_never", "breakthrough_restored", "breakthrough_contest",
    "breakthrough_beyond",
)  # fmt: skip
# These do so two together; a name of a journal with a claim of any kind.
_TELLING_TOGETHER = (
    ("defeat", "game"), ("weak_problem", "solve"), ("validated", "proposed"),
    ("named", "journal"), ("named", "journal_name"), ("first", "journal"), ("first", "journal_name"),
)  # fmt: skip
_TELLING_MORE = (
    "open", "solve", "find", "plain_problem", "best", "first", "world", "patient", "so_far", "superlative",
    "never",
)  # fmt: skip
PREFILTER = frozenset(
    {
        *_HONOURING,
        *_TELLING,
        "field",
        *(f"breakthrough_{n}" for n in (*_TELLING_MORE, *sum(_TELLING_TOGETHER, ()))),
    }
)
"""The lists that say whether an article is worth reading: few words, so that most cost little."""


def find_mentions(article: Article, lexicon: Lexicon) -> Findings:
    """Return every work, award and breakthrough that the article states, with their spans.

        text -> blocks -> sections -> entries under an award -> mentions
                                   -> sentences -> statements -> mentions

    Pure: the same article and lexicon give the same findings. Offsets are into `article.text`.
    """
    vocab = vocabulary(lexicon)
    scan = Scan(article.text, vocab, PREFILTER)
    honours, breaks = _honours(scan), _breaks_through(scan)
    if not (honours or breaks):
        return Findings()
    scan.search_all()
    if is_made_up(article, scan):
        return Findings()
    reader = Reader(scan)
    entries = EntryReader(article.article_id, scan)
    blocks = parse_blocks(article.text, vocab.placeholder)
    if not blocks:
        return Findings()
    parts = sections(blocks, reader, entries)
    edition = edition_of(article, reader)
    year, year_span = year_spoken_in(article, edition, reader)

    listed = [
        (c, _own_award(c, s, reader) or s.award) for s in parts for c in _listed(s, entries, reader)
    ]
    citations = [citation for citation, _ in listed]
    if not citations and (work := _only_work(article, blocks, entries)) is not None:
        citations = [work]
    digest = is_digest(article, blocks)
    awards = AwardMentions(article, reader, edition, (year, year_span), digest=digest)
    inline, citations = _inline(parts, entries, awards, reader, citations)
    spoken = list(_spoken(article, parts, citations, reader))
    plain = (
        Reader(Scan(as_spoken(article.text), vocab))
        if "**" in article.text or "](" in article.text
        else reader
    )
    mentions = [m for c, award in listed if award is not None for m in awards.governed(award, c)]
    mentions += inline
    if honours:
        told = AwardSentences(plain, article.title)
        titles = Titles(citation.title for citation in citations)
        for start, end in spoken:
            for statement in told.read(start, end):
                mentions += awards.stated(statement, citations, titles)
    mentions = settled(mentions)

    if breaks:
        claims = BreakthroughSentences(plain, article.title, year)
        mentions += breakthrough_mentions(
            article, claims, spoken, blocks, citations, (year, year_span)
        )
    if is_revision(article):
        mentions = [replace(m, is_new=False, announce=False) for m in mentions]
    counts = stated_counts(article, reader, parts, mentions, edition, year) if honours else ()
    named = Titles(mention.work_title for mention in mentions)
    return Findings(
        citations=tuple(
            replace(c, other_title=named.other_than(c.title) if c.title else None)
            for c in citations
        ),
        mentions=tuple(mentions),
        completeness=tuple(counts),
    )


def is_worth_reading(scan: Scan) -> bool:
    """False for a text without the words that awards or breakthroughs are told in: most of all."""
    return _honours(scan) or _breaks_through(scan)


def _honours(scan: Scan) -> bool:
    """False for a text in which no award can be given: none is named, by a name or by any word for one."""
    return any(scan.has(name) for name in _HONOURING)


def _breaks_through(scan: Scan) -> bool:
    """False for a text in which no breakthrough can be told: the words for one do not come together."""
    if any(scan.has(name) for name in _TELLING):
        return True

    def told(name: str) -> bool:
        return scan.has(f"breakthrough_{name}")

    if any(told(one) and told(other) for one, other in _TELLING_TOGETHER):
        return True
    if told("open") and told("solve") and told("plain_problem"):
        return True
    fields = {term.value for term in scan.find("field")}
    deed = told("solve") or told("find")
    if deed and (fields or told("plain_problem")) and sought_long(scan):
        return True
    if not fields - {"artificial_intelligence"}:
        return False
    if told("best") or told("named") or (told("open") and told("find")):
        return True
    return tells_a_first(scan, 0, len(scan.text))


def is_made_up(article: Article, scan: Scan) -> bool:
    """True for a novel's chapter, and for what says itself that it is a joke."""
    if scan.has("fabricated", 0, _OPENING) or scan.has("fabricated", len(scan.text) - _OPENING):
        return True
    told = {term.value for term in scan.find("fiction")}
    return len(told) > 1 or bool(told and _CHAPTER.match(article.title))


def _listed(section: Section, entries: EntryReader, reader: Reader) -> list[Citation]:
    award, vocab = section.award, reader.vocab
    # A line that names its own award is none of the entries around it.
    blocks = (
        [b for b in section.blocks if inline_award(b, reader) is None and not _states(b, reader)]
        if award
        else section.blocks
    )
    return entries.read(
        blocks,
        award=award is not None and _honours_works(award, vocab),
        listed=section.works,
    )


def _states(block: Block, reader: Reader) -> bool:
    """True for a paragraph that says itself who got its award: a sentence, not an entry."""
    if block.kind != "paragraph":
        return False
    phrases = reader.phrases(block.start, block.end)
    verbs = any(reader.scan.has(name, block.start, block.end) for name in ("win", "give"))
    return (
        bool(phrases)
        and verbs
        and len(reader.text[block.start : phrases[0].start].split()) < _LEADING
    )


def _own_award(citation: Citation, section: Section, reader: Reader) -> AwardPhrase | None:
    """Return the award that an entry names in a field of its own: `Award: Best Paper`."""
    blocks = section.blocks
    for index in range(bisect_left(blocks, citation.start, key=lambda b: b.start), len(blocks)):
        block = blocks[index]
        if block.start > citation.end:
            break
        if block.end <= citation.end:
            match = reader.vocab.label.match(reader.text, block.start, block.end)
            if match and match.lastgroup == "award":
                phrases = reader.phrases(match.end(), block.end, heading=True)
                return phrases[0] if phrases else None
    return None


def _inline(
    parts: Sequence[Section],
    entries: EntryReader,
    awards: AwardMentions,
    reader: Reader,
    citations: list[Citation],
) -> tuple[list[Mention], list[Citation]]:
    """Return the awards of lines that name award and winner, and of entries that name people."""
    mentions: list[Mention] = []
    found = list(citations)
    families = Families(reader)
    for section in parts:
        governed = (
            section.award
            if section.award and not _honours_works(section.award, reader.vocab)
            else None
        )
        if governed is not None and governed.prize:
            mentions += _winners_below(section, governed, awards, reader)
        for index, block in enumerate(section.blocks):
            if block.kind == "row" and (row := row_award(block, reader)) is not None:
                work = entries.row(block, row.start)
                if work is not None:
                    found.append(work)
                    mentions += awards.governed(row, work)
                continue
            branch = families.line(block, governed) if governed and governed.prize else None
            if branch is not None:
                mentions.append(awards.listed(*branch, (), block.start, block.end))
                continue
            award, start = governed, block.start
            told = inline_award(block, reader)
            if told is not None:
                award, (start, _) = told
            if award is None or (told is None and block.kind != "entry"):
                continue
            line = replace(block, start=start)
            people, places = entries.recipients(line)
            honours_work = reader.vocab.categories[award.category].work
            if told is not None and len(list(islice(works(reader.text, start, block.end), 2))) > 1:
                continue  # several works in one line are a sentence about them
            if told is not None and honours_work:
                work = entries.inline(
                    block, start, block.end, section.blocks[index + 1 : index + 2]
                )
                if work is not None:
                    found.append(work)
                    mentions += awards.governed(award, work)
            elif people:
                mentions.append(awards.listed(award, people, places, block.start, block.end))
    return mentions, found


def _winners_below(
    section: Section, award: AwardPhrase, awards: AwardMentions, reader: Reader
) -> list[Mention]:
    """Return the award of people who stand a line each below it, perhaps with their institutions."""
    names: list[tuple[int, int]] = []
    places: list[tuple[int, int]] = []
    last = section.blocks[0].start if section.blocks else 0
    for block in section.blocks:
        if block.kind not in {"paragraph", "heading"}:
            break
        listed = byline(reader.scan, block.start, block.end)
        if listed is not None:
            names += listed.names
            places += listed.institutions
        elif not names or not is_institution(reader.scan, *_first_part(reader.text, block)):
            break
        else:
            places.append(_first_part(reader.text, block))
        last = block.end
    if not names:
        return []
    return [awards.listed(award, names, places, section.blocks[0].start, last)]


def _first_part(text: str, block: Block) -> tuple[int, int]:
    """Return the line up to its first comma: "University of Vienna, Austria"."""
    comma = text.find(",", block.start, block.end)
    return block.start, comma if comma != -1 else block.end


def _honours_works(award: AwardPhrase, vocab: Vocabulary) -> bool:
    return vocab.categories[award.category].work


def _only_work(article: Article, blocks: Sequence[Block], entries: EntryReader) -> Citation | None:
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
    return credited(citation, entries.scan)


def _spoken(
    article: Article, parts: Sequence[Section], citations: Sequence[Citation], reader: Reader
) -> list[tuple[int, int]]:
    """Return the sentences that speak for the article: no abstracts, adverts or entries."""
    found: list[tuple[int, int]] = []
    entries = _Places([(c.start, c.end) for c in citations if c.title])
    title = title_span(article)
    if title is not None and not any(
        b.start <= title[0] < b.end for s in parts for b in [s.heading, *s.blocks] if b
    ):
        found.append(title)
    for section in parts:
        # A lead-in line may tell the whole news itself.
        lead = [section.heading] if section.heading and section.heading.kind == "paragraph" else []
        for block in [*lead, *section.blocks]:
            if _speaks(block, entries, reader):
                told = sentences(article.text, block.start, block.end)
                found += [s for s in told if s[1] - s[0] <= _LONGEST]
    return found


class _Places:
    """Ranges of a text, which may overlap, and whether one of them holds another."""

    def __init__(self, ranges: Sequence[tuple[int, int]]) -> None:
        ordered = sorted(ranges)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))

    def hold(self, start: int, end: int) -> bool:
        before = bisect_right(self._starts, start)
        return before > 0 and end <= self._reach[before - 1]


def _speaks(block: Block, entries: _Places, reader: Reader) -> bool:
    text, vocab = reader.text, reader.vocab
    if vocab.label.match(text, block.start, block.end):
        return False
    if entries.hold(block.start, block.end):
        return False
    if reader.scan.has("promotion", block.start, block.end):
        return False
    return not vocab.footer.match(text, block.start, block.end)
