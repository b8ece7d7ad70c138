"""Frames to RFC 7946 bytes, feature by feature, and what may be done to such bytes afterwards."""

from collections.abc import Sequence
from typing import Any

import geopandas
import numpy as np
import orjson
import pandas as pd
import shapely
from shapely.geometry import mapping

from geo.schema.model import Field, LayerSchema


def features(frame: geopandas.GeoDataFrame, schema: LayerSchema) -> list[bytes]:
    """Each row of a canonical frame as the UTF-8 bytes of one Feature (RFC 7946 section 3.2).

    ``id`` stands at the top level (section 3.2); properties follow the schema's order, core fields
    always, others where they are not null. Positions are WGS 84 longitude, latitude (section 4).
    """
    columns = [values(frame[field.name]) for field in schema.fields]
    names = [field.name for field in schema.fields]
    optional = [i for i, field in enumerate(schema.fields) if not field.core]
    encoded = []
    rows = zip(*columns, strict=True) if columns else [()] * len(frame)
    for name, geometry, row in zip(frame.index, geometries(frame.geometry), rows, strict=True):
        properties = dict(zip(names, row, strict=True))
        for i in optional:
            if row[i] is None:
                del properties[names[i]]
        encoded.append(
            orjson.dumps(
                {"type": "Feature", "id": name, "geometry": geometry, "properties": properties}
            )
        )
    return encoded


def values(column: pd.Series) -> list[Any]:
    """A canonical column as Python values: None for null, ISO 8601 texts for days."""
    if column.dtype.kind == "M":
        texts = np.datetime_as_string(column.to_numpy().astype("datetime64[D]")).tolist()
        return [None if text == "NaT" else text for text in texts]
    missing = column.isna().to_numpy()
    plain = column.tolist()
    if missing.any():
        for row in np.flatnonzero(missing).tolist():
            plain[row] = None
    return plain


def geometries(shapes: geopandas.GeoSeries) -> list[Any]:
    """Each shape as the object of RFC 7946 section 3.1, None where there is none."""
    shapes = np.asarray(shapes, dtype=object)
    found: list[Any] = [None] * len(shapes)
    points = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    places = shapely.get_coordinates(shapes[points]).tolist()
    for row, place in zip(np.flatnonzero(points).tolist(), places, strict=True):
        found[row] = {"type": "Point", "coordinates": place}
    for row in np.flatnonzero(~points & ~shapely.is_missing(shapes)).tolist():
        found[row] = mapping(shapes[row])
    return found


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


def encoded_geometries(shapes: geopandas.GeoSeries) -> list[bytes]:
    """Each shape as the UTF-8 bytes of its geometry object, ``null`` where there is none."""
    return [orjson.dumps(geometry) for geometry in geometries(shapes)]
