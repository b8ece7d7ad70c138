"""Which fields each module of rules reads of the record it judges, and which layers it judges."""

from collections.abc import Mapping
from types import ModuleType

from geo.schema.model import LayerSchema
from geo.schema.records import GEOMETRY
from geo.schema.rules import (
    borders,
    claims,
    counts,
    dates,
    events,
    geometry,
    identity,
    locations,
    places,
    references,
    regions,
    status,
)

GEOMETRY_TYPE = (
    "geometry.type"  # stands for a field: whether there is a geometry, and of which type
)
# What names other records of the layer: rows that have it are looked at one by one, all together.
LINKS = ("merged_into", "event_group", "preceding_id", "succeeding_id")

# The fields each module of rules reads of the record it judges; all of them where None is said.
READS: Mapping[ModuleType, frozenset[str] | None] = {
    identity: frozenset({"id", "layer", "code"}),
    geometry: frozenset({GEOMETRY}),
    references: frozenset(
        {"source_ids", "footprint_ref", "actor_a", "actor_a_type", "actor_b", "actor_b_type"}
        | {"source_id", "region_id", "seat_base_id", "base_id", "units", "date_start"}
        | {"member_admin_codes", *LINKS}
    ),
    dates: frozenset(
        {"date_edtf", "date_start", "date_end", "time_precision", "updated_at"}
        | {"status_since_edtf", "status_until_edtf", "closure_since", "closure_until"}
        | {"valid_start", "valid_end"}
    ),
    counts: frozenset(
        {*counts.DEATHS, "fatalities_basis", "injured_low", "injured_best", "injured_high"}
    ),
    events: frozenset({"event_type", "sub_event_type", "disorder_type", "civilian_targeting"}),
    places: frozenset(
        {"geo_precision", "location_method", "location_radius_m", "footprint_ref", "country"}
        | {"admin1_name", "admin1_code", "admin2_name", "admin2_code", "admin_vintage"}
        | {"confidence", GEOMETRY_TYPE}
    ),
    locations: frozenset(
        {"geo_precision", "location_radius_m", "footprint_ref", "country", "admin1_code", GEOMETRY}
    ),
    regions: None,
    borders: frozenset(
        {"border_pair", "states_involved", "distance_to_border_m", "distance_uncertainty_m"}
        | {"border_side", "country"}
    ),
    claims: None,
    status: frozenset(
        {"record_status", "merged_into", "confidence", "confidence_reason", "source_ids"}
        | {"source_count"}
    ),
}
OF_MAPS = (geometry, counts, events, places, locations, status)  # about the mapped layers
ONLY = {regions: ("military_regions",), borders: ("border_incidents",), claims: ("claims",)}


def applies(module: ModuleType, schema: LayerSchema) -> bool:
    """Whether the module judges records of the layer."""
    if module in OF_MAPS and not schema.mapped:
        return module is geometry and bool(schema.geometry_types)
    return schema.name in ONLY.get(module, (schema.name,))
