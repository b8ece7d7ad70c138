"""Records that come in beside those that are there: new, the same, or different."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from geo import compute as pc
from geo.atlas import Layer
from geo.readers.parcel import columns_in, concatenated
from geo.rows import batches
from geo.schema.columns import ID, Columns

# A record that differs in these alone is the same record, written again at another time.
_OF_THE_WRITING = ("version", "updated_at")


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the records of columns, by their numbers, which rise."""

    columns: Columns
    rows: NDArray[np.int64]

    def slices(self, size: int) -> Iterator[Columns]:
        """The records, those of so many rows at a time, so that they are not all held twice."""
        for start in range(0, len(self.columns), size):
            first, last = np.searchsorted(self.rows, (start, start + size))
            if last > first:
                yield self.columns.take(self.rows[first:last])

    def whole(self) -> Columns:
        """The records."""
        every = len(self.rows) == len(self.columns)
        return self.columns if every else self.columns.take(self.rows)


@dataclass(frozen=True, slots=True)
class Merged:
    """The layer as it will be, and what became of the records that came in."""

    parts: tuple[Part, Part]  # those that stay, and those that come in
    added: int
    replaced: int
    unchanged: int
    different: NDArray[np.int64]  # those left out because there is another with the id


def current(layer: Layer) -> Columns:
    """The records of a layer's file. Raises DataError."""
    return concatenated(layer.schema, (columns_in(batch) for batch in batches(layer)))


def merged(there: Columns, coming: Part, replace: bool) -> Merged:
    """The records that are there with those that come in; ids differ within each.

    A record that is there already, and is the same, stays as it is. One that differs is left out,
    or with ``replace`` takes the place of the other, its version counted up.
    """
    old = pd.Series(np.arange(len(there)), index=there.table[ID].to_pandas())
    ids = coming.columns.table[ID].take(pa.array(coming.rows)).to_pandas()
    at = old.reindex(ids).to_numpy()  # NaN: new
    known, new = ~np.isnan(at), coming.rows[np.isnan(at)]
    rows = at[known].astype(np.int64)
    differs = _differ(there.take(rows), coming.columns.take(coming.rows[known]))
    different, other = coming.rows[known][differs], rows[differs]
    if not replace:
        parts = (Part(there, np.arange(len(there))), Part(coming.columns, new))
        return Merged(parts, len(new), 0, int((~differs).sum()), different)
    staying = Part(there, np.setdiff1d(np.arange(len(there)), other))
    taken = Part(coming.columns, np.sort(np.concatenate([new, different])))
    if len(different):
        incoming = _counted_up(taken.whole(), there.take(other))
        taken = Part(incoming, np.arange(len(incoming)))
    nothing = np.array([], dtype=np.int64)
    return Merged((staying, taken), len(new), len(different), int((~differs).sum()), nothing)


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
