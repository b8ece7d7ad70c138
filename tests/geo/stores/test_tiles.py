import math
from collections import Counter

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
import store_queries
import synthetic_atlas
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from geo import overview
from geo.atlas import Atlas
from geo.errors import FilterError, NotFoundError
from geo.filters import In
from geo.query import BBox, Query
from geo.store import Tile
from geo.stores.columnar import ColumnarStore


def decoded(data):
    options = {"y_coord_down": True}
    return mapbox_vector_tile.decode(data, default_options=options) if data else {}


def features(data, name):
    return decoded(data).get(name, {"features": []})["features"]


def pyramid(store, layer, query, zoom):
    """Every tile of a zoom that has something, found by going down from the top."""
    found = {Tile(0, 0, 0): store.tile(layer, Tile(0, 0, 0), query)}
    for _ in range(zoom):
        found = {
            child: store.tile(layer, child, query)
            for tile, data in found.items()
            if data
            for child in children(tile)
        }
    return {tile: data for tile, data in found.items() if data}


def children(tile):
    return [Tile(tile.z + 1, 2 * tile.x + i, 2 * tile.y + j) for i in (0, 1) for j in (0, 1)]


def total(tiles, layer):
    """The number of records of a zoom, by the rule in geo/overview.py."""
    number = 0
    for data in tiles.values():
        for name, content in decoded(data).items():
            assert name in (layer.name, layer.name + "_areas")
            for feature in content["features"]:
                properties = feature["properties"]
                if properties.get("home", True):
                    number += properties.get("count", 1)
    return number


@given(data=st.data())
@settings(max_examples=30)
def test_few_points_are_written_as_many_are(case, data):
    query = data.draw(store_queries.queries(case.layer.name))
    tile = Tile(0, 0, 0)
    for zoom in range(data.draw(st.integers(4, 12))):
        store_tiles = [one for one in children(tile) if case.store.tile(case.layer, one, query)]
        tile = data.draw(st.sampled_from(store_tiles)) if store_tiles else tile
        assert tile.z <= zoom + 1
    drawn = []
    for few in (0, overview.MOST_LABELLED):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(overview, "FEW", few)
            drawn.append(decoded(case.store.tile(case.layer, tile, query)))
    assert drawn[0] == drawn[1]


@given(data=st.data())
@settings(max_examples=30)
def test_the_tiles_of_a_zoom_hold_every_placed_record_once(case, data):
    zoom = data.draw(st.integers(0, 8))
    query = data.draw(store_queries.queries(case.layer.name))
    placed = sum(s is not None for s in case.oracle.select(query)["shape"])
    assert total(pyramid(case.store, case.layer, query, zoom), case.layer) == placed


@pytest.mark.parametrize("zoom", [0, 3, 6])
def test_sums_of_fatalities_and_types_are_the_rows_own(synthetic, zoom):
    atlas = Atlas.open(synthetic)
    store, layer = ColumnarStore(atlas), atlas.layer("attacks")
    query = Query(where=In("civilian_targeting", (True,)))
    sums, sizes = Counter(), []
    for data in pyramid(store, layer, query, zoom).values():
        sizes.append(len(data))
        for content in decoded(data).values():
            for feature in content["features"]:
                if feature["properties"].get("home", True):
                    sums.update(_sums(feature["properties"]))
    deaths = store.counts(layer, query, "fatalities_best")
    types = store.counts(layer, query, "event_type")
    unplaced = Query(where=query.where, bbox=BBox(179, -1, 179.001, 1))
    for value, number in store.counts(layer, unplaced, "fatalities_best").items():
        deaths[value] = deaths[value] - number
    for value, number in store.counts(layer, unplaced, "event_type").items():
        types[value] = types[value] - number
    assert sums["unknown"] == deaths.pop(None)
    assert sums["deaths"] == sum(value * number for value, number in deaths.items())
    for field, value in (("geo_precision", 3), ("record_status", "disputed")):
        query_of = {**store.counts(layer, query, field)}[value]
        nowhere = store.counts(layer, unplaced, field).get(value, 0)
        assert sums[f"{field}:{value}"] == query_of - nowhere > 0
    types.pop(None, None)
    assert {k: v for k, v in sums.items() if k.startswith("event_type")} == {
        f"event_type:{code}": number for code, number in types.items() if number
    }
    assert max(sizes) <= 2 * overview.MOST_BYTES


def _sums(properties):
    if "count" in properties:
        kinds = {k: v for k, v in properties.items() if ":" in k}
        deaths, unknown = properties.get("fatalities_best", 0), properties["fatalities_unknown"]
    else:
        code = properties.get("event_type")
        kinds = {f"event_type:{code}": 1} if code else {}
        kinds |= {
            f"{name}:{properties.get(name)}": 1 for name in ("geo_precision", "record_status")
        }
        deaths = properties.get("fatalities_best", 0)
        unknown = int("fatalities_best" not in properties)
    return Counter(kinds) + Counter(deaths=deaths, unknown=unknown)


def test_points_lie_the_textbook_formula_puts_them(case):
    """The position of EPSG:3857 worked out by the textbook formula, one record at a time."""
    places = dict(zip(case.oracle.rows["id"], case.oracle.rows["shape"], strict=True))
    zoom = 7
    seen = 0
    for tile, data in pyramid(case.store, case.layer, Query(), zoom).items():
        for feature in features(data, case.layer.name):
            if feature["geometry"]["type"] != "Point" or "count" in feature["properties"]:
                continue
            point = places[feature["properties"]["id"]]
            lat = math.radians(min(max(point.y, -85.0511287798), 85.0511287798))
            x = (point.x + 180) / 360 * 2**zoom * 4096
            y = (1 - math.asinh(math.tan(lat)) / math.pi) / 2 * 2**zoom * 4096
            expected = np.clip([x, y], 0, 2**zoom * 4096 - 1) - [tile.x * 4096, tile.y * 4096]
            assert np.all(
                np.abs(np.array(feature["geometry"]["coordinates"]) - np.floor(expected)) <= 1
            )
            seen += 1
    assert seen or case.layer.name == "military_regions"


def test_rough_records_are_never_single_points(case):
    for tile, data in pyramid(case.store, case.layer, Query(), 5).items():
        for feature in features(data, case.layer.name):
            if feature["geometry"]["type"] == "Point" and "count" not in feature["properties"]:
                assert feature["properties"].get("geo_precision", 1) <= 3, tile


def test_footprints_carry_their_counts_in_every_tile_and_are_at_home_in_one(mini):
    atlas = Atlas.open(mini)
    store, layer = ColumnarStore(atlas), atlas.layer("attacks")
    copies, homes = {}, Counter()
    for data in pyramid(store, layer, Query(), 6).values():
        for feature in features(data, "attacks_areas"):
            properties = feature["properties"]
            homes[properties["footprint_ref"]] += properties["home"]
            copies.setdefault(properties["footprint_ref"], set()).add(properties["count"])
    expected = {
        ref: {number}
        for ref, number in store.counts(layer, Query(), "footprint_ref").items()
        if ref is not None
    }
    assert copies == expected
    assert set(homes.values()) == {1}


def test_shapes_are_valid_wound_and_where_they_should_be(mini):
    atlas = Atlas.open(mini)
    store = ColumnarStore(atlas)
    for name in ("military_regions", "areas"):
        layer = atlas.layer(name)
        for tile, data in pyramid(store, layer, Query(), 4).items():
            for feature in features(data, name):
                outline = shape(feature["geometry"])
                assert outline.is_valid
                assert outline.area > 0
                assert shapely.box(-64, -64, 4160, 4160).covers(outline), tile
                for part in getattr(outline, "geoms", [outline]):
                    assert (
                        part.exterior.is_ccw
                    )  # positive in rows that grow southwards: MVT 4.3.4.4


def test_an_area_covers_the_tile_inside_it(mini):
    atlas = Atlas.open(mini)
    layer = atlas.layer("areas")
    data = ColumnarStore(atlas).tile(layer, Tile(12, 2002, 1864), Query())  # about 4 W, 16 N
    outlines = {f["properties"]["id"]: shape(f["geometry"]) for f in features(data, "areas")}
    assert outlines["ML"].equals(shapely.box(-64, -64, 4160, 4160))


def test_a_footprint_too_small_to_see_is_still_counted(tmp_path, mini):
    areas = (mini / "areas" / "areas.geojson").read_text(encoding="utf-8")
    box = "[2.0,9.0],[2.0,13.0],[-6.0,13.0],[-6.0,9.0],[2.0,9.0]"
    speck = "[2.0,9.0],[2.0,9.0001],[1.9999,9.0001],[1.9999,9.0],[2.0,9.0]"
    shrunk = areas.replace(box, speck)
    assert shrunk != areas
    (tmp_path / "areas.geojson").write_text(shrunk, encoding="utf-8")
    folder = synthetic_atlas.write(tmp_path / "small", 300, tmp_path / "areas.geojson")
    atlas = Atlas.open(folder)
    store, layer = ColumnarStore(atlas), atlas.layer("attacks")
    for zoom in (0, 4):
        found = [
            f
            for data in pyramid(store, layer, Query(), zoom).values()
            for f in features(data, "attacks_areas")
            if f["properties"].get("footprint_ref") == "BF"
        ]
        assert [f["properties"]["home"] for f in found] == [True]
        assert shape(found[0]["geometry"]).area >= 1


def test_crowded_tiles_show_cells_below_the_limit_and_deep_ones_single_points(tmp_path, mini):
    folder = synthetic_atlas.write(tmp_path, 30_000, mini / "areas" / "areas.geojson")
    atlas = Atlas.open(folder)
    store, layer = ColumnarStore(atlas), atlas.layer("attacks")
    for zoom, crowded in ((0, True), (10, False)):
        tiles = pyramid(store, layer, Query(), zoom)
        counted = [
            "count" in f["properties"] for data in tiles.values() for f in features(data, "attacks")
        ]
        assert any(counted) == crowded
        assert max(map(len, tiles.values())) <= overview.MOST_BYTES + 50_000
        ids = [(tile, f["id"]) for tile, data in tiles.items() for f in features(data, "attacks")]
        assert len(set(ids)) == len(ids)


def test_nothing_is_empty_bytes(case):
    assert case.store.tile(case.layer, Tile(4, 0, 0), Query(bbox=BBox(0, 0, 1, 1))) == b""


@pytest.mark.parametrize(
    "tile", [Tile(0, 1, 0), Tile(3, -1, 0), Tile(3, 0, 8), Tile(25, 0, 0), Tile(-1, 0, 0)]
)
def test_tiles_outside_the_matrix_are_not_found(case, tile):
    with pytest.raises(NotFoundError):
        case.store.tile(case.layer, tile, Query())


def test_a_wrong_filter_is_refused(case):
    with pytest.raises(FilterError):
        case.store.tile(case.layer, Tile(0, 0, 0), Query(where=In("nothing", ("x",))))


def test_tables_have_no_tiles(mini):
    atlas = Atlas.open(mini)
    assert ColumnarStore(atlas).tile(atlas.layer("claims"), Tile(0, 0, 0), Query()) == b""


def test_tiles_carry_only_the_properties_the_overview_names(case):
    layers = overview.tile_layers(case.layer.schema)
    names = {str: "String", int: "Number", float: "Number", bool: "Boolean"}
    for data in pyramid(case.store, case.layer, Query(), 3).values():
        for name, content in decoded(data).items():
            for feature in content["features"]:
                for key, value in feature["properties"].items():
                    assert layers[name][key] == names[type(value)]
