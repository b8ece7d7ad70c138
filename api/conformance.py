"""The conformance classes that hold here and no others; tests stand for their requirements."""

_FEATURES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
_FILTERS = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/"
_SCHEMAS = "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/"
_TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/"
_MATRICES = "http://www.opengis.net/spec/tms/2.0/conf/"

CLASSES = (
    _FEATURES + "core",
    _FEATURES + "geojson",
    _FEATURES + "html",
    _FEATURES + "oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    _FILTERS + "queryables",
    _FILTERS + "queryables-query-parameters",
    _FILTERS + "filter",
    _FILTERS + "features-filter",
    _CQL2 + "cql2-text",
    _CQL2 + "cql2-json",
    _CQL2 + "basic-cql2",
    _CQL2 + "advanced-comparison-operators",
    _CQL2 + "case-insensitive-comparison",
    _CQL2 + "accent-insensitive-comparison",
    _CQL2 + "basic-spatial-functions",
    _CQL2 + "basic-spatial-functions-plus",
    _CQL2 + "spatial-functions",
    _CQL2 + "temporal-functions",
    _CQL2 + "array-functions",
    _CQL2 + "property-property",
    _CQL2 + "arithmetic",
    _SCHEMAS + "schemas",
    _SCHEMAS + "core-roles-features",
    _SCHEMAS + "returnables-and-receivables",
    _SCHEMAS + "queryables",
    _SCHEMAS + "sortables",
    _TILES + "core",
    _TILES + "tileset",
    _TILES + "tilesets-list",
    _TILES + "dataset-tilesets",
    _TILES + "geodata-tilesets",
    _TILES + "mvt",
    _TILES + "oas30",
    _MATRICES + "tilematrixset",
    _MATRICES + "json-tilematrixset",
    _MATRICES + "tilesetmetadata",
    _MATRICES + "json-tilesetmetadata",
)
