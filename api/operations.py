"""One operation of the OpenAPI document: its parameters, and what it may answer."""

from collections.abc import Iterable, Mapping
from typing import Any

from api import tilematrix
from api.http import (
    BIBTEX,
    CSL,
    CSV,
    FIGURES,
    FILES,
    HTML,
    JSONSEQ,
    KML,
    LATEX,
    MARKDOWN,
    MVT,
    REPORTS,
    RIS,
    SCRIPT,
    SVG,
    TYPST,
    Offer,
)

Document = dict[str, Any]

FAILURES = {
    "400": "A parameter is unknown or its value is wrong.",
    "404": "What was asked for is not here.",
    "406": "No format of the answer is acceptable.",
    "414": "The address is too long.",
    "431": "The headers are too large.",
    "500": "Something went wrong on our side.",
    "503": "Too many figures are asked for at once, or this one takes too long to draw.",
    "501": "A format that a standard knows and that is not written here.",
}
_FORMATS = "f."  # begins the name of a parameter f, which its values follow


def reference(name: str) -> Document:
    """A reference to a parameter of the document."""
    return {"$ref": f"#/components/parameters/{name}"}


def get(
    summary: str,
    offers: Iterable[Offer],
    names: Iterable[str],
    fields: Iterable[Document] = (),
    path: Iterable[str] = (),
) -> Document:
    """A path that is read by GET; ``names`` and ``fields`` are its parameters."""
    offered = tuple(offers)
    named = {"f": _FORMATS + ".".join(dict.fromkeys(offer.f for offer in offered))}
    parameters: list[Document] = [_path_parameter(name) for name in path]
    parameters += [reference(named.get(name, name)) for name in names]
    parameters += fields
    content = {offer.media_type: {"schema": _content_schema(offer)} for offer in offered}
    responses: Document = {"200": {"description": summary, "content": content}}
    responses["304"] = {"description": "The client has it already."}
    responses |= {status: {"$ref": f"#/components/responses/{status}"} for status in FAILURES}
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


def formats(paths: Document) -> Mapping[str, list[str]]:
    """What ``f`` may be, by the name of the parameter: one for each set that a path offers."""
    names = {
        one["$ref"].split("/")[-1]
        for item in paths.values()
        for one in item["get"]["parameters"]
        if "$ref" in one
    }
    return {
        name: name.removeprefix(_FORMATS).split(".")
        for name in sorted(names)
        if name.startswith(_FORMATS)
    }


def _content_schema(offer: Offer) -> Mapping[str, Any]:
    if offer in (HTML, CSV, JSONSEQ, KML, BIBTEX, RIS, SCRIPT, SVG, MARKDOWN, LATEX, TYPST):
        return {"type": "string"}
    if offer is CSL:
        return {"type": "array", "items": {"type": "object"}}
    binary = offer in (MVT, *FILES, *FIGURES, *REPORTS)
    return {"type": "string", "format": "binary"} if binary else {"type": "object"}


def _path_parameter(name: str) -> Document:
    """As OGC 20-057 /req/core/tc-tilematrix-definition and those after it have tiles' numbers."""
    number = name in ("z", "x", "y", "tileRow", "tileCol")
    schema: Document = {"type": "integer", "minimum": 0} if number else {"type": "string"}
    if name == "format":
        schema["enum"] = [offer.f for offer in REPORTS]
    if name == "tileMatrix":
        schema["enum"] = [one["tileMatrix"] for one in tilematrix.limits()]
    return {"name": name, "in": "path", "required": True, "schema": schema}
