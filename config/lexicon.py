"""What words mean: venues, prizes, categories, cues. Data in lexicon/*.toml, checked here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field, field_validator

from config.problems import ConfigurationError, read_toml, validate
from config.settings import Part


def _distinct(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a list of words; ValueError names one that occurs twice, whatever its case and width."""
    folded = [unicodedata.normalize("NFKC", word).casefold() for word in words]
    twice = next((w for i, w in enumerate(words) if folded[i] in folded[:i]), None)
    if twice is not None:
        raise ValueError(f"{twice!r} occurs twice; case and width make no difference")
    return words


Names = Annotated[tuple[str, ...], AfterValidator(_distinct)]
Table = TypeVar("Table", bound=Part)
Scope = Literal["research", "competition", "corporate", "offtopic"]


class Label(Part):
    """How a thing is called in a digest."""

    en: str
    zh: str


class Category(Part):
    """A kind of award. `work`: it honours a paper; `bare`: names that need 奖 or "award" beside."""

    key: str
    label: Label
    names: Names
    bare: Names = ()
    announce: bool = True
    work: bool = False
    needs_venue: bool = False


class Venue(Part):
    """A conference or journal that gives awards."""

    key: str
    names: Names
    field: str


class Institution(Part):
    """A university, academy, hospital or firm that does research; `country`: two letters (ISO 3166)."""

    key: str
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    label: Label
    names: Names


class Prize(Part):
    """A prize with a name of its own. `one_per_year`: one event a year, whoever the recipients.

    `months`: when it is announced, where that is always the same; `lag`: how many years after the
    edition it is named for. `medals`: the name is a contest's; only with one of these words beside it is it an award.
    `branches`: how it is called where its organisation has been named: "the physics prize".
    """

    key: str
    label: Label
    organisation: str
    category: str
    names: Names
    medals: Names = ()
    branches: Names = ()
    one_per_year: bool = False
    lag: Annotated[int, Field(ge=0, le=5)] = 0
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    scope: Scope = "research"


class Words(Part):
    """Single words and their meaning to the grammar; words.toml says what each list is for."""

    win: Names
    give: Names
    title: Names
    background: Names
    epithet: Names
    guard: Names
    definition: Names
    news: Names
    memoir: Names
    retracted: Names
    disputed: Names
    corrected: Names
    fiction: Names
    fabricated: Names
    promotion: Names
    organisation: Names
    pronoun: Names
    et_al: Names
    honour: Names
    about_award: Names
    shortlist: Names
    launch: Names
    lead: Names
    roundup: Names
    roundup_section: Names


class EntryLabels(Part):
    """Words that introduce a part of an entry."""

    work: Names
    authors: Names
    institutions: Names
    link: Names
    award: Names
    reason: Names
    summary: Names
    other: Names
    works_heading: Names


class Breakthroughs(Part):
    """How breakthroughs are told; `fields` and `makers` map a key to its names."""

    solve: Names
    find: Names
    advance: Names
    problem: Names
    famous: Names
    weak_problem: Names
    plain_problem: Names
    open: Names
    first: Names
    bare_first: Names
    world: Names
    mankind: Names
    not_first: Names
    never: Names
    deed: Names
    researcher: Names
    superlative: Names
    beyond: Names
    record: Names
    beat: Names
    best: Names
    named: Names
    achieved: Names
    validated: Names
    proposed: Names
    journal: Names
    journal_name: Names
    sister: Names
    published: Names
    contest: Names
    contest_result: Names
    reach: Names
    rerun: Names
    machine: Names
    game: Names
    defeat: Names
    rival: Names
    patient: Names
    impaired: Names
    restored: Names
    approved: Names
    guard: Names
    product: Names
    benchmark: Names
    makers: dict[str, Names]
    fields: dict[str, Names]


class People(Part):
    """People whom reports name in two scripts: each with the forms of one name, the first its key."""

    people: tuple[Annotated[Names, Field(min_length=2)], ...]


class Boilerplate(Part):
    """Regular expressions over one stripped line."""

    placeholder: Names
    footer: Names

    @field_validator("placeholder", "footer")
    @classmethod
    def compiles(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"not a regular expression ({error}): {pattern}") from None
        return patterns


class Lexicon(Part):
    """Every list, whole. Immutable; hashable by identity, so compiled forms can be cached."""

    categories: tuple[Category, ...]
    venues: tuple[Venue, ...]
    prizes: tuple[Prize, ...]
    institutions: tuple[Institution, ...]
    words: Words
    labels: EntryLabels
    breakthroughs: Breakthroughs
    boilerplate: Boilerplate
    people: tuple[Names, ...]

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


_PACKAGED = Path(__file__).with_name("lexicon")


def load_lexicon(folder: Path) -> Lexicon:
    """Read the lexicon of `folder`; a file that it lacks is the packaged one.

    ConfigurationError lists every fault and every ambiguous name.
    """

    def file(name: str) -> Path:
        own = folder / f"{name}.toml"
        return own if own.exists() else _PACKAGED / own.name

    problems: list[str] = []
    categories = _tables(file("categories"), "category", Category, problems)
    venues = _tables(file("venues"), "venue", Venue, problems)
    prizes = _tables(file("prizes"), "prize", Prize, problems)
    institutions = _tables(file("institutions"), "institution", Institution, problems)
    whole: dict[str, Any] = {
        name: _whole(file(name), model, problems)
        for name, model in (
            ("words", Words),
            ("labels", EntryLabels),
            ("breakthroughs", Breakthroughs),
            ("boilerplate", Boilerplate),
            ("people", People),
        )
    }
    problems += ambiguous({"categories": categories, "venues": venues, "prizes": prizes})
    problems += ambiguous({"institutions": institutions})
    people = whole["people"]
    problems += _shared_names(people) if people is not None else []
    known = {category.key for category in categories}
    problems += [
        f"prizes.toml: prize {prize.key}: category {prize.category!r} is not in categories.toml"
        for prize in prizes
        if prize.category not in known and categories
    ]
    if problems:
        raise ConfigurationError([f"lexicon/{problem}" for problem in problems])
    whole["people"] = people.people
    return Lexicon.model_construct(
        categories=tuple(categories),
        venues=tuple(venues),
        prizes=tuple(prizes),
        institutions=tuple(institutions),
        **whole,
    )


def ambiguous(
    files: Mapping[str, Sequence[Category | Venue | Prize | Institution]],
) -> Iterator[str]:
    """Yield one line for each name that stands for two things of the files."""
    owner: dict[str, str] = {}
    for stem, things in files.items():
        file = f"{stem}.toml"
        keys: set[str] = set()
        for thing in things:
            if thing.key in keys:
                yield f"{file}: key {thing.key!r} occurs twice; keys name one thing"
            keys.add(thing.key)
            for name in set(thing.names):
                folded = unicodedata.normalize("NFKC", name).casefold().replace(" ", "")
                me = f"{file}: {thing.key}"
                if owner.setdefault(folded, me) != me:
                    yield f"{me}: the name {name!r} already stands for {owner[folded]}"


def _shared_names(people: People) -> list[str]:
    """Return one line for each form of a name that stands for two people."""
    owner = {form.casefold(): names[0] for names in people.people for form in names}
    return [
        f"people.toml: {form!r} stands for {names[0]} and {owner[form.casefold()]}"
        for names in people.people
        for form in names
        if owner[form.casefold()] != names[0]
    ]


def _tables(path: Path, name: str, model: type[Table], problems: list[str]) -> list[Table]:
    content = read_toml(path, problems)
    found = []
    for index, table in enumerate((content or {}).get(name, []), start=1):
        made = validate(
            partial(model.model_validate, table), path.name, problems, f"{name}[{index}]"
        )
        if made is not None:
            found.append(made)
    return found


def _whole(path: Path, model: type[Table], problems: list[str]) -> Table | None:
    content = read_toml(path, problems)
    if content is None:
        return None
    return validate(lambda: model.model_validate(content), path.name, problems)
