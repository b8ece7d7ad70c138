"""The military_regions layer: the army's regions as unions of administrative units."""

from geo.schema.bases import UNITS
from geo.schema.common import fields
from geo.schema.model import Field, LayerSchema
from geo.schema.places import BOUNDARY_METHODS

_OWN = (
    Field(
        "region_no",
        "integer",
        "Number",
        "Numéro",
        "Number of the military region; null where it has none.",
        core=True,
        minimum=1,
        maximum=99,
    ),
    Field(
        "seat_place",
        "string",
        "Seat",
        "Siège",
        "Town of the region's headquarters.",
        core=True,
        max_length=200,
    ),
    Field(
        "seat_base_id",
        "string",
        "Seat's base",
        "Base du siège",
        "Id of the base that is the seat.",
        core=True,
        refers_to="bases",
        max_length=120,
    ),
    UNITS,
    Field(
        "boundary_method",
        "code",
        "How the boundary came about",
        "Méthode de délimitation",
        "How the polygon was made; not_stated goes with null geometry.",
        BOUNDARY_METHODS,
        core=True,
        nullable=False,
        evidence=True,
    ),
    Field(
        "member_admin_codes",
        "list",
        "Member units",
        "Unités membres",
        "Codes of the administrative units whose union is the region, joined by ';'.",
        core=True,
        refers_to="areas",
        max_length=500,
    ),
    Field(
        "boundary_certainty_m",
        "integer",
        "Certainty of the boundary (m)",
        "Certitude de la limite (m)",
        "Metres by which the true boundary may lie elsewhere; null where it is not known.",
        core=True,
        minimum=0,
        maximum=20_037_508,
    ),
    Field(
        "legal_basis",
        "text",
        "Legal basis",
        "Base légale",
        "Law or decree that made the region.",
        core=True,
        max_length=500,
    ),
)

MILITARY_REGIONS = LayerSchema(
    name="military_regions",
    title_en="Military regions",
    title_fr="Régions militaires",
    description_en=(
        "The numbered military regions, drawn as the union of administrative units where "
        "a source supports one."
    ),
    description_fr=(
        "Les régions militaires numérotées, tracées comme union d’unités administratives "
        "quand une source l’appuie."
    ),
    fields=fields(*_OWN),
    geometry_types=frozenset({"MultiPolygon"}),
    temporal=True,
    mapped=True,
    type_field="boundary_method",
)
