"""Filters in other reference systems, against pyproj turning each position by itself."""

import pyproj
import pytest
from shapely.geometry import mapping, shape

from geo import cql2, crs
from geo.errors import FilterError

SHAPE = shape({"type": "Polygon", "coordinates": [[[-4, 14], [-3, 14], [-3.5, 15.25], [-4, 14]]]})


def turned(system):
    """The shape's tree as a caller of the system writes it."""
    to = pyproj.Transformer.from_crs("OGC:CRS84", system.name, always_xy=system.projected)
    ring = [list(to.transform(*place)) for place in SHAPE.exterior.coords]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize("uri", crs.SYSTEMS)
def test_positions(uri):
    system = crs.SYSTEMS[uri]
    tree = {"op": "s_within", "args": [{"property": "geometry"}, turned(system)]}
    whole = cql2.in_degrees({"op": "not", "args": [tree]}, system)
    found = whole["args"][0]["args"]
    assert found[0] == {"property": "geometry"}
    assert shape(found[1]).equals_exact(SHAPE, 1e-8)


def test_what_is_in_degrees_stays_as_it_is():
    tree = {"op": "s_within", "args": [{"property": "geometry"}, mapping(SHAPE)]}
    assert cql2.in_degrees(tree, crs.CRS84) is tree


@pytest.mark.parametrize(
    ("code", "bbox", "expected"),
    [
        ("4326", [12, -4, 18, 2], [-4, 12, 2, 18]),
        ("3857", [-445277.9631730949, 0, 0, 111325.1428663851], [-4, 0, 0, 1]),
    ],
)
def test_boxes(code, bbox, expected):
    system = crs.SYSTEMS[f"http://www.opengis.net/def/crs/EPSG/0/{code}"]
    found = cql2.in_degrees({"bbox": bbox}, system)
    assert found["bbox"] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    "node",
    [
        {"type": "Point", "coordinates": [1e12, 0]},
        {"type": "Point", "coordinates": ["x", 0]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0]]]},
        {"bbox": [1e12, 0, 2e12, 1]},
        {"bbox": ["x"]},
    ],
)
def test_what_the_system_does_not_have(node):
    system = crs.SYSTEMS["http://www.opengis.net/def/crs/EPSG/0/3857"]
    with pytest.raises(FilterError):
        cql2.in_degrees({"op": "s_within", "args": [node]}, system)
