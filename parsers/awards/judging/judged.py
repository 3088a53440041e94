"""Winners that no construction knows: candidates that the judge holds likely."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from config.judges import judge, probability
from parsers.awards.judging.candidates import Candidate, candidates
from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.language.editions import title_span
from parsers.recognition.shapes import Item
from parsers.records import Article, Mention, Span
from parsers.structure.blocks import SILENT, Block
from parsers.text.characters import clean, folded, sentences

Range = tuple[int, int]
Likely = tuple[Candidate, float]
_FAR = 160  # characters between a work and those who did it
_READ = 40_000  # characters of an article in which winners are looked for name by name: of longer ones lists say who won
_LONGEST = 4000  # characters of a sentence; what is longer is none
LEAST, MORE, BEYOND, BESIDE, DOUBTED, HARDLY = 0.5, 0.55, 0.75, 0.2, 0.25, 0.1
"""Probabilities from which a candidate is told to win an award of which nobody else is told, or one of which others are;
to win beside those of whom a construction says so in his own sentence; to have done a work that is told; and below
which what a construction reads is not told, of an award that is not known and of one that is."""
_CERTAIN = 0.88  # the confidence of what a construction says of a known prize or venue
_DENIED = (
    "guard",
    "definition",
    "shortlist",
)  # lists without a word of which a sentence gives no award
_MAYBE = re.compile(r"\b(?:could|might|hopes? to|expected to)\b|有望|或将")
_YEAR_FIRST = re.compile(r"[-•·*\s]*((?:19|20)\d\d)\s?(?:年|:|：|[-–—]|\.|$)")
_PAGE_STEPS = (0.2, 0.35, 0.5, 0.65)


def candidate_ranges(article: Article, blocks: Sequence[Block]) -> list[Range]:
    """Return the sentences and lines of an article in which winners may be named, its title first."""
    title = title_span(article)
    worded = [b for b in blocks if b.kind not in SILENT]
    found = [title] if title and not any(b.start <= title[0] < b.end for b in worded) else []
    for block in worded:
        within = sentences(article.text, block.start, block.end)
        found += [s for s in within if s[1] - s[0] <= _LONGEST]
    return [s for s in found if s[1] <= article.body + _READ]


def page_steps(logit: float, *, beside: bool) -> dict[str, float]:
    """Return what the judge of pages says of an article, as features of its candidates with their values."""
    likely = probability(logit)
    found = {f"page over {s}": 1.0 for s in _PAGE_STEPS if likely > s}
    return found | {"page": logit, **({"page, beside": logit} if beside else {})}


def likely_winners(
    article: Article,
    finder: AwardFinder,
    blocks: Sequence[Block],
    year: int | None,
    page: float,
) -> Iterator[Likely]:
    """Yield the candidates that may be told to win, with the probability; `page`: the logit of theirs."""
    weigh = judge("winners")
    for candidate in candidates(finder, article.title, candidate_ranges(article, blocks), year):
        if not finder.vocab.categories[candidate.award.category].announce:
            continue
        if _of_earlier_year(finder.text, candidate, year):
            continue
        if _MAYBE.search(finder.low, candidate.start, candidate.end):
            continue
        if any(finder.index.has(name, candidate.start, candidate.end) for name in _DENIED):
            continue
        logit = weigh.logit(candidate.features)
        for name, value in page_steps(page, beside=candidate.beside).items():
            logit += weigh.weights.get(name, 0.0) * value
        yield candidate, probability(logit)


def _of_earlier_year(text: str, candidate: Candidate, year: int | None) -> bool:
    """True for a line that begins with a year before the article's: one of a roll of earlier winners."""
    begins = _YEAR_FIRST.match(text, candidate.start, candidate.end)
    return begins is not None and year is not None and int(begins[1]) < year


def untold(likely: Sequence[Likely], told: Sequence[Mention], text: str) -> list[Likely]:
    """Return the likely winners of whom no mention tells, however much of a name or title it prints.

    Of an award that no mention tells of they must be likelier.
    """
    printed = [n for m in told for n in (*m.recipients, m.work_title or "") if n]
    names = {folded(name) for name in printed}
    surnames = {name.split()[-1] for name in printed if name.isascii() and " " in name}
    known = {_key_of(m, text) for m in told}
    lines = [(m.start, m.end, _key_of(m, text)) for m in told if not m.work_title]

    def least(candidate: Candidate) -> float:
        award = award_key(candidate.award, text)
        if any(award == k and candidate.start < b and a < candidate.end for a, b, k in lines):
            return BEYOND
        return MORE if award in known else LEAST

    return [
        (c, p)
        for c, p in likely
        if p >= least(c)
        and (c.beside or not c.for_work or c.item.letter == "W")
        and not (c.for_work and c.item.letter == "N")
        and not any(_is_known(text[a:b], names, surnames) for a, b in names_of(c.item))
    ]


def doubted(mention: Mention, likely: Sequence[Likely], text: str) -> float | None:
    """Return how likely the surest of a mention's winners is, where the judge doubts them all."""
    named = {*mention.recipients, mention.work_title}
    own = [
        p
        for c, p in likely
        if c.start < mention.end
        and mention.start < c.end
        and any(clean(text[a:b]) in named for a, b in names_of(c.item))
    ]
    least = DOUBTED if mention.confidence < _CERTAIN else HARDLY
    return max(own) if own and max(own) < least else None


def names_of(item: Item) -> tuple[Range, ...]:
    """Return where an item names those who may win: its people and works, or itself as an institution."""
    return (*item.people, *item.works, *(item.institutions if item.letter == "O" else ()))


def _key_of(mention: Mention, text: str) -> tuple[str | None, str]:
    named = next((s for s in mention.spans if s.name == "category"), None)
    return mention.category, folded(text[named.start : named.end]) if named else ""


def award_key(award: AwardPhrase, text: str) -> tuple[str, str]:
    """Return what tells an award from others of its article: its category, and how it is printed."""
    return award.category, folded(text[award.spans[0].start : award.spans[0].end])


def _is_known(printed: str, names: set[str], surnames: set[str]) -> bool:
    own = folded(printed)
    last = printed.rsplit(maxsplit=1)[-1] if printed.isascii() and printed.strip() else ""
    return last in surnames or any(own in name or name in own for name in names)


def with_authors(mention: Mention, likely: Sequence[Likely], text: str) -> Mention:
    """Return the mention of a work that names nobody with the people whom its sentence names beside it."""
    place = next((s for s in mention.spans if s.name == "work"), None)
    if place is None or mention.recipients:
        return mention
    near = [
        c
        for c, p in likely
        if p >= BESIDE and c.start <= place.start < c.end and c.item.letter == "P"
    ]
    works = [c.item for c, _ in likely if c.start <= place.start < c.end and c.item.letter == "W"]
    own = Item(letter="W", start=place.start, end=place.end)
    who = [
        c.item
        for c in near
        if min([own, *works], key=lambda w: _gap(w, c.item)) in (own, *_within(works, own))
    ]
    title = folded(mention.work_title or "")
    named = (p for item in (*_within(works, own), *who) for p in item.people)
    people = tuple(dict.fromkeys(p for p in named if folded(text[slice(*p)]) not in title))
    return replace(
        mention,
        recipients=tuple(clean(text[a:b]) for a, b in people),
        spans=(*mention.spans, *(Span("recipient", a, b) for a, b in people)),
    )


def _is_beside(item: Item, place: Span, text: str) -> bool:
    """True for a name in the line of a work, not far from it."""
    first, last = min(item.end, place.end), max(item.start, place.start)
    return last - first <= _FAR and "\n" not in text[first:last]


def _within(works: Sequence[Item], own: Item) -> list[Item]:
    return [w for w in works if w.start < own.end and own.start < w.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An award with those who are likely given it: people, or a work with its people; `likely`: the least of theirs."""

    award: AwardPhrase
    people: tuple[Range, ...]
    institutions: tuple[Range, ...]
    work: Range | None
    start: int
    end: int
    likely: float


def judged_awards(found: Sequence[Likely], text: str) -> list[Judged]:
    """Return what likely winners are given: a work each with the people of its line, else one award to all."""
    lines: dict[tuple[int, int, object], list[Likely]] = {}
    for candidate, likely in found:
        key = candidate.start, candidate.end, award_key(candidate.award, text)
        lines.setdefault(key, []).append((candidate, likely))
    given: list[Judged] = []
    shared: dict[object, list[Likely]] = {}
    named = {
        award
        for (_, _, award), members in lines.items()
        if any(m[0].item.letter in "PW" for m in members)
    }
    for (_, _, award), everyone in lines.items():
        members = [m for m in everyone if m[0].item.letter in "PW" or award not in named]
        works = [m for m in members if m[0].item.letter == "W"]
        if works:
            given += [
                _joined([w, *_with(w[0], members)], w[0].item.works[0])
                for w in works
                if w[0].item.works
            ]
        elif members:
            shared.setdefault(award, []).extend(members)
    return [*given, *(_joined(members, None) for members in shared.values())]


def _with(work: Candidate, members: Sequence[Likely]) -> list[Likely]:
    """Return the people of a work's line who stand nearer to it than to another work."""
    works = [m[0].item for m in members if m[0].item.letter == "W"]
    return [
        m
        for m in members
        if m[0].item.letter == "P" and min(works, key=lambda w: _gap(w, m[0].item)) is work.item
    ]


def _gap(one: Item, other: Item) -> int:
    return max(one.start, other.start) - min(one.end, other.end)


def _joined(members: Sequence[Likely], work: Range | None) -> Judged:
    first = members[0][0]
    items = [c.item for c, _ in members]
    houses = tuple(dict.fromkeys(o for i in items for o in i.institutions))
    alone = all(i.letter == "O" for i in items)
    return Judged(
        award=first.award,
        people=houses if alone else tuple(dict.fromkeys(p for i in items for p in i.people)),
        institutions=() if alone else houses,
        work=work,
        start=first.start,
        end=first.end,
        likely=min(p for _, p in members),
    )
