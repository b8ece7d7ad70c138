"""Fields as Arrow arrays: every value checked against its field's kind."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from geo import compute as pc
from geo.atlas import Layer
from geo.errors import DataError
from geo.schema.model import Field, Kind

ARROW: Mapping[Kind, pa.DataType] = {
    "string": pa.large_string(),
    "text": pa.large_string(),
    "code": pa.large_string(),
    "list": pa.large_string(),
    "edtf": pa.large_string(),
    "uri": pa.large_string(),
    "datetime": pa.large_string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
_PYTHON: Mapping[pa.DataType, frozenset[type]] = {
    pa.large_string(): frozenset({str}),
    pa.int64(): frozenset({int}),
    pa.float64(): frozenset({int, float}),
    pa.bool_(): frozenset({bool}),
    pa.date32(): frozenset({str}),
}
_NONE = frozenset({type(None)})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)  # numpy and Python read more spellings


def of_values(layer: Layer, field: Field, ids: Sequence[str], values: Sequence[Any]) -> pa.Array:
    """Python values, as JSON has them, as the array of a field; ``ids`` name them in errors.

    Raises DataError at the first value of another type.
    """
    kind = ARROW[field.kind]
    allowed = _PYTHON[kind]
    if not allowed | _NONE >= set(map(type, values)):
        row = next(i for i, v in enumerate(values) if v is not None and type(v) not in allowed)
        reason = f"{values[row]!r} is not of kind {field.kind}"
        raise DataError(layer.path.name, reason, ids[row], field.name)
    if pa.types.is_date(kind):
        return _days(layer, field, ids, values)
    if pa.types.is_floating(kind):
        values = [None if value is None else float(value) for value in values]
    try:
        array = pa.array(values, kind)
    except (OverflowError, pa.ArrowInvalid):
        row = next(i for i, v in enumerate(values) if not _is_storable(v, kind))
        reason = f"{values[row]!r} cannot be stored"
        raise DataError(layer.path.name, reason, ids[row], field.name) from None
    return array


def of_column(field: Field, column: pa.ChunkedArray) -> pa.Array | None:
    """An Arrow column as the array of a field where its type is the field's own or narrower.

    None where its values must be looked at one by one.
    """
    kind, wanted = column.type, ARROW[field.kind]
    if pa.types.is_dictionary(kind) and column.num_chunks == 1:
        column = pa.chunked_array([column.chunk(0).dictionary_decode()])
        kind = column.type
    fits = (
        kind == wanted
        or pa.types.is_null(kind)
        or (pa.types.is_string(kind) and pa.types.is_large_string(wanted))
        or (pa.types.is_signed_integer(kind) and pa.types.is_int64(wanted))
        or (pa.types.is_float32(kind) and pa.types.is_float64(wanted))
    )
    if not fits:
        return None
    array = column.cast(wanted).combine_chunks()
    if pa.types.is_floating(wanted):  # JSON has neither NaN nor infinite numbers
        array = pc.if_else(pc.is_finite(array), array, None)
    return array


def _is_storable(value: object, kind: pa.DataType) -> bool:
    try:
        pa.scalar(value, kind)
    except (OverflowError, pa.ArrowInvalid):
        return False
    return True


def _days(layer: Layer, field: Field, ids: Sequence[str], values: Sequence[Any]) -> pa.Array:
    if all(value is None or _DAY.fullmatch(value) for value in values):
        texts = ["NaT" if value is None else value for value in values]
        try:
            return pa.array(np.array(texts, "datetime64[D]"), pa.date32())
        except ValueError:
            pass  # the first wrong one is named below
    row = next(i for i, v in enumerate(values) if v is not None and not _is_day(v))
    reason = f"{values[row]!r} is not a day such as 2020-01-31"
    raise DataError(layer.path.name, reason, ids[row], field.name)


def _is_day(text: str) -> bool:
    if _DAY.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
