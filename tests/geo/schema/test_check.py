"""The validator: silent on sound data, exactly one rule a break, and where it is."""

import json

import geopandas
import pyarrow as pa
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


def as_geoparquet(copy):
    """The atlas with its attacks as GeoParquet; False where no column can hold them."""
    attacks = json.loads(copy.file("attacks").read_text(encoding="utf-8"))["features"]
    try:
        frame = geopandas.GeoDataFrame(
            [{"id": row["id"], **row["properties"]} for row in attacks],
            geometry=[row["geometry"] and shapely.geometry.shape(row["geometry"])
                      for row in attacks],
            crs="OGC:CRS84",
        ).convert_dtypes()  # fmt: skip
        frame.to_parquet(copy.path / "attacks.parquet")
    except (
        ValueError,
        TypeError,
        KeyError,
        OverflowError,
        pa.ArrowException,
        shapely.errors.ShapelyError,
    ):
        return False
    config = copy.path / "atlas.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("attacks.geojson", "attacks.parquet"), encoding="utf-8")
    return True


def test_a_layer_may_be_geoparquet(atlas, tmp_path):
    copy = Copy(atlas, tmp_path / "atlas")
    assert as_geoparquet(copy)
    assert [str(finding) for finding in check(copy.path)] == []


@pytest.mark.parametrize(("name", "rule", "apply"), BREAKS, ids=[b[0] for b in BREAKS])
def test_a_break_is_found_in_geoparquet_too(name, rule, apply, mini, tmp_path):
    """Some breaks cannot be written as GeoParquet, and JSON's syntax is not for it to break."""
    copy = Copy(mini, tmp_path / "atlas")
    where = apply(copy)
    copy.write()
    expected = check(copy.path)
    if where.file == "attacks.geojson" and not rule.startswith(("json.", "geojson.")):
        held = as_geoparquet(copy)
        # A key that is lost on one record, or there on one alone, is a column all the same.
        if held and rule not in UNHELD | {"field.missing", "field.unknown"}:
            found = check(copy.path)
            assert rule in {finding.rule for finding in found}
            assert {finding.feature for finding in expected} == {f.feature for f in found}
        elif not held:
            assert rule in UNHELD
    else:
        assert expected


# Breaks that geopandas does not write, or not so that they stay broken.
UNHELD = {"field.kind", "id.missing", "geometry.type", "geometry.structure", "geometry.position",
          "geometry.ring", "text.characters", "field.range"}  # fmt: skip


def test_each_record_of_a_large_layer_is_told(mini, tmp_path):
    """Also those that lack claims, of which a claim on a data set would be enough."""
    copy = Copy(mini, tmp_path / "atlas")
    row = moved_to_data_set(copy, leave_out="event_type")
    for number in range(4):
        copy.rows("attacks").append({**row, "id": f"twin-{number}"})
    copy.write()
    assert as_geoparquet(copy)
    lacking = {finding.feature for finding in check(copy.path)}
    assert lacking == {row["id"], *(f"twin-{number}" for number in range(4))}
    assert {finding.rule for finding in check(copy.path)} == {"claims.coverage"}


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
