"""The base map of a page."""

from dataclasses import replace

import pytest

from geo.errors import DataError
from geo.query import BBox
from maps.basemap import basemap


def test_it_speaks_the_language_of_the_page(mini_atlas):
    english = basemap(mini_atlas, mini_atlas.bounds, "en")
    french = basemap(mini_atlas, mini_atlas.bounds, "fr")
    assert {"Timbuktu", "Gao"} <= {town["name"] for town in english["towns"]}
    assert {"Tombouctou", "Gao"} <= {town["name"] for town in french["towns"]}
    assert {region["name"] for region in french["regions"]} >= {"Tombouctou", "Kidal"}


def test_the_country_with_regions_is_in_focus(mini_atlas):
    countries = basemap(mini_atlas, mini_atlas.bounds, "en")["countries"]
    assert {c["name"]: c["focus"] for c in countries} == {"Mali": True, "Burkina Faso": False}


def test_towns_come_in_the_order_of_their_rank(mini_atlas):
    ranks = [town["rank"] for town in basemap(mini_atlas, mini_atlas.bounds, "en")["towns"]]
    assert ranks == sorted(ranks)


def test_what_lies_far_off_is_left_out(mini_atlas):
    found = basemap(mini_atlas, BBox(-5.5, 19, -5, 19.5), "en")
    assert found["towns"] == []
    assert [region["name"] for region in found["regions"]] == ["Timbuktu"]
    (south, west), (north, east) = found["frame"]
    assert (west, south, east, north) == (-5.875, 18.625, -4.625, 19.875)


def test_a_high_screen_has_no_edge_of_a_wide_country_in_it(mini_atlas):
    (south, west), (north, east) = basemap(mini_atlas, BBox(-6, 12, 2, 16), "en")["frame"]
    assert (west, south, east, north) == (-12, 6, 8, 22)


def test_an_atlas_without_a_base_map_has_none(mini_atlas):
    found = basemap(replace(mini_atlas, basemap={}), mini_atlas.bounds, "en")
    assert found["countries"] == found["regions"] == found["rivers"] == found["towns"] == []


@pytest.mark.parametrize("text", ["{", "[]", '{"type":"FeatureCollection"}'])
def test_a_broken_file_is_named(mini_atlas, tmp_path, text):
    path = tmp_path / "countries.geojson"
    path.write_text(text, encoding="utf-8")
    broken = replace(mini_atlas, basemap={"countries": path})
    with pytest.raises(DataError, match=r"countries\.geojson"):
        basemap(broken, mini_atlas.bounds, "en")
