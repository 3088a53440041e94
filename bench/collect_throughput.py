"""First read, nothing changed and update round of a feed corpus, beside feed readers of others.

Usage: python bench/collect_throughput.py CORPUS [--feeds N] [--times N] [--workers N|auto ...]
           [--reader PYTHON] [--peer NAME ...]

CORPUS holds the folders `r0` and `r1`, two rounds of the same files. They are served by nginx on
loopback; Laurelwire (everything on: text, extraction, near-duplicates, warehouse, snapshot) and the
peers read them in turn, in the same minutes. PYTHON is an interpreter with the package `reader`.
Prints wall and CPU seconds, peak memory of the whole process tree in MB, and entries kept.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_LOOK = 0.5  # seconds between looks at the memory, which stop a process for milliseconds
ROUNDS = ("first", "unchanged", "update")
READER = """
import sys
from reader import make_reader
reader = make_reader(sys.argv[1])
for line in open(sys.argv[2]):
    reader.add_feed(line.strip(), exist_ok=True)
for _ in reader.update_feeds_iter(workers=int(sys.argv[3]), scheduled=False):
    pass
print(reader.get_entry_counts().total)
"""
SETTINGS = """
[collecting]
allowed_networks = ["127.0.0.0/8"]
concurrency = 64
per_host = 64
spacing = 0
workers = {workers}
"""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Of one command: wall and CPU seconds, the most memory of its process tree in MB, its output."""

    wall: float
    cpu: float
    memory: float
    output: str


def cost(command: list[str], environment: dict[str, str] | None = None) -> Cost:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    # As programs are installed: with their modules compiled.
    given = {k: v for k, v in (environment or os.environ).items() if k != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=given
    )
    most = 0.0
    spent: dict[int, float] = {}
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(_LOOK):
            memory, seconds = tree(process.pid)
            most = max(most, memory)
            spent.update(seconds)

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, _ = process.communicate()
    wall = time.perf_counter() - started
    done.set()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise SystemExit(f"{command}: ended with {process.returncode}\n{output[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # A process that nobody waits for is counted as it was last seen.
    return Cost(wall=wall, cpu=max(cpu, sum(spent.values())), memory=most, output=output)


def tree(pid: int) -> tuple[float, dict[int, float]]:
    """Return what a process and all below it hold and have spent.

    Proportional memory in MB (pages shared count once), and CPU seconds of each process.
    """
    total, seconds = 0.0, {}
    waiting = [pid]
    while waiting:
        each = waiting.pop()
        try:
            for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) / 1000
            times = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()[11:13]
            seconds[each] = sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
            for task in Path(f"/proc/{each}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return total, seconds


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve folder/cur with nginx on loopback; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; worker_processes 1; error_log stderr crit; pid {folder}/nginx.pid;\n"
        "events { worker_connections 1024; }\n"
        "http { access_log off; etag on; types { application/xml xml; application/feed+json json; }\n"
        f"server {{ listen 127.0.0.1:{port}; root {folder}/cur; }} }}\n"
    )
    server = subprocess.Popen(
        ["nginx", "-p", str(folder), "-c", str(configuration)], stderr=subprocess.DEVNULL
    )
    try:
        time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def turn_to(folder: Path, corpus: Path) -> None:
    link = folder / "cur"
    link.unlink(missing_ok=True)
    link.symlink_to(corpus)


def laurelwire(work: Path, feeds: list[str], workers: str) -> Callable[[], Cost]:
    config, data = work / "config", work / "data"
    shutil.rmtree(work, ignore_errors=True)
    config.mkdir(parents=True)
    config.joinpath("sources.toml").write_text(
        "".join(
            f'[[source]]\nname = "{Path(f).name}"\nurl = "{f}"\nlanguage = "mixed"\n' for f in feeds
        )
    )
    config.joinpath("settings.toml").write_text(
        SETTINGS.format(workers=json.dumps(workers) if workers == "auto" else workers)
    )
    program = str(Path(sys.executable).with_name("laurelwire"))
    command = [program, "--config", str(config), "--data", str(data), "run", "--format", "json"]

    def run() -> Cost:
        spent = cost(command)
        told = json.loads(spent.output[spent.output.index("{") :])
        kept = told["entries"]["seen"] - len(told["entries"]["rejected"])
        return Cost(wall=spent.wall, cpu=spent.cpu, memory=spent.memory, output=str(kept))

    return run


def reader(work: Path, feeds: list[str], python: str) -> Callable[[], Cost]:
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    work.joinpath("feeds").write_text("\n".join(feeds))
    return lambda: cost(
        [python, "-c", READER, str(work / "db.sqlite"), str(work / "feeds"), "4"],
        os.environ | {"HOME": str(work)},
    )


def newsboat(work: Path, feeds: list[str]) -> Callable[[], Cost]:
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    work.joinpath("urls").write_text("\n".join(feeds))
    work.joinpath("config").write_text("reload-threads 4\n")
    return lambda: cost(
        [
            "newsboat",
            "-u",
            str(work / "urls"),
            "-C",
            str(work / "config"),
            "-c",
            str(work / "cache"),
            "-x",
            "reload",
        ],
        os.environ | {"HOME": str(work)},
    )


def sfeed(work: Path, feeds: list[str]) -> Callable[[], Cost]:
    shutil.rmtree(work, ignore_errors=True)
    (work / "etags").mkdir(parents=True)
    (work / "feeds").mkdir()
    listed = "\n".join(f'feed "{Path(f).name}" "{f}"' for f in feeds)
    work.joinpath("sfeedrc").write_text(
        f'sfeedpath="{work}/feeds"\nmaxjobs=4\nfeeds() {{\n{listed}\n}}\n'
        "fetch() {\n"
        f'  curl -s -f -L --etag-save "{work}/etags/$1" --etag-compare "{work}/etags/$1" "$2"\n'
        "}\n"
    )
    return lambda: cost(["sfeed_update", str(work / "sfeedrc")], os.environ | {"HOME": str(work)})


def rss2email(work: Path, feeds: list[str]) -> Callable[[], Cost]:
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    listed = "".join(f"[feed.f{n}]\nurl = {f}\n" for n, f in enumerate(feeds))
    work.joinpath("config").write_text(f"[DEFAULT]\nto = reader@example.org\n{listed}")
    return lambda: cost(
        ["r2e", "-c", str(work / "config"), "-d", str(work / "data.json"), "run", "--no-send"],
        os.environ | {"HOME": str(work)},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--feeds", type=int, default=2000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--workers", nargs="*", default=["auto"])
    parser.add_argument("--reader", metavar="PYTHON")
    parser.add_argument("--peer", nargs="*", default=[], choices=["newsboat", "sfeed", "rss2email"])
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="laurelwire-bench-"))
    folder.chmod(0o755)  # the web server reads as somebody else
    names = sorted(p.name for p in (chosen.corpus / "r0").iterdir())[: chosen.feeds]
    spent: dict[str, dict[str, list[Cost]]] = defaultdict(lambda: defaultdict(list))
    with served(folder) as address:
        feeds = [f"{address}/{name}" for name in names]
        for _ in range(chosen.times):
            programs = {
                "laurelwire" if n == "auto" else f"laurelwire, {n} workers": laurelwire(
                    folder / f"lw{n}", feeds, n
                )
                for n in chosen.workers
            }
            if chosen.reader:
                programs["reader"] = reader(folder / "reader", feeds, chosen.reader)
            others = {"newsboat": newsboat, "sfeed": sfeed, "rss2email": rss2email}
            programs |= {name: others[name](folder / name, feeds) for name in chosen.peer}
            for round_name in ROUNDS:
                turn_to(
                    folder, chosen.corpus.resolve() / ("r1" if round_name == "update" else "r0")
                )
                for name, run in programs.items():
                    spent[name][round_name].append(run())
    shutil.rmtree(folder)
    report(spent, len(names))


def report(spent: dict[str, dict[str, list[Cost]]], feeds: int) -> None:
    print(f"{feeds} feeds; medians: wall s / CPU s / peak MB / entries kept")
    for name, rounds in spent.items():
        for round_name, costs in rounds.items():
            wall, cpu = (statistics.median(getattr(c, n) for c in costs) for n in ("wall", "cpu"))
            memory = max(c.memory for c in costs)
            kept = costs[-1].output.strip().split("\n")[-1][:12]
            against = ""
            if name != "reader" and "reader" in spent:
                ratios = [
                    r.wall / c.wall for r, c in zip(spent["reader"][round_name], costs, strict=True)
                ]
                against = f"   reader takes {statistics.median(ratios):.1f} times as long"
            print(
                f"{name:>22} {round_name:>10} {wall:7.2f} / {cpu:6.2f} / {memory:5.0f} / {kept}{against}"
            )


if __name__ == "__main__":
    main()
