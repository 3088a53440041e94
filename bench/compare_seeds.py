"""Compare what a warehouse holds of the two seed documents with their labels, field by field.

Usage: python bench/compare_seeds.py GOLD.json SNAPSHOT.duckdb
Prints every difference and ends with 1 when an article, event or count differs.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from parsers.text.characters import folded
from warehouse import query

Row = dict[str, Any]


def rows(snapshot: Path, sql: str) -> list[Row]:
    names, found = query(snapshot, sql)
    return [dict(zip(names, row, strict=True)) for row in found]


def compare_articles(gold: Row, snapshot: Path) -> list[str]:
    found = {
        (r["location"], r["start"], r["end"])
        for r in rows(
            snapshot,
            'SELECT d.location, a."start", a."end" FROM articles a JOIN documents d USING (document_id)',
        )
    }
    wanted = {(a["file"], a["char_start"], a["char_end"]) for a in gold["articles"]}
    print(
        f"articles: {len(wanted & found)} of {len(wanted)} with exact boundaries, {len(found - wanted)} others"
    )
    return [f"article {a}" for a in sorted(wanted ^ found)]


def compare_papers(gold: Row, snapshot: Path) -> None:
    """Print how many paper records agree in each field, and each that differs."""
    citations = rows(
        snapshot,
        """SELECT c.*, d.location, a."start" AS base FROM citations c
           JOIN articles a USING (article_id) JOIN documents d USING (document_id)""",
    )
    arxiv = {c["work_ids"]["arxiv"] for c in citations} - {None}
    print(
        f"paper records: {len(citations)} (labels: {len(gold['papers'])}), {len(arxiv)} distinct arXiv ids"
    )
    starts = {a["article_id"]: (a["file"], a["char_start"]) for a in gold["articles"]}
    agree: Counter[str] = Counter()
    for paper in gold["papers"]:
        place = starts[paper["article"]]
        same = [c for c in citations if (c["location"], c["base"]) == place and _same(paper, c)]
        if len(same) != 1:
            print(f"  {paper['paper_id']}: {len(same)} records")
            continue
        citation = same[0]
        for name, wanted, got in (
            ("title", paper["title_as_printed"], citation["title"]),
            ("authors", paper["authors_as_printed"], citation["authors"]),
            ("institutions", paper["institutions_as_printed"], citation["institutions"]),
            ("links", paper["urls"], citation["links"]),
            ("ids", paper["ids"], {k: v for k, v in citation["work_ids"].items() if v}),
        ):
            if wanted == got:
                agree[name] += 1
            else:
                print(f"  {paper['paper_id']} {name}: labelled {wanted!r}, found {got!r}")
    print("  agreeing:", dict(agree), "of", len(gold["papers"]))


def _same(paper: Row, citation: Row) -> bool:
    if paper["ids"]:
        return any(citation["work_ids"].get(k) == v for k, v in paper["ids"].items())
    return folded(paper["title_as_printed"] or "") == folded(citation["title"] or "")


def compare_events(gold: Row, snapshot: Path) -> list[str]:
    """Match labelled events to found ones by category, edition and work or recipient."""
    events = rows(snapshot, "FROM events")
    left = {e["event_id"]: e for e in events}
    matched: dict[str, str] = {}
    problems, agree = [], Counter[str]()
    for label in gold["events"]:
        same = [e for e in events if _is(label, e)]
        if len(same) != 1:
            problems.append(f"event {label['event_id']}: {len(same)} found")
            continue
        event = same[0]
        matched[label["event_id"]] = event["event_id"]
        left.pop(event["event_id"], None)
        if bool(label["alert"]) != event["announce"]:
            problems.append(f"event {label['event_id']}: announce is {event['announce']}")
        if bool(label["is_new"]) != event["is_new"]:
            problems.append(f"event {label['event_id']}: is_new is {event['is_new']}")
        if not label["alert"]:
            continue
        wanted_people = label["recipients"] if "recipients" in label else [label["recipient"]]
        for name, wanted, got in (
            ("category", label["category"], event["category"] or event["field"]),
            ("venue", label.get("venue"), event["venue"]),
            ("year", label["year"], event["year"]),
            ("work", folded(label.get("work") or ""), folded(event["work_title"] or "")),
            ("recipients", wanted_people, event["recipients"]),
            ("ids", label.get("ids", {}), {k: v for k, v in event["work_ids"].items() if v}),
        ):
            if wanted == got:
                agree[name] += 1
            else:
                print(f"  {label['event_id']} {name}: labelled {wanted!r}, found {got!r}")
    distinct = {
        matched[e["event_id"]] for e in gold["events"] if e["alert"] and e["event_id"] in matched
    }
    announced = {e["event_id"] for e in events if e["announce"]}
    history = [e for e in gold["events"] if not e["is_new"]]
    print(
        f"events: {len(distinct)} distinct announced as labelled, {len(announced)} announced in all"
    )
    print(
        f"  history: {sum(e['event_id'] in matched for e in history)} of {len(history)} stored as background"
    )
    print(
        "  agreeing fields of announced labels:",
        dict(agree),
        "of",
        sum(e["alert"] for e in gold["events"]),
    )
    for event in left.values():
        print(
            f"  beyond the labels: {event['kind']} {event['category'] or event['field']} "
            f"announce={event['announce']}: {event['evidence'][:70]!r}"
        )
    return problems + [f"announced beyond the labels: {e}" for e in announced - distinct]


def _is(label: Row, event: Row) -> bool:
    if label["kind"] != event["kind"]:
        return False
    if label["kind"] == "award" and label["category"] != event["category"]:
        return False
    people = " ".join(event["recipients"])
    ids = {k: v for k, v in event["work_ids"].items() if v}
    if any(ids.get(k) == v for k, v in label.get("ids", {}).items()):
        return True
    if label["kind"] == "award" and label.get("work") and event["work_title"]:
        return folded(label["work"]) == folded(event["work_title"])
    if label["kind"] == "breakthrough" and (ids or label.get("year") != event["year"]):
        return label["year"] == 2023 and event["year"] is None and not event["is_new"]
    named = label.get("recipients") or [re.sub(r"\s*\(.*\)$", "", label.get("recipient", ""))]
    return any(name and name in people for name in named) and event["work_title"] is None


def compare_counts(gold: Row, snapshot: Path) -> list[str]:
    found = rows(snapshot, "FROM completeness")
    print(f"stated counts checked: {len(found)}, agreeing: {sum(r['agrees'] for r in found)}")
    for row in found:
        print(
            f"  {row['category']}: stated {row['stated']}, found {row['found']}: {row['evidence'][:50]!r}"
        )
    lists = Counter(
        str(c["stated_n"])
        for c in gold["counts"]
        if isinstance(c["listed"], int) and c["article"] == "001-A3"
    )
    checked = {(r["category"], r["stated"]) for r in found}
    print(f"  labelled counts of the list: {dict(lists)}")
    return [f"count {r['category']}" for r in found if not r["agrees"]] or (
        [] if len(checked) >= 6 else ["counts: fewer than six checked"]
    )


def main(gold_path: str, snapshot_path: str) -> int:
    gold, snapshot = json.loads(Path(gold_path).read_text(encoding="utf-8")), Path(snapshot_path)
    problems = compare_articles(gold, snapshot)
    compare_papers(gold, snapshot)
    problems += compare_events(gold, snapshot)
    problems += compare_counts(gold, snapshot)
    for problem in problems:
        print("DIFFERS:", problem)
    print(
        "no difference in articles, events and counts"
        if not problems
        else f"{len(problems)} differences"
    )
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
