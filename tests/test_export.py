"""What is exported is read by other programs as it was meant: each form by a reader of its own."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest
import rispy
from click.testing import CliRunner, Result
from conftest import rows
from icalendar import Calendar
from pybtex.database import parse_string
from pybtex.richtext import Text

from config import load_configuration
from flows.commands.cli import cli
from flows.exporting.expected import calendar
from flows.exporting.references import Reference, bibtex, ris
from flows.exporting.whole import whole
from flows.places import Places
from warehouse import views

DOCS = Path(__file__).parent.parent / "docs"
NOW = datetime(2026, 11, 27, tzinfo=UTC)


def lines_of(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def export(places: Places, folder: Path, *more: str) -> Result:
    return CliRunner().invoke(cli, ["--data", str(places.data), "export", str(folder), *more])


@pytest.fixture
def out(example: Places, tmp_path: Path) -> Path:
    assert export(example, tmp_path / "out").exit_code == 0
    return tmp_path / "out"


def test_every_view_is_read_again_from_parquet_with_as_many_rows(
    example: Places, out: Path
) -> None:
    for name in views(example.snapshot):
        kept = f"{name}/**/*.parquet" if (out / "parquet" / name).is_dir() else f"{name}.parquet"
        with duckdb.connect() as other:
            read = other.execute(f"SELECT count(*) FROM '{out}/parquet/{kept}'").fetchall()
        assert read == rows(example, f'SELECT count(*) FROM "{name}"'), name


def test_what_has_a_moment_is_parted_by_its_month(out: Path) -> None:
    assert [p.name for p in (out / "parquet" / "events").iterdir()] == ["month=2026-11"]
    with duckdb.connect() as other:
        read = other.execute(f"SELECT DISTINCT \"month\" FROM '{out}/parquet/events/**/*.parquet'")
        assert read.fetchall() == [("2026-11",)]


def test_every_view_is_a_table_of_csv_and_its_columns_are_described(
    example: Places, out: Path
) -> None:
    described: dict[str, list[str]] = {}
    for row in csv.DictReader(lines_of(out / "columns.csv")):
        described.setdefault(row["view"], []).append(row["column"])
        assert row["says"]
    for name in views(example.snapshot):
        head = next(csv.reader(lines_of(out / "csv" / f"{name}.csv")))
        assert head == described[name], name


def test_each_line_of_events_is_as_its_schema_says_and_proves_each_field(
    example: Places, out: Path
) -> None:
    schema = json.loads((DOCS / "events.schema.json").read_text(encoding="utf-8"))
    told = [json.loads(line) for line in (out / "events.jsonl").read_bytes().splitlines()]
    for event in told:
        jsonschema.validate(event, schema, format_checker=jsonschema.FormatChecker())
    assert len(told) == rows(example, "SELECT count(*) FROM events")[0][0]
    (long,) = (e for e in told if e["work_title"] == "A Short Theory of Long Memory")
    proofs = {(f["name"], f["text"]) for r in long["reports"] for f in r["fields"]}
    assert ("recipient", "Wei Lin") in proofs
    assert ("work", "A Short Theory of Long Memory") in proofs


def test_awarded_works_are_references_with_their_awards(out: Path) -> None:
    read = parse_string((out / "works.bib").read_text(encoding="utf-8"), "bibtex")
    memory, learning = read.entries["lin2026short"], read.entries["dowlearning"]
    assert memory.type == "inproceedings"
    assert memory.fields["booktitle"] == "NeurIPS 2026"
    assert memory.fields["note"] == "Best paper, NeurIPS 2026"
    assert learning.type == "misc"
    assert (
        "year" not in learning.fields
    )  # what stood the test of time is older, and nobody said when
    assert [str(p) for p in learning.persons["author"]] == ["Dow, Cy", "Fox, Eve"]
    told = rispy.loads((out / "works.ris").read_text(encoding="utf-8"))
    assert [(t["type_of_reference"], t["title"], t["notes"]) for t in told] == [
        ("CPAPER", "A Short Theory of Long Memory", ["Best paper, NeurIPS 2026"]),
        ("GEN", "Learning to Forget Slowly", ["Test of time, NeurIPS 2026"]),
    ]


def a_reference(title: str, *authors: str, **more: object) -> Reference:
    given = {"ids": {}, "url": None, "year": 2026, "venue": None, "awards": ["Prize, X"], **more}
    return Reference(title=title, authors=list(authors), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "title",
    [
        "Graphs & Trees: 100% of $5",
        "A {Braced} Title",
        "One } too many",
        'Of "Quotes" and \\Backslashes#_~',
        "图神经网络的记忆",
    ],
)
def test_a_title_with_marks_of_its_own_is_read_again(title: str) -> None:
    made = bibtex([a_reference(title, "Ada Park", "张伟", "Lee, A, B, C, D")])
    (entry,) = parse_string(made, "bibtex").entries.values()
    plain = Text.from_latex(entry.fields["title"]).render_as("text")
    assert "".join(plain.replace(r"\$", "$").split()) == re.sub(r"[{}\s]", "", title)
    assert len(entry.persons["author"]) == 3
    (told,) = rispy.loads(ris([a_reference(title, "Ada Park")]))
    assert told["title"] == title


def test_a_title_commands_nothing() -> None:
    made = bibtex([a_reference(r"\input{/etc/passwd} and $\write18$", "Ada Park")])
    assert not re.search(r"\\(?!textbackslash|\$)", made)


def test_two_works_of_one_author_and_year_have_labels_of_their_own() -> None:
    made = bibtex([a_reference("Trees", "Ada Park"), a_reference("Trees again", "Ada Park")])
    assert list(parse_string(made, "bibtex").entries) == ["park2026trees", "park2026trees-2"]


def test_a_label_is_of_plain_letters() -> None:
    made = bibtex(
        [
            a_reference("Étoiles", "Ahmet Üstün"),
            a_reference("图", "张伟", event_id="0123456789abcdef"),
        ]
    )
    assert list(parse_string(made, "bibtex").entries) == ["ustun2026etoiles", "01234567"]


def test_prizes_are_expected_in_their_months_of_each_year() -> None:
    lexicon = load_configuration().lexicon
    made = Calendar.from_ical(
        calendar(lexicon, {"Nobel Prize in Physics": "2025-10-07: A. Park"}, NOW)
    )
    expected: dict[str, Any] = {str(e.get("uid")): e for e in made.walk("VEVENT")}
    assert len(expected) >= sum(bool(p.months) for p in lexicon.prizes) > 5
    physics = expected["nobel_physics-10@laurelwire"]
    assert physics["dtstart"].dt == date(2027, 10, 1)
    assert physics["dtend"].dt == date(2027, 11, 1)
    assert physics["rrule"]["freq"] == ["YEARLY"]
    assert "Told last: 2025-10-07: A. Park" in physics["description"]


def test_a_part_can_be_asked_for(example: Places, tmp_path: Path) -> None:
    assert export(example, tmp_path / "a", "--format", "bibtex", "--format", "ics").exit_code == 0
    assert {p.name for p in (tmp_path / "a").iterdir()} == {"works.bib", "expected.ics"}
    assert export(example, tmp_path / "b", "--view", "awards", "--format", "csv").exit_code == 0
    assert {p.name for p in (tmp_path / "b" / "csv").iterdir()} == {"awards.csv"}
    unknown = export(example, tmp_path / "c", "--view", "award")
    assert unknown.exit_code == 2
    assert "awards" in unknown.output
    assert not (tmp_path / "c").exists()


def test_what_was_exported_before_is_replaced(example: Places, out: Path) -> None:
    stale = out / "parquet" / "awards" / "month=1999-01"
    stale.mkdir()
    assert export(example, out).exit_code == 0
    assert not stale.exists()
    assert not list(out.rglob(".*"))


def _write_half(file: Path) -> None:
    file.write_text("half")
    raise OSError("full")


def test_what_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "works.bib"
    target.write_text("before")
    with pytest.raises(OSError, match="full"), whole(target) as partial:
        _write_half(partial)
    assert target.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["works.bib"]
