"""Reference systems, against pyproj's own axis order and against PROJ through GDAL."""

import json
from functools import cache

import geopandas
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo import crs
from geo.errors import RequestError
from geo.query import BBox

URIS = tuple(crs.SYSTEMS)
WEST, SOUTH, EAST, NORTH = -12.0, 1.0, 6.0, 25.0  # where the four zones are of use
places = st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))


def feature(geometry):
    parts = {"type": "Feature", "id": "a", "geometry": geometry, "properties": {}}
    return json.dumps(parts).encode()


@cache
def strict(uri):
    """A transformer that keeps the axis order of the definition."""
    return pyproj.Transformer.from_crs("OGC:CRS84", uri)


def test_the_systems_are_those_promised():
    codes = [uri.rsplit("/", 1)[1] for uri in URIS]
    assert codes == ["CRS84", "4326", "3857", "32628", "32629", "32630", "32631"]


@pytest.mark.parametrize("uri", URIS)
@given(place=places)
def test_positions_are_those_of_the_definition(uri, place):
    (moved,) = crs.reprojected([feature({"type": "Point", "coordinates": place})], crs.SYSTEMS[uri])
    found = json.loads(moved)["geometry"]["coordinates"]
    assert found == pytest.approx(strict(uri).transform(*place), abs=6e-4)


@pytest.mark.parametrize("uri", URIS)
def test_what_goes_out_comes_back(uri):
    system = crs.SYSTEMS[uri]
    moved = crs.in_system(np.array([shapely.box(-8, 12, 0, 18), None], object), system)
    assert moved[1] is None
    back = geopandas.GeoSeries(moved, crs=system.name).to_crs("OGC:CRS84")
    assert back[0].equals_exact(shapely.box(-8, 12, 0, 18), 1e-7)


def test_degrees_with_latitude_first_are_the_same_numbers_turned():
    shape = {"type": "Polygon", "coordinates": [[[0, 10], [1.5, 10], [1, 11], [0, 10]]]}
    (moved,) = crs.reprojected([feature(shape)], crs.SYSTEMS[URIS[1]])
    assert json.loads(moved)["geometry"]["coordinates"] == [[[10, 0], [10, 1.5], [11, 1], [10, 0]]]
    files = crs.in_system(np.array([shapely.Point(1, 2)], object), crs.SYSTEMS[URIS[1]])
    assert (files[0].x, files[0].y) == (1, 2)


def test_nothing_is_changed_in_the_systems_own_and_null_stays_null():
    given_ = [feature({"type": "Point", "coordinates": [0.1, 0.2]}), feature(None)]
    assert crs.reprojected(given_, crs.CRS84) == given_
    moved = crs.reprojected(given_, crs.SYSTEMS[URIS[2]])
    assert json.loads(moved[1])["geometry"] is None
    assert crs.reprojected([], crs.SYSTEMS[URIS[2]]) == []


def test_a_place_without_a_position_in_the_system_is_told():
    pole = [feature({"type": "Point", "coordinates": [0, -90]})]
    with pytest.raises(RequestError) as refused:
        crs.reprojected(pole, crs.SYSTEMS[URIS[2]])
    assert refused.value.parameter == "crs"


def test_an_unknown_system_names_the_known():
    with pytest.raises(RequestError) as refused:
        crs.system("http://www.opengis.net/def/crs/EPSG/0/3875", "bbox-crs")
    assert refused.value.nearest == "http://www.opengis.net/def/crs/EPSG/0/3857"


@pytest.mark.parametrize("uri", URIS)
@given(first=places, second=places, inside=places)
def test_a_box_holds_what_lies_in_it(uri, first, second, inside):
    """Every position between the box's numbers lies in the box of degrees that comes of it."""
    ends = np.array([strict(uri).transform(*first), strict(uri).transform(*second)])
    low, high = ends.min(axis=0), ends.max(axis=0)
    found = crs.box(",".join(map(repr, [*low.tolist(), *high.tolist()])), crs.SYSTEMS[uri])
    x, y = strict(uri).transform(*inside)
    if low[0] <= x <= high[0] and low[1] <= y <= high[1]:
        assert found.west - 1e-9 <= inside[0] <= found.east + 1e-9
        assert found.south - 1e-4 <= inside[1] <= found.north + 1e-4  # edges bend between points


def test_boxes_of_degrees_and_web_maps_are_exact():
    assert crs.box("12,-8,18,0", crs.SYSTEMS[URIS[1]]) == BBox(-8, 12, 0, 18)
    low, high = strict("EPSG:3857").transform(-8, 12), strict("EPSG:3857").transform(0, 18)
    found = crs.box(",".join(map(repr, (*low, *high))), crs.SYSTEMS[URIS[2]])
    assert np.allclose((found.west, found.south, found.east, found.north), (-8, 12, 0, 18))


def test_boxes_across_the_antimeridian():
    assert crs.box("10,170,20,-170", crs.SYSTEMS[URIS[1]]) == BBox(170, 10, -170, 20)
    low, high = strict("EPSG:3857").transform(170, 10), strict("EPSG:3857").transform(-170, 20)
    found = crs.box(",".join(map(repr, (*low, *high))), crs.SYSTEMS[URIS[2]])
    assert np.allclose((found.west, found.south, found.east, found.north), (170, 10, -170, 20))


def test_more_than_the_world_is_the_world():
    found = crs.box("-3e7,-3e7,3e7,3e7", crs.SYSTEMS[URIS[2]])
    assert (found.west, found.east) == (-180, 180)
    assert found.south < -88
    assert found.north > 88


@pytest.mark.parametrize("uri", URIS)
@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,x,4", "nan,0,1,1", "9,9,1,1", "1e99,0,1e99,1"])
def test_boxes_that_are_none(uri, text):
    with pytest.raises(RequestError) as refused:
        crs.box(text, crs.SYSTEMS[uri])
    assert refused.value.parameter == "bbox"
