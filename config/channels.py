"""Who is told: a channel names where its Apprise URL is kept, never the URL itself."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from config.lexicon import Institution, Lexicon, Prize, Scope
from config.rhythms import Timed
from config.settings import named_place

SHORTEST = 2
"""Characters of the shortest name that is watched for."""
_REMARK = re.compile(r"(?:^|\s)#.*$")


class Channel(Timed):
    """One target of digests and what it subscribes to.

    `url_env` names the environment variable, `url_file` the file, that holds one Apprise URL.
    Empty subscription lists mean everything; of several, all must hold. Prizes and institutions may be given by key
    or by any of their names; `fields` are fields of breakthroughs; `keywords` stand in what the event or its report
    says; `sources`, `source_languages`: one report at least comes from there. `notices`: also told when a source fails or is well again; with `events = false`, of nothing else. `max_length` counts characters and overrides what
    the service is known to accept. `watch` names files of people, institutions, works or topics, a line each
    (relative to channels.toml); events that name one come first, and say so. `watching`: such names themselves.
    `only_watched`: told of those events only whose winners, institutions, award or work are named there.
    `mute`: names of which nothing is told that names one. `desk`: a mail address to which readers write that an
    event is wrong; mails are answered there. When it is told: see rhythms.py.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    url_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None
    url_file: str | None = None
    kinds: tuple[Literal["award", "breakthrough"], ...] = ()
    categories: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    prizes: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    source_languages: tuple[Literal["zh", "en"], ...] = ()
    scopes: tuple[Scope, ...] = ()
    min_confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    max_length: Annotated[int, Field(ge=200)] | None = None
    language: Literal["en", "zh"] = "en"
    watch: tuple[str, ...] = ()
    watching: tuple[str, ...] = ()
    only_watched: bool = False
    mute: tuple[str, ...] = ()
    desk: Annotated[str, Field(pattern=r"^[^@\s<>,;:\"()?&]+@[^@\s<>,;:\"()?&]+$")] | None = None
    notices: bool = False
    events: bool = True
    enabled: bool = True

    @field_validator("url_env", "url_file", mode="before")
    @classmethod
    def no_secret(cls, value: object) -> object:
        return named_place(value)

    @field_validator("watching", "mute", "people", "keywords")
    @classmethod
    def long_enough(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if short := [name for name in names if len(name.strip()) < SHORTEST]:
            raise ValueError(f"{short[0]!r} is too short to be looked for")
        return names

    @model_validator(mode="after")
    def something_watched(self) -> Channel:
        if self.only_watched and not (self.watch or self.watching):
            raise ValueError(
                "only_watched asks for names; list them in watching, or files of them in watch"
            )
        return self

    @model_validator(mode="after")
    def one_place(self) -> Channel:
        if (self.url_env is None) == (self.url_file is None):
            raise ValueError("exactly one of url_env and url_file must be given")
        return self


def with_watched(channel: Channel, folder: Path, problems: list[str]) -> Channel:
    """Return a channel that also watches the names of its files; adds to `problems` what keeps one from being read.

    A file holds a name a line; what follows `#` at the head of a line or after a space is a remark.
    """
    names: list[str] = []
    for listed in channel.watch:
        path = folder / listed
        place = f"channels.toml: channel {channel.name}: watch: {path}"
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except UnicodeDecodeError as error:
            problems.append(f"{place}: not UTF-8 at byte {error.start}; save it as UTF-8")
            continue
        except OSError as error:
            problems.append(f"{place}: {error.strerror}; make it, with a name a line")
            continue
        for number, line in enumerate(lines, start=1):
            name = _REMARK.sub("", line).strip()
            if name and len(name) < SHORTEST:
                problems.append(f"{place}, line {number}: {name!r} is too short to be looked for")
            elif name:
                names.append(name)
    if channel.only_watched and not (names or channel.watching or problems):
        problems.append(
            f"channels.toml: channel {channel.name}: only_watched: its files name nobody, so it would be told nothing"
        )
    return channel.model_copy(
        update={"watching": tuple(dict.fromkeys((*channel.watching, *names)))}
    )


def checked(
    channel: Channel, lexicon: Lexicon, sources: Iterable[str], problems: list[str]
) -> Channel:
    """Return a channel whose filters name prizes and institutions by their keys.

    Adds to `problems` a line for each name that nothing has, with the nearest that exist: a filter that
    matches nothing would lose news without a word. A person may be anybody, but not nearly somebody known.
    """
    known = {
        "venues": _each({v.key for v in lexicon.venues} | {p.organisation for p in lexicon.prizes}),
        "categories": _each(
            {c.key for c in lexicon.categories} | set(lexicon.breakthroughs.fields)
        ),
        "prizes": _named(lexicon.prizes),
        "fields": _each(lexicon.breakthroughs.fields),
        "institutions": _named(lexicon.institutions),
        "sources": _each(sources),
    }
    found: dict[str, tuple[str, ...]] = {}
    for field, names in known.items():
        told = []
        for name in getattr(channel, field):
            if name in names or ((key := name.casefold()) in names and field in _BY_NAME):
                told.append(names.get(name) or names[key])
            else:
                place = f"channels.toml: channel {channel.name}: {field}"
                problems.append(f"{place}: {_unknown(name, names, field)}")
        found[field] = tuple(told)
    people = _each(form for forms in lexicon.people for form in forms)
    for name in channel.people:
        if name not in people and (
            near := difflib.get_close_matches(name, people, n=1, cutoff=0.85)
        ):
            place = f"channels.toml: channel {channel.name}: people"
            problems.append(f"{place}: {name!r} is nearly {near[0]}; did you mean that?")
    return channel.model_copy(update=found)


_BY_NAME = frozenset({"prizes", "institutions"})  # which have names, in whatever case


def _each(names: Iterable[str]) -> dict[str, str]:
    return {name: name for name in names}


def _named(entries: Iterable[Prize | Institution]) -> dict[str, str]:
    """Map keys and names, in small letters too, to keys."""
    found: dict[str, str] = {}
    for entry in entries:
        for name in (*entry.names, entry.label.en, entry.label.zh):
            found[name] = found[name.casefold()] = entry.key
    return found | {entry.key: entry.key for entry in entries}


def _unknown(name: str, names: Iterable[str], field: str) -> str:
    """Return what to say of a name that is none of `names`, whatever its case."""
    by_fold = {known.casefold(): known for known in sorted(names, reverse=True)}
    near = difflib.get_close_matches(name.casefold(), by_fold, n=3, cutoff=0.6)
    near = near or [fold for fold in by_fold if name.casefold() in fold][:3]
    listed = ", ".join(by_fold[fold] for fold in near)
    where = "sources.toml" if field == "sources" else "config/lexicon"
    advice = f"did you mean {listed}?" if listed else f"{where} lists the names"
    return f"{name!r} is unknown; {advice}"
