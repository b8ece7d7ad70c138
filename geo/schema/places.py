"""The code lists of places: precision, areas, bases, regions and borders."""

from collections.abc import Mapping
from types import MappingProxyType

from geo.schema.model import code_list

GEO_PRECISIONS = code_list(
    "geo_precision",
    (
        ("1", "exact site", "site exact", "site: drawn as a point."),
        ("2", "named settlement", "localité nommée", "settlement: drawn as a point."),
        (
            "3",
            "near a place, or part of a limited area",
            "près d’un lieu, ou partie d’une zone limitée",
            "near: drawn as a disc of location_radius_m.",
        ),
        ("4", "district known", "cercle connu", "admin2: drawn as an area."),
        ("5", "region known", "région connue", "admin1: drawn as an area."),
        (
            "6",
            "larger than a region, along a line or a border zone",
            "plus vaste qu’une région, le long d’une ligne ou d’une frontière",
            "diffuse: drawn as an area or corridor.",
        ),
        (
            "7",
            "only the country is known",
            "seul le pays est connu",
            "country: listed and counted, not drawn.",
        ),
        ("8", "over water or in airspace", "sur l’eau ou dans l’espace aérien", "water_air: area."),
    ),
)

# The least location_radius_m of a class, metres; classes 4 to 8 take their footprint's radius.
MIN_RADIUS_M: Mapping[int, int] = MappingProxyType({1: 100, 2: 2_000, 3: 25_000})

FOOTPRINT_FROM = 4  # from this class on a record is drawn as its footprint, never as a point

TIME_PRECISIONS = code_list(
    "time_precision",
    (
        ("1", "day", "jour", "The bounds are one day."),
        ("2", "2 to 6 days", "2 à 6 jours", "The bounds span 2 to 6 days."),
        ("3", "week", "semaine", "The bounds span 7 days."),
        ("4", "month", "mois", "The bounds span 8 to 31 days."),
        ("5", "year or longer", "année ou plus", "The bounds span more than 31 days, or are open."),
    ),
)

LOCATION_METHODS = code_list(
    "location_method",
    (
        ("reported_coords", "Coordinates in the source", "Coordonnées dans la source"),
        ("gazetteer", "Place name found in a gazetteer", "Nom trouvé dans un répertoire"),
        ("relative_to_place", "Relative to a named place", "Par rapport à un lieu nommé"),
        ("admin_area", "Administrative area", "Unité administrative"),
        ("official_map", "Official map", "Carte officielle"),
        ("inferred", "Inferred, not in the source", "Déduit, absent de la source"),
        ("not_stated", "Place not stated", "Lieu non précisé"),
    ),
)

_NE_9 = (
    "ne-9",
    "Natural Earth: eight regions and Bamako",
    "Natural Earth : huit régions et Bamako",
)
_ML_10R = (
    "ml-10r",
    "Ten regions of ACLED and OCHA, with Ménaka",
    "Dix régions d’ACLED et d’OCHA, avec Ménaka",
)

ADMIN_VINTAGES = code_list("admin_vintage", (_NE_9, _ML_10R))

AREA_VINTAGES = code_list(
    "vintage",
    (
        _NE_9,
        _ML_10R,
        ("ne-10m", "Natural Earth 10m", "Natural Earth 10m"),
        ("drawn", "Drawn by the editors", "Tracé par la rédaction"),
    ),
)

AREA_LEVELS = code_list(
    "level",
    (
        ("country", "Country", "Pays"),
        ("admin1", "Region", "Région"),
        ("admin2", "District", "Cercle"),
        ("footprint", "Footprint of imprecise records", "Emprise de fiches imprécises"),
    ),
)

BASE_TYPES = code_list(
    "base_type",
    (
        ("army_base", "Army base", "Base de l’armée de terre"),
        ("camp", "Camp", "Camp"),
        ("air_base", "Air base", "Base aérienne"),
        ("airfield", "Airfield", "Aérodrome"),
        ("training_centre", "Training centre", "Centre de formation"),
        ("military_school", "Military school", "École militaire"),
        ("headquarters", "Headquarters", "Quartier général"),
        ("police_site", "Police or gendarmerie site", "Site de police ou de gendarmerie"),
        ("naval_post", "Naval or river post", "Poste naval ou fluvial"),
        ("outpost", "Outpost", "Poste avancé"),
        ("foreign_base", "Foreign base", "Base étrangère"),
    ),
)

BASE_STATUSES = code_list(
    "status",
    (
        ("active", "Active", "Active"),
        ("handed_over", "Handed over", "Rétrocédée"),
        ("closed", "Closed", "Fermée"),
        ("captured", "Captured", "Prise"),
        ("abandoned", "Abandoned", "Abandonnée"),
        ("unknown", "Unknown", "Inconnu"),
    ),
)

BOUNDARY_METHODS = code_list(
    "boundary_method",
    (
        (
            "dissolved_admin",
            "Union of administrative units the source names",
            "Union d’unités administratives nommées par la source",
        ),
        (
            "approximate",
            "Approximate union of administrative units",
            "Union approximative d’unités administratives",
        ),
        ("not_stated", "Boundary not stated", "Limite non précisée"),
    ),
)

INCIDENT_TYPES = code_list(
    "incident_type",
    (
        ("cross_border_attack", "Cross-border attack", "Attaque transfrontalière"),
        ("incursion", "Incursion", "Incursion"),
        ("pursuit", "Pursuit", "Poursuite"),
        ("shelling", "Shelling", "Bombardement"),
        ("airspace", "Airspace incident", "Incident aérien"),
        ("clash", "Clash", "Affrontement"),
        ("seizure", "Seizure", "Saisie"),
        ("closure", "Border closure", "Fermeture de frontière"),
        ("reopening", "Border reopening", "Réouverture de frontière"),
        ("displacement", "Displacement of people", "Déplacement de personnes"),
        ("legal_case", "Legal case", "Affaire judiciaire"),
        ("agreement", "Agreement", "Accord"),
    ),
)

BORDER_SIDES = code_list(
    "border_side",
    (
        ("ml", "Mali's side", "Côté malien"),
        ("neighbour", "The neighbour's side", "Côté voisin"),
        ("on_line", "On the line", "Sur la ligne"),
        ("both", "Both sides", "Des deux côtés"),
        ("unknown", "Unknown", "Inconnu"),
    ),
)
