"""The invented atlas is what its builder makes, and has the cases that other tests count on."""

import json
import shutil

import build_mini
import pytest

from geo.atlas import Atlas

MAPPED = ("attacks", "bases", "border_incidents", "military_regions")


def features(folder, layer):
    return json.loads((folder / f"{layer}.geojson").read_text(encoding="utf-8"))["features"]


def test_the_files_are_those_the_builder_writes(mini, tmp_path, monkeypatch):
    shutil.copy(mini / "atlas.toml", tmp_path)
    monkeypatch.setattr(build_mini, "HERE", tmp_path)
    build_mini.main()
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.*")}
    kept = {path.relative_to(mini): path.read_bytes() for path in mini.rglob("*.*")}
    assert written == kept


def test_it_opens(mini):
    assert {layer.name for layer in Atlas.open(mini).mapped} == set(MAPPED)


def test_it_has_every_class_of_place_and_records_without_one(mini):
    records = [feature for layer in MAPPED for feature in features(mini, layer)]
    found = {feature["properties"]["geo_precision"] for feature in records}
    assert found == {*range(1, 9), None}
    assert any(feature["geometry"] is None for feature in records)


def test_it_tells_unknown_from_zero_and_has_contradictions(mini):
    attacks = [feature["properties"] for feature in features(mini, "attacks")]
    assert {row["fatalities_low"] for row in attacks} >= {0, None}
    assert "disputed" in {row["record_status"] for row in attacks}
    assert len({row["event_type"] for row in attacks}) >= 4
    years = [row["date_start"][:4] for row in attacks]
    assert (min(years), max(years)) == ("1963", "2025")


@pytest.mark.parametrize("layer", MAPPED)
def test_one_feature_stands_on_a_line_in_the_order_of_ids(mini, layer):
    ids = [feature["id"] for feature in features(mini, layer)]
    assert ids == sorted(ids)
    lines = (mini / f"{layer}.geojson").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line.rstrip(","))["id"] for line in lines[1:-1]] == ids
