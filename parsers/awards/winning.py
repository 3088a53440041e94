"""Award statements in which somebody wins: "X won the award", "X 荣获…奖"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.awards.phrases import AwardPhrase
from parsers.awards.recipients import work_before
from parsers.awards.statements import Range, Sentence, Statement, Stating
from parsers.language.names import organisations, split_list, works
from parsers.language.vocabulary import Term
from parsers.recognition.people_en import latin_people
from parsers.text.characters import has_cjk

_COUNTED = re.compile(r"^\W*(?:共有?)?\s*[\d一二三四五六七八九十两]+\s*(?:篇|项|位|papers?\b)")
NEARLY = re.compile(
    r"[\w\s”」\"]{0,4}(?:提名|决赛|入围|候选)|\s*(?:nomin|finalist|shortlist|candidate)",
    re.IGNORECASE,
)
_PAPERS = re.compile(
    r"的?(?:[一两二三四五]|\d)?篇?(?:论文|工作|成果)\s*[—–:：-]+\s*(?P<names>[A-Z][^，,。；;]{2,120})"
)
_SHORT = re.compile(r"[A-Z][\w.+-]*(?: [A-Z0-9][\w.+-]*){0,3}")
_BEFORE_NAME = re.compile(
    r"\s*(?:了|的|过|(?:the|a|an|its|this year['’]s)\s)?\s*(?:\d{4}(?:\s*年度?)?\s*的?|(?:今年|本年度|首届|本届)的?)?\s*"
    r"(?:first\s|inaugural\s|prestigious\s)?(?:[$€£]\s?[\d.,]+\s?(?:million|m|k)?\s)?"
)
# To become is to win only where a winner is named: "成为今年菲尔兹奖得主", "becomes a Turing Award winner".
_BECOME = frozenset(["成为", "成为了", "become", "becomes", "became", "has become"])
_WINNER = re.compile(
    r"\s*(?:的)?(?:得主|获得者|获奖者|获奖人|laureates?|winners?|recipients?|awardees?)"
)
_IS = re.compile(
    r"[”\"»*_》]*\s*(?:is|was|是|为)\s*(?:(?:the|a|an|one of (?:the )?(?:\w+)?|among the)\s)?\s*(?:[A-Za-z]+\s?(?:20\d\d|['’]\d\d)?\s*的?)?[*_]*"
)
_SYSTEM = re.compile(
    r"(?:^|[\s*_（(])(?P<name>(?=[\w. +-]*[A-Z0-9][\w. +-]*[A-Z0-9])[A-Z][\w.+-]*(?: [A-Z0-9][\w.+-]*){0,3})[*_\s]*"
    r"(?:,[^,.;]{3,80},)?\s*$"
)
_TITLED_NAME = 12  # characters before a name at the head of a clause: its title
_REACH = 40  # characters from a verb of winning to the award


class Winning(Stating):
    """Reads statements whose award stands after a verb of winning."""

    def unlisted(self, win: Term, end: int) -> AwardPhrase | None:
        """Return the award without a known name that a verb of winning is followed by."""
        skipped = _BEFORE_NAME.match(self.text, win.end, end)
        return self.finder.generic(skipped.end() if skipped else win.end, end)

    def read(
        self, sentence: Sentence, phrase: AwardPhrase, low: int, high: int
    ) -> Statement | None:
        """Return the statement about `phrase`, between the sentence's awards at `low` and `high`."""
        before = [w for w in sentence.wins if low <= w.start and w.end <= phrase.start]
        if not before and self.honours_work(phrase):
            return self._is_awarded(sentence, phrase, low)
        if not before:
            return self._medalled(sentence, phrase, low)
        cue = before[-1]
        if not self._reaches(cue, phrase, sentence, low):
            return None
        won = self._works_before(cue, low)
        # What is won stands between its owner and the verb: look for the owner before it.
        stop = min([w[0] for w in won], default=cue.start)
        clause = self.subjects.clause_start(stop, low)
        if _COUNTED.match(self.text[clause : cue.start]):
            return None
        won = won or tuple(works(self.text, phrase.end, high)) or self._appended(phrase.end, high)
        who, certain = self._winners(sentence, phrase, low, stop)
        if self.honours_work(phrase) and not won:
            won = self._unquoted_work(low, clause, stop)
            who = [] if won else who
        if not self._can_be_won_by(phrase, won, who):
            return None
        orgs = tuple(o for o in organisations(self.index, low, cue.start) if o not in who)
        return self.statement(
            sentence,
            phrase,
            "won",
            titles=won,
            people=tuple(who),
            institutions=orgs,
            certain=certain,
        )

    def _reaches(self, cue: Term, phrase: AwardPhrase, sentence: Sentence, low: int) -> bool:
        """True when a verb of winning has the award for its object, and it is won, not hoped for."""
        between = " ".join(self.text[cue.end : phrase.start].split())
        if len(between) > _REACH or re.search(r"[。；;]|[，,](?![ \d])", between):
            return False
        if self.guarded(low, phrase.end) or NEARLY.match(self.text, phrase.end, sentence.end):
            return False
        winner = _WINNER.match(self.text, phrase.end, sentence.end)
        return cue.value not in _BECOME or winner is not None

    def _works_before(self, cue: Term, low: int) -> tuple[Range, ...]:
        """Return the works set off before the verb, none of which is an award's own name."""
        named = works(self.text, low, cue.start)
        return tuple(work for work in named if not self.finder.phrases(*work))

    def _winners(
        self, sentence: Sentence, phrase: AwardPhrase, low: int, stop: int
    ) -> tuple[list[Range], bool]:
        """Return who stands before the verb, and whether its own clause says so."""
        who, certain = self.subjects.before(
            stop, low, list(sentence.people), list(sentence.people_before)
        )
        if not who and phrase.category == "grand_challenge":
            who = self._entrant(low, stop)
        return who, certain

    def _unquoted_work(self, low: int, clause: int, stop: int) -> tuple[Range, ...]:
        """Return the title that stands before the verb without marks around it."""
        start = clause if has_cjk(self.text[low:stop]) else low
        titled = work_before(self.index, start, stop)
        named = titled and next(latin_people(self.text, *titled), None)
        if titled and named and named[0] - titled[0] <= _TITLED_NAME:
            return ()  # "Mr Ada Park, who studies in Delft, | won"
        return (titled,) if titled is not None and not self.finder.phrases(*titled) else ()

    def _can_be_won_by(self, phrase: AwardPhrase, won: tuple[Range, ...], who: list[Range]) -> bool:
        """False for a prize of people that no person wins, a medal of a machine, and nothing at all."""
        honours_work = self.honours_work(phrase)
        if phrase.prize and not honours_work and not self.subjects.could_win(who):
            return False
        if phrase.category == "olympiad_medal" and self._of_machine(who):
            return False
        return bool(won or who or honours_work)

    def _is_awarded(self, sentence: Sentence, phrase: AwardPhrase, low: int) -> Statement | None:
        """`"A Study of Small Things" is the <venue> Best Paper`."""
        named = [w for w in works(self.text, low, phrase.start) if not self.finder.phrases(*w)]
        if not named or not _IS.fullmatch(self.text, named[-1][1], phrase.start):
            return None
        if self.guarded(low, phrase.end) or NEARLY.match(self.text, phrase.end, sentence.end):
            return None
        return self.statement(sentence, phrase, "won", titles=(named[-1],))

    def _medalled(self, sentence: Sentence, phrase: AwardPhrase, low: int) -> Statement | None:
        """`<team> 在<contest>中获得 6 枚金牌`: the verb stands between the contest and its medal."""
        prize = self.vocab.prizes.get(phrase.prize or "")
        within = [w for w in sentence.wins if phrase.start < w.start and w.end <= phrase.end]
        if prize is None or not prize.medals or not within or self.guarded(low, phrase.end):
            return None
        who, certain = self.subjects.before(
            phrase.start, low, list(sentence.people), list(sentence.people_before)
        )
        if not who or self._of_machine(who):
            return None
        return self.statement(sentence, phrase, "won", people=tuple(who), certain=certain)

    def _of_machine(self, who: Sequence[Range]) -> bool:
        """A machine's result at a contest of people is no medal, but a breakthrough."""
        names = ("maker", "breakthrough_machine")
        return any(self.index.has(name, *span) for name in names for span in who)

    def _entrant(self, low: int, stop: int) -> list[Range]:
        """Return the system that a contest open to systems names as its winner: "Lemma 7B | wins"."""
        match = _SYSTEM.search(self.text[low:stop])
        return [(low + match.start("name"), low + match.end("name"))] if match else []

    def _appended(self, start: int, end: int) -> tuple[Range, ...]:
        """Return the works named after "the two papers —": by their short Latin names."""
        match = _PAPERS.match(self.text, start, end)
        if match is None:
            return ()
        parts = split_list(self.index, *match.span("names"))
        return tuple(p for p in parts if _SHORT.fullmatch(self.text, *p))
