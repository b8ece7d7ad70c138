"""The attacks layer: violent and strategic events at a place. Vocabulary of ACLED and UCDP."""

from geo.schema.codes import (
    ACTOR_TYPES,
    DIRECTIONS,
    FATALITIES_BASES,
    RESPONSIBILITIES,
    TARGET_TYPES,
)
from geo.schema.common import fields, never_null
from geo.schema.events import DISORDER_TYPES, EVENT_TYPES, SUB_EVENT_TYPES, UCDP_TYPES
from geo.schema.model import Field, LayerSchema

EVENT = (
    Field(
        "event_type",
        "code",
        "Event type",
        "Type d’événement",
        "ACLED event type.",
        EVENT_TYPES,
        core=True,
        evidence=True,
    ),
    Field(
        "sub_event_type",
        "code",
        "Event sub-type",
        "Sous-type d’événement",
        "ACLED sub-event type; belongs under event_type.",
        SUB_EVENT_TYPES,
        core=True,
        evidence=True,
    ),
    Field(
        "ucdp_type_of_violence",
        "integer",
        "Type of violence (UCDP)",
        "Type de violence (UCDP)",
        "1 state-based, 2 non-state, 3 one-sided; null where none applies.",
        UCDP_TYPES,
        core=True,
        evidence=True,
    ),
    Field(
        "disorder_type",
        "code",
        "Disorder type",
        "Type de désordre",
        "ACLED disorder type; follows from the event and sub-event type.",
        DISORDER_TYPES,
        core=True,
        evidence=True,
    ),
)

PARTIES = (
    Field(
        "actor_a",
        "string",
        "Actor A",
        "Acteur A",
        "Name of one side, as in actors; null where it is not known.",
        core=True,
        refers_to="actors",
        evidence=True,
        max_length=200,
    ),
    Field(
        "actor_b",
        "string",
        "Actor B",
        "Acteur B",
        "Name of the other side, as in actors; null where there is none or it is not known.",
        core=True,
        refers_to="actors",
        evidence=True,
        max_length=200,
    ),
    Field(
        "actor_a_type",
        "code",
        "Type of actor A",
        "Type de l’acteur A",
        "Kind of actor A, the same as in actors.",
        ACTOR_TYPES,
        core=True,
        evidence=True,
    ),
    Field(
        "actor_b_type",
        "code",
        "Type of actor B",
        "Type de l’acteur B",
        "Kind of actor B, the same as in actors.",
        ACTOR_TYPES,
        core=True,
        evidence=True,
    ),
    Field(
        "direction",
        "code",
        "Direction",
        "Sens",
        "Which side acted on which.",
        DIRECTIONS,
        core=True,
        evidence=True,
    ),
    Field(
        "responsibility",
        "code",
        "Responsibility",
        "Responsabilité",
        "How the actor is tied to the event.",
        RESPONSIBILITIES,
        core=True,
        evidence=True,
    ),
    Field(
        "civilian_targeting",
        "boolean",
        "Civilians targeted",
        "Civils visés",
        "Whether civilians were the main or only target; null where it is not known.",
        core=True,
        evidence=True,
    ),
    Field(
        "target_type",
        "code",
        "Target",
        "Cible",
        "What was struck.",
        TARGET_TYPES,
        core=True,
        evidence=True,
    ),
)

_GROUPS = (
    ("", "Deaths", "Morts", "all people"),
    ("_civilians", "Deaths of civilians", "Morts civils", "civilians"),
    (
        "_security_forces",
        "Deaths of security forces",
        "Morts des forces de sécurité",
        "members of state, foreign and United Nations forces",
    ),
    (
        "_armed_groups",
        "Deaths of armed groups",
        "Morts des groupes armés",
        "members of armed and self-defence groups",
    ),
)

_BOUNDS = (
    ("low", "low", "bas", "Least number"),
    ("best", "best", "meilleur", "Best single number"),
    ("high", "high", "haut", "Greatest number"),
)


def _number(name: str, title_en: str, title_fr: str, description_en: str) -> Field:
    return Field(
        name,
        "integer",
        title_en,
        title_fr,
        description_en,
        core=True,
        evidence=True,
        minimum=0,
        maximum=1_000_000,
    )


FATALITIES = tuple(
    _number(
        f"fatalities_{bound}{group}",
        f"{title_en} ({bound_en})",
        f"{title_fr} ({bound_fr})",
        f"{what} of deaths of {whom}; null where the source gives none, 0 only where it says none.",
    )
    for group, title_en, title_fr, whom in _GROUPS
    for bound, bound_en, bound_fr, what in _BOUNDS
)

CASUALTIES = (
    *FATALITIES,
    Field(
        "fatalities_basis",
        "code",
        "Basis of the death toll",
        "Base du bilan",
        "How the numbers of deaths came about.",
        FATALITIES_BASES,
        core=True,
        evidence=True,
    ),
    *(
        _number(
            f"injured_{bound}",
            f"Injured ({bound_en})",
            f"Blessés ({bound_fr})",
            f"{what} of injured people; null where the source gives none.",
        )
        for bound, bound_en, bound_fr, what in _BOUNDS
    ),
    Field(
        "other_casualties_text",
        "text",
        "Other losses",
        "Autres pertes",
        "Losses that are not deaths or injuries by the source's words, such as 'killed or"
        " captured'.",
        core=True,
        max_length=500,
    ),
    Field(
        "other_casualties_text_fr",
        "text",
        "Other losses (French)",
        "Autres pertes (français)",
        "The same in French.",
        max_length=500,
    ),
)

CONTEXT = (
    Field(
        "event_group",
        "string",
        "Event group",
        "Groupe d’événements",
        "Id shared by the records of one larger event.",
        core=True,
        max_length=120,
    ),
    Field(
        "outcome",
        "string",
        "Outcome",
        "Issue",
        "How it ended, in a few neutral words.",
        core=True,
        max_length=300,
    ),
    Field(
        "outcome_fr",
        "string",
        "Outcome (French)",
        "Issue (français)",
        "The same in French.",
        max_length=300,
    ),
)

EVENT_FIELDS = (*EVENT, *PARTIES, *CASUALTIES, *CONTEXT)

_NEVER_NULL = frozenset(
    (
        "event_type",
        "sub_event_type",
        "fatalities_basis",
        "direction",
        "responsibility",
        "target_type",
    )
)

ATTACKS = LayerSchema(
    name="attacks",
    title_en="Attacks and battles",
    title_fr="Attaques et combats",
    description_en=(
        "Battles, attacks, recaptures, mutinies, coups, executions and losses of aircraft"
        " at a place."
    ),
    description_fr=(
        "Combats, attaques, reprises, mutineries, coups d’État, exécutions et pertes "
        "d’aéronefs en un lieu."
    ),
    fields=never_null(fields(*EVENT_FIELDS), _NEVER_NULL),
    geometry_types=frozenset({"Point"}),
    temporal=True,
    mapped=True,
    type_field="event_type",
)
