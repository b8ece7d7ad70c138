"""What tiles say of single records: values encoded once a snapshot, and looked up for each tile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo import overview
from geo.mvt import Tags
from geo.schema.model import LayerSchema
from geo.stores.columns import Column
from geo.tile_values import Table, Values, encoded, used

_MOST = 1 << 16  # values of one field that are encoded ahead

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class _Place:
    """Where a field's values stand in the common table: value ``v`` at ``v + shift``."""

    column: Column
    shift: int


class Slim:
    """The fields of single records in tiles, of one snapshot.

    Those of few values share one table, so that all of them are looked up at once.
    """

    def __init__(self, schema: LayerSchema, columns: Mapping[str, Column]) -> None:
        plain = [columns[field.name] for field in overview.single(schema, labels=False)]
        known = {column.field.name for column in plain}
        named = [columns[field.name] for field in overview.single(schema, labels=True)]
        self._labels = [column for column in named if column.field.name not in known]
        self._few: list[_Place] = []
        self._many: list[Column] = []
        tables: list[Table] = [pa.array([], pa.large_binary())]
        for column in plain:
            span = _span(column)
            if span is None:
                self._many.append(column)
                continue
            self._few.append(_Place(column, sum(map(len, tables)) - span.start))
            tables.append(encoded(_shown(column, np.arange(span.start, span.stop))))
        self._table = pa.concat_arrays(tables)

    def tags(self, rows: Numbers, *, labels: bool) -> list[Tags]:
        """The properties of the rows, one feature each."""
        codes = np.empty((len(rows), len(self._few)), np.int32)
        for place, one in enumerate(self._few):
            values = one.column.values[rows]
            codes[:, place] = values
            codes[:, place] += one.shift
            if one.column.has_nulls:
                codes[values == one.column.null, place] = -1
        names = [one.column.field.name for one in self._few]
        found = [Tags(names, *used(codes, self._table))] if names else []
        return found + [_own(one, rows) for one in self._many + (self._labels if labels else [])]


def _span(column: Column) -> range | None:
    """The stored values a column may have; None where they are too many or no whole numbers."""
    if column.words is not None:
        return range(len(column.words)) if len(column.words) <= _MOST else None
    if column.values.dtype.kind == "f":
        return None
    values = column.values[~column.is_null(slice(None))] if column.has_nulls else column.values
    if not len(values):
        return range(0)
    low, high = int(values.min()), int(values.max())
    return range(low, high + 1) if high - low < _MOST else None


def _own(column: Column, rows: Numbers) -> Tags:
    """One property, encoded for these rows."""
    values, codes = np.unique(column.values[rows], return_inverse=True)
    null = np.isnan(values) if values.dtype.kind == "f" else values == column.null
    place = np.cumsum(~null) - 1
    place[null] = -1
    return Tags.of(column.field.name, place[codes], _shown(column, values[~null]))


def _shown(column: Column, values: NDArray[Any]) -> Values | NDArray[np.int64]:
    """Stored values, none null, as a tile shows them."""
    if column.words is not None:
        return column.words.texts.take(pa.array(values))
    if column.field.kind == "date":
        return pa.array(values.astype(np.int32)).cast(pa.date32()).cast(pa.large_string())
    if column.field.kind == "boolean":
        return [bool(value) for value in values]
    if values.dtype.kind == "f":
        numbers: Sequence[float] = values.tolist()
        return numbers
    return values.astype(np.int64)
