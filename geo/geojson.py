"""Records to RFC 7946 bytes, and what may be done to such bytes afterwards.

The bytes of a whole batch are joined from columns of JSON texts, without a loop a record.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo import compute as pc
from geo.rows import Batch
from geo.schema.model import Field

_TEXT = pa.large_string()
_NUMBERS = orjson.OPT_SERIALIZE_NUMPY
_QUOTE, _BACKSLASH, _SPACE = 0x22, 0x5C, 0x20


def features(batch: Batch, *, sparse: bool = False) -> pa.Array:
    """Each record as the JSON text of one Feature (RFC 7946 section 3.2), a large string array.

    ``id`` stands at the top level (section 3.2). Properties are all of the schema's, in its order,
    null where there is no value: clients such as QGIS take the first records' members for the
    columns of all. ``sparse`` leaves out those that are null and not core, as a layer's file does.
    Positions are WGS 84 longitude, latitude (section 4).
    """
    optional = {field.name for field in batch.layer.schema.fields if sparse and not field.core}
    columns = [(name, batch.columns[name], name in optional) for name in batch.layer.schema.by_name]
    members = [
        _member(name, column, may_lack=may_lack)
        for name, column, may_lack in columns
        if not (may_lack and column.null_count == len(column))
    ]
    skipping = partial(pc.binary_join_element_wise, null_handling="skip")
    properties = skipping(*members, _scalar(","))
    return _joined(
        '{"type":"Feature","id":', _texts(batch.ids), ',"geometry":', _geometries(batch),
        ',"properties":{', properties, "}}",
    )  # fmt: skip


def _member(name: str, column: pa.Array, *, may_lack: bool) -> pa.Array:
    """The member of ``properties``; null where a record may lack it and does."""
    if column.null_count == len(column):
        return pa.repeat(_scalar(f'"{name}":null'), len(column))
    member = _joined(f'"{name}":', _values(column))
    return member if may_lack else member.fill_null(f'"{name}":null')


def _values(column: pa.Array) -> pa.Array:
    """The values as JSON texts, null where null."""
    if pa.types.is_large_string(column.type):
        return _texts(column)
    if pa.types.is_date(column.type):
        return _joined('"', column.cast(_TEXT), '"')
    if pa.types.is_floating(column.type):  # as orjson writes them: the shortest that says the same
        numbers = column.fill_null(0).to_numpy(zero_copy_only=False)
        texts = orjson.dumps(numbers, option=_NUMBERS)[1:-1].split(b",")
        return pc.if_else(column.is_valid(), pa.array(texts, pa.large_binary()).cast(_TEXT), None)
    return column.cast(_TEXT)


def _texts(column: pa.Array) -> pa.Array:
    """The texts in quotes, escaped where JSON asks for it (RFC 8259 section 7)."""
    rows = _unsafe(column)
    if len(rows):
        escaped = [orjson.dumps(text)[1:-1].decode() for text in column.take(rows).to_pylist()]
        where = np.zeros(len(column), np.bool_)
        where[rows] = True
        column = pc.replace_with_mask(column, pa.array(where), pa.array(escaped, _TEXT))
    return _joined('"', column, '"')


def _unsafe(column: pa.Array) -> NDArray[np.int64]:
    """The rows whose text holds a quote, a backslash or a control character."""
    offsets = np.frombuffer(column.buffers()[1], np.int64)
    offsets = offsets[column.offset : column.offset + len(column) + 1]
    data = np.frombuffer(column.buffers()[2] or b"", np.uint8)[offsets[0] : offsets[-1]]
    places = np.flatnonzero((data == _QUOTE) | (data == _BACKSLASH) | (data < _SPACE))
    rows = np.unique(np.searchsorted(offsets, places + offsets[0], "right") - 1)
    valid = column.is_valid().to_numpy(zero_copy_only=False)
    return np.asarray(rows[valid[rows]])


def _geometries(batch: Batch) -> pa.Array:
    """The geometry objects as JSON texts, ``null`` where there is none."""
    texts = [b"null"] * len(batch.ids)
    points = np.flatnonzero(~np.isnan(batch.lon))
    if len(points):
        places = np.column_stack((batch.lon[points], batch.lat[points]))
        pairs = orjson.dumps(places, option=_NUMBERS)[2:-2].split(b"],[")
        for row, pair in zip(points.tolist(), pairs, strict=True):
            texts[row] = b'{"type":"Point","coordinates":[' + pair + b"]}"
    for row, shape in batch.shapes.items():
        texts[row] = geometry(shape)
    return pa.array(texts, pa.large_binary()).cast(_TEXT)


def _joined(*parts: pa.Array | str) -> pa.Array:
    """The parts end to end, null where one of them is."""
    found = [_scalar(part) if isinstance(part, str) else part for part in parts]
    return pc.binary_join_element_wise(*found, _scalar(""))


def _scalar(text: str) -> pa.Scalar:
    return pa.scalar(text, _TEXT)


def geometry(shape: BaseGeometry) -> bytes:
    """A shape as the UTF-8 bytes of its geometry object (RFC 7946 section 3.1)."""
    return orjson.dumps(mapping(shape))


def select(feature: bytes, fields: Sequence[Field]) -> bytes:
    """The Feature with only these properties, null where it does not have one."""
    whole = orjson.loads(feature)
    properties = whole["properties"]
    whole["properties"] = {field.name: properties.get(field.name) for field in fields}
    return orjson.dumps(whole)


def with_geometry(feature: bytes, geometry: bytes | None) -> bytes:
    """The Feature with another geometry, given as GeoJSON bytes; None makes it null."""
    whole = orjson.loads(feature)
    whole["geometry"] = None if geometry is None else orjson.Fragment(geometry)
    return orjson.dumps(whole)
