"""SQL on a terminal and in a pipe: several statements, files, a conversation with history and completion."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path
from select import select

import duckdb
import pytest
from click.testing import CliRunner, Result

from flows.commands.cli import cli
from flows.places import Places

pytestmark = pytest.mark.untraced

_PROMPTS = ("laurelwire>", "...")
_ACTING = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]|\r")


def call(places: Places, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--data", str(places.data), *arguments])


def test_a_table_shows_every_statement_and_json_the_last(example: Places) -> None:
    query = "CREATE TEMP TABLE t AS SELECT 1 AS a; FROM t; SELECT a + 1 AS b FROM t;"
    table = call(example, "sql", query).output
    assert "a\n1\n" in table
    assert "b\n2\n" in table
    assert call(example, "sql", "--format", "json", query).output.split() == ["[", "{", '"b":', "2", "}", "]"]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT recipient FROM awards", "recipients"),
        ("SELECT * FROM award", "awards"),
        ("SELEKT 1", "syntax error"),
        ("SELECT 1; SELECT nothing FROM awards", "not found"),
    ],
)
def test_a_wrong_query_is_told_what_may_be_meant(query: str, says: str, example: Places) -> None:
    result = call(example, "sql", query)
    assert result.exit_code == 1
    assert says in str(result.exception)


def test_parquet_is_one_file_and_reaches_no_other(example: Places, tmp_path: Path) -> None:
    target, other = tmp_path / "it's.parquet", tmp_path / "other.csv"
    query = "SELECT event_id, recipients, published_at FROM awards ORDER BY event_id;"
    result = call(example, "sql", "--format", "parquet", "-o", str(target), query)
    assert result.exit_code == 0, result.exception
    quoted = str(target).replace("'", "''")
    read = duckdb.sql(f"SELECT count(*), typeof(any_value(recipients)) FROM '{quoted}'").fetchall()
    assert read == [(8, "VARCHAR[]")]
    for hostile in (
        f"COPY (SELECT 1) TO '{other}'",
        f"SELECT 1) TO '{other}' (FORMAT csv); --",
        f"SELECT * FROM read_csv('{__file__}')",
        "SELECT 1; SELECT 2",
        "",
    ):
        result = call(example, "sql", "--format", "parquet", "-o", str(target), hostile)
        assert result.exit_code != 0, hostile
    assert not other.exists()
    assert duckdb.sql(f"SELECT count(*) FROM '{quoted}'").fetchall() == [(8,)]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_parquet_without_a_file_is_refused(example: Places) -> None:
    result = call(example, "sql", "--format", "parquet", "FROM awards")
    assert result.exit_code == 2
    assert "--output" in result.output + result.stderr


def test_a_file_appears_whole_or_not_at_all(example: Places, tmp_path: Path) -> None:
    target = tmp_path / "awards.csv"
    assert (
        call(example, "sql", "--format", "csv", "-o", str(target), "SELECT 1 AS a").exit_code == 0
    )
    assert target.read_text() == "a\n1\n"
    assert (
        call(example, "sql", "--format", "csv", "-o", str(target), "SELECT nothing").exit_code == 1
    )
    assert [path.name for path in tmp_path.iterdir()] == ["awards.csv"]
    assert target.read_text() == "a\n1\n"


def test_the_schema_says_what_every_column_is(example: Places) -> None:
    output = call(example, "sql", "--schema").output
    assert "awards: One row an award" in output
    assert "  recipients (VARCHAR[]): people, or the organisation" in output


def test_without_a_program_to_look_with_one_is_named(
    example: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    result = call(example, "sql", "--open")
    assert result.exit_code == 1
    assert "harlequin" in result.output + result.stderr


class Terminal:
    """A program on a terminal of its own, typed to and read like by a person."""

    def __init__(self, *command: str) -> None:
        own, its = pty.openpty()
        environment = {
            **os.environ,
            "TERM": "xterm",
            "COLUMNS": "100",
            "LINES": "40",
            "PROMPT_TOOLKIT_NO_CPR": "1",
        }
        self.process = subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env=environment)
        os.close(its)
        self.own, self.seen = own, b""

    def types(self, text: str) -> None:
        os.write(self.own, text.encode())

    def waits_for(self, text: str) -> None:
        """Wait for a text and the prompt behind it, which the next line is typed at."""
        until = time.monotonic() + 60
        while text not in self.shown() or not self.shown().rstrip().endswith(_PROMPTS):
            assert time.monotonic() < until, f"{text!r} never came: {self.shown()[-2000:]}"
            if select([self.own], [], [], 1)[0]:
                try:
                    self.seen += os.read(self.own, 65536)
                except OSError:  # the program has ended
                    assert text in self.shown(), self.shown()[-2000:]

    def ends(self) -> int:
        """Wait for the end and return the program's exit code."""
        try:
            return self.process.wait(30)
        finally:
            self.process.kill()
            os.close(self.own)

    def shown(self) -> str:
        return _ACTING.sub(b"", self.seen).decode(errors="replace")


def test_a_conversation_keeps_its_history_and_completes_names(example: Places) -> None:
    program = (
        str(Path(sys.executable).with_name("laurelwire")),
        "--data",
        str(example.data),
        "sql",
    )
    terminal = Terminal(*program)
    terminal.waits_for("laurelwire>")
    terminal.types("SELECT count(*) AS awards_in_all\n")
    terminal.waits_for("...")
    terminal.types("FROM awa\t;\n")  # completed to awards
    terminal.waits_for("awards_in_all\n")
    terminal.types("SELECT nothing FROM awards;\n")
    terminal.waits_for('"nothing" not found')
    terminal.types("SELECT 'forty' || 'two' AS answer;\n")
    terminal.waits_for("fortytwo")
    terminal.types("\x04")
    assert terminal.ends() == 0
    history = (example.data / "sql_history").read_text()
    assert "FROM awards" in history
    again = Terminal(*program)
    again.waits_for("laurelwire>")
    again.types("\x1b[A\n")
    again.waits_for("fortytwo")
    again.types("exit\n")
    assert again.ends() == 0
