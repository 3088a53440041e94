"""What a query can reach: the snapshot, and nothing else; for as long as it may."""

from __future__ import annotations

import csv
import io
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.commands.cli import cli

pytestmark = pytest.mark.untraced

PROGRAM = str(Path(sys.executable).parent / "laurelwire")
ENDLESS = "SELECT count(*) FROM range(100000000000) a, range(1000) b"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fence")
    assert CliRunner().invoke(cli, ["--data", str(folder), "run", "--offline", "-q"]).exit_code == 0
    return folder


def ask(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--data", str(data), "sql", *arguments])


@pytest.mark.parametrize(
    "statement",
    [
        "COPY awards TO '{data}/laurelwire.duckdb'",
        "COPY awards TO '{data}/stolen.csv'",
        "EXPORT DATABASE '{data}/exported'",
        "FROM read_text('/etc/passwd')",
        "FROM read_csv('/etc/passwd')",
        "FROM '/etc/passwd'",
        "FROM glob('/*')",
        "FROM read_parquet('https://example.org/x.parquet')",
        "ATTACH '{data}/laurelwire.duckdb' AS w",
        "ATTACH ':memory:' AS w",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET memory_limit = '99GB'",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "RESET lock_configuration",
        "PRAGMA enable_external_access = true",
        "CREATE TABLE t AS SELECT 1",
        "DELETE FROM store.event",
        "UPDATE store.event SET announce = false",
        "DROP VIEW awards",
        "SELECT getenv('HOME')",
        "FROM context",  # a variable of the program
        "CREATE SECRET s (TYPE s3, KEY_ID 'x', SECRET 'y')",
    ],
)
def test_a_query_reaches_nothing_but_the_snapshot(statement: str, data: Path) -> None:
    before = {p: p.read_bytes() for p in data.rglob("*") if p.is_file()}
    result = ask(data, statement.format(data=data))
    assert result.exit_code == 1
    assert "root:" not in result.output
    assert {p: p.read_bytes() for p in data.rglob("*") if p.is_file()} == before


def test_a_query_has_a_time_limit(data: Path) -> None:
    began = time.monotonic()
    done = subprocess.run(
        [PROGRAM, "--data", str(data), "sql", "--timeout", "1", ENDLESS],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "took longer than 1 s" in done.stderr
    assert time.monotonic() - began < 15


def test_a_query_has_a_memory_limit(data: Path) -> None:
    done = subprocess.run(
        [PROGRAM, "--data", str(data), "sql", "--memory", "64",
         "SELECT list(repeat('x', 1000) || i) FROM range(1000000) r(i)"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Out of Memory" in done.stderr


@pytest.fixture
def asking(data: Path) -> Iterator[subprocess.Popen[str]]:
    """A query without an end that was just begun, as from a terminal.

    In the background a shell ignores Ctrl-C for whatever it starts, and so would the query.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [PROGRAM, "--data", str(data), "sql", ENDLESS], stderr=subprocess.PIPE, text=True
    )
    signal.signal(signal.SIGINT, before)
    yield process
    process.kill()
    process.communicate()


def test_ctrl_c_ends_a_query_without_a_trace(asking: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while (
        status(asking.pid, "Threads", 10) < 3
    ):  # DuckDB's, and the one that ends what takes too long
        assert time.monotonic() < deadline
        time.sleep(0.01)
    asking.send_signal(signal.SIGINT)
    _, complaints = asking.communicate(timeout=20)
    assert asking.returncode == 1
    assert "Traceback" not in complaints


def test_ctrl_c_while_modules_are_imported_ends_the_program_without_a_trace(
    asking: subprocess.Popen[str],
) -> None:
    deadline = time.monotonic() + 60
    for caught in (0, 1):  # Python begins to catch it, and we leave it to the system again
        while status(asking.pid, "SigCgt", 16) >> (signal.SIGINT - 1) & 1 == caught:
            assert time.monotonic() < deadline
            time.sleep(0.001)
    asking.send_signal(signal.SIGINT)
    _, complaints = asking.communicate(timeout=20)
    assert asking.returncode == -signal.SIGINT
    assert complaints == ""


def status(pid: int, name: str, base: int) -> int:
    """Return a number that the system tells of a process."""
    told = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(rf"^{name}:\s+(\w+)$", told, re.MULTILINE)[0], base)


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_rows_come_as_they_are_made_and_a_reader_that_has_enough_ends_it(
    form: str, data: Path
) -> None:
    process = subprocess.Popen(
        [PROGRAM, "--data", str(data), "sql", "--format", form, "FROM range(100000000000)"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    for _ in range(3):
        assert process.stdout.readline()
    process.stdout.close()
    assert process.wait(20) == 1
    assert process.stderr.read() == ""
    process.stderr.close()


def test_what_a_query_gives_cannot_act(data: Path) -> None:
    statement = "SELECT '=1+1' AS a, 'x' || chr(27) || chr(155) || chr(8238) AS b, -5 AS c"
    (row,) = csv.DictReader(io.StringIO(ask(data, "--format", "csv", statement).output))
    assert row == {"a": "'=1+1", "b": "x\ufffd\ufffd\ufffd", "c": "-5"}
    text = ask(data, "--format", "json", statement).output
    assert json.loads(text)[0]["b"] == "x\x1b\x9b\u202e"
    for shown in (text, ask(data, statement).output):
        assert not {"\x1b", "\x9b", "\u202e"} & set(shown)
