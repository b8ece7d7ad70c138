"""Orders, and cursors that lead from page to page of one of them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from geo.errors import RequestError
from geo.query import Query, Sort
from geo.stores.columns import NO_INSTANT, Column, Mask, Rows
from geo.stores.selection import count
from geo.stores.snapshot import Snapshot

_PARAMETER = "cursor"


@dataclass(frozen=True)
class Order:
    """All rows in an order, and the place of each row in it."""

    rows: NDArray[np.int32]
    rank: NDArray[np.int32]


def order(snapshot: Snapshot, sort: tuple[Sort, ...]) -> NDArray[np.int32]:
    """All rows in the order asked for: nulls last either way, ties by id."""
    keys: list[NDArray[Any]] = [snapshot.id_rank]
    for key in reversed(sort):
        if key.field == "id":
            keys.append(-snapshot.id_rank if key.descending else snapshot.id_rank)
            continue
        values, null = _values(snapshot.columns[key.field])
        values = np.where(null, 0, -values if key.descending else values)
        keys += [values, null]
    return np.lexsort(keys).astype(np.int32)


def _values(column: Column) -> tuple[NDArray[Any], Mask]:
    """What the rows are ordered by, times as instants whatever their offset; which have none."""
    values = column.values
    if column.field.kind == "datetime" and column.words is not None:
        values = np.append(column.words.instants, NO_INSTANT)[values]  # code -1, null, is the last
        return values, values == NO_INSTANT
    whole = values if values.dtype.kind == "f" else values.astype(np.int64)
    return whole, column.is_null(slice(None))


def page_places(
    order: Order, rows: Rows, first: int, limit: int
) -> tuple[NDArray[np.int32], int | None]:
    """The places of the next ``limit`` rows at or after place ``first``, and where to go on."""
    if isinstance(rows, slice):
        last = min(first + limit, count(rows))
        return np.arange(first, last, dtype=np.int32), last if last < count(rows) else None
    if not limit:
        return np.empty(0, np.int32), None
    if _is_dense_mask(rows, limit):
        mask = rows
        places = walked(lambda part: mask[order.rows[part]], (first, len(mask)), limit + 1)
    else:
        places = order.rank[rows]
        places = places[places >= first] if first else places
        if limit < len(places):
            places = np.partition(places, limit)[: limit + 1]
        places = np.sort(places)
    return places[:limit], int(places[limit]) if limit < len(places) else None


def _is_dense_mask(rows: Rows, limit: int) -> TypeGuard[Mask]:
    """Whether it masks so many rows that walking to the page is shorter than ranking them."""
    if isinstance(rows, slice) or rows.dtype != np.bool_:
        return False
    return count(rows) ** 2 > 2 * limit * len(rows)


def walked(
    selected: Callable[[slice], Mask], between: tuple[int, int], wanted: int
) -> NDArray[np.int32]:
    """The first so many selected places between two, looked for in ever longer steps."""
    found: list[NDArray[np.int64]] = []
    at, end = between
    step = 4 * wanted
    while at < end and wanted > 0:
        hits = np.flatnonzero(selected(slice(at, min(at + step, end))))[:wanted]
        found.append(hits + at)
        wanted -= len(hits)
        at, step = at + step, 4 * step
    return np.concatenate([np.empty(0, np.int64), *found]).astype(np.int32)


def cursor(snapshot: Snapshot, query: Query, place: int) -> str:
    """The cursor of the page of the query that starts at that place of its order."""
    return f"{snapshot.version}-{_digest(query)}-{place:x}"


def place_of(snapshot: Snapshot, query: Query) -> int:
    """The place a query's cursor names, 0 where it has none.

    Raises RequestError for a cursor of other data, of another query, or that is none at all.
    """
    if query.cursor is None:
        return 0
    version, _, rest = query.cursor.partition("-")
    digest, _, place = rest.partition("-")
    try:
        number = int(place, 16)
    except ValueError:
        number = -1
    if not 0 <= number <= len(snapshot):
        raise RequestError(_PARAMETER, query.cursor, "is not a cursor this service gave")
    if version != snapshot.version:
        text = "belongs to data that has changed since; start again without a cursor"
        raise RequestError(_PARAMETER, query.cursor, text)
    if digest != _digest(query):
        text = "belongs to another query; keep every parameter but limit, or start again"
        raise RequestError(_PARAMETER, query.cursor, text)
    return number


def _digest(query: Query) -> str:
    """A token of what decides which rows come in which order."""
    what = replace(query, limit=0, cursor=None, geometry="point", properties=None)
    return hashlib.blake2b(repr(what).encode(), digest_size=6).hexdigest()
