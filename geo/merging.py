"""Records that come in beside those that are there: new, the same, or different."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from geo.atlas import Layer
from geo.geoparquet import Shapes
from geo.readers.parcel import columns_of, concatenated
from geo.rows import Batch, batches
from geo.schema.columns import ID, Columns

# A record that differs in these alone is the same record, written again at another time.
_OF_THE_WRITING = ("version", "updated_at")


@dataclass(frozen=True, slots=True)
class Merged:
    """The layer as it will be, and what became of the records that came in."""

    columns: Columns
    taken: NDArray[np.int64]  # the records that came in and are new, or replace one
    added: int
    replaced: int
    unchanged: int
    different: NDArray[np.int64]  # those left out because there is another with the id


def current(layer: Layer) -> Columns:
    """The records of a layer's file. Raises DataError."""
    return concatenated(layer.schema, (_columns(batch) for batch in batches(layer)))


def _columns(batch: Batch) -> Columns:
    shapes: Shapes = np.full(len(batch.ids), None, dtype=object)
    points = ~np.isnan(batch.lon)
    shapes[points] = shapely.points(batch.lon[points], batch.lat[points])
    for row, shape in batch.shapes.items():
        shapes[row] = shape
    return columns_of(batch.layer.schema, batch.ids, batch.columns, shapes)


def merged(there: Columns, coming: Columns, replace: bool) -> Merged:
    """The records that are there with those that come in; ids differ within each.

    A record that is there already, and is the same, stays as it is. One that differs is left out,
    or with ``replace`` takes the place of the other, its version counted up.
    """
    old = pd.Series(np.arange(len(there)), index=there.table[ID].to_pandas())
    at = old.reindex(coming.table[ID].to_pandas()).to_numpy()  # NaN: new
    known = np.flatnonzero(~np.isnan(at))
    rows = at[known].astype(np.int64)
    differs = _differ(there.take(rows), coming.take(known))
    different, replaced = known[differs], rows[differs]
    new = np.flatnonzero(np.isnan(at))
    taken = np.sort(np.concatenate([new, different])) if replace else new
    incoming = coming if len(taken) == len(coming) else coming.take(taken)
    if replace and len(different):
        incoming = _counted_up(incoming, there.take(replaced))
    kept = np.setdiff1d(np.arange(len(there)), replaced) if replace else None
    staying = there if kept is None else there.take(kept)
    return Merged(
        columns=concatenated(there.schema, (staying, incoming)),
        taken=taken,
        added=len(new),
        replaced=len(different) if replace else 0,
        unchanged=int((~differs).sum()),
        different=np.array([], dtype=np.int64) if replace else different,
    )


def _differ(one: Columns, other: Columns) -> NDArray[np.bool_]:
    """Whether each pair of records differs in more than when it was written."""
    pairs = zip(shapely.to_wkb(one.shapes), shapely.to_wkb(other.shapes), strict=True)
    found = np.array([a != b for a, b in pairs], dtype=bool)
    for field in one.schema.fields:
        if field.name in _OF_THE_WRITING:
            continue
        mine, theirs = one.table[field.name], other.table[field.name]
        apart = pc.not_equal(mine, theirs).fill_null(False)
        known = pc.not_equal(pc.is_valid(mine), pc.is_valid(theirs))
        found |= pc.or_(apart, known).to_numpy()
    return found


def _counted_up(incoming: Columns, replaced: Columns) -> Columns:
    """The records with versions above those of the records they replace."""
    if "version" not in incoming.table.column_names:
        return incoming
    versions, ids = (replaced.table[name].to_pandas() for name in ("version", ID))
    before = pd.Series(versions.to_numpy(), index=ids).reindex(incoming.table[ID].to_pandas())
    least = before.fillna(0).to_numpy().astype(np.int64) + 1
    given = incoming.table["version"].fill_null(1).to_numpy()
    column = pa.chunked_array([pa.array(np.maximum(given, least))])
    place = incoming.table.column_names.index("version")
    return Columns(
        incoming.schema, incoming.table.set_column(place, "version", column), incoming.shapes
    )
