"""The bases layer: military and police sites, one feature a status period."""

from geo.schema.codes import ACTOR_TYPES
from geo.schema.common import fields
from geo.schema.model import Field, LayerSchema
from geo.schema.places import BASE_STATUSES, BASE_TYPES

UNITS = Field(
    "units",
    "list",
    "Units",
    "Unités",
    "Names of units the source puts here, as in units, joined by ';'.",
    core=True,
    refers_to="units",
    max_length=2_000,
)

_OWN = (
    Field(
        "base_type",
        "code",
        "Type of base",
        "Type de base",
        "What kind of site it is.",
        BASE_TYPES,
        core=True,
        nullable=False,
        evidence=True,
    ),
    Field(
        "operator",
        "string",
        "Operator",
        "Exploitant",
        "Who runs or ran the site.",
        core=True,
        max_length=200,
    ),
    Field(
        "operator_type",
        "code",
        "Type of operator",
        "Type d’exploitant",
        "Kind of the operator.",
        ACTOR_TYPES,
        core=True,
        evidence=True,
    ),
    Field(
        "status",
        "code",
        "Status",
        "Statut",
        "State of the site in this period.",
        BASE_STATUSES,
        core=True,
        nullable=False,
        evidence=True,
    ),
    Field(
        "status_since_edtf",
        "edtf",
        "Status since",
        "Statut depuis",
        "When this status began, EDTF level 1.",
        core=True,
        evidence=True,
        max_length=60,
    ),
    Field(
        "status_until_edtf",
        "edtf",
        "Status until",
        "Statut jusqu’à",
        "When this status ended, EDTF level 1; null where it holds or is not known.",
        core=True,
        evidence=True,
        max_length=60,
    ),
    Field(
        "preceding_id",
        "string",
        "Period before",
        "Période précédente",
        "Id of the same site's record of the period before.",
        core=True,
        refers_to="bases",
        max_length=120,
    ),
    Field(
        "succeeding_id",
        "string",
        "Period after",
        "Période suivante",
        "Id of the same site's record of the period after.",
        core=True,
        refers_to="bases",
        max_length=120,
    ),
    Field(
        "region_id",
        "string",
        "Military region",
        "Région militaire",
        "Id of the military region the source puts the site in.",
        core=True,
        refers_to="military_regions",
        max_length=120,
    ),
    UNITS,
)

BASES = LayerSchema(
    name="bases",
    title_en="Bases and posts",
    title_fr="Bases et postes",
    description_en=(
        "Bases, camps, airfields, schools, headquarters and posts; one record a period of status."
    ),
    description_fr=(
        "Bases, camps, aérodromes, écoles, quartiers généraux et postes ; une fiche par "
        "période de statut."
    ),
    fields=fields(*_OWN),
    geometry_types=frozenset({"Point"}),
    temporal=True,
    mapped=True,
    type_field="base_type",
)
