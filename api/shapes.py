"""The JSON documents of the service as the schemas of OpenAPI 3.0, and which path answers which.

They say what the standards require of each; what else a document may hold they leave open.
"""

from collections.abc import Mapping
from typing import Any

from api import links

Shape = dict[str, Any]
TEXT: Shape = {"type": "string"}


def _object(required: str, **properties: Shape) -> Shape:
    """An object with these members, those required named with spaces between."""
    found: Shape = {"type": "object", "properties": properties}
    return found | {"required": required.split()} if required else found


def _list(items: Shape) -> Shape:
    return {"type": "array", "items": items}


def reference(name: str) -> Shape:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


_LINKS = _list(reference("link"))
_COUNT: Shape = {"type": "integer", "minimum": 0}

_MONTH: Shape = {"type": "integer", "nullable": True}
_TYPE = _object("code label n", code=TEXT | {"nullable": True}, label=TEXT, n=_COUNT)

_DEATH_SUM = _COUNT | {"nullable": True}
_DEATH_SUMS = {
    "low": "Sum of the least numbers; of a record without one, its best. null: none states any.",
    "high": "Sum of the greatest numbers. null: some record gives none, so that nobody knows it.",
    "high_at_least": "What `high` comes to at the least: of a record without a greatest number, "
    "its best or else its least is taken. No limit above.",
}
_DEATHS = {
    "stated": "Records that state a number.",
    "open": "Those of them without a greatest number.",
    "unstated": "Records that could state one and do not: not zero deaths.",
}

SCHEMAS: Mapping[str, Shape] = {
    "link": _object(
        "href rel",
        **{"href": TEXT, "rel": TEXT, "type": TEXT, "title": TEXT},
        templated={"type": "boolean"},
    ),
    "landingPage": _object("links", title=TEXT, description=TEXT, links=_LINKS),
    "confClasses": _object("conformsTo", conformsTo=_list(TEXT)),
    "extent": _object(
        "",  # neither is required
        spatial=_object("bbox", bbox=_list(_list({"type": "number"})), crs=TEXT),
        temporal=_object("interval", interval=_list(_list(TEXT | {"nullable": True})), trs=TEXT),
    ),
    "collection": _object(
        "id links",
        **{"id": TEXT, "title": TEXT, "description": TEXT, "links": _LINKS},
        extent=reference("extent"),
        itemType=TEXT,
        crs=_list(TEXT),
        storageCrs=TEXT,
    ),
    "collections": _object(
        "links collections", links=_LINKS, collections=_list(reference("collection"))
    ),
    "geometry": _object("type", type=TEXT) | {"nullable": True},
    "featureGeoJSON": _object(
        "type id geometry properties",
        type={"type": "string", "enum": ["Feature"]},
        id=TEXT,
        geometry=reference("geometry"),
        properties={"type": "object"},
        links=_LINKS,
    ),
    "featureCollectionGeoJSON": _object(
        "type features",
        type={"type": "string", "enum": ["FeatureCollection"]},
        numberMatched=_COUNT,
        numberReturned=_COUNT,
        links=_LINKS,
        features=_list(reference("featureGeoJSON")),
    ),
    "jsonSchema": _object("$schema $id type properties", properties={"type": "object"}),
    "tileSet": _object(
        "dataType crs links",
        **{"title": TEXT, "dataType": TEXT, "crs": TEXT, "tileMatrixSetURI": TEXT},
        links=_LINKS,
        layers=_list({"type": "object"}),
        tileMatrixSetLimits=_list({"type": "object"}),
        records={"type": "object"},
    ),
    "tileSets": _object("tilesets", links=_LINKS, tilesets=_list(reference("tileSet"))),
    "tileMatrixSets": _object("tileMatrixSets", tileMatrixSets=_list({"type": "object"})),
    "tileMatrixSet": _object("id crs tileMatrices", tileMatrices=_list({"type": "object"})),
    "tileJSON": _object("tilejson tiles vector_layers", tilejson=TEXT, tiles=_list(TEXT)),
    "map": _object(  # what the page's scripts draw: its words and signs change with the page
        "language bounds layers records",
        language=TEXT,
        bounds=_list(_list({"type": "number"})),
        layers=_list(_object("name title types", name=TEXT, title=TEXT)),
        records=_list(_object("id layer drawn title", id=TEXT, layer=TEXT, drawn=TEXT, title=TEXT)),
    ),
    "mapColumns": _object(  # with an empty `properties` only `ids`, as an object of lists by layer
        "ids",
        ids={"oneOf": [_list(TEXT), {"type": "object", "additionalProperties": _list(TEXT)}]},
        **{"n": _COUNT, "layers": _list(_list({})), "shift": _COUNT, "drawn": _list(TEXT)},
        columns={
            "type": "object",
            "additionalProperties": _object(
                "bytes data", bytes={"type": "integer", "enum": [1, 2, 4, 8]}, data=TEXT
            ),
        },
        values={"type": "object", "additionalProperties": _list(TEXT)},
    ),
    "mapMonths": _object(
        "layers",
        layers=_list(
            _object(
                "name n undated longer first last types spans",
                **dict.fromkeys(("n", "undated", "longer"), _COUNT),
                first=_MONTH,
                last=_MONTH,
                name=TEXT,
                types=_list(TEXT | {"nullable": True}),
                spans=_list(
                    _object(
                        "months type at n",
                        months={"type": "integer", "enum": [1, 3, 12]},
                        type=_COUNT,
                        **dict.fromkeys(("at", "n"), _list({"type": "integer"})),
                    )
                ),
            )
        ),
    ),
    "caption": _object(
        "language title period filter n records layers drawn sources disclaimer attribution "
        "licence version alt long_description lines sentences",
        **dict.fromkeys(("language", "title", "description", "period", "records"), TEXT),
        **dict.fromkeys(("disclaimer", "attribution", "version", "heading"), TEXT),
        **dict.fromkeys(("n", "undated", "disputed"), _COUNT),
        **dict.fromkeys(("filter", "lines", "sentences"), _list(TEXT)),
        **dict.fromkeys(("date", "link"), TEXT | {"nullable": True}),
        layers=_list(
            _object("name title n types", name=TEXT, title=TEXT, n=_COUNT, types=_list(_TYPE))
        ),
        drawn={"type": "object", "additionalProperties": _COUNT},
        fatalities=_object(
            "low high high_at_least stated open unstated",
            **{name: _COUNT | {"description": told} for name, told in _DEATHS.items()},
            **{name: _DEATH_SUM | {"description": told} for name, told in _DEATH_SUMS.items()},
        )
        | {"nullable": True},
        sources=_list(
            _object(
                "number id title n",
                **dict.fromkeys(("number", "n"), _COUNT),
                **dict.fromkeys(("id", "title", "by", "url"), TEXT),
            )
        ),
        licence=_object("name", name=TEXT, url=TEXT | {"nullable": True}),
        alt=TEXT | {"maxLength": 300},
        long_description=TEXT,
    ),
    "embedding": _object(  # oEmbed 1.0 section 2.3.4: either `html` or `url`
        "version type title width height",
        version={"type": "string", "enum": ["1.0"]},
        type={"type": "string", "enum": ["rich", "photo"]},
        **dict.fromkeys(("title", "author_name", "provider_name", "provider_url"), TEXT),
        **dict.fromkeys(("html", "url", "alt_text", "thumbnail_url"), TEXT),
        **dict.fromkeys(("cache_age", "width", "height"), _COUNT),
        **dict.fromkeys(("thumbnail_width", "thumbnail_height"), _COUNT),
    ),
    "citation": _object(
        "url version n sha256 language title citations",
        **dict.fromkeys(("url", "version", "sha256", "language", "title"), TEXT),
        **{"date": TEXT | {"nullable": True}, "n": _COUNT, "filter": _list(TEXT)},
        citations=_object(
            "apa chicago bibtex ris csl",
            **dict.fromkeys(("apa", "chicago", "bibtex", "ris", "csl"), TEXT),
        ),
    ),
}

# The schema of each path's JSON answers.
OF_PATHS: Mapping[str, str] = {
    links.ROOT: "landingPage",
    links.CONFORMANCE: "confClasses",
    links.COLLECTIONS: "collections",
    links.COLLECTION: "collection",
    links.ITEMS: "featureCollectionGeoJSON",
    links.ITEM: "featureGeoJSON",
    **dict.fromkeys(
        (links.QUERYABLES, links.SORTABLES, links.SCHEMA, links.FEATURE_SCHEMA), "jsonSchema"
    ),
    **dict.fromkeys((links.TILESETS, links.ALL_TILESETS), "tileSets"),
    **dict.fromkeys((links.TILESET, links.ALL_TILESET), "tileSet"),
    **dict.fromkeys((links.TILEJSON, links.ALL_TILEJSON), "tileJSON"),
    links.MATRIX_SETS: "tileMatrixSets",
    links.MATRIX_SET: "tileMatrixSet",
    links.MAP: "map",
    links.MAP_COLUMNS: "mapColumns",
    links.MAP_MONTHS: "mapMonths",
    links.CAPTION: "caption",
    links.CITE: "citation",
    links.OEMBED: "embedding",
}

# The header fields that features come with.
HEADERS: Mapping[str, Shape] = {
    "Content-Crs": {
        "description": "The reference system of the positions, between < and >.",
        "schema": TEXT,
    },
    "Link": {
        "description": "Where the queryables are, and the next page where there is one.",
        "schema": TEXT,
    },
    "OGC-NumberMatched": {
        "description": "Of files: how many features the filter selects.",
        "schema": _COUNT,
    },
    "OGC-NumberReturned": {"description": "Of files: how many are in this one.", "schema": _COUNT},
}
