"""The words of figures, in English and French; both have the same keys."""

ENGLISH = {
    "legend_continued": "{title} (continued)",
    "sign_vague": "Dashed ring: some are known only near there",
    "sign_areas": "Hatched label: records known only to the areas around",
    "more_sources_one": "And {n} more source, named in the data within this file.",
    "more_sources_many": "And {n} more sources, named in the data within this file.",
    "all_sources_one": "Sources: {n}, named in the data within this file.",
    "all_sources_many": "Sources: {n}, named in the data within this file.",
    "outside_one": "{n} record outside this map",
    "outside_many": "{n} records outside this map",
}
FRENCH = {
    "legend_continued": "{title} (suite)",
    "sign_vague": "Anneau en tirets : pour certaines, seulement près de là",
    "sign_areas": "Étiquette hachurée : connues seulement à l’échelle des zones autour",
    "more_sources_one": "Et {n} autre source, nommée dans les données de ce fichier.",
    "more_sources_many": "Et {n} autres sources, nommées dans les données de ce fichier.",
    "all_sources_one": "Sources : {n}, nommée dans les données de ce fichier.",
    "all_sources_many": "Sources : {n}, nommées dans les données de ce fichier.",
    "outside_one": "{n} fiche hors de cette carte",
    "outside_many": "{n} fiches hors de cette carte",
}
