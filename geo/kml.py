"""Features as OGC KML 2.2 (OGC 07-147r2), for earth viewers."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry, BaseMultipartGeometry

from geo.crs import CRS84
from geo.errors import RequestError
from geo.export import ID, Export
from geo.schema.model import Kind, Language, LayerSchema

AREA = 4  # from this precision on, a record's point stands for an area (schema: geo_precision)
STANDS_FOR_AREA: Mapping[Language, str] = {
    "en": "Known only to an area; this point stands for it.",
    "fr": "Connu seulement à une zone près, que ce point représente.",
}
# OGC 07-147r2 section 9.9: the types a SimpleField may have.
_TYPES: Mapping[Kind, str] = {"integer": "int", "number": "double", "boolean": "bool"}
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_kml(export: Export) -> Iterator[bytes]:
    """The features as Placemarks in WGS 84: fields as SimpleData, days as TimeSpan.

    A null has no SimpleData. A point that stands for an area says so in its description.
    Raises RequestError for another reference system: KML knows one (section 5.4).
    """
    if export.crs is not CRS84:
        raise RequestError("crs", export.crs.uri, "KML has no other system", [CRS84.uri])
    return _pieces(export)


def _pieces(export: Export) -> Iterator[bytes]:
    yield "".join(_head(export)).encode()
    for rows, shapes in export.parsed():
        yield "".join(
            _placemark(row, shape, export) for row, shape in zip(rows, shapes, strict=True)
        ).encode()
    yield b"</Document>\n</kml>\n"


def _head(export: Export) -> Iterator[str]:
    schema, language = export.schema, export.language
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n'
    yield f'<Document id="{schema.name}"><name>{_text(schema.title(language))}</name>\n'
    yield f'<Schema name="{schema.name}" id="{_schema_id(schema)}">'
    yield f'<SimpleField type="string" name="{ID}"/>'
    for field in export.fields:
        kind = _TYPES.get(field.kind, "string")
        title = f"<displayName>{_text(field.title(language))}</displayName>"
        yield f'<SimpleField type="{kind}" name="{field.name}">{title}</SimpleField>'
    yield "</Schema>\n"


def _schema_id(schema: LayerSchema) -> str:
    return f"{schema.name}.fields"


def _placemark(row: Mapping[str, Any], shape: BaseGeometry | None, export: Export) -> str:
    values = row["properties"]
    names = (f"name_{export.language}", "name_en", "name", "title")
    name = next((values[one] for one in names if values.get(one)), row[ID])
    # GDAL takes the attribute for the field ``id``, and makes it null where there is none.
    parts = [f'<Placemark id="{_quoted(row[ID])}"><name>{_text(str(name))}</name>']
    if shape is not None and shape.geom_type == "Point" and _only_area(values):
        parts.append(f"<description>{_text(STANDS_FOR_AREA[export.language])}</description>")
    parts.append(_span(values.get("date_start"), values.get("date_end")))
    parts.append(f'<ExtendedData><SchemaData schemaUrl="#{_schema_id(export.schema)}">')
    parts.append(_datum(ID, row[ID]))
    for field in export.fields:
        if values.get(field.name) is not None:
            parts.append(_datum(field.name, values[field.name]))
    parts.append("</SchemaData></ExtendedData>")
    if shape is not None:
        parts.extend(_geometry(shape))
    parts.append("</Placemark>\n")
    return "".join(parts)


def _only_area(values: Mapping[str, Any]) -> bool:
    return (values.get("geo_precision") or 0) >= AREA


def _span(start: str | None, end: str | None) -> str:
    begins = f"<begin>{_text(start)}</begin>" if start else ""
    ends = f"<end>{_text(end)}</end>" if end else ""
    return f"<TimeSpan>{begins}{ends}</TimeSpan>" if begins or ends else ""


def _datum(name: str, value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'<SimpleData name="{name}">{_text(text)}</SimpleData>'


def _text(text: str) -> str:
    """The text as XML's character data; what XML 1.0 cannot hold becomes U+FFFD."""
    safe = html.escape(_NOT_XML.sub("\ufffd", text), quote=False)
    return safe.replace("\r", "&#13;")  # else a reader turns it into a line feed


def _quoted(text: str) -> str:
    """The text as XML's attribute value in double quotes."""
    safe = _text(text).replace('"', "&quot;")
    return safe.replace("\t", "&#9;").replace("\n", "&#10;")


def _geometry(shape: BaseGeometry) -> Iterator[str]:
    match shape:
        case Polygon():
            yield f"<Polygon><outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>"
            for ring in shape.interiors:
                yield f"<innerBoundaryIs>{_ring(ring)}</innerBoundaryIs>"
            yield "</Polygon>"
        case BaseMultipartGeometry():
            yield "<MultiGeometry>"
            for part in shape.geoms:
                yield from _geometry(part)
            yield "</MultiGeometry>"
        case _:  # a point or a line
            kind = shape.geom_type
            yield f"<{kind}>{_coordinates(shape)}</{kind}>"


def _ring(ring: BaseGeometry) -> str:
    return f"<LinearRing>{_coordinates(ring)}</LinearRing>"


def _coordinates(shape: BaseGeometry) -> str:
    places: NDArray[np.float64] = shapely.get_coordinates(shape)
    return f"<coordinates>{' '.join(_pairs(places.tolist()))}</coordinates>"


def _pairs(places: Iterable[list[float]]) -> Iterator[str]:
    for x, y in places:
        yield f"{x!r},{y!r}"
