"""The words of a summary of what a view shows, in English and French.

Part of ``texts.py``. ``summary.py`` and ``static/atlas/summary.js`` put them together, from the
same numbers to the same text; ``{n}`` and the like are filled in there.
"""

ENGLISH = {
    "said": "What is shown, in words",
    "said_records_one": "{n} record: {layers}.",
    "said_records_many": "{n} records: {layers}.",
    "said_nothing": "No record is shown.",
    "said_years": "Dated from {a} to {b}.",
    "said_year": "Dated in {a}.",
    "said_years_undated_one": "Dated from {a} to {b}; {n} record has no date.",
    "said_years_undated_many": "Dated from {a} to {b}; {n} records have no date.",
    "said_year_undated_one": "Dated in {a}; {n} record has no date.",
    "said_year_undated_many": "Dated in {a}; {n} records have no date.",
    "said_undated": "None has a date.",
    "said_places": "How well the places are known: {parts}.",
    "said_point": "{n} to an exact site or a named settlement",
    "said_disc": "{n} only to the surroundings of a place",
    "said_area": "{n} only to a district, region or zone",
    "said_own": "{n} by an own boundary or line",
    "said_country": "{n} only to the country",
    "said_nowhere": "{n} without a place",
    "said_withdrawn": "{n} retracted or merged",
    "said_deaths": "Deaths as stated: {low} to {high}, in {n}.",
    "said_deaths_exact": "Deaths as stated: {low}, in {n}.",
    "said_deaths_open_one": "Deaths as stated: at least {low}, in {records}; {n} of them gives no "
    "greatest number.",
    "said_deaths_open_many": "Deaths as stated: at least {low}, in {records}; {n} of them give no "
    "greatest number.",
    "said_deaths_none": "No record states a number of deaths; that is not zero.",
    "said_unstated_one": "{n} record states no number of deaths; that is not zero.",
    "said_unstated_many": "{n} records state no number of deaths; that is not zero.",
    "said_disputed_one": "{n} record is disputed: its sources contradict each other.",
    "said_disputed_many": "{n} records are disputed: their sources contradict each other.",
    "said_undisputed": "None is disputed by its sources.",
    "said_sources_one": "{n} source stands behind them.",
    "said_sources_many": "{n} sources stand behind them.",
    "said_unsummed": "Not summed here, for their number: deaths, dates and sources of {layers}.",
}

FRENCH = {
    "said": "Ce qui est affiché, en mots",
    "said_records_one": "{n} fiche : {layers}.",
    "said_records_many": "{n} fiches : {layers}.",
    "said_nothing": "Aucune fiche n’est affichée.",
    "said_years": "Dates : de {a} à {b}.",
    "said_year": "Dates : {a}.",
    "said_years_undated_one": "Dates : de {a} à {b} ; {n} fiche est sans date.",
    "said_years_undated_many": "Dates : de {a} à {b} ; {n} fiches sont sans date.",
    "said_year_undated_one": "Dates : {a} ; {n} fiche est sans date.",
    "said_year_undated_many": "Dates : {a} ; {n} fiches sont sans date.",
    "said_undated": "Aucune n’a de date.",
    "said_places": "Ce que l’on sait des lieux : {parts}.",
    "said_point": "{n} au site exact ou à la localité nommée près",
    "said_disc": "{n} aux environs d’un lieu seulement",
    "said_area": "{n} à l’échelle d’un cercle, d’une région ou d’une zone seulement",
    "said_own": "{n} par une limite ou une ligne propre",
    "said_country": "{n} à l’échelle du pays seulement",
    "said_nowhere": "{n} sans lieu",
    "said_withdrawn": "{n} du nombre des retirées ou fusionnées",
    "said_deaths": "Morts, selon les sources : {low} à {high}, dans {n}.",
    "said_deaths_exact": "Morts, selon les sources : {low}, dans {n}.",
    "said_deaths_open_one": "Morts, selon les sources : au moins {low}, dans {records}, dont {n} "
    "ne donne pas de nombre le plus haut.",
    "said_deaths_open_many": "Morts, selon les sources : au moins {low}, dans {records}, dont {n} "
    "ne donnent pas de nombre le plus haut.",
    "said_deaths_none": "Aucune fiche n’indique de nombre de morts ; cela ne vaut pas zéro.",
    "said_unstated_one": "{n} fiche n’indique aucun nombre de morts ; cela ne vaut pas zéro.",
    "said_unstated_many": "{n} fiches n’indiquent aucun nombre de morts ; cela ne vaut pas zéro.",
    "said_disputed_one": "{n} fiche est contestée : ses sources se contredisent.",
    "said_disputed_many": "{n} fiches sont contestées : leurs sources se contredisent.",
    "said_undisputed": "Aucune n’est contestée par ses sources.",
    "said_sources_one": "{n} source les étaye.",
    "said_sources_many": "{n} sources les étayent.",
    "said_unsummed": "Non additionnés ici, vu leur nombre : morts, dates et sources de {layers}.",
}
