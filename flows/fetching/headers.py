"""What the status and the headers of an answer say."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

FailureKind = Literal["temporary", "soft", "hard", "gone", "busy", "offline"]
"""Kinds of failure: it may work soon; something is odd; it will not work so; it has been ended; the
server asks to wait; it is our network that is missing."""

_LONGEST_WAIT = 7 * 86400.0  # seconds that a server may ask to be left alone
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NO_CACHE = re.compile(r"no-(?:cache|store)", re.IGNORECASE)
BUSY = frozenset({429, 503})


def failure_of(status: int) -> FailureKind:
    """Return which kind of failure a status is."""
    if status == 410:
        return "gone"
    if status in BUSY or status >= 500 or status in {408, 425}:
        return "temporary"
    return "hard" if status in {401, 403, 404, 451} else "soft"


def retry_after(written: str | None, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header, which is a number or a date (RFC 9110, 10.2.3)."""
    if not written:
        return None
    written = written.strip()
    if written.isascii() and written.isdigit():
        seconds = float(written[:9])
    else:
        try:
            moment = parsedate_to_datetime(written)
        except (ValueError, TypeError, IndexError):
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (moment - now).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_WAIT)


def max_age(written: str) -> float | None:
    """Return the seconds for which a Cache-Control header says that an answer is fresh."""
    found = None if _NO_CACHE.search(written) else _MAX_AGE.search(written)
    return min(float(found.group(1)), _LONGEST_WAIT) if found else None
