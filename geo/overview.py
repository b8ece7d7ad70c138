"""What a tile shows of each layer, and the sums it shows where single events are too many.

MVT layer ``L``: one feature a record with the properties of ``single``; or, where a tile would
hold too many, cells: points with ``count`` and the sums of ``sums``. MVT layer ``L_areas``: the
footprints of the records of precision >= 4, with the same sums. A footprint or shape that spans
several tiles is in each of them, whole sums and all; ``home`` is true in one tile of a zoom only.
So over the tiles of a zoom, the records with a place number:
points + cells' ``count`` + the shapes and the ``count`` of the footprints that are at home.
``fatalities_best`` of a sum adds up what is stated and is left out where no record states any;
``fatalities_unknown`` is the number of those that do not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.mvt import EXTENT, Tag
from geo.schema.model import Field, LayerSchema

AREAS = "_areas"  # appended to a layer's name
COUNT = "count"
HOME = "home"
FATALITIES = "fatalities_best"
UNKNOWN = "fatalities_unknown"  # how many records of a sum state no fatalities
LABELS = ("name_en", "name_fr")
AREA_FIELDS = ("footprint_ref", *LABELS, "level")

MOST_POINTS = 5_000  # in one tile; above, cells
MOST_LABELLED = 500  # in one tile; above, points carry no names
MOST_BYTES = 450_000  # of one MVT layer of points or cells; with the areas below 500 kB
GRIDS = (64, 32, 16)  # cells a side of a tile; the first whose tile is not too large

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
    layers = {schema.name: fields | sums | {HOME: "Boolean"}}
    if "footprint_ref" in schema.by_name:
        layers[schema.name + AREAS] = {
            **dict.fromkeys(AREA_FIELDS, "String"),
            **sums,
            HOME: "Boolean",
        }
    return layers


@dataclass(frozen=True)
class Cells:
    """Cells of a tile that hold something: their number in the grid, row by row, and mean place.

    ``member`` says for each record which of the cells it is in.
    """

    numbers: NDArray[np.int64]
    x: NDArray[np.int64]
    y: NDArray[np.int64]
    member: NDArray[np.int64]


def cells(x: NDArray[Any], y: NDArray[Any], grid: int) -> Cells:
    """The ``grid`` by ``grid`` cells of records at tile units ``x``, ``y`` (0 to EXTENT - 1)."""
    side = EXTENT // grid
    x, y = x.astype(np.int64), y.astype(np.int64)
    place = (y // side) * grid + x // side
    count = np.bincount(place, minlength=grid * grid)
    numbers = np.flatnonzero(count)
    new = np.zeros(grid * grid, np.int64)
    new[numbers] = np.arange(len(numbers))
    means = [
        np.bincount(place, weights=v, minlength=grid * grid)[numbers] // count[numbers]
        for v in (x, y)
    ]
    return Cells(numbers, means[0].astype(np.int64), means[1].astype(np.int64), new[place])


def sums(
    member: NDArray[np.int64],
    groups: int,
    types: tuple[Sequence[str], NDArray[Any]] | None,
    fatalities: tuple[NDArray[Any], NDArray[np.bool_]] | None,
) -> list[Tag]:
    """The sums over groups of records, as tags of one feature a group.

    ``member`` is each record's group; ``types`` the keys to count under and each record's place
    among them, -1 for none; ``fatalities`` each record's number and whether it is unknown.
    """
    tags = [number_tag(COUNT, np.bincount(member, minlength=groups))]
    if types is not None:
        keys, codes = types
        known = codes >= 0
        table = np.bincount(
            member[known] * len(keys) + codes[known], minlength=groups * len(keys)
        ).reshape(groups, len(keys))
        tags += [
            number_tag(key, column, column > 0)
            for key, column in zip(keys, table.T, strict=True)
            if column.any()
        ]
    if fatalities is not None:
        deaths, unknown = fatalities
        stated = np.bincount(member[~unknown], minlength=groups)
        total = np.bincount(member, np.where(unknown, 0, deaths), groups).astype(np.int64)
        tags.append(number_tag(FATALITIES, total, stated > 0))
        tags.append(number_tag(UNKNOWN, np.bincount(member[unknown], minlength=groups)))
    return tags


def number_tag(name: str, numbers: NDArray[Any], there: NDArray[np.bool_] | None = None) -> Tag:
    """The numbers as a tag, on all features or those that are ``there``."""
    values, codes = np.unique(numbers, return_inverse=True)
    return Tag(name, codes if there is None else np.where(there, codes, -1), values.tolist())
