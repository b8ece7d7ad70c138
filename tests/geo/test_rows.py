import json
from dataclasses import replace

import pandas as pd
import pytest

from geo import frames, rows
from geo.atlas import Atlas, Layer
from geo.errors import DataError


@pytest.fixture
def attacks(mini) -> Layer:
    return Atlas.open(mini).layer("attacks")


@pytest.fixture
def altered(attacks, tmp_path):
    """The layer with its first feature changed by a function."""

    def alter(change) -> Layer:
        collection = json.loads(attacks.path.read_text(encoding="utf-8"))
        change(collection["features"][0])
        path = tmp_path / "attacks.geojson"
        path.write_text(json.dumps(collection), encoding="utf-8")
        return replace(attacks, path=path)

    return alter


@pytest.mark.parametrize(
    ("change", "field", "text"),
    [
        (lambda f: f["properties"].update(nam_en="x"), "nam_en", "did you mean 'name_en'"),
        (lambda f: f["properties"].update(geo_precision="5"), "geo_precision", "of kind integer"),
        (lambda f: f["properties"].update(geo_precision=True), "geo_precision", "of kind integer"),
        (
            lambda f: f["properties"].update(geo_precision=2**63),
            "geo_precision",
            "cannot be stored",
        ),
        (lambda f: f["properties"].update(civilian_targeting=1), "civilian_targeting", "boolean"),
        (lambda f: f["properties"].update(name_en=3), "name_en", "of kind string"),
        (lambda f: f["properties"].update(date_start="2019-1-1"), "date_start", "not a day"),
        (lambda f: f["properties"].update(date_start="2019-02-30"), "date_start", "not a day"),
        (lambda f: f["properties"].update(date_start="NaT"), "date_start", "not a day"),
        (lambda f: f.update(geometry={"type": "Point", "coordinates": [1]}), "geometry", ""),
        (lambda f: f.update(geometry={"type": "Blob"}), "geometry", "not a GeoJSON geometry"),
        (lambda f: f.update(geometry="POINT (1 2)"), "geometry", "not a GeoJSON geometry"),
        (
            lambda f: f.update(geometry={"type": "Point", "coordinates": [181, 2]}),
            "geometry",
            "deg",
        ),
        (
            lambda f: f.update(geometry={"type": "Point", "coordinates": [1, 2, 3]}),
            "geometry",
            "two",
        ),
        (lambda f: f.update(geometry={"type": "Point", "coordinates": []}), "geometry", ""),
        (
            lambda f: f.update(geometry={"type": "MultiPoint", "coordinates": [[1, 2]]}),
            "geometry",
            "MultiPoint is not one of",
        ),
    ],
)
def test_wrong_data_is_named_by_file_feature_and_field(altered, change, field, text):
    with pytest.raises(DataError) as caught:
        frames.read(altered(change))
    assert caught.value.file == "attacks.geojson"
    assert caught.value.feature == "ml-attack-1963-kidal"
    assert caught.value.field == field
    assert text in caught.value.reason


@pytest.mark.parametrize("identity", [None, 7, ""])
def test_a_feature_needs_a_text_as_id(altered, identity):
    with pytest.raises(DataError, match="row 1 has no id"):
        frames.read(altered(lambda f: f.update(id=identity)))


@pytest.mark.parametrize("text", ["", "{", '{"type":"Feature"}', '{"features":[3]}', "3", "[[1]]"])
def test_what_is_no_collection(attacks, tmp_path, text):
    path = tmp_path / "attacks.geojson"
    path.write_text(text)
    with pytest.raises(DataError):
        frames.read(replace(attacks, path=path))


def test_large_files_are_read_line_by_line_to_the_same_frame(attacks, monkeypatch):
    whole = frames.read(attacks)
    monkeypatch.setattr(rows, "WHOLE", 0)
    pd.testing.assert_frame_equal(frames.read(attacks), whole)
    pieces = [frames.frame(part) for part in rows.batches(attacks, 4)]
    assert [len(piece) for piece in pieces] == [4, 4, 4, 2]
    pd.testing.assert_frame_equal(pd.concat(pieces), whole)


def test_a_broken_line_is_named(attacks, tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "WHOLE", 0)
    lines = attacks.path.read_text(encoding="utf-8").splitlines()
    lines[4] = lines[4][:80]
    path = tmp_path / "attacks.geojson"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match="line 5"):
        frames.read(replace(attacks, path=path))
