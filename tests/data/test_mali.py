"""Promises of the Mali data that no single field can keep, read straight from the files."""

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

MALI = Path(__file__).parents[2] / "data" / "mali"
LAYERS = ("attacks", "bases", "border_incidents", "military_regions")
CLAIMS = json.loads((MALI / "claims.json").read_text("utf-8"))
RECORDS = {
    feature["id"]: feature
    for layer in LAYERS
    for feature in json.loads((MALI / f"{layer}.geojson").read_text("utf-8"))["features"]
}
# In French these signs keep a narrow or plain no-break space before them, never a plain one.
PLAIN_SPACE = re.compile(r" [;:!?%»]|« ")


def claims_of(feature_id, **wanted):
    return [
        claim
        for claim in CLAIMS
        if claim["feature_id"] == feature_id
        and all(claim[name] == value for name, value in wanted.items())
    ]


def test_what_sources_say_has_its_french_beside_it():
    assert [claim["claim_id"] for claim in CLAIMS if not claim.get("paraphrase_fr")] == []
    for feature_id, feature in RECORDS.items():
        for name in ("outcome", "other_casualties_text", "confidence_reason"):
            if feature["properties"].get(name):
                assert feature["properties"].get(f"{name}_fr"), (feature_id, name)


def test_french_has_the_spaces_of_french():
    texts = [claim["paraphrase_fr"] for claim in CLAIMS]
    texts += [
        feature["properties"][name]
        for feature in RECORDS.values()
        for name in ("name_fr", "summary_fr")
    ]
    assert [text for text in texts if PLAIN_SPACE.search(text)] == []


def test_a_place_the_text_lost_is_on_no_map_unless_another_passage_names_it():
    for feature_id, feature in RECORDS.items():
        lost = claims_of(feature_id, field="place_name", value=None, flag="lost_words")
        named = [
            claim
            for claim in claims_of(feature_id, field="place_name", stance="supports")
            if claim["value"] and claim["flag"] != "inferred"
        ]
        if lost and not named and feature["properties"].get("footprint_ref") is None:
            assert feature["geometry"] is None, feature_id
            assert feature["properties"]["place_name"] is None, feature_id


def test_a_guess_is_flagged_and_of_low_confidence():
    guessed = {claim["feature_id"] for claim in CLAIMS if claim["flag"] == "inferred"}
    for feature_id in guessed & set(RECORDS):
        assert RECORDS[feature_id]["properties"]["confidence"] == "low", feature_id


def test_a_joint_toll_stands_once():
    groups = defaultdict(list)
    for feature in RECORDS.values():
        properties = feature["properties"]
        if properties.get("event_group") and properties.get("fatalities_low") is not None:
            groups[properties["event_group"]].append(properties["fatalities_low"])
    assert groups["ml-group-2023-09-07"] == [169]
    assert all(len(tolls) == 1 for tolls in groups.values()), groups


@pytest.mark.parametrize(
    ("feature_id", "field", "values"),
    [
        ("ml-attack-2022-03-27-moura", "fatalities_best_civilians", {"500", "300"}),
        ("ml-attack-2024-09-17-bamako", "fatalities_low", {"77", "70"}),
        ("ml-attack-2024-07-tinzaouaten", "fatalities_low", {"24", "40"}),
        ("ml-border-2025-04-01-akinci", "border_side", {"ml", "neighbour"}),
        ("ml-border-joint-force", "date_edtf", {"2014", "2017"}),
        ("ml-border-aes", "date_edtf", {"2023", "2024-01"}),
        ("ml-attack-2023-07-tin-zaouatine", "date_edtf", {"2023-07", "2024-07"}),
        ("ml-attack-2013-01-28-unnamed-town", "date_edtf", {"2013-01-28", "2013-02-01"}),
    ],
)
def test_both_sides_of_a_contradiction_are_carried(feature_id, field, values):
    found = claims_of(feature_id, field=field)
    assert values <= {claim["value"] for claim in found}
    assert {claim["stance"] for claim in found} == {"supports", "contradicts"}
    assert RECORDS[feature_id]["properties"]["record_status"] == "disputed"


def test_killed_or_captured_is_no_toll():
    for feature_id in ("ml-attack-2012-01-aguelhok", "ml-attack-2023-07-tin-zaouatine"):
        properties = RECORDS[feature_id]["properties"]
        assert properties["fatalities_basis"] == "not_stated"
        assert {properties[f"fatalities_{bound}"] for bound in ("low", "best", "high")} == {None}
        assert properties["other_casualties_text"]


def test_the_region_the_text_leaves_out_is_listed_and_not_invented():
    region = RECORDS["ml-region-2"]
    assert region["geometry"] is None
    assert region["properties"]["seat_place"] is None
    assert region["properties"]["boundary_method"] == "not_stated"
