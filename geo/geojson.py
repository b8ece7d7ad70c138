"""Records to RFC 7946 bytes, feature by feature, and what may be done to such bytes afterwards."""

from collections.abc import Sequence

import numpy as np
import orjson
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.rows import Batch
from geo.schema.model import Field


def features(batch: Batch) -> list[bytes]:
    """Each record as the UTF-8 bytes of one Feature (RFC 7946 section 3.2).

    ``id`` stands at the top level (section 3.2); properties follow the schema's order, core fields
    always, others where they are not null. Positions are WGS 84 longitude, latitude (section 4).
    """
    optional = [field.name for field in batch.layer.schema.fields if not field.core]
    encoded = []
    places = np.column_stack((batch.lon, batch.lat)).tolist()
    for row, (name, whole, place) in enumerate(
        zip(batch.ids, batch.properties, places, strict=True)
    ):
        properties = dict(whole)
        for field in optional:
            if properties[field] is None:
                del properties[field]
        geometry: object = None
        if place[0] == place[0]:  # not NaN: a point
            geometry = {"type": "Point", "coordinates": place}
        elif row in batch.shapes:
            geometry = mapping(batch.shapes[row])
        encoded.append(
            orjson.dumps(
                {"type": "Feature", "id": name, "geometry": geometry, "properties": properties}
            )
        )
    return encoded


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
