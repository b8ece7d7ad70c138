"""An atlas folder to records. A broken file is a finding, never a crash."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from geo import geoparquet
from geo.errors import DataError
from geo.schema import SCHEMAS
from geo.schema.config import config_of, fault, reason
from geo.schema.findings import Finding, show
from geo.schema.model import LayerSchema
from geo.schema.records import Folder, Record

_DOUBLED = "\x00doubled"  # no JSON key of ours; carries names that an object had twice
_MEMBERS = frozenset(("type", "id", "geometry", "properties", "crs"))  # crs has its own rule

BASEMAP = LayerSchema(
    name="basemap",
    title_en="Base map",
    title_fr="Fond de carte",
    description_en="Countries, regions, rivers and towns under the layers.",
    description_fr="Pays, régions, cours d’eau et villes sous les couches.",
    fields=(),
    geometry_types=frozenset(
        {"Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "MultiPoint"}
    ),
)

RULES: Mapping[str, str] = {
    "json.syntax": "every file is RFC 8259 JSON in UTF-8",
    "json.duplicate_key": "no object has a key twice",
    "geojson.collection": "a layer is a FeatureCollection with features (RFC 7946 section 3.3)",
    "geojson.feature": "each feature is a Feature with properties (RFC 7946 section 3.2)",
    "geojson.member": "a feature has no members but type, id, geometry and properties",
    "geojson.crs": "no crs member: WGS 84 always (RFC 7946 section 4)",
    "geoparquet.file": "a layer in a file *.parquet is GeoParquet with WKB in a known CRS",
    "table.rows": "a table is an array of flat objects",
    "id.missing": "every record has an id that is a string",
}


def read(path: Path, without: Collection[str] = ()) -> tuple[Folder, list[Finding]]:
    """The folder's records and what is wrong with its files, ``without`` some of the layers.

    Nothing is raised for what the files hold or for files that cannot be read.
    """
    config, findings = config_of(path)
    layers: dict[str, tuple[Record, ...]] = {}
    unread: set[str] = set()
    for name, file in config.layers.items():
        if name in without:
            continue
        records = _records(SCHEMAS[name], path, file, findings)
        if records is None:
            unread.add(name)
        layers[name] = tuple(records or ())
    basemap: dict[str, tuple[Record, ...]] = {}
    for name, file in config.basemap.items():
        basemap[name] = tuple(_records(BASEMAP, path, file, findings) or ())
    ids = {name: {record.id: record for record in records} for name, records in layers.items()}
    return Folder(layers, basemap, frozenset(unread), ids), findings


def _document(path: Path, file: str, findings: list[Finding]) -> Any:  # noqa: ANN401 - any JSON
    try:
        data = (path / file).read_bytes()
    except OSError as error:
        findings.append(fault("atlas.file", f"cannot be read: {reason(error)}", file=file))
        return None
    try:
        document = json.loads(data.decode("utf-8"), object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        findings.append(fault("json.syntax", f"not valid JSON: {reason(error)}", file=file))
        return None
    if document is None:
        findings.append(fault("json.syntax", "holds nothing but null", file=file))
    return document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        found[_DOUBLED] = [name for name, count in counts.items() if count > 1]
    return found


def _records(
    schema: LayerSchema, path: Path, file: str, findings: list[Finding]
) -> list[Record] | None:
    if schema.geometry_types and file.endswith(geoparquet.SUFFIX):
        return _parquet(schema, path, file, findings)
    document = _document(path, file, findings)
    if document is None:
        return None
    if schema.geometry_types:
        return _features(schema, file, document, findings)
    if not isinstance(document, list):
        findings.append(fault("table.rows", "has to be a JSON array of objects", file=file))
        return None
    found = (row_of(schema, file, numbered, findings) for numbered in enumerate(document, 1))
    return [record for record in found if record is not None]


def row_of(
    schema: LayerSchema, file: str, numbered: tuple[int, object], findings: list[Finding]
) -> Record | None:
    """The record of a table's parsed row and its number from 1, None where it is no object.

    What is wrong with its key is added to ``findings``.
    """
    number, row = numbered
    if not isinstance(row, dict):
        findings.append(
            Finding(file, f"#{number}", "", "table.rows", f"{show(row)} is not an object")
        )
        return None
    record = _named(schema, file, row.get(schema.key or ""), number)
    record.properties = row
    findings += _key_findings(record, schema.key or "id", row, row.get(schema.key or ""))
    return record


def _features(
    schema: LayerSchema, file: str, document: object, findings: list[Finding]
) -> list[Record] | None:
    features = document.get("features") if isinstance(document, dict) else None
    if (
        not isinstance(document, dict)
        or document.get("type") != "FeatureCollection"
        or not isinstance(features, list)
    ):
        findings.append(
            fault("geojson.collection", "has to be a FeatureCollection with features", file=file)
        )
        return None
    if "crs" in document:
        findings.append(fault("geojson.crs", "has a crs member", field="crs", file=file))
    found = (record_of(schema, file, numbered, findings) for numbered in enumerate(features, 1))
    return [record for record in found if record is not None]


def record_of(
    schema: LayerSchema, file: str, numbered: tuple[int, object], findings: list[Finding]
) -> Record | None:
    """The record of a parsed Feature and its number from 1, None where it is none.

    What is wrong with the members of the Feature is added to ``findings``.
    """
    number, feature = numbered
    identifier = feature.get("id") if isinstance(feature, dict) else None
    record = _named(schema, file, identifier, number)
    if not isinstance(feature, dict) or not _is_feature(feature):
        findings.append(
            record.finding(
                "geojson.feature", "", "has to be a Feature with id, geometry and properties"
            )
        )
        return None
    record.properties = feature["properties"]
    record.geometry = feature["geometry"]
    findings += _key_findings(record, "id", feature, identifier)
    findings += [
        record.finding("geojson.member", name[:80], "is no member of our features")
        for name in feature
        if name not in _MEMBERS
    ]
    return record


def _parquet(
    schema: LayerSchema, path: Path, file: str, findings: list[Finding]
) -> list[Record] | None:
    try:
        features = list(geoparquet.records(path / file))
    except DataError as error:
        findings.append(fault("geoparquet.file", error.reason, file=file))
        return None
    return _features(schema, file, {"type": "FeatureCollection", "features": features}, findings)


def _named(schema: LayerSchema, file: str, identifier: object, number: int) -> Record:
    good = isinstance(identifier, str) and identifier != ""
    return Record(schema.name, file, str(identifier) if good else f"#{number}", schema, {})


def _is_feature(feature: object) -> bool:
    return (
        isinstance(feature, dict)
        and feature.get("type") == "Feature"
        and "geometry" in feature
        and isinstance(feature["geometry"], dict | None)
        and isinstance(feature.get("properties"), dict)
    )


def _key_findings(
    record: Record, key: str, holder: dict[str, Any], identifier: object
) -> list[Finding]:
    found = []
    if not isinstance(identifier, str) or not identifier:
        found.append(record.refuse("id.missing", key, f"{show(identifier)} is no id"))
    geometry = record.geometry if isinstance(record.geometry, dict) else {}
    for owner in (
        (holder, geometry) if holder is record.properties else (holder, record.properties, geometry)
    ):
        found += [
            record.finding("json.duplicate_key", name, "the key stands twice")
            for name in owner.pop(_DOUBLED, ())
        ]
        if "crs" in owner and owner is not record.properties:
            found.append(record.finding("geojson.crs", "crs", "has a crs member"))
    return found
