"""Features as files for other programs: RFC 4180 CSV so far."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import orjson
import shapely

from geo.query import Query
from geo.schema.model import Field, LayerSchema

# Spreadsheets run a cell that starts with one of these as a formula. The apostrophe itself is
# guarded too, so that taking one leading apostrophe away always gives the value back.
GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")


def to_csv(features: Iterable[bytes], schema: LayerSchema, query: Query) -> bytes:
    """The features as UTF-8 CSV with a header row, ``id`` first; null is an empty cell.

    Points give ``longitude`` and ``latitude`` in WGS 84 degrees; a layer with other shapes, or
    asked for footprints, gives ``wkt``. A text cell that starts with one of ``GUARDED`` carries
    one apostrophe before it; numbers are written as they are.
    """
    fields = _fields(schema, query)
    place = _place_columns(schema, query)
    text = io.StringIO(newline="")
    writer = csv.writer(text)  # RFC 4180: commas, doubled quotes, CRLF
    writer.writerow(["id", *place, *(field.name for field in fields)])
    for encoded in features:
        feature = orjson.loads(encoded)
        properties = feature["properties"]
        cells = [guarded(feature["id"]), *_place(feature["geometry"], place)]
        cells += [_cell(properties.get(field.name)) for field in fields]
        writer.writerow(cells)
    return text.getvalue().encode("utf-8")


def guarded(text: str) -> str:
    """The text such that no spreadsheet runs it; ``unguarded`` gives it back."""
    return "'" + text if text.startswith(GUARDED) else text


def unguarded(text: str) -> str:
    """The text that ``guarded`` was given."""
    return text[1:] if text.startswith("'") else text


def _fields(schema: LayerSchema, query: Query) -> Sequence[Field]:
    if query.properties is None:
        return schema.fields
    return [schema.by_name[name] for name in query.properties]


def _place_columns(schema: LayerSchema, query: Query) -> tuple[str, ...]:
    if not schema.geometry_types or query.geometry == "none":
        return ()
    if schema.geometry_types == {"Point"} and query.geometry == "point":
        return ("longitude", "latitude")
    return ("wkt",)


def _place(geometry: dict[str, Any] | None, columns: tuple[str, ...]) -> list[object]:
    if geometry is None:
        return [""] * len(columns)
    if columns == ("longitude", "latitude"):
        longitude, latitude = geometry["coordinates"][:2]
        return [longitude, latitude]
    if columns == ("wkt",):
        return [shapely.to_wkt(shapely.from_geojson(orjson.dumps(geometry)), trim=True)]
    return []


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if isinstance(value, str) else value
