"""Features as the files of geographic programs: GeoPackage, FlatGeobuf, GeoParquet.

These formats need a file one can go back in. It has no name any more when it is read, so it is gone
however the reading ends. In all of them x comes before y, whatever the system's definition says.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import shapely

from geo import geoparquet
from geo.crs import CRS84
from geo.export import Export

_CHUNK = 256 * 1024  # bytes
_CHANGED = "updated_at"
_NEVER = "1970-01-01T00:00:00.000Z"


def to_gpkg(export: Export) -> Iterator[bytes]:
    """The features as a GeoPackage 1.2 (OGC 12-128r14) with one table named as the layer.

    It is dated by the latest of its records, so the same records give the same bytes. It needs
    nothing of the later versions, of which R, QGIS and GDAL of Debian 12 warn.
    """
    import sqlite3  # noqa: PLC0415 - for this format alone

    def write(path: Path) -> None:
        _by_gdal(export, path, "GPKG", {}, {"VERSION": "1.2"})
        with closing(sqlite3.connect(path)) as base, base:
            base.execute("UPDATE gpkg_contents SET last_change = ?", [_changed(export)])

    return _through_file(write, ".gpkg")


def to_fgb(export: Export) -> Iterator[bytes]:
    """The features as FlatGeobuf 3, sorted by place where each of them has one."""

    def write(path: Path) -> None:
        placed = export.has_shapes and bool(export.features)
        for _, shapes in export.parsed():
            placed = placed and not shapely.is_missing(shapes).any()
        _by_gdal(export, path, "FlatGeobuf", {"SPATIAL_INDEX": "YES" if placed else "NO"})

    return _through_file(write, ".fgb")


def to_parquet(export: Export) -> Iterator[bytes]:
    """The features as GeoParquet 1.1; plain Parquet where there are no geometries."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - a server that writes no file goes without it

    def write(path: Path) -> None:
        table, shapes = export.table()
        if export.has_shapes:
            name = None if export.crs is CRS84 else export.crs.name
            geoparquet.write(path, table, shapes, name)
        else:
            pq.write_table(table, path, compression="zstd")

    return _through_file(write, ".parquet")


def _by_gdal(
    export: Export,
    path: Path,
    driver: str,
    options: dict[str, str],
    whole: dict[str, str] | None = None,
) -> None:
    """Writes the file; ``options`` are of the layer in it, ``whole`` of the file as such."""
    import pyogrio  # noqa: PLC0415 - brings GDAL: a server that writes no file goes without it

    table, shapes = export.table()
    about: dict[str, str] = {}
    if export.has_shapes:
        wkb = pa.array(shapely.to_wkb(shapes), pa.binary())
        table = table.append_column(geoparquet.GEOMETRY, wkb)
        kind = "Point" if export.is_points else "Unknown"
        about = {
            "geometry_name": geoparquet.GEOMETRY,
            "geometry_type": kind,
            "crs": "EPSG:4326" if export.crs is CRS84 else export.crs.name,
        }
    name = export.schema.name
    pyogrio.write_arrow(
        table,
        path,
        layer=name,
        driver=driver,
        layer_options=options,
        dataset_options=whole,
        **about,
    )


def _changed(export: Export) -> str:
    """When the latest of the records was changed, as GeoPackage requirement 15 writes it."""
    if _CHANGED not in export.schema.by_name:
        return _NEVER
    days = [row["properties"].get(_CHANGED) for rows, _ in export.parsed() for row in rows]
    latest = max((day for day in days if day), default=_NEVER)
    return f"{np.datetime64(latest.rstrip('Z'), 'ms')}Z"


def _through_file(write: Callable[[Path], None], suffix: str) -> Iterator[bytes]:
    """What ``write`` puts into a file of that suffix; it has run when this returns."""
    pieces = _contents(write, suffix)
    return chain([next(pieces)], pieces)  # begun, the generator closes its file however it ends


def _contents(write: Callable[[Path], None], suffix: str) -> Iterator[bytes]:
    with TemporaryDirectory(prefix="conflict-atlas-") as folder:
        path = Path(folder) / f"features{suffix}"
        write(path)
        file = path.open("rb")
    with file:
        while piece := file.read(_CHUNK):
            yield piece
