"""What is lost, and what told twice, when commands are killed, disks are full and files are damaged.

Usage: python -m bench.breakage [kills] [disk] [damage] [--times N] [--only COMMAND] [--seed N] [--folder DIR]

kills: commands are ended by SIGKILL or SIGTERM at random moments, and run again to their end; with --only, one of
them, N times.
disk: runs on disks that are too small, or become full meanwhile; then there is room again (as root).
damage: bytes flipped, files cut, emptied, removed or of the wrong kind; then what the messages say
to do is done (as root).

Prints a table: how many trials, how many of them ended well, events lost, events told twice,
deliveries unknown and pending, tracebacks, trials that left files behind; and, as it is found, what
was at fault. An interrupt ends it early, with the table of what was done.
What ended badly stays in DIR.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.aging import aged
from bench.places_broken import damage, disk
from bench.trials import (
    Found,
    Trial,
    World,
    cleared,
    events,
    judge,
    made,
    send,
    table,
    wait,
    well,
)

_LANES = 3  # trials at once
_KILLS = {
    "run": 6, "run, 2 workers": 2, "second run": 5, "digest": 7, "merge": 3, "migration": 4, "backup": 3,
    "restore": 4,
}  # fmt: skip
"""Commands that are killed, and how often for their share."""
_TERMS = 8  # of so many ends one is a SIGTERM


# -- kills -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Killed:
    """A command that is killed: where it begins, and what it ends with undisturbed."""

    name: str
    before: Trial
    config: Path
    arguments: tuple[str, ...]
    after: tuple[str, ...]
    seconds: float
    expected: frozenset[str]


def killed(world: World) -> Iterator[Killed]:
    """Yield the commands that are killed, each run undisturbed once."""
    pair = sorted(events(world.waiting.places))[:2]
    old = world.told.copied("old", world.folder / "old")
    aged(old.places.warehouse, 7)
    told = world.told.copied("copied", world.folder / "copied", world.config())
    well(told, "backup", str(told.copy))
    well(told, "run")
    offline = ("run", "--offline")
    commands: tuple[tuple[str, Trial, Path, tuple[str, ...], tuple[str, ...]], ...] = (
        ("run", world.new, world.config(), ("run",), ()),
        ("run, 2 workers", world.new, world.config(workers=2), ("run",), ()),
        ("second run", world.told, world.config(), ("run",), ()),
        ("digest", world.waiting, world.config(), ("digest",), ()),
        ("merge", world.waiting, world.config(), ("merge", "--yes", *pair), offline),
        ("migration", old, world.config(), ("run",), ()),
        ("backup", world.told, world.config(), ("backup", "copies/copy.duckdb"), ("run",)),
        ("restore", told, world.config(), ("restore", "copies/copy.duckdb"), ("run",)),
    )
    for name, before, config, arguments, after in commands:
        folder = world.folder / f"whole-{name}"
        undisturbed = before.copied(f"whole-{len(name)}", folder, config)
        started = time.monotonic()
        well(undisturbed, *arguments)
        seconds = time.monotonic() - started
        if after:
            well(undisturbed, *after)
        yield Killed(
            name=name,
            before=before,
            config=config,
            arguments=arguments,
            after=after,
            seconds=seconds,
            expected=events(undisturbed.places),
        )


def kills(
    world: World, times: int, chance: random.Random, only: str | None = None
) -> Iterator[tuple[str, Job]]:
    for command in killed(world):
        share = max(1, times * _KILLS[command.name] // sum(_KILLS.values()))
        if only is not None:
            share = times if command.name == only else 0
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
    when = wait(process, trial, command.seconds, chance)
    if process.poll() is None:
        send(process, signal.SIGTERM if term else signal.SIGKILL)
    ended = trial.end(process)
    if term:
        found.blame(ended, "terminated") if ended.code != -signal.SIGTERM else None
    again = trial.call(*command.arguments)
    found.blame(again, "again")
    if again.code and "are one event already" not in again.said and "no event" not in again.said:
        found.faults.append(f"again: ended with {again.code}: {again.said[-800:]}")
    if command.after:
        found.blame(trial.call(*command.after), "after it")
    judge(trial, command.expected, found)
    if term and found.unknown:
        found.faults.append(f"{found.unknown} unknown after SIGTERM")
    found.faults = [f"{when}: {fault}" for fault in found.faults]
    return cleared(trial, found)


# -- all ---------------------------------------------------------------------------------------

Job = Callable[[], Found]
PARTS: Mapping[str, Callable[[World, int, random.Random], Iterator[tuple[str, Job]]]] = {
    "kills": kills,
    "disk": disk,
    "damage": damage,
}
_TIMES = {"kills": 252, "disk": 40, "damage": 100}


def _tried(job: Job) -> Found:
    """Return what a trial came to; one that cannot be made is a fault of this bench, and told."""
    try:
        return job()
    except Exception as error:  # noqa: BLE001  the others go on
        return Found(faults=[f"the trial itself failed: {error!r}"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--times", type=int)
    parser.add_argument("--only", choices=_KILLS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="breakage-"))
    folder.mkdir(parents=True, exist_ok=True)
    world = made(folder.resolve())
    rows: dict[str, list[Found]] = defaultdict(list)
    for part in chosen.parts or PARTS:
        chance = random.Random(chosen.seed)
        making = partial(kills, only=chosen.only) if part == "kills" else PARTS[part]
        jobs = list(making(world, chosen.times or _TIMES[part], chance))
        chance.shuffle(jobs)  # so that those made before an interrupt are of every kind
        with ThreadPoolExecutor(_LANES) as lanes:
            made_of = {lanes.submit(_tried, job): row for row, job in jobs}
            try:
                for done in as_completed(made_of):
                    rows[made_of[done]].append(done.result())
                    for fault in done.result().faults:
                        print(f"{made_of[done]}: {fault}", file=sys.stderr, flush=True)
            except KeyboardInterrupt:
                lanes.shutdown(wait=False, cancel_futures=True)
    print("\n".join(table(dict(sorted(rows.items())))))


if __name__ == "__main__":
    main()
