"""The records of a layer's file, read in batches, every value checked against its field's kind."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo import arrays, geoparquet, lined, places
from geo import compute as pc
from geo.arrays import ARROW
from geo.atlas import Layer
from geo.errors import DataError, nearest

BATCH = 4_000  # records read at a time: some 60 MB of Python objects
TABLE = 20_000  # rows of GeoParquet read at a time: some 50 MB of texts
WHOLE = 32_000_000  # bytes of a file below which it is parsed in one go


@dataclass(frozen=True)
class Batch:
    """Some records of a layer in the order of its file.

    ``ids`` are texts; ``columns`` has every field of the schema in its order, of the types
    ``arrays.ARROW`` names. ``lon`` and ``lat`` are degrees, WGS 84, of records whose geometry is a
    point, NaN elsewhere; ``shapes`` are the other geometries by the record's number, wound by
    RFC 7946 section 3.1.6.
    """

    layer: Layer
    ids: pa.Array
    columns: Mapping[str, pa.Array]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    shapes: Mapping[int, BaseGeometry]


def batches(layer: Layer, size: int | None = None) -> Iterator[Batch]:
    """The layer's records, up to ``size`` at a time; no batch where it has none.

    GeoJSON, an array of flat objects for a table, or GeoParquet by the suffix ``.parquet``. Raises
    DataError naming file, feature and field.
    """
    if layer.path.suffix == geoparquet.SUFFIX:
        for table, shapes in geoparquet.pieces(layer.path, size or TABLE):
            if len(table):
                yield _tabled(layer, table, shapes)
        return
    records = _records(layer.path)
    while chunk := list(islice(records, size or BATCH)):
        yield batch(layer, chunk)


def batch(layer: Layer, records: Sequence[Mapping[str, Any]]) -> Batch:
    """The batch of parsed Features, or of flat objects for a layer without geometry."""
    name = layer.schema.key
    ids = _ids(layer, [record.get("id" if name is None else name) for record in records])
    rows: Sequence[Any] = records
    geometries: Sequence[Any] = [None] * len(ids)
    if name is None:
        rows = [record.get("properties") or {} for record in records]
        geometries = [record.get("geometry") for record in records]
    _check_names(layer, ids, rows)
    columns = {
        field.name: arrays.of_values(layer, field, ids, [row.get(field.name) for row in rows])
        for field in layer.schema.fields
    }
    place = places.of_geojson(layer, ids, geometries)
    texts = pa.array(ids, pa.large_string())
    return Batch(layer, texts, columns, place.lon, place.lat, place.shapes)


def _tabled(layer: Layer, table: pa.Table, shapes: NDArray[np.object_]) -> Batch:
    """The batch of the rows of a table that has a column for the ids."""
    key = layer.schema.key or "id"
    texts = _id_column(layer, table, key)
    ids = texts.to_pylist()
    if layer.schema.key is None:
        table = table.drop_columns(["id"])
    _check_names(layer, ids, [dict.fromkeys(table.column_names)])
    columns = {}
    for field in layer.schema.fields:
        if field.name not in table.column_names:
            columns[field.name] = pa.nulls(len(ids), ARROW[field.kind])
            continue
        array = arrays.of_column(field, table[field.name])
        if array is None:
            values = geoparquet.plain(table.select([field.name]))[field.name].to_pylist()
            array = arrays.of_values(layer, field, ids, values)
        columns[field.name] = array
    place = places.of_shapes(layer, ids, shapes)
    return Batch(layer, texts, columns, place.lon, place.lat, place.shapes)


def _id_column(layer: Layer, table: pa.Table, name: str) -> pa.Array:
    """The ids as texts. Raises DataError where a row has none."""
    if name not in table.column_names:
        return pa.array(_ids(layer, [None]))
    column = table[name]
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        texts = column.cast(pa.large_string()).combine_chunks()
        if not texts.null_count and pc.min(pc.binary_length(texts)).as_py():
            return texts
    return pa.array(_ids(layer, column.to_pylist()), pa.large_string())


def _records(path: Path) -> Iterator[dict[str, Any]]:
    """The Features or rows of a file; large files are read line by line where they allow it."""
    if path.stat().st_size > WHOLE and lined.is_lined(path):
        yield from _lines(path)
        return
    try:
        whole = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise DataError(path.name, f"not valid JSON: {error}") from error
    rows = whole.get("features") if isinstance(whole, dict) else whole
    if not isinstance(rows, list):
        raise DataError(path.name, "needs a FeatureCollection or an array of objects")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise DataError(path.name, f"entry {number} is not an object")
        yield row


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for number, row, _ in lined.entries(path):
        if isinstance(row, orjson.JSONDecodeError):
            raise DataError(path.name, f"line {number + 1} is not a Feature: {row}") from row
        if not isinstance(row, dict):
            raise DataError(path.name, f"line {number + 1} is not an object")
        yield row


def _ids(layer: Layer, names: Sequence[object]) -> list[str]:
    ids = []
    for number, name in enumerate(names, 1):
        if not isinstance(name, str) or not name:
            raise DataError(layer.path.name, f"row {number} has no id (a text of its own)")
        ids.append(name)
    return ids


def _check_names(layer: Layer, ids: Sequence[str], rows: Sequence[Any]) -> None:
    """Raises DataError for a record that is no object, or that has a field the schema lacks."""
    fields = layer.schema.by_name.keys()
    for name, row in zip(ids, rows, strict=False):
        if not isinstance(row, dict):
            raise DataError(layer.path.name, "its properties are not an object", name)
        if not row.keys() <= fields:
            field = min(row.keys() - fields)
            hint = nearest(field, fields)
            reason = "the layer has no such field" + (f"; did you mean {hint!r}?" if hint else "")
            raise DataError(layer.path.name, reason, name, field)
