"""Awards told in sentences: who won what, or which award went to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from parsers.names import organisations, people, split_list, works
from parsers.phrases import AwardPhrase, Reader
from parsers.recipients import objects, work_after, work_before
from parsers.records import Span
from parsers.subjects import Subjects
from parsers.terms import Scan, Term
from parsers.text import has_cjk

_COUNTED = re.compile(r"^\W*(?:共有?)?\s*[\d一二三四五六七八九十两]+\s*(?:篇|项|位|papers?\b)")


_QUESTION = re.compile(
    r"(?:何以|为何|为什么|是否|吗|能否|谁)[^。]*[？?]|^(?:Who|What|Which|Will|Can|Could|Did)\b.*\?"
)
_NEARLY = re.compile(
    r"[\w\s”」\"]{0,4}(?:提名|决赛|入围|候选)|\s*(?:nomin|finalist|shortlist|candidate)",
    re.IGNORECASE,
)
_SO_MANY = re.compile(r"(?:[一两二三四五]|\d)\s*(?:位|名|个人)")
_PAPERS = re.compile(
    r"的?(?:[一两二三四五]|\d)?篇?(?:论文|工作|成果)\s*[—–:：-]+\s*(?P<names>[A-Z][^，,。；;]{2,120})"
)
_SHORT = re.compile(r"[A-Z][\w.+-]*(?: [A-Z0-9][\w.+-]*){0,3}")
_AWARDING = re.compile(
    r"\b(?:award|awards|awarded|awarding|present|presents|presented|give|gives|gave|confer|conferred)\b[^.;]{0,40}$"
)
_GETS_IT = re.compile(r"获奖|获此殊荣|获得该奖|摘奖|胜出|当选|were honou?red|take the award")
_BEFORE_NAME = re.compile(r"\s*(?:了|的|过|(?:the|a|an|its)\s)?\s*(?:\d{4}(?:\s*年度?)?\s*的?)?\s*")
_NAMED_AS = re.compile(
    r"\b(?:names?|named|announce[sd]?|selects?|selected|honou?rs?|honou?red|recogni[sz]e[sd]?)\s+(?P<who>[^;]{4,200}?),?\s+"
    r"(?:as\s+)?(?:the\s+)?(?:\d{4}\s+)?(?:co-)?(?:recipients?|winners?|laureates?)\s+of\s+(?:the\s+|this year's\s+)?(?:\d{4}\s+)?$"
)
_SHARES = re.compile(r"\d{4}|\b(?:with|one|half|jointly|equally|in|equal|parts|for)\b|[\s,*_]+")
_TIME = re.compile(
    r"(?:^|[，,。；;]|早在|于|在)\s*(?P<zh>(?:19|20)\d{2})\s*年(?!度|来|后|以来)|\b[Ii]n (?P<en>(?:19|20)\d{2})\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One award given, as a sentence says it; ranges point into the text."""

    phrase: AwardPhrase
    cue: str
    rule: str
    works: tuple[tuple[int, int], ...]
    people: tuple[tuple[int, int], ...]
    institutions: tuple[tuple[int, int], ...]
    background: bool
    corporate: bool
    certain: bool
    time: Span | None
    start: int
    end: int


class AwardSentences:
    """Reads award statements in the sentences of one article."""

    def __init__(self, reader: Reader, title: str) -> None:
        self.reader = reader
        self.text, self.scan, self.vocab = reader.text, reader.scan, reader.vocab
        self.subjects = Subjects(reader.scan, title)
        named = {t.value for t in Scan(title, self.vocab).find("prize")}
        self.title_prize = named.pop() if len(named) == 1 else None
        self.last_people: list[tuple[int, int]] = []

    def read(self, start: int, end: int) -> Iterator[Statement]:
        """Yield the statements of the sentence text[start:end], then remember whom it names."""
        titles = list(works(self.text, start, end))
        named = [
            p
            for p in people(self.scan, start, end)
            if not any(a <= p[0] and p[1] <= b for a, b in titles)
        ]
        yield from self._statements(start, end, named)
        if named:
            self.last_people = named

    def _statements(
        self, start: int, end: int, named: list[tuple[int, int]]
    ) -> Iterator[Statement]:
        wins = list(self.scan.find("win", start, end))
        gives = list(self.scan.find("give", start, end))
        if self.scan.first("definition", start, end):
            return
        if _QUESTION.search(self.text[start:end]):
            return
        phrases = self.reader.phrases(start, end)
        if not phrases:
            phrases = [self._branch(p) for w in wins if (p := self._generic(w, end)) is not None]
        for order, phrase in enumerate(phrases):
            low = phrases[order - 1].end if order else start
            high = phrases[order + 1].start if order + 1 < len(phrases) else end
            statement = (
                self._named_as(phrase, start, end)
                or self._given(phrase, gives, high, start, end)
                or self._won(phrase, wins, low, high, start, end, named)
            )
            if statement is not None:
                yield statement

    def _branch(self, phrase: AwardPhrase) -> AwardPhrase:
        """A prize without a known name is a branch of the one prize that the title names."""
        prize = self.vocab.prizes.get(self.title_prize or "")
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

    def _generic(self, win: Term, end: int) -> AwardPhrase | None:
        skipped = _BEFORE_NAME.match(self.text, win.end, end)
        return self.reader.generic(skipped.end() if skipped else win.end, end)

    def _named_as(self, phrase: AwardPhrase, start: int, end: int) -> Statement | None:
        """`names <people> as the recipients of the <award>`."""
        match = _NAMED_AS.search(self.text[start : phrase.start])
        if match is None or self._guarded(start, phrase.start):
            return None
        who = objects(self.scan, start + match.start("who"), start + match.end("who"))
        if not who:
            return None
        cue = Term(start + match.start(), start + match.start("who"), "named")
        return self._statement(phrase, cue, "named", (), tuple(who), (), True, start, end)

    def _given(
        self, phrase: AwardPhrase, gives: list[Term], high: int, start: int, end: int
    ) -> Statement | None:
        """`<award> goes to <recipients>`."""
        after = [g for g in gives if phrase.end <= g.start <= phrase.end + 30 and g.start < high]
        if not after:
            return self._named_later(phrase, high, start, end)
        if self._guarded(start, after[0].end):
            return None
        cue = after[0]
        between = self.text[phrase.end : cue.start].strip()
        if cue.value == "to" and (
            _SHARES.sub("", between) or not _AWARDING.search(self.scan.low[start : phrase.start])
        ):
            return None
        if between not in {"，", ","} and re.search(r"[。；;，,]", between):
            return None
        stop = min(high, self._clause_end(cue.end, end))
        found_works = tuple(works(self.text, cue.end, high))
        found_people = tuple(objects(self.scan, cue.end, stop))
        if self.vocab.categories[phrase.category].work and not found_works:
            named = work_after(self.scan, cue.end, stop)
            if named is not None:
                found_works, found_people = (named[0],), tuple(named[1])
        orgs = tuple(organisations(self.scan, cue.end, stop))
        if (
            not found_people
            and not found_works
            and not orgs
            and not self._yearly(phrase, cue.end, stop)
        ):
            return None
        return self._statement(
            phrase,
            cue,
            "given",
            found_works,
            found_people or orgs[:1],
            orgs if found_people else (),
            True,
            start,
            end,
        )

    def _yearly(self, phrase: AwardPhrase, start: int, end: int) -> bool:
        """A prize given once a year is announced also where its winners are only described."""
        prize = self.vocab.prizes.get(phrase.prize or "")
        described = self.scan.has("breakthrough_researcher", start, end) or _SO_MANY.search(
            self.text, start, end
        )
        return bool(prize and prize.one_per_year and described)

    def _named_later(
        self, phrase: AwardPhrase, high: int, start: int, end: int
    ) -> Statement | None:
        """`<award>: "A" and "B"`; `<award> 出炉，《A》等两篇论文获奖`: works in quotes after the award."""
        if not self.vocab.categories[phrase.category].work or self._guarded(start, high):
            return None
        named = tuple(works(self.text, phrase.end, high))
        if not named:
            return None
        between, after = self.text[phrase.end : named[0][0]], self.text[named[-1][1] : high]
        colon = re.match(r"\s*(?:论文|papers?)?\s*[:：—–]", between)
        if not colon and not _GETS_IT.search(after):
            return None
        cue = Term(phrase.end, phrase.end, ":")
        return self._statement(phrase, cue, "named", named, (), (), True, start, end)

    def _won(
        self,
        phrase: AwardPhrase,
        wins: list[Term],
        low: int,
        high: int,
        start: int,
        end: int,
        named: list[tuple[int, int]],
    ) -> Statement | None:
        """`<subject> wins <award>`."""
        before = [w for w in wins if low <= w.start and w.end <= phrase.start]
        if not before:
            return None
        cue = before[-1]
        between = self.text[cue.end : phrase.start]
        if len(between) > 40 or re.search(r"[。；;，,]", between.replace(", ", " ")):
            return None
        if self._guarded(low, phrase.end) or _NEARLY.match(self.text, phrase.end, end):
            return None
        found_works = tuple(
            w for w in works(self.text, low, cue.start) if not self.reader.phrases(*w)
        )
        # What is won stands between its owner and the verb: look for the owner before it.
        stop = min([w[0] for w in found_works], default=cue.start)
        clause = self.subjects.clause_start(stop, low)
        if _COUNTED.match(self.text[clause : cue.start]):
            return None
        honours_work = self.vocab.categories[phrase.category].work
        if not found_works:
            found_works = tuple(works(self.text, phrase.end, high)) or self._appended(
                phrase.end, high
            )
        who, certain = self.subjects.before(stop, low, named, self.last_people)
        if honours_work and not found_works:
            titled = work_before(self.scan, clause if has_cjk(self.text[low:stop]) else low, stop)
            if titled is not None and not self.reader.phrases(*titled):
                found_works, who = (titled,), []
        if phrase.prize and not honours_work and not self.subjects.could_win(who):
            return None
        if not found_works and not who and not honours_work:
            return None
        orgs = tuple(o for o in organisations(self.scan, low, cue.start) if o not in who)
        return self._statement(
            phrase, cue, "won", found_works, tuple(who), orgs, certain, start, end
        )

    def _appended(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """Return the works named after "the two papers —": by their short Latin names."""
        match = _PAPERS.match(self.text, start, end)
        if match is None:
            return ()
        parts = split_list(self.scan, *match.span("names"))
        return tuple(p for p in parts if _SHORT.fullmatch(self.text, *p))

    def _statement(
        self,
        phrase: AwardPhrase,
        cue: Term,
        rule: str,
        found_works: tuple[tuple[int, int], ...],
        who: tuple[tuple[int, int], ...],
        orgs: tuple[tuple[int, int], ...],
        certain: bool,
        start: int,
        end: int,
    ) -> Statement:
        return Statement(
            phrase=phrase,
            cue=cue.value,
            rule=rule,
            works=found_works,
            people=who,
            institutions=orgs,
            background=self._background(start, end),
            corporate=phrase.generic and not self.subjects.scholarly(start, end, who),
            certain=certain,
            time=self._time(start, phrase.start),
            start=start,
            end=end,
        )

    def _time(self, start: int, end: int) -> Span | None:
        """Return the year in which the sentence says it happened: "2016 年夏天，…", "In 2016 …"."""
        match = _TIME.search(self.text[start:end])
        if match is None:
            return None
        first, last = match.span(match.lastgroup or 0)
        return Span("year", start + first, start + last)

    def _background(self, start: int, end: int) -> bool:
        """True when the sentence tells history; an epithet beside another statement does not."""
        epithets = set(self.vocab.lexicon.words.epithet)
        return any(term.value not in epithets for term in self.scan.find("background", start, end))

    def _guarded(self, start: int, end: int) -> bool:
        return self.scan.first("guard", start, end) is not None

    def _clause_end(self, position: int, end: int) -> int:
        match = re.compile(r"[；;。！？]|,? (?:for|in recognition of)\b|，(?:以|因|表彰)").search(
            self.text, position, end
        )
        return match.start() if match else end
