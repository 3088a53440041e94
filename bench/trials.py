"""A small world in which the program is broken on purpose: its sources, its reader, and what must hold."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

import duckdb

from flows.places import Places
from warehouse import is_current, query

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from test_warehouse import KEYS, PARENTS  # noqa: E402  what the tests assert, not a copy of it

_PROGRAM = (sys.executable, "-c", "from flows.program import main; main()")
_LONGEST = 90  # seconds of one command
_TITLES = tuple(
    f"{a} {b} for {c} Worlds"
    for a in ("Sparse", "Gentle", "Patient", "Folded")
    for b in ("Maps", "Lanterns", "Bridges")
    for c in ("Dense", "Silent", "Distant")
)
_FEEDS, _ITEMS = 5, 4  # items of each in the second edition; the first has half
SETTINGS = """
[collecting]
allowed_networks = ["127.0.0.0/8"]
spacing = 0
workers = {workers}
[telling]
messages = 1000
retry_minutes = 0
[warehousing]
wait_for_writer = 20
"""
# Short messages: a digest is several of them, and can be cut off between two.
CHANNELS = '[[channel]]\nname = "hook"\nurl_env = "BREAKAGE_HOOK"\nmax_length = 900\n'


class Web:
    """Serves the feeds at /EDITION/NUMBER, and keeps what is posted to /ANYTHING by its path."""

    def __init__(self) -> None:
        self.posted: dict[str, list[str]] = {}
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                _, edition, number = self.path.split("/")
                self._answer(feed(int(edition), int(number)).encode())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                web.posted.setdefault(self.path.strip("/"), []).append(body)
                time.sleep(0.02)  # taken, and not answered yet
                self._answer(b"ok")

            def _answer(self, body: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """Say nothing: who asked was killed."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def feed(edition: int, number: int) -> str:
    """Return RSS of the awards of one feed: half of them in edition 0, all in edition 1."""
    titles = _TITLES[number * _ITEMS :][: _ITEMS // (2 - edition)]
    items = "".join(
        f"<item><guid isPermaLink='false'>{title}</guid><title>An award for {title}</title>"
        f"<link>https://example.org/{title.replace(' ', '-')}</link>"
        "<pubDate>Thu, 25 Jul 2024 10:00:00 GMT</pubDate><description>"
        f'"{title}" won the ICML 2024 Best Paper Award.</description></item>'
        for title in titles
    )
    return f'<rss version="2.0"><channel><title>Wire {number}</title>{items}</channel></rss>'


class Running(Protocol):
    """A process that was begun."""

    @property
    def pid(self) -> int | None: ...

    def poll(self) -> int | None: ...


class Forked:
    """A command in a fork of a process that has all of the program imported: begun in no time."""

    context = get_context("forkserver")

    def __init__(self, arguments: Sequence[str], trial: Trial, said: Path) -> None:
        given = (arguments, trial.environment(), trial.folder, said)
        self._process = self.context.Process(target=_forked, args=given)
        self._process.start()
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode


_PRELOADED = (
    "flows.commands.cli flows.commands.run flows.commands.digest flows.commands.backup flows.commands.doctor "
    "flows.commands.corrections flows.commands.query flows.commands.sources parsers.extract apprise aiohttp"
)
Forked.context.set_forkserver_preload(_PRELOADED.split())


def _forked(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, said: Path
) -> None:
    from flows.commands.cli import main  # noqa: PLC0415  in the fork only

    os.setsid()
    os.environ.update(environment)
    os.chdir(folder)
    tempfile.tempdir = None
    with said.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.argv = ["laurelwire", *arguments]
    main()


@dataclass(kw_only=True)
class Ended:
    """How a command ended: its code (negative: by a signal) and all it said."""

    code: int
    said: str

    @property
    def traced(self) -> bool:
        return "Traceback (most recent call last)" in self.said or "INTERNAL Error" in self.said


@dataclass(kw_only=True)
class Trial:
    """One data folder under one configuration, told to one address."""

    web: Web
    name: str
    folder: Path
    config: Path

    @property
    def places(self) -> Places:
        return Places(self.folder / "var")

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    @property
    def received(self) -> Counter[str]:
        """Return how often each title was received."""
        bodies = self.web.posted.get(self.name, [])
        return Counter({t: n for t in _TITLES if (n := sum(t in body for body in bodies))})

    def environment(self) -> dict[str, str]:
        return {
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(self.temporary),
            "BREAKAGE_HOOK": f"json://{self.web.address}/{self.name}",
        }

    def begin(self, *arguments: str) -> Running:
        """Begin a command; where it has processes of its own it is one of its own, too."""
        self.temporary.mkdir(parents=True, exist_ok=True)
        self.said.write_bytes(b"")
        options = ["--config", str(self.config), "--data", str(self.places.data), *arguments]
        if self.config.name.endswith("-0"):
            return Forked(options, self, self.said)
        with self.said.open("wb") as said:
            return subprocess.Popen(
                [*_PROGRAM, *options],
                stdout=said,
                stderr=subprocess.STDOUT,
                env={**_compiled(), **self.environment()},
                cwd=self.folder,
                start_new_session=True,
            )

    @property
    def said(self) -> Path:
        return self.folder.with_suffix(".said")  # beside it: what is in it may have no room

    @property
    def copy(self) -> Path:
        """Where a backup is made."""
        return self.folder / "copies" / "copy.duckdb"

    def end(self, process: Running) -> Ended:
        """Wait for a command; what does not end by itself is ended, and told."""
        before = time.monotonic()
        late = ""
        while process.poll() is None:
            time.sleep(0.002)
            if time.monotonic() - before > _LONGEST and process.pid:
                late = "\n(did not end by itself)"
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        code = process.poll()
        said = self.said.read_text(encoding="utf-8", errors="replace") + late
        return Ended(code=-1 if code is None else code, said=said)

    def call(self, *arguments: str) -> Ended:
        return self.end(self.begin(*arguments))

    def copied(self, name: str, folder: Path, config: Path | None = None) -> Trial:
        """Return a copy with an address of its own, which has received what this one received."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        self.web.posted[name] = list(self.web.posted.get(self.name, []))
        return Trial(web=self.web, name=name, folder=folder, config=config or self.config)


def _compiled() -> dict[str, str]:
    """Return the environment under which programs are installed: with their modules compiled."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def configuration(web: Web, folder: Path, edition: int, workers: int) -> Path:
    """Return a folder of configuration whose feeds are of an edition."""
    path = folder / f"config-{edition}-{workers}"
    seeds = folder / "seeds"
    for each in (path, seeds):
        each.mkdir(parents=True, exist_ok=True)
    for number, title in enumerate(_TITLES[_FEEDS * _ITEMS :][:3]):
        text = f'# News of {title}\n\n"{title}" won the ICML 2024 Best Paper Award.\n'
        (seeds / f"{number}.md").write_text(text, encoding="utf-8")
    sources = "".join(
        f'[[source]]\nname = "Wire {n}"\nurl = "http://{web.address}/{edition}/{n}"\nlanguage = "en"\n'
        for n in range(_FEEDS)
    )
    sources += f'[[source]]\nname = "Notes"\nkind = "seed"\npath = "{seeds}"\nlanguage = "en"\n'
    (path / "sources.toml").write_text(sources, encoding="utf-8")
    (path / "channels.toml").write_text(CHANNELS, encoding="utf-8")
    (path / "settings.toml").write_text(SETTINGS.format(workers=workers), encoding="utf-8")
    return path


@dataclass(kw_only=True)
class Found:
    """What a trial came to: counted, and in words where it is a fault."""

    lost: int = 0
    twice: int = 0
    unknown: int = 0
    pending: int = 0
    tracebacks: int = 0
    leftovers: int = 0
    faults: list[str] = field(default_factory=list)

    def blame(self, ended: Ended, what: str) -> None:
        """Count a traceback, an end by a signal or by the clock."""
        if ended.traced or ended.code < 0:
            self.tracebacks += 1
            self.faults.append(f"{what}: ended with {ended.code}: …{ended.said[-1500:]}")


def events(places: Places) -> frozenset[str]:
    """Return the ids of the announced events that readers see."""
    found = query(places.snapshot, "SELECT event_id FROM events WHERE announce")[1]
    return frozenset(str(event) for (event,) in found)


def judge(trial: Trial, expected: frozenset[str], found: Found) -> None:
    """Compare what a trial left with what an undisturbed one leaves."""
    places = trial.places
    try:
        seen = events(places)
        found.faults += _unsound(places)
        with duckdb.connect(str(places.warehouse), read_only=True) as connection:
            told = connection.execute(_TOLD).fetchall()
            sending = connection.execute("FROM store.digest WHERE status = 'sending'").fetchall()
    except Exception as error:  # noqa: BLE001  whatever it is, it is what is measured
        found.faults.append(f"cannot be read: {error}")
        return
    found.lost += len(expected - seen)
    if seen != expected:
        found.faults.append(f"{len(expected - seen)} events lost, {len(seen - expected)} others")
    received = trial.received
    for title, status in told:
        times = received[title]
        found.twice += times > 1
        found.unknown += status == "unknown"
        found.pending += status in {"pending", "failed"}
        if times > 1 or (status == "sent") > times or status not in _ENDS:
            found.faults.append(f"{title!r} is {status!r} and was received {times} times")
        if status in {"pending", "failed"} and times:
            found.twice += 1
            found.faults.append(f"{title!r} was received and will be told again: {status!r}")
    if len(told) < len(seen):
        found.lost += len(seen) - len(told)
        found.faults.append(f"{len(seen) - len(told)} events were promised to nobody")
    if sending:
        found.faults.append(f"{len(sending)} digests stand as being sent")
    if not is_current(places.warehouse, places.snapshot):
        found.faults.append("the snapshot is not of the last commit")
    left = sorted(leftovers(trial))
    found.leftovers += bool(left)
    found.faults += [f"left behind: {path}" for path in left]


_ENDS = frozenset({"sent", "unknown", "pending", "failed", "counted"})
_TOLD = """
SELECT e.work_title, d.status FROM store.delivery AS d JOIN store.event AS e USING (event_id) WHERE d.channel = 'hook'
"""


def _unsound(places: Places) -> Iterator[str]:
    """Yield keys that are there twice and rows without their parents, in the writer's own file."""
    with duckdb.connect(str(places.warehouse), read_only=True) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        for (table,) in tables:
            name = KEYS.get(table)
            if name is None:
                continue
            counts = connection.execute(
                f"SELECT count(*), count(DISTINCT {name}) FROM store.{table}"
            )
            row = counts.fetchone()
            if row is not None and row[0] != row[1]:
                yield f"{table}: {row[0]} rows of {row[1]} keys"
        for child, name, parent in PARENTS:
            lost = connection.execute(
                f"SELECT {name} FROM store.{child} ANTI JOIN store.{parent} USING ({name})"
            ).fetchall()
            if lost:
                yield f"{child}: {len(lost)} rows without {parent}"


def leftovers(trial: Trial) -> Iterator[str]:
    """Yield files that only a command at work may have."""
    data = trial.places.data
    for path in data.rglob("*"):
        name = path.name
        partial = name.endswith((".partial", ".slot", "duckdb.wal", ".tmp"))
        if partial or name.startswith(".laurelwire"):
            yield str(path.relative_to(data))
    for path in trial.copy.parent.glob("*"):
        if path != trial.copy:
            yield f"copies/{path.name}"
    for path in trial.temporary.iterdir():
        if not path.name.startswith("pymp-"):  # where Python's own server of forks listened
            yield f"TMPDIR/{path.name}"


def table(rows: Mapping[str, Sequence[Found]]) -> Iterator[str]:
    """Yield the lines of the table, and then what was at fault."""
    heads = ("trials", "well", "lost", "twice", "unknown", "pending", "traces", "left")
    yield f"{'':34}" + "".join(f"{head:>9}" for head in heads)
    for name, found in rows.items():
        well = sum(not f.faults for f in found)
        sums = [
            sum(getattr(f, n) for f in found)
            for n in ("lost", "twice", "unknown", "pending", "tracebacks", "leftovers")
        ]
        yield f"{name:34}" + "".join(f"{number:9}" for number in (len(found), well, *sums))


@dataclass(frozen=True, kw_only=True)
class World:
    """What every trial begins with: data folders at some moment, and what they should come to."""

    web: Web
    folder: Path
    new: Trial
    told: Trial
    waiting: Trial

    def config(self, edition: int = 1, workers: int = 0) -> Path:
        return configuration(self.web, self.folder, edition, workers)


def made(folder: Path) -> World:
    """Return the world, with the data folders that trials copy."""
    web = Web()

    def trial(name: str, edition: int, *arguments: str) -> Trial:
        config = configuration(web, folder, edition, 0)
        its = Trial(web=web, name=name, folder=folder / name, config=config)
        its.folder.mkdir(parents=True)
        if arguments:
            well(its, *arguments)
        return its

    waiting = trial("waiting", 1, "run", "--no-digest")
    with duckdb.connect(str(waiting.places.warehouse)) as connection:
        connection.execute(
            "UPDATE store.delivery SET flood = false"
        )  # news of many messages, no archive
    return World(
        web=web,
        folder=folder,
        new=trial("new", 1),
        told=trial("told", 0, "run"),
        waiting=waiting,
    )


def well(trial: Trial, *arguments: str) -> None:
    """Run a command that must end well."""
    ended = trial.call(*arguments)
    if ended.code:
        raise SystemExit(f"{trial.name}: {arguments} ended with {ended.code}\n{ended.said}")


def cleared(trial: Trial, found: Found) -> Found:
    """Remove a trial that ended well; the faults of another name its folder."""
    if not found.faults:
        shutil.rmtree(trial.folder, ignore_errors=True)
        trial.said.unlink(missing_ok=True)
    else:
        found.faults = [f"{trial.folder.name}: {fault}" for fault in found.faults]
    return found


def send(process: Running, number: int) -> None:
    with suppress(ProcessLookupError):
        if process.pid:
            os.kill(process.pid, number)


def wait(process: Running, trial: Trial, seconds: float, chance: random.Random) -> str:
    """Wait for a moment: of the clock, after some change of a file, or after some message; say which."""
    kind = chance.choice(["clock", "file", "file", "message"])
    if kind == "clock":
        moment = chance.uniform(0.1, 1.0) * seconds
        time.sleep(moment)
        return f"after {moment:.3f} s of {seconds:.3f}"
    most, count, before = chance.randint(1, 40 if kind == "file" else 6), 0, _state(trial, kind)
    while count < most and process.poll() is None:
        time.sleep(0.0005)
        now = _state(trial, kind)
        count += now != before
        before = now
    late = chance.choice([0, 0.001, chance.uniform(0, 0.03)])
    time.sleep(late)
    return f"{late:.3f} s after {kind} {most}"


def _state(trial: Trial, kind: str) -> object:
    if kind == "message":
        return len(trial.web.posted.get(trial.name, []))
    facts = []
    for path in (*trial.places.data.rglob("*"), *trial.temporary.iterdir()):
        try:
            its = path.stat()
        except OSError:
            continue
        facts.append((path.name, its.st_size, its.st_mtime_ns))
    return facts
