"""Awards carried on: named once, then spoken of as "the prize", by a branch, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.awards.branches import Families
from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.awards.statements import Sentence
from parsers.language.term_index import index_of_title
from parsers.text.characters import clean

_POINTED = 900  # characters for which "the prize" points back to the award named last
_CLASS = re.compile(r"[一二三四特]等奖$")
_IN_FIELD = re.compile(  # before a word for the prize: the field for which it is given
    r"\b[Ii]n (?:the (?:field|area|category|discipline) of )?(?P<field>[a-z]+(?: (?:and )?[a-z]+){0,2}),? (?=(?:the|this|that)\b)"
    r"|在?(?P<field_zh>[\u4e00-\u9fff]{2,8}?)(?:领域|方面|学科)[,，]?"
)


class Carried:
    """The award that an article speaks of, sentence by sentence. `last`: the one named last.

    `governed`: where each section begins, with the award that its heading names; `title`: of the article.
    """

    def __init__(
        self,
        finder: AwardFinder,
        title: str,
        governed: Sequence[tuple[int, AwardPhrase | None]],
    ) -> None:
        self.finder, self.governed, self.families = finder, governed, Families(finder)
        named = {t.value for t in index_of_title(title, finder.vocab).find("prize")}
        self.title_prize = named.pop() if len(named) == 1 else None
        self.last: AwardPhrase | None = None
        self.spoken_of = 0

    def topic(self, position: int) -> AwardPhrase | None:
        """Return the award that a sentence without one speaks of: the one named last, shortly before."""
        last = self.last
        headed = next((award for at, award in reversed(self.governed) if at <= position), None)
        if headed is not None and (last is None or last.end < headed.end):
            return headed
        if last is None:
            return None
        return last if position - max(last.end, self.spoken_of) <= _POINTED else None

    def pointed_to(self, phrase: AwardPhrase, sentence: Sentence) -> AwardPhrase | None:
        """Return the award named before that a word for it points back to: "the prize", "in mathematics, the prize"."""
        last = self.topic(phrase.start)
        if last is None:
            return None
        pointed = replace(last, start=phrase.start, end=phrase.end)  # proved where it is named
        printed = clean(self.finder.text[phrase.start : phrase.end])
        if last.prize is None and printed.endswith("等奖"):  # a class of it: `一等奖由…获得`
            return replace(pointed, name=f"{_CLASS.sub('', last.name or '')}{printed}")
        if last.prize is None:
            return pointed
        if (field := _IN_FIELD.search(self.finder.text, sentence.start, phrase.end)) is not None:
            named = field.span("field" if field["field"] else "field_zh")
            if named[1] <= phrase.start and self.finder.index.has("field", *named):
                return self.families.in_field(pointed, *named)
        if phrase.branch is None:
            return pointed
        return replace(pointed, branch=phrase.branch, name=f"{last.name}: {printed}")

    def branch(self, phrase: AwardPhrase, sentence: Sentence) -> AwardPhrase:
        """A prize without a known name is a branch of the one prize that the title names.

        One named for a field, or beside its family, is a branch of the family last named.
        """
        prize = self.finder.vocab.prizes.get(self.title_prize or "")
        family = self.families.last(phrase.start)
        if family is not None and (
            self.finder.index.has("field", phrase.start, phrase.end)
            or family.start >= sentence.start
        ):
            known = self.families.key_of(family, phrase.start, phrase.end)
            if known is not None:
                return self.families.branch(family, known, phrase.start, phrase.end)
            prize = prize or self.finder.vocab.prizes.get(family.prize or "")
        if prize is None:
            return phrase
        return replace(
            phrase,
            prize=prize.key,
            category=prize.category,
            venue=prize.organisation,
            scope=prize.scope,
            generic=False,
            name=f"{prize.label.en}: {phrase.name}",
            branch=self.finder.branch_of(phrase.start, phrase.end),
        )
