"""Awards told in sentences: who won what, or which award went to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from parsers.awards.branches import Families
from parsers.awards.giving import Giving
from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.awards.statements import Range, Sentence, Statement
from parsers.awards.subjects import Subjects
from parsers.awards.winning import Winning
from parsers.language.names import people, works
from parsers.language.term_index import TermIndex
from parsers.language.vocabulary import Term
from parsers.text.characters import any_within, positions

_QUESTION = re.compile(
    r"(?:何以|为何|为什么|是否|吗|能否|谁)[^。]*[？?]|^(?:Who|What|Which|Will|Can|Could|Did)\b.*\?"
)
_WINS_IT = re.compile(
    r"(?:同样|也|双双|均|都|一同)?(?:获奖|获此殊荣|获此荣誉|当选|入选)(?=[，。；！,.;]|$)"
)
_WORDS = ("奖", "prize", "award", "medal", "paper", "论文", "laureate", "得主")
_MOST = 60  # awards that one sentence gives; what names more is a list
_RECENT = 40  # sentences before, in which a pronoun's owner is named
_BESIDE = 60  # characters around an award in which words of doubt speak of it
_MEMORY = 200  # characters for which the award named last is "it"
_IS_WINNER = re.compile(
    r"\b(?:is|are|was|were|be)\s+(?:one of |among |amongst )?(?:the |a )?(?:\w+ )?(?:winners?|recipients?|laureates?) of\b"
)

HONOURING = frozenset({"category", "prize", "honour"})
"""Lists without a word of which no award can be given: none is named, by a name or by any word for one."""


def may_honour(index: TermIndex) -> bool:
    """False for a text in which no award can be given."""
    return any(index.has(name) for name in HONOURING)


class AwardSentences:
    """Reads award statements in the sentences of one article, in order."""

    def __init__(self, finder: AwardFinder, title: str) -> None:
        self.finder = finder
        self.text, self.index, self.vocab = finder.text, finder.index, finder.vocab
        subjects = Subjects(finder.index, title)
        self.giving, self.winning = Giving(finder, subjects), Winning(finder, subjects)
        self.families = Families(finder)
        named = {t.value for t in TermIndex(title, self.vocab).find("prize")}
        self.title_prize = named.pop() if len(named) == 1 else None
        named_in = ("prize", "category", "honour")
        self.hints = sorted(
            {
                *(t.start for name in named_in for t in self.index.find(name)),
                *(place for word in _WORDS for place in positions(self.index.low, word)),
            }
        )
        self.before: list[Range] = []
        self.names: dict[int, tuple[Range, ...]] = {}
        self.last_award: AwardPhrase | None = None

    def read(self, start: int, end: int) -> Iterator[Statement]:
        """Yield the statements of the sentence text[start:end], then remember it for the next."""
        if self._may_state(start, end):
            yield from self._statements(
                Sentence(
                    start=start,
                    end=end,
                    wins=tuple(self._wins(start, end)),
                    gives=tuple(self.index.find("give", start, end)),
                    people=self._named(start, end),
                    people_before=self._named_before(),
                )
            )
        self.before.append((start, end))

    def _may_state(self, start: int, end: int) -> bool:
        """False for most sentences: no award is named, and none was shortly before."""
        if self.last_award is not None and start - self.last_award.end <= _MEMORY:
            return True
        return any_within(self.hints, start, end)

    def _named(self, start: int, end: int) -> tuple[Range, ...]:
        """Return the people named in the sentence, but not in a work's title."""
        if start not in self.names:
            titles = list(works(self.text, start, end))
            self.names[start] = tuple(
                p
                for p in people(self.index, start, end)
                if not any(a <= p[0] and p[1] <= b for a, b in titles)
            )
        return self.names[start]

    def _named_before(self) -> tuple[Range, ...]:
        """Return the people whom the last sentence that names any names."""
        named = (self._named(*sentence) for sentence in reversed(self.before[-_RECENT:]))
        return next((who for who in named if who), ())

    def _wins(self, start: int, end: int) -> list[Term]:
        """Return the verbs of winning, "are among the winners of" being one."""
        found = list(self.index.find("win", start, end))
        found += [
            Term(m.start(), m.end(), "is the winner of")
            for m in _IS_WINNER.finditer(self.index.low, start, end)
        ]
        return sorted(found, key=lambda term: term.end)

    def _statements(self, sentence: Sentence) -> Iterator[Statement]:
        start, end = sentence.start, sentence.end
        if self.index.first("definition", start, end) or _QUESTION.search(self.text[start:end]):
            return
        known = self._known(sentence)
        statements = list(self._about(sentence, known))
        if known:
            self.last_award = known[-1]
        statements = statements or list(self._about(sentence, self._unlisted(sentence)))
        yield from statements
        if not statements or known:
            yield from self._same_award(sentence, statements)

    def _same_award(self, sentence: Sentence, statements: list[Statement]) -> Iterator[Statement]:
        """`…，《B》同样获奖`; `陈墨教授、李岩教授当选`: the award is the one named before."""
        award = self.last_award
        after = max([s.phrase.end for s in statements], default=sentence.start)
        match = _WINS_IT.search(self.text[after : sentence.end])
        if match is None or award is None or sentence.start - award.end > _MEMORY:
            return
        cue = after + match.start()
        if self.winning.guarded(after, cue):
            return
        if self.winning.honours_work(award):
            named = tuple(works(self.text, after, cue))
            if named:
                yield self.winning.statement(sentence, award, "won", titles=named)
            return
        who, certain = self.winning.subjects.before(
            cue, after, list(sentence.people), list(sentence.people_before)
        )
        if who and self.winning.subjects.could_win(who):
            yield self.winning.statement(sentence, award, "won", people=tuple(who), certain=certain)

    def _about(self, sentence: Sentence, phrases: list[AwardPhrase]) -> Iterator[Statement]:
        for order, phrase in enumerate(phrases):
            low = phrases[order - 1].end if order else sentence.start
            high = phrases[order + 1].start if order + 1 < len(phrases) else sentence.end
            shared = self.families.shared_out(phrase, high)
            if shared and not self.giving.guarded(sentence.start, phrase.end):
                for branch, who in shared:
                    yield self.giving.statement(sentence, branch, "given", people=tuple(who))
                continue
            statement = (
                self._status(sentence, phrase)
                or self.giving.read(sentence, phrase, high)
                or self.winning.read(sentence, phrase, low, high)
            )
            if statement is not None:
                yield statement

    def _status(self, sentence: Sentence, phrase: AwardPhrase) -> Statement | None:
        """`the award for "A" has been withdrawn`: what it does to the award of those it names."""
        near = max(sentence.start, phrase.start - _BESIDE), min(sentence.end, phrase.end + _BESIDE)
        if self.giving.status(*near) == "announced":
            return None
        named = tuple(
            w for w in works(self.text, sentence.start, sentence.end) if not self.finder.phrases(*w)
        )
        honours_work = self.giving.honours_work(phrase)
        if not (named if honours_work else named or sentence.people):
            return None
        return self.giving.statement(
            sentence, phrase, "status", titles=named, people=sentence.people
        )

    def _known(self, sentence: Sentence) -> list[AwardPhrase]:
        """Return the awards of the lexicon that the sentence names, or branches of them."""
        start, end = sentence.start, sentence.end
        named = self.finder.phrases(start, end) or self.families.branches(start, end)
        return named[:_MOST]

    def _unlisted(self, sentence: Sentence) -> list[AwardPhrase]:
        """Return the awards that the sentence names and no lexicon lists."""
        won = (self.winning.unlisted(win, sentence.end) for win in sentence.wins[:_MOST])
        found = [phrase for phrase in won if phrase is not None]
        if not found and sentence.gives:
            found = self.finder.unlisted(sentence.start, sentence.gives[-1].start)
        return [self._branch(p, sentence) for p in found[:_MOST] if not self._is_known(p)]

    def _is_known(self, phrase: AwardPhrase) -> bool:
        return bool(self.finder.phrases(phrase.start, phrase.end))

    def _branch(self, phrase: AwardPhrase, sentence: Sentence) -> AwardPhrase:
        """A prize without a known name is a branch of the one prize that the title names.

        One named for a field, or beside its family, is a branch of the family last named.
        """
        prize = self.vocab.prizes.get(self.title_prize or "")
        family = self.families.last(phrase.start) if prize is None else None
        if family is not None and (
            self.index.has("field", phrase.start, phrase.end) or family.start >= sentence.start
        ):
            prize = self.vocab.prizes.get(family.prize or "")
        if prize is None:
            return phrase
        return replace(
            phrase,
            prize=prize.key,
            category=prize.category,
            venue=prize.organisation,
            scope=prize.scope,
            generic=False,
        )
