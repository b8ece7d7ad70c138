"""What tiles say of single records: encoded when the layer is compiled, in storage order.

The points of a tile are a slice, and so are their ids and names; what few records have of their own
is a place in one table that all of them share.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo import overview
from geo.mvt import Tag, Tags
from geo.operands import ID
from geo.schema.model import LayerSchema
from geo.stores.columns import Column, Rows, Span, numbers
from geo.tile_values import Table, Values, encoded, parts, used, value

_MOST = 1 << 16  # values of one field that share the common table
_AT_ONCE = 1 << 18  # texts that are encoded together

# The sections of a container that hold it.
CODES, COMMON, NAMES, OWN = "slim codes", "slim table", "slim names", "slim own"
SECTIONS = (CODES, COMMON, NAMES, OWN)


@dataclass(frozen=True)
class Slim:
    """The fields of single records in tiles, of one snapshot.

    ``codes`` has a row a record and a column for each of ``names``: places in ``table``, -1 for no
    value. ``own`` are columns of ids and texts that most records have of their own, encoded, and
    ``rest`` the numbers of too many values, which are encoded for each tile.
    """

    names: Sequence[str]
    codes: NDArray[np.int32]
    table: Table
    own: pa.RecordBatch
    rest: Sequence[Column]

    @classmethod
    def of(
        cls,
        schema: LayerSchema,
        columns: Mapping[str, Column],
        stored: Mapping[str, pa.RecordBatch],
    ) -> "Slim":
        """That of a snapshot's columns and of what ``stored`` made of them."""
        own, names = stored[OWN], stored[NAMES].column(0).to_pylist()
        kept = {*own.schema.names, *names}
        rest = [f.name for f in overview.single(schema, labels=True) if f.name not in kept]
        codes = numbers(stored[CODES].column(0)).reshape(own.num_rows, len(names))
        return cls(names, codes, stored[COMMON].column(0), own, [columns[name] for name in rest])

    def tags(self, rows: Rows, *, labels: bool) -> list[Tags]:
        """The id and the properties of the rows, one feature each."""
        found = [Tags(self.names, *used(self.codes[rows], self.table))] if self.names else []
        for name, texts in zip(self.own.schema.names, self.own.columns, strict=True):
            if labels or name not in overview.LABELS:
                found.append(_own(name, texts, rows))
        return found + [_encoded(one, rows) for one in self.rest]

    def each(self, rows: Span, *, labels: bool) -> list[list[Tag]]:
        """The same of each row by itself: quicker than ``tags`` for some hundred rows or less."""
        known = self._known
        found = [[known(place) for place in row if place >= 0] for row in self._places(rows)]
        for name, (starts, data) in self._own.items():
            if labels or name not in overview.LABELS:
                for tags, (start, stop) in zip(found, _edges(starts, rows), strict=True):
                    if start < stop:  # no encoded value is empty, so this is none
                        tags.append((name, bytes(data[start:stop])))
        for column in self.rest:
            values = column.values[rows]
            for tags, one in zip(found, values, strict=True):
                if one == column.null or one != one:  # noqa: PLR0124 - NaN
                    continue
                tags.append((column.field.name, value(column.shown(one))))
        return found

    def _places(self, rows: Span) -> list[list[int]]:
        """Of each row the numbers that ``_known`` knows, -1 for no value."""
        width = len(self.names)
        codes = self.codes[rows].astype(np.int64) * width + np.arange(width)
        places: list[list[int]] = np.where(codes < 0, -1, codes).tolist()
        return places

    @cached_property
    def _known(self) -> Callable[[int], Tag]:
        """The name and the value at a place of ``table``, numbered together; few are asked for."""
        starts, data = parts(self.table)
        names = list(self.names)

        @lru_cache(maxsize=_MOST)
        def known(place: int) -> Tag:
            code, name = divmod(place, len(names))
            return names[name], bytes(data[starts[code] : starts[code + 1]])

        return known

    @cached_property
    def _own(self) -> Mapping[str, tuple[NDArray[np.int64], memoryview]]:
        return {
            name: parts(texts)
            for name, texts in zip(self.own.schema.names, self.own.columns, strict=True)
        }


def _edges(starts: NDArray[np.int64], rows: Span) -> Iterable[tuple[int, int]]:
    """Where the texts of the rows start and stop."""
    if isinstance(rows, slice):
        edges = starts[rows.start : rows.stop + 1].tolist()
        return pairwise(edges)
    return zip(starts[rows].tolist(), starts[rows + 1].tolist(), strict=True)


def stored(
    schema: LayerSchema, columns: Mapping[str, Column], ids: pa.Array
) -> dict[str, pa.RecordBatch]:
    """The sections that ``Slim.of`` reads, by name; ``ids`` and columns are in storage order."""
    own = {ID.name: _in_rows(ids)}
    names: list[str] = []
    codes: list[NDArray[Any]] = []
    tables: list[Table] = [pa.array([], pa.large_binary())]
    for field in overview.single(schema, labels=True):
        column = columns[field.name]
        values = None if field.name in overview.LABELS else _few(column)
        if values is not None:
            codes.append(_places(column, values, sum(map(len, tables))))
            names.append(field.name)
            tables.append(encoded(_shown(column, np.asarray(values, column.values.dtype))))
        elif column.words is not None:
            nulls = column.values < 0
            own[field.name] = _in_rows(column.words.texts.take(pa.array(column.values, mask=nulls)))
    together = np.stack(codes, axis=1) if codes else np.empty((len(ids), 0), np.int32)
    return {
        CODES: pa.record_batch({CODES: pa.array(together.ravel())}),
        COMMON: pa.record_batch({COMMON: pa.concat_arrays(tables)}),
        NAMES: pa.record_batch({NAMES: pa.array(names, pa.string())}),
        OWN: pa.record_batch(own),
    }


def _places(column: Column, values: range | NDArray[Any], first: int) -> NDArray[np.int32]:
    """The place of each row's value in the common table, where those of the column begin."""
    kept = column.values
    if isinstance(values, range):
        found = kept.astype(np.int32) + np.int32(first - values.start)
    else:
        found = (np.searchsorted(values, kept) + first).astype(np.int32)
    found[column.is_null(slice(None))] = -1
    return found


def _in_rows(texts: pa.Array) -> Table:
    """The encoded texts in their places, nothing where there is none."""
    starts = range(0, max(1, len(texts)), _AT_ONCE)
    return pa.concat_arrays([_with_nulls(texts.slice(at, _AT_ONCE)) for at in starts])


def _with_nulls(texts: pa.Array) -> Table:
    table = encoded(texts.drop_null())
    if not texts.null_count:
        return table
    there = texts.is_valid()
    _, starts, data = table.buffers()
    sizes = np.zeros(len(texts), np.int64)
    sizes[there.to_numpy(zero_copy_only=False)] = np.diff(np.frombuffer(starts, np.int64))
    edges = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    buffers = [pa.concat_arrays([there]).buffers()[1], pa.py_buffer(edges), data]
    return pa.Array.from_buffers(pa.large_binary(), len(texts), buffers)


def _own(name: str, texts: Table, rows: Rows) -> Tags:
    """A property that each row has a value of its own of, or none."""
    if isinstance(rows, slice):
        table = texts.slice(rows.start, rows.stop - rows.start)
    else:
        table = texts.take(pa.array(rows))
    codes = np.arange(len(table))
    if table.null_count:
        there = table.is_valid().to_numpy(zero_copy_only=False)
        codes = np.where(there, np.cumsum(there) - 1, -1)
        table = table.drop_null()
    return Tags((name,), codes[:, np.newaxis], table)


def _few(column: Column) -> range | NDArray[Any] | None:
    """The stored values a column may have, in order, none null; None where they are too many."""
    if column.words is not None:
        return range(len(column.words)) if len(column.words) <= _MOST else None
    values = column.values[~column.is_null(slice(None))]
    if not len(values):
        return range(0)
    if values.dtype.kind == "i":
        low, high = int(values.min()), int(values.max())
        if high - low < _MOST:
            return range(low, high + 1)
    distinct = np.unique(values)
    return distinct if len(distinct) <= _MOST else None


def _encoded(column: Column, rows: Rows) -> Tags:
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
