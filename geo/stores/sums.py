"""Sums over runs of rows: of any run from running totals, of selected rows by adding them up."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo import overview
from geo.overview import Totals
from geo.schema.model import LayerSchema
from geo.stores.columns import Column, Span, numbers
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
    for number, code in enumerate(_types(schema, columns)):
        found[f"{_TYPE} {code}"] = _running(columns[str(schema.type_field)].values == number)
    return pa.record_batch({name: pa.array(values) for name, values in found.items()})


def totals(snapshot: Snapshot, rows: Span, edges: Numbers) -> Totals:
    """The sums of the groups ``rows[edges[i]:edges[i + 1]]``, none of them empty."""
    schema, names = snapshot.schema, _types(snapshot.schema, snapshot.columns)
    keys = [*(overview.type_key(schema, code) for code in names), *overview.marks(schema)]
    if isinstance(rows, slice):
        found = _between(snapshot, rows, edges)
        types = [found[f"{_TYPE} {code}"] for code in names]
    else:
        parts = _parts(schema, snapshot.columns, rows)
        found = {name: _added(values, edges) for name, values in parts.items()}
        types = _by_type(snapshot, rows, edges, len(names)) if names else []
    types += [found[name] for name in overview.marks(schema)]
    deaths = (found[_DEATHS], found[_UNKNOWN]) if _DEATHS in found else None
    return Totals(np.diff(edges), list(zip(keys, types, strict=True)), deaths)


def places(snapshot: Snapshot, rows: Span, edges: Numbers) -> tuple[Numbers, Numbers]:
    """The mean places of the same groups: columns and rows in world units (``geo.morton``)."""
    if isinstance(rows, slice):
        found = _between(snapshot, rows, edges, (_X, _Y))
        x, y = found[_X], found[_Y]
    else:
        x, y = _added(snapshot.x[rows], edges), _added(snapshot.y[rows], edges)
    count = np.diff(edges)
    return x // count, y // count


def _between(
    snapshot: Snapshot, rows: slice, edges: Numbers, names: Sequence[str] = ()
) -> dict[str, Numbers]:
    """The sums over runs of rows, as differences of the running totals."""
    at = rows.start + edges
    batch = snapshot.running
    wanted = names or [name for name in batch.schema.names if name not in (_X, _Y)]
    return {
        name: np.diff(numbers(batch.column(name))[at]).astype(np.int64, copy=False)
        for name in wanted
    }


def _by_type(snapshot: Snapshot, rows: Span, edges: Numbers, types: int) -> list[Numbers]:
    """How many of each group have each type."""
    count = np.diff(edges)
    group = np.repeat(np.arange(len(count)), count)
    codes = snapshot.columns[str(snapshot.schema.type_field)].values[rows]
    width = types + 1  # the null, -1, comes first
    table = np.bincount(group * width + codes + 1, minlength=len(count) * width)
    return list(table.reshape(-1, width).T[1:])


def _parts(
    schema: LayerSchema, columns: Mapping[str, Column], rows: Span
) -> dict[str, NDArray[Any]]:
    """The fatalities each of the rows states, and whether it states none; how it is marked."""
    found: dict[str, NDArray[Any]] = {}
    if overview.FATALITIES in columns:
        deaths = columns[overview.FATALITIES]
        unknown = deaths.is_null(rows)
        found[_DEATHS] = np.where(unknown, 0, deaths.values[rows]).astype(np.int64)
        found[_UNKNOWN] = unknown
    for key, (field, value) in overview.marks(schema).items():
        found[key] = columns[field].values[rows] == _stored(columns[field], value)
    return found


def _stored(column: Column, value: int | str) -> int:
    """A value as the column stores it; of a text that no record has, what none stores."""
    if not isinstance(value, str):
        return value
    words = list(column.words or ())
    return words.index(value) if value in words else len(words)


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
