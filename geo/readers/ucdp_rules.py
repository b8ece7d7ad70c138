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

_SIDE = (
    "Side {} as UCDP names it.",
    "La partie {} telle que l’UCDP la nomme.",
)
_SIDE_TYPE = (
    "Government of a state: state force. Other sides of state-based and one-sided violence: armed "
    "group. Civilians. Others are not typed by UCDP: unknown.",
    "Gouvernement : force étatique. Autres parties des conflits étatiques et de la violence "
    "unilatérale : groupe armé. Civils. Les autres ne sont pas typées par l’UCDP : inconnu.",
)
_BOUND = (
    "UCDP's {} estimate of all deaths; null where it is 0 while the high estimate is not.",
    "Estimation {} des morts selon l’UCDP ; vide si elle est 0 sans que la haute le soit.",
)
_PART = (
    "UCDP's count by side, summed over the sides of this type; null where it is 0.",
    "Décompte de l’UCDP par partie, additionné pour les parties de ce type ; vide s’il est 0.",
)

# Field, rule, and what the rule says in both languages. The terms are those of Stina Högbladh's
# UCDP GED Codebook.
_RULES: tuple[tuple[str, str, str, str], ...] = (
    (
        "event_type",
        "ucdp-event-type",
        "Types of violence 1 and 2: battles; 3: violence against civilians.",
        "Types de violence 1 et 2 : combats ; 3 : violence contre les civils.",
    ),
    (
        "sub_event_type",
        "ucdp-sub-event-type",
        "Types of violence 1 and 2: armed clash; 3: attack on civilians.",
        "Types de violence 1 et 2 : affrontement armé ; 3 : attaque contre des civils.",
    ),
    (
        "ucdp_type_of_violence",
        "ucdp-type-of-violence",
        "UCDP's own type of violence.",
        "Le type de violence selon l’UCDP.",
    ),
    (
        "disorder_type",
        "ucdp-disorder-type",
        "All three types of violence are political violence.",
        "Les trois types de violence sont de la violence politique.",
    ),
    ("actor_a", "ucdp-side-a", _SIDE[0].format("A"), _SIDE[1].format("A")),
    ("actor_b", "ucdp-side-b", _SIDE[0].format("B"), _SIDE[1].format("B")),
    ("actor_a_type", "ucdp-side-a-type", *_SIDE_TYPE),
    ("actor_b_type", "ucdp-side-b-type", *_SIDE_TYPE),
    (
        "direction",
        "ucdp-direction",
        "One-sided violence: side A on side B; otherwise UCDP does not say.",
        "Violence unilatérale : la partie A contre la partie B ; sinon, l’UCDP ne le dit pas.",
    ),
    (
        "responsibility",
        "ucdp-responsibility",
        "UCDP names the sides from reports: alleged.",
        "L’UCDP nomme les parties d’après des rapports : alléguée.",
    ),
    (
        "civilian_targeting",
        "ucdp-civilian-targeting",
        "True for one-sided violence; otherwise UCDP does not say.",
        "Vrai pour la violence unilatérale ; sinon, l’UCDP ne le dit pas.",
    ),
    (
        "target_type",
        "ucdp-target-type",
        "UCDP does not code what was struck: unknown.",
        "L’UCDP ne code pas ce qui a été frappé : inconnu.",
    ),
    ("fatalities_low", "ucdp-low", _BOUND[0].format("low"), _BOUND[1].format("basse")),
    ("fatalities_best", "ucdp-best", _BOUND[0].format("best"), _BOUND[1].format("centrale")),
    (
        "fatalities_high",
        "ucdp-high",
        "UCDP's high estimate of all deaths.",
        "Estimation haute des morts selon l’UCDP.",
    ),
    (
        "fatalities_best_civilians",
        "ucdp-civilians",
        "UCDP's count of dead civilians; null where it is 0.",
        "Décompte des civils morts selon l’UCDP ; vide s’il est 0.",
    ),
    ("fatalities_best_security_forces", "ucdp-security-forces", *_PART),
    ("fatalities_best_armed_groups", "ucdp-armed-groups", *_PART),
    (
        "fatalities_basis",
        "ucdp-basis",
        "High estimate 0: none reported. The three estimates equal: a figure. Otherwise a range.",
        "Estimation haute 0 : aucun mort signalé. Trois estimations égales : un chiffre. Sinon, "
        "une fourchette.",
    ),
    (
        "country",
        "ucdp-country",
        "The state of UCDP's country_id (Gleditsch and Ward) as its ISO code.",
        "L’État du country_id de l’UCDP (Gleditsch et Ward), en code ISO.",
    ),
    (
        "geo_precision",
        "ucdp-where-prec",
        "where_prec 1 to 7 as 2 to 8; as 7 where this atlas has no area of the unit but the "
        "country's.",
        "where_prec 1 à 7 devient 2 à 8 ; 7 si l’atlas n’a pas de zone pour l’unité, sauf celle "
        "du pays.",
    ),
    (
        "location_method",
        "ucdp-location",
        "where_prec 1 and 2: UCDP's coordinates, rounded. Others: the area; not stated where this "
        "atlas has none.",
        "where_prec 1 et 2 : coordonnées de l’UCDP, arrondies. Sinon la zone ; non précisé si "
        "l’atlas n’en a pas.",
    ),
    (
        "date_edtf",
        "ucdp-date",
        "UCDP's first and last day; a month or a year where they span it.",
        "Premier et dernier jour selon l’UCDP ; un mois ou une année s’ils le couvrent.",
    ),
    (
        "time_precision",
        "ucdp-days",
        "By the number of days from first to last.",
        "Selon le nombre de jours du premier au dernier.",
    ),
)


def claims() -> Iterator[dict[str, Any]]:
    """One claim a coded field, on the data set itself."""
    for field, rule, english, french in _RULES:
        yield {
            "claim_id": f"{SOURCE_ID}-{field.replace('_', '-')}",
            "feature_id": SOURCE_ID,
            "field": field,
            "value": None,
            "source_id": SOURCE_ID,
            "locator": "UCDP GED Codebook, list of variables",
            "locator_fr": "UCDP GED Codebook, liste des variables",
            "stance": "supports",
            "paraphrase": english,
            "paraphrase_fr": french,
            "rule": rule,
            "flag": None,
        }
