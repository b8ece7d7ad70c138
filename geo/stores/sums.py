"""Sums over runs of rows: of any run from running totals, of selected rows by adding them up."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo import overview
from geo.overview import Totals
from geo.schema.model import LayerSchema
from geo.stores.columns import Column, Rows, numbers
from geo.stores.snapshot import Snapshot

_X, _Y, _DEATHS, _UNKNOWN, _TYPE = "x", "y", "deaths", "unknown", "type"

Numbers = NDArray[np.int64]


def running(
    schema: LayerSchema, columns: Mapping[str, Column], x: NDArray[Any], y: NDArray[Any]
) -> pa.RecordBatch:
    """What the rows before each row come to, and before the end: one entry more than rows."""
    found = {_X: _running(x.astype(np.int64)), _Y: _running(y.astype(np.int64))}
    everything = slice(None)
    for name, values in _parts(schema, columns, everything).items():
        found[name] = _running(values)
    return pa.record_batch({name: pa.array(values) for name, values in found.items()})


def totals(
    snapshot: Snapshot, rows: Rows, edges: Numbers
) -> tuple[Totals, tuple[Numbers, Numbers]]:
    """The sums of the groups ``rows[edges[i]:edges[i + 1]]``, none empty, and their mean places.

    Places are columns and rows in world units (``geo.morton``).
    """
    count = np.diff(edges)
    if isinstance(rows, slice):
        at = rows.start + edges
        found = {name: np.diff(numbers(one)[at]) for name, one in _columns(snapshot.running)}
    else:
        values = {_X: snapshot.x[rows], _Y: snapshot.y[rows]}
        values |= _parts(snapshot.schema, snapshot.columns, rows)
        found = {name: _added(one, edges) for name, one in values.items()}
    types = [
        (overview.type_key(snapshot.schema, code), found[f"{_TYPE} {code}"].astype(np.int64))
        for code in _types(snapshot.schema, snapshot.columns)
    ]
    deaths = None
    if _DEATHS in found:
        deaths = found[_DEATHS], found[_UNKNOWN].astype(np.int64)
    safe = np.maximum(count, 1)
    return Totals(count, types, deaths), (found[_X] // safe, found[_Y] // safe)


def _columns(batch: pa.RecordBatch) -> list[tuple[str, pa.Array]]:
    return list(zip(batch.schema.names, batch.columns, strict=True))


def _parts(
    schema: LayerSchema, columns: Mapping[str, Column], rows: Rows
) -> dict[str, NDArray[Any]]:
    """What each of the rows adds to each sum."""
    found: dict[str, NDArray[Any]] = {}
    if overview.FATALITIES in columns:
        deaths = columns[overview.FATALITIES]
        unknown = deaths.is_null(rows)
        found[_DEATHS] = np.where(unknown, 0, deaths.values[rows]).astype(np.int64)
        found[_UNKNOWN] = unknown
    for number, code in enumerate(_types(schema, columns)):
        found[f"{_TYPE} {code}"] = columns[str(schema.type_field)].values[rows] == number
    return found


def _types(schema: LayerSchema, columns: Mapping[str, Column]) -> list[str]:
    """The values of the field that gives the layer its colours, in the order of their codes."""
    words = columns[schema.type_field].words if schema.type_field else None
    return list(words) if words is not None else []


def _added(values: NDArray[Any], edges: Numbers) -> Numbers:
    if len(edges) < 2:
        return np.empty(0, np.int64)
    return np.add.reduceat(values, edges[:-1], dtype=np.int64)


def _running(values: NDArray[Any]) -> NDArray[Any]:
    kind = np.int32 if values.dtype == np.bool_ else np.int64
    found = np.zeros(len(values) + 1, kind)
    np.cumsum(values, out=found[1:], dtype=kind)
    return found
