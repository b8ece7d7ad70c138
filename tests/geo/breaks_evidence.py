"""Ways to break the claims on records and what records say of their own state."""

from breaks_facts import clear
from breaks_files import has, put

from geo.schema import SCHEMAS


def added_claim(rule_field, feature_layer="attacks", **values):
    def apply(atlas):
        row = atlas.find(feature_layer, lambda item: clear(item) if "properties" in item else True)
        claim = atlas.claim(row["id"], **{"field": "place_name", "value": "Gao", **values})
        return atlas.where("claims", claim, rule_field)

    return apply


def claim_of_nobody(atlas):
    claim = atlas.claim(atlas.rows("attacks")[0]["id"], "place_name", "Gao")
    claim["feature_id"] = "ml-attack-nowhere"
    return atlas.where("claims", claim, "feature_id")


def number_on_area(atlas):
    claim = atlas.claim(atlas.rows("attacks")[0]["id"], "fatalities_low", "200")
    claim["feature_id"] = "ML"
    return atlas.where("claims", claim, "flag")


def claim_lost(atlas):
    row = atlas.find("attacks", clear)
    claims = atlas.documents["claims"]
    claims[:] = [
        claim
        for claim in claims
        if (claim["feature_id"], claim["field"]) != (row["id"], "event_type")
    ]
    return atlas.where("attacks", row, "event_type")


def claim_of_other_value(atlas):
    row = atlas.find("attacks", clear)
    for claim in atlas.claims_on(row["id"]):
        if claim["field"] == "event_type":
            claim["value"] = "Riots"
            claim["rule"] = None
    return atlas.where("attacks", row, "event_type")


def reported(source):
    return source["source_type"] not in ("editorial", "gazetteer", "map", "dataset")


def new_source(atlas, source_id):
    source = {**atlas.find("sources", reported), "source_id": source_id}
    atlas.documents["sources"].append(source)
    return source_id


def source_not_listed(atlas):
    row = atlas.find("attacks", clear)
    claim = atlas.claim(row["id"], "place_name", "Gao", source_id=new_source(atlas, "src-new"))
    return atlas.where("claims", claim, "source_id")


def source_not_used(atlas):
    row = atlas.find("attacks", clear)
    ids = row["properties"]["source_ids"] + ";" + new_source(atlas, "src-new")
    return atlas.change("attacks", row, source_ids=ids, source_count=ids.count(";") + 1)


def data_set(atlas, source_type="dataset"):
    """A source that is a data set, and a claim on it that holds for all of its records."""
    source = {**atlas.rows("sources")[0], "source_id": "src-data-set", "source_type": source_type}
    atlas.documents["sources"].append(source)
    claim = atlas.claim(atlas.rows("attacks")[0]["id"], "event_type", None, rule="as-given")
    claim["feature_id"] = claim["source_id"] = source["source_id"]
    return claim


def claim_on_data_set(rule_field, **values):
    def apply(atlas):
        claim = data_set(atlas)
        claim.update(values)
        return atlas.where("claims", claim, rule_field)

    return apply


def claim_on_another_source(atlas):
    claim = data_set(atlas, source_type="report")
    return atlas.where("claims", claim, "feature_id")


def field_the_data_set_has_no_rule_for(atlas):
    """A record whose only source is a data set with a rule for every field but one."""
    row = moved_to_data_set(atlas, leave_out="event_type")
    return atlas.where("attacks", row, "event_type")


def moved_to_data_set(atlas, leave_out=""):
    """A record without claims of its own; the data set has one for each coded field but one."""
    row = atlas.find("attacks", clear)
    claims = atlas.documents["claims"]
    claims[:] = [claim for claim in claims if claim["feature_id"] != row["id"]]
    claims.remove(rule := data_set(atlas))
    row["properties"].update(source_ids=rule["source_id"], source_count=1)
    coded = [field.name for field in SCHEMAS["attacks"].fields if field.evidence]
    for field in coded:
        if field != leave_out:
            claims.append({**rule, "claim_id": f"rule-{field}", "field": field})
    return row


def silent_dispute(atlas):
    row = atlas.find("attacks", clear)
    atlas.claim(row["id"], "place_name", "Elsewhere", stance="contradicts")
    return atlas.where("attacks", row, "record_status")


def false_dispute(atlas):
    row = atlas.find("attacks", clear)
    return atlas.change("attacks", row, record_status="disputed")


def merged_in_circle(atlas):
    one, two = [row for row in atlas.rows("attacks") if clear(row)][:2]
    atlas.change("attacks", two, record_status="merged", merged_into=one["id"])
    atlas.change("attacks", one, record_status="merged", merged_into=two["id"])
    return atlas.where("attacks", one, "merged_into")


def inferred_claim(atlas):
    row = atlas.find("attacks", clear)
    atlas.claim(row["id"], "place_name", "Gao", flag="inferred")
    return atlas.where("attacks", row, "confidence")


EVIDENCE = (
    ("a claim about nothing", "claims.target", claim_of_nobody),
    (
        "a claim about no field",
        "claims.field",
        added_claim("field", field="fatalites_low", value="3"),
    ),
    ("an aggregate on one record", "claims.aggregate", added_claim("flag", flag="aggregate")),
    ("a total without flag", "claims.aggregate", number_on_area),
    ("a rule in words", "claims.rule", added_claim("rule", rule="Dozens are 24")),
    (
        "dozens called fifty",
        "claims.word_rule",
        added_claim("value", field="injured_low", value="50", rule="dozens-to-low-24"),
    ),
    ("a claim on a report", "claims.dataset", claim_on_another_source),
    (
        "a claim on a data set without rule",
        "claims.dataset",
        claim_on_data_set("rule", rule=None),
    ),
    (
        "a contradiction on a data set",
        "claims.dataset",
        claim_on_data_set("stance", stance="contradicts"),
    ),
    ("no field of a data set", "claims.field", claim_on_data_set("field", field="event_typ")),
    (
        "a field the data set has no rule for",
        "claims.coverage",
        field_the_data_set_has_no_rule_for,
    ),
    ("a coded field without claim", "claims.coverage", claim_lost),
    ("a claim of another value", "claims.value", claim_of_other_value),
    ("a source of a claim not listed", "claims.source_listed", source_not_listed),
    ("a source without claim", "claims.source_used", source_not_used),
)

STATES = (
    ("contradicted but not disputed", "status.disputed", silent_dispute),
    ("disputed but not contradicted", "status.disputed", false_dispute),
    (
        "merged into nothing",
        "status.merged",
        put("attacks", clear, "merged_into", record_status="merged"),
    ),
    ("merged in a circle", "status.merged_into", merged_in_circle),
    (
        "low without reason",
        "status.reason",
        put("attacks", has("confidence", "low"), confidence_reason=None),
    ),
    ("inferred but sure", "status.inferred", inferred_claim),
    ("one source too many", "status.source_count", put("attacks", source_count=7)),
)
