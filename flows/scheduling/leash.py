"""A program that ends with the one that started it, whatever ends that: `python -m flows.scheduling.leash PROGRAM`.

The starter holds the other end of our standard input. When it closes, as it does when the starter
is killed, the program and all that it started are ended: asked first, killed after some seconds.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

GRACE = 4.0  # seconds from asking to killing


def hold(command: list[str]) -> None:
    """Run the command in our process group until it ends or our standard input does."""
    signal.signal(signal.SIGTERM, lambda *_: _end_group())
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  serving.py's own
    threading.Thread(target=_end_with_starter, daemon=True).start()
    code = process.wait()
    _end_group(code)


def _end_with_starter() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _end_group(code: int = 128 + signal.SIGTERM) -> None:
    """Ask everything in our group to end, and kill what has not, ourselves with it."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(0, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline:
        if not _others():
            os._exit(code if code >= 0 else 128 - code)
        time.sleep(0.05)
    os.killpg(0, signal.SIGKILL)


def _others() -> bool:
    """True when our group holds more than ourselves; where that cannot be known, True."""
    group, own = os.getpgrp(), os.getpid()
    try:
        pids = [int(place.name) for place in Path("/proc").iterdir() if place.name.isdigit()]
    except OSError:
        return True
    for pid in pids:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        fields = stat.rpartition(")")[2].split()
        if pid != own and int(fields[2]) == group and fields[0] != "Z":
            return True
    return False


if __name__ == "__main__":
    hold(sys.argv[1:])
