"""What a caller wants of a layer: frozen, hashable values, each with one ``parse``."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from geo import times
from geo.errors import RequestError
from geo.filters import NUMBER, Expression

GeometryWish = Literal["point", "footprint", "none"]

_LEAP_YEAR = "0004"  # as the year 0 is one


@dataclass(frozen=True, slots=True)
class BBox:
    """A box in degrees, WGS 84 longitude/latitude. ``west > east`` crosses the antimeridian.

    RFC 7946 section 5.2 and OGC 17-069r4 requirement /req/core/fc-bbox-definition.
    """

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str, parameter: str = "bbox") -> Self:
        """The box of 4 or 6 comma-separated numbers; heights are dropped.

        Raises RequestError where the text is not such a list.
        """
        return cls.of(numbers(text, parameter), text, parameter)

    @classmethod
    def of(cls, degrees: tuple[float, float, float, float], text: str, parameter: str) -> Self:
        """The box of west, south, east, north in degrees; ``text`` is what a caller wrote.

        Raises RequestError where there is no such box.
        """
        west, south, east, north = degrees
        if not (-180 <= west <= 180 and -180 <= east <= 180):
            raise RequestError(parameter, text, "longitudes must lie within -180 and 180")
        if not -90 <= south <= north <= 90:
            raise RequestError(parameter, text, "needs -90 <= south <= north <= 90")
        return cls(west, south, east, north)

    def parts(self) -> Iterator["BBox"]:
        """The box itself, or its two halves where it crosses the antimeridian."""
        if self.west <= self.east:
            yield self
        else:
            yield BBox(self.west, self.south, 180.0, self.north)
            yield BBox(-180.0, self.south, self.east, self.north)


def numbers(text: str, parameter: str) -> tuple[float, float, float, float]:
    """The four numbers of a box as a caller writes it: 4 or 6 with commas, heights dropped.

    Raises RequestError where the text is not such a list.
    """
    parts = [part.strip() for part in text.split(",")]
    if not all(map(NUMBER.fullmatch, parts)):
        raise RequestError(parameter, text, "needs 4 or 6 numbers joined by commas")
    found = [float(part) for part in parts]
    if len(found) == 6:
        found = [found[0], found[1], found[3], found[4]]
    if len(found) != 4 or not all(map(math.isfinite, found)):
        raise RequestError(parameter, text, "needs 4 or 6 finite numbers joined by commas")
    return (found[0], found[1], found[2], found[3])


@dataclass(frozen=True, slots=True)
class Interval:
    """A span of days, both ends included; None is open.

    OGC 17-069r4 /req/core/fc-time-definition.
    """

    start: date | None
    end: date | None

    @classmethod
    def parse(cls, text: str, parameter: str = "datetime") -> Self:
        """The interval of a day, an RFC 3339 instant, ``start/end``, ``../end`` or ``start/..``.

        A day covers itself whole; an instant stands for its day in UTC. Some spellings of clients
        are read besides: ``2020-01-31T``, instants of the year 0, and a duration such as ``P2D``
        for one end. Raises RequestError where the text is none of these.
        """
        parts = _without_duration(text.split("/"))
        if len(parts) > 2 or text in ("", "..", "/", "../..", "../", "/.."):
            raise RequestError(parameter, text, "needs a date or start/end")
        days = [_day(part, parameter, text) for part in parts]
        start, end = days[0], days[-1]
        if len(parts) == 1 and start is None:
            raise RequestError(parameter, text, "needs a date or start/end")
        if start and end and start > end:
            raise RequestError(parameter, text, "the start lies after the end")
        return cls(start, end)


def _without_duration(parts: list[str]) -> list[str]:
    """The parts with a duration beside a day or an instant as the day that far from it.

    ISO 8601 has it and OGC 17-069r4 has not, but the OGC's own test suite asks so.
    """
    for at, beside, sign in ((0, 1, -1), (1, 0, 1)):
        if len(parts) == 2 and parts[at].startswith("P"):
            start = times.instant(parts[beside]) or times.instant(f"{parts[beside]}T00:00:00Z")
            if start and (found := times.after(start, parts[at], sign)):
                parts[at] = str(found.date())
    return parts


def _day(part: str, parameter: str, text: str) -> date | None:
    if part in ("", ".."):
        return None
    # GDAL's OAPIF driver ends a day in the T that a time would follow (SerializeDateTime of
    # ogroapifdriver.cpp, at least up to GDAL 3.12).
    if found := times.day(part.removesuffix("T")):
        return found
    if instant := times.instant(part):
        return instant.date()
    # QGIS begins an open interval in the year 0 (qgsoapifshareddata.cpp), which RFC 3339 has and
    # Python has not. No date that we can hold lies before the year 1.
    if part.startswith("0000-") and times.instant(part.replace("0000", _LEAP_YEAR, 1)):
        return date.min
    raise RequestError(parameter, text, f"{part!r} is not a date such as 2020-01-31")


@dataclass(frozen=True, slots=True)
class Sort:
    """One key of an order."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """All a caller can ask of a layer. The same value serves items, tiles, maps and figures."""

    bbox: BBox | None = None
    interval: Interval | None = None
    where: Expression | None = None
    ids: tuple[str, ...] = ()
    sort: tuple[Sort, ...] = ()
    limit: int = 100
    cursor: str | None = None
    geometry: GeometryWish = "point"
    properties: tuple[str, ...] | None = None
