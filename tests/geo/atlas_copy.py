"""A copy of an atlas in memory that a test breaks and writes: what it says of where it broke it."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from geo.schema import SCHEMAS

GEO_LAYERS = ("bases", "military_regions", "attacks", "border_incidents", "areas")


@dataclass(frozen=True)
class Where:
    """What a finding has to name."""

    file: str
    feature: str = ""
    field: str = ""


class Documents(dict):
    """The files' contents by layer, each read when a test first asks for it."""

    def __init__(self, copy):
        super().__init__()
        self.copy = copy

    def __missing__(self, layer):
        self[layer] = json.loads(self.copy.file(layer).read_text(encoding="utf-8"))
        return self[layer]


class Copy:
    """The documents of an atlas folder; those that were asked for are written by ``write``."""

    def __init__(self, source: Path, folder: Path) -> None:
        shutil.copytree(source, folder)
        self.path = folder
        self.documents = Documents(self)

    def name(self, layer):
        kind = "geojson" if layer in GEO_LAYERS else "json"
        return f"areas/{layer}.{kind}" if layer == "areas" else f"{layer}.{kind}"

    def file(self, layer):
        return self.path / self.name(layer)

    def write(self):
        for layer, document in self.documents.items():
            text = json.dumps(document, ensure_ascii=True)  # surrogates stay escaped
            self.file(layer).write_text(text, encoding="utf-8")

    def rows(self, layer):
        document = self.documents[layer]
        return document["features"] if layer in GEO_LAYERS else document

    def find(self, layer, wanted=lambda row: True):
        """The first record that fits; a test on an atlas without one is a fault of the test."""
        for row in self.rows(layer):
            if wanted(row):
                return row
        raise LookupError(f"{self.path.name}: no record of {layer} fits this break")

    def key(self, layer, row):
        key = SCHEMAS[layer].key
        return row[key] if key else row["id"]

    def where(self, layer, row, field):
        return Where(self.name(layer), self.key(layer, row), field)

    def change(self, layer, row, /, **values):
        """Set properties; supporting claims follow, so that only the rule in question breaks."""
        properties = row.get("properties", row)
        properties.update(values)
        if SCHEMAS[layer].mapped:
            for field, value in values.items():
                self._claim(layer, row["id"], field, value)
        return self.where(layer, row, next(iter(values), ""))

    def _claim(self, layer, feature, field, value):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        found = False
        for claim in self.documents["claims"]:
            key = (claim["feature_id"], claim["field"], claim["stance"])
            if key == (feature, field, "supports"):
                claim["value"] = text if value is not None else None
                claim["rule"] = None
                found = True
        known = SCHEMAS[layer].by_name.get(field)
        if not found and known is not None and known.evidence and value is not None:
            self.claim(feature, field, text)

    def claim(self, feature, field, value, **more):
        """Add a claim that supports a value, by the record's first source."""
        sources = next(
            row["properties"]["source_ids"]
            for layer in GEO_LAYERS
            for row in self.rows(layer)
            if row["id"] == feature
        )
        claim = {
            "claim_id": f"test-{len(self.documents['claims'])}",
            "feature_id": feature,
            "field": field,
            "value": value,
            "source_id": sources.split(";")[0],
            "locator": None,
            "stance": "supports",
            "paraphrase": "Added by a test.",
            "rule": None,
            "flag": None,
            **more,
        }
        self.documents["claims"].append(claim)
        return claim

    def claims_on(self, feature):
        return [row for row in self.documents["claims"] if row["feature_id"] == feature]

    def add_area(self, code, ring, **values):
        """Add a footprint with one ring."""
        row = json.loads(json.dumps(self.rows("areas")[0]))
        row["id"] = row["properties"]["code"] = code
        row["geometry"] = {"type": "Polygon", "coordinates": [ring]}
        row["properties"].update(
            {"level": "footprint", "country": None, "vintage": "drawn", **values}
        )
        self.rows("areas").append(row)
        return row
