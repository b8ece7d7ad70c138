"""Days and instants as the standards write them; Python reads more spellings than those."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DURATION = re.compile(  # ISO 8601-1 section 5.5.2.2, without fractions
    r"P(?=[\dT])(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?"
    r"(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?",
    re.ASCII,
)
_INSTANT = re.compile(  # RFC 3339 section 5.6, date-time
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)


def day(text: str) -> date | None:
    """The day of RFC 3339's ``full-date``, None where the text is none of the calendar's."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def instant(text: str) -> datetime | None:
    """The instant of RFC 3339's ``date-time`` in UTC, None where the text is none."""
    if not _INSTANT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def after(start: datetime, duration: str, sign: int = 1) -> datetime | None:
    """The instant so much later, with sign -1 so much earlier.

    A day that the month does not have is its last. None where the duration is no one of ISO 8601
    (``P1Y2M10DT2H``), or leads out of the calendar.
    """
    match = _DURATION.fullmatch(duration)
    if match is None:
        return None
    years, months, weeks, days, hours, minutes, seconds = (int(one or 0) for one in match.groups())
    count = start.year * 12 + start.month - 1 + sign * (years * 12 + months)
    year, month = count // 12, count % 12 + 1
    span = timedelta(days, seconds, hours=hours, minutes=minutes, weeks=weeks)
    try:
        moved = start.replace(year, month, min(start.day, monthrange(year, month)[1]))
        return moved + sign * span
    except (ValueError, OverflowError):
        return None
