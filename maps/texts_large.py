"""The words for layers of very many records, in English and French. Part of ``texts.py``."""

ENGLISH = {
    "large_rough_one": "{n} of them known only to a radius",
    "large_rough_many": "{n} of them known only to a radius",
    "large_around_one": "{n} more record, known only to an area that reaches in here",
    "large_around_many": "{n} more records, known only to areas that reach in here",
    "large_reach": "The list has the outlines that reach in here too.",
    "large_keys": "Arrow keys move the map; Enter opens what is nearest to its middle.",
    "large_uncounted": "The server has not said how many there are: it is asked again and again.",
    "large_again": "It is asked again in a while.",
    "large_refused": "The server cannot count this choice: its numbers are not known.",
    "sign_rough": "As much of the rim is dashed as is known only to a radius",
}

FRENCH = {
    "large_rough_one": "dont {n} connue seulement dans un rayon",
    "large_rough_many": "dont {n} connues seulement dans un rayon",
    "large_around_one": "{n} autre fiche, connue seulement à l’échelle d’une zone qui "
    "touche ce lieu",
    "large_around_many": "{n} autres fiches, connues seulement à l’échelle de zones qui "
    "touchent ce lieu",
    "large_reach": "La liste contient aussi les tracés qui touchent ce lieu.",
    "large_keys": "Les flèches déplacent la carte ; Entrée ouvre ce qui est le plus près "
    "du milieu.",
    "large_uncounted": "Le serveur n’a pas dit combien il y en a : la question lui est reposée.",
    "large_again": "La demande sera répétée.",
    "large_refused": "Le serveur ne peut compter ce choix : ses nombres sont inconnus.",
    "sign_rough": "La part en tirets du bord est connue seulement dans un rayon",
}
