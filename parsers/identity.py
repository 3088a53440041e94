"""Which event a mention speaks of, and what an event is given all that speaks of it.

Keys are strings derived from what happened: mentions that share one speak of the same event. The
events are the connected components of that relation, so neither order nor repetition matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from parsers.meeting import MEETING, MET, same_events
from parsers.records import Ids, KnownInstitution, Mention, Status
from parsers.text.characters import clean, folded
from parsers.text.keys import key

_GRAVITY: tuple[Status, ...] = ("announced", "corrected", "disputed", "retracted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What the mentions of one event say together; `best` is the mention that proves it best."""

    event_id: str
    best: str
    kind: str
    category: str | None
    award_name: str | None
    venue: str | None
    year: int | None
    field: str | None
    claim: str | None
    subject: str | None
    after_years: int | None
    work_title: str | None
    ids: Ids
    recipients: tuple[str, ...]
    institutions: tuple[str, ...]
    person_keys: tuple[str, ...]
    known_institutions: tuple[KnownInstitution, ...]
    links: tuple[str, ...]
    announced_on: date | None
    scope: str
    status: Status
    is_new: bool
    announce: bool
    confidence: float
    keys: tuple[str, ...]


def award_keys(
    *,
    award: str,
    year: int | None,
    one_per_year: bool,
    ids: Ids,
    work_title: str | None,
    recipients: Sequence[str],
    known: Mapping[str, str],
) -> tuple[str, ...]:
    """Return the keys of an award.

    `award` is the prize's key, or venue and category. A prize given once a year is one event;
    a paper award one per work; any other award one per recipient named, and one where nobody is. `known` maps the folded
    forms of a person's name to one, so that reports in two scripts meet.
    """
    base = f"award|{award}|{year or '?'}"
    if one_per_year and year is not None:
        return (base,)
    names = ids.named()
    if work_title:
        names.append(f"title:{folded(work_title)}")
    if not names:
        names = [
            f"to:{name}" for name in sorted({known.get(folded(n), folded(n)) for n in recipients})
        ]
    return tuple(sorted(f"{base}|{name}" for name in names or ["announced"]))


def breakthrough_keys(
    *,
    article_id: str,
    field: str | None,
    year: int | None,
    ids: Ids,
    subject: str | None,
    actors: Sequence[str],
    names: Sequence[str] = (),
    place: int,
) -> tuple[str, ...]:
    """Return the keys of a breakthrough: its work's ids, its own name, else who did it and on what.

    Without work and actor nothing outside its `place` in the article can meet it.
    """
    named = [*ids.named(), *(f"{year or '?'}|name:{name}" for name in names)]
    if named:
        return tuple(sorted(f"breakthrough|{name}" for name in named))
    about = folded(subject or field or "")
    if actors:
        return tuple(sorted(f"breakthrough|{year or '?'}|{about}|{folded(a)}" for a in actors))
    return (f"breakthrough|{article_id}|{place}|{about}",)


def _agreement(mentions: Sequence[Mention]) -> dict[str, int]:
    """Return of each mention how many other articles name a winner or the work that it names.

    A page of lies stands alone: what no other source says is no proof where others agree.
    """
    told: dict[str, set[str]] = {}
    for mention in mentions:
        for name in _named(mention):
            told.setdefault(name, set()).add(mention.article_id)
    return {
        mention_id(m): len({a for n in _named(m) for a in told[n]} - {m.article_id})
        for m in mentions
    }


def _named(mention: Mention) -> set[str]:
    return {folded(name) for name in (*mention.recipients, mention.work_title or "") if name}


def components(keys: Mapping[str, Iterable[str]]) -> list[frozenset[str]]:
    """Return the sets of mention ids that are linked by shared keys."""
    parent = {mention: mention for mention in keys}

    def root(mention: str) -> str:
        while parent[mention] != mention:
            parent[mention] = parent[parent[mention]]
            mention = parent[mention]
        return mention

    owner: dict[str, str] = {}
    for mention, own in keys.items():
        for each in own:
            parent[root(mention)] = root(owner.setdefault(each, mention))
    groups: dict[str, set[str]] = {}
    for mention in keys:
        groups.setdefault(root(mention), set()).add(mention)
    return [frozenset(group) for group in groups.values()]


def joined(mentions: Iterable[Mention]) -> list[list[Mention]]:
    """Return the mentions in groups, one for each event; a mention given twice stands once."""
    by_id = {mention_id(m): m for m in mentions}
    keys = {name: [k for k in m.keys if not k.startswith(MEETING)] for name, m in by_id.items()}
    for one, other in same_events(by_id):
        keys[one].append(f"{MET}{one}|{other}")
        keys[other].append(f"{MET}{one}|{other}")
    return [[by_id[name] for name in group] for group in components(keys)]


def mention_id(mention: Mention) -> str:
    """Return the mention's key: where it stands and what it says, not when it was read."""
    return key("mention", mention.article_id, str(mention.start), str(mention.end), *mention.keys)


def event_of(mentions: Sequence[Mention], keys: Iterable[str] | None = None) -> Event:
    """Return the event that `mentions` (one component, in any order) speak of.

    Each field is taken whole from one mention: that which most other articles agree with, then the surest; recipients and
    institutions from the one of those that lists most of them. News in one mention is news. Its status is
    the gravest that a mention gives it, and `best` the mention that proves that. `keys`: those of
    the event, where they are not all of its mentions'.
    """
    agreed = _agreement(mentions)
    ranked = sorted(
        mentions,
        key=lambda m: (not m.announce, -agreed[mention_id(m)], -m.confidence, mention_id(m)),
    )
    best = ranked[0]
    status = max((m.status for m in mentions), key=_GRAVITY.index)
    proof = next(m for m in ranked if m.status == status)
    keys = tuple(sorted({k for m in mentions for k in m.keys} if keys is None else set(keys)))
    own = [k for k in keys if not k.startswith(MEETING)] or list(keys)
    most = max(agreed.values())
    trusted = [m for m in ranked if agreed[mention_id(m)] == most] if most else ranked
    fullest = max(trusted, key=lambda m: (len(m.recipients), m.confidence, mention_id(m)))
    placed = max(ranked, key=lambda m: (len(m.institutions), m.confidence, mention_id(m)))
    forms = fullest.person_keys or ("",) * len(fullest.recipients)
    people = {clean(r): form for r, form in zip(fullest.recipients, forms, strict=True)}
    links = list(dict.fromkeys(link for m in ranked for link in m.links))

    def stated(name: str) -> object:
        return next((v for m in ranked if (v := getattr(m, name)) is not None), None)

    def identifier(scheme: str) -> str | None:
        return next((v for m in ranked if (v := getattr(m.ids, scheme)) is not None), None)

    sharpest = max((m.after_years for m in mentions if m.after_years), default=None)
    return Event(
        event_id=key("event", own[0]),
        best=mention_id(proof),
        kind=best.kind,
        category=best.category,
        award_name=best.award_name,
        venue=best.venue,
        year=best.year,
        field=stated("field"),  # type: ignore[arg-type]
        claim=best.claim,
        subject=stated("subject"),  # type: ignore[arg-type]
        after_years=sharpest,
        work_title=stated("work_title"),  # type: ignore[arg-type]
        ids=Ids(
            arxiv=identifier("arxiv"),
            doi=identifier("doi"),
            acl=identifier("acl"),
            openreview=identifier("openreview"),
            pmlr=identifier("pmlr"),
        ),
        recipients=tuple(people),
        institutions=placed.institutions,
        person_keys=tuple(people.values()),
        known_institutions=placed.known_institutions,
        links=tuple(links),
        announced_on=min((m.announced_on for m in mentions if m.announced_on), default=None),
        scope=best.scope,
        status=status,
        is_new=any(m.is_new for m in mentions),
        announce=any(m.announce for m in mentions),
        confidence=max(m.confidence for m in mentions),
        keys=keys,
    )
