"""Award statements in which the award is given: "the prize goes to X", "X 奖授予 Y", "honours Y with X"."""

from __future__ import annotations

import re

from parsers.awards.phrases import AwardPhrase
from parsers.awards.recipients import objects, work_after
from parsers.awards.statements import Range, Sentence, Statement, Stating
from parsers.language.names import organisations, works
from parsers.language.vocabulary import Term
from parsers.text.characters import trimmed

_SO_MANY = re.compile(r"(?:[一两二三四五]|\d)\s*(?:位|名|个[\u4e00-\u9fff]{0,4}人)")
_AWARDING = re.compile(
    r"\b(?:award|awards|awarded|awarding|present|presents|presented|give|gives|gave|confer|conferred)\b[^.;]{0,40}$"
)
_GETS_IT = re.compile(
    r"获奖|获此殊荣|获得该奖|摘奖|胜出|当选|were honou?red|take the award|took the award"
)
_BETWEEN = re.compile(  # what may stand between an award and the verb that gives it
    r"\s*(?:得主|获奖者|获得者|结果|名单|奖项)?(?:也|已|正式|今日|今天|刚刚|近日)*(?:公布|揭晓|出炉|颁布|颁出|宣布)?了?\s*[，,]?\s*"
)
_PASSIVE = re.compile(
    r"\s*(?:\([^()]{2,20}\)\s*)?(?:\d{4}\s*)?(?:was|were|is|are|has been|have been|will be)\s+(?:jointly\s+)?"
    r"(?:awarded|given|presented|conferred)(?:\s+(?:on|in|at|this|last|today|yesterday|jointly|by)\b[^,.;]{0,40}?)?\s+to\b"
)
_SHORT_TITLE = re.compile(
    r"\s*(?:[“\"](?P<quoted>[^”\"\n]{3,200})[”\"]|(?:the\s)?(?P<paper>[A-Z][\w.+-]{1,30}) paper\b"
    r"|(?P<name>(?=[\w.+-]*[A-Z0-9][\w.+-]*[A-Z0-9])[A-Z][\w.+-]{2,30})(?=\s*(?:[,，.;；(（]|$|and\b)))"
)
_AWARD_FOR = re.compile(r"\s+(?:at [\w' ]{3,30} )?for\s(?=[“\"])")
_FOR = re.compile(r"[^.;:]{0,30}\bfor\s*[“\"《*_]*$")
_LATIN_WINNER = re.compile(  # "颁发给 OpenStreetMap": a name in capitals right after the verb
    r"\s*(?:the\s)?(?P<name>[A-Z][\w.-]*[A-Za-z](?: [A-Z][\w.-]*){0,3})\s*(?=[，,。.;；]|$|项目|团队|公司)"
)
_GIVER = re.compile(r"颁发|颁授|授予|设立|评选|主办|发起|颁奖")
_SHARES = re.compile(r"\d{4}|\b(?:with|one|half|jointly|equally|in|equal|parts|for)\b|[\s,*_]+")
_COLON = re.compile(r"\s*(?:论文|papers?)?\s*[:：—–]")
_PEOPLE_FOLLOW = re.compile(
    r"\s*(?:的)?(?:得主|获奖者|获得者|获奖名单|名单|winners?|laureates?|recipients?)?\s*(?:公布|揭晓)?(?:\s+(?:for|of|in)\s+\d{4})?"
    r"\s*(?:[:：]|\s(?:are|is|were|was|include|includes)\b(?=\s+[A-Z])|\sfor(?=\s+[A-Z]))\s*",
    re.IGNORECASE,
)
_IS = re.compile(r"\s*(?:this year\s)?(?:is|was|goes to)\s+(?=[A-Z“\"])")
_COPULA = re.compile(
    r"[^.;:]{0,60}?\b(?:is|are|was|were)\b[^.;]{0,24}$|[^，。；]{0,12}(?:是|为|分别是|分别为)[^，。；]{0,12}$"
)
_BACK = 400  # characters from the verb that gives an award to the award
_AHEAD = 30  # characters from an award to the verb that gives it
_PLACED = re.compile(
    r"(?P<who>[A-Z][\w.&-]*(?: [A-Z][\w.&-]*){0,4}|[\u4e00-\u9fff]{2,8})\s*(?:团队|队|team)?\s*"
    r"(?:(?:以|凭借?)[^，。；]{2,30}?)?"
    r"(?:夺冠|夺魁|获胜|胜出|摘冠|拿下第一|获得第一|排名第一|位列第一|(?:placed|came|finished|ranked|took|takes|wins|won|claims|claimed) (?:the )?(?:first|top)|emerged)"
)


class Giving(Stating):
    """Reads statements whose award stands before or after a verb of giving."""

    def read(self, sentence: Sentence, phrase: AwardPhrase, high: int) -> Statement | None:
        """Return the statement about `phrase`; `high` is where the sentence's next award begins."""
        if phrase.category == "olympiad_medal" and self.index.has(
            "breakthrough_machine", sentence.start, sentence.end
        ):
            return None  # a machine's result at a contest of people is no medal
        return (
            self._given(sentence, phrase, high)
            or self._named_later(sentence, phrase, high)
            or self._placed_first(sentence, phrase, high)
        )

    def _given(self, sentence: Sentence, phrase: AwardPhrase, high: int) -> Statement | None:
        """`<award> goes to <recipients>`."""
        cue = self._verb_behind(sentence, phrase, high)
        if cue is None:
            return None
        stop = min(high, self.clause_end(cue.end, sentence.end))
        given_works = tuple(works(self.text, cue.end, high))
        who = tuple(objects(self.index, cue.end, stop))
        honours_work = self.honours_work(phrase)
        if honours_work and not given_works:
            named = work_after(self.index, cue.end, high)
            if named is not None:
                given_works, who = (named[0],), tuple(named[1])
        orgs = tuple(organisations(self.index, cue.end, stop))
        if honours_work and not given_works:
            given_works = self._short_title(cue.end, stop)
        elif not who and not orgs and (latin := _LATIN_WINNER.match(self.text, cue.end, stop)):
            orgs = (latin.span("name"),)
        if not (who or given_works or orgs or self._yearly(phrase, cue.end, stop)):
            return None
        return self.statement(
            sentence,
            phrase,
            "given",
            titles=given_works,
            people=who or orgs[:1],
            institutions=orgs if who else (),
        )

    def _verb_behind(self, sentence: Sentence, phrase: AwardPhrase, high: int) -> Term | None:
        """Return the verb of giving behind an award, before the sentence's next award at `high`."""
        begin = trimmed(self.text, phrase.end, sentence.end)[0]
        cue = next((g for g in sentence.gives if begin <= g.start <= begin + _AHEAD), None)
        if passive := _PASSIVE.match(self.text, phrase.end, sentence.end):
            cue = Term(phrase.end, passive.end(), "is awarded to")
        if cue is None or cue.start >= high or self.guarded(sentence.start, cue.end):
            return None
        if cue.value == "由" and _GIVER.search(self.text[cue.end : self.clause_end(cue.end, high)]):
            return None  # "由科学院颁发": who gives it
        between = self.text[begin : cue.start]
        if cue.value == "to" and not self._is_awarded_to(sentence, phrase, between):
            return None
        if not _BETWEEN.fullmatch(between) and re.search(r"[。；;，,]", between.strip()):
            return None
        return cue

    def _is_awarded_to(self, sentence: Sentence, phrase: AwardPhrase, between: str) -> bool:
        """True for "to" when a verb of awarding governs it: "awarded the Prize, in equal parts, to"."""
        before = self.index.low[max(sentence.start, phrase.start - _BACK) : phrase.start]
        return not _SHARES.sub("", between) and _AWARDING.search(before) is not None

    def _short_title(self, start: int, end: int) -> tuple[Range, ...]:
        """Return the work that stands right here by a short name: `"VAR"`, `DeCAF`, `the VAE paper`."""
        match = _SHORT_TITLE.match(self.text, start, end)
        return (match.span(match.lastgroup or 0),) if match else ()

    def _yearly(self, phrase: AwardPhrase, start: int, end: int) -> bool:
        """A prize given once a year is announced also where its winners are only described."""
        prize = self.vocab.prizes.get(phrase.prize or "")
        described = self.index.has("breakthrough_researcher", start, end) or _SO_MANY.search(
            self.text, start, end
        )
        return bool(prize and prize.one_per_year and described)

    def _named_later(self, sentence: Sentence, phrase: AwardPhrase, high: int) -> Statement | None:
        """`<award>: "A" and "B"`; `the best papers are "A"`; `<award> 出炉，《A》获奖`."""
        if self.guarded(sentence.start, high):
            return None
        if not self.honours_work(phrase):
            return self._people_later(sentence, phrase, high)
        named = tuple(works(self.text, phrase.end, high))
        led = _COLON.match(self.text, phrase.end, high) or _AWARD_FOR.match(
            self.text, phrase.end, high
        )
        if not named and led:
            named = self._short_title(led.end(), high)
        if not named and (copula := _IS.match(self.text, phrase.end, high)):
            titled = work_after(self.index, copula.end(), high)
            if titled is None:
                return None
            return self.statement(
                sentence, phrase, "named", titles=(titled[0],), people=tuple(titled[1])
            )
        if not named:
            return None
        between, after = self.text[phrase.end : named[0][0]], self.text[named[-1][1] : high]
        introduced = (
            _COLON.match(between)
            or _FOR.match(between)
            or _COPULA.match(between.rstrip(' “"「《*_'))
        )
        if not introduced and not _GETS_IT.search(after):
            return None
        return self.statement(sentence, phrase, "named", titles=named)

    def _people_later(self, sentence: Sentence, phrase: AwardPhrase, high: int) -> Statement | None:
        """`the recipients of <prize>: <people>`, `<prize>得主：<people>`."""
        colon = _PEOPLE_FOLLOW.match(self.text, phrase.end, high)
        if colon is None:
            return None
        who = tuple(objects(self.index, colon.end(), self.clause_end(colon.end(), high)))
        return self.statement(sentence, phrase, "named", people=who) if who else None

    def _placed_first(self, sentence: Sentence, phrase: AwardPhrase, high: int) -> Statement | None:
        """`<contest's prize> 揭晓，<team> 夺冠`, `results of the <prize> are in: <team> placed first`."""
        prize = self.vocab.prizes.get(phrase.prize or "")
        if prize is None or prize.category != "grand_challenge":
            return None
        match = _PLACED.search(self.text, phrase.end, high)
        if match is None or self.guarded(sentence.start, match.end()):
            return None
        return self.statement(sentence, phrase, "won", people=(match.span("who"),))
