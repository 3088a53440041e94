"""Whether a text may tell a breakthrough: few words say so, and most texts have none of them."""

from __future__ import annotations

from parsers.breakthroughs.durations import sought_long
from parsers.breakthroughs.firsts import tells_a_first
from parsers.language.term_index import TermIndex

# Any of these lists makes an article worth reading.
_TELLING = (
    "breakthrough_problem", "breakthrough_famous", "breakthrough_record",
    "breakthrough_superlative", "breakthrough_never", "breakthrough_restored", "breakthrough_contest",
    "breakthrough_beyond",
)  # fmt: skip
# These do so two together; a name of a journal with a claim of any kind.
_TELLING_TOGETHER = (
    ("defeat", "game"), ("weak_problem", "solve"), ("validated", "proposed"),
    ("named", "journal"), ("named", "journal_name"), ("first", "journal"), ("first", "journal_name"),
)  # fmt: skip
_TELLING_MORE = (
    "open", "solve", "find", "plain_problem", "best", "first", "world", "patient", "so_far", "superlative",
    "never",
)  # fmt: skip
TELLING = frozenset(
    {
        *_TELLING,
        "field",
        *(f"breakthrough_{n}" for n in (*_TELLING_MORE, *sum(_TELLING_TOGETHER, ()))),
    }
)
"""The lists that are asked."""


def may_tell(index: TermIndex) -> bool:
    """False for a text in which no breakthrough can be told: the words for one do not come together."""
    if any(index.has(name) for name in _TELLING):
        return True

    def told(name: str) -> bool:
        return index.has(f"breakthrough_{name}")

    if any(told(one) and told(other) for one, other in _TELLING_TOGETHER):
        return True
    if told("open") and told("solve") and told("plain_problem"):
        return True
    fields = {term.value for term in index.find("field")}
    deed = told("solve") or told("find")
    if deed and (fields or told("plain_problem")) and sought_long(index):
        return True
    if not fields - {"artificial_intelligence"}:
        return False
    if told("best") or told("named") or (told("open") and told("find")):
        return True
    return tells_a_first(index, 0, len(index.text))
