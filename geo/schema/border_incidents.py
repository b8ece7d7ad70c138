"""The border_incidents layer: the fields of attacks and what a border adds."""

from geo.schema.attacks import EVENT_FIELDS
from geo.schema.common import fields, never_null
from geo.schema.model import Field, LayerSchema
from geo.schema.places import BORDER_SIDES, INCIDENT_TYPES

_OWN = (
    Field(
        "incident_type",
        "code",
        "Type of incident",
        "Type d’incident",
        "What happened at or across the border.",
        INCIDENT_TYPES,
        core=True,
        nullable=False,
        evidence=True,
    ),
    Field(
        "border_pair",
        "string",
        "Border",
        "Frontière",
        "The two states of the border, ISO 3166-1 alpha-2, sorted, such as BF-ML; null "
        "where no one border is meant.",
        core=True,
        evidence=True,
        max_length=5,
    ),
    Field(
        "border_side",
        "code",
        "Side of the border",
        "Côté de la frontière",
        "On which side it happened; unknown where the distance is not certain enough.",
        BORDER_SIDES,
        core=True,
        nullable=False,
        evidence=True,
    ),
    Field(
        "states_involved",
        "list",
        "States involved",
        "États impliqués",
        "States, ISO 3166-1 alpha-2, joined by ';'; null where the source names none.",
        core=True,
        max_length=100,
    ),
    Field(
        "distance_to_border_m",
        "integer",
        "Distance to the border (m)",
        "Distance à la frontière (m)",
        "Metres from the place to the border.",
        core=True,
        minimum=0,
        maximum=20_037_508,
    ),
    Field(
        "distance_uncertainty_m",
        "integer",
        "Uncertainty of the distance (m)",
        "Incertitude de la distance (m)",
        "Metres by which the distance may be wrong.",
        core=True,
        minimum=0,
        maximum=20_037_508,
    ),
    Field(
        "closure_since",
        "edtf",
        "Closed since",
        "Fermée depuis",
        "When the border was closed, EDTF level 1.",
        core=True,
        evidence=True,
        max_length=60,
    ),
    Field(
        "closure_until",
        "edtf",
        "Closed until",
        "Fermée jusqu’à",
        "When the border was opened again, EDTF level 1.",
        core=True,
        evidence=True,
        max_length=60,
    ),
)

_NEVER_NULL = frozenset(("fatalities_basis",))

BORDER_INCIDENTS = LayerSchema(
    name="border_incidents",
    title_en="Border incidents",
    title_fr="Incidents frontaliers",
    description_en=(
        "Clashes, pursuits, closures, legal cases and displacement at or across a border,"
        " with each side's version."
    ),
    description_fr=(
        "Affrontements, poursuites, fermetures, affaires judiciaires et déplacements à la"
        " frontière ou au-delà, avec la version de chaque partie."
    ),
    fields=never_null(fields(*EVENT_FIELDS, *_OWN), _NEVER_NULL),
    geometry_types=frozenset({"Point", "LineString", "MultiLineString"}),
    temporal=True,
    mapped=True,
    type_field="incident_type",
)
