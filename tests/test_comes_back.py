"""What is lost can be put back, and nothing is told twice for it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result
from conftest import ABEL_NEWS, Configure, Web, a_feed, a_source, rows

from config import Configuration, load_configuration
from flows.commands.cli import cli
from flows.delivery.deliver import tell
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places
from warehouse import Warehouse
from warehouse.blocks import HERE

pytestmark = pytest.mark.untraced

HOOK = '[[channel]]\nname = "hook"\nurl_env = "TEST_HOOK"\n'
TURING = "<p>Bo Li won the 2024 Turing Award.</p>"
ROOT = Path(__file__).resolve().parents[1]


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def told(
    web: Web, configure: Configure, places: Places, monkeypatch: pytest.MonkeyPatch
) -> Configuration:
    """A warehouse whose one event was told to one channel."""
    monkeypatch.setenv("TEST_HOOK", web.url.replace("http", "json") + "/hook")
    feed = web.serves("/feed", a_feed(("1", "Abel Prize 2024", ABEL_NEWS)))
    configuration = configure(sources=a_source("Wire", feed), channels=HOOK)
    run_and_tell(configuration, places)
    return configuration


def run_and_tell(configuration: Configuration, places: Places) -> None:
    run_pass(configuration, places, Options())
    tell(configuration, places, now)


def call(configuration: Configuration, places: Places, *arguments: str) -> Result:
    options = ["--config", str(configuration.folder), "--data", str(places.data)]
    return CliRunner().invoke(cli, [*options, *arguments])


def received(web: Web) -> int:
    return sum(method == "POST" for method, *_ in web.asked)


def test_a_backup_is_put_back_and_what_was_told_since_stays_told(
    told: Configuration, web: Web, places: Places, tmp_path: Path
) -> None:
    copy = tmp_path / "copies" / "monday.duckdb"
    assert call(told, places, "backup", str(copy)).exit_code == 0
    web.serves("/feed", a_feed(("1", "Abel Prize 2024", ABEL_NEWS), ("2", "Turing", TURING)))
    run_and_tell(told, places)
    assert received(web) == 2
    result = call(told, places, "restore", str(copy))
    assert result.exit_code == 0, result.output
    assert rows(places, "SELECT count(*) FROM events WHERE announce") == [(1,)]
    run_and_tell(told, places)
    assert rows(places, "SELECT count(*) FROM events WHERE announce") == [(2,)]
    assert received(web) == 2
    assert list(places.data.glob("laurelwire.duckdb.*.aside"))


@pytest.mark.parametrize("damage", ["emptied", "overwritten", "cut", "removed"])
def test_a_damaged_warehouse_is_rebuilt_from_the_snapshot_by_one_command(
    damage: str, told: Configuration, web: Web, places: Places
) -> None:
    content = places.warehouse.read_bytes()
    if damage == "removed":
        places.warehouse.unlink()
    else:
        spoilt = {"emptied": b"", "overwritten": b"x" * len(content), "cut": content[:5000]}
        places.warehouse.write_bytes(spoilt[damage])
        (told_what,) = re.findall(r"WRONG  warehouse: .*", call(told, places, "doctor").output)
        assert "laurelwire restore" in told_what
    result = call(told, places, "restore")
    assert result.exit_code == 0, result.output
    run_and_tell(told, places)
    assert rows(places, "SELECT status, count(*) FROM deliveries GROUP BY ALL") == [("sent", 1)]
    assert received(web) == 1


@pytest.mark.parametrize(
    "lost",
    [
        "DROP TABLE store.event_merge",
        "DROP TABLE store.decision",
        "ALTER TABLE store.delivery DROP error",
    ],
)
def test_what_cannot_be_read_of_the_old_file_takes_nothing_else_with_it(
    lost: str, told: Configuration, web: Web, places: Places, tmp_path: Path
) -> None:
    copy = tmp_path / "monday.duckdb"
    web.serves("/feed", a_feed(("2", "Turing Award 2024", TURING)))
    run_pass(told, places, Options())
    assert call(told, places, "backup", str(copy)).exit_code == 0
    tell(told, places, now)
    assert received(web) == 2
    places.snapshot.unlink()
    with duckdb.connect(str(places.warehouse)) as connection:
        connection.execute("DROP VIEW deliveries")
        connection.execute(lost)
    assert call(told, places, "restore", str(copy)).exit_code == 0
    run_and_tell(told, places)
    assert received(web) == 2


def test_a_lost_warehouse_is_not_begun_anew_which_would_tell_all_again(
    told: Configuration, web: Web, places: Places
) -> None:
    places.warehouse.unlink()
    result = call(told, places, "run")
    assert result.exit_code == 1
    assert "laurelwire restore" in str(result.exception)
    assert not places.warehouse.exists()
    assert received(web) == 1


def test_a_snapshot_with_a_damaged_block_is_named_with_the_remedy(
    told: Configuration, places: Places
) -> None:
    content = places.snapshot.read_bytes()
    start = content.index(b"has been awarded to Ada Park")
    places.snapshot.write_bytes(content[:start] + b"!" + content[start + 1 :])
    result = call(told, places, "sql", "FROM articles")
    assert f"{places.snapshot}: cannot be read" in str(result.exception)
    assert "delete it and run `laurelwire run`" in str(result.exception)


def test_a_damaged_block_that_no_run_reads_does_not_reach_the_snapshot(
    told: Configuration, web: Web, places: Places
) -> None:
    content = places.warehouse.read_bytes()
    start = content.rindex(b"has been awarded to Ada Park")
    places.warehouse.write_bytes(content[:start] + b"!" + content[start + 1 :])
    assert call(told, places, "doctor").exit_code == 1  # it looks now, and not in ten minutes
    web.serves("/feed", a_feed(("2", "Turing Award 2024", TURING)))
    result = call(told, places, "run")
    assert result.exit_code == 1
    assert "damaged, so the snapshot stays as it was" in str(result.exception)
    assert "laurelwire restore" in str(result.exception)
    result = call(told, places, "digest")
    assert result.exit_code == 1
    assert received(web) == 1  # nobody is told what a restored file would not know
    ((text,),) = rows(places, "SELECT text FROM articles")
    assert "has been awarded to Ada Park" in text
    assert call(told, places, "restore").exit_code == 0
    run_and_tell(told, places)
    assert rows(places, "SELECT count(*) FROM awards") == [(2,)]
    assert received(web) == 2


def test_a_file_that_is_no_warehouse_is_not_put_back(
    told: Configuration, places: Places, tmp_path: Path
) -> None:
    (tmp_path / "text.duckdb").write_text("no warehouse")
    before = places.warehouse.read_bytes()
    result = call(told, places, "restore", str(tmp_path / "text.duckdb"))
    assert result.exit_code == 1
    assert "no whole warehouse" in str(result.exception)
    assert places.warehouse.read_bytes() == before


def test_an_older_schema_is_copied_before_it_is_changed_and_views_are_renewed(
    configure: Configure, places: Places
) -> None:
    places.data.mkdir()
    with duckdb.connect(str(places.warehouse)) as old:
        old.execute("CREATE TABLE schema_version (version INTEGER)")
        for script in sorted((HERE / "migrations").glob("*.sql"))[:6]:
            old.execute(script.read_text())
            old.execute(f"INSERT INTO schema_version VALUES ({int(script.name[:4])})")
        old.execute("CREATE VIEW awards AS SELECT 'as it was' AS award_name")
        old.execute("INSERT INTO rejection VALUES ('r', 'Wire', 'x', 'kept', now())")
    Warehouse(places.warehouse, configure().settings.warehousing).close()
    with duckdb.connect(str(places.warehouse.with_name("laurelwire.duckdb.schema-6"))) as copy:
        assert copy.execute("SELECT max(version) FROM schema_version").fetchall() == [(6,)]
        assert copy.execute("SELECT reason FROM rejection").fetchall() == [("kept",)]
    with duckdb.connect(str(places.warehouse)) as new:
        assert new.execute("SELECT reason FROM store.rejection").fetchall() == [("kept",)]
        assert new.execute("SELECT count(*) FROM awards").fetchall() == [(0,)]


def test_views_that_changed_are_renewed_without_a_migration(
    told: Configuration, places: Places
) -> None:
    with duckdb.connect(str(places.warehouse)) as connection:
        connection.execute("DROP VIEW awards")
        connection.execute("CREATE VIEW gone AS SELECT 1")
        connection.execute("UPDATE store.views_version SET digest = 'of another version'")
    run_pass(told, places, Options())
    names = {name for (name,) in rows(places, "SELECT view_name FROM duckdb_views()")}
    assert "awards" in names
    assert "gone" not in names


def test_doctor_finds_doubled_keys_and_orphans(told: Configuration, places: Places) -> None:
    with duckdb.connect(str(places.warehouse)) as connection:
        connection.execute("INSERT INTO store.event SELECT * FROM store.event LIMIT 1")
        connection.execute("DELETE FROM store.article")
    output = call(told, places, "doctor").output
    assert "event: keys that occur twice: 1" in output
    assert "mentions without their article: 1" in output


def test_doctor_says_when_the_last_run_is_older_than_the_schedule(
    web: Web, configure: Configure, places: Places
) -> None:
    configuration = configure(sources=a_source("Wire", web.serves("/feed", a_feed())))
    run_pass(configuration, places, Options())
    assert "ok     schedule: last run" in call(configuration, places, "doctor").output
    later = places.data / "later"
    run_pass(configuration, Places(later), Options(), clock=lambda: now() - timedelta(hours=2))
    output = call(configuration, Places(later), "doctor").output
    assert "WRONG  schedule: last run" in output
    assert "is `laurelwire serve` running?" in output


@pytest.mark.parametrize("place", ["warehouse", "snapshot", "delivery_lock"])
def test_a_folder_in_place_of_a_file_is_named_and_no_traceback(
    place: str, told: Configuration, places: Places
) -> None:
    path: Path = getattr(places, place)
    path.unlink()
    path.mkdir()
    program = str(Path(sys.executable).parent / "laurelwire")
    options = ["--config", str(told.folder), "--data", str(places.data)]
    for command in (["run"], ["digest"]):
        done = subprocess.run(
            [program, *options, *command], capture_output=True, text=True, check=False,
            env={**os.environ, "TEST_HOOK": "json://127.0.0.1:9/"}, timeout=60,
        )  # fmt: skip
        if done.returncode:
            assert str(path) in done.stderr
            assert "Traceback" not in done.stderr


def test_init_writes_a_folder_from_which_everything_works_and_whose_first_run_is_quiet(
    web: Web, places: Places, tmp_path: Path
) -> None:
    folder = tmp_path / "any" / "place"
    made = CliRunner().invoke(cli, ["init", str(folder)])
    assert made.exit_code == 0, made.output
    assert sorted(p.name for p in folder.iterdir()) == [
        "channels.toml",
        "settings.toml",
        "sources.toml",
    ]
    packaged = load_configuration()
    configuration = load_configuration(folder)
    assert len(configuration.sources) == len(packaged.sources) - 1
    assert not [s for s in configuration.sources if s.kind == "seed"]
    feed = web.serves("/feed", a_feed(("1", "Abel Prize 2024", ABEL_NEWS)))
    (folder / "sources.toml").write_text(a_source("Wire", feed))
    settings = (folder / "settings.toml").read_text()
    (folder / "settings.toml").write_text(
        settings.replace("allowed_networks = []", 'allowed_networks = ["127.0.0.0/8"]')
    )
    configuration = load_configuration(folder)
    run_pass(configuration, places, Options())
    assert rows(
        places,
        "SELECT (SELECT count(*) FROM events WHERE announce), (SELECT count(*) FROM deliveries)",
    ) == [(1, 0)]
    web.serves("/feed", a_feed(("2", "Turing", TURING)))
    run_pass(configuration, places, Options())
    assert rows(places, "SELECT count(*) FROM deliveries") == [(1,)]
    again = CliRunner().invoke(cli, ["init", str(folder)])
    assert again.exit_code == 2
    assert (folder / "sources.toml").read_text().startswith("[[source]]")


def test_the_wheel_works_at_any_place(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--disable-pip-version-check", "--wheel-dir", str(tmp_path), str(ROOT)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    code = "import flows; print(flows.__file__); from flows.program import main; main()"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, "--data", str(tmp_path / "var"), "run", "--offline"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert str(tmp_path / "site") in done.stdout.splitlines()[0]
    assert done.returncode == 0, done.stderr
    assert "53 new events" in done.stdout
