"""tippecanoe-decode reading tiles and archives: what they show is what the files hold."""

import gzip
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.request import urlopen

import pytest
import shapely
from expected import LAYERS, exact, features, of_large, same
from programs import run

DECODE = str(Path(sys.executable).with_name("tippecanoe-decode"))
TOP = 5
LARGE_TOP = 3


def decoded(*arguments):
    """Each tile of what is given, as ``(zoom, x, y)`` to MVT layer to its features."""
    said, complaints = run(DECODE, *map(str, arguments))
    assert complaints == ""
    found = json.loads(said)
    tiles = [found] if "zoom" in found["properties"] else found["features"]
    return {
        tuple(tile["properties"][name] for name in ("zoom", "x", "y")): {
            layer["properties"]["layer"]: layer["features"] for layer in tile["features"]
        }
        for tile in tiles
    }


def archive(atlas, folder, *, top):
    target = folder / "atlas.pmtiles"
    command = [Path(sys.executable).with_name("conflict-atlas"), "tiles", "--atlas", atlas]
    env = {"ATLAS_CACHE_DIR": str(folder / "cache")}
    subprocess.run(
        [*command, "-o", target, "--top", str(top)], check=True, capture_output=True, env=env
    )
    return target


@pytest.fixture(scope="module")
def tiles(mini, tmp_path_factory):
    """The tiles of an archive of the small atlas."""
    return decoded(archive(mini, tmp_path_factory.mktemp("small"), top=TOP))


def of_zoom(tiles, zoom, layer):
    return [
        one for (z, _, _), layers in tiles.items() if z == zoom for one in layers.get(layer, ())
    ]


def counted(tiles, zoom, layer):
    """How many records the tiles of a zoom tell of, by the rule the tiles are made by."""
    single = [one["properties"] for one in of_zoom(tiles, zoom, layer)]
    areas = [one["properties"] for one in of_zoom(tiles, zoom, f"{layer}_areas")]
    at_home = [one for one in single + areas if one.get("home", True)]
    return sum(one.get("count", 1) for one in at_home)


@pytest.mark.parametrize("zoom", range(TOP + 1))
@pytest.mark.parametrize("layer", LAYERS)
def test_every_zoom_tells_of_each_record_with_a_place(tiles, mini, layer, zoom):
    records = features(mini, layer)
    placed = [
        one for one in records.values() if one["geometry"] or one["properties"].get("footprint_ref")
    ]
    assert counted(tiles, zoom, layer) == len(placed)


@pytest.mark.parametrize("zoom", range(TOP + 1))
def test_points_are_the_exact_records_once_with_their_values(tiles, mini, zoom):
    records = features(mini, "attacks")
    found = of_zoom(tiles, zoom, "attacks")
    assert sorted(one["properties"]["id"] for one in found) == sorted(exact(records))
    for one in found:
        record = records[one["properties"]["id"]]
        for name, value in one["properties"].items():
            assert name == "id" or same(value, record["properties"][name])
        for name in ("event_type", "date_start", "fatalities_best", "geo_precision"):
            assert same(one["properties"].get(name), record["properties"][name])
        step = 360 / 2**zoom / 4096
        place = record["geometry"]["coordinates"]
        assert one["geometry"]["coordinates"] == pytest.approx(place, abs=step)


def test_ids_are_unique_within_each_layer_of_a_tile(tiles):
    for layers in tiles.values():
        for found in layers.values():
            numbers = [one["id"] for one in found if "id" in one]
            assert len(numbers) == len(set(numbers))


def test_rings_are_wound_so_that_shapes_are_whole(tiles, mini):
    """The decoder takes a ring for a hole by its winding alone (MVT 2.1 section 4.3.4.4)."""
    records, seen = features(mini, "military_regions"), Counter()
    records = {name: one for name, one in records.items() if one["geometry"]}
    for zoom in range(TOP + 1):
        for one in of_zoom(tiles, zoom, "military_regions"):
            shape = shapely.from_geojson(json.dumps(one["geometry"]))
            assert not shape.is_empty
            assert shape.is_valid
            seen[one["properties"]["id"], zoom] += shape.area
    assert {name for name, _ in seen} == set(records)
    for name, record in records.items():
        area = shapely.from_geojson(json.dumps(record["geometry"])).area
        assert seen[name, TOP] == pytest.approx(area, rel=0.1)  # tiles overlap by their margins


@pytest.mark.parametrize("layers", ["attacks", "attacks,bases,military_regions,border_incidents"])
def test_the_servers_tiles_are_the_archives(server, tiles, tmp_path, layers):
    names = {one for name in layers.split(",") for one in (name, f"{name}_areas")}
    for z, x, y in [one for one in tiles if one[0] in (0, 2, TOP)]:
        with urlopen(f"{server}/tiles/{layers}/{z}/{x}/{y}.mvt") as answer:  # noqa: S310 - our own server
            content = answer.read()
        if not content:
            assert not names & set(tiles[z, x, y])
            continue
        path = tmp_path / f"{z}-{x}-{y}.mvt"
        path.write_bytes(gzip.compress(content))
        (found,) = decoded(path, z, x, y).values()
        assert found == {name: tiles[z, x, y][name] for name in names & set(tiles[z, x, y])}


@pytest.mark.parametrize("zoom", [0, LARGE_TOP])
def test_many_events_become_cells_that_lose_none(large_atlas, large_tiles, zoom):
    frame = of_large(large_atlas, ["geo_precision", "footprint_ref", "fatalities_best"])
    exact = frame["lon"].notna() & ~(frame["geo_precision"] >= 4)
    found = [one["properties"] for one in of_zoom(large_tiles, zoom, "attacks")]
    assert sum(one.get("count", 1) for one in found) == exact.sum()
    if zoom == 0:
        assert all("count" in one for one in found)
    deaths = sum(one.get("fatalities_best", 0) for one in found)
    assert deaths == frame.loc[exact, "fatalities_best"].sum()
    areas = exact | frame["footprint_ref"].notna()
    assert counted(large_tiles, zoom, "attacks") == areas.sum()


@pytest.fixture(scope="module")
def large_tiles(large_atlas, tmp_path_factory):
    return decoded(archive(large_atlas, tmp_path_factory.mktemp("many"), top=LARGE_TOP))
