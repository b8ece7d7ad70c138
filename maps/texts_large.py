"""The words for layers of very many records, in English and French. Part of ``texts.py``."""

ENGLISH = {
    "large_rough_one": "{n} of them known only to a radius",
    "large_rough_many": "{n} of them known only to a radius",
    "sign_rough": "As much of the rim is dashed as is known only to a radius",
}

FRENCH = {
    "large_rough_one": "dont {n} connue seulement dans un rayon",
    "large_rough_many": "dont {n} connues seulement dans un rayon",
    "sign_rough": "La part en tirets du bord est connue seulement dans un rayon",
}
