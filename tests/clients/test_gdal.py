"""GDAL, as pyogrio and geopandas have it: every page reached, every record once."""

import json
import subprocess
import sys
from pathlib import Path

import geopandas
import pyogrio
import pytest
import shapely
from expected import LAYERS, chosen, exact, features, same, same_place
from gdal_filters import WHERE


@pytest.fixture(scope="module")
def records(mini):
    """The records of the files: layer to id to Feature."""
    return {name: features(mini, name) for name in LAYERS}


def test_gdal_lists_the_collections(server):
    names = pyogrio.list_layers(f"OAPIF:{server}")[:, 0].tolist()
    assert {*LAYERS, "sources", "claims", "areas"} <= set(names)


@pytest.mark.parametrize("layer", LAYERS)
def test_gdal_reads_each_record_once_with_its_values(server, records, layer):
    frame = pyogrio.read_dataframe(f"OAPIF:{server}", layer=layer)
    expected = records[layer]
    assert sorted(frame["id"]) == sorted(expected)
    for _, row in frame.iterrows():
        feature = expected[row["id"]]
        assert same_place(row["geometry"], feature["geometry"])
        for name, value in feature["properties"].items():
            assert same(row[name], value), name


def test_gdal_sends_its_box_to_the_server(server, records):
    box = (-1, 15, 1, 17)
    frame = pyogrio.read_dataframe(f"OAPIF:{server}", layer="bases", bbox=box)
    inside = {
        name
        for name, one in records["bases"].items()
        if one["geometry"]
        and shapely.from_geojson(json.dumps(one["geometry"])).intersects(shapely.box(*box))
    }
    assert inside <= set(frame["id"])
    assert len(frame) == len(set(frame["id"]))


@pytest.mark.parametrize(("where", "rule", "sent"), WHERE, ids=[one[0] for one in WHERE])
def test_gdal_filters(running, records, where, rule, sent):
    with running.listening() as asked:
        frame = pyogrio.read_dataframe(f"OAPIF:{running.base}", layer="attacks", where=where)
    assert sorted(frame["id"]) == chosen(records["attacks"], rule)
    if sent is not None:
        assert any(one.endswith(sent) for one in asked)


@pytest.mark.parametrize("code", ["EPSG:4326", "EPSG:3857", "EPSG:32630"])
def test_gdal_asks_for_other_systems(server, records, code):
    frame = pyogrio.read_dataframe(f"OAPIF:{server}", layer="attacks", CRS=code)
    assert frame.crs.equals(code) or code == "EPSG:4326"  # GDAL turns it to longitude first
    back = frame.to_crs("OGC:CRS84").set_index("id").geometry
    for name, one in records["attacks"].items():
        if one["geometry"]:
            assert (back[name].x, back[name].y) == pytest.approx(one["geometry"]["coordinates"])


def test_geopandas_reads_an_address(server, records):
    frame = geopandas.read_file(f"{server}/collections/bases/items?limit=100")
    assert len(frame) == min(len(records["bases"]), 6)
    whole = geopandas.read_file(f"{server}/collections/attacks/items?limit=100&f=fgb")
    assert sorted(whole["id"]) == sorted(records["attacks"])


def test_gdal_reads_a_tile_of_either_address(server, records):
    ogc = f"{server}/collections/attacks/tiles/WebMercatorQuad/0/0/0?f=mvt"
    for address in (f"{server}/tiles/attacks/0/0/0.mvt", ogc):
        frame = pyogrio.read_dataframe(f"MVT:{address}", layer="attacks")
        assert sorted(frame["id"]) == sorted(exact(records["attacks"]))


def test_gdal_finds_the_tiles_by_their_tileset(server, records):
    """By OGC API - Tiles: from the collection to the tile matrix set and the tiles' address."""
    address = f"OGCAPI:{server}/collections/attacks"
    frame = pyogrio.read_dataframe(address, layer="Zoom level 4", API="TILES")
    assert set(frame["id"].dropna()) == exact(records["attacks"])


def test_gdal_reads_the_archive(server, mini, tmp_path, records):
    target = tmp_path / "mini.pmtiles"
    command = [Path(sys.executable).with_name("conflict-atlas"), "tiles", "-o", target]
    subprocess.run([*command, "--atlas", mini, "--top", "4"], check=True, capture_output=True)
    assert {"attacks", "attacks_areas", "bases"} <= set(pyogrio.list_layers(target)[:, 0])
    frame = pyogrio.read_dataframe(target, layer="attacks")
    assert set(frame["id"]) == exact(records["attacks"])
