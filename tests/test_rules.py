"""Rules show themselves: every example is told by its rule, no counter-example by any."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import an_article
from labelled_texts import LabelledText, labelled_texts

from config import Lexicon
from parsers import Article, find_mentions
from parsers.awards.constructions.construction import Construction
from parsers.awards.constructions.relating import CONSTRUCTIONS
from parsers.breakthroughs.bests import EXCEEDS, MOST, WORLDS_MOST
from parsers.breakthroughs.firsts import NEVER, OBSERVED
from parsers.breakthroughs.passages import Passage
from parsers.breakthroughs.rules import JOURNALS, RULES, ClaimRule, may_tell
from parsers.language.expressions import Expression
from parsers.language.rules import ActiveRules, Rule, example_of, examples, parse_needs
from parsers.language.term_index import TermIndex
from parsers.language.vocabulary import vocabulary
from parsers.text.characters import aligned, folded, sentences

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
EXAMPLES = [(rule, *example) for rule in RULES for example in examples(rule)]
COUNTER = [(rule, text) for rule in RULES for text in rule.counter]
FILLER = "The meeting went on, and in the evening the band played a waltz by the lake. 会后大家在湖边散步。\n\n"
EXPRESSIONS = {
    "observed": OBSERVED,
    "exceeds": EXCEEDS,
    "most": MOST,
    "worlds_most": WORLDS_MOST,
    "never": NEVER,
}


def named(value: object) -> str | None:
    return value.name if isinstance(value, Rule | LabelledText | Construction) else None


def as_article(text: str) -> Article:
    return an_article(f"News of the day\n\n{text}\n", published=NOON)


@pytest.mark.parametrize(("rule", "text", "fields"), EXAMPLES, ids=named)
def test_an_example_is_told_by_its_rule(
    rule: ClaimRule, text: str, fields: dict[str, str], lexicon: Lexicon
) -> None:
    (mention,) = [m for m in find_mentions(as_article(text), lexicon).mentions if m.announce]
    assert (mention.rule, mention.claim) == (f"breakthrough.{rule.name}", rule.claim)
    if "who" in fields:
        assert list(map(folded, mention.recipients)) == list(map(folded, fields["who"].split("; ")))
    if "at" in fields:
        assert fields["at"] in mention.institutions
    assert str(mention.after_years or "") == fields.get("years", "")


@pytest.mark.parametrize(("rule", "text"), COUNTER, ids=named)
def test_a_counter_example_is_told_by_no_rule(rule: ClaimRule, text: str, lexicon: Lexicon) -> None:
    mentions = find_mentions(as_article(text), lexicon).mentions
    told = [m.rule for m in mentions if m.announce and m.kind == "breakthrough"]
    assert not told, rule.name


@pytest.mark.parametrize(
    ("construction", "example"),
    [(c, e) for c in CONSTRUCTIONS for e in c.examples],
    ids=named,
)
def test_an_example_of_an_award_is_told_by_its_construction(
    construction: Construction, example: str, lexicon: Lexicon
) -> None:
    text, fields = example_of(example)
    told = [m for m in find_mentions(as_article(text), lexicon).mentions if m.announce]
    (mention,) = [m for m in told if m.rule == f"award.{construction.name}"][:1]
    assert (mention.award_name, "; ".join(mention.recipients)) == (fields["award"], fields["who"])
    assert all(m.award_name == mention.award_name for m in told)


@pytest.mark.parametrize(
    ("construction", "text"), [(c, t) for c in CONSTRUCTIONS for t in c.counter], ids=named
)
def test_a_counter_example_of_an_award_tells_nothing(
    construction: Construction, text: str, lexicon: Lexicon
) -> None:
    told = find_mentions(as_article(text), lexicon).mentions
    assert not [m for m in told if m.announce], construction.name


def test_a_construction_without_examples_is_refused() -> None:
    with pytest.raises(ValueError, match="construction bare: it has no examples"):
        Construction(name="bare", place="behind", meaning="", written="A", examples=(), counter=())


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_a_counter_example_is_read_by_the_rule_that_it_stands_beside(
    rule: ClaimRule, lexicon: Lexicon
) -> None:
    """Where no counter-example meets a rule's needs, nothing of them tests how it reads."""
    met = False
    for text in rule.counter:
        article = as_article(text)
        index = TermIndex(article.text, vocabulary(lexicon))
        whole = 0, len(article.text)
        met = met or any(need.holds(index, whole, whole) for need in rule.needs)
        if isinstance(rule, ClaimRule) and rule.strength == "weak":
            assert any(index.has(name) for name in JOURNALS), text
    assert met


def test_a_rule_without_examples_or_with_a_need_that_does_not_exist_is_refused() -> None:
    needs = parse_needs("first problem", prefix="breakthrough_")
    with pytest.raises(ValueError, match=r"rule bare: it has no needs, examples or counter"):
        Rule(name="bare", needs=needs, read=lambda _: None, examples=("Told.",), counter=())
    with pytest.raises(ValueError, match="no list of the lexicon is called 'frist'"):
        parse_needs("frist problem", prefix="breakthrough_")
    with pytest.raises(ValueError, match="a need must say where in a text it may hold"):
        parse_needs("| field")


def everything_read(article: Article, lexicon: Lexicon) -> list[str]:
    """Return what differs between asking only the rules that may hold, and asking every rule everywhere."""
    index = TermIndex(article.text, vocabulary(lexicon))
    active = ActiveRules(RULES, index)
    wrong = []
    for start, end in sentences(article.text, 0, len(article.text)):
        around = max(0, start - 400), min(len(article.text), end + 400)
        passage = Passage(index=index, start=start, end=end, around=around, launched=False)
        asked = active.within((start, end), around)
        for rule in RULES:
            if rule.read(passage) is None:
                continue
            if not any(rule is other for other in asked):
                wrong.append(f"{rule.name}: {article.text[start:end]}")
            if rule.strength != "weak" and not may_tell(index):
                wrong.append(f"may_tell: {rule.name}: {article.text[start:end]}")
    return wrong


@pytest.mark.parametrize("text", [t for t in labelled_texts() if not t.item], ids=named)
def test_what_a_rule_needs_stands_wherever_it_holds(text: LabelledText, lexicon: Lexicon) -> None:
    assert everything_read(text.article(), lexicon) == []


def test_what_a_rule_needs_stands_wherever_it_holds_in_items(lexicon: Lexicon) -> None:
    whole = "\n\n".join(text.text for text in labelled_texts() if text.item)
    assert everything_read(an_article(whole), lexicon) == []


@pytest.mark.needs_shared
@pytest.mark.slow
def test_what_a_rule_needs_stands_wherever_it_holds_in_labelled_documents(
    shared: Path, lexicon: Lexicon
) -> None:
    for path in sorted((shared / "gold").rglob("*.md")):
        text = path.read_text(encoding="utf-8", errors="replace")
        assert everything_read(an_article(text), lexicon) == [], path


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_stands_where_its_pattern_matches_and_nowhere_else(name: str) -> None:
    expression: Expression = EXPRESSIONS[name]
    found = 0
    for text in labelled_texts():
        low = aligned(text.text)
        for start, end in sentences(low, 0, len(low)):
            match = expression.pattern.search(low, start, end)
            found += match is not None
            assert expression.stands(low, start, end) == (match is not None), low[start:end]
    assert found > 0


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_an_expression_stands_in_a_long_text_where_it_stands_in_a_sentence(
    expression: Expression,
) -> None:
    sentences = {text for _, text, _ in EXAMPLES} | {text for _, text in COUNTER}
    sentences |= {"They found the world's largest flower.", "他们发现了世界最大的花朵。"}
    held = {text for text in sentences if expression.pattern.search(aligned(text))}
    assert held
    for text in sentences:
        long = aligned(f"{30 * FILLER}{text}\n\n{30 * FILLER}")
        assert expression.stands(long, 0, len(long)) == (text in held), text
