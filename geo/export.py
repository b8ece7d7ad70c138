"""Features on their way out of the store: parsed, in the reference system asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from geo import crs
from geo.arrays import ARROW
from geo.crs import CRS84, Crs
from geo.query import Query
from geo.schema.model import Field, Language, LayerSchema

ID = "id"
PIECE = 1_000  # features that are parsed at a time


@dataclass(frozen=True, slots=True)
class Export:
    """What a query found, and how it is to be written."""

    features: Sequence[bytes]  # GeoJSON Features in WGS 84 longitude, latitude
    schema: LayerSchema
    query: Query
    crs: Crs = CRS84
    language: Language = "en"

    @property
    def fields(self) -> Sequence[Field]:
        """The fields written, in order."""
        if self.query.properties is None:
            return self.schema.fields
        return [self.schema.by_name[name] for name in self.query.properties]

    @property
    def has_shapes(self) -> bool:
        """Whether the records can have a geometry."""
        return bool(self.schema.geometry_types) and self.query.geometry != "none"

    @property
    def is_points(self) -> bool:
        """Whether every geometry is a point."""
        return self.schema.geometry_types == {"Point"} and self.query.geometry == "point"

    def pieces(self) -> Iterator[Sequence[bytes]]:
        """The features some at a time; none where there are none."""
        for start in range(0, len(self.features), PIECE):
            yield self.features[start : start + PIECE]

    def parsed(self) -> Iterator[tuple[Sequence[dict[str, Any]], NDArray[np.object_]]]:
        """Some Features at a time, and their geometries in the system, x before y."""
        for piece in self.pieces():
            rows = [orjson.loads(feature) for feature in piece]
            yield rows, crs.in_system(crs.shapes_of(rows), self.crs)

    def table(self) -> tuple[pa.Table, NDArray[np.object_]]:
        """The records as Arrow columns, ``id`` first, and their geometries, x before y."""
        fields = self.fields
        kinds = {ID: pa.large_string()} | {field.name: ARROW[field.kind] for field in fields}
        schema = pa.schema(list(kinds.items()))
        tables, shapes = [schema.empty_table()], [np.empty(0, object)]
        for rows, found in self.parsed():
            columns = [_column([row[ID] for row in rows], kinds[ID])]
            for field in fields:
                values = [row["properties"].get(field.name) for row in rows]
                columns.append(_column(values, kinds[field.name]))
            tables.append(pa.Table.from_arrays(columns, schema=schema))
            shapes.append(found)
        return pa.concat_tables(tables).combine_chunks(), np.concatenate(shapes)


def _column(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_date(kind):
        return pa.array(values, pa.string()).cast(kind)
    return pa.array(values, kind)
