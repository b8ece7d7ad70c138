"""The layers' fields and code lists as data; validator, codebook and JSON Schema come from them."""

from collections.abc import Mapping
from types import MappingProxyType

from geo.schema.attacks import ATTACKS
from geo.schema.bases import BASES
from geo.schema.border_incidents import BORDER_INCIDENTS
from geo.schema.evidence import CLAIMS, SOURCES
from geo.schema.military_regions import MILITARY_REGIONS
from geo.schema.model import LayerSchema
from geo.schema.tables import ACTORS, AREAS, UNITS

SCHEMAS: Mapping[str, LayerSchema] = MappingProxyType(
    {
        schema.name: schema
        for schema in (
            BASES,
            MILITARY_REGIONS,
            ATTACKS,
            BORDER_INCIDENTS,
            SOURCES,
            CLAIMS,
            ACTORS,
            UNITS,
            AREAS,
        )
    }
)
