"""What one document may cost: processor time and memory, in whatever process reads it."""

from __future__ import annotations

import faulthandler
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

_MB = 1_000_000
_SOON = 0.01  # seconds of processor time
_HARD, _HARD_LEAST = (
    6.0,
    120.0,
)  # times the budget and at least so many seconds of the clock: machines are busy


class OverBudget(BaseException):
    """A document took more processor time or memory than it may; the message says which and how much."""


class Watch:
    """Ends the work on a document that exceeds its budget.

    Python is interrupted after `seconds` of processor time. Where no Python runs, within a library
    that does not return, the process is ended, and `slot` then tells the next run which document it
    was: a file that names the document and holds the trace of where it was stuck. That happens after
    `hard` seconds of the clock.
    """

    def __init__(
        self, seconds: float, memory_mb: int, slot: Path | None, hard: float | None = None
    ) -> None:
        self.seconds, self.memory_mb, self.slot = seconds, memory_mb, slot
        self.hard = max(seconds * _HARD, _HARD_LEAST) if hard is None else hard
        # Signals are the main thread's alone; what another reads is bounded by the hard end only.
        self._main = threading.current_thread() is threading.main_thread()

    @contextmanager
    def over(self, name: str) -> Iterator[None]:
        """Watch over the work within; OverBudget ends it. `name` names the document for good."""
        with self._ended_if_stuck(name), _bounded_memory(self.memory_mb):
            if not self._main:
                yield
                return
            before = signal.signal(signal.SIGPROF, self._interrupt)
            signal.setitimer(signal.ITIMER_PROF, self.seconds, self.seconds)
            try:
                with _heard(OverBudget, self._again):
                    yield
            except MemoryError:
                raise OverBudget(f"it takes more than {self.memory_mb} MB of memory") from None
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
                signal.signal(signal.SIGPROF, before)

    def _again(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, _SOON, self.seconds)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        raise OverBudget(f"it takes more than {self.seconds:g} s of processor time")

    @contextmanager
    def _ended_if_stuck(self, name: str) -> Iterator[None]:
        if self.slot is None:
            yield
            return
        try:
            self.slot.parent.mkdir(parents=True, exist_ok=True)
            self.slot.write_text(f"{name}\n", encoding="utf-8")
            file = self.slot.open("a", encoding="utf-8")
        except (
            OSError
        ):  # no room, or no folder: the document is not to blame, and storing will say so
            yield
            return
        with file:
            faulthandler.dump_traceback_later(self.hard, exit=True, file=file)
            try:
                yield
            finally:
                faulthandler.cancel_dump_traceback_later()
        self.slot.unlink(missing_ok=True)


@contextmanager
def _heard(error: type[BaseException], again: Callable[[], None]) -> Iterator[None]:
    """Call `again` where Python drops the error: what a finaliser or a weak reference's callback raises is ignored."""
    before = sys.unraisablehook

    def heard(dropped: sys.UnraisableHookArgs) -> None:
        if issubclass(dropped.exc_type, error):
            again()
        else:
            before(dropped)

    sys.unraisablehook = heard
    try:
        yield
    finally:
        sys.unraisablehook = before


@contextmanager
def _bounded_memory(megabytes: int) -> Iterator[None]:
    """Let the process take so much more memory and no more: what asks for it gets a MemoryError."""
    before = resource.getrlimit(resource.RLIMIT_DATA)
    limit = _data_used() + megabytes * _MB
    bounded = before[1] == resource.RLIM_INFINITY or limit < before[1]
    if bounded:
        with suppress(ValueError, OSError):  # a system that knows no such limit
            resource.setrlimit(resource.RLIMIT_DATA, (limit, before[1]))
    try:
        yield
    finally:
        if bounded:
            with suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_DATA, before)


def _data_used() -> int:
    """Return the bytes of data the process has now, as Linux counts them; elsewhere its largest size."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    except (OSError, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return pages * resource.getpagesize()


def stuck(folder: Path) -> dict[str, str]:
    """Return the documents on which earlier processes were ended, with where they were stuck.

    Slots without a trace are of processes that were killed for another reason: they are swept.
    """
    found = {}
    for slot in sorted(folder.glob("*.slot")) if folder.is_dir() else []:
        if _is_alive(slot.stem):
            continue
        with suppress(OSError):
            name, _, trace = slot.read_text(encoding="utf-8", errors="replace").partition("\n")
            if trace.strip():
                found[name] = _innermost(trace)
            slot.unlink()
    return found


def _innermost(trace: str) -> str:
    """Return the frame that a trace of faulthandler shows first, in which the process was stuck."""
    lines = [line.strip() for line in trace.strip().splitlines()]
    heads = [i for i, line in enumerate(lines) if line.endswith("(most recent call first):")]
    return lines[heads[-1] + 1] if heads and heads[-1] + 1 < len(lines) else lines[0]


def _is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return int(pid) != os.getpid()


def slot_in(folder: Path) -> Path:
    """Return the slot of this process."""
    return folder / f"{os.getpid()}.slot"
