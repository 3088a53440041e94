"""The command line as a person uses it: output, exit codes, help, formats."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from flows.commands.cli import cli
from flows.commands.tables import show_table
from flows.delivery.harmless import printable

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = str(Path(sys.executable).with_name("laurelwire"))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after one run over the project's own seeds."""
    folder = tmp_path_factory.mktemp("cli") / "var"
    result = call("--data", str(folder), "run", "--offline")
    assert result.exit_code == 0
    return folder


def call(*arguments: str, **options: Any) -> Result:
    return CliRunner().invoke(cli, arguments, **options)


def commands(group: click.Group = cli, *path: str) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += commands(command, *path, name)
    return found


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_every_command_has_help_with_an_example(path: tuple[str, ...]) -> None:
    result = call(*path, "--help")
    assert result.exit_code == 0
    assert f"Example: laurelwire {path[0]}" in result.output


def test_the_first_run_is_one_digest_and_the_second_says_that_nothing_is_new(
    tmp_path: Path,
) -> None:
    first = call("--data", str(tmp_path), "run", "--offline")
    assert first.output.count(", and 52 more\n") == 1
    assert "Warehouse: " in first.output
    assert "Digests: " in first.output
    second = call("--data", str(tmp_path), "run", "--offline")
    assert "nothing new to tell" in second.output
    assert "ACL 2024" not in second.output


def test_a_run_for_machines_is_one_json_document(tmp_path: Path) -> None:
    result = call("--data", str(tmp_path), "run", "--offline", "--format", "json")
    report = json.loads(result.stdout)
    assert report["entries"] == {"seen": 6, "new": 6, "copied": 0, "known": 0, "rejected": []}
    assert len(report["events_new"]) == 53
    assert report["channels"][0]["state"] == "shown"


def test_a_run_whose_sources_all_failed_ends_with_1(tmp_path: Path) -> None:
    result = call("--data", str(tmp_path), "run", "--offline", "--seeds", str(tmp_path / "missing"))
    assert result.exit_code == 1
    assert "no such file or folder" in result.stderr


def test_an_unknown_source_or_channel_ends_with_2(tmp_path: Path) -> None:
    for arguments in (
        ("run", "--only", "Nobody"),
        ("digest", "--channel", "nobody"),
        ("channels", "test", "nobody"),
    ):
        result = call("--data", str(tmp_path), *arguments)
        assert result.exit_code == 2
        assert "nobody" in result.stderr.lower()


def test_sql_answers_as_table_json_and_csv(data: Path) -> None:
    query = "SELECT category, recipients FROM awards WHERE category = 'lifetime_achievement'"
    table = call("--data", str(data), "sql", query).output
    assert table == "category\trecipients\nlifetime_achievement\tRalph Grishman\n"
    as_json = json.loads(call("--data", str(data), "sql", "--format", "json", query).output)
    assert as_json == [{"category": "lifetime_achievement", "recipients": ["Ralph Grishman"]}]
    as_csv = list(
        csv.reader(io.StringIO(call("--data", str(data), "sql", "--format", "csv", query).output))
    )
    assert as_csv[0] == ["category", "recipients"]
    assert as_csv[1][1] == "Ralph Grishman"


def test_sql_reads_its_query_from_standard_input(data: Path) -> None:
    assert call("--data", str(data), "sql", input="SELECT 1 AS one").output == "one\n1\n"


def test_sql_without_a_snapshot_says_what_to_do(tmp_path: Path) -> None:
    done = subprocess.run(
        [PROGRAM, "--data", str(tmp_path), "sql", "FROM awards"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "run `laurelwire run` first" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "query", ["SELEKT 1", "DELETE FROM store.event", "CREATE TABLE x (i INTEGER)"]
)
def test_a_query_that_is_wrong_or_writes_is_one_line_of_error(query: str, data: Path) -> None:
    done = subprocess.run(
        [PROGRAM, "--data", str(data), "sql", query], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("laurelwire: ")
    assert "Traceback" not in done.stderr


def test_events_and_explain_show_what_and_why(data: Path) -> None:
    listed = json.loads(
        call("--data", str(data), "events", "--kind", "breakthrough", "--format", "json").output
    )
    (event,) = listed
    told = call("--data", str(data), "explain", event["event_id"][:8]).output
    assert "breakthrough.first" in told
    assert "after_years" in told
    assert "James Leng" in told
    whole = json.loads(
        call("--data", str(data), "explain", event["event_id"], "--format", "json").output
    )
    names = {span["name"] for span in whole["mentions"][0]["spans"]}
    assert {"claim", "recipient", "link", "after_years"} <= names


def test_a_text_is_explained_without_storing_it(tmp_path: Path) -> None:
    text = "News\n\nBo Li won the 2024 Turing Award.\n"
    told = call("--data", str(tmp_path / "var"), "explain", "--text", "-", input=text).output
    assert "ACM A.M. Turing Award" in told
    assert "recipient" in told
    found = json.loads(call("explain", "--text", "-", "--format", "json", input=text).output)
    assert [m["recipients"] for m in found["mentions"]] == [["Bo Li"]]
    solved = "News\n\nAda Park has proved the Kessel conjecture, open since 1971.\n"
    told = call("explain", "--text", "-", input=solved).output
    assert "rule breakthrough.problem.solved" in told
    assert "A verb of solving reaches a problem by its name" in told
    assert "No sentence of it" in call("explain", "--text", "-", input="News\n\nRain.\n").output
    assert not (tmp_path / "var").exists()


def test_reextract_shows_what_a_changed_lexicon_would_change(data: Path, tmp_path: Path) -> None:
    same = call("--data", str(data), "reextract", "--dry-run").output
    assert (
        same
        == "0 gained (0 announced), 0 lost (0 announced), 0 changed (0 announced). Nothing was stored.\n"
    )
    lexicon = tmp_path / "lexicon"
    shutil.copytree(ROOT / "config" / "lexicon", lexicon)
    categories = (lexicon / "categories.toml").read_text(encoding="utf-8")
    (lexicon / "categories.toml").write_text(
        categories.replace('    "终身成就",\n', ""), encoding="utf-8"
    )
    changes = json.loads(
        call("--config", str(tmp_path), "--data", str(data), "reextract", "--format", "json").output
    )
    assert [(c["what"], c["announce"]) for c in changes] == [("gained", True), ("lost", True)]
    assert all(
        "Ralph Grishman" in c["title"] for c in changes
    )  # now of an award that no list knows


def test_eval_scores_labels_and_lists_what_is_missed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("News\n\nBo Li won the 2024 Turing Award.\n", encoding="utf-8")
    (tmp_path / "b.md").write_text("News\n\nAn unheard honour for Cy Dow.\n", encoding="utf-8")
    award = {
        "kind": "award",
        "category": "prize",
        "venue": "ACM",
        "year": 2024,
        "work": None,
        "alert": True,
    }
    labels: list[dict[str, Any]] = [
        {"id": "A", "local": "a.md", "lang": "en", "events": [{**award, "recipients": ["Bo Li"]}]},
        {"id": "B", "local": "b.md", "lang": "en", "events": [{**award, "recipients": ["Cy Dow"]}]},
    ]
    gold = tmp_path / "gold.json"
    gold.write_text(json.dumps({"documents": labels}), encoding="utf-8")
    figures = json.loads(call("eval", str(gold), "--format", "json").output)
    assert figures["award"] == {
        "hit": 1, "false": 0, "missed": 1, "precision": 1.0, "recall": 0.5, "f1": 0.6667,
    }  # fmt: skip
    right = {"category": 1.0, "recipients": 1.0, "title": 1.0, "venue": 1.0, "year": 1.0}
    assert figures["fields"] == {"award": right, "breakthrough": {}}
    assert (figures["names"]["hit"], figures["names"]["missed"]) == (1, 0)
    assert "MISSED B" in call("eval", str(gold), "--details").output
    labels[0]["events"][0] |= {"recipients": ["Bo Li", "Di Eng"], "work": "Small Nets"}
    gold.write_text(json.dumps({"documents": labels[:1]}), encoding="utf-8")
    figures = json.loads(call("eval", str(gold), "--format", "json").output)
    assert figures["language"]["en"]["fields"]["award"] == right | {"recipients": 0.0, "title": 0.0}
    assert (figures["names"]["precision"], figures["names"]["recall"]) == (1.0, 0.5)
    gold.write_text("[]", encoding="utf-8")
    assert call("eval", str(gold)).exit_code == 2


def test_explain_of_nothing_and_since_of_nonsense_say_what_to_do(data: Path) -> None:
    assert "lists them" in call("--data", str(data), "explain", "zzz").stderr
    assert "write 2026-11-01" in call("--data", str(data), "events", "--since", "soon").stderr
    assert (
        call("--data", str(data), "events", "--since", "2999-01-01", "--format", "json").output
        == "[]\n"
    )


def test_sources_channels_and_doctor_report(data: Path) -> None:
    sources = json.loads(call("--data", str(data), "sources", "list", "--format", "json").output)
    assert {s["health"] for s in sources} == {"healthy", "unread"}
    assert "No channel is configured" in call("--data", str(data), "channels").output
    checked = call("--data", str(data), "sources", "check", "Seed documents").output
    assert "2 documents" in checked
    doctor = call("--data", str(data), "doctor")
    assert doctor.exit_code == 0
    assert "WRONG" not in doctor.output


def test_doctor_names_a_broken_warehouse_and_channel(tmp_path: Path) -> None:
    (tmp_path / "laurelwire.duckdb").write_text("not a warehouse " * 99)
    (tmp_path / "channels.toml").write_text(
        '[[channel]]\nname = "mail"\nurl_env = "NOT_SET_ANYWHERE"\n'
    )
    result = call("--config", str(tmp_path), "--data", str(tmp_path), "doctor")
    assert result.exit_code == 1
    assert (
        "WRONG  channel mail: the environment variable NOT_SET_ANYWHERE is empty" in result.output
    )
    assert "WRONG  warehouse" in result.output


def test_a_dry_digest_shows_and_sends_nothing(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "a.md").write_text("News\n\nBo Li won the 2024 Turing Award.", encoding="utf-8")
    (tmp_path / "channels.toml").write_text(
        '[[channel]]\nname = "mail"\nurl_env = "NOT_SET_ANYWHERE"\n'
    )
    base = ("--config", str(tmp_path), "--data", str(tmp_path / "var"))
    assert call(*base, "run", "--offline", "--no-digest", "--seeds", str(seeds)).exit_code == 0
    shown = call(*base, "digest", "--dry-run", "--format", "markdown")
    assert "**Bo Li wins the ACM A.M. Turing Award 2024**" in shown.output
    assert call(*base, "digest").exit_code == 1


def test_control_characters_cannot_command_a_terminal() -> None:
    assert printable("a\x1b[2Jb\u202ec\n中文") == "a\ufffd[2Jb\ufffdc\n中文"


def test_a_run_does_not_import_prefect(tmp_path: Path) -> None:
    code = (
        "import sys; from flows.commands.cli import cli\n"
        f"cli(['--data', {str(tmp_path)!r}, 'run', '--offline'], standalone_mode=False)\n"
        "sys.exit(any(name.split('.')[0] == 'prefect' for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_dry_run_says_what_a_run_would_tell(tmp_path: Path) -> None:
    data = tmp_path / "data"
    output = call("--data", str(data), "run", "--offline", "--dry-run").output
    listed = [line for line in output.splitlines() if line.startswith("  ")]
    assert len(listed) == 53
    assert "  Lifetime achievement, ACL, 2024: Ralph Grishman" in listed
    assert any(line.endswith(": James Leng, Ashwin Sah, Mehtaab Sawhney") for line in listed)
    assert not data.exists()


def test_json_has_no_words_that_json_lacks(data: Path) -> None:
    query = "SELECT 'NaN'::DOUBLE AS a, ['inf'::DOUBLE, 1.5] AS b, {'c': '-inf'::DOUBLE} AS d"
    output = call("--data", str(data), "sql", "--format", "json", query).output
    assert json.loads(output, parse_constant=pytest.fail) == [
        {"a": None, "b": [None, 1.5], "d": {"c": None}}
    ]


def test_csv_is_flat_and_markdown_is_a_table(data: Path) -> None:
    query = "SELECT ['=1', 'b'] AS a, 'x|y' AS b"
    flat = call("--data", str(data), "sql", "--format", "csv", query).output
    assert list(csv.reader(io.StringIO(flat)))[1] == ["'=1; b", "x|y"]
    table = call("--data", str(data), "sql", "--format", "markdown", query).output
    assert table.splitlines() == ["| a | b |", "| --- | --- |", "| =1, b | x\\|y |"]


@pytest.mark.parametrize(("width", "as_records"), [(60, True), (200, False)])
def test_where_a_table_would_cut_all_rows_are_records(
    width: int,
    as_records: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(width))
    names = [f"column{n}" for n in range(9)]
    show_table(names, [[f"a value of column {n}" for n in range(9)]])
    shown = capsys.readouterr().out
    assert ("-- 1 --\n" in shown) == as_records
    assert ("column8  a value of column 8" in shown) == as_records
