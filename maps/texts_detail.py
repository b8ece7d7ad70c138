"""The words of the panel that a record is read in, in English and French; part of ``texts.py``."""

ENGLISH = {
    "reader": "Record",
    "position": "{i} of {n} here",
    "previous": "Previous record here",
    "next": "Next record here",
    "versions": "Where sources differ",
    "versions_held": "The record has:",
    "supports": "supports the record",
    "permalink": "Permanent link",
    "report": "Report an error",
    "report_subject": "Error in record {id} (version {version})",
    "report_body": "Record {id}, version {version}\n{link}\n\nWhat is wrong:\n\nSource:\n",
}

FRENCH = {
    "reader": "Fiche",
    "position": "{i} sur {n} ici",
    "previous": "Fiche précédente ici",
    "next": "Fiche suivante ici",
    "versions": "Là où les sources diffèrent",
    "versions_held": "La fiche retient :",
    "supports": "appuie la fiche",
    "permalink": "Lien permanent",
    "report": "Signaler une erreur",
    "report_subject": "Erreur dans la fiche {id} (version {version})",
    "report_body": "Fiche {id}, version {version}\n{link}\n\nCe qui est faux :\n\nSource :\n",
}
