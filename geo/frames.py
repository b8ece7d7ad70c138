"""The canonical frame of a layer: index = id, CRS84, the schema's columns in the schema's order."""

from collections.abc import Mapping
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geo.atlas import Layer
from geo.geoparquet import CRS
from geo.rows import Batch, batch, batches
from geo.schema.model import Kind

# Frames hold texts as str, whole numbers as Int64, days as datetime64[s]; nulls are pandas's own.
DTYPES: Mapping[Kind, str] = {
    "string": "str",
    "text": "str",
    "code": "str",
    "list": "str",
    "edtf": "str",
    "uri": "str",
    "datetime": "str",
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}


def read(layer: Layer) -> geopandas.GeoDataFrame:
    """The whole layer as one canonical frame, rows as in the file.

    Geometry is WGS 84 longitude/latitude in degrees, None where the record has none. Raises
    DataError naming file, feature and field.
    """
    frames = [frame(part) for part in batches(layer)] or [frame(batch(layer, []))]
    return frames[0] if len(frames) == 1 else pd.concat(frames)


def frame(part: Batch) -> geopandas.GeoDataFrame:
    """A batch as a canonical frame."""
    kinds = {field.name: DTYPES[field.kind] for field in part.layer.schema.fields}
    columns = {name: _column(array, kinds[name]) for name, array in part.columns.items()}
    shapes = np.full(len(part.ids), None, dtype=object)
    points = ~np.isnan(part.lon)
    shapes[points] = shapely.points(part.lon[points], part.lat[points])
    for row, shape in part.shapes.items():
        shapes[row] = shape
    index = pd.Index(part.ids.to_pylist(), name="id", dtype="str")
    return geopandas.GeoDataFrame(columns, index=index, geometry=shapes, crs=CRS)


def _column(array: pa.Array, dtype: str) -> Any:  # noqa: ANN401 - numpy or any array of pandas
    if dtype == "datetime64[s]":
        return array.to_numpy(zero_copy_only=False).astype(dtype)
    return pd.array(array.to_pylist(), dtype=dtype)
