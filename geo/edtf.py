"""Dates as sources give them: EDTF level 1 (ISO 8601-2:2019, annex A) to the days they span.

The ``edtf`` package was weighed: 3 to 20 ms a date, and it turns an unknown start into "ten years
before". It stays in the tests as the other opinion.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

LONGEST = 60  # characters; no level 1 date of days is longer

_DATE = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)"
    r"(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?"
    r"(?P<qualifier>[~?%]?)",
    re.ASCII,
)
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}  # months, northern names


@dataclass(frozen=True, slots=True)
class Span:
    """The days a date may lie in, both ends included; None where an end is open or unknown."""

    start: date | None
    end: date | None
    uncertain: bool = False  # "?" or "%"
    approximate: bool = False  # "~" or "%"

    @property
    def days(self) -> int | None:
        """How many days the span has; None where an end is open."""
        if self.start is None or self.end is None:
            return None
        return (self.end - self.start).days + 1


@lru_cache(maxsize=65_536)
def parse(text: str) -> Span:
    """The days of an EDTF level 1 date or interval; approximate dates are not widened.

    ``2019-11-01``, ``2019-11``, ``2019``, ``201X``, ``2019-XX-XX``, seasons ``2019-21`` to ``-24``
    (winter, 24, runs from December into the next year), each with ``~ ? %``; intervals ``a/b`` with
    ``..`` for open and nothing for unknown ends. Years 0001 to 9999.
    Raises ValueError where the text is none of these.
    """
    if len(text) > LONGEST:
        raise ValueError("longer than any EDTF level 1 date")
    parts = text.split("/")
    if len(parts) == 1:
        return _date(text)
    if len(parts) != 2:
        raise ValueError("an interval has one '/'")
    first, last = (None if part in ("", "..") else _date(part) for part in parts)
    if first is None and last is None:
        raise ValueError("an interval needs a date at one end")
    start = first.start if first else None
    end = last.end if last else None
    if start and end and start > end:
        raise ValueError("the interval ends before it starts")
    known = [span for span in (first, last) if span]
    return Span(
        start,
        end,
        any(span.uncertain for span in known),
        any(span.approximate for span in known),
    )


def _date(text: str) -> Span:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:20]!r} is not an EDTF level 1 date")
    year, month, day = match["year"], match["month"], match["day"]
    start, end = _bounds(year, month, day)
    qualifier = match["qualifier"]
    return Span(start, end, qualifier in ("?", "%"), qualifier in ("~", "%"))


def _bounds(year: str, month: str | None, day: str | None) -> tuple[date, date]:
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if low == 0:
        raise ValueError("years before 0001 are not dates here")
    if month in (None, "XX"):
        if day not in (None, "XX"):
            raise ValueError("a day in an unspecified month is level 2")
        return date(low, 1, 1), date(high, 12, 31)
    if low != high:
        raise ValueError("a month in an unspecified year is level 2")
    number = int(month or 0)
    if number in _SEASONS and day is None:
        return _season(low, number)
    if not 1 <= number <= 12:
        raise ValueError(f"there is no month {month}")
    if day in (None, "XX"):
        return date(low, number, 1), _last_day(low, number)
    return date(low, number, int(day or 0)), date(low, number, int(day or 0))


def _season(year: int, number: int) -> tuple[date, date]:
    first, last = _SEASONS[number]
    return date(year, first, 1), _last_day(year + (last < first), last)


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
