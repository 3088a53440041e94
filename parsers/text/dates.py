"""Dates as feeds, pages and posts write them: right, or unknown."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

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


_CHINA = timezone(timedelta(hours=8))
_EARLIEST = 1990  # before it nothing was published in a feed: such a date is a mistake
_ZONES: dict[str, float] = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MET": 1, "MEZ": 1,
    "CEST": 2, "CEDT": 2, "MEST": 2, "MESZ": 2, "SAST": 2, "EET": 2, "EEST": 3, "OEZ": 2, "OESZ": 3,
    "MSK": 3, "PKT": 5, "ICT": 7, "WIB": 7, "HKT": 8, "SGT": 8, "PHT": 8, "AWST": 8, "JST": 9, "KST": 9,
    "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "BRT": -3, "NDT": -2.5, "NST": -3.5, "ADT": -3, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip
"""Hours east of Greenwich (RFC 5322, 4.3, and those in use); CST is China's or America's by language."""

_NAMED = {
    **{name.lower(): number for number, name in enumerate(_MONTHS, 1)},
    "gen": 1, "ene": 1, "fev": 2, "maa": 3, "mrt": 3, "mrz": 3, "avr": 4, "abr": 4, "mai": 5, "mag": 5,
    "mei": 5, "giu": 6, "juin": 6, "lug": 7, "juil": 7, "ago": 8, "aou": 8, "set": 9, "ott": 10,
    "okt": 10, "out": 10, "dic": 12, "dez": 12,
}  # fmt: skip
"""How months begin, without accents: in English, Italian, German, French, Spanish, Portuguese, Dutch."""

_MONTH = rf"(?P<name>{'|'.join(_NAMED)})[a-z]*\.?"
_DATES = (
    r"(?P<y>\d{4})\s*(?P<sep>[-/.])\s*(?P<m>\d{1,2})\s*(?P=sep)\s*(?P<d>\d{1,2})",
    r"(?:(?P<y>\d{4})\s*年\s*)?(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]",
    r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|o|\.)?[\s-]+(?:(?:of|de)\s+)?{_MONTH},?[\s-]+(?:del?\s+)?(?P<y>\d{{4}}|\d{{2}})",
    rf"{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})",
    r"(?P<a>\d{1,2})(?P<sep>[/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4})",
)
_TIME = (
    r"(?:(?P<half>上午|下午|晚上|早上|凌晨|中午|傍晚|晚)\s*)?(?P<h>\d{1,2})\s*(?:[:：时点]\s*(?P<mi>\d{1,2})?)"
    r"(?:\s*[:：分]\s*(?P<s>\d{1,2})?)?(?:[.,]\d{1,9})?\s*秒?\s*(?P<pm>[ap]\.?m\.?)?"
)
_COMPACT = r"T(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})"
_ZONE = r"(?P<zone>[+-]\d{1,2}:?\d{2}|[+-]\d{2}|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?|[a-z]{1,5})?(?:\s*\([a-z ]{2,40}\))?"
_TIMED = rf"(?:(?:\s*,?\s*t?\s*|\s+(?:at|a|as|um|alle|ore|a las)\s+){_TIME}\s*{_ZONE})?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (*(f"{day}{_TIMED}" for day in _DATES), rf"{_DATES[2]}{_COMPACT}\s*{_ZONE}")
)
_TIMED_FIRST = re.compile(  # asctime: "Mon Sep 21 14:13:20 2026"
    rf"{_MONTH}\s+(?P<d>\d{{1,2}})\s+(?P<h>\d{{2}}):(?P<mi>\d{{2}}):(?P<s>\d{{2}})\s+(?:{_ZONE}\s+)?(?P<y>\d{{4}})",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\s*,?\s*|[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?\s*",
    re.IGNORECASE,
)
_LEADING_DAY = re.compile(  # the weekday in those languages, and the word before a day: "le 2 mai 2026"
    r"^(?:(?:lun|mar|mer|gio|ven|sab|dom|jeu|sam|dim|mie|jue|vie|seg|ter|qua|qui|sex|don|fre|mit|die|son)"
    r"[a-z]*(?:-feira)?|mo|di|mi|do|fr|sa|so|ma|wo|vr|za|zo|le|il|el|am|den|em)\b\.?\s*,?\s*",
    re.IGNORECASE,
)
_LED = re.compile(
    r"^(?:发布时间|发表时间|发布于|发表于|时间|日期|更新时间|published(?: on)?|posted(?: on)?|updated|date)\s*[:：]?\s*",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?:约|大约|about\s+)?(?P<n>\d{1,3}|an?|one|半)\s*个?\s*(?P<unit>秒|分钟|小时|天|周|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?)\s*(?:之?前|ago)",
    re.IGNORECASE,
)
_DAYS_AGO = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "today": 0, "yesterday": 1}
_RELATIVE_DAY = re.compile(
    rf"(?P<day>{'|'.join(_DAYS_AGO)})(?:\s*,?\s*(?:at\s+)?{_TIME})?", re.IGNORECASE
)
_SECONDS = {
    "秒": 1,
    "s": 1,
    "分": 60,
    "m": 60,
    "小": 3600,
    "h": 3600,
    "天": 86400,
    "d": 86400,
    "周": 604800,
    "w": 604800,
}
_PLAIN = re.compile(
    r"(?:(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(?P<d>\d{2}) (?P<name>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r" (?P<y>\d{4}) |(?P<y2>\d{4})-(?P<m>\d{2})-(?P<d2>\d{2})T)"
    r"(?P<h>\d{2}):(?P<mi>\d{2}):(?P<s>\d{2})(?:\.\d{1,9})? ?(?P<zone>GMT|UTC|Z|[+-]\d{2}:?\d{2})"
)
_EPOCH = re.compile(r"(?P<s>\d{10})(?:\d{3})?")


def moment(
    written: str | None, language: str = "en", read: datetime | None = None
) -> datetime | None:
    """Return the moment in UTC, or None where it is not certain.

    A time without zone is Beijing's in a Chinese source and UTC otherwise; `CST` is China's in a
    Chinese source and America's otherwise. "3 小时前" and days without a year count from `read`,
    the moment at which they were read.
    """
    if plain := _PLAIN.fullmatch(written or ""):
        return _standard(plain.groupdict())
    text = unicodedata.normalize("NFKC", written or "").strip()
    if not text or len(text) > 100:
        return None
    local = _CHINA if language == "zh" else UTC
    found = _spoken(text, local, read) or _written(text, language, local, read)
    return found if found is None or found.year >= _EARLIEST else None


def _standard(parts: dict[str, str]) -> datetime | None:
    """Return a moment written as RFC 5322 or RFC 3339 want it, which most are."""
    month = parts["m"] or f"{_MONTHS.index(parts['name']) + 1}"
    day = (int(parts["y"] or parts["y2"]), int(month), int(parts["d"] or parts["d2"]))
    zone = _zone(parts["zone"], "", UTC)
    if zone is None:
        return None
    try:
        at = datetime(*day, int(parts["h"]), int(parts["mi"]), int(parts["s"]), tzinfo=zone)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.year >= _EARLIEST else None


def _written(text: str, language: str, local: timezone, read: datetime | None) -> datetime | None:
    text = _LED.sub("", " ".join(_WEEKDAY.sub(" ", _without_accents(text)).split()))
    if epoch := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(epoch["s"]), UTC)
    # "mar" opens Tuesdays and March: what makes a date with it or without it tells which.
    for candidate in dict.fromkeys((text, _LEADING_DAY.sub("", _LEADING_DAY.sub("", text)))):
        for form in (*_FORMS, _TIMED_FIRST):
            if match := form.fullmatch(candidate):
                parts = match.groupdict()
                day = _day(parts, local, read)
                return _at(day, parts, language, local) if day else None
    return None


def _without_accents(text: str) -> str:
    """Return the text in which août is aout; what has no accents is returned as it is."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _day(parts: dict[str, str | None], local: timezone, read: datetime | None) -> date | None:
    """Return the day, where only one is meant."""
    month, day = parts.get("m"), parts.get("d")
    if parts.get("a"):  # 06/05/2026 is a day of May or of June, 29/06/2026 of June alone
        a, b = int(parts["a"] or 0), int(parts["b"] or 0)
        if a == b or (a > 12) != (b > 12):
            month, day = (str(b), str(a)) if a > 12 else (str(a), str(b))
        else:
            return None
    name = parts.get("name")
    number = _NAMED[name.lower()] if name else int(month or 0)
    year = parts.get("y")
    try:
        if year is not None:
            full = int(year) if len(year) == 4 else 2000 + int(year)
            return date(full, number, int(day or 0))
        if read is None:
            return None
        today = read.astimezone(local).date()
        this = date(today.year, number, int(day or 0))
        return this if this <= today else date(today.year - 1, number, int(day or 0))
    except ValueError:
        return None


def _at(day: date, parts: dict[str, str | None], language: str, local: timezone) -> datetime | None:
    if parts.get("h") is None:
        # A day without a time stays that day wherever it is read.
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    zone = _zone(parts.get("zone"), language, local)
    hour = _hour(int(parts["h"] or 0), parts.get("half"), parts.get("pm"))
    if zone is None or hour is None:
        return None
    try:
        local_moment = datetime(
            day.year, day.month, day.day, hour, int(parts.get("mi") or 0), int(parts.get("s") or 0),
            tzinfo=zone,
        )  # fmt: skip
        return local_moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _hour(hour: int, half: str | None, pm: str | None) -> int | None:
    if pm or half:
        late = bool(pm and pm[0] in "pP") or half in {"下午", "晚上", "傍晚", "晚"}
        late = late or (half == "中午" and hour < 11)
        if hour > 12:
            return hour if late else None
        if late:
            return hour if hour == 12 and half != "晚上" else hour + 12 if hour < 12 else None
        return 0 if hour == 12 and half != "中午" else hour
    return hour


def _zone(written: str | None, language: str, local: timezone) -> timezone | None:
    if not written:
        return local
    name = written.upper()
    if name == "CST":
        return _CHINA if language == "zh" else timezone(timedelta(hours=-6))
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name]))
    offset = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", name)
    if offset is None:
        return None
    minutes = int(offset[2]) * 60 + int(offset[3] or 0)
    if minutes > 15 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))


def _spoken(text: str, local: timezone, read: datetime | None) -> datetime | None:
    """Return the moment that is told from now: "刚刚", "3 hours ago", "昨天 10:20"."""
    text = _LED.sub("", text)
    if read is None:
        return None
    if text.lower() in {"刚刚", "just now", "now"}:
        return read
    if ago := _AGO.fullmatch(text):
        count = 0.5 if ago["n"] == "半" else 1.0 if ago["n"].isalpha() else float(ago["n"])
        return read - timedelta(seconds=count * _SECONDS[ago["unit"][0].lower()])
    if day := _RELATIVE_DAY.fullmatch(text):
        parts = day.groupdict()
        on = read.astimezone(local).date() - timedelta(days=_DAYS_AGO[day["day"].lower()])
        return _at(on, parts, "", local)
    return None
