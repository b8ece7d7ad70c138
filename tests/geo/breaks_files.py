"""Ways to break the files and single values of an atlas: (name, rule that has to fire, break)."""

import copy as copying
import json
import math
import unicodedata

from atlas_copy import Where


def has(field, *values):
    """Whether a record's field has one of the values, or any value where none are given."""
    return lambda row: (
        row.get("properties", row).get(field) in values
        if values
        else row.get("properties", row).get(field) is not None
    )


def put(layer, wanted=None, at=None, /, **values):
    """A break that sets fields of the first record that fits; ``at`` is the field blamed."""

    def apply(atlas):
        row = atlas.find(layer, wanted or (lambda _: True))
        where = atlas.change(layer, row, **values)
        return atlas.where(layer, row, at) if at else where

    return apply


def config(old, new, field=""):
    """A break of atlas.toml's text."""

    def apply(atlas):
        file = atlas.path / "atlas.toml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        return Where("atlas.toml", "", field)

    return apply


def raw(layer, change):
    """A break of a file's bytes, after which the other files stay as they were."""

    def apply(atlas):
        atlas.documents.pop(layer, None)
        file = atlas.file(layer)
        file.write_bytes(change(file.read_bytes()))
        return Where(atlas.name(layer))

    return apply


def basemap_wound_wrong(atlas):
    file = atlas.path / "basemap/countries.geojson"
    document = json.loads(file.read_text(encoding="utf-8"))
    row = next(row for row in document["features"] if row["geometry"]["type"] == "Polygon")
    row["geometry"]["coordinates"] = [ring[::-1] for ring in row["geometry"]["coordinates"]]
    file.write_text(json.dumps(document), encoding="utf-8")
    return Where("basemap/countries.geojson", row["id"], "geometry")


def no_config(atlas):
    (atlas.path / "atlas.toml").unlink()
    return Where("atlas.toml")


def no_geoparquet(atlas):
    config('"bases.geojson"', '"bases.parquet"')(atlas)
    (atlas.path / "bases.parquet").write_bytes(b"PAR1")
    return Where("bases.parquet")


def no_file(atlas):
    atlas.file("units").unlink()
    return Where("units.json")


def title_lost(atlas):
    file = atlas.path / "atlas.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(line for line in lines if not line.startswith("title_fr")))
    return Where("atlas.toml", "", "title_fr")


def bounds_swapped(atlas):
    file = atlas.path / "atlas.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text(
        "\n".join(
            "bounds = [0, 50, 1, 40]" if line.startswith("bounds") else line for line in lines
        )
    )
    return Where("atlas.toml", "", "bounds")


def doubled_key(content):
    return content.replace(b'"layer":"bases"', b'"layer":"bases","layer":"bases"', 1)


def doubled(atlas):
    row = atlas.rows("bases")[0]
    raw("bases", doubled_key)(atlas)
    return Where("bases.geojson", row["id"], "layer")


def collection_is_list(atlas):
    atlas.documents["military_regions"] = []
    return Where("military_regions.geojson")


def feature_untyped(atlas):
    atlas.rows("areas").append({"type": "Thing", "id": "odd"})
    return Where("areas/areas.geojson", "odd")


def crs_on_collection(atlas):
    atlas.documents["attacks"]["crs"] = {"type": "name"}
    return Where("attacks.geojson", "", "crs")


def crs_on_geometry(atlas):
    row = atlas.find("attacks", lambda item: item["geometry"])
    row["geometry"]["crs"] = {"type": "name"}
    return atlas.where("attacks", row, "crs")


def foreign_member(atlas):
    row = atlas.rows("attacks")[0]
    row["style"] = "red"
    return atlas.where("attacks", row, "style")


def table_is_object(atlas):
    atlas.documents["units"] = {}
    return Where("units.json")


def row_is_text(atlas):
    atlas.documents["actors"].append("nobody")
    return Where("actors.json", f"#{len(atlas.documents['actors'])}")


def number_for_id(atlas):
    row = copying.deepcopy(atlas.rows("areas")[0])
    row["id"] = 5
    atlas.rows("areas").append(row)
    return Where("areas/areas.geojson", f"#{len(atlas.rows('areas'))}", "id")


def same_id(atlas):
    row = copying.deepcopy(atlas.rows("attacks")[0])
    atlas.rows("attacks").append(row)
    return atlas.where("attacks", row, "id")


def id_of_other_layer(atlas):
    atlas.documents["actors"].append({**atlas.documents["actors"][0], "name": "ML"})
    return Where("areas/areas.geojson", "ML", "id")


def odd_id(atlas):
    row = copying.deepcopy(atlas.rows("areas")[0])
    row["id"] = row["properties"]["code"] = "odd code"
    atlas.rows("areas").append(row)
    return atlas.where("areas", row, "id")


def key_lost(atlas):
    row = atlas.rows("attacks")[0]
    del row["properties"]["place_name_alt"]
    return atlas.where("attacks", row, "place_name_alt")


def decomposed(atlas):
    row = atlas.find("attacks", lambda item: not item["properties"]["summary_fr"].isascii())
    text = unicodedata.normalize("NFD", row["properties"]["summary_fr"].replace("’", "") + " é")
    return atlas.change("attacks", row, summary_fr=text[-400:].strip())


TRUNCATED = raw("units", lambda content: content[: len(content) // 2])
LATIN_1 = raw(
    "units", lambda content: content.decode("utf-8").replace("n", "é").encode("latin-1", "replace")
)
DEEP = raw("units", lambda _: b"[" * 100_000)
NULL = raw("units", lambda _: b"null")

FILES = (
    ("a base map wound wrong", "geometry.winding", basemap_wound_wrong),
    ("no atlas.toml", "atlas.config", no_config),
    ("atlas.toml is not TOML", "atlas.config", config("[layers]", "[layers", "")),
    ("a title is lost", "atlas.config", title_lost),
    (
        "a contact nobody can be reached at",
        "atlas.config",
        config("[layers]", 'contact = "javascript:alert(1)"\n[layers]', "contact"),
    ),
    ("bounds are swapped", "atlas.config", bounds_swapped),
    (
        "an unknown layer",
        "atlas.layer",
        config("[layers]", '[layers]\nrumours = "r.json"', "layers"),
    ),
    ("a layer is not named", "atlas.layer", config('units = "units.json"', "", "layers")),
    ("a file is missing", "atlas.file", no_file),
    ("a path leads out", "atlas.file", config('"units.json"', '"../units.json"', "units")),
    ("cut in the middle", "json.syntax", TRUNCATED),
    ("not UTF-8", "json.syntax", LATIN_1),
    ("nested too deeply", "json.syntax", DEEP),
    ("null for a table", "json.syntax", NULL),
    ("a layer that is no GeoParquet", "geoparquet.file", no_geoparquet),
    ("a key twice", "json.duplicate_key", doubled),
    ("a list for a collection", "geojson.collection", collection_is_list),
    ("a feature of another type", "geojson.feature", feature_untyped),
    ("crs on the collection", "geojson.crs", crs_on_collection),
    ("crs on a geometry", "geojson.crs", crs_on_geometry),
    ("a foreign member", "geojson.member", foreign_member),
    ("an object for a table", "table.rows", table_is_object),
    ("a text for a row", "table.rows", row_is_text),
    ("a number for an id", "id.missing", number_for_id),
    ("an id of another layer", "id.unique", id_of_other_layer),
    ("an id twice", "id.unique", same_id),
    ("an id with a space", "id.form", odd_id),
    ("another layer's name", "id.layer", put("attacks", layer="bases")),
    ("another area's code", "id.code", put("areas", code="ML-99")),
)

VALUES = (
    ("a core key is lost", "field.missing", key_lost),
    ("a strength is given", "field.unknown", put("bases", troop_strength=400)),
    ("null for a licence", "field.null", put("attacks", licence=None)),
    ("text for a version", "field.kind", put("attacks", version="1")),
    ("true for a number", "field.kind", put("attacks", source_count=True)),
    ("NaN for a number", "field.kind", put("attacks", version=math.nan)),
    ("an object for a text", "field.kind", put("attacks", place_name={"a": [1]})),
    ("a summary too long", "field.length", put("attacks", summary_en="a" * 501)),
    ("a paraphrase too long", "field.length", put("claims", paraphrase="a" * 201)),
    ("version zero", "field.range", put("attacks", version=0)),
    (
        "a huge number",
        "field.range",
        put("attacks", has("location_radius_m"), location_radius_m=10**400),
    ),
    ("an unknown confidence", "field.code", put("attacks", confidence="certain")),
    ("precision nine", "field.code", put("attacks", has("geo_precision"), geo_precision=9)),
    ("an unknown country", "field.code", put("attacks", country="XX")),
    ("an unknown licence", "field.code", put("sources", licence="CC-BY")),
    ("an empty part of a list", "field.list", put("attacks", place_name_alt="Gao;;Gao-ville")),
    ("a source twice", "field.list", put("attacks", source_ids="src;src")),
    ("no such day", "field.date", put("attacks", date_start="2013-02-30")),
    ("a time for a day", "field.date", put("sources", accessed_at="2026-11-01T00:00:00Z")),
    ("a time without offset", "field.datetime", put("attacks", updated_at="2026-11-01T00:00:00")),
    ("no such month", "field.edtf", put("attacks", date_edtf="2013-13")),
    ("a script for an address", "field.uri", put("sources", url="javascript:alert(1)")),
    ("decomposed accents", "text.normal_form", decomposed),
    ("a bidi override", "text.characters", put("attacks", name_en="Gao \u202eoag")),
    ("a line break", "text.characters", put("attacks", summary_en="one\ntwo")),
    ("a zero-width space", "text.characters", put("attacks", name_fr="Gao\u200b camp")),
    ("a lone surrogate", "text.characters", put("attacks", place_name="Gao\ud800")),
    ("an empty text for null", "text.blank", put("attacks", place_name="")),
    ("a padded name", "text.blank", put("bases", name_en=" Gao camp")),
    ("a word for null", "text.placeholder", put("attacks", place_name="Unknown")),
    ("a tag in a summary", "text.plain", put("attacks", summary_en="<b>Gao</b> was attacked.")),
    ("an entity in a name", "text.plain", put("bases", name_fr="Camp de Gao &amp; Ansongo")),
    (
        "a link in a paraphrase",
        "text.plain",
        put("claims", paraphrase="See [this](https://x.org)."),
    ),
    (
        "a loaded word in English",
        "text.neutral",
        put("attacks", summary_en="The regime held the town."),
    ),
    (
        "a loaded word in French",
        "text.neutral",
        put("attacks", summary_fr="Des Terroristes présumés."),
    ),
    ("a loaded word with accent", "text.neutral", put("bases", name_fr="Camp du Régime")),
)
