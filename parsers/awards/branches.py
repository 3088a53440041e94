"""Branches of a family of prizes: "the chemistry prize" of the Nobel, `天文学奖：…` of the Shaw."""

from __future__ import annotations

import re
from dataclasses import replace

from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.language.names import people
from parsers.records import Span
from parsers.structure.blocks import Block
from parsers.text.characters import CJK, clean, trimmed
from parsers.works.bylines import byline

_HEAD = re.compile(
    r"[*_]{0,3}(?P<head>[^\n:：—–，,。]{2,44}?)[*_]{0,3}\s*(?:[:：][*_]{0,3}|——?|\s[–-]\s)\s*(?=\S)"
)
_SHARED_OUT = re.compile(r"[^.;:：。；]{0,80}[:：]\s*")
_FOR = re.compile(r"[*_]*(?:\s+for\s|，?因|，?以表彰|，?表彰)")
_REASON = re.compile(r"[，,]\s*(?:因|以|表彰|奖励|理由)|[。；;]|,? (?:for|in recognition|who)\b")
_NAMED_PRIZE = re.compile(r"(?:奖|prize|award|medal)s?\s*$", re.IGNORECASE)
_BY_FIELD = re.compile(
    rf"(?<![{CJK}])[{CJK}]{{2,10}}奖|(?<=\bthe )(?:[a-z]+ ){{1,4}}(?:prize|award|medal)\b"
)
_MEMORY = 600  # characters for which a family of prizes stays in mind


class Families:
    """Finds branches by their field, where the text has named their family shortly before."""

    def __init__(self, finder: AwardFinder) -> None:
        self.finder = finder
        self.index, self.vocab = finder.index, finder.vocab
        self.text, self._branches = finder.text, self.vocab.branches

    def branches(self, start: int, end: int) -> list[AwardPhrase]:
        """Return the branches that text[start:end] names without their family: "the physics prize"."""
        governing = self.last(start)
        if governing is None:
            return []
        keys = self._of(governing.venue)
        found = [
            self.branch(governing, None, *match.span())
            for match in (_BY_FIELD.finditer(self.index.low, start, end) if not keys else ())
            if self.index.has("field", *match.span())
        ]
        for key in keys:
            for match in self._branches[key].finditer(self.index.low, start, end):
                tail = re.compile(r"\s*(?:学)?\s*(?:奖|prize|award)").match(
                    self.index.low, match.end(), end
                )
                if tail:
                    found.append(self.branch(governing, key, match.start(), tail.end()))
        return sorted(found, key=lambda p: p.start)

    def line(
        self, block: Block, governing: AwardPhrase
    ) -> tuple[AwardPhrase, list[tuple[int, int]]] | None:
        """Return branch and winners of `物理学奖：A、B` below a heading that names the family."""
        text = self.finder.text
        match = _HEAD.match(text, block.start, block.end)
        if match is None or self.finder.phrases(match.start("head"), match.end("head")):
            return None
        head = match.span("head")
        key = next(
            (k for k in self._of(governing.venue) if self._branches[k].search(text, *head)), None
        )
        if key is None and not _NAMED_PRIZE.search(match["head"]):
            return None
        reason = _REASON.search(text, match.end(), block.end)
        stop = reason.start() if reason else block.end
        first, last = trimmed(text, match.end(), stop, "*_。. ")
        listed = byline(self.index, first, last)
        who = list(listed.names) if listed else people(self.index, first, last)
        if not who:
            return None
        return self.branch(governing, key or governing.prize, *head), who

    def shared_out(
        self, phrase: AwardPhrase, end: int
    ) -> list[tuple[AwardPhrase, list[tuple[int, int]]]]:
        """Return branch and winners of `Prizes in Physics and Chemistry …: A for x, and B for y`.

        Nothing unless as many groups of people follow as branches are named.
        """
        text = self.finder.text
        places = sorted(
            (match.start(), match.end(), key)
            for key in self._of(phrase.venue)
            for match in [self._branches[key].search(self.index.low, phrase.start, phrase.end)]
            if match
        )
        colon = _SHARED_OUT.search(text, phrase.end, end)
        if len(places) < 2 or colon is None:
            return []
        named = people(self.index, colon.end(), end)
        groups: list[list[tuple[int, int]]] = [[]]
        for who in named:
            groups[-1].append(who)
            if _FOR.match(text, who[1], end):
                groups.append([])
        groups.pop()
        if len(groups) != len(places):
            return []
        return [
            (self.branch(phrase, key, start, stop), who)
            for (start, stop, key), who in zip(places, groups, strict=True)
        ]

    def in_field(self, family: AwardPhrase, start: int, end: int) -> AwardPhrase:
        """Return the branch of a prize for the field that text[start:end] names: "in the field of | mathematics"."""
        key = self.key_of(family, start, end)
        if key is not None:
            return self.branch(family, key, start, end)
        label = self.vocab.prizes[family.prize or ""].label.en
        name = f"{label} in {clean(self.text[start:end])}"
        return replace(family, name=name, branch=self.finder.branch_of(start, end))

    def key_of(self, family: AwardPhrase, start: int, end: int) -> str | None:
        """Return the prize that text[start:end] names as a branch of a family, if the lexicon knows it."""
        return next(
            (
                k
                for k in self._of(family.venue)
                if self._branches[k].search(self.index.low, start, end)
            ),
            None,
        )

    def last(self, position: int) -> AwardPhrase | None:
        """Return the prize that was named last before `position`, if that was shortly before."""
        low = max(0, position - _MEMORY)
        named = list(self.index.find("prize", low, position))
        if not named:
            return None
        phrases = self.finder.phrases(named[-1].start, named[-1].end)
        return phrases[0] if phrases else None

    def _of(self, organisation: str | None) -> list[str]:
        return [k for k in self._branches if self.vocab.prizes[k].organisation == organisation]

    def branch(self, governing: AwardPhrase, key: str | None, start: int, end: int) -> AwardPhrase:
        """Return the branch named at [start, end) of the family, or the family where it has no key."""
        prize = self.vocab.prizes[key or governing.prize or ""]
        return replace(
            governing,
            prize=prize.key,
            category=prize.category,
            name=prize.label.en,
            scope=prize.scope,
            start=start,
            end=end,
            branch=self.finder.branch_of(start, end) or governing.branch,
            spans=(*governing.spans, Span("award_name", start, end)),
        )
