"""What is lost, and what told twice, when commands are killed.

Usage: python -m bench.breakage [kills] [--times N] [--seed N] [--folder DIR]

kills: commands are ended by SIGKILL or SIGTERM at random moments, and run again to their end.

Prints a table: how many trials, how many of them ended well, events lost, events told twice,
deliveries unknown and pending, tracebacks, trials that left files behind; then what was at fault.
What ended badly stays in DIR.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.trials import Found, Running, Trial, Web, configuration, events, judge, table

_LANES = 3  # trials at once
_KILLS = {"run": 6, "run, 2 workers": 4, "second run": 5, "digest": 6, "merge": 4}
"""Commands that are killed, and how often for their share."""
_TERMS = 8  # of so many ends one is a SIGTERM


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
        its.places.data.parent.mkdir(parents=True)
        if arguments:
            ended = its.call(*arguments)
            if ended.code:
                raise SystemExit(f"{name}: ended with {ended.code}\n{ended.said}")
        return its

    return World(
        web=web,
        folder=folder,
        new=trial("new", 1),
        told=trial("told", 0, "run"),
        waiting=trial("waiting", 1, "run", "--no-digest"),
    )


# -- kills -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Killed:
    """A command that is killed: where it begins, and what it ends with undisturbed."""

    name: str
    before: Trial
    config: Path
    arguments: tuple[str, ...]
    seconds: float
    expected: frozenset[str]


def killed(world: World) -> Iterator[Killed]:
    """Yield the commands that are killed, each run undisturbed once."""
    pair = sorted(events(world.waiting.places))[:2]
    for name, before, config, arguments in (
        ("run", world.new, world.config(), ("run",)),
        ("run, 2 workers", world.new, world.config(workers=2), ("run",)),
        ("second run", world.told, world.config(), ("run",)),
        ("digest", world.waiting, world.config(), ("digest",)),
        ("merge", world.waiting, world.config(), ("merge", *pair)),
    ):
        undisturbed = before.copied(f"whole-{name[:6]}", world.folder / "whole", config)
        started = time.monotonic()
        ended = undisturbed.call(*arguments)
        if ended.code:
            raise SystemExit(f"{name}: ended with {ended.code}\n{ended.said}")
        yield Killed(
            name=name,
            before=before,
            config=config,
            arguments=arguments,
            seconds=time.monotonic() - started,
            expected=events(undisturbed.places),
        )


def kills(world: World, times: int, chance: random.Random) -> Iterator[tuple[str, Job]]:
    for command in killed(world):
        share = max(1, times * _KILLS[command.name] // sum(_KILLS.values()))
        for number in range(share):
            term = number % _TERMS == _TERMS - 1
            name = f"{command.name[:3]}{command.name[-3:]}-{number}".replace(" ", "")
            row = f"SIGTERM: {command.name}" if term else f"SIGKILL: {command.name}"
            seed = chance.random()
            yield row, partial(_kill, world, command, name, term=term, seed=seed)


def _kill(world: World, command: Killed, name: str, *, term: bool, seed: float) -> Found:
    chance, found = random.Random(seed), Found()
    trial = command.before.copied(name, world.folder / name, command.config)
    process = trial.begin(*command.arguments)
    when = _wait(process, trial, command.seconds, chance)
    if process.poll() is None:
        _signal(process, signal.SIGTERM if term else signal.SIGKILL)
    ended = trial.end(process)
    if term:
        found.blame(ended, "terminated") if ended.code != -signal.SIGTERM else None
    again = trial.call(*command.arguments)
    found.blame(again, "again")
    if again.code and "are one event already" not in again.said and "no event" not in again.said:
        found.faults.append(f"again: ended with {again.code}: {again.said[-800:]}")
    if command.arguments[0] == "merge":
        found.blame(trial.call("run", "--offline"), "run")
    judge(trial, command.expected, found)
    if term and found.unknown:
        found.faults.append(f"{found.unknown} unknown after SIGTERM")
    found.faults = [f"{when}: {fault}" for fault in found.faults]
    return _cleared(trial, found)


def _signal(process: Running, number: int) -> None:
    with suppress(ProcessLookupError):
        if process.pid:
            os.kill(process.pid, number)


def _wait(
    process: Running, trial: Trial, seconds: float, chance: random.Random
) -> str:
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


def _cleared(trial: Trial, found: Found) -> Found:
    if not found.faults:
        shutil.rmtree(trial.folder, ignore_errors=True)
    else:
        found.faults = [f"{trial.folder.name}: {fault}" for fault in found.faults]
    return found


# -- all ---------------------------------------------------------------------------------------

Job = Callable[[], Found]
PARTS: Mapping[str, Callable[[World, int, random.Random], Iterator[tuple[str, Job]]]] = {
    "kills": kills,
}
_TIMES = {"kills": 250}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--times", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="breakage-"))
    folder.mkdir(parents=True, exist_ok=True)
    world = made(folder.resolve())
    rows: dict[str, list[Found]] = defaultdict(list)
    for part in chosen.parts or PARTS:
        chance = random.Random(chosen.seed)
        jobs = list(PARTS[part](world, chosen.times or _TIMES[part], chance))
        with ThreadPoolExecutor(_LANES) as lanes:
            for (row, _), found in zip(jobs, lanes.map(lambda job: job[1](), jobs), strict=True):
                rows[row].append(found)
    print("\n".join(table(rows)))
    for row, its in rows.items():
        for found in its:
            for fault in found.faults:
                print(f"{row}: {fault}")


if __name__ == "__main__":
    main()
