"""The fields every mapped layer has."""

from dataclasses import replace

from geo.schema.codes import CONFIDENCES, LICENCES, RECORD_STATUSES, SENSITIVITIES
from geo.schema.model import Field
from geo.schema.whereabouts import PLACE, TIME

LAYER = Field(
    "layer", "string", "Layer", "Couche", "Name of the layer the record is in.", None, True, False
)


_NAMES = (
    Field(
        "name_en",
        "string",
        "Name",
        "Nom (anglais)",
        "Name in English.",
        max_length=200,
        core=True,
        nullable=False,
    ),
    Field(
        "name_fr",
        "string",
        "Name (French)",
        "Nom",
        "Name in French.",
        max_length=200,
        core=True,
        nullable=False,
    ),
    Field(
        "summary_en",
        "text",
        "Summary",
        "Résumé (anglais)",
        "What happened or what stands here, in our own words, plain text in English.",
        max_length=500,
        core=True,
        nullable=False,
    ),
    Field(
        "summary_fr",
        "text",
        "Summary (French)",
        "Résumé",
        "The same in French.",
        max_length=500,
        core=True,
        nullable=False,
    ),
)

_EVIDENCE = (
    Field(
        "source_ids",
        "list",
        "Sources",
        "Sources",
        "Ids of the sources, joined by ';'.",
        refers_to="sources",
        max_length=2_000,
        core=True,
        nullable=False,
    ),
    Field(
        "source_count",
        "integer",
        "Number of sources",
        "Nombre de sources",
        "How many source_ids there are.",
        minimum=1,
        core=True,
        nullable=False,
    ),
    Field(
        "confidence",
        "code",
        "Confidence",
        "Confiance",
        "How far the editors rely on the record; confidence_reason says why.",
        CONFIDENCES,
        core=True,
        nullable=False,
    ),
    Field(
        "confidence_reason",
        "text",
        "Reason for the confidence",
        "Motif de la confiance",
        "Why the confidence is what it is; never null where it is low.",
        max_length=500,
        core=True,
    ),
    Field(
        "confidence_reason_fr",
        "text",
        "Reason for the confidence (French)",
        "Motif de la confiance (français)",
        "The same in French.",
        max_length=500,
    ),
    Field(
        "record_status",
        "code",
        "Status of the record",
        "Statut de la fiche",
        "Disputed means that a claim contradicts the record.",
        RECORD_STATUSES,
        core=True,
        nullable=False,
    ),
    Field(
        "licence",
        "code",
        "Licence",
        "Licence",
        "SPDX identifier of the record's licence.",
        LICENCES,
        core=True,
        nullable=False,
    ),
    Field(
        "version",
        "integer",
        "Version of the record",
        "Version de la fiche",
        "Counts up from 1 with each change.",
        minimum=1,
        core=True,
        nullable=False,
    ),
    Field(
        "updated_at",
        "datetime",
        "Updated",
        "Mise à jour",
        "When the record last changed, RFC 3339.",
        core=True,
        nullable=False,
    ),
)

OPTIONAL = (
    Field(
        "external_ids",
        "list",
        "Ids elsewhere",
        "Identifiants externes",
        "Ids in other collections, 'scheme:id' joined by ';', such as wikidata:Q1.",
        max_length=500,
    ),
    Field(
        "priogrid_gid",
        "integer",
        "PRIO-GRID cell",
        "Cellule PRIO-GRID",
        "Number of the half-degree PRIO-GRID cell.",
        minimum=1,
        maximum=259_200,
    ),
    Field(
        "sensitivity",
        "code",
        "Sensitivity",
        "Sensibilité",
        "Whether the place was made coarser on purpose.",
        SENSITIVITIES,
    ),
    Field(
        "merged_into",
        "string",
        "Merged into",
        "Fusionné avec",
        "Id of the record of the same layer that replaces this one.",
        max_length=120,
    ),
    Field(
        "geo_precision_src",
        "string",
        "Precision of the place in the source",
        "Précision du lieu dans la source",
        "The code before conversion, such as ucdp:4 or acled:3.",
        max_length=40,
    ),
    Field(
        "time_precision_src",
        "string",
        "Precision of the date in the source",
        "Précision de la date dans la source",
        "The code before conversion, such as ucdp:2 or acled:1.",
        max_length=40,
    ),
)

CORE = (LAYER, *_NAMES, *PLACE, *TIME, *_EVIDENCE)


def fields(*own: Field) -> tuple[Field, ...]:
    """A layer's fields: the core of all layers, its own, the optional ones last."""
    return (*CORE, *own, *OPTIONAL)


def never_null(table: tuple[Field, ...], names: frozenset[str]) -> tuple[Field, ...]:
    """The same fields; those named have to have a value on every record of the layer."""
    return tuple(
        replace(field, nullable=False) if field.name in names else field for field in table
    )
