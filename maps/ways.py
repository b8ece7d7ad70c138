"""How a record may honestly be drawn: the one rule that page, figure, caption and columns share."""

from collections.abc import Container, Mapping, Sequence
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from geo.atlas import Atlas
from geo.query import Query
from geo.store import FeatureStore, Table

Drawn = Literal[
    "point",  # precision 1 and 2: a sign at the place
    "disc",  # precision 3: a disc of location_radius_m
    "area",  # precision 4 to 6 and 8: the footprint, hatched
    "own",  # a polygon or line of the record's own
    "country",  # precision 7: listed
    "nowhere",  # no geometry: listed
    "withdrawn",  # retracted or merged: listed
]
DRAWN: tuple[Drawn, ...] = get_args(Drawn)
WITHDRAWN = ("retracted", "merged")
RULED_BY = ("record_status", "geo_precision", "footprint_ref")

Shape = Literal["Polygon", "LineString"]


def drawn_as(
    properties: Mapping[str, Any], geometry: Mapping[str, Any] | None, areas: Container[str]
) -> Drawn:
    """How a record may honestly be drawn; ``areas`` are the codes of the footprints there are."""
    precision = properties.get("geo_precision")
    if properties.get("record_status") in WITHDRAWN:
        return "withdrawn"
    if precision == 7:
        return "country"
    if geometry is not None and geometry["type"].endswith("Polygon"):
        return "own"
    if precision is not None and precision >= 4 and properties.get("footprint_ref") in areas:
        return "area"
    return _drawn_itself(precision, geometry)


def _drawn_itself(precision: int | None, geometry: Mapping[str, Any] | None) -> Drawn:
    """How the record's own point or line may be drawn."""
    if geometry is None or precision is None:
        return "nowhere"
    if geometry["type"] != "Point":
        return "own"
    if precision >= 4:  # the point would stand for an area that is not there: no false pin
        return "nowhere"
    return "disc" if precision == 3 else "point"


def ways(table: Table, areas: Container[str], shape: Shape = "LineString") -> NDArray[np.int64]:
    """How each row may be drawn, as places in ``DRAWN``: the rule above, once for each case.

    The table has those of ``RULED_BY`` that its layer has; ``shape`` is what its outlines are.
    """
    named = [name for name in RULED_BY if name in table.fields]
    geometry = np.where(table.shaped, 2, np.isfinite(table.lon))
    cases = np.column_stack([geometry, *(table.fields[name].codes for name in named)])
    distinct, numbers = np.unique(cases, axis=0, return_inverse=True)
    kinds = (None, {"type": "Point"}, {"type": shape})
    found = [
        DRAWN.index(drawn_as(_case(codes, named, table), kinds[kind], areas))
        for kind, *codes in distinct.tolist()
    ]
    return np.array(found, np.int64)[numbers.reshape(-1)]


def _case(codes: Sequence[int], named: Sequence[str], table: Table) -> dict[str, Any]:
    return {
        name: table.fields[name].values[code] if code >= 0 else None
        for name, code in zip(named, codes, strict=True)
    }


def area_codes(atlas: Atlas, store: FeatureStore) -> frozenset[str]:
    """The codes of the footprints there are."""
    layer = atlas.layers.get("areas")
    if layer is None:
        return frozenset()
    return frozenset(map(str, store.table(layer, Query(), ("id",)).fields["id"].values))
