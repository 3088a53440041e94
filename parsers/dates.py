"""Dates as feeds and posts write them: right, or unknown."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_CHINA = timezone(timedelta(hours=8))
_NUMERIC = re.compile(
    r"^\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]+(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}))?(?:\.\d+)?秒?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?\s*$",
    re.IGNORECASE,
)


_DAY = re.compile(
    r"(?:(?P<y1>(?:19|20)\d{2})\s*年\s*)?(?P<m1>\d{1,2})\s*月\s*(?P<d1>\d{1,2})\s*日"
    r"|(?P<m2>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? (?P<d2>\d{1,2})(?:st|nd|rd|th)?"
    r"(?:,? (?P<y2>(?:19|20)\d{2}))?\b"
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def day_in(sentence: str, year: int | None) -> tuple[date, int, int] | None:
    """Return the day that a sentence names, with its place; `year` serves where none is written."""
    match = _DAY.search(sentence)
    if match is None:
        return None
    written = match["y1"] or match["y2"]
    spoken = int(written) if written else year
    month = int(match["m1"]) if match["m1"] else _MONTHS.index(match["m2"]) + 1
    try:
        return date(spoken or 0, month, int(match["d1"] or match["d2"])), match.start(), match.end()
    except ValueError:
        return None


def moment(written: str | None, language: str = "en") -> datetime | None:
    """Return the moment in UTC, or None where it is not certain.

    A time without zone is Beijing's in a Chinese source and UTC otherwise; `CST` likewise is
    China's in a Chinese source (mail standards read it as US Central, 14 hours off).
    """
    if not written:
        return None
    local = _CHINA if language == "zh" else UTC
    if found := _NUMERIC.match(written):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
        # A day without a time stays that day wherever it is read.
        zone = _zone(found.group(7), local) if found.group(4) else UTC
        try:
            return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
        except ValueError:
            return None
    if "CST" in written and language == "zh":
        written = written.replace("CST", "+0800")
    try:
        parsed = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError):
        return None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=local)).astimezone(UTC)


def _zone(written: str | None, local: timezone) -> timezone:
    if not written:
        return local
    if written.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    hours, minutes = int(written[1:3]), int(written[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if written[0] == "-" else offset)
