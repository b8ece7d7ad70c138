"""A layer's records to the container that ``snapshot`` reads.

First pass: records come in batches, in file order; their encoded features go to the container,
their columns to a spool beside it, so that memory does not grow with the layer. Second pass: the
order is made, and the columns are taken from the spool one by one, sorted, and written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from geo import geojson, morton, overview
from geo.arrays import ARROW
from geo.atlas import Layer
from geo.errors import DataError
from geo.rows import Batch
from geo.schema.model import LayerSchema
from geo.stores import by_time, slim, sums
from geo.stores.columns import Column, sorted_codes
from geo.stores.container import Writer, checksum
from geo.stores.snapshot import (
    FEATURES,
    IDS,
    LATEST,
    ROWS,
    RUNNING,
    SHAPES,
    Kind,
    again_section,
    column_section,
    inverse,
)
from geo.stores.storing import stored
from geo.stores.texts import Texts, parts

FOOTPRINT_FIELD = "footprint_ref"
PRECISION_FIELD = "geo_precision"
FIRST_AREA_PRECISION = 4  # from here on a footprint stands for the record (schema.md, "Precision")

_NEIGHBOURS = 4_096  # rows whose features are stored together

# No field's names.
_ID, _LON, _LAT, _SHAPE = "\0id", "\0lon", "\0lat", "\0shape"
_START, _SIZE, _SUM = "\0start", "\0size", "\0sum"


def compile_layer(
    layer: Layer,
    batches: Iterable[Batch],
    areas: Mapping[str, int],
    files: tuple[BinaryIO, BinaryIO, BinaryIO],
) -> None:
    """Writes the layer's container to the first file; the others, empty, are its spools.

    ``areas`` numbers the footprints the atlas knows. Raises DataError for wrong data and where an
    id comes twice.
    """
    target, spool, put_down = files
    texts = Texts(put_down)
    with pa.ipc.new_stream(spool, _spool_schema(layer.schema)) as stream:
        for batch in batches:
            encoded = geojson.features(batch)
            starts, sizes = texts.put(encoded, np.argsort(_codes(batch), kind="stable"))
            stream.write_batch(_spooled(batch, (starts, sizes), _sums(encoded)))
    spool.flush()
    _second_pass(layer, Writer(target), (_table(spool, layer.schema), texts), areas)


def _codes(batch: Batch) -> NDArray[np.uint64]:
    """Where the records lie, those without a point first."""
    return morton.encode(*morton.project(*map(np.nan_to_num, (batch.lon, batch.lat))))


def _sums(encoded: pa.Array) -> pa.Array:
    """The CRC-32 of each text: the reader checks what it reads, not what lies around it."""
    starts, content = parts(encoded)
    places = (starts - starts[0]).tolist()
    texts = (content[low:high] for low, high in pairwise(places))
    return pa.array(list(map(checksum, texts)), pa.uint64())


def _spool_schema(schema: LayerSchema) -> pa.Schema:
    fields = [(field.name, ARROW[field.kind]) for field in schema.fields]
    places = [(_ID, pa.large_string()), (_LON, pa.float64()), (_LAT, pa.float64())]
    texts = [(_START, pa.int64()), (_SIZE, pa.int64()), (_SUM, pa.uint64())]
    return pa.schema([*fields, *places, (_SHAPE, pa.large_binary()), *texts])


def _spooled(
    batch: Batch, texts: tuple[NDArray[np.int64], NDArray[np.int64]], sums: pa.Array
) -> pa.RecordBatch:
    """The batch's columns and places; ``texts`` are starts and sizes of its features."""
    shapes: list[bytes | None] = [None] * len(batch.ids)
    for row, shape in batch.shapes.items():
        shapes[row] = shapely.to_wkb(shape)
    columns = {
        **batch.columns,
        _ID: batch.ids,
        _LON: pa.array(batch.lon),
        _LAT: pa.array(batch.lat),
        _SHAPE: pa.array(shapes, pa.large_binary()),
        _START: pa.array(texts[0]),
        _SIZE: pa.array(texts[1]),
        _SUM: sums,
    }
    return pa.record_batch(columns, schema=_spool_schema(batch.layer.schema))


def _table(spool: BinaryIO, schema: LayerSchema) -> pa.Table:
    """The spool, mapped where it is a file."""
    path = getattr(spool, "name", None)
    source = pa.memory_map(str(path)) if path else pa.py_buffer(spool.getvalue())  # type: ignore[attr-defined]  # BytesIO
    return pa.ipc.open_stream(source).read_all()


def _second_pass(
    layer: Layer, writer: Writer, spooled: tuple[pa.Table, Texts], areas: Mapping[str, int]
) -> None:
    table, texts = spooled
    ids, id_rank = sorted_codes(table[_ID])
    if len(ids) < len(id_rank):
        twice = ids[int(np.flatnonzero(np.bincount(id_rank) > 1)[0])]
        raise DataError(layer.path.name, "two records have this id", twice)
    place = _place(table, areas)
    near = np.where(place.kinds == Kind.AREA, place.area.astype(np.uint64), place.codes)
    order = np.lexsort((id_rank, near, place.kinds))
    spans = np.searchsorted(place.kinds[order], np.arange(len(Kind) + 1))
    writer.batch(IDS, pa.record_batch({"id": ids.texts}))
    newest = _newest(table, layer.schema, order, id_rank)
    shaped = order[spans[Kind.SHAPE] : spans[Kind.SHAPE + 1]]
    shapes = table[_SHAPE].take(pa.array(shaped)).combine_chunks()
    writer.batch(SHAPES, pa.record_batch({"shape": shapes}))
    columns = {}
    shown = {field.name for field in overview.single(layer.schema, labels=True)}
    for field in layer.schema.fields:
        column = stored(field, table[field.name], order)
        writer.batch(column_section(field.name), column)
        made = Column.of(field, column.column(0))
        if field.name in shown:
            columns[field.name] = made
        if layer.schema.temporal:
            _write_by_time(writer, made, newest)
    together = _together(columns.get(str(layer.schema.type_field)), newest)
    writer.batch(ROWS, _rows(table, place, order, (id_rank, newest, together)))
    with writer.section(FEATURES) as section:
        rows = order[together]
        for piece in texts.taken(table[_START].to_numpy()[rows], table[_SIZE].to_numpy()[rows]):
            section.write(piece)
    running = sums.running(layer.schema, columns, place.x[order], place.y[order])
    writer.batch(RUNNING, running)
    in_order = ids.texts.take(pa.array(id_rank[order]))
    for name, batch in slim.stored(layer.schema, columns, in_order).items():
        writer.batch(name, batch)
    writer.close({"spans": spans.tolist(), "layer": layer.name})


def _write_by_time(writer: Writer, column: Column, newest: NDArray[np.int32]) -> None:
    """The column once more in the default order, if it is one of those that are kept so."""
    name = column.field.name
    if (array := by_time.again(column, newest)) is not None:
        writer.batch(again_section(name), pa.record_batch({name: array}))
    if name == by_time.END:
        writer.batch(LATEST, pa.record_batch({LATEST: by_time.latest(column, newest)}))


@dataclass(frozen=True)
class _Place:
    """How and where each record lies, in the order of the file."""

    kinds: NDArray[np.int8]
    area: NDArray[np.int32]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    x: NDArray[np.uint32]
    y: NDArray[np.uint32]
    codes: NDArray[np.uint64]


def _place(table: pa.Table, areas: Mapping[str, int]) -> _Place:
    lon, lat = table[_LON].to_numpy(), table[_LAT].to_numpy()
    kinds, area = _kinds(table, ~np.isnan(lon), areas)
    x, y = morton.project(np.nan_to_num(lon), np.nan_to_num(lat))
    return _Place(kinds, area, lon, lat, x, y, morton.encode(x, y))


def _kinds(
    table: pa.Table, point: NDArray[np.bool_], areas: Mapping[str, int]
) -> tuple[NDArray[np.int8], NDArray[np.int32]]:
    """How each record knows its place, and the number of its footprint or -1."""
    kinds = np.full(len(point), Kind.NOWHERE, np.int8)
    kinds[point] = Kind.POINT
    kinds[table[_SHAPE].is_valid().to_numpy()] = Kind.SHAPE
    area = np.full(len(point), -1, np.int32)
    if not {FOOTPRINT_FIELD, PRECISION_FIELD} <= set(table.column_names):
        return kinds, area
    rough = table[PRECISION_FIELD].fill_null(0).to_numpy() >= FIRST_AREA_PRECISION
    words, refs = sorted_codes(table[FOOTPRINT_FIELD])
    area = np.array([*(areas.get(word, -1) for word in words), -1], np.int32)[refs]
    own = kinds == Kind.SHAPE
    kinds[rough & (kinds == Kind.POINT)] = Kind.LOOSE
    kinds[rough & (area >= 0) & ~own] = Kind.AREA
    return kinds, np.where(kinds == Kind.AREA, area, -1).astype(np.int32)


def _rows(
    table: pa.Table,
    place: _Place,
    order: NDArray[np.int64],
    ranks: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]],
) -> pa.RecordBatch:
    """What a store needs of every row, in storage order.

    ``ranks`` are the ranks by id, the rows from the newest on, and those as their features lie.
    """
    id_rank, newest, together = ranks
    sizes = table[_SIZE].to_numpy()[order]
    starts = np.empty(len(order), np.int64)
    starts[together] = np.cumsum(sizes[together]) - sizes[together]
    by_id = np.empty(len(order), np.int32)
    by_id[id_rank[order]] = np.arange(len(order), dtype=np.int32)
    return pa.record_batch(
        {
            "lon": place.lon[order],
            "lat": place.lat[order],
            "x": place.x[order],
            "y": place.y[order],
            "code": place.codes[order],
            "area": place.area[order],
            "start": starts,
            "size": sizes,
            "sum": table[_SUM].to_numpy()[order],
            "id_rank": id_rank[order],
            "by_id": by_id,
            "newest": newest,
            "newest_rank": inverse(newest),
        }
    )


def _together(kind: Column | None, newest: NDArray[np.int32]) -> NDArray[np.int64]:
    """The rows in the order their features are stored in: near ones of a type, newest first.

    A page is the newest of a box, often of one type: it is then read in a few long pieces.
    """
    kinds = np.zeros(len(newest), np.int8) if kind is None else kind.values
    return np.lexsort((inverse(newest), kinds, np.arange(len(newest)) // _NEIGHBOURS))


def _newest(
    table: pa.Table, schema: LayerSchema, order: NDArray[np.int64], id_rank: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Rows in the default order: first day from the newest, without one last; then by id."""
    keys: list[NDArray[Any]] = [id_rank[order]]
    if schema.temporal:
        days = table["date_start"].cast(pa.int32()).cast(pa.int64())
        keys.append(-days.fill_null(np.iinfo(np.int32).min).to_numpy()[order])
    return np.lexsort(keys).astype(np.int32)
