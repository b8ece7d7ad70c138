"""What a tile shows of each layer, and the sums it shows where single events are too many.

MVT layer ``L``: one feature a record with the properties of ``single``; or, where a tile would
hold too many, cells: points with ``count`` and the sums of ``sums``. MVT layer ``L_areas``: the
footprints of the records of precision >= 4, with the same sums. A footprint or shape that spans
several tiles is in each of them, whole sums and all; ``home`` is true in one tile of a zoom only.
So over the tiles of a zoom, the records with a place number:
points + cells' ``count`` + the shapes and the ``count`` of the footprints that are at home.
``geo_precision:3`` is how many records of a sum are known only to a radius, which of points are
those least well known, and ``record_status:disputed`` how many their sources disagree on.
``fatalities_best`` of a sum adds up what is stated and is left out where no record states any;
``fatalities_unknown`` is the number of those that do not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.mvt import Tag, Tags
from geo.schema.model import Field, LayerSchema
from geo.tile_values import encoded, used, value

AREAS = "_areas"  # appended to a layer's name
COUNT = "count"
HOME = "home"
FATALITIES = "fatalities_best"
UNKNOWN = "fatalities_unknown"  # how many records of a sum state no fatalities
LABELS = ("name_en", "name_fr")
AREA_FIELDS = ("footprint_ref", *LABELS, "level")

FEW = 32  # points in one tile; up to here each is encoded by itself
MOST_POINTS = 5_000  # in one tile; above, cells
MOST_LABELLED = 500  # in one tile; above, points carry no names
MOST_BYTES = 450_000  # of one MVT layer of points or cells; with the areas below 500 kB
GRIDS = (64, 32, 16)  # cells a side of a tile; the first whose tile is not too large
_FEW = 1 << 20  # numbers up to here are told apart by a table, larger ones by sorting

_MARKS = (("geo_precision", 3), ("record_status", "disputed"))  # beside types, counted too
_SLIM = (
    "date_start",
    "date_end",
    FATALITIES,
    "geo_precision",
    "location_radius_m",
    "level",
    "record_status",
)
_TYPES = {"integer": "Number", "number": "Number", "boolean": "Boolean"}


def single(schema: LayerSchema, *, labels: bool) -> tuple[Field, ...]:
    """The fields a single record carries in a tile, beside its ``id``."""
    names = (schema.type_field, *_SLIM, *(LABELS if labels else ()))
    return tuple(schema.by_name[name] for name in names if name in schema.by_name)


def type_key(schema: LayerSchema, code: str) -> str:
    """The property of a sum that counts the records of one type, such as ``event_type:battles``."""
    return f"{schema.type_field}:{code}"


def marks(schema: LayerSchema) -> Mapping[str, tuple[str, int | str]]:
    """The properties of a sum that count records marked by a field, with field and value."""
    return {
        f"{field}:{value}": (field, value) for field, value in _MARKS if field in schema.by_name
    }


def tile_layers(schema: LayerSchema) -> Mapping[str, Mapping[str, str]]:
    """The MVT layers of a layer with their properties, each "String", "Number" or "Boolean".

    As ``vector_layers`` of TileJSON 3.0 section 3.3 lists them. Empty for a table.
    """
    if not schema.geometry_types:
        return {}
    fields = {"id": "String"}
    fields |= {f.name: _TYPES.get(f.kind, "String") for f in single(schema, labels=True)}
    sums = {COUNT: "Number"}
    if FATALITIES in schema.by_name:
        sums |= {FATALITIES: "Number", UNKNOWN: "Number"}
    codes = schema.by_name[schema.type_field].codes if schema.type_field else None
    sums |= {type_key(schema, code): "Number" for code in (codes.values if codes else ())}
    sums |= dict.fromkeys(marks(schema), "Number")
    layers = {schema.name: fields | sums | {HOME: "Boolean"}}
    if "footprint_ref" in schema.by_name:
        layers[schema.name + AREAS] = {
            **dict.fromkeys(AREA_FIELDS, "String"),
            **sums,
            HOME: "Boolean",
        }
    return layers


@dataclass(frozen=True)
class Totals:
    """The sums over groups of records, one number a group.

    ``types`` are the keys to count under, those of ``marks`` too, with their counts; ``deaths`` the
    fatalities stated and how many records state none, None where the layer knows none.
    """

    count: NDArray[np.int64]
    types: Sequence[tuple[str, NDArray[np.int64]]] = ()
    deaths: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None


def tags(totals: Totals) -> Tags:
    """The sums as properties of one feature a group."""
    columns = _columns(totals)
    numbers, codes = _coded(np.column_stack([number for _, number, _ in columns]))
    for column, (_, _, there) in zip(codes.T, columns, strict=True):
        if there is not None:
            column[~there] = -1
    return Tags([name for name, _, _ in columns], *used(codes, encoded(numbers)))


def each(totals: Totals) -> list[list[Tag]]:
    """The same of each group by itself."""
    found: list[list[Tag]] = [[] for _ in totals.count]
    for name, numbers, there in _columns(totals):
        said = [True] * len(found) if there is None else there.tolist()
        for group, number, is_said in zip(found, numbers.tolist(), said, strict=True):
            if is_said:
                group.append((name, value(number)))
    return found


def _columns(totals: Totals) -> list[tuple[str, NDArray[np.int64], NDArray[np.bool_] | None]]:
    """The properties of the sums: name, numbers, and in which groups it is said; None for all."""
    columns: list[tuple[str, NDArray[np.int64], NDArray[np.bool_] | None]]
    columns = [(COUNT, totals.count, None)]
    columns += [(key, number, number > 0) for key, number in totals.types if number.any()]
    if totals.deaths is not None:
        stated, unknown = totals.deaths
        columns.append((FATALITIES, stated, totals.count > unknown))
        columns.append((UNKNOWN, unknown, None))
    return columns


def _coded(table: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The numbers a table may hold, and each one's place among them."""
    low, high = (int(table.min()), int(table.max())) if table.size else (0, 0)
    if low < 0 or high > _FEW:
        numbers, places = np.unique(table, return_inverse=True)
        return numbers, places.reshape(table.shape)
    seen = np.zeros(high + 1, np.bool_)
    seen[table] = True
    numbers = np.flatnonzero(seen)
    place = np.empty(high + 1, np.int64)
    place[numbers] = np.arange(len(numbers))
    return numbers, place[table]
