"""Secret addresses of sources and channels: read from the environment variable or file that is named."""

from __future__ import annotations

import os
from pathlib import Path


class SecretMissingError(Exception):
    """The variable or file that holds a secret address is not there, or is empty; names it, and why."""


def kept(variable: str | None, file: str | None) -> tuple[str, str]:
    """Return how the place is called, and the address that it holds."""
    if variable is not None:
        place = f"the environment variable {variable}"
        address = os.environ.get(variable, "").strip()
    else:
        place = f"the file {file}"
        try:
            address = Path(file or "").read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8"
            raise SecretMissingError(f"{place} cannot be read: {reason}") from None
    if not address:
        raise SecretMissingError(f"{place} is empty or not set")
    return place, address
