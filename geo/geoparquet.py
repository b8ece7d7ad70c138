"""Layers as GeoParquet 1.1: Arrow columns, and geometries as shapely objects."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from shapely.errors import GEOSException

from geo.errors import DataError

CRS = "OGC:CRS84"
GEOMETRY = "geometry"
SUFFIX = ".parquet"
GROUP = 50_000  # rows of a row group, and of a piece that is read

# As GEOS numbers them.
_TYPES = (
    *("Point", "LineString", "LinearRing", "Polygon"),
    *("MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"),
)

Shapes = NDArray[np.object_]  # shapely geometries in degrees, WGS 84 lon/lat; None for null


def pieces(path: Path, size: int = GROUP) -> Iterator[tuple[pa.Table, Shapes]]:
    """The file's columns but the geometry, and the geometries in WGS 84 degrees, piece by piece.

    An empty file gives one piece without rows. Raises DataError where it is no GeoParquet with WKB
    geometries (specification 1.1, "geometry columns"), or its reference system is unknown.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 - a compiled layer is served without it

    try:
        with pq.ParquetFile(path) as file:
            name, crs = _geometry_column(file.schema_arrow, path)
            empty = True
            for batch in file.iter_batches(size):
                empty = False
                yield _piece(pa.Table.from_batches([batch]), name, crs)
            if empty:
                yield _piece(file.schema_arrow.empty_table(), name, crs)
    except (pa.ArrowInvalid, OSError, GEOSException) as error:
        reason = str(error).splitlines()[0] if str(error) else "it is damaged"
        raise DataError(path.name, f"cannot be read as GeoParquet: {reason[:200]}") from error


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The rows as GeoJSON Features would be parsed: days as ISO texts, every null as None.

    Raises DataError as ``pieces`` does.
    """
    for table, shapes in pieces(path, 4_000):
        encoded = shapely.to_geojson(shapes)
        for geometry, row in zip(encoded, plain(table).to_pylist(), strict=True):
            yield {
                "type": "Feature",
                "id": row.pop("id", None),
                "geometry": None if geometry is None else orjson.loads(geometry),
                "properties": row,
            }


def plain(table: pa.Table) -> pa.Table:
    """The table with the types JSON has: days and times as ISO texts, no dictionaries, no NaN."""
    columns = {name: _plain(table[name]) for name in table.column_names}
    return pa.table(columns)


def write(path: Path, table: pa.Table, shapes: Shapes, crs: str | None = None) -> None:
    """Write columns and geometries as GeoParquet 1.1, x before y.

    They are in WGS 84 longitude, latitude, or in the system named as PROJ does. The same input
    gives the same bytes. Not atomic by itself.
    """
    starts = range(0, len(table), GROUP)
    parts = ((table.slice(start, GROUP), shapes[start : start + GROUP]) for start in starts)
    write_parts(path, schema_of(table.schema, [shapes], crs), parts)


def schema_of(columns: pa.Schema, shapes: Iterable[Shapes], crs: str | None = None) -> pa.Schema:
    """The schema of a file with these columns and geometries, with its ``geo`` metadata."""
    boxes, types = [], set[str]()
    for some in shapes:
        known = some[~shapely.is_missing(some)]
        if len(known):
            boxes.append(shapely.total_bounds(known))
            types |= {_TYPES[number] for number in np.unique(shapely.get_type_id(known)).tolist()}
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": sorted(types)}
    if boxes:
        lows, highs = np.array(boxes)[:, :2], np.array(boxes)[:, 2:]
        column["bbox"] = [*np.nanmin(lows, axis=0).tolist(), *np.nanmax(highs, axis=0).tolist()]
    if crs is not None:
        import pyproj  # noqa: PLC0415 - only for systems other than the data's own

        column["crs"] = pyproj.CRS(crs).to_json_dict()
    about = {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
    schema = pa.schema([*columns, pa.field(GEOMETRY, pa.binary())])
    return schema.with_metadata({"geo": json.dumps(about, sort_keys=True)})


def write_parts(path: Path, schema: pa.Schema, parts: Iterable[tuple[pa.Table, Shapes]]) -> None:
    """Write columns and geometries that come in parts, a row group each; as ``write``."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - a compiled layer is served without it

    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for table, shapes in parts:
            wkb = pa.array(shapely.to_wkb(shapes), pa.binary())
            writer.write_table(table.append_column(GEOMETRY, wkb).cast(schema), GROUP)


def _geometry_column(schema: pa.Schema, path: Path) -> tuple[str, Any]:
    """The primary column's name and its reference system, None for the default, OGC:CRS84."""
    try:
        about = json.loads((schema.metadata or {})[b"geo"])
        name = about["primary_column"]
        column = about["columns"][name]
        encoding = column["encoding"]
    except (KeyError, TypeError, ValueError):
        raise DataError(path.name, "is not GeoParquet: it has no 'geo' metadata") from None
    if encoding != "WKB" or name not in schema.names:
        raise DataError(path.name, f"has geometries as {encoding!r}, not as WKB", field=name)
    if "crs" in column and column["crs"] is None:
        raise DataError(path.name, "does not say its reference system (crs is null)", field=name)
    return name, column.get("crs")


def _piece(table: pa.Table, name: str, crs: Any) -> tuple[pa.Table, Shapes]:  # noqa: ANN401 - PROJJSON
    wkb = table[name].to_numpy()
    shapes = np.asarray(shapely.from_wkb(wkb), dtype=object)
    if crs is not None:
        import geopandas  # noqa: PLC0415 - only for systems other than ours; it brings pandas

        series = geopandas.GeoSeries(shapes, crs=crs)
        if not series.crs.equals(CRS) and not series.crs.equals("EPSG:4326"):
            there = np.asarray(series.to_crs(CRS).array, dtype=object)
            # What the way through another system adds behind a tenth of a millimetre is no place.
            shapes = np.asarray(shapely.transform(there, _without_noise), dtype=object)
    return table.drop_columns([name]), shapes


def _without_noise(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    return degrees.round(9)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain(column.cast(kind.value_type))
    if pa.types.is_timestamp(kind):
        return column.cast(pa.date32(), safe=False).cast(pa.string())
    if pa.types.is_date(kind):
        return column.cast(pa.date32()).cast(pa.string())
    if pa.types.is_floating(kind):
        return _without_nan(column)
    return column


def _without_nan(column: pa.ChunkedArray) -> pa.ChunkedArray:
    numbers = column.to_pandas().to_numpy(dtype="float64", na_value=np.nan)
    return pa.chunked_array([pa.array(numbers, column.type, from_pandas=True)])
