"""OGC Common Query Language (CQL2, OGC 21-065r2), as text or JSON, to a filter expression.

``read`` makes one tree of both encodings, within limits; ``expression`` binds it to a layer.
"""

from geo.cql2.limits import DEEPEST, MOST_CHARACTERS, MOST_COORDINATES, MOST_NODES
from geo.cql2.reading import LANGUAGES, Language, Tree, clauses, fields, read
from geo.cql2.systems import in_degrees
from geo.cql2.tree import expression
from geo.cql2.writing import written

__all__ = [
    "DEEPEST",
    "LANGUAGES",
    "MOST_CHARACTERS",
    "MOST_COORDINATES",
    "MOST_NODES",
    "Language",
    "Tree",
    "clauses",
    "expression",
    "fields",
    "in_degrees",
    "read",
    "written",
]
