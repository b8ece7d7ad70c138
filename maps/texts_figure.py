"""The words of figures, in English and French; both have the same keys."""

ENGLISH = {
    "sign_vague": "Dashed ring: some are known only near there",
    "outside_one": "{n} record outside this map",
    "outside_many": "{n} records outside this map",
}
FRENCH = {
    "sign_vague": "Anneau en tirets : pour certaines, seulement près de là",
    "outside_one": "{n} fiche hors de cette carte",
    "outside_many": "{n} fiches hors de cette carte",
}
