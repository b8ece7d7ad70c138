"""How a record may be drawn: never more exactly than it is known, by row and by column alike."""

import json
from itertools import product

import numpy as np
import pytest

from geo.store import Coded, Table
from maps.ways import DRAWN, area_codes, drawn_as, ways

STATES = ("confirmed", "retracted", "merged", "disputed", None)
PRECISIONS = (1, 2, 3, 4, 5, 6, 7, 8, None)
FOOTPRINTS = ("fp-known", "fp-unknown", None)
GEOMETRIES = (None, "Point", "LineString", "Polygon")


@pytest.mark.parametrize("status", ["retracted", "merged"])
def test_what_is_withdrawn_is_listed_only(status):
    point = {"type": "Point", "coordinates": [0, 15]}
    properties = {"record_status": status, "geo_precision": 1}
    assert drawn_as(properties, point, {}) == "withdrawn"


@pytest.mark.parametrize("precision", [None, 4, 5, 6, 8])
def test_a_point_without_its_area_is_no_pin(precision):
    point = {"type": "Point", "coordinates": [0, 15]}
    assert drawn_as({"geo_precision": precision}, point, {}) == "nowhere"


def coded(values):
    distinct = sorted({one for one in values if one is not None})
    return Coded(
        np.array([-1 if one is None else distinct.index(one) for one in values]), tuple(distinct)
    )


@pytest.mark.parametrize("shape", ["LineString", "Polygon"])
def test_columns_are_drawn_as_their_records_are(shape):
    kinds = [kind for kind in GEOMETRIES if kind in (None, "Point", shape)]
    cases = list(product(STATES, PRECISIONS, FOOTPRINTS, kinds))
    status, precision, footprint, kind = zip(*cases, strict=True)
    lon = np.array([0.0 if one == "Point" else np.nan for one in kind])
    table = Table(
        lon,
        lon,
        np.array([one == shape for one in kind]),
        {
            "record_status": coded(status),
            "geo_precision": coded(precision),
            "footprint_ref": coded(footprint),
        },
    )
    found = [DRAWN[code] for code in ways(table, {"fp-known"}, shape)]
    names = ("record_status", "geo_precision", "footprint_ref")
    assert found == [
        drawn_as(
            dict(zip(names, case[:3], strict=True)), case[3] and {"type": case[3]}, {"fp-known"}
        )
        for case in cases
    ]


def test_the_footprints_are_those_of_the_file(mini_atlas, mini_store, mini):
    features = json.loads((mini / "areas" / "areas.geojson").read_text("utf-8"))["features"]
    assert area_codes(mini_atlas, mini_store) == {feature["id"] for feature in features}
