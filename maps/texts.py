"""The words of the map page itself, in English and French; the data brings its own.

``{n}`` and the like are filled in where they are shown. Both languages have the same keys.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from geo.schema.model import Language
from maps import (
    texts_detail,
    texts_explore,
    texts_figure,
    texts_large,
    texts_looks,
    texts_share,
    texts_summary,
    texts_table,
)
from maps.figures import singular

Texts = Mapping[str, str]

# Which way each language is written, as HTML's attribute dir has it.
DIRECTIONS: Mapping[Language, str] = MappingProxyType({"en": "ltr", "fr": "ltr"})

_ENGLISH = {
    "skip": "Skip to the list of records",
    "other_language": "Français",
    "switch": "Lire cette page en français",
    "map": "Map",
    "panel": "Layers, records and sources",
    "tab_layers": "Layers",
    "tab_records": "Records",
    "tab_unplaced": "Not on the map",
    "tab_about": "About",
    "records_one": "{n} record",
    "records_many": "{n} records",
    "shown_of": "{n} of {total} records shown",
    "filtered": "filter on",
    "off_map": "{n} not on the map",
    "precision": "How well the place is known",
    "as_point": "Exact site or named settlement",
    "as_disc": "Near a place: a disc of the true radius",
    "as_area": "Only the district, region or zone: hatched",
    "as_own": "Drawn with its own boundary or line",
    "as_listed": "Only the country: listed, not drawn",
    "as_nowhere": "Place not stated: listed, not drawn",
    "as_withdrawn": "Retracted or merged: listed, not drawn",
    "signs": "Signs",
    "sign_many": "Several records here; the ring shows their types",
    "sign_disputed": "Disputed: sources contradict each other",
    "sign_region": "Number of a military region",
    "sign_active": "Base in use",
    "sign_ended": "Base closed, handed over, captured or abandoned",
    "sign_unknown": "Base whose status is not known",
    "list_country": "Known only to the country",
    "list_country_note": "These records name no place within the country, so the map has no sign "
    "for them.",
    "list_nowhere": "Without a place",
    "list_nowhere_note": "The sources do not state where this was; it is counted, never guessed.",
    "list_withdrawn": "Retracted or merged",
    "list_withdrawn_note": "Kept so that their ids stay known.",
    "list_empty": "Every record shown has a place on the map.",
    "none_shown": "No record matches. Try a longer period, a larger box or fewer filters.",
    "truncated": "Too many records to draw: the newest {n} of {total} are shown. Choose a shorter "
    "period or a smaller box to see all.",
    "counting": "counting …",
    "untyped": "Type not stated",
    "large_areas_one": "{n} record known only to these areas",
    "large_areas_many": "{n} records known only to these areas",
    "large_more": "Show more ({n} of {total})",
    "large_listed": "{n} of {total} listed",
    "large_list_all": "List them",
    "large_loading": "Loading …",
    "large_failed": "The server did not answer: not everything is shown.",
    "no_match": "No record in the list matches.",
    "close": "Close",
    "back": "Back to the {n} records here",
    "zoom_in": "Zoom in",
    "zoom_out": "Zoom out",
    "zoom_here": "Zoom to this place",
    "reset": "Whole map",
    "here_one": "{n} record here",
    "here_many": "{n} records here",
    "here_places": "{n} records at {places} places close together",
    "area_one": "{n} record somewhere in this area",
    "area_many": "{n} records somewhere in this area",
    "disc_one": "{n} record within {radius}",
    "disc_many": "{n} records within {radius}",
    "sources": "Sources and what they say",
    "contradicts": "contradicts",
    "inferred": "inferred",
    "json": "Record as data (JSON)",
    "disputed": "Disputed",
    "disputed_note": "Sources contradict each other; each is given below.",
    "licence": "Data licence",
    "version": "data version",
    "boundaries": "Boundaries and names",
    "about_method": "What is drawn",
    "about_method_note": "Each record is drawn as exactly as its sources allow: a sign for an "
    "exact site or a named settlement, a disc where a source says “near”, a hatched area where "
    "only a district, region or zone is known. What is known only to the country, or has no place, "
    "is listed and counted, never drawn.",
    "about_numbers": "Deaths are ranges. “Not stated” is not zero.",
    "about_sources": "Sources",
    "noscript": "Scripts are off: the map is a drawing, its records stand in the table. As data:",
    "home": "Data and API",
    "region_short": "MR {n}",
    "open_panel": "Layers and records",
    "open_framed": "Layers and lists",
    "whole": "Full map",
    "whole_note": "With filters, time line, table and files to take along",
    "close_panel": "Show the map",
    "expand": "Types of {name}",
}

_FRENCH = {
    "skip": "Aller à la liste des fiches",
    "other_language": "English",
    "switch": "Read this page in English",
    "map": "Carte",
    "panel": "Couches, fiches et sources",
    "tab_layers": "Couches",
    "tab_records": "Fiches",
    "tab_unplaced": "Hors carte",
    "tab_about": "À propos",
    "records_one": "{n} fiche",
    "records_many": "{n} fiches",
    "shown_of": "{n} fiches affichées sur {total}",
    "filtered": "filtre actif",
    "off_map": "{n} hors carte",
    "precision": "Ce que l’on sait du lieu",
    "as_point": "Site exact ou localité nommée",
    "as_disc": "Près d’un lieu : disque du rayon réel",
    "as_area": "Cercle, région ou zone seulement : hachures",
    "as_own": "Tracé selon sa propre limite ou ligne",
    "as_listed": "Pays seulement : en liste, non tracé",
    "as_nowhere": "Lieu non précisé : en liste, non tracé",
    "as_withdrawn": "Retirée ou fusionnée : en liste, non tracée",
    "signs": "Signes",
    "sign_many": "Plusieurs fiches ici ; l’anneau montre leurs types",
    "sign_disputed": "Contesté : les sources se contredisent",
    "sign_region": "Numéro d’une région militaire",
    "sign_active": "Base en service",
    "sign_ended": "Base fermée, rétrocédée, prise ou abandonnée",
    "sign_unknown": "Base dont le statut n’est pas connu",
    "list_country": "Connu seulement à l’échelle du pays",
    "list_country_note": "Ces fiches ne nomment aucun lieu dans le pays ; la carte n’a donc pas de "
    "signe pour elles.",
    "list_nowhere": "Sans lieu",
    "list_nowhere_note": "Les sources ne précisent pas le lieu ; la fiche est comptée, jamais "
    "placée au hasard.",
    "list_withdrawn": "Retirées ou fusionnées",
    "list_withdrawn_note": "Conservées pour que leurs identifiants restent connus.",
    "list_empty": "Toutes les fiches affichées ont un lieu sur la carte.",
    "none_shown": "Aucune fiche ne correspond. Essayez une période plus longue, un cadre plus "
    "grand ou moins de filtres.",
    "truncated": "Trop de fiches à tracer : les {n} plus récentes sur {total} sont affichées. "
    "Choisissez une période plus courte ou un cadre plus petit pour tout voir.",
    "counting": "décompte …",
    "untyped": "Type non indiqué",
    "large_areas_one": "{n} fiche connue seulement à l’échelle de ces zones",
    "large_areas_many": "{n} fiches connues seulement à l’échelle de ces zones",
    "large_more": "En afficher davantage ({n} sur {total})",
    "large_listed": "{n} sur {total} listées",
    "large_list_all": "Les lister",
    "large_loading": "Chargement …",
    "large_failed": "Le serveur n’a pas répondu : tout n’est pas affiché.",
    "no_match": "Aucune fiche de la liste ne correspond.",
    "close": "Fermer",
    "back": "Retour aux {n} fiches de ce lieu",
    "zoom_in": "Zoom avant",
    "zoom_out": "Zoom arrière",
    "zoom_here": "Zoomer sur ce lieu",
    "reset": "Carte entière",
    "here_one": "{n} fiche ici",
    "here_many": "{n} fiches ici",
    "here_places": "{n} fiches en {places} lieux proches",
    "area_one": "{n} fiche quelque part dans cette zone",
    "area_many": "{n} fiches quelque part dans cette zone",
    "disc_one": "{n} fiche dans un rayon de {radius}",
    "disc_many": "{n} fiches dans un rayon de {radius}",
    "sources": "Les sources et ce qu’elles disent",
    "contradicts": "contredit",
    "inferred": "déduit",
    "json": "Fiche en données (JSON)",
    "disputed": "Contesté",
    "disputed_note": "Les sources se contredisent ; chacune est donnée ci-dessous.",
    "licence": "Licence des données",
    "version": "version des données",
    "boundaries": "Frontières et noms",
    "about_method": "Ce qui est tracé",
    "about_method_note": "Chaque fiche est tracée aussi exactement que ses sources le permettent : "
    "un signe pour un site exact ou une localité nommée, un disque quand une source dit "
    "« près de », une zone hachurée quand seul le cercle, la région ou la zone est connu. Ce qui "
    "n’est connu qu’à l’échelle du pays, ou sans lieu, est mis en liste et compté, jamais tracé.",
    "about_numbers": "Les bilans sont des fourchettes. « Non précisé » ne veut pas dire zéro.",
    "about_sources": "Sources",
    "noscript": "Sans scripts, la carte est un dessin, ses fiches sont un tableau. En données :",
    "home": "Données et API",
    "region_short": "RM {n}",
    "open_panel": "Couches et fiches",
    "open_framed": "Couches et listes",
    "whole": "Carte complète",
    "whole_note": "Avec filtres, frise, tableau et fichiers à emporter",
    "close_panel": "Voir la carte",
    "expand": "Types de {name}",
}


def spaced(text: str) -> str:
    """French text with the no-break spaces its punctuation wants."""
    return re.sub(r" (?=[:;!?»])|(?<=«) ", "\u00a0", text)


_PARTS = (
    texts_detail,
    texts_explore,
    texts_figure,
    texts_large,
    texts_looks,
    texts_share,
    texts_summary,
    texts_table,
)


def both(*parts: tuple[Texts, Texts]) -> Mapping[Language, Texts]:
    """The texts of parts, each in English and in French, by language."""
    english = {key: text for part, _ in parts for key, text in part.items()}
    french = {key: spaced(text) for _, part in parts for key, text in part.items()}
    return MappingProxyType({"en": MappingProxyType(english), "fr": MappingProxyType(french)})


TEXTS = both((_ENGLISH, _FRENCH), *((part.ENGLISH, part.FRENCH) for part in _PARTS))
# What the scripts of a map in a frame do not say: ``assets.UNFRAMED``.
UNFRAMED = frozenset().union(texts_share.ENGLISH, texts_summary.ENGLISH, texts_table.ENGLISH)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its ``{names}`` filled in; what the values hold is not looked at again."""
    first, *parts = text.split("{")
    return first + "".join(
        values[name] + rest for name, _, rest in (part.partition("}") for part in parts)
    )


def count(n: int, key: str, language: Language, shown: str) -> str:
    """The text of ``key`` for one or for many; ``shown`` is the number as it is to stand there."""
    ending = "one" if singular(n, language) else "many"
    return TEXTS[language][f"{key}_{ending}"].replace("{n}", shown)
