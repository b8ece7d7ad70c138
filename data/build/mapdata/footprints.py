"""The footprints of the atlas: a row each. To add one, add a row and run basemap.py."""

from dataclasses import dataclass

from mapdata.recipes import Border, Corridor, Drawn, Recipe, Tripoint, Union


@dataclass(frozen=True, slots=True)
class Footprint:
    """An area that is no administrative unit, for facts that name no better place."""

    code: str
    name_en: str
    name_fr: str
    recipe: Recipe


# West edge of what was the cercle of Ménaka: Indelimane (1.52 E) lay in it, Talataye (1.52 E) not.
_MENAKA = ((1.25, 14.8), (1.75, 16.9), (1.95, 18.0), (4.5, 18.0), (4.5, 14.8))
_ADRAR = (
    *((0.6, 20.0), (0.75, 20.45), (1.35, 20.65), (2.15, 20.2), (2.6, 19.6)),
    *((2.7, 18.9), (2.3, 18.4), (1.4, 18.25), (0.95, 18.55), (0.65, 19.3)),
)
# Gourma-Rharous, Banikane and Bamba, on the river.
_NIGER_BEND = ((-1.92, 16.88), (-1.75, 16.95), (-1.4, 17.03))

FOOTPRINTS = (
    Footprint("fp-ml-north", "Northern Mali", "Nord du Mali", Union(("ML-6", "ML-7", "ML-8"))),
    Footprint("fp-ml-centre", "Central Mali", "Centre du Mali", Union(("ML-4", "ML-5"))),
    Footprint("fp-ml-west", "Western Mali", "Ouest du Mali", Union(("ML-1",))),
    Footprint(
        "fp-ml-south",
        "Southern Mali",
        "Sud du Mali",
        Union(("ML-1", "ML-2", "ML-3", "ML-4", "ML-BKO")),
    ),
    Footprint(
        "fp-ml-bf-border",
        "Border of Mali and Burkina Faso",
        "Frontière du Mali et du Burkina Faso",
        Border("BF"),
    ),
    Footprint(
        "fp-ml-ci-border",
        "Border of Mali and Côte d’Ivoire",
        "Frontière du Mali et de la Côte d’Ivoire",
        Border("CI"),
    ),
    Footprint(
        "fp-ml-dz-border",
        "Border of Mali and Algeria",
        "Frontière du Mali et de l’Algérie",
        Border("DZ"),
    ),
    Footprint(
        "fp-ml-gn-border",
        "Border of Mali and Guinea",
        "Frontière du Mali et de la Guinée",
        Border("GN"),
    ),
    Footprint(
        "fp-ml-mr-border",
        "Border of Mali and Mauritania",
        "Frontière du Mali et de la Mauritanie",
        Border("MR"),
    ),
    Footprint(
        "fp-ml-ne-border",
        "Border of Mali and Niger",
        "Frontière du Mali et du Niger",
        Border("NE"),
    ),
    Footprint(
        "fp-ml-sn-border",
        "Border of Mali and Senegal",
        "Frontière du Mali et du Sénégal",
        Border("SN"),
    ),
    Footprint(
        "fp-liptako-gourma",
        "Liptako-Gourma (tri-border area)",
        "Liptako-Gourma (zone des trois frontières)",
        Tripoint(("BF", "NE"), 150),
    ),
    Footprint("fp-agacher", "Agacher Strip", "Bande d’Agacher", Border("BF", 15, east_of=-1.1)),
    Footprint(
        "fp-adrar-des-ifoghas",
        "Adrar des Ifoghas",
        "Adrar des Ifoghas",
        Drawn(
            _ADRAR,
            "ML-8",
            (
                "coarse outline of the massif in the region of Kidal, drawn by hand",
                "contour grossier du massif dans la région de Kidal, tracé à la main",
            ),
        ),
    ),
    Footprint(
        "fp-menaka",
        "Ménaka (east of Gao region)",
        "Ménaka (est de la région de Gao)",
        Drawn(
            _MENAKA,
            "ML-7",
            (
                "the region of Gao east of a line drawn by hand between Indelimane and Talataye; "
                "the units used here are older than the region of Ménaka",
                "la région de Gao à l’est d’une ligne tracée à la main entre Indelimane et "
                "Talataye ; les unités utilisées ici sont antérieures à la région de Ménaka",
            ),
        ),
    ),
    Footprint(
        "fp-niger-river-gourma",
        "Niger River between Gourma-Rharous and Bamba",
        "Fleuve Niger entre Gourma-Rharous et Bamba",
        Corridor(_NIGER_BEND, 10, "Gourma-Rharous – Banikane – Bamba"),
    ),
)
