"""How the fields of our records follow from UCDP GED: the source, and one claim a field."""

from collections.abc import Iterator
from typing import Any

SOURCE_ID = "ucdp-ged"

# Facts of the data set. The release is not in the file, so no year is said.
SOURCE: dict[str, Any] = {
    "source_id": SOURCE_ID,
    "title": "UCDP Georeferenced Event Dataset (GED) Global",
    "publisher": "Uppsala Conflict Data Program, Department of Peace and Conflict Research, "
    "Uppsala University",
    "author": "Ralph Sundberg and Erik Melander; Uppsala Conflict Data Program",
    "published_at": None,
    "language": "en",
    "url": "https://ucdp.uu.se/downloads/",
    "accessed_at": None,
    "source_type": "dataset",
    "licence": "CC-BY-4.0",
}

_SIDES = "Side {} as UCDP names it."
_SIDE_TYPES = (
    "Government of a state: state force. Sides of state-based and one-sided violence else: armed "
    "group. Civilians. Others are not typed by UCDP: unknown."
)
_BOUND = "UCDP's {} estimate of all deaths; null where it is 0 while the high estimate is not."
_PART = "UCDP's count by side, summed over the sides of this type; null where it is 0."

# Field, rule, and what the rule says. Codebook: Stina Högbladh, UCDP GED Codebook.
_RULES: tuple[tuple[str, str, str], ...] = (
    ("event_type", "ucdp-event-type", "Types of violence 1 and 2: battles; 3: violence against "
     "civilians."),
    ("sub_event_type", "ucdp-sub-event-type", "Types of violence 1 and 2: armed clash; 3: attack."),
    ("ucdp_type_of_violence", "ucdp-type-of-violence", "UCDP's own type of violence."),
    ("disorder_type", "ucdp-disorder-type", "All three types are political violence."),
    ("actor_a", "ucdp-side-a", _SIDES.format("A")),
    ("actor_b", "ucdp-side-b", _SIDES.format("B")),
    ("actor_a_type", "ucdp-side-a-type", _SIDE_TYPES),
    ("actor_b_type", "ucdp-side-b-type", _SIDE_TYPES),
    ("direction", "ucdp-direction", "One-sided violence: A on B; else UCDP does not say."),
    ("responsibility", "ucdp-responsibility", "UCDP names the sides from reports: alleged."),
    ("civilian_targeting", "ucdp-civilian-targeting", "True for one-sided violence; else UCDP "
     "does not say."),
    ("target_type", "ucdp-target-type", "UCDP does not code what was struck: unknown."),
    ("fatalities_low", "ucdp-low", _BOUND.format("low")),
    ("fatalities_best", "ucdp-best", _BOUND.format("best")),
    ("fatalities_high", "ucdp-high", "UCDP's high estimate of all deaths."),
    ("fatalities_best_civilians", "ucdp-civilians", "UCDP's count of dead civilians; null where it "
     "is 0."),
    ("fatalities_best_security_forces", "ucdp-security-forces", _PART),
    ("fatalities_best_armed_groups", "ucdp-armed-groups", _PART),
    ("fatalities_basis", "ucdp-basis", "High estimate 0: none reported. The three estimates equal: "
     "a figure. Else a range."),
    ("country", "ucdp-country", "State of UCDP's country_id (Gleditsch and Ward) as ISO code."),
    ("geo_precision", "ucdp-where-prec", "where_prec 1 to 7 as 2 to 8; as 7 where this atlas has "
     "no area of the unit but the country's."),
    ("location_method", "ucdp-location", "where_prec 1 and 2: UCDP's coordinates, rounded. Others: "
     "the area; not stated where this atlas has none."),
    ("date_edtf", "ucdp-date", "UCDP's first and last day; a month or a year where they span it."),
    ("time_precision", "ucdp-days", "By the number of days from first to last."),
)  # fmt: skip


def claims() -> Iterator[dict[str, Any]]:
    """One claim a coded field, on the data set itself."""
    for field, rule, says in _RULES:
        yield {
            "claim_id": f"{SOURCE_ID}-{field.replace('_', '-')}",
            "feature_id": SOURCE_ID,
            "field": field,
            "value": None,
            "source_id": SOURCE_ID,
            "locator": "UCDP GED Codebook, list of variables",
            "stance": "supports",
            "paraphrase": says,
            "rule": rule,
            "flag": None,
        }
