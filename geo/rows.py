"""The records of a layer's file, read in batches, every value checked against its field's kind."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import orjson
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo import geoparquet
from geo.atlas import Layer
from geo.errors import DataError, nearest
from geo.schema.model import Field, Kind

BATCH = 4_000  # records read at a time: some 60 MB of Python objects
WHOLE = 32_000_000  # bytes of a file below which it is parsed in one go

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


@dataclass(frozen=True)
class Batch:
    """Some records of a layer in the order of its file.

    ``properties`` have every field of the schema in its order, None where a record has no value.
    ``lon`` and ``lat`` are degrees, WGS 84, of records whose geometry is a point, NaN elsewhere;
    ``shapes`` are the other geometries by the record's number, wound by RFC 7946 section 3.1.6.
    """

    layer: Layer
    ids: Sequence[str]
    properties: Sequence[Mapping[str, Any]]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    shapes: Mapping[int, BaseGeometry]

    def arrow(self) -> dict[str, pa.Array]:
        """The fields as Arrow arrays of the types ``ARROW`` names.

        Raises DataError at the first value of another type.
        """
        fields = self.layer.schema.fields
        columns = zip(*(row.values() for row in self.properties), strict=True)
        if not self.properties:
            columns = zip(*((),) * len(fields), strict=True)
        values = list(columns) or [()] * len(fields)
        return {
            field.name: _array(self.layer, field, self.ids, column)
            for field, column in zip(fields, values, strict=True)
        }


def batches(layer: Layer, size: int = BATCH) -> Iterator[Batch]:
    """The layer's records, up to ``size`` at a time; no batch where it has none.

    GeoJSON, an array of flat objects for a table, or GeoParquet by the suffix ``.parquet``. Raises
    DataError naming file, feature and field.
    """
    parquet = layer.path.suffix == geoparquet.SUFFIX
    records = geoparquet.records(layer.path) if parquet else _records(layer.path)
    while chunk := list(islice(records, size)):
        yield batch(layer, chunk)


def batch(layer: Layer, records: Sequence[Mapping[str, Any]]) -> Batch:
    """The batch of parsed Features, or of flat objects for a layer without geometry."""
    name = layer.schema.key
    ids = _ids(layer, [record.get("id" if name is None else name) for record in records])
    rows: Sequence[Any] = records
    geometries: Sequence[Any] = ()
    if name is None:
        rows = [record.get("properties") or {} for record in records]
        geometries = [record.get("geometry") for record in records]
    lon, lat, shapes = _places(layer, ids, geometries)
    return Batch(layer, ids, _full(layer, ids, rows), lon, lat, shapes)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    """The Features or rows of a file; large files are read line by line where they allow it."""
    if path.stat().st_size > WHOLE and _is_lined(path):
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


def _is_lined(path: Path) -> bool:
    with path.open("rb") as file:
        head, first = file.readline().strip(), file.readline().strip()
    return head.endswith(b"[") and first.startswith(b"{") and first.rstrip(b",").endswith(b"}")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        next(file)
        for number, line in enumerate(file, 2):
            text = line.strip().rstrip(b",")
            if text in (b"", b"]}", b"]"):
                continue
            try:
                row = orjson.loads(text)
            except orjson.JSONDecodeError as error:
                raise DataError(path.name, f"line {number} is not a Feature: {error}") from error
            if not isinstance(row, dict):
                raise DataError(path.name, f"line {number} is not an object")
            yield row


def _ids(layer: Layer, names: Sequence[object]) -> list[str]:
    ids = []
    for number, name in enumerate(names, 1):
        if not isinstance(name, str) or not name:
            raise DataError(layer.path.name, f"row {number} has no id (a text of its own)")
        ids.append(name)
    return ids


def _full(layer: Layer, ids: Sequence[str], rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Each row with all fields in the schema's order. Raises DataError for a field it lacks."""
    empty: dict[str, Any] = dict.fromkeys(field.name for field in layer.schema.fields)
    full = []
    for name, row in zip(ids, rows, strict=True):
        if not isinstance(row, dict):
            raise DataError(layer.path.name, "its properties are not an object", name)
        whole = {**empty, **row}
        if len(whole) != len(empty):
            field = min(row.keys() - empty.keys())
            hint = nearest(field, empty)
            reason = "the layer has no such field" + (f"; did you mean {hint!r}?" if hint else "")
            raise DataError(layer.path.name, reason, name, field)
        full.append(whole)
    return full


def _array(layer: Layer, field: Field, ids: Sequence[str], values: Sequence[Any]) -> pa.Array:
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


def _is_storable(value: object, kind: pa.DataType) -> bool:
    try:
        pa.scalar(value, kind)
    except (OverflowError, pa.ArrowInvalid):
        return False
    return True


def _days(layer: Layer, field: Field, ids: Sequence[str], values: Sequence[Any]) -> pa.Array:
    if all(value is None or len(value) == 10 for value in values):
        texts = ["NaT" if value is None else value for value in values]
        try:
            return pa.array(np.array(texts, "datetime64[D]"), pa.date32())
        except ValueError:
            pass  # the first wrong one is named below
    row = next(i for i, v in enumerate(values) if v is not None and not _is_day(v))
    reason = f"{values[row]!r} is not a day such as 2020-01-31"
    raise DataError(layer.path.name, reason, ids[row], field.name)


def _is_day(text: str) -> bool:
    try:
        np.datetime64(text, "D")
    except ValueError:
        return False
    return len(text) == 10


def _places(
    layer: Layer, ids: Sequence[str], geometries: Sequence[Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64], dict[int, BaseGeometry]]:
    """Longitudes and latitudes of the points, and the other shapes by their number."""
    places = np.full((2, len(ids)), np.nan)
    shapes = {}
    points = []
    for row, geometry in enumerate(geometries):
        if geometry is None:
            continue
        if "Point" in layer.schema.geometry_types and _is_point(geometry):
            points.append(row)
        else:
            shapes[row] = _shape(layer, ids[row], geometry)
    if points:
        places[:, points] = np.array([geometries[row]["coordinates"] for row in points]).T
    off = ~((np.abs(places[0]) <= 180) & (np.abs(places[1]) <= 90)) & ~np.isnan(places[0])
    if off.any():
        _refuse(layer, ids[int(off.argmax())], "positions must be longitude, latitude in degrees")
    return places[0], places[1], shapes


def _is_point(geometry: object) -> bool:
    match geometry:
        case {"type": "Point", "coordinates": [lon, lat]}:
            return {type(lon), type(lat)} <= {int, float}
    return False


def _shape(layer: Layer, name: str, geometry: object) -> BaseGeometry:
    """A shape that is none of the plain points, checked and its polygons turned outside-left."""
    try:
        shape = shapely.from_geojson(orjson.dumps(geometry))
    except (shapely.errors.GEOSException, TypeError, ValueError) as error:
        _refuse(layer, name, f"not a GeoJSON geometry: {error}")
    types = layer.schema.geometry_types
    if shape.geom_type not in types:
        _refuse(layer, name, f"{shape.geom_type} is not one of {', '.join(sorted(types))}")
    if shape.has_z or shape.geom_type == "Point":
        _refuse(layer, name, "positions must have two numbers")
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        _refuse(layer, name, "positions must be longitude, latitude in degrees")
    turned: BaseGeometry = shapely.orient_polygons(shape, exterior_cw=False)
    return turned


def _refuse(layer: Layer, name: str, reason: str) -> NoReturn:
    raise DataError(layer.path.name, reason, name, "geometry")
