"""Awarded works for reference managers: BibTeX and RIS."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import rispy
from pybtex.database import BibliographyData, Entry, InvalidNameString, Person

from flows.delivery.harmless import visible
from warehouse import Row, query

AWARDED = """
SELECT a.event_id, a.award_name, a.category, a.venue, a."year", e.work_title, e.work_ids, e.links,
       coalesce(nullif(w.authors, []), e.recipients) AS authors
FROM awards AS a JOIN events AS e USING (event_id)
LEFT JOIN (
    SELECT title, any_value(authors ORDER BY len(authors) DESC) AS authors FROM works GROUP BY title
) AS w ON w.title = e.work_title
WHERE a.announce AND a.status <> 'retracted' AND e.work_title IS NOT NULL
ORDER BY a."year" DESC NULLS LAST, a.venue, e.work_title, a.event_id
"""

_OLD = {"test_of_time"}
_ARXIV = re.compile(r"^(\d\d)\d\d\.")
_CALLED = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "acl": "https://aclanthology.org/",
}


@dataclass(slots=True, kw_only=True)
class Reference:
    """An awarded work. `year`: of the work, where it is known; `venue`: where it was presented, if there."""

    title: str
    authors: Sequence[str]
    ids: dict[str, str]
    url: str | None
    year: int | None
    venue: str | None
    awards: list[str] = field(default_factory=list)
    event_id: str = ""


def awarded(snapshot: Path) -> list[Reference]:
    """Return the works that awards were announced for, each once, with all its awards."""
    names, rows = query(snapshot, AWARDED)
    found: dict[str, Reference] = {}
    for row in (dict(zip(names, r, strict=True)) for r in rows):
        ids = {scheme: value for scheme, value in (row["work_ids"] or {}).items() if value}
        same = next(iter(ids.values()), _folded(row["work_title"]))
        told = found.setdefault(same, _reference(row, ids))
        prize = ", ".join(str(part) for part in (row["award_name"], _edition(row)) if part)
        if prize not in told.awards:
            told.awards.append(prize)
    return list(found.values())


def _reference(row: Row, ids: dict[str, str]) -> Reference:
    honoured = row["category"] not in _OLD
    printed = _ARXIV.match(ids.get("arxiv", ""))
    year = 2000 + int(printed[1]) if printed else row["year"] if honoured and row["venue"] else None
    link = next(
        (f"{prefix}{ids[scheme]}" for scheme, prefix in _CALLED.items() if scheme in ids), None
    )
    return Reference(
        title=visible(row["work_title"]),
        authors=[visible(name) for name in row["authors"] or ()],
        ids=ids,
        url=link or next(iter(row["links"] or ()), None),
        year=year,
        venue=_edition(row) if honoured else None,
        event_id=row["event_id"],
    )


def _edition(row: Row) -> str | None:
    return " ".join(str(part) for part in (row["venue"], row["year"]) if part) or None


def _folded(title: str) -> str:
    return " ".join(re.findall(r"\w+", title.lower()))


def bibtex(references: Iterable[Reference]) -> str:
    """Return BibTeX: what was presented at a venue as `inproceedings`, the rest as `misc`; awards as `note`."""
    entries: dict[str, Entry] = {}
    for each in references:
        fields = {
            "title": f"{{{_braced(each.title)}}}",
            "booktitle": _braced(each.venue or ""),
            "year": str(each.year or ""),
            "doi": each.ids.get("doi", ""),
            "eprint": each.ids.get("arxiv", ""),
            "archiveprefix": "arXiv" if "arxiv" in each.ids else "",
            "url": each.url or "",
            "note": _braced("; ".join(each.awards)),
        }
        entry = Entry(
            "inproceedings" if each.venue else "misc",
            fields={name: value for name, value in fields.items() if value},
            persons={"author": [_person(name) for name in each.authors]} if each.authors else {},
        )
        entries[_label(each, entries)] = entry
    return str(BibliographyData(entries).to_string("bibtex"))


def _braced(text: str) -> str:
    """Return text that TeX prints and does not obey: no commands, no mathematics, braces in pairs or none."""
    depth, least = 0, 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        least = min(least, depth)
    if depth or least:
        text = re.sub(r" *[{}]+", "", text)
    return text.replace("\\", r"\textbackslash{}").replace("$", r"\$")


def _person(name: str) -> Person:
    """Return a name as BibTeX parts it; one that it cannot part is kept in one piece."""
    plain = _braced(name)
    try:
        return Person(plain)
    except InvalidNameString:
        return Person(last=f"{{{plain}}}")


def _label(each: Reference, taken: Iterable[str]) -> str:
    surname = _letters(each.authors[0])[-1:] if each.authors else []
    word = next((w for w in _letters(each.title) if len(w) > 3), "")
    label = (
        "".join([*surname, str(each.year or ""), word]) if surname or word else each.event_id[:8]
    )
    used = set(taken)
    number = 2
    told = label
    while told in used:
        told, number = f"{label}-{number}", number + 1
    return told


def _letters(text: str) -> list[str]:
    """Return the words of a text in plain small letters; those of other scripts are left out."""
    return re.findall(
        r"[a-z]+", unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    )


def ris(references: Iterable[Reference]) -> str:
    """Return RIS: what was presented at a venue as CPAPER, the rest as GEN; awards as N1."""
    entries: list[dict[str, Any]] = []
    for each in references:
        entry: dict[str, Any] = {
            "type_of_reference": "CPAPER" if each.venue else "GEN",
            "title": each.title,
            "authors": list(each.authors),
            "year": str(each.year or ""),
            "secondary_title": each.venue or "",
            "doi": each.ids.get("doi", ""),
            "urls": [each.url] if each.url else [],
            "notes": each.awards,
        }
        entries.append({name: value for name, value in entry.items() if value})
    return str(rispy.dumps(entries, implementation=_Unnumbered))


class _Unnumbered(rispy.RisWriter):  # type: ignore[misc]  # it says nothing of its types
    """RIS without a number before each entry, which not every reader knows."""

    def set_header(self, count: int) -> str:  # noqa: ARG002  the library calls it so
        return ""
