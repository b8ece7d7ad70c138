"""Boxes and reference systems of a call, as values that every store understands."""

from collections.abc import Mapping, Sequence

from geo import crs
from geo.crs import Crs
from geo.expressions import And, Expression, IsNull, Or, Spatial, clauses
from geo.operands import GEOMETRY
from geo.query import BBox
from geo.schema.model import LayerSchema


def system(given: Mapping[str, str], name: str) -> Crs:
    """The system a parameter names, WGS 84 longitude, latitude without it. Raises RequestError."""
    return crs.system(given[name], name) if name in given else crs.CRS84


def box(given: Mapping[str, str]) -> BBox | None:
    """The box in degrees around ``bbox``, None without it. Raises RequestError."""
    found = system(given, "bbox-crs")
    return crs.box(given["bbox"], found) if "bbox" in given else None


def inside(
    given: Mapping[str, str], expression: Expression | None, schemas: Sequence[LayerSchema]
) -> Expression | None:
    """The expression, and where ``bbox`` is no box in degrees, that records lie in it or nowhere.

    Raises RequestError.
    """
    shape = crs.outline(given["bbox"], system(given, "bbox-crs")) if "bbox" in given else None
    if shape is None or not any(schema.geometry_types for schema in schemas):
        return expression
    clause = Or((Spatial("intersects", shape), IsNull(GEOMETRY)))
    return And((*clauses(expression), clause))
