"""Child processes of `serve`: started in a group of their own, and ended with us however we end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from flows.scheduling.leash import GRACE

PYTHON = (sys.executable, "-P")
"""Our interpreter; a stranger's config.py in the working directory is not to be taken for ours."""


class Child:
    """A program on a leash; its output goes where ours goes, or to a file."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], log: Path | None = None
    ) -> None:
        output = log.open("wb") if log else None
        try:
            self._process = subprocess.Popen(  # noqa: S603  our own programs
                [*PYTHON, "-m", "flows.scheduling.leash", *command],
                env={**environment, "PYTHONSAFEPATH": "1"},
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        finally:
            if output is not None:
                output.close()

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    @property
    def code(self) -> int:
        """What the program ended with; of one that was killed not 0."""
        code = self._process.wait()
        self.ask_to_end()  # what held it is not needed any more
        return code

    def ask_to_end(self) -> None:
        """Ask the program and all that it started to end; they are killed after some seconds."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    def wait(self) -> None:
        """Wait until the program has ended after it was asked to."""
        try:
            self._process.wait(timeout=GRACE + 1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
