"""The validator: silent on sound data, exactly one rule a break, and where it is."""

import json

import geopandas
import pytest
import shapely.geometry
from atlas_copy import Copy
from breaks_evidence import EVIDENCE, STATES, moved_to_data_set
from breaks_facts import DATES, DEATHS, EVENTS, REFERENCES
from breaks_files import FILES, VALUES
from breaks_places import BORDERS, GEOMETRY, PLACES, REGIONS

from geo.schema import SCHEMAS
from geo.schema.check import check
from geo.schema.rules import RULES

BREAKS = (
    *FILES,
    *VALUES,
    *REFERENCES,
    *DATES,
    *DEATHS,
    *EVENTS,
    *EVIDENCE,
    *STATES,
    *GEOMETRY,
    *PLACES,
    *REGIONS,
    *BORDERS,
)


@pytest.fixture(params=["mini", "mali"])
def atlas(request):
    """The invented atlas and the real one."""
    return request.getfixturevalue(request.param)


def test_sound_atlas_has_no_findings(atlas):
    assert [str(finding) for finding in check(atlas)] == []


def test_rewritten_copy_has_no_findings(atlas, tmp_path):
    copy = Copy(atlas, tmp_path / "atlas")
    for layer in SCHEMAS:
        assert copy.documents[layer]
    copy.write()
    assert check(copy.path) == ()


def test_a_layer_may_be_geoparquet(atlas, tmp_path):
    copy = Copy(atlas, tmp_path / "atlas")
    attacks = json.loads(copy.file("attacks").read_text(encoding="utf-8"))["features"]
    frame = geopandas.GeoDataFrame(
        [{"id": row["id"], **row["properties"]} for row in attacks],
        geometry=[row["geometry"] and shapely.geometry.shape(row["geometry"]) for row in attacks],
        crs="OGC:CRS84",
    ).convert_dtypes()
    frame.to_parquet(copy.path / "attacks.parquet")
    config = copy.path / "atlas.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("attacks.geojson", "attacks.parquet"), encoding="utf-8")
    assert [str(finding) for finding in check(copy.path)] == []


def test_a_data_set_may_speak_for_records_that_have_no_other_source(atlas, tmp_path):
    copy = Copy(atlas, tmp_path / "atlas")
    moved_to_data_set(copy)
    copy.write()
    assert [str(finding) for finding in check(copy.path)] == []


@pytest.mark.parametrize(("name", "rule", "apply"), BREAKS, ids=[b[0] for b in BREAKS])
def test_a_break_is_found(name, rule, apply, atlas, tmp_path):
    copy = Copy(atlas, tmp_path / "atlas")
    where = apply(copy)
    copy.write()
    findings = check(copy.path)
    assert {finding.rule for finding in findings} == {rule}, [str(f) for f in findings]
    places = {(finding.file, finding.feature, finding.field) for finding in findings}
    assert (where.file, where.feature, where.field) in places


def test_every_rule_has_a_break():
    assert set(RULES) == {rule for _, rule, _ in BREAKS}


def test_breaks_are_many_and_told_apart():
    assert len({name for name, _, _ in BREAKS}) == len(BREAKS) >= 60
