"""The canonical frame of a layer: index = id, CRS84, the schema's columns in the schema's order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import orjson
import pandas as pd
import shapely
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from geo.atlas import Layer
from geo.errors import DataError, nearest
from geo.schema.model import Field, Kind

Array = ExtensionArray | NDArray[np.datetime64]
Shapes = NDArray[np.object_]  # shapely shapes, None where a record has none

CRS = "OGC:CRS84"
BATCH = 20_000  # rows read at a time: some 60 MB of Python objects
WHOLE = 32_000_000  # bytes of a file below which it is parsed in one go

# Frames hold texts as str, whole numbers as Int64, days as datetime64[s]; nulls are pandas's own.
DTYPES: Mapping[Kind, str] = {
    "string": "str",
    "text": "str",
    "code": "str",
    "list": "str",
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
    "datetime": "str",
    "edtf": "str",
    "uri": "str",
}
_PYTHON: Mapping[str, set[type]] = {
    "str": {str},
    "Int64": {int},
    "Float64": {int, float},
    "boolean": {bool},
    "datetime64[s]": {str},
}


def read(layer: Layer) -> geopandas.GeoDataFrame:
    """The whole layer as one canonical frame, rows as in the file.

    Geometry is WGS 84 longitude/latitude in degrees (None where the record has none), polygons
    wound as RFC 7946 section 3.1.6 asks. Raises DataError naming file, feature and field.
    """
    frames = list(batches(layer))
    if not frames:
        return from_records(layer, [])
    return frames[0] if len(frames) == 1 else pd.concat(frames)


def batches(layer: Layer, size: int = BATCH) -> Iterator[geopandas.GeoDataFrame]:
    """The layer as canonical frames of up to ``size`` rows; none where it is empty."""
    if layer.path.suffix == ".parquet":
        yield from _parquet_batches(layer, size)
        return
    records = _records(layer.path)
    while chunk := list(islice(records, size)):
        yield from_records(layer, chunk)


def from_records(layer: Layer, records: Sequence[Mapping[str, Any]]) -> geopandas.GeoDataFrame:
    """The canonical frame of parsed Features, or of flat objects for a layer without geometry."""
    name = layer.schema.key
    ids = _ids(layer, [record.get("id" if name is None else name) for record in records])
    rows = records
    shapes = np.full(len(records), None, dtype=object)
    if name is None:
        rows = [record.get("properties") or {} for record in records]
        shapes = _shapes(layer, ids, [record.get("geometry") for record in records])
    _refuse_unknown(layer, ids, rows)
    columns = {
        field.name: _column(layer, field, ids, [row.get(field.name) for row in rows])
        for field in layer.schema.fields
    }
    return geopandas.GeoDataFrame(
        columns, index=pd.Index(ids, name="id", dtype="str"), geometry=shapes, crs=CRS
    )


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


def _refuse_unknown(layer: Layer, ids: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    known = layer.schema.by_name.keys()
    for name, row in zip(ids, rows, strict=True):
        if not row.keys() <= known:
            field = min(row.keys() - known)
            hint = nearest(field, known)
            reason = "the layer has no such field" + (f"; did you mean {hint!r}?" if hint else "")
            raise DataError(layer.path.name, reason, name, field)


def _column(layer: Layer, field: Field, ids: Sequence[str], values: list[Any]) -> Array:
    """One column of its declared type. Raises DataError at the first value of another type."""
    dtype = DTYPES[field.kind]
    allowed = _PYTHON[dtype]
    if not set(map(type, values)) <= allowed | {type(None)}:
        row = next(i for i, v in enumerate(values) if v is not None and type(v) not in allowed)
        reason = f"{values[row]!r} is not of kind {field.kind}"
        raise DataError(layer.path.name, reason, ids[row], field.name)
    if dtype == "datetime64[s]":
        return _days(layer, field, ids, values)
    try:
        array: Array = pd.Series(values, dtype=dtype).array
    except OverflowError:
        row = next(i for i, v in enumerate(values) if v is not None and abs(v) >= 2**63)
        raise DataError(layer.path.name, "too large a number", ids[row], field.name) from None
    return array


def _days(layer: Layer, field: Field, ids: Sequence[str], values: list[Any]) -> Array:
    if all(value is None or len(value) == 10 for value in values):
        texts = ["NaT" if value is None else value for value in values]
        try:
            return np.array(texts, "datetime64[D]").astype("datetime64[s]")
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


def _shapes(layer: Layer, ids: Sequence[str], geometries: Sequence[Any]) -> Shapes:
    """The geometries as an object array of shapely shapes, polygons counter-clockwise outside."""
    shapes = np.full(len(geometries), None, dtype=object)
    points = [i for i, g in enumerate(geometries) if _is_point(g)]
    if points:
        shapes[points] = shapely.points([geometries[i]["coordinates"] for i in points])
    rest = sorted(set(range(len(geometries))) - set(points))
    for row in rest:
        if geometries[row] is not None:
            shapes[row] = _shape(layer, ids[row], geometries[row])
    check_shapes(layer, ids, shapes)
    if rest:
        shapes[rest] = shapely.orient_polygons(shapes[rest], exterior_cw=False)
    return shapes


def _is_point(geometry: object) -> bool:
    match geometry:
        case {"type": "Point", "coordinates": [lon, lat]}:
            return {type(lon), type(lat)} <= {int, float}
    return False


def _shape(layer: Layer, name: str, geometry: object) -> shapely.Geometry:
    try:
        return shapely.from_geojson(orjson.dumps(geometry))
    except (shapely.errors.GEOSException, TypeError, ValueError) as error:
        reason = f"not a GeoJSON geometry: {error}"
        raise DataError(layer.path.name, reason, name, "geometry") from error


def check_shapes(layer: Layer, ids: Sequence[str], shapes: Shapes) -> None:
    """Raises DataError at a shape not allowed, empty, with heights, or off the globe."""
    types = layer.schema.geometry_types
    for name, shape in zip(ids, shapes, strict=True):
        if shape is None:
            continue
        if shape.geom_type not in types:
            reason = f"{shape.geom_type} is not one of {', '.join(sorted(types))}"
            raise DataError(layer.path.name, reason, name, "geometry")
        west, south, east, north = shape.bounds
        if shape.has_z:
            raise DataError(layer.path.name, "positions must have two numbers", name, "geometry")
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            reason = "positions must be longitude, latitude in degrees"
            raise DataError(layer.path.name, reason, name, "geometry")


def _parquet_batches(layer: Layer, size: int) -> Iterator[geopandas.GeoDataFrame]:
    frame = geopandas.read_parquet(layer.path)
    if frame.crs is not None and not frame.crs.equals(CRS):
        frame = frame.to_crs(CRS)
    rows = frame.drop(columns=frame.geometry.name)
    for start in range(0, len(frame), size):
        part = rows.iloc[start : start + size]
        yield from_records(layer, list(_features(part, frame.geometry.iloc[start : start + size])))


def _features(rows: pd.DataFrame, shapes: Iterable[Any]) -> Iterator[dict[str, Any]]:
    names = list(rows.columns)
    values = [_plain(rows[name]) for name in names]
    for shape, *row in zip(shapes, *values, strict=True):
        properties = dict(zip(names, row, strict=True))
        yield {
            "id": properties.pop("id", None),
            "geometry": None if shape is None else orjson.loads(shapely.to_geojson(shape)),
            "properties": properties,
        }


def _plain(column: pd.Series) -> list[Any]:
    """A column as Python values, days as ISO texts and every kind of null as None."""
    if column.dtype.kind == "M":
        texts = np.datetime_as_string(column.to_numpy().astype("datetime64[D]"))
        return [None if text == "NaT" else str(text) for text in texts]
    if column.dtype == object:
        return [value.isoformat() if hasattr(value, "isoformat") else value for value in column]
    return [None if value is pd.NA or value != value else value for value in column.tolist()]  # noqa: PLR0124 - NaN alone differs from itself
