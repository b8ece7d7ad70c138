"""GeoParquet with our columns, types as other programs write them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from geo import arrays, geoparquet
from geo import compute as pc
from geo.arrays import ARROW
from geo.errors import DataError, nearest
from geo.geoparquet import Shapes
from geo.readers.parcel import Parcel, Refusal, Target, columns_of
from geo.schema.columns import ID
from geo.schema.findings import show
from geo.schema.model import Field, LayerSchema
from geo.schema.rules import values

_Faults = dict[int, tuple[str, str, str]]  # by row from 0: field, rule, reason


def read(path: Path, target: Target) -> Iterator[Parcel]:
    """The file's rows; ids are in the column ``id``, a column it lacks is null.

    Whole numbers may be floating, days and times may be timestamps (UTC), texts dictionaries.
    Positions are brought to WGS 84. Raises DataError where the file is no GeoParquet, has no
    ``id`` or a column that the layer does not have.
    """
    total = _rows(path)
    start = 0
    for table, shapes in geoparquet.pieces(path):
        _check_names(path, target.layer.schema, table.column_names)
        parcel = _parcel(str(path), target.layer.schema, table, shapes)
        refused = [_moved(one, start) for one in parcel.refused]
        start += len(table)
        done = start / total if total else 1.0
        yield Parcel(parcel.columns, parcel.rows + start - len(table), tuple(refused), done=done)


def _rows(path: Path) -> int:
    try:
        return int(pq.read_metadata(path).num_rows)
    except (pa.ArrowInvalid, OSError):
        return 0  # ``pieces`` says what is wrong with it


def _check_names(path: Path, schema: LayerSchema, names: list[str]) -> None:
    known = {ID, *schema.by_name}
    for name in names:
        if name not in known:
            close = nearest(name, known)
            hint = f"; did you mean {close!r}?" if close else ""
            raise DataError(path.name, f"the layer has no such field{hint}", field=name)
    if ID not in names:
        raise DataError(path.name, "needs a column with the ids", field=ID)
    if len(set(names)) < len(names):
        raise DataError(path.name, "a column stands twice")


def _moved(one: Refusal, start: int) -> Refusal:
    row = (one.row or 0) + start
    return Refusal(one.file, row, one.feature, one.field, one.rule, one.reason)


def _parcel(file: str, schema: LayerSchema, table: pa.Table, shapes: Shapes) -> Parcel:
    faults: _Faults = {}
    ids = _ids(table[ID], faults)
    made: dict[str, pa.Array] = {}
    for field in schema.fields:
        if field.name in table.column_names:
            made[field.name] = _column(field, table[field.name], faults)
    good = np.setdiff1d(np.arange(len(table)), list(faults))
    columns = columns_of(schema, ids, made, _turned(shapes)).take(good)
    return Parcel(columns, good + 1, tuple(_refusals(file, ids, faults)))


def _refusals(file: str, ids: pa.Array, faults: _Faults) -> Iterator[Refusal]:
    for row, (field, rule, reason) in sorted(faults.items()):
        yield Refusal(file, row + 1, show(ids[row].as_py() or "")[1:-1], field, rule, reason)


def _ids(column: pa.ChunkedArray, faults: _Faults) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        column = pa.chunked_array([pa.nulls(len(column), pa.large_string())])
    ids = column.cast(pa.large_string()).combine_chunks()
    missing = pc.or_kleene(pc.is_null(ids), pc.equal(ids, "")).fill_null(True)
    for row in np.flatnonzero(missing.to_numpy(zero_copy_only=False)).tolist():
        faults[row] = (ID, "id.missing", "a text is needed as id")
    return ids


def _column(field: Field, column: pa.ChunkedArray, faults: _Faults) -> pa.Array:
    """The column as the field's type; rows whose value is none of it are added to ``faults``."""
    if pa.types.is_floating(column.type):
        _refuse_infinite(field, column, faults)
    fitting = arrays.of_column(field, column)
    if fitting is not None:
        return fitting
    kind, wanted = column.type, ARROW[field.kind]
    if pa.types.is_timestamp(kind) and field.kind in ("date", "datetime"):
        return _times(field, column, faults)
    if pa.types.is_floating(kind) and field.kind == "integer":
        return _whole(field, column.combine_chunks(), faults)
    if pa.types.is_date(kind) and field.kind == "date":
        return column.cast(wanted).combine_chunks()
    return _valued(field, column, faults)


def _refuse_infinite(field: Field, column: pa.ChunkedArray, faults: _Faults) -> None:
    infinite = pc.is_inf(column.cast(pa.float64())).fill_null(False)
    for row in np.flatnonzero(infinite.to_numpy()).tolist():
        faults.setdefault(row, (field.name, "field.range", "is not a finite number"))


def _times(field: Field, column: pa.ChunkedArray, faults: _Faults) -> pa.Array:
    """Timestamps as days, where they are midnights, or as RFC 3339 texts in UTC."""
    if field.kind == "datetime":
        seconds = column.cast(pa.timestamp("s"), safe=False)
        texts = pc.strftime(seconds, format="%Y-%m-%dT%H:%M:%SZ")
        return texts.cast(pa.large_string()).combine_chunks()
    times = column.cast(pa.timestamp("ns"), safe=False)
    days = times.cast(pa.date32(), safe=False)
    apart = pc.not_equal(days.cast(pa.timestamp("ns")), times).fill_null(False)
    for row in np.flatnonzero(apart.to_numpy()).tolist():
        reason = f"{times[row].as_py()} is a time, not a day"
        faults.setdefault(row, (field.name, "field.date", reason))
    return days.combine_chunks()


def _whole(field: Field, array: pa.Array, faults: _Faults) -> pa.Array:
    """Floating numbers as whole ones; NaN is null, as pandas writes it."""
    numbers = array.cast(pa.float64()).to_numpy(zero_copy_only=False)
    there = ~np.isnan(numbers)
    whole: NDArray[np.bool_] = there & (np.floor(numbers) == numbers) & (np.abs(numbers) < 2**53)
    for row in np.flatnonzero(there & ~whole).tolist():
        reason = f"{show(float(numbers[row]))} is not a JSON integer"
        faults.setdefault(row, (field.name, "field.kind", reason))
    return pa.array(np.where(whole, numbers, 0).astype(np.int64), mask=~whole)


def _valued(field: Field, column: pa.ChunkedArray, faults: _Faults) -> pa.Array:
    """A column of another type, each distinct value looked at: texts may be days, say."""
    try:
        encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        for row in range(len(column)):  # lists and the like
            faults.setdefault(row, (field.name, "field.kind", f"{column.type} is no {field.kind}"))
        return pa.nulls(len(column), ARROW[field.kind])
    found: list[object] = []
    wrong: dict[int, tuple[str, str]] = {}
    for code, value in enumerate(encoded.dictionary.to_pylist()):
        fault = None if value is None else values.value_fault(field, value)
        if fault:
            wrong[code] = fault
        found.append(None if fault else value)
    codes = encoded.indices.to_numpy()
    for row in np.flatnonzero(np.isin(codes, list(wrong))).tolist():
        faults.setdefault(row, (field.name, *wrong[int(codes[row])]))
    texts = pa.array(found, pa.large_string() if field.kind == "date" else ARROW[field.kind])
    return texts.cast(ARROW[field.kind]).take(pa.array(codes))


def _turned(shapes: Shapes) -> Shapes:
    return np.asarray(shapely.orient_polygons(shapes, exterior_cw=False), dtype=object)
