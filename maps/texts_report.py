"""The words of reports, in English and French."""

from geo.schema.model import Language
from maps.texts import both, fill

_ENGLISH = {
    "figure": "Figure",
    "about": "What this shows",
    "records": "Records",
    "sources": "Sources",
    "contradictions": "Where sources contradict each other",
    "notes": "Notes",
    "col_number": "No.",
    "col_when": "Date",
    "col_title": "Record",
    "col_where": "Place",
    "col_sides": "Sides",
    "col_deaths": "Deaths",
    "col_sources": "Sources",
    "not_stated": "not stated",
    "disputed": "Disputed: sources contradict each other",
    "withdrawn": "Retracted or merged",
    "outlined": "with its own boundary",
    "left_out": "The newest {n} of {total} records are listed; left out: {left}.",
    "all_data": "All of them as data",
    "none": "No record matches.",
    "no_region": "Region not known",
    "behind": "{locator}: records {rows}",
    "contradicted": "Record {row}, {title}: {about}",
    "held": ", recorded as {held}",
    "for": "supports it:",
    "against": "contradicts it:",
    "deaths_note": "Deaths are ranges. “Not stated” is not zero.",
    "method": "Each place is given as exactly as its sources state it, and no more exactly.",
    "licence": "Licence of the data:",
    "view": "This view as a map:",
}

_FRENCH = {
    "figure": "Figure",
    "about": "Ce qui est montré",
    "records": "Fiches",
    "sources": "Sources",
    "contradictions": "Où les sources se contredisent",
    "notes": "Notes",
    "col_number": "N°",
    "col_when": "Date",
    "col_title": "Fiche",
    "col_where": "Lieu",
    "col_sides": "Parties",
    "col_deaths": "Morts",
    "col_sources": "Sources",
    "not_stated": "non précisé",
    "disputed": "Contesté : les sources se contredisent",
    "withdrawn": "Retirée ou fusionnée",
    "outlined": "selon sa propre limite",
    "left_out": "Les {n} fiches les plus récentes sur {total} sont listées ; non listées : {left}.",
    "all_data": "Toutes, en données",
    "none": "Aucune fiche ne correspond.",
    "no_region": "Région inconnue",
    "behind": "{locator} : fiches {rows}",
    "contradicted": "Fiche {row}, {title} : {about}",
    "held": ", noté comme {held}",
    "for": "le dit :",
    "against": "dit autrement :",
    "deaths_note": "Les bilans sont des fourchettes. « Non précisé » ne veut pas dire zéro.",
    "method": "Chaque lieu est donné aussi exactement que ses sources le disent, pas davantage.",
    "licence": "Licence des données :",
    "view": "Cette vue sur une carte :",
}

TEXTS = both((_ENGLISH, _FRENCH))


def filled(key: str, language: Language, **values: str) -> str:
    """The text of ``key`` with its names filled in."""
    return fill(TEXTS[language][key], values)
