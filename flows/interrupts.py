"""What SIGTERM and Ctrl-C do where they must wait, and where they need not."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_PATIENCE = 8  # seconds from SIGTERM to the end, whatever is being done


@contextmanager
def finished_first() -> Iterator[None]:
    """Let what is within end before SIGTERM ends the process, for eight seconds at most.

    Outside of it SIGTERM does what it did. In a thread nothing is changed: signals are the main one's.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came = False

    def note(_number: int, _frame: FrameType | None) -> None:
        nonlocal came
        came = True
        # The system's own alarm ends us even where no Python runs, as in a call that waits.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(_PATIENCE)

    before = signal.signal(signal.SIGTERM, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        if came:
            signal.alarm(0)
    if came:
        sys.exit(128 + signal.SIGTERM)


@contextmanager
def nothing_begun() -> Iterator[None]:
    """Let Ctrl-C end the process at once and without a trace, as while modules are imported.

    Python would raise it at whatever line of a library is being read, and loses it where that happens
    to be a callback of the import system.
    """
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
