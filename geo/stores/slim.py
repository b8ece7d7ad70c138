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
from geo.stores.columns import Column, Words
from geo.tile_values import Table, Values, encoded, used

_MOST = 1 << 16  # values of one field that are encoded ahead

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class _Place:
    """Where a field's values stand in the common table: from ``first`` on, in this order."""

    column: Column
    first: int
    values: range | NDArray[Any]

    def codes(self, rows: Numbers) -> NDArray[Any]:
        """The place of each row's value in the table, -1 where it has none."""
        stored = self.column.values[rows]
        if isinstance(self.values, range):
            found = stored.astype(np.int32) + np.int32(self.first - self.values.start)
        else:
            found = np.searchsorted(self.values, stored) + self.first
        if self.column.has_nulls:
            found[_is_null(self.column, stored)] = -1
        return found


class Slim:
    """The fields of single records in tiles, of one snapshot, and their ids: ``rank`` in ``ids``.

    Fields of few values share one table, so that all of them are looked up at once.
    """

    def __init__(
        self,
        schema: LayerSchema,
        columns: Mapping[str, Column],
        ids: Words,
        rank: NDArray[np.int32],
    ) -> None:
        plain = {field.name for field in overview.single(schema, labels=False)}
        self._ids, self._rank = ids, rank
        self._few: list[_Place] = []
        self._texts: list[Column] = []  # of too many values
        self._labels: list[Column] = []
        self._numbers: list[Column] = []  # of too many values
        tables: list[Table] = [pa.array([], pa.large_binary())]
        for field in overview.single(schema, labels=True):
            column = columns[field.name]
            values = _few(column) if field.name in plain else None
            if values is not None:
                self._few.append(_Place(column, sum(map(len, tables)), values))
                tables.append(encoded(_shown(column, np.asarray(values, column.values.dtype))))
            elif field.name not in plain:
                self._labels.append(column)
            else:
                (self._numbers if column.words is None else self._texts).append(column)
        self._table = pa.concat_arrays(tables)

    def tags(self, rows: Numbers, *, labels: bool) -> list[Tags]:
        """The id and the properties of the rows, one feature each."""
        found = [self._named(rows, [*self._texts, *(self._labels if labels else ())])]
        if self._few:
            found.append(self._looked_up(rows))
        return found + [_own(one, rows) for one in self._numbers]

    def _looked_up(self, rows: Numbers) -> Tags:
        codes = np.empty((len(rows), len(self._few)), np.int32)
        for place, one in enumerate(self._few):
            codes[:, place] = one.codes(rows)
        names = [one.column.field.name for one in self._few]
        return Tags(names, *used(codes, self._table))

    def _named(self, rows: Numbers, columns: Sequence[Column]) -> Tags:
        """The ids and texts that most records have of their own, encoded together."""
        texts = [self._ids.texts.take(pa.array(self._rank[rows]))]
        codes = np.empty((len(rows), 1 + len(columns)), np.int32)
        codes[:, 0] = np.arange(len(rows))
        first = len(rows)
        for place, column in enumerate(columns, 1):
            values, member = np.unique(column.values[rows], return_inverse=True)
            nulls = int(np.searchsorted(values, 0))  # 1 where there is a null, which is -1
            codes[:, place] = np.where(member < nulls, -1, member + (first - nulls))
            texts.append(_shown(column, values[nulls:]))
            first += len(values) - nulls
        names = ["id", *(column.field.name for column in columns)]
        return Tags(names, codes, encoded(pa.concat_arrays(texts)))


def _few(column: Column) -> range | NDArray[Any] | None:
    """The stored values a column may have, in order, none null; None where they are too many."""
    if column.words is not None:
        return range(len(column.words)) if len(column.words) <= _MOST else None
    values = column.values[~column.is_null(slice(None))] if column.has_nulls else column.values
    if not len(values):
        return range(0)
    if values.dtype.kind == "i":
        low, high = int(values.min()), int(values.max())
        if high - low < _MOST:
            return range(low, high + 1)
    distinct = np.unique(values)
    return distinct if len(distinct) <= _MOST else None


def _is_null(column: Column, values: NDArray[Any]) -> NDArray[np.bool_]:
    null: NDArray[np.bool_] = (
        np.isnan(values) if values.dtype.kind == "f" else values == column.null
    )
    return null


def _own(column: Column, rows: Numbers) -> Tags:
    """One property, encoded for these rows."""
    values, codes = np.unique(column.values[rows], return_inverse=True)
    null = _is_null(column, values)
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
