"""Hypothesis strategies: any question a layer can be asked.

Layers go by name, for Hypothesis prints what it draws from, and a whole schema is a long text.
"""

from datetime import date

from hypothesis import strategies as st

from geo.filters import And, Between, Compare, In, IsNull, Like, Not, Or
from geo.query import BBox, Interval, Query, Sort
from geo.schema import SCHEMAS

TEXTS = ["", "a", "b", "ab", "é", "Ménaka", "Tombouctou", "poste", "zzz", "src-press", "a;b"]
PATTERNS = [
    "%",
    "_",
    "%a%",
    "M_naka",
    "100\\%%",
    "under\\_score",
    "%é%",
    "back\\\\slash",
    "",
    "%\\",
]
DAYS = st.dates(date(1960, 1, 1), date(2026, 12, 31))
OPERATORS = ["=", "<>", "<", "<=", ">", ">="]


def value(field, *, coded):
    if coded and field.codes:
        codes = st.sampled_from(field.codes.values)
        return codes.map(int) if field.kind == "integer" else codes
    match field.kind:
        case "integer" | "number":
            return st.one_of(
                st.integers(-2, 10),
                st.sampled_from([40, 399.5, 32_767, -32_768, 70_000, 2**31, 2**63, 10**30, -1e300]),
            )
        case "boolean":
            return st.booleans()
        case "date":
            return st.one_of(DAYS, DAYS.map(str))
        case _:
            return st.sampled_from(TEXTS)


@st.composite
def leaves(draw, layer):
    fields = SCHEMAS[layer].by_name
    field = fields[draw(st.sampled_from([f.name for f in fields.values() if f.core]))]
    kinds = ["in", "=", "null"]
    kinds += [] if field.kind == "boolean" else ["compare", "between"]
    kinds += ["like"] if field.kind in ("string", "text", "code", "list", "edtf", "uri") else []
    match draw(st.sampled_from(kinds)):
        case "in":
            values = st.lists(value(field, coded=True), min_size=1, max_size=3)
            return In(field.name, tuple(draw(values)))
        case "=":
            return Compare(
                field.name, draw(st.sampled_from(["=", "<>"])), draw(value(field, coded=True))
            )
        case "compare":
            operator = draw(st.sampled_from(OPERATORS[2:]))
            return Compare(field.name, operator, draw(value(field, coded=False)))
        case "between":
            low, high = draw(value(field, coded=False)), draw(value(field, coded=False))
            return Between(field.name, low, high)
        case "like":
            return Like(field.name, draw(st.sampled_from(PATTERNS)))
        case _:
            return IsNull(field.name)


def expressions(layer):
    return st.recursive(
        leaves(layer),
        lambda parts: st.one_of(
            parts.map(Not),
            st.lists(parts, min_size=1, max_size=3).map(lambda p: And(tuple(p))),
            st.lists(parts, min_size=1, max_size=3).map(lambda p: Or(tuple(p))),
        ),
        max_leaves=6,
    )


@st.composite
def boxes(draw):
    lons = st.one_of(
        st.floats(-180, 180, allow_nan=False),
        st.floats(-7, 3, allow_nan=False).map(lambda x: round(x, 1)),
    )
    lats = st.one_of(
        st.floats(-90, 90, allow_nan=False),
        st.floats(8, 21, allow_nan=False).map(lambda y: round(y, 1)),
    )
    south, north = sorted((draw(lats), draw(lats)))
    return BBox(draw(lons), south, draw(lons), north)


@st.composite
def intervals(draw):
    start, end = sorted((draw(DAYS), draw(DAYS)))
    kept = draw(st.sampled_from([(start, end), (start, None), (None, end)]))
    return Interval(*kept)


@st.composite
def queries(draw, layer, ids=()):
    names = [*SCHEMAS[layer].by_name, "id"]
    keys = st.builds(Sort, st.sampled_from(names), st.booleans())
    some_ids = st.lists(st.sampled_from([*ids, "nobody"]), max_size=8).map(tuple)
    return Query(
        bbox=draw(st.none() | boxes()),
        interval=draw(st.none() | intervals()),
        where=draw(st.none() | expressions(layer)),
        ids=draw(st.just(()) | some_ids),
        sort=tuple(draw(st.lists(keys, max_size=2))),
        limit=draw(st.sampled_from([0, 1, 7, 100, 10_000])),
    )
