"""Filter expressions: a small frozen tree that every store can evaluate.

Nulls follow SQL and CQL2 (OGC 21-065r2 section 6.2): a comparison with null is unknown, ``Not`` of
unknown is unknown, and a row is selected only where the whole is true. On a ``;`` list field each
comparison asks whether one of the parts fulfils it. A ``fold`` (``geo.operands``) is what the
texts of the field are freed of before they are compared; the values given are not changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from geo.operands import Fold, Operand, Value, properties

Operator = Literal["=", "<>", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class In:
    """The field has one of the values; for a ``;`` list field: one of its parts does."""

    field: str
    values: tuple[Value, ...]
    fold: Fold = ""


@dataclass(frozen=True, slots=True)
class Compare:
    """The field stands in this relation to the value."""

    field: str
    operator: Operator
    value: Value
    fold: Fold = ""


@dataclass(frozen=True, slots=True)
class Between:
    """The field lies between the two values, both included."""

    field: str
    low: Value
    high: Value
    fold: Fold = ""


@dataclass(frozen=True, slots=True)
class Like:
    """The text matches the pattern: ``%`` any run, ``_`` any one character, backslash escapes."""

    field: str
    pattern: str
    fold: Fold = ""


@dataclass(frozen=True, slots=True)
class IsNull:
    """The field has no value; never unknown. ``geometry`` stands for the geometry."""

    field: str


@dataclass(frozen=True, slots=True)
class Relation:
    """The two operands stand in this relation; texts by code point, days with instants by day."""

    operator: Operator
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Absent:
    """The operand has no value; never unknown."""

    operand: Operand


@dataclass(frozen=True, slots=True)
class Always:
    """True for every record, or false for every record."""

    value: bool


@dataclass(frozen=True, slots=True)
class Not:
    """The part is false."""

    part: "Expression"


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple["Expression", ...]


Simple = In | Compare | Between | Like
Leaf = Simple | IsNull | Relation | Absent | Always
Expression = Leaf | Not | And | Or


def names(leaf: Leaf) -> Iterable[str]:
    """The fields a leaf is about, ``id`` and ``geometry`` among them."""
    match leaf:
        case Always():
            return ()
        case Relation(_, left, right):
            return (*properties(left), *properties(right))
        case Absent(operand):
            return properties(operand)
        case _:
            return (leaf.field,)
