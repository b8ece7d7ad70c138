"""A field's values as a small Arrow column, sorted into storage order."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo.schema.model import Field
from geo.stores.columns import Column, sorted_codes

_NO_TRUTH = np.iinfo(np.int8).min


def stored(field: Field, array: pa.ChunkedArray, order: NDArray[np.int64]) -> pa.RecordBatch:
    """The values in storage order as a batch of one column, for ``Column.of`` to read.

    Texts are a dictionary in the order of code points, truths are 0 and 1, days whole numbers from
    1970-01-01 on: 16 bits hold those of 1880 to 2059. It is plain Arrow with its own nulls; under
    each null lies what ``Column.null`` names.
    """
    if pa.types.is_large_string(array.type):
        words, codes = sorted_codes(array)
        column = Column(field, narrowed(codes[order]), words)
    elif pa.types.is_floating(array.type):
        column = Column(field, array.fill_null(np.nan).to_numpy()[order])
    else:
        column = Column(field, _whole(array)[order])
    return pa.record_batch({field.name: _arrow(column)})


def narrowed(values: NDArray[Any]) -> NDArray[Any]:
    """The integers in the smallest type that holds them and keeps its least value for null."""
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    for kind in (np.int8, np.int16, np.int32):
        if np.iinfo(kind).min < low and high <= np.iinfo(kind).max:
            return values.astype(kind)
    return values


def _whole(array: pa.ChunkedArray) -> NDArray[Any]:
    """Whole numbers, days or truths as integers with the least of their type for null."""
    values: NDArray[Any]
    if pa.types.is_boolean(array.type):
        values = array.cast(pa.int8()).fill_null(_NO_TRUTH).to_numpy()
    else:
        whole = array.cast(pa.int32()) if pa.types.is_date32(array.type) else array
        small = narrowed(whole.fill_null(0).to_numpy())
        null = array.is_null().to_numpy()
        values = np.where(null, np.iinfo(small.dtype).min, small).astype(small.dtype)
    return values


def _arrow(column: Column) -> pa.Array:
    valid = pa.array(~column.is_null(slice(None))).buffers()[1]
    values = np.ascontiguousarray(column.values)
    buffers = [valid, pa.py_buffer(values)]
    kind = pa.from_numpy_dtype(values.dtype)
    if column.words is not None:
        kind = pa.dictionary(kind, pa.large_string())
        return pa.DictionaryArray.from_buffers(kind, len(values), buffers, column.words.texts)
    return pa.Array.from_buffers(kind, len(values), buffers)
