"""GDAL, as pyogrio and geopandas have it: every page reached, every record once."""

import json
import subprocess
import sys
from pathlib import Path

import geopandas
import pandas as pd
import pyogrio
import pytest
import shapely

LAYERS = ("attacks", "bases", "military_regions", "border_incidents")


@pytest.fixture(scope="module")
def records(mini):
    """The records of the files: layer to id to Feature."""
    return {
        name: {
            one["id"]: one
            for one in json.loads((mini / f"{name}.geojson").read_text("utf-8"))["features"]
        }
        for name in LAYERS
    }


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
        assert (row["geometry"] is None) == (feature["geometry"] is None)
        if feature["geometry"] is not None:
            shape = shapely.from_geojson(json.dumps(feature["geometry"]))
            assert shapely.equals_exact(row["geometry"], shape, 1e-12)
        for name, value in feature["properties"].items():
            if value is None:
                assert pd.isna(row[name])
            elif isinstance(row[name], pd.Timestamp):
                assert row[name].tz_localize(None) == pd.Timestamp(value).tz_localize(None)
            elif name.endswith("edtf") or isinstance(row[name], str):
                # GDAL takes texts for days, and writes them its way, where a whole page looks so
                assert row[name].replace("/", "-") == value.replace("/", "-")
            else:
                assert row[name] == value


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


@pytest.mark.parametrize("where", ["event_type = 'Battles'", "fatalities_low > 3"])
def test_gdal_filters(server, records, where):
    frame = pyogrio.read_dataframe(f"OAPIF:{server}", layer="attacks", where=where)
    name, operator, value = where.split(maxsplit=2)
    expected = {
        one["id"]
        for one in records["attacks"].values()
        if (found := one["properties"][name]) is not None
        and (found == value.strip("'") if operator == "=" else found > int(value))
    }
    assert expected
    assert sorted(frame["id"]) == sorted(expected)


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
    exact = {
        name
        for name, one in records["attacks"].items()
        if one["geometry"] and (one["properties"]["geo_precision"] or 0) < 4
    }
    ogc = f"{server}/collections/attacks/tiles/WebMercatorQuad/0/0/0?f=mvt"
    for address in (f"{server}/tiles/attacks/0/0/0.mvt", ogc):
        frame = pyogrio.read_dataframe(f"MVT:{address}", layer="attacks")
        assert sorted(frame["id"]) == sorted(exact)


def test_gdal_reads_the_archive(server, mini, tmp_path, records):
    target = tmp_path / "mini.pmtiles"
    command = [Path(sys.executable).with_name("conflict-atlas"), "tiles", "-o", target]
    subprocess.run([*command, "--atlas", mini, "--top", "4"], check=True, capture_output=True)
    assert {"attacks", "attacks_areas", "bases"} <= set(pyogrio.list_layers(target)[:, 0])
    frame = pyogrio.read_dataframe(target, layer="attacks")
    exact = {
        name
        for name, one in records["attacks"].items()
        if one["geometry"] and (one["properties"]["geo_precision"] or 0) < 4
    }
    assert set(frame["id"]) == exact
