"""Filter expressions: a small frozen tree that every store can evaluate.

Nulls follow SQL and CQL2 (OGC 21-065r2 section 6.2): a comparison with null is unknown, ``Not`` of
unknown is unknown, and a row is selected only where the whole is true. On a ``;`` list field each
comparison asks whether one of the parts fulfils it. A ``fold`` (``geo.operands``) is what the
texts of the field are freed of before they are compared; the values given are not changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from geo.operands import GEOMETRY, Fold, Operand, Property, Value, properties

Operator = Literal["=", "<>", "<", "<=", ">", ">="]
SpatialOperator = Literal[
    "intersects", "disjoint", "equals", "touches", "crosses", "overlaps", "within", "contains"
]
TemporalOperator = Literal[
    "after", "before", "contains", "disjoint", "during", "equals", "finishedby", "finishes",
    "intersects", "meets", "metby", "overlappedby", "overlaps", "startedby", "starts",
]  # fmt: skip
ListOperator = Literal["equals", "contains", "containedby", "overlaps"]


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
class Spatial:
    """The geometry stands in this relation to another, given as WKB; None: to itself.

    Degrees, WGS 84, compared in the plane as OGC 06-103r4 section 6.1.15 defines. A record of
    precision >= 4 is its footprint. Unknown where a record has no geometry.
    """

    operator: SpatialOperator
    wkb: bytes | None


@dataclass(frozen=True, slots=True)
class Span:
    """The time from one operand to the other, both included; None is open. An instant has one."""

    start: Operand | None
    end: Operand | None

    @property
    def ends(self) -> tuple[Operand, ...]:
        """Those ends that are not open."""
        return tuple(end for end in (self.start, self.end) if end is not None)


@dataclass(frozen=True, slots=True)
class Temporal:
    """The first span stands in this relation to the second (OGC 21-065r2 tables 8 and 9).

    Compared in days where any of the four ends is one, else in instants. A field that is null makes
    the whole unknown: only a span's None is open.
    """

    operator: TemporalOperator
    left: Span
    right: Span


@dataclass(frozen=True, slots=True)
class Lists:
    """The parts of a ``;`` list field, as a set, to given ones or to those of another field."""

    operator: ListOperator
    field: str
    other: tuple[str, ...] | Property


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
Leaf = Simple | IsNull | Relation | Spatial | Temporal | Lists | Absent | Always
Expression = Leaf | Not | And | Or


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """What is joined by AND, or by OR, however it was bracketed; else the condition alone."""
    if not isinstance(expression, And | Or):
        return (expression,)
    kind = type(expression)
    return tuple(
        part
        for one in expression.parts
        for part in (parts_of(one) if isinstance(one, kind) else (one,))
    )


def clauses(expression: Expression | None) -> tuple[Expression, ...]:
    """The conditions that must all hold, however they were bracketed; none where there is none."""
    if expression is None:
        return ()
    return (expression,) if isinstance(expression, Or) else parts_of(expression)


def names(leaf: Leaf) -> Iterable[str]:
    """The fields a leaf is about, ``id`` and ``geometry`` among them."""
    match leaf:
        case Always():
            found: list[str] = []
        case Spatial():
            found = [GEOMETRY]
        case Lists(_, field, other):
            found = [field, *(properties(other) if isinstance(other, Property) else ())]
        case Relation() | Temporal() | Absent():
            found = [name for one in _operands(leaf) for name in properties(one)]
        case _:
            found = [leaf.field]
    return found


def _operands(leaf: Relation | Temporal | Absent) -> Iterable[Operand]:
    match leaf:
        case Relation(_, left, right):
            return (left, right)
        case Temporal(_, first, second):
            return (*first.ends, *second.ends)
        case Absent(operand):
            return (operand,)


def sets_compare(operator: ListOperator, left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether two sets stand in the relation: OGC 21-065r2 /req/array-functions."""
    match operator:
        case "equals":
            return left == right
        case "contains":
            return left >= right
        case "containedby":
            return left <= right
        case "overlaps":
            return bool(left & right)
