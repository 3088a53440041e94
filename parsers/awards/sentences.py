"""Awards told in sentences: who won what, or which award went to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from parsers.awards.carried import Carried
from parsers.awards.constructions.relating import TOPICAL, Relation, about_topic, relations
from parsers.awards.constructions.shaping import FUNCTIONS_ZH, shape_of
from parsers.awards.giving import Giving
from parsers.awards.phrases import AwardFinder, AwardPhrase
from parsers.awards.statements import Range, Sentence, Statement
from parsers.awards.subjects import Subjects
from parsers.awards.winning import NEARLY, Winning
from parsers.language.names import people, works
from parsers.language.term_index import TermIndex
from parsers.language.vocabulary import Term
from parsers.recognition.institutions import institutions
from parsers.recognition.people_en import latin_people
from parsers.recognition.people_zh import chinese_people
from parsers.recognition.shapes import Item
from parsers.recognition.works import all_works
from parsers.records import Span
from parsers.text.characters import any_within, clean, has_cjk, positions

_QUESTION = re.compile(
    r"(?:何以|为何|为什么|是否|吗|能否|谁)[^。]*[？?]|^(?:Who|What|Which|Will|Can|Could|Did)\b.*\?"
)
_WINS_IT = re.compile(
    r"(?:同样|也|双双|均|都|一同)?(?:获奖|获此殊荣|获此荣誉|当选|入选)(?=[，。；！,.;]|$)"
)
_WORDS = ("奖", "prize", "award", "medal", "paper", "论文", "laureate", "得主", "elected")
_MOST = 60  # awards that one sentence gives; what names more is a list
_ASIDE = re.compile(  # between award and name: somebody speaks of it, gave it its name or gives it away
    r"\b(?:said|says|told|according to|chair(?:s|ed|man|woman)? (?:of )?|committee|jury|jurors?|nominat\w+|presented by|founded|named (?:after|for|in honou?r)|in (?:honou?r|memory) of|established|hosted|since|established by|like|such as|alongside|before|ahead of|during|previous(?:ly)?|who (?:said|added))\b"
    r"|表示|介绍说|指出|评委|命名|设立|创立|捐赠|主持了|为获奖者|颁奖嘉宾|提名"
)
_GIVES = re.compile(
    r"[^，。；]{0,12}?(?:颁发|颁授|设立|创设|批准|主办|评选|发起|举办|组织|承办|资助|出资|主管)"
)
_EVER = re.compile(
    r"\b(?:since|so far|to date|each year|every year|annually|over the years|in total|altogether|between \d{4}|up to|ever|yearly|have won it)\b|自\d{4}|历来|一共|累计|至今|截至|迄今|前后|每年|以来|历届|至多|最多|不超过|每次|每项|名额|已有|加起来|总共有"
)
_ITS_WORK = re.compile(  # behind the winners, up to the end: "for their paper on Compressing Vectors by Information"
    r"\bfor (?:his|her|their|the) (?:paper|work|article)(?: on| entitled| titled| called|,)? (?P<title>[A-Z][^.;“”\"]{8,200}[^.;“”\"\s])(?=[.;]|$)"
)
_ONCE = re.compile(  # "…, who in 2003 shared": what one is known for
    r"\bwho (?:[a-z]+ ){0,2}?(?:in \d{4}|once|previously|first) (?:won|received|shared|was awarded|earned)\b"
)
_NEWLY = re.compile(r"新当选|增选|选出|新晋|新增|新科|新任|当选")
_FOR_WORK = re.compile(
    r"\b(?:for|title|book|paper|article|thesis|dissertation|monograph|wrote|author)\b|论文|著作|专著|凭|以"
)
_EPITHETS = re.compile(rf"(?:[、，]?(?:{FUNCTIONS_ZH}))*")
_COLLABORATION = re.compile(
    r" (?:from|of|in) (?:the )?(?:[A-Z][\w-]*,? (?:and )?){1,6}(?:[Ee]xperiments?|[Cc]ollaborations?|[Cc]onsortium|[Tt]elescopes?)(?: at (?:the )?[A-Z][\w-]*)?"
)
_MORE_THAN = re.compile(r"\b(?:[Mm]ore than|[Oo]ver|[Aa]bout|[Nn]early|[Ss]ome|[Aa]lmost) $")
_READ = 20_000  # characters of an article in which people are looked for by their full names
_NAME = 8  # characters of a Chinese name with what follows it
_NEAR = 4  # sentences before, in which a pronoun's owner is named
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

    def __init__(
        self,
        finder: AwardFinder,
        title: str,
        governed: Sequence[tuple[int, AwardPhrase | None]] = (),
    ) -> None:
        self.finder = finder
        self.text, self.index, self.vocab = finder.text, finder.index, finder.vocab
        subjects = Subjects(finder.index, title)
        self.giving, self.winning = Giving(finder, subjects), Winning(finder, subjects)
        self.carried = Carried(finder, title, governed)
        named_in = ("prize", "category", "honour")
        self.hints = sorted(
            {
                *(t.start for name in named_in for t in self.index.find(name)),
                *(place for word in _WORDS for place in positions(self.index.low, word)),
            }
        )
        self.before: list[Range] = []
        self.names: dict[int, tuple[Range, ...]] = {}

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

    def _someone_before(self) -> tuple[Range, ...]:
        """Return whom a pronoun stands for: who was named first shortly before."""
        for first, last in reversed(self.before[-_NEAR:]):
            people = [
                *latin_people(self.text, first, last),
                *chinese_people(self.text, first, last),
            ]
            if people:
                return (min(people),)
        return ()

    def _may_state(self, start: int, end: int) -> bool:
        """False for most sentences: no award is named, and none was shortly before."""
        if self.carried.topic(start) is not None:
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
        named = self.finder.named(start, end)[:_MOST]
        related = self._related(sentence, named)
        statements = self._with_older(sentence, related, known)
        told = [s.phrase for s in related]
        known = sorted([*known, *told], key=lambda p: p.start)
        proper = [p for p, again in named if not (again or self._is_epithet(p, sentence))]
        if proper:
            read = (p for p in told if p.start == proper[-1].start)
            self.carried.last = next(read, proper[-1])
        yield from statements
        if not statements or known:
            yield from self._same_award(sentence, statements)

    def _with_older(
        self, sentence: Sentence, related: list[Statement], known: list[AwardPhrase]
    ) -> list[Statement]:
        """Return what the constructions say, and for awards of which they say nothing what else is read.

        Of an award for works they say little where they find no title: one without marks is read elsewhere.
        """

        def same(one: AwardPhrase, other: AwardPhrase) -> bool:
            return one.start < other.end and other.start < one.end

        untitled = [s for s in related if not s.works and self.giving.honours_work(s.phrase)]
        sure = [s for s in related if s not in untitled]
        left = [p for p in known if not any(same(p, s.phrase) for s in sure)]
        older = list(self._about(sentence, left, [*known, *(s.phrase for s in sure)]))
        titled = [s for s in older if s.works]
        kept = [s for s in untitled if not any(same(s.phrase, t.phrase) for t in titled)]
        others = [s for s in older if not any(same(s.phrase, k.phrase) for k in kept)]
        return sure + kept + others

    def _related(
        self, sentence: Sentence, named: list[tuple[AwardPhrase, bool]]
    ) -> list[Statement]:
        """Return what the constructions of the sentence say of its awards."""
        if not named and not TOPICAL.search(self.index.low, sentence.start, sentence.end):
            return []
        pronoun = self.index.has("pronoun", sentence.start, sentence.end)
        before = self._someone_before() if pronoun else ()
        shape = shape_of(self.finder, sentence.start, sentence.end, named, before, self.surnames)
        found = []
        for relation in relations(shape):
            phrase, again = named[relation.award]
            if again:
                pointed = self.carried.pointed_to(phrase, sentence)
                if pointed is None:
                    continue
                phrase = pointed
            elif phrase.generic:
                phrase = self.carried.branch(phrase, sentence)
            statement = self._of_relation(sentence, self._given_by(phrase, relation), relation)
            if statement is not None:
                found.append(statement)
        own = [phrase for phrase, again in named if not again]
        topic = own[0] if len(own) == 1 else self.carried.topic(sentence.start)
        if topic is not None and not found and shape.text.count("A") <= len(own[:1]):
            for relation in about_topic(shape):
                statement = self._of_relation(sentence, topic, relation)
                if statement is not None:
                    found.append(statement)
                    self.carried.spoken_of = sentence.end
        return found

    def _given_by(self, phrase: AwardPhrase, relation: Relation) -> AwardPhrase:
        """Return an award whose name says nothing of its giver with the house that the sentence says gives it."""
        if relation.giver is None or phrase.venue is not None or phrase.prize is not None:
            return phrase
        printed = clean(self.text[slice(*relation.giver)])
        return replace(phrase, venue=printed, spans=(*phrase.spans, Span("venue", *relation.giver)))

    @cached_property
    def surnames(self) -> dict[str, Range]:
        """Map surnames to where the article first names their bearers in full."""
        found: dict[str, Range] = {}
        for first, last in latin_people(self.text, 0, min(len(self.text), _READ)):
            words = self.text[first:last].split()
            if len(words) > 1:
                found.setdefault(words[-1].strip(".,"), (first, last))
        return found

    def _is_now(self, sentence: Sentence) -> bool:
        """True for a count of winners of now: not of all there ever were, or are each year."""
        low = self.index.low[sentence.start : sentence.end]
        return _EVER.search(low) is None

    def _in_full(self, person: Range) -> Range:
        """Return where the article first names in full whom it names by the surname: "Professor Quill"."""
        printed = self.text[slice(*person)]
        if " " in printed or has_cjk(printed):
            return person
        return self.giving.subjects.bearer(printed) or person

    def _together(self, who: Item, sentence: Sentence) -> tuple[Range, ...]:
        """Return many who win as one, as they are called: "more than 900 researchers from the A and B Experiments"."""
        match = (
            _COLLABORATION.match(self.text, who.end, sentence.end) if who.letter == "N" else None
        )
        if match is None:
            return ()
        led = _MORE_THAN.search(self.text, sentence.start, who.start)
        return ((led.start() if led else who.start, match.end()),)

    def _work_beside(self, who: Item, sentence: Sentence) -> tuple[Range, ...]:
        """Return the book or paper for which a prize is given, named right behind its winner."""
        near = min(who.end + _BESIDE, sentence.end)
        found = [w for w in all_works(self.text, who.end, sentence.end) if w[0] <= near]
        return tuple(w for w in found if _FOR_WORK.search(self.text, who.end, w[0]))[:1]

    def _work_behind(self, start: int, sentence: Sentence) -> tuple[Range, ...]:
        """Return the work that the sentence names behind award and winner: "… for their paper T"."""
        named = _ITS_WORK.search(self.text, start, sentence.end)
        return (
            (named.span("title"),)
            if named
            else tuple(all_works(self.text, start, sentence.end))[:1]
        )

    def _of_relation(
        self, sentence: Sentence, phrase: AwardPhrase, relation: Relation
    ) -> Statement | None:
        giving, who = self.giving, relation.who
        first, last = min(who.start, phrase.start), max(who.end, phrase.end)
        between = self.index.low[min(who.end, phrase.end) : max(who.start, phrase.start)]
        if _ASIDE.search(between) and relation.award >= 0:
            return None
        if _GIVES.match(self.text, last, sentence.end):
            return None
        relative = self.text.startswith(
            "的", phrase.end
        )  # "一位获得诺贝尔奖的科学家": what he is known for
        if who.letter == "N" and (
            relative or giving.honours_work(phrase) or not self._is_now(sentence)
        ):
            return None
        if relation.name == "many_elected.zh" and not (
            phrase.category == "fellowship"
            and _NEWLY.search(self.text, sentence.start, sentence.end)
        ):
            return None
        if giving.guarded(max(sentence.start, first - _BESIDE), last) or NEARLY.match(
            self.text, phrase.end, sentence.end
        ):
            return None
        honours_work = giving.honours_work(phrase)
        titles, orgs = relation.works, who.institutions
        people = tuple(self._in_full(p) for p in who.people)
        if relation.name == "relative.zh" and not self.index.has(
            "news", sentence.start, sentence.end
        ):
            return None
        if not titles and people and not honours_work:
            titles = self._work_beside(who, sentence)
        if honours_work and not titles:
            titles = self._work_behind(max(who.end, phrase.end), sentence)
        if not people and not titles:
            people, orgs = orgs or self._together(who, sentence), ()
        if not (people or titles or relation.who.letter == "N"):
            return None
        statement = giving.statement(
            sentence, phrase, relation.name, titles=titles, people=people, institutions=orgs
        )
        between = self.index.low[min(who.end, phrase.end) : max(who.start, phrase.start)]
        return replace(statement, background=True) if _ONCE.search(between) else statement

    def _same_award(self, sentence: Sentence, statements: list[Statement]) -> Iterator[Statement]:
        """`…，《B》同样获奖`; `陈墨教授、李岩教授当选`: the award is the one named before."""
        award = self.carried.last
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

    def _about(
        self, sentence: Sentence, phrases: list[AwardPhrase], all_named: list[AwardPhrase]
    ) -> Iterator[Statement]:
        """Yield what older rules say of `phrases`; each is read between its neighbours of `all_named`."""
        for phrase in phrases:
            before = [p.end for p in all_named if p.end <= phrase.start]
            behind = [p.start for p in all_named if p.start >= phrase.end]
            low, high = max(before, default=sentence.start), min(behind, default=sentence.end)
            shared = self.carried.families.shared_out(phrase, high)
            if shared and not self.giving.guarded(sentence.start, phrase.end):
                for branch, who in shared:
                    yield self.giving.statement(sentence, branch, "given", people=tuple(who))
                continue
            statement = (
                self._status(sentence, phrase)
                or self.giving.read(sentence, phrase, high)
                or self.winning.read(sentence, phrase, low, high)
            )
            relative = self.text.startswith(
                "的", phrase.end
            )  # "与最近赢得图灵奖的 X 比较": X won it
            others = relative and statement is not None and not statement.works
            if statement is not None and not others and not self._speaks_of(statement):
                named = tuple(p for p in statement.people if self._is_somebody(p))
                if named or statement.works or not statement.people:
                    yield replace(statement, people=named)

    def _is_somebody(self, span: Range) -> bool:
        """True for a Latin name, a person or an institution: Chinese words before a verb may be anything."""
        text = self.text
        printed = text[slice(*span)]
        if not has_cjk(printed) and printed.endswith(
            (" City", " Conference", " Committee", " Council", " Board", " University")
        ):
            return printed.endswith(" University")
        if not has_cjk(printed) or any(c.isascii() and c.isupper() for c in printed):
            return True
        if printed.endswith("队"):
            return True
        near = max(0, span[0] - 6), min(len(text), span[1] + 6)
        known = [*chinese_people(text, *near), *institutions(self.index, *near)]
        return any(a < span[1] and span[0] < b for a, b in known) or self.index.has("maker", *span)

    def _speaks_of(self, statement: Statement) -> bool:
        """True where only somebody speaks of the award between it and a name: he wins nothing."""
        if not statement.people:
            return False
        who, phrase = statement.people[0], statement.phrase
        between = self.index.low[min(who[1], phrase.end) : max(who[0], phrase.start)]
        return _ASIDE.search(between) is not None

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
        found = [p for p in self.finder.phrases(start, end) if not self._is_epithet(p, sentence)]
        return (found or self.carried.families.branches(start, end))[:_MOST]

    def _is_epithet(self, phrase: AwardPhrase, sentence: Sentence) -> bool:
        """True for the membership that stands before a name: `中国科学院院士、研究员 | 李大海` was not elected now."""
        titles = _EPITHETS.match(self.text, phrase.end, sentence.end)
        if titles is None or not self.text.startswith(("院士", "会士"), phrase.end - 2):
            return False
        behind = chinese_people(self.text, titles.end(), min(titles.end() + _NAME, sentence.end))
        return any(first == titles.end() for first, _ in behind)
