"""Which rows a query selects: search first, then mask the candidates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geo import filters, morton
from geo.errors import RequestError
from geo.query import BBox, Interval, Query
from geo.stores import mask
from geo.stores.columns import Column, Mask, Rows, Span
from geo.stores.footprints import Footprints
from geo.stores.snapshot import Kind, Snapshot

_EPOCH = date(1970, 1, 1)
_NEAR = 4_096  # rows between two runs that cost less to look at than to look twice


def check(snapshot: Snapshot, query: Query) -> None:
    """Raises RequestError or FilterError where the layer cannot answer the query."""
    schema = snapshot.schema
    if query.where is not None:
        filters.check(query.where, schema)
    for key in query.sort:
        if key.field != "id" and key.field not in schema.by_name:
            allowed = ("id", *schema.by_name)
            raise RequestError("sortby", key.field, f"{schema.name} has no such field", allowed)
    for name in query.properties or ():
        if name not in schema.by_name:
            raise RequestError(
                "properties", name, f"{schema.name} has no such field", schema.by_name
            )
    if query.limit < 0:
        raise RequestError("limit", query.limit, "must not be negative")


def select(snapshot: Snapshot, footprints: Footprints, query: Query) -> Rows:
    """The rows of a checked query; a slice or a mask where all rows were looked at.

    A box selects what it touches: the point, the own line or area, or the footprint that stands for
    a record of precision >= 4; which of several geometries counts is the server's decision.
    Records without any geometry match every box, records without dates every interval
    (OGC 17-069r4 /req/core/fc-bbox-response, /req/core/fc-time-response).
    """
    if query.ids:
        rows = snapshot.rows_of(query.ids)
        rows = rows[in_box(snapshot, footprints, query.bbox, rows)] if query.bbox else rows
        return narrow(snapshot, replace(query, ids=()), rows)
    if query.bbox is None:
        everything = slice(0, len(snapshot))
        fulfilled = _fulfilled(snapshot, query, everything)
        return everything if fulfilled is None else fulfilled
    pieces = _box_pieces(snapshot, footprints, query.bbox)
    return _together([_narrowed(snapshot, query, piece) for piece in pieces])


def narrow(snapshot: Snapshot, query: Query, rows: Span) -> Span:
    """Those of the rows that fulfil the query's ids, interval and filter; its box is not used."""
    fulfilled = _fulfilled(snapshot, query, rows)
    return rows if fulfilled is None else kept(rows, fulfilled)


def points(snapshot: Snapshot, query: Query, rows: slice) -> Span:
    """Those of the rows, all of them points, that a checked query selects."""
    inside = snapshot.points_in(query.bbox, rows) if query.bbox else None
    return _narrowed(snapshot, query, _Piece(rows, inside))


def kept(rows: Span, mask: Mask) -> NDArray[np.int64]:
    """Those of the rows the mask is true for."""
    if isinstance(rows, slice):
        found = np.flatnonzero(mask)
        found += rows.start
        return found
    return rows[mask].astype(np.int64)


def numbers(rows: Rows) -> NDArray[np.int64]:
    """Rows as an array of their numbers."""
    if isinstance(rows, slice):
        return np.arange(rows.start, rows.stop)
    return np.flatnonzero(rows) if rows.dtype == np.bool_ else rows.astype(np.int64)


def count(rows: Rows) -> int:
    """How many rows there are."""
    if isinstance(rows, slice):
        return int(rows.stop - rows.start)
    return int(np.count_nonzero(rows)) if rows.dtype == np.bool_ else len(rows)


def in_box(snapshot: Snapshot, footprints: Footprints, box: BBox, rows: Span) -> Mask:
    """Which of the rows a box selects."""
    pieces = _box_pieces(snapshot, footprints, box)
    return np.isin(numbers(rows), _together([_narrowed(snapshot, Query(), one) for one in pieces]))


@dataclass(frozen=True)
class _Piece:
    """Rows of which those are meant that are ``inside``; all where that is None."""

    rows: Span
    inside: Mask | None = None


def _narrowed(snapshot: Snapshot, query: Query, piece: _Piece) -> Span:
    """Those of a piece that fulfil the query's ids, interval and filter."""
    inside, fulfilled = piece.inside, _fulfilled(snapshot, query, piece.rows)
    if inside is not None and fulfilled is not None:
        fulfilled &= inside
    mask = inside if fulfilled is None else fulfilled
    return piece.rows if mask is None else kept(piece.rows, mask)


def _fulfilled(snapshot: Snapshot, query: Query, rows: Span) -> Mask | None:
    """Which of the rows fulfil the query's ids, interval and filter; None where it has none."""
    masks = []
    if query.ids:
        masks.append(np.isin(numbers(rows), snapshot.rows_of(query.ids)))
    if query.interval and snapshot.schema.temporal:
        masks.append(_in_interval(snapshot, query.interval, rows))
    if query.where is not None:
        masks.append(mask.evaluate(query.where, snapshot, rows))
    if not masks:
        return None
    found = masks[0] if masks[0].flags.writeable else masks[0].copy()
    for one in masks[1:]:
        found &= one
    return found


def _box_pieces(snapshot: Snapshot, footprints: Footprints, box: BBox) -> list[_Piece]:
    shapes = snapshot.span(Kind.SHAPE)
    pieces = [
        *_points_in(snapshot, box, Kind.POINT),
        *_points_in(snapshot, box, Kind.LOOSE),
        _areas_in(snapshot, footprints, box),
        _Piece(shapes, snapshot.outlines.meeting(box) if shapes.start < shapes.stop else None),
        _Piece(snapshot.span(Kind.NOWHERE)),
    ]
    return [piece for piece in pieces if count(piece.rows)]


def _points_in(snapshot: Snapshot, box: BBox, kind: Kind) -> list[_Piece]:
    span = snapshot.span(kind)
    if span.start == span.stop:
        return []
    ranges = np.concatenate([morton.box_ranges(part) for part in box.parts()])
    codes = snapshot.codes[span]
    lows = np.searchsorted(codes, ranges[:, 0], "left")
    highs = np.searchsorted(codes, ranges[:, 1], "right")
    there = np.flatnonzero(lows < highs)
    there = there[np.argsort(lows[there], kind="stable")]
    runs = _joined(zip(lows[there].tolist(), highs[there].tolist(), strict=True))
    rows = [slice(span.start + low, span.start + high) for low, high in runs]
    return [_Piece(piece, snapshot.points_in(box, piece)) for piece in rows]


def _joined(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs in order, those that overlap or lie near each other as one."""
    found: list[tuple[int, int]] = []
    for low, high in runs:
        if found and low <= found[-1][1] + _NEAR:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def _areas_in(snapshot: Snapshot, footprints: Footprints, box: BBox) -> _Piece:
    """The rows drawn as footprints, and which of their footprints meet the box."""
    starts = snapshot.area_starts
    met = footprints.outlines.meeting(box)[: len(starts) - 1]
    which = np.flatnonzero(met)
    if not len(which):
        return _Piece(slice(0, 0))
    first, last = int(which[0]), int(which[-1]) + 1
    rows = slice(int(starts[first]), int(starts[last]))
    if last - first == len(which):
        return _Piece(rows)
    return _Piece(rows, np.repeat(met[first:last], np.diff(starts[first : last + 1])))


def _together(pieces: Sequence[Rows]) -> NDArray[np.int64]:
    return np.concatenate([np.empty(0, np.int64), *map(numbers, pieces)])


def _in_interval(snapshot: Snapshot, interval: Interval, rows: Span) -> Mask:
    """Overlap of [date_start, date_end] with the interval; a bound that is null is open.

    A null is the least of all days, so a first day of null is before every day as it is.
    """
    start, end = snapshot.columns["date_start"], snapshot.columns["date_end"]
    inside: Mask | None = None
    if interval.end is not None:
        inside = start.values[rows] <= day_number(interval.end)
    if interval.start is not None:
        late = lasting(end, interval.start, rows)
        inside = late if inside is None else np.logical_and(inside, late, out=inside)
    return np.ones(count(rows), np.bool_) if inside is None else inside


def lasting(end: Column, since: date, rows: Span) -> Mask:
    """Which of the rows have a last day that is not before a day, or none."""
    last = end.values[rows]
    late: Mask = last >= day_number(since)
    if end.has_nulls:
        late |= last == end.null
    return late


def day_number(day: date) -> int:
    """The days since 1970-01-01, as columns of days hold them."""
    return (day - _EPOCH).days
