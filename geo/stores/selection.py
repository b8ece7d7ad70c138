"""Which rows a query selects: search first, then mask the candidates."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geo import filters, morton
from geo.errors import RequestError
from geo.query import BBox, Interval, Query
from geo.stores import mask
from geo.stores.columns import Mask, Rows
from geo.stores.footprints import Footprints
from geo.stores.snapshot import Kind, Snapshot

_OPEN = np.iinfo(np.int32).min  # a first day of null: also the least of all days


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
    """The rows of a checked query in storage order; a slice where that is all of them.

    A box selects what it touches: the point, the own line or area, or the footprint that stands for
    a record of precision >= 4. Records without any geometry match every box, records without dates
    every interval (OGC 17-069r4 /req/core/fc-bbox-response, /req/core/fc-time-response).
    """
    rows: Rows
    if query.ids:
        rows = snapshot.rows_of(query.ids)
        rows = rows[in_box(snapshot, footprints, query.bbox, rows)] if query.bbox else rows
    elif query.bbox:
        rows = _box_rows(snapshot, footprints, query.bbox)
    else:
        rows = slice(0, len(snapshot))
    return narrow(snapshot, replace(query, ids=(), bbox=None), rows)


def narrow(snapshot: Snapshot, query: Query, rows: Rows) -> Rows:
    """Those of the rows that fulfil the query's ids, interval and filter; its box is not used."""
    masks = []
    if query.ids:
        masks.append(np.isin(numbers(rows), snapshot.rows_of(query.ids)))
    if query.interval and snapshot.schema.temporal:
        masks.append(_in_interval(snapshot, query.interval, rows))
    if query.where is not None:
        masks.append(mask.evaluate(query.where, snapshot, rows))
    return kept(rows, np.logical_and.reduce(masks)) if masks else rows


def kept(rows: Rows, mask: Mask) -> NDArray[np.int64]:
    """Those of the rows the mask is true for."""
    if isinstance(rows, slice):
        found = np.flatnonzero(mask)
        found += rows.start
        return found
    return rows[mask].astype(np.int64)


def numbers(rows: Rows) -> NDArray[np.int64]:
    """Rows as an array of their numbers."""
    return np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows.astype(np.int64)


def count(rows: Rows) -> int:
    """How many rows there are."""
    return int(rows.stop - rows.start) if isinstance(rows, slice) else len(rows)


def areas_in(snapshot: Snapshot, footprints: Footprints, box: BBox | None) -> Rows:
    """The rows drawn as footprints, those whose footprint meets the box."""
    if box is None:
        return snapshot.span(Kind.AREA)
    starts = snapshot.area_starts
    met = np.flatnonzero(footprints.outlines.meeting(box)[: len(starts) - 1]).tolist()
    return _together([slice(int(starts[number]), int(starts[number + 1])) for number in met])


def in_box(snapshot: Snapshot, footprints: Footprints, box: BBox, rows: Rows) -> Mask:
    """Which of the rows a box selects."""
    return np.isin(numbers(rows), _box_rows(snapshot, footprints, box))


def _box_rows(snapshot: Snapshot, footprints: Footprints, box: BBox) -> NDArray[np.int64]:
    shape_rows = numbers(snapshot.span(Kind.SHAPE))
    found = [_points_in(snapshot, box, kind) for kind in (Kind.POINT, Kind.LOOSE)]
    found.append(numbers(areas_in(snapshot, footprints, box)))
    found.append(shape_rows[snapshot.outlines.meeting(box)] if len(shape_rows) else shape_rows)
    found.append(numbers(snapshot.span(Kind.NOWHERE)))
    return np.concatenate(found)


def _points_in(snapshot: Snapshot, box: BBox, kind: Kind) -> NDArray[np.int64]:
    span = snapshot.span(kind)
    if span.start == span.stop:
        return np.empty(0, np.int64)
    codes = snapshot.codes[span]
    slices = []
    for part in box.parts():
        for first, last in morton.box_ranges(part):
            low, high = np.searchsorted(codes, np.array([first, last], np.uint64), "left")
            high += int(np.searchsorted(codes[high:], np.uint64(last), "right"))
            if low < high:
                slices.append(slice(span.start + int(low), span.start + int(high)))
    slices = slices if box.west <= box.east else _apart(slices)
    return _together([kept(piece, snapshot.points_in(box, piece)) for piece in slices])


def _together(pieces: Sequence[Rows]) -> NDArray[np.int64]:
    return np.concatenate([np.empty(0, np.int64), *map(numbers, pieces)])


def _apart(slices: list[slice]) -> list[slice]:
    """The slices, sorted, without rows that an earlier one has: two boxes may share some."""
    apart, end = [], 0
    for piece in sorted(slices, key=lambda one: one.start):
        if piece.stop > end:
            apart.append(slice(max(piece.start, end), piece.stop))
            end = piece.stop
    return apart


def _in_interval(snapshot: Snapshot, interval: Interval, rows: Rows) -> Mask:
    """Overlap of [date_start, date_end] with the interval; a bound that is null is open."""
    starts, ends = snapshot.columns["date_start"].values, snapshot.columns["date_end"].values
    inside = np.ones(count(rows), np.bool_)
    if interval.end is not None:
        inside &= starts[rows] <= _day(interval.end)
    if interval.start is not None:
        last = ends[rows]
        inside &= (last >= _day(interval.start)) | (last == _OPEN)
    return inside


def _day(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))
