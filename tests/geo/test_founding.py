"""A new atlas passes the check, serves, and says what it was told to say."""

import json
import shutil
import tomllib

import ged
import pytest

from geo.atlas import Atlas
from geo.errors import DataError, RequestError
from geo.founding import Plan, found
from geo.query import BBox, Query
from geo.schema import SCHEMAS
from geo.schema.check import check
from geo.stores.columnar import ColumnarStore


def made(folder, **changes):
    plan = {"id": "sahel", "title_en": "Sahel", "title_fr": "Sahel", **changes}
    found(folder, Plan(**plan), ged.NOW)
    return folder


def test_a_new_atlas_passes_the_check_and_has_every_layer(tmp_path):
    folder = made(tmp_path / "a")
    assert check(folder) == ()
    atlas = Atlas.open(folder)
    assert set(atlas.layers) == set(SCHEMAS)
    assert [layer.name for layer in atlas.mapped] == [
        "military_regions", "bases", "border_incidents", "attacks",
    ]  # fmt: skip
    store = ColumnarStore(atlas)
    for layer in atlas.layers.values():
        assert store.page(layer, Query(limit=5)).matched == 0
        assert store.extent(layer) is None
    assert atlas.bounds == BBox(-180, -90, 180, 90)
    assert {path.name for path in tmp_path.iterdir()} == {"a"}


@pytest.mark.parametrize(
    "title", ['A "quoted" \\ title', "L’atlas d’été : Mali", "[layers]", "a # b", "N'Ko ߒߞߏ"]
)
def test_titles_are_kept_as_given(tmp_path, title):
    atlas = Atlas.open(made(tmp_path / "a", title_en=title, title_fr=title[::-1]))
    assert atlas.title("en") == title
    assert atlas.title("fr") == title[::-1]
    assert atlas.attributions["fr"] != atlas.attributions["en"]


def test_areas_are_brought_along_and_give_the_bounds(tmp_path, mini):
    file = mini / "areas" / "areas.geojson"
    folder = made(tmp_path / "a", areas=file)
    rows = json.loads((folder / "areas" / "areas.geojson").read_text(encoding="utf-8"))["features"]
    old = json.loads(file.read_text(encoding="utf-8"))["features"]
    assert {row["id"]: row for row in rows} == {row["id"]: row for row in old}
    assert Atlas.open(folder).bounds == BBox(-6, 9, 2, 20)
    assert check(folder) == ()
    folder = made(tmp_path / "b", areas=file, bounds=BBox(-5, 10, 1, 19))
    assert Atlas.open(folder).bounds == BBox(-5, 10, 1, 19)


def test_wrong_areas_leave_no_folder(tmp_path, mini):
    rows = json.loads((mini / "areas" / "areas.geojson").read_text(encoding="utf-8"))
    rows["features"][0]["properties"]["level"] = "continent"
    file = tmp_path / "areas.geojson"
    file.write_text(json.dumps(rows), encoding="utf-8")
    with pytest.raises(DataError, match="continent"):
        made(tmp_path / "a", areas=file)
    file.write_text('{"type":"FeatureCollection","features":[]}', encoding="utf-8")
    with pytest.raises(DataError, match="no area"):
        made(tmp_path / "a", areas=file)
    assert [path.name for path in tmp_path.iterdir()] == ["areas.geojson"]


@pytest.mark.parametrize("name", ["", "Sahel", "a b", "é", "../x", "-a"])
def test_an_id_has_to_be_one(tmp_path, name):
    with pytest.raises(RequestError, match="id="):
        made(tmp_path / "a", id=name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("title", ["", " ", "a\nb", "a\x1b[31m", "a\u202eb"])
def test_a_title_has_to_be_one(tmp_path, title):
    with pytest.raises(RequestError, match="title"):
        made(tmp_path / "a", title_fr=title)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path, mini):
    folder = tmp_path / "a"
    shutil.copytree(mini, folder)
    before = (folder / "atlas.toml").read_bytes()
    with pytest.raises(DataError, match="not an empty folder"):
        made(folder)
    assert (folder / "atlas.toml").read_bytes() == before
    empty = tmp_path / "empty"
    empty.mkdir()
    assert check(made(empty)) == ()
    with pytest.raises(DataError, match="no such folder"):
        made(tmp_path / "no" / "such" / "folder")


def test_it_is_valid_toml_with_both_languages(tmp_path):
    text = (made(tmp_path / "a") / "atlas.toml").read_text(encoding="utf-8")
    config = tomllib.loads(text)
    for name in ("title", "description", "disclaimer"):
        assert config[f"{name}_en"]
        assert config[f"{name}_fr"]
