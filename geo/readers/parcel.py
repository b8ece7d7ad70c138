"""What a reader gives: some rows of a file as records, and those that cannot be records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from geo.arrays import ARROW
from geo.atlas import Layer
from geo.geoparquet import Shapes
from geo.rows import Batch
from geo.schema.columns import ID, Columns
from geo.schema.findings import Finding
from geo.schema.model import LayerSchema
from geo.schema.records import Folder

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row did not come in: file, its number from 1 (None: the whole file), field and rule."""

    file: str
    row: int | None
    feature: str
    field: str
    rule: str
    reason: str

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row else ""
        where = ": ".join(part for part in (self.file, row, self.feature, self.field) if part)
        return f"{where}: {self.reason} [{self.rule}]"


def refusal(file: str, row: int | None, finding: Finding) -> Refusal:
    """The refusal of a row with that fault."""
    return Refusal(file, row, finding.feature, finding.field, finding.rule, finding.message)


@dataclass(frozen=True, slots=True)
class Target:
    """Where records go: the layer, what of the atlas they may refer to, and the time it is now."""

    layer: Layer
    folder: Folder
    now: str  # RFC 3339


@dataclass(frozen=True, slots=True)
class Parcel:
    """Rows of a file in its order.

    ``rows`` are the numbers in the file of the records in ``columns``, from 1; each other row of
    this part of the file is in ``refused``. ``tables`` are the sources, claims and actors that the
    records rest on. ``done`` is how much of the file has been read, 0 to 1.
    """

    columns: Columns
    rows: NDArray[np.int64]
    refused: tuple[Refusal, ...] = ()
    tables: Mapping[str, Sequence[Row]] = field(default_factory=lambda: MappingProxyType({}))
    done: float = 1.0


def columns_of(
    schema: LayerSchema, ids: pa.Array, arrays: Mapping[str, pa.Array], shapes: Shapes
) -> Columns:
    """The columns of a layer; fields that ``arrays`` lacks are null."""
    every = {ID: ids.cast(pa.large_string())}
    for one in schema.fields:
        array = arrays.get(one.name)
        every[one.name] = pa.nulls(len(ids), ARROW[one.kind]) if array is None else array
    return Columns(schema, pa.table(every), shapes)


def columns_in(batch: Batch) -> Columns:
    """The columns of a batch of a layer's records."""
    shapes: Shapes = np.full(len(batch.ids), None, dtype=object)
    points = ~np.isnan(batch.lon)
    shapes[points] = shapely.points(batch.lon[points], batch.lat[points])
    for row, shape in batch.shapes.items():
        shapes[row] = shape
    return columns_of(batch.layer.schema, batch.ids, batch.columns, shapes)


def concatenated(schema: LayerSchema, parts: Iterable[Columns]) -> Columns:
    """The records of several columns, one after the other."""
    found = list(parts)
    if not found:
        return columns_of(schema, pa.array([], pa.large_string()), {}, np.array([], dtype=object))
    table = pa.concat_tables([part.table for part in found])
    return Columns(schema, table, np.concatenate([part.shapes for part in found]))
