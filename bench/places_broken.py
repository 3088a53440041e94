"""Disks without room, and files that are damaged: what a run says of them, and what comes after."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from bench.trials import Ended, Found, Trial, World, cleared, events, judge, wait

Job = Callable[[], Found]
_WIDE = 64_000  # KB of a disk with room enough

# -- disks without room ------------------------------------------------------------------------


def disk(world: World, times: int, chance: random.Random) -> Iterator[tuple[str, Job]]:
    expected = events(world.waiting.places)
    kinds: tuple[tuple[str, Callable[..., None]], ...] = (
        ("too small from the beginning", _small),
        ("full while a first run writes", partial(_filled, before=world.new)),
        ("full while a later run writes", partial(_filled, before=world.told)),
        ("full while a digest is sent", partial(_filled, before=world.waiting, command="digest")),
        ("full: TMPDIR only", _full_temporary),
    )
    for number in range(times):
        row, broken = kinds[number % len(kinds)]
        kb = int(16 * 1.3 ** (number * 24 / times))
        seed, name = chance.random(), f"disk-{number}"
        yield row, partial(_on_disk, world, name, broken, kb, expected, seed=seed)


def _on_disk(
    world: World,
    name: str,
    broken: Callable[..., None],
    kb: int,
    expected: frozenset[str],
    *,
    seed: float,
) -> Found:
    found, folder = Found(), world.folder / name
    with _mounted(folder, _WIDE):
        trial = Trial(web=world.web, name=name, folder=folder, config=world.config())
        broken(world, trial, kb, found, random.Random(seed))
        _resize(folder, _WIDE)
        for command in ("run", "digest"):
            ended = trial.call(command)
            found.blame(ended, f"{command} with room again")
            if ended.code:
                found.faults.append(f"{command} with room again: {ended.code}: {ended.said[-800:]}")
        judge(trial, expected, found)
        found.faults = [f"{kb} KB: {fault}" for fault in found.faults]
        if found.faults:
            shutil.copytree(folder, world.folder / f"{name}-kept")
    return cleared(trial, found)


def _small(_: World, trial: Trial, kb: int, found: Found, __: random.Random) -> None:
    _resize(trial.folder, kb)
    for command in ("run", "digest"):
        _explained(trial.call(command), (str(trial.places.data),), found, command)


def _filled(
    _: World,
    trial: Trial,
    kb: int,
    found: Found,
    chance: random.Random,
    *,
    before: Trial,
    command: str = "run",
) -> None:
    copied = before.copied(trial.name, trial.folder)
    assert copied.folder == trial.folder
    process = trial.begin(command)
    when = wait(process, trial, 1.0, chance)
    used = shutil.disk_usage(trial.folder).used // 1024
    with suppress(subprocess.CalledProcessError):  # it has grown meanwhile
        _resize(trial.folder, used + kb // 4)
    _explained(trial.end(process), (str(trial.places.data),), found, f"{command}, {when}")
    for again in ("run", "digest"):
        _explained(trial.call(again), (str(trial.places.data),), found, f"{again} after it")


def _full_temporary(_: World, trial: Trial, kb: int, found: Found, __: random.Random) -> None:
    trial.temporary.mkdir()
    with _mounted(trial.temporary, kb):
        with suppress(OSError):
            (trial.temporary / "filler").write_bytes(b"x" * kb * 2000)
        for command in ("run", "digest"):
            places = (str(trial.places.data), str(trial.temporary))
            _explained(trial.call(command), places, found, command)


def _explained(ended: Ended, places: tuple[str, ...], found: Found, what: str) -> None:
    """A command that did not end well says which folder, and what to do."""
    found.blame(ended, what)
    if ended.code == 0 or ended.traced:
        return
    wrong = [line for line in ended.said.splitlines() if not line.startswith("ok ")]
    lines = [line for line in wrong if any(place in line for place in places)]
    if lines and all("they fail" in line for line in lines):
        return  # doctor, of failing.json, which is there
    if not any(_REMEDY.search(line) for line in lines):
        found.faults.append(f"{what}: not explained: {ended.code}: {ended.said[-600:]}")


_REMEDY = re.compile(
    r"\broom\b|restore|delete|move|remove|mak|name another|laurelwire run|owner|they fail"
)


@contextmanager
def _mounted(folder: Path, kb: int) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    _mount("-t", "tmpfs", "-o", f"size={kb}k", "tmpfs", str(folder))
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def _resize(folder: Path, kb: int) -> None:
    _mount("-o", f"remount,size={kb}k", str(folder))


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


# -- files that are damaged --------------------------------------------------------------------

Damage = Callable[[Path, random.Random], str]


def flipped(path: Path, chance: random.Random) -> str:
    content = bytearray(path.read_bytes())
    count = chance.choice([1, 1, 4, 64])
    for _ in range(count if content else 0):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    return f"{count} bits flipped"


def cut(path: Path, chance: random.Random) -> str:
    size = chance.randrange(max(path.stat().st_size, 1))
    os.truncate(path, size)
    return f"cut to {size} bytes"


def zeroed(path: Path, chance: random.Random) -> str:
    content = bytearray(path.read_bytes())
    start = 4096 * chance.randrange(max(len(content) // 4096, 1))
    content[start : start + 4096] = bytes(len(content[start : start + 4096]))
    path.write_bytes(content)
    return f"4096 zeros at {start}"


def emptied(path: Path, _: random.Random) -> str:
    os.truncate(path, 0)
    return "emptied"


def garbled(path: Path, chance: random.Random) -> str:
    path.write_bytes(chance.randbytes(5000))
    return "5000 random bytes"


def folder_instead(path: Path, _: random.Random) -> str:
    path.unlink()
    (path / "inside").mkdir(parents=True)
    return "a folder in its place"


def removed(path: Path, _: random.Random) -> str:
    path.unlink()
    return "removed"


_DAMAGES: tuple[tuple[str, tuple[Damage, ...]], ...] = (
    ("laurelwire.duckdb", (flipped, flipped, flipped, cut, zeroed, zeroed, emptied, garbled)),
    ("published/laurelwire.duckdb", (flipped, flipped, cut, zeroed, emptied, garbled)),
    ("laurelwire.duckdb.wal", (flipped, flipped, cut, cut, zeroed, emptied, garbled)),
    ("laurelwire.duckdb", (folder_instead, removed)),
    ("published/laurelwire.duckdb", (folder_instead, removed)),
    ("delivering.lock", (garbled, emptied, folder_instead)),
    ("answered.json", (flipped, cut, garbled, folder_instead)),
    ("failing.json", (flipped, cut, garbled, folder_instead)),
)
_FOLDERS = ("published", "staging", "reading", "digests")


def damage(world: World, times: int, chance: random.Random) -> Iterator[tuple[str, Job]]:
    expected = events(world.waiting.places)
    unwritten = _with_wal(world)
    kinds: list[tuple[str, str, Damage]] = []
    while len(kinds) < times:
        for name, damages in _DAMAGES[: 3 if len(kinds) > times // 2 else None]:
            kinds += [(name, name, each) for each in damages]
        kinds += [(f"{name}: a file", name, _file_instead) for name in _FOLDERS]
        kinds += [
            ("var: read only", ".", _untouched),
            ("published: read only", "published", _untouched),
        ]
    for number, (row, name, its) in enumerate(kinds[:times]):
        before = unwritten if name.endswith(".wal") or number % 3 == 0 else world.told
        seed = chance.random()
        yield (
            row,
            partial(_damaged, world, before, f"damage-{number}", name, its, expected, seed=seed),
        )


def _file_instead(path: Path, _: random.Random) -> str:
    shutil.rmtree(path, ignore_errors=True)
    path.write_text("a file")
    return "a file in its place"


def _untouched(path: Path, _: random.Random) -> str:
    return f"{path.name} read only"


def _with_wal(world: World) -> Trial:
    """Return a trial whose last run was killed with all it found in the WAL."""
    trial = world.told.copied("unwritten", world.folder / "unwritten", world.config())
    options = ["--config", str(trial.config), "--data", str(trial.places.data), "run"]
    code = (
        "import os, signal; import flows.ingestion.run as run; from flows.commands.cli import main\n"
        "run.finish = lambda _: os.kill(os.getpid(), signal.SIGKILL)\nmain()"
    )
    environment = {**os.environ, **trial.environment()}
    python = [sys.executable, "-c", code, *options]
    subprocess.run(python, env=environment, check=False, capture_output=True)
    assert trial.places.warehouse.with_name("laurelwire.duckdb.wal").stat().st_size > 10_000
    return trial


def _damaged(
    world: World,
    before: Trial,
    name: str,
    place: str,
    its: Damage,
    expected: frozenset[str],
    *,
    seed: float,
) -> Found:
    found = Found()
    trial = before.copied(name, world.folder / name, world.config())
    data = trial.places.data
    for each, content in (("answered.json", _ANSWERED), ("failing.json", _FAILING)):
        (data / each).write_text(content)
    (data / "checked").unlink(missing_ok=True)  # as when ten minutes have passed
    path = data / place
    what = f"{place}: {its(path, random.Random(seed))}"
    read_only = its is _untouched
    if read_only:
        _mount("--bind", str(path), str(path))
        _mount("-o", "remount,ro,bind", str(path))
    said = []
    try:
        for command in (("sql", "FROM awards"), ("doctor",), ("run",), ("digest",)):
            ended = trial.call(*command)
            said.append(ended.said)
            _explained(
                ended,
                ("/var" if place == "." else place.removesuffix(".wal"), "they fail"),
                found,
                command[0],
            )
    finally:
        if read_only:
            subprocess.run(["umount", "-l", str(path)], check=True)
    if not read_only:
        _mend(trial, path, "\n".join(said), found)
    for command in (("run",), ("digest",)):
        ended = trial.call(*command)
        found.blame(ended, f"{command[0]} after the remedy")
        if ended.code:
            found.faults.append(f"{command[0]} after the remedy: {ended.code}: {ended.said[-600:]}")
    judge(trial, expected, found)
    found.faults = [f"{what}: {fault}" for fault in found.faults]
    return cleared(trial, found)


_ANSWERED = '{"ingest": "2024-07-26T10:00:00+00:00"}'
_FAILING = '{"job": "ingest", "told_at": "2024-07-26T10:00:00+00:00"}'


def _mend(trial: Trial, path: Path, said: str, found: Found) -> None:
    """Do what the messages say."""
    if "laurelwire restore" in said:
        if path.is_dir():
            path.rename(path.with_name("moved-away"))
        ended = trial.call("restore")
        found.blame(ended, "restore")
        if ended.code:
            found.faults.append(f"restore: {ended.code}: {ended.said[-600:]}")
    elif (
        path == trial.places.snapshot
        and path.exists()
        and re.search("delete it|move what stands", said)
    ) or (
        path.exists() and re.search("move it away|move what stands there|remove what stands", said)
    ):
        _away(path)


def _away(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
