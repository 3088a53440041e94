"""Short texts of our own words with what each announces, and how findings are held against that.

A file of `texts/` holds texts: `== DATE` (`== DATE item` for one item of a digest), the lines below, an
empty line, the text.

    > award: CATEGORY | venue: … | year: … | work: … | who: A; B = Б | at: …     an event that must be told
    > breakthrough: CLAIM or CLAIM/CLAIM | who: … | at: … | years: N              likewise
    >? …                                                                          one that may be told
    ? FIELD: why           a known miss: this field of the event above is wrong today, or it is `missed`
    ? extra: why           a known miss of the text: one event too many is told

A field that a line does not state must be empty. `who` and `at` are compared as sets; `=` joins the forms
of one name. The files `quiet_items_*.txt` hold one silent item a line: year and month, the item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from conftest import an_article

from config import Lexicon
from flows.evaluation.labelled import found_events
from parsers import Article
from parsers.identity import Event
from parsers.text.characters import folded

TEXTS = Path(__file__).with_name("texts")
FIELDS = {
    "award": ("category", "venue", "year", "work", "who", "at"),
    "breakthrough": ("claim", "years", "who", "at"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """An event that a text tells; `values` as printed on its line, `misses` what is known to be wrong."""

    kind: str
    values: dict[str, str]
    optional: bool
    misses: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledText:
    """A text with its events; `extra`: why each event too many is told today."""

    name: str
    published: datetime
    text: str
    item: bool
    expected: tuple[Expected, ...]
    extra: tuple[str, ...]

    @property
    def language(self) -> str:
        return self.article().language

    def article(self) -> Article:
        """Return the article; an item stands in a digest with others that tell nothing."""
        if not self.item:
            return an_article(self.text, published=self.published)
        chinese = re.search(r"[\u4e00-\u9fff]", self.text) is not None
        digest = (
            f"一周科技（第 30 期）\n\n## 新闻\n\n1、[标题](https://example.org)\n\n{self.text}\n\n2、另一则\n\n天气不错。\n"
            if chinese
            else f"AI and science weekly, issue 30\n\n- {self.text}\n- The weather is fine.\n"
        )
        return an_article(digest, published=self.published)


@lru_cache(maxsize=1)
def labelled_texts() -> tuple[LabelledText, ...]:
    """Return all texts of the files, silent items among them."""
    found: list[LabelledText] = []
    for path in sorted(TEXTS.glob("*.txt")):
        read = _quiet_items if path.stem.startswith("quiet_items") else _texts
        found += read(path)
    return tuple(found)


def _texts(path: Path) -> Iterator[LabelledText]:
    parts = re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    for number, part in enumerate(parts, start=1):
        head, text = part.split("\n\n", 1)
        first, *lines = head.split("\n")
        day, _, form = first.partition(" ")
        assert form in {"", "item"}, f"{path.name} {number}: {first}"
        yield LabelledText(
            name=f"{path.stem} {number}",
            published=datetime.fromisoformat(f"{day}T12:00+00:00"),
            text=text.strip() if form else text,
            item=bool(form),
            expected=tuple(_expected(lines, f"{path.name} {number}")),
            extra=tuple(line[9:] for line in lines if line.startswith("? extra: ")),
        )


def _quiet_items(path: Path) -> Iterator[LabelledText]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        month, item = line.split(" ", 1)
        moment = datetime.fromisoformat(f"{month}-20T12:00+00:00").astimezone(UTC)
        yield LabelledText(
            name=f"{path.stem} {number}", published=moment, text=item, item=True, expected=(),
            extra=(),
        )  # fmt: skip


def _expected(lines: Sequence[str], place: str) -> Iterator[Expected]:
    known = [line.startswith((">", "? ")) for line in lines]
    assert all(known), f"{place}: a line that is no event and no known miss"
    first = next((i for i, line in enumerate(lines) if line.startswith(">")), len(lines))
    assert all(line.startswith("? extra: ") for line in lines[:first]), (
        f"{place}: a miss of no event"
    )
    for index, line in enumerate(lines):
        if not line.startswith(">"):
            continue
        mark, _, written = line.partition(" ")
        parts = dict(p.split(": ", 1) for p in written.split(" | "))
        kind = "award" if "award" in parts else "breakthrough"
        what = parts.pop(kind)
        values = {("category" if kind == "award" else "claim"): what, **parts}
        unknown = set(values) - set(FIELDS[kind])
        assert not unknown, f"{place}: {unknown}"
        misses: dict[str, str] = {}
        for below in lines[index + 1 :]:
            if not below.startswith("? ") or below.startswith("? extra: "):
                break
            name, why = below[2:].split(": ", 1)
            assert name == "missed" or name in FIELDS[kind], f"{place}: {below}"
            misses[name] = why
        yield Expected(kind=kind, values=values, optional=mark == ">?", misses=misses)


def announced(text: LabelledText, lexicon: Lexicon) -> list[Event]:
    """Return the events that a default channel would be told of."""
    return [f.event for f in found_events([text.article()], lexicon) if f.event.announce]


def wrongs(text: LabelledText, events: Sequence[Event]) -> list[tuple[int | None, str, str]]:
    """Return what is wrong: the event's number, `missed` or the field, what was found.

    An event that no line asks for has no number and is called `extra`.
    """
    found: list[tuple[int | None, str, str]] = []
    pairs = _paired(text.expected, events)
    for number, wanted in enumerate(text.expected):
        event = pairs.get(number)
        if event is None:
            if not wanted.optional:
                found.append((number, "missed", ""))
            continue
        for name in FIELDS[wanted.kind]:
            told = _told(event, name)
            if not _same(name, wanted.values.get(name), told):
                found.append((number, name, "; ".join(told)))
    left = [e for e in events if not any(e is paired for paired in pairs.values())]
    found += [(None, "extra", _shown(event)) for event in left]
    return found


def _told(event: Event, name: str) -> tuple[str, ...]:
    value: dict[str, object] = {
        "category": event.category,
        "claim": event.claim,
        "venue": event.venue,
        "year": event.year,
        "years": event.after_years,
        "work": event.work_title,
    }
    if name == "who":
        return event.recipients
    if name == "at":
        return event.institutions
    return () if value[name] is None else (str(value[name]),)


def _forms(written: str | None) -> list[set[str]]:
    """Return each name of a line with its forms, folded."""
    names = (written or "").split("; ") if written else []
    return [{folded(form) for form in name.split(" = ")} for name in names]


def _same(name: str, wanted: str | None, told: tuple[str, ...]) -> bool:
    if name == "claim":
        return set(told) <= set((wanted or "").split("/"))
    ours = {folded(t) for t in told}
    forms = _forms(wanted)
    return (
        len(ours) == len(forms)
        and all(any(o in form for form in forms) for o in ours)
        and all(any(o in form for o in ours) for form in forms)
    )


def _paired(expected: Sequence[Expected], events: Sequence[Event]) -> dict[int, Event]:
    """Return the event that each line is held against: most alike first, lines that may be told last."""
    likeness = sorted(
        (
            (_likeness(wanted, event), not wanted.optional, -i, -j)
            for i, wanted in enumerate(expected)
            for j, event in enumerate(events)
            if wanted.kind == event.kind
        ),
        reverse=True,
    )
    pairs: dict[int, Event] = {}
    taken: set[int] = set()
    for alike, _, i, j in likeness:
        if alike and -i not in pairs and -j not in taken:
            pairs[-i] = events[-j]
            taken.add(-j)
    return pairs


def _likeness(wanted: Expected, event: Event) -> int:
    """Return how much speaks for one event; a breakthrough may be told with neither name nor number."""
    whose = _forms(wanted.values.get("who")) + _forms(wanted.values.get("at"))
    ours = {folded(n) for n in (*event.recipients, *event.institutions)}
    shared = any(o in form for form in whose for o in ours)
    work = _same("work", wanted.values.get("work"), _told(event, "work")) and event.work_title
    same = [_same(n, wanted.values.get(n), _told(event, n)) for n in FIELDS[wanted.kind][:3]]
    return 8 * bool(work) + 4 * shared + sum(same) + (wanted.kind == "breakthrough")


def _shown(event: Event) -> str:
    who = "; ".join((*event.recipients, *event.institutions))
    return f"{event.category or event.claim} {event.venue} {event.year} {event.work_title or event.subject}: {who}"
