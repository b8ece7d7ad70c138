"""The code lists of events: ACLED's types and 25 sub-event types, UCDP's types of violence.

Values are those of the ACLED and UCDP GED codebooks, so that both convert without loss.
"""

from collections.abc import Mapping
from types import MappingProxyType

from geo.schema.model import Code, CodeList, code_list

EVENT_TYPES = code_list(
    "event_type",
    (
        ("Battles", "Battles", "Combats", "Armed fighting between two organised groups."),
        (
            "Explosions/Remote violence",
            "Explosions and remote violence",
            "Explosions et violence à distance",
            "One side uses a weapon that works at a distance.",
        ),
        (
            "Violence against civilians",
            "Violence against civilians",
            "Violence contre les civils",
            "An organised group harms people who do not fight.",
        ),
        ("Protests", "Protests", "Manifestations", "A public gathering that is not violent."),
        ("Riots", "Riots", "Émeutes", "Violence by a crowd."),
        (
            "Strategic developments",
            "Strategic developments",
            "Faits stratégiques",
            "An event that matters to the conflict without being violence itself.",
        ),
    ),
)

_SUB_EVENTS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Battles",
        (
            ("Armed clash", "Armed clash", "Affrontement armé"),
            (
                "Government regains territory",
                "Government regains territory",
                "Territoire repris par l’État",
            ),
            (
                "Non-state actor overtakes territory",
                "Non-state actor overtakes territory",
                "Territoire pris par un acteur non étatique",
            ),
        ),
    ),
    (
        "Explosions/Remote violence",
        (
            ("Chemical weapon", "Chemical weapon", "Arme chimique"),
            ("Air/drone strike", "Air or drone strike", "Frappe aérienne ou de drone"),
            ("Suicide bomb", "Suicide bomb", "Attentat-suicide"),
            (
                "Shelling/artillery/missile attack",
                "Shelling, artillery or missile attack",
                "Tir d’artillerie, d’obus ou de missile",
            ),
            (
                "Remote explosive/landmine/IED",
                "Remote explosive, landmine or IED",
                "Engin explosif, mine ou EEI",
            ),
            ("Grenade", "Grenade", "Grenade"),
        ),
    ),
    (
        "Violence against civilians",
        (
            ("Sexual violence", "Sexual violence", "Violence sexuelle"),
            ("Attack", "Attack on civilians", "Attaque contre des civils"),
            (
                "Abduction/forced disappearance",
                "Abduction or forced disappearance",
                "Enlèvement ou disparition forcée",
            ),
        ),
    ),
    (
        "Protests",
        (
            ("Peaceful protest", "Peaceful protest", "Manifestation pacifique"),
            (
                "Protest with intervention",
                "Protest with intervention",
                "Manifestation avec intervention",
            ),
            (
                "Excessive force against protesters",
                "Excessive force against protesters",
                "Force excessive contre des manifestants",
            ),
        ),
    ),
    (
        "Riots",
        (
            ("Violent demonstration", "Violent demonstration", "Manifestation violente"),
            ("Mob violence", "Mob violence", "Violence de foule"),
        ),
    ),
    (
        "Strategic developments",
        (
            ("Agreement", "Agreement", "Accord"),
            ("Arrests", "Arrests", "Arrestations"),
            (
                "Change to group/activity",
                "Change to a group or its activity",
                "Changement d’un groupe ou de son activité",
            ),
            ("Disrupted weapons use", "Disrupted weapons use", "Usage d’armes déjoué"),
            (
                "Headquarters or base established",
                "Headquarters or base established",
                "Quartier général ou base établi",
            ),
            (
                "Looting/property destruction",
                "Looting or destruction of property",
                "Pillage ou destruction de biens",
            ),
            (
                "Non-violent transfer of territory",
                "Non-violent transfer of territory",
                "Transfert de territoire sans violence",
            ),
            ("Other", "Other development", "Autre fait"),
        ),
    ),
)

SUB_EVENT_TYPES = CodeList(
    "sub_event_type",
    tuple(
        Code(value, english, french, parent=event)
        for event, subs in _SUB_EVENTS
        for value, english, french in subs
    ),
)

DISORDER_TYPES = code_list(
    "disorder_type",
    (
        ("Political violence", "Political violence", "Violence politique"),
        ("Demonstrations", "Demonstrations", "Manifestations"),
        (
            "Political violence; Demonstrations",
            "Political violence and demonstrations",
            "Violence politique et manifestations",
        ),
        ("Strategic developments", "Strategic developments", "Faits stratégiques"),
    ),
)

UCDP_TYPES = code_list(
    "ucdp_type_of_violence",
    (
        ("1", "State-based conflict", "Conflit impliquant un État"),
        ("2", "Non-state conflict", "Conflit non étatique"),
        ("3", "One-sided violence", "Violence unilatérale"),
    ),
)

# ACLED Codebook: disorder type of each event or sub-event type; the sub-event decides first.
DISORDER_OF: Mapping[str, str] = MappingProxyType(
    {
        "Battles": "Political violence",
        "Explosions/Remote violence": "Political violence",
        "Violence against civilians": "Political violence",
        "Excessive force against protesters": "Political violence; Demonstrations",
        "Mob violence": "Political violence",
        "Protests": "Demonstrations",
        "Riots": "Demonstrations",
        "Strategic developments": "Strategic developments",
    }
)
