"""Canonical frames to a snapshot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from geo import geojson, morton
from geo.atlas import Layer
from geo.errors import DataError
from geo.schema.model import Field, LayerSchema
from geo.stores.columns import Column, Words, narrowed, sorted_codes
from geo.stores.outlines import Outlines
from geo.stores.snapshot import Kind, Snapshot

FOOTPRINT_FIELD = "footprint_ref"
PRECISION_FIELD = "geo_precision"
FIRST_AREA_PRECISION = 4  # from here on a footprint stands for the record (schema.md, "Precision")

_NO_DAY = np.iinfo(np.int32).min


@dataclass
class _Parts:
    """What has been read so far, in the order of the file."""

    ids: list[pa.Array] = field(default_factory=list)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    shapes: list[NDArray[Any]] = field(default_factory=list)
    sizes: list[NDArray[np.int32]] = field(default_factory=list)


def compile_layer(
    layer: Layer,
    version: str,
    frames: Iterable[geopandas.GeoDataFrame],
    areas: Mapping[str, int],
    sink: BinaryIO,
) -> Snapshot:
    """The snapshot of a layer from its canonical frames; ``areas`` numbers the known footprints.

    The encoded features are written to ``sink`` in file order; ``Snapshot.features`` is left empty
    for the caller to fill with what was written. Raises DataError where an id comes twice.
    """
    parts = _Parts()
    for frame in frames:
        _add(parts, frame, layer.schema, sink)
    ids = _joined(parts.ids, pa.large_string())
    words, codes = sorted_codes(ids)
    if len(words) < len(ids):
        twice = words[int(np.flatnonzero(np.bincount(codes) > 1)[0])]
        raise DataError(layer.path.name, "two records have this id", twice)
    columns = {f.name: _column(f, parts.columns.get(f.name, [])) for f in layer.schema.fields}
    shapes = np.concatenate(parts.shapes) if parts.shapes else np.empty(0, dtype=object)
    sizes = np.concatenate(parts.sizes) if parts.sizes else np.empty(0, np.int32)
    return _arranged(_Read(layer.schema, version, words, codes, columns, shapes, sizes), areas)


@dataclass(frozen=True)
class _Read:
    """A whole layer in the order of the file."""

    schema: LayerSchema
    version: str
    ids: Words
    id_rank: NDArray[np.int32]
    columns: Mapping[str, Column]
    shapes: NDArray[Any]
    sizes: NDArray[np.int32]


def _add(parts: _Parts, frame: geopandas.GeoDataFrame, schema: LayerSchema, sink: BinaryIO) -> None:
    encoded = geojson.features(frame, schema)
    sink.write(b"".join(encoded))
    parts.sizes.append(np.fromiter(map(len, encoded), np.int32, len(encoded)))
    parts.ids.append(pa.array(frame.index, pa.large_string()))
    parts.shapes.append(np.asarray(frame.geometry, dtype=object))
    for one in schema.fields:
        parts.columns.setdefault(one.name, []).append(_stored(one, frame[one.name]))


def _stored(one: Field, column: pd.Series) -> NDArray[Any] | pa.DictionaryArray:
    """A column of a frame as numbers with their null, or as an Arrow dictionary."""
    if column.dtype.kind == "M":
        days = column.to_numpy().astype("datetime64[D]")
        return np.where(np.isnat(days), _NO_DAY, days.astype(np.int64)).astype(np.int32)
    match one.kind:
        case "integer":
            return column.to_numpy(dtype=np.int64, na_value=np.iinfo(np.int64).min)
        case "boolean":
            return column.astype("Int8").to_numpy(dtype=np.int8, na_value=-128)
        case "number":
            return column.to_numpy(dtype=np.float64, na_value=np.nan)
        case _:
            return pa.array(column, pa.large_string(), from_pandas=True).dictionary_encode()


def _joined(chunks: Sequence[pa.Array], kind: pa.DataType) -> pa.Array:
    if not chunks:
        return pa.array([], kind)
    return pa.chunked_array(chunks).unify_dictionaries().combine_chunks()


def _column(one: Field, chunks: list[Any]) -> Column:
    if not chunks or isinstance(chunks[0], pa.Array):
        words, codes = sorted_codes(_joined(chunks, pa.large_string()))
        return Column(one, narrowed(codes), words)
    values = np.concatenate(chunks)
    if one.kind != "integer":
        return Column(one, values)
    null = values == np.iinfo(np.int64).min
    small = narrowed(np.where(null, 0, values))
    return Column(one, np.where(null, np.iinfo(small.dtype).min, small).astype(small.dtype))


def _arranged(read: _Read, areas: Mapping[str, int]) -> Snapshot:
    """The layer in storage order."""
    lon, lat = _points(read.shapes)
    kinds, area = _kinds(read, np.isfinite(lon), areas)
    x, y = morton.project(np.nan_to_num(lon), np.nan_to_num(lat))
    codes = morton.encode(x, y)
    order = np.lexsort((read.id_rank, codes, kinds))
    spans = np.searchsorted(kinds[order], np.arange(len(Kind) + 1))
    ends = np.cumsum(read.sizes, dtype=np.int64)
    by_id = np.empty(len(order), np.int32)
    by_id[read.id_rank[order]] = np.arange(len(order), dtype=np.int32)
    columns = {
        name: Column(column.field, column.values[order], column.words)
        for name, column in read.columns.items()
    }
    return Snapshot(
        schema=read.schema,
        version=read.version,
        columns=columns,
        ids=read.ids,
        by_id=by_id,
        newest=_newest(read.schema, columns, read.id_rank[order]),
        spans=spans,
        lon=lon[order],
        lat=lat[order],
        x=x[order],
        y=y[order],
        codes=codes[order],
        area=area[order[spans[Kind.AREA] : spans[Kind.AREA + 1]]],
        outlines=Outlines(read.shapes[order[spans[Kind.SHAPE] : spans[Kind.SHAPE + 1]]]),
        features=memoryview(b""),
        starts=(ends - read.sizes)[order],
        sizes=read.sizes[order],
    )


def _points(shapes: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude in degrees of the points, NaN for anything else."""
    points = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    lon = np.full(len(shapes), np.nan)
    lat = np.full(len(shapes), np.nan)
    lon[points], lat[points] = shapely.get_x(shapes[points]), shapely.get_y(shapes[points])
    return lon, lat


def _kinds(
    read: _Read, point: NDArray[np.bool_], areas: Mapping[str, int]
) -> tuple[NDArray[np.int8], NDArray[np.int32]]:
    """How each record knows its place, and the number of its footprint or -1."""
    kinds = np.full(len(read.shapes), Kind.SHAPE, np.int8)
    kinds[point] = Kind.POINT
    kinds[shapely.is_missing(read.shapes)] = Kind.NOWHERE
    area = np.full(len(read.shapes), -1, np.int32)
    if not {FOOTPRINT_FIELD, PRECISION_FIELD} <= read.columns.keys():
        return kinds, area
    rough = read.columns[PRECISION_FIELD].values >= FIRST_AREA_PRECISION
    refs = read.columns[FOOTPRINT_FIELD]
    known = np.array([areas.get(ref, -1) for ref in refs.words or ()] + [-1], np.int32)
    area = known[refs.values]
    own = kinds == Kind.SHAPE
    kinds[rough & (kinds == Kind.POINT)] = Kind.LOOSE
    kinds[rough & (area >= 0) & ~own] = Kind.AREA
    return kinds, area


def _newest(
    schema: LayerSchema, columns: Mapping[str, Column], id_rank: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Rows in the default order: first day from the newest, without one last; then by id."""
    if not schema.temporal:
        return np.argsort(id_rank).astype(np.int32)
    days = columns["date_start"].values.astype(np.int64)
    return np.lexsort((id_rank, -days)).astype(np.int32)
