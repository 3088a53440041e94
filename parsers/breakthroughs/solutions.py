"""Problems solved: a verb of solving that reaches a problem, and what was found after a long search."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.breakthroughs.durations import aged, wait_in
from parsers.breakthroughs.passages import Passage, Range, of_science
from parsers.language.expressions import Expression
from parsers.language.vocabulary import Term

_NOT_YET = Expression(  # before a verb: what was not solved, by anybody, or is only wanted
    zh="(?:尚未|未|没有|不能|难以|并未|从未|需要|必须|为了|想要|用于|用来|如何)$|(?:没有?人|无人)[^,。;]{0,8}$",
    en=r"\b(?:nobody|no one|none)\b[^.;,]{0,20}$"
    r"|(?:\b(?:not|never|yet to|cannot|un)|n['’]t)\s*(?:been\s+|yet\s+)?$"
    r"|\b(?:needs?|how|tr(?:y|ies|ying|ied)|attempts?|wants?|hopes?|aims?|yet|failed|struggl(?:e|es|ing|ed)|urged|needed) to $",
)
_BEFORE_NOUN, _AFTER_NOUN = frozenset("新种个此该项未没不"), frozenset({"方法", "过程", "思路"})
MATHEMATICIANS = Expression(
    zh="数学家", en=r"\bmathematicians?\b", hints=("mathematician", "数学家")
)
_PASSIVE = re.compile(
    r"\b(?:has|have) (?:finally |now |at last )?been $|\b(?:was|were) (?:finally )?$"
)
_FALLEN = frozenset({"has fallen", "have fallen"})  # said of the problem itself
_FAR = 160  # characters from a problem to the verb of which it is the subject
_AHEAD, _BEHIND = 30, 14  # characters from a verb to what is solved, and back
_BACK = 32  # characters before a verb in which it is taken back


def solved(p: Passage) -> Range | None:
    """A verb of solving reaches a problem by its name, or a difficulty that stood for long."""
    problems = p.problems()
    verbs = list(_verbs(p, "solve", "advance"))
    reached = next((v for v in verbs if any(_reaches(v, q) for q in problems)), None)
    if reached is None:  # "the conjecture, on which …, has been resolved"
        passive = [
            v
            for v in verbs
            if v.value in _FALLEN or _PASSIVE.search(p.low, max(p.start, v.start - _BACK), v.start)
        ]
        reached = next(
            (v for v in passive if any(0 <= v.start - q.end <= _FAR for q in problems)), None
        )
    if reached is None and (aged(p.index, *p.here) or p.has("open")):
        old = [*p.words("weak_problem"), *p.words("plain_problem")]
        solving = _verbs(p, "solve")
        reached = next((v for v in solving if any(_reaches(v, q) for q in old)), None)
    return (reached.start, reached.end) if reached else None


def by_mathematicians(p: Passage) -> Range | None:
    """A problem of any kind, which mathematicians have solved: theirs are proved for good."""
    if not MATHEMATICIANS.search(p.low, *p.here):
        return None
    problems = [*p.words("weak_problem"), *p.words("plain_problem")]
    reached = next((v for v in _verbs(p, "solve") if any(_reaches(v, q) for q in problems)), None)
    return (reached.start, reached.end) if reached else None


def met(p: Passage) -> Range | None:
    """A verb of solving reaches a difficulty of any kind."""
    weak = list(p.words("weak_problem"))
    verbs = _verbs(p, "solve", "advance")
    reached = next((v for v in verbs if any(_reaches(v, q) for q in weak)), None)
    return (reached.start, reached.end) if reached else None


def found_at_last(p: Passage) -> Range | None:
    """Found or computed after a search of many years."""
    wait = wait_in(p.index, *p.around)
    if wait is None or not (wait.sought or p.has_around("open")):
        return None
    if not p.has_around("researcher") or not of_science(p.index, *p.around):
        return None
    verb = next(_verbs(p, "find"), None)
    return (verb.start, verb.end) if verb else None


def _verbs(p: Passage, *names: str) -> Iterator[Term]:
    return (verb for name in names for verb in p.words(name) if not _is_noun(p, verb))


def _is_noun(p: Passage, verb: Term) -> bool:
    """证明 in "新证明" or "证明方法" is a thing, not a deed; what was not solved is none either."""
    text = p.index.text
    if text[verb.start - 1 : verb.start] in _BEFORE_NOUN:
        return True
    return text[verb.end : verb.end + 2] in _AFTER_NOUN or is_denied(p, verb)


def is_denied(p: Passage, verb: Term) -> bool:
    """True for a deed that was not done, by anybody, or is only wanted."""
    before = p.low[max(p.start, verb.start - _BACK) : verb.start]
    return _NOT_YET.search(before, 0, len(before)) is not None


def _reaches(verb: Term, problem: Term) -> bool:
    ahead = _AHEAD * (1 + problem.value.isascii())  # Latin words are longer
    return 0 <= problem.start - verb.end <= ahead or 0 <= verb.start - problem.end <= _BEHIND
