"""The writer of a pass that stores many times: held for some seconds, and let go where it would wait."""

from __future__ import annotations

import time
from pathlib import Path

from config.settings import Warehousing
from warehouse.store import Warehouse

_LONGEST = 10.0  # seconds for which others may wait, who write too


class HeldWarehouse:
    """Opens the warehouse when it is used, and keeps it open for a while.

    To close the file costs as much as to store a batch, since all that is new is written out then.
    """

    def __init__(self, path: Path, settings: Warehousing) -> None:
        self._path, self._settings = path, settings
        self._open: Warehouse | None = None
        self._since = 0.0

    def use(self) -> Warehouse:
        """Return the open warehouse; WarehouseBusyError as open_writer."""
        if self._open is None:
            self._open = Warehouse(self._path, self._settings, new=True)
            self._since = time.monotonic()
        return self._open

    def let_go_if_long(self) -> None:
        """Let the file go when it was held for long."""
        if time.monotonic() - self._since >= _LONGEST:
            self.let_go()

    def let_go(self) -> None:
        """Compare the articles stored meanwhile with the others, and close the file, if it is open."""
        if self._open is not None:
            self._open.compare()
            self.close()

    def close(self) -> None:
        """Close the file, if it is open: what was not compared is, when the file is next let go."""
        if self._open is not None:
            warehouse, self._open = self._open, None
            warehouse.close()
