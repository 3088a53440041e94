"""Awards named in a piece of text: which category or prize, of which venue, of which year."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property

from parsers.language.editions import gap, years_in
from parsers.language.term_index import TermIndex
from parsers.language.vocabulary import search_form
from parsers.recognition.prizes import PLACES, Prize, prizes
from parsers.records import Span
from parsers.text.characters import CJK, any_within, clean, folded

_TAIL = re.compile(
    r"\s*(?:论文)?(?:奖项|大奖|奖|桂冠|荣誉)|[\s-]*(?:papers?)?[\s-]*\b(?:awards?|prizes?)\b|\s*[（(](?=[^()（）]*(?:award|奖))[^()（）]{2,60}[)）]",
)
_GENERIC = re.compile(
    rf"(?:[“「\"]?(?:[A-Za-z][\w.&-]*\s?){{0,4}}[{CJK}·A-Za-z]{{0,14}}(?:奖章|勋章|奖)[”」\"]?)"
)
_GENERIC_LATIN = re.compile(
    r"(?:[A-ZÀ-Þ][\w.'’&-]*[ ]){1,6}(?:(?:for|in|of)[ ](?:[A-ZÀ-Þ][\w'’-]*[ ]?){1,4})?(?<=[ ])(?:Prize|Award|Medal)\b"
    r"(?:[ ](?:for|in)[ ][A-ZÀ-Þ][\w'’-]*(?:[ ](?:and[ ])?[A-ZÀ-Þ][\w'’-]*){0,3})?"
)
_SUBJECT_PRIZE = re.compile(
    rf"(?:\b(?:The|the|This year['’]s)\s+(?:(?:19|20)\d{{2}}\s+)?|(?:^|[，,。；;]\s*)(?:(?:19|20)\d{{2}}\s*年?度?的?\s*)?)"
    rf"(?P<name>(?:[A-ZÀ-Þ][\w.'’&-]*\s){{1,6}}(?:[a-z]+\s[A-Z]\w+\s)?(?:Prize|Award|Medal)|(?:[A-Za-z]+\s?)?[{CJK}·]{{2,14}}(?:奖章|勋章|奖))"
)
_NAMED = 240  # characters of the name before a company's prize
_LONGEST = 4000  # characters in which awards are looked for at once
_MEDAL = 30  # characters from a contest's name to the word that makes it an award
_WON = re.compile(  # "wins the Math Olympiad": the contest itself is what is won
    r"(?:\b(?:wins?|won|winning)\s+(?:the\s+|an?\s+|this year['’]s\s+)?(?:\d{4}\s+)?|(?:赢得|夺得|赢下)了?\s*)$"
)
_RANGE = re.compile(r"(?:19|20)\d{2}\s*(?:-|~|to|or|and|至|到|或|和)\s*(?:19|20)\d{2}")
_BRANCH_WORD = (
    r"(?!Award|Goes|Given|Won\b|Win|Present|Announce|Laureate|Recipient|Is\b|To\b)[A-Z]\w+"
)
_BRANCH = re.compile(
    rf"\s+(?:in|for)\s+{_BRANCH_WORD}(?:\s+(?:and\s+|or\s+)?{_BRANCH_WORD}){{0,3}}"
)
_LEADS_TO_BRANCH = re.compile(
    r"\W*(?:(?:prize|award|medal)s?\b\W*)?(?:(?:in|for|of)\b\W*)?(?:the\b\W*)?"
)
_BRANCH_ZH = re.compile(
    r"[·—-]?(?:数学|物理|化学|生命|医学|天文|工程|经济|技术|计算机|材料|物质|地球|信息)[\u4e00-\u9fff]{0,6}奖"
)
_BEST_PAPER = re.compile(
    r"\b(?P<rank>best|outstanding|distinguished)\s+(?:(?!paper)[\w/&'’-]+\s+){1,6}?papers?\b"
    r"|(?P<rank2>最佳|杰出|优秀)(?!表现|性能)[\u4e00-\u9fff]{2,6}论文奖?"
)
_GIVER = re.compile(r"[A-Z][\w.&-]*(?: [A-Z][\w.&-]*){0,3} ?$")
_GIVER_ZH = re.compile(
    rf"[“「\"]?(?P<giver>[{CJK}]{{2,14}}?(?:基金会|基金|学会|协会|研究会|联合会|科学院|工程院|科协|教育部|科技部|国科会|委员会|大学|集团|公司|省|市|自治区|教育厅|科技厅))(?!科学技术协会)(?=[“「\"]?[{CJK}])"
)
_LIKENED = re.compile(
    r" of (?!(?:the )?(?:\d|royal|academy|american|society))(?:the |its )?[a-z]+"
)  # "the Nobel Prize of mathematics"
_DESCRIBES = re.compile(
    r"\bfor (?:the |its |their )?$"
)  # a prize "for the best paper" has another name
_IDLE = re.compile(  # "the best paper I've read this week" is nobody's award
    r"\s+(?:titles?\b|i['’]?(?:ve|d)?\b|we\b|you\b|towels?\b|airplanes?\b|wallets?\b|of (?:the|this) (?:week|day|month)\b)"
)
_IN_FAMILY = re.compile(rf"[“「\"]?(?P<whom>[{CJK}·]{{3,6}})[{CJK}]*奖[”」\"]?$")
_FILLER = re.compile(
    r"\d+|[一二三四五六七八九十两]+|篇|项|位|获奖|名单|论文|公布|揭晓|大会|本届|奖项|得主|获得者|年|度|"
    r"\b(?:the|papers?|winners?|awards?|prizes?|list|of|for|and|recipients?|announced|this|year|committee|main|track|tracks|datasets?|benchmarks?|conference|long|short|industry|overall|research|full|category|session|workshop|demo|poster|international)\b|[\W_]+"
)


_FORMS = tuple(
    (key, re.compile(form))
    for key, form in (
        ("lifetime_achievement", r"life ?time|life achievement|终身成就|career achievement"),
        (
            "doctoral_dissertation",
            r"dissertation|thesis|phd award|doctoral|博士(?:学位)?论文|学位论文",
        ),
        ("test_of_time", r"test[- ]of[- ]time|时间检验"),
        ("best_student_paper", r"best student paper|最佳学生论文"),
        ("best_paper", r"best (?:[\w-]+ ){0,3}paper|最佳论文"),
        (
            "outstanding_paper",
            r"(?:outstanding|distinguished) (?:[\w-]+ ){0,3}paper|优秀论文|杰出论文",
        ),
        (
            "early_career",
            r"early[- ]career|young|junior|new investigator|rising star|emerging|青年|新锐|新星|新人",
        ),
        ("technical_achievement", r"technical achievement|杰出技术成就"),
        ("fellowship", r"fellow|会士|院士"),
        ("medal", r"medal|奖章|勋章"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardPhrase:
    """An award named at [start, end). A prize has a key of its own; other awards a category.

    `branch`: which of a family of prizes, by its field. `venue` and `year` are those written beside it, if any; `spans` prove what is not None.
    """

    category: str
    prize: str | None
    name: str | None
    venue: str | None
    year: int | None
    scope: str
    generic: bool
    start: int
    end: int
    spans: tuple[Span, ...]
    branch: str | None = None


class AwardFinder:
    """Finds award phrases in one article's text; `idle`: none, for a page of which no award is told."""

    def __init__(self, index: TermIndex, *, idle: bool = False) -> None:
        self.index, self.idle = index, idle
        self.text, self.low, self.vocab = index.text, index.low, index.vocab
        self._named: dict[tuple[int, int], list[tuple[AwardPhrase, bool]]] = {}

    @cached_property
    def _places(self) -> list[int]:
        """Places, in order, without one of which no text names an award."""
        if self.idle:
            return []
        named = ("prize", "category")
        found = [t.start for name in named for t in self.index.find(name)]
        found += [m.start() for m in PLACES.finditer(self.low)]
        return sorted(found)

    def may_name(self, start: int, end: int) -> bool:
        """False for a range that names no award, whatever its form."""
        return any_within(self._places, start, end)

    def phrases(self, start: int, end: int, *, heading: bool = False) -> list[AwardPhrase]:
        """Return the awards named in text[start:end], in order, without overlap.

        Of a very long range only the beginning is read: no sentence or heading is so long.
        """
        if self.idle:
            return []
        end = min(end, start + _LONGEST)
        found = self._prizes(start, end)
        taken = [(p.start, p.end) for p in found]
        for term in self.index.find("category", start, end):
            if any(term.start < b and a < term.end for a, b in taken):
                continue
            stop = self._tail(term.end, end)
            bare = search_form(self.text[term.start : term.end]) in self.vocab.bare_names
            if (bare and stop == term.end and not heading) or _IDLE.match(self.low, stop, end):
                continue
            if stop == term.end and _DESCRIBES.search(
                self.low[max(start, term.start - 12) : term.start]
            ):
                continue
            found.append(self._phrase(term.value, None, term.start, stop))
        found += self._best_papers(start, end, [(p.start, p.end) for p in found])
        found.sort(key=lambda p: p.start)
        starts, ends = [p.start for p in found], sorted(p.end for p in found)
        return [self._edition(p, *_free(p, starts, ends, start, end)) for p in found]

    def named(self, start: int, end: int) -> list[tuple[AwardPhrase, bool]]:
        """Return the awards that text[start:end] names, listed or not, and whether each only points back.

        A known award is as long as its whole name: the Wolf Prize is the `Wolf Prize in Chemistry` there.
        """
        if (start, end) not in self._named:  # headings, lists and sentences ask of the same lines
            self._named[start, end] = self._all_named(start, min(end, start + _LONGEST))
        return self._named[start, end]

    def _all_named(self, start: int, end: int) -> list[tuple[AwardPhrase, bool]]:
        if not self.may_name(start, end):
            return []
        known = self.phrases(start, end)
        found: list[tuple[AwardPhrase, bool]] = []
        left = list(known)
        for prize in prizes(self.text, start, end):
            within = [p for p in left if p.start < prize.end and prize.start < p.end]
            left = [p for p in left if p not in within]
            if len(within) > 1 and not prize.again:
                found += [(p, False) for p in within]
            elif within:
                found.append((self._whole(within[0], prize), False))
            else:
                found.append((self._open(prize, start, end), prize.again))
        found += [(p, False) for p in left]
        return sorted(found, key=lambda f: f[0].start)

    def _whole(self, known: AwardPhrase, prize: Prize) -> AwardPhrase:
        """Return a known award as long as the name around it; a category by the giver's own name for it."""
        if prize.again:
            return known
        first, last = min(known.start, prize.start), max(known.end, prize.end)
        printed = clean(self.text[first:last]).strip('“”「」"')
        spans = tuple(
            replace(s, start=first, end=last) if (s.start, s.end) == (known.start, known.end) else s
            for s in known.spans
        )
        venue = known.venue or self._giver(prize)
        extended = (last - first) > (known.end - known.start)
        name, branch = known.name, known.branch
        own = known.prize is None and not self.vocab.categories[known.category].work
        branched = known.prize is not None and not self.vocab.prizes[known.prize].branches
        if extended and (own or branched):
            name = printed
            branch = branch or (self.branch_of(known.end, last) if branched else None)
        return replace(
            known, start=first, end=last, name=name, venue=venue, spans=spans, branch=branch
        )

    def branch_of(self, start: int, end: int) -> str | None:
        """Return a branch of a family of prizes: the field that its name says, else what it says."""
        field = self.index.first("field", start, end)
        if field is not None:
            return field.value
        if led := _LEADS_TO_BRANCH.match(self.low, start, end):
            start = led.end()
        return folded(self.text[start:end].removesuffix("奖")) or None

    def _giver(self, prize: Prize) -> str | None:
        """Return who gives a prize: as the lexicon calls it, else as printed."""
        if prize.giver is None:
            return None
        known = self.index.first("venue", *prize.giver)
        return known.value if known else clean(self.text[slice(*prize.giver)])

    def _open(self, prize: Prize, start: int, end: int) -> AwardPhrase:
        """Return an award that no list knows, of the category that its name says."""
        name = clean(self.text[prize.start : prize.end]).strip('“”「」"')
        if (branch := self._branch_of_family(prize)) is not None:
            key, whom = branch
            known = self._phrase(self.vocab.prizes[key].category, key, prize.start, prize.end)
            known = replace(known, name=name, branch=self.branch_of(whom, prize.end))
            return self._edition(known, start, end)
        phrase = self._phrase(self._category_of(prize), None, prize.start, prize.end)
        phrase = replace(self._edition(phrase, start, end), name=name, generic=True)
        if prize.branch:
            return replace(phrase, branch=self.branch_of(prize.start, prize.end))
        giver = prize.giver or self._named_for(phrase)
        if giver is not None and phrase.venue is None:
            spans = (*phrase.spans, Span("venue", *giver))
            venue = self._giver(replace(prize, giver=giver))
            phrase = replace(phrase, venue=venue, spans=spans)
        return phrase

    def _branch_of_family(self, prize: Prize) -> tuple[str, int] | None:
        """Return the key of a known prize whose branch is named within its name, and where that begins: `陈嘉庚 | 地球科学奖`."""
        match = _IN_FAMILY.match(self.text, prize.start, prize.end)
        if match is None:
            return None
        for stop in range(match.end("whom"), match.start("whom"), -1):
            key = self.vocab.families.get(self.text[match.start("whom") : stop])
            field = self.index.first("field", stop, prize.end) if key else None
            if key and field is not None and field.start == stop:
                return key, stop
        return None

    def _named_for(self, phrase: AwardPhrase) -> tuple[int, int] | None:
        """Return who gives a prize whose Chinese name begins with it: `何梁何利基金 | 科学与技术进步奖`."""
        match = _GIVER_ZH.match(self.text, phrase.start, phrase.end)
        return match.span("giver") if match else None

    def _category_of(self, prize: Prize) -> str:
        low = self.low[prize.start : prize.end]
        if prize.elected:
            return "fellowship"
        return next((key for key, form in _FORMS if form.search(low)), "prize")

    def _best_papers(self, start: int, end: int, taken: list[tuple[int, int]]) -> list[AwardPhrase]:
        """Return awards such as "Best New Method Paper", whose middle no lexicon can list."""
        found = []
        for match in _BEST_PAPER.finditer(self.low, start, end):
            if any(match.start() < b and a < match.end() for a, b in taken):
                continue
            rank = match["rank"] or match["rank2"]
            key = "best_paper" if rank in {"best", "最佳"} else "outstanding_paper"
            found.append(self._phrase(key, None, match.start(), self._tail(match.end(), end)))
        return found

    def generic(self, start: int, end: int) -> AwardPhrase | None:
        """Return the unknown prize that text[start:end] begins with: `LVMH 创新大奖`, `X Medal`."""
        for pattern in (_GENERIC, _GENERIC_LATIN):
            match = pattern.match(self.text, start, end)
            if match and match.end() - match.start() >= 4:
                name = match.group().strip(' “”「」"')
                medal = name.endswith(("奖章", "勋章")) or "Medal" in name
                phrase = self._phrase(
                    "medal" if medal else "prize", None, match.start(), match.end()
                )
                return replace(self._edition(phrase, start, end), name=name, generic=True)
        return None

    def unlisted(self, start: int, end: int) -> list[AwardPhrase]:
        """Return the unknown prizes named as the subject of a clause: "The Irving Prize | was …"."""
        found = []
        for match in _SUBJECT_PRIZE.finditer(self.text[start:end]):
            phrase = self.generic(start + match.start("name"), end)
            if phrase is not None and phrase.end <= end:
                found.append(phrase)
        return found

    def covers(self, phrase: AwardPhrase, start: int, end: int) -> bool:
        """True when text[start:end] says little more than the award: it is a heading of one."""
        used = [(phrase.start, phrase.end)] + [(s.start, s.end) for s in phrase.spans]
        used += [(t.start, t.end) for t in self.index.find("venue", start, end)]
        rest, position = [], start
        for first, last in sorted(used):
            rest.append(self.low[position : min(first, end)])
            position = max(position, last)
        left = len(_FILLER.sub("", " ".join([*rest, self.low[position:end]])))
        return left * 2 <= max(end - start - left, 1)

    def _prizes(self, start: int, end: int) -> list[AwardPhrase]:
        found = []
        for term in self.index.find("prize", start, end):
            prize = self.vocab.prizes[term.value]
            if _LIKENED.match(self.low, term.end, end):
                continue
            stop = self._tail(term.end, end)
            proof = term.start
            if prize.medals:
                medal = self._medal(prize.medals, term.start, min(end, term.end + _MEDAL))
                before = self._medal(prize.medals, max(start, term.start - _MEDAL), term.start)
                won = _WON.search(self.low[max(start, term.start - _MEDAL) : term.start])
                if medal is None and before is None and won is None:
                    continue
                proof -= len(won.group()) if won and medal is None and before is None else 0
                stop = max(medal or stop, stop)
            branch = _BRANCH.match(self.text, stop, end) or _BRANCH_ZH.match(self.text, stop, end)
            if branch:
                stop = branch.end()
            phrase = self._phrase(prize.category, prize.key, term.start, stop)
            if branch and not prize.branches:
                name = clean(self.text[term.start : stop])
                phrase = replace(phrase, name=name, branch=self.branch_of(term.end, stop))
            found.append(replace(phrase, spans=(Span("category", proof, stop),)))
        return found

    def _medal(self, medals: tuple[str, ...], start: int, end: int) -> int | None:
        places = [(self.low.find(m.lower(), start, end), len(m)) for m in medals]
        hits = [at + size for at, size in places if at >= 0]
        return min(hits) if hits else None

    def _tail(self, position: int, end: int) -> int:
        while match := _TAIL.match(self.low, position, end):
            if match.end() == position:
                break
            position = match.end()
        return position

    def _phrase(self, category: str, prize: str | None, start: int, end: int) -> AwardPhrase:
        known = self.vocab.prizes.get(prize or "")
        if category == "company_prize" and (
            giver := _GIVER.search(self.text[max(0, start - _NAMED) : start])
        ):
            start = max(0, start - _NAMED) + giver.start()
        return AwardPhrase(
            category=category,
            prize=prize,
            name=known.label.en if known else None,
            venue=known.organisation if known else None,
            year=None,
            scope=known.scope if known else _scope(category),
            generic=False,
            start=start,
            end=end,
            spans=(Span("category", start, end),),
        )

    def _edition(self, phrase: AwardPhrase, low: int, high: int) -> AwardPhrase:
        """Add the venue and year written beside the award in text[low:high]."""
        spans = list(phrase.spans)
        venue = phrase.venue
        anchor = (phrase.start, phrase.end)
        if phrase.prize is None:
            near = [
                (gap(Span("", t.start, t.end), *anchor), t)
                for t in self.index.find("venue", low, high)
            ]
            near = [n for n in near if n[0] <= 24]
            if near:
                term = min(near, key=lambda n: (n[0], n[1].start))[1]
                venue = term.value
                spans.append(Span("venue", term.start, term.end))
                anchor = (min(anchor[0], term.start), max(anchor[1], term.end))
        elif phrase.prize:
            spans.append(Span("venue", phrase.start, phrase.end))
        years = [(gap(s, *anchor), y, s) for y, s in years_in(self.index, low, high)]
        years = [y for y in years if y[0] <= 12]
        year = None
        # "papers of 2013 or 2014": a range is of the works, not of the award.
        if years and not _RANGE.search(self.low, low, high):
            _, year, span = min(years, key=lambda y: (y[0], y[2].start))
            spans.append(span)
        return replace(phrase, venue=venue, year=year, spans=tuple(spans))


def _free(
    phrase: AwardPhrase, starts: list[int], ends: list[int], start: int, end: int
) -> tuple[int, int]:
    """Return the part of text[start:end] around an award in which no other award intervenes."""
    before, after = bisect_right(ends, phrase.start), bisect_left(starts, phrase.end)
    low = max(start, ends[before - 1]) if before else start
    return low, min(end, starts[after]) if after < len(starts) else end


def _scope(category: str) -> str:
    return {"company_prize": "corporate", "olympiad_medal": "competition"}.get(category, "research")
