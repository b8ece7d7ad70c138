"""The conformance classes that hold here and no others; tests stand for their requirements."""

_FEATURES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"

CLASSES = (
    _FEATURES + "core",
    _FEATURES + "geojson",
    _FEATURES + "html",
    _FEATURES + "oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)
