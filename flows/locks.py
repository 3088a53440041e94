"""Locks between processes: the system lets go of one when its process ends, however it ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import MendableError


class LockUnusableError(MendableError):
    """A lock file cannot be opened; the message says which, why and what to do."""


@contextmanager
def held(lock: Path) -> Iterator[bool]:
    """Hold the lock; give False, at once, where another process does."""
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = lock.open("a")
    except OSError as error:
        raise LockUnusableError(
            f"{lock}: cannot be opened as a lock file: {error.strerror or error}; "
            "remove what stands there, or make its folder writable"
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
