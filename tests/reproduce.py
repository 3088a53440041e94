"""Read each field of a mention again from the characters that are said to prove it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers import Mention
from parsers.awards.phrases import AwardFinder
from parsers.language.term_index import TermIndex
from parsers.language.vocabulary import Vocabulary
from parsers.text.addresses import identifiers, year_of
from parsers.text.characters import clean, number
from parsers.text.dates import day_in


def unproved(
    mention: Mention, text: str, published_year: int | None, vocab: Vocabulary
) -> Iterator[str]:
    """Yield each field whose value its spans do not give."""
    printed = [(s.name, text[s.start : s.end]) for s in mention.spans]

    def values(name: str) -> list[str]:
        return [characters for span, characters in printed if span == name]

    for name, told in (
        ("recipient", mention.recipients),
        ("institution", mention.institutions),
        ("link", mention.links),
    ):
        if [v if name == "link" else clean(v) for v in values(name)] != list(told):
            yield f"{name}: {told} from {values(name)}"
    if mention.work_title is not None and [clean(v) for v in values("work")] != [
        mention.work_title
    ]:
        yield f"work: {mention.work_title}"
    named = {i for link in mention.links for i in identifiers(link).named()}
    if not set(mention.ids.named()) <= named:
        yield f"ids: {mention.ids}"
    if mention.year is not None:
        years = {y for v in values("year") for y in _years(v)}
        if mention.year not in years and not (not years and mention.year == published_year):
            yield f"year: {mention.year} from {values('year')}"
    yield from _kind(mention, values, vocab)
    if mention.announced_on is not None:
        days = [day_in(v, published_year or mention.year) for v in values("announced_on")]
        if mention.announced_on not in [d[0] for d in days if d]:
            yield f"announced_on: {mention.announced_on}"


def _kind(mention: Mention, values: object, vocab: Vocabulary) -> Iterator[str]:
    assert callable(values)
    if mention.kind == "award":
        for characters in values("category"):
            finder = AwardFinder(TermIndex(characters, vocab))
            phrases = finder.phrases(0, len(characters), heading=True)
            generic = finder.generic(0, len(characters))
            kinds = {p.category for p in [*phrases, *([generic] if generic else [])]}
            if mention.scope == "corporate":
                kinds |= {"company_prize"}
            if mention.category not in kinds:
                yield f"category: {mention.category} from {characters}"
        if not values("category"):
            yield "category: no span"
        if mention.venue is not None:
            venues = {t.value for v in values("venue") for t in TermIndex(v, vocab).find("venue")}
            hosts = {
                vocab.prizes[t.value].organisation
                for v in values("venue")
                for t in TermIndex(v, vocab).find("prize")
            }
            givers = {
                clean(v) for v in values("venue")
            }  # of a prize that no list knows, as printed
            if mention.venue not in venues | hosts | givers:
                yield f"venue: {mention.venue} from {values('venue')}"
        return
    if mention.subject is not None and [clean(v) for v in values("subject")] != [mention.subject]:
        yield f"subject: {mention.subject}"
    if mention.after_years is not None:
        years = [
            number(w)
            for v in values("after_years")
            for w in re.findall(r"\d+|[零一二三四五六七八九十百两]+|[a-z]+", v.lower())
        ]
        if mention.after_years not in years:
            yield f"after_years: {mention.after_years}"
    if mention.field is not None:
        fields = {t.value for v in values("field") for t in TermIndex(v, vocab).find("field")}
        if mention.field not in fields:
            yield f"field: {mention.field}"
    if not values("claim"):
        yield "claim: no span"


def _years(characters: str) -> list[int]:
    found = [int(y) for y in re.findall(r"(?:19|20)\d{2}", characters)]
    short = re.fullmatch(r"['’](\d{2})", characters)
    return (
        found
        + ([2000 + int(short.group(1))] if short else [])
        + [y for y in [year_of(characters)] if y]
    )
