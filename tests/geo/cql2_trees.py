"""Hypothesis strategies: any CQL2 filter a layer can answer, in the JSON encoding."""

from datetime import date
from functools import cache

from hypothesis import strategies as st

from geo.schema import SCHEMAS

WORDS = [
    "", "a", "b", "ab", "é", "Ménaka", "ménaka", "MENAKA", "Tombouctou", "poste", "zzz",
    "src-press", "it's", 'say "no"', "Straße", "100% sûr", "naïve", "ΜΆΙΟΣ", "a;b", "Zoe\u0301",
]  # fmt: skip
PATTERNS = [
    "%",
    "_",
    "%a%",
    "M_naka",
    "100\\%%",
    "under\\_score",
    "%é%",
    "%menaka%",
    "",
    "%STRASSE%",
]
COMPARISONS = ["=", "<>", "<", "<=", ">", ">="]
SIGNS = ["+", "-", "*", "/", "%", "div"]
DAYS = st.dates(date(1960, 1, 1), date(2026, 12, 31)).map(str)
INSTANTS = st.builds("{}T{:02}:30:00Z".format, DAYS, st.integers(0, 23))
FOR_INSTANTS = ["t_after", "t_before", "t_disjoint", "t_equals", "t_intersects"]
FOR_INTERVALS = [
    *FOR_INSTANTS, "t_contains", "t_during", "t_finishedby", "t_finishes", "t_meets", "t_metby",
    "t_overlaps", "t_overlappedby", "t_startedby", "t_starts",
]  # fmt: skip
SETS = ["a_equals", "a_contains", "a_containedby", "a_overlaps"]
PLACES = [
    "s_intersects", "s_disjoint", "s_equals", "s_touches", "s_crosses", "s_overlaps", "s_within",
    "s_contains",
]  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-3, 12), st.sampled_from([0.5, 40, 399.5, 32_767, 70_000, -1e300, 1e-7])
)


def op(name, *args):
    return {"op": name, "args": list(args)}


def prop(name):
    return {"property": name}


def fields(layer, *kinds):
    return [f for f in SCHEMAS[layer].fields if f.core and f.kind in kinds]


def texts(layer):
    """Fields of texts, and what they may be compared with."""
    plain = [f for f in fields(layer, "string", "text", "edtf", "uri", "list") if not f.codes]
    return st.sampled_from([*(f.name for f in plain), "id"])


def folds(node):
    return st.sampled_from([
        node, op("casei", node), op("accenti", node), op("casei", op("accenti", node)),
        op("accenti", op("casei", node)),
    ])  # fmt: skip


@st.composite
def text_leaves(draw, layer):
    name = draw(texts(layer))
    left = draw(folds(prop(name)))
    words = st.sampled_from(WORDS).flatmap(folds)
    match draw(st.sampled_from(["compare", "in", "like", "null", "mirrored"])):
        case "compare":
            return op(draw(st.sampled_from(COMPARISONS)), left, draw(words))
        case "mirrored":
            return op(draw(st.sampled_from(COMPARISONS)), draw(words), left)
        case "in":
            return op("in", left, draw(st.lists(words, min_size=1, max_size=3)))
        case "like":
            return op("like", left, draw(st.sampled_from(PATTERNS).flatmap(folds)))
        case _:
            return op("isNull", prop(name))


@st.composite
def code_leaves(draw, layer):
    field = draw(st.sampled_from([f for f in fields(layer, "code", "integer") if f.codes]))
    codes = st.sampled_from(field.codes.values)
    codes = codes.map(int) if field.kind == "integer" else codes
    if draw(st.booleans()):
        return op("in", prop(field.name), draw(st.lists(codes, min_size=1, max_size=3)))
    return op(draw(st.sampled_from(["=", "<>"])), prop(field.name), draw(codes))


@st.composite
def number_leaves(draw, layer):
    names = st.sampled_from([f.name for f in fields(layer, "integer", "number") if not f.codes])
    some = st.one_of(names.map(prop), NUMBERS)
    sums = some
    for _ in range(2):
        sums = st.one_of(some, st.builds(op, st.sampled_from(SIGNS), sums, some))
    power = st.builds(op, st.just("^"), names.map(prop), st.integers(0, 3))
    one = st.one_of(names.map(prop), sums, power)
    match draw(st.sampled_from(["compare", "compare", "between", "in", "null"])):
        case "compare":
            return op(draw(st.sampled_from(COMPARISONS)), draw(one), draw(one))
        case "between":
            return op("between", draw(one), draw(some), draw(some))
        case "in":
            return op("in", draw(one), draw(st.lists(some, min_size=1, max_size=3)))
        case _:
            return op("isNull", draw(sums))


@st.composite
def moment_leaves(draw, layer):
    dates = st.sampled_from([f.name for f in fields(layer, "date", "datetime")]).map(prop)
    literals = st.one_of(
        DAYS.map(lambda text: {"date": text}), INSTANTS.map(lambda text: {"timestamp": text})
    )
    one = st.one_of(dates, literals)
    if draw(st.booleans()):
        return op(draw(st.sampled_from(COMPARISONS)), draw(dates), draw(one))
    ends = st.one_of(dates, st.just(".."))
    bare = st.one_of(DAYS, INSTANTS).flatmap(
        lambda text: st.sampled_from([[text, ".."], ["..", text]])
    )
    pairs = st.tuples(DAYS, DAYS).map(sorted)
    intervals = st.one_of(
        st.tuples(ends, ends).map(list),
        bare,
        pairs,
        st.just([prop("date_start"), prop("date_end")]),
    ).map(lambda pair: {"interval": pair})
    if draw(st.booleans()):
        return op(draw(st.sampled_from(FOR_INTERVALS)), draw(intervals), draw(intervals))
    sides = st.one_of(one, intervals)
    return op(draw(st.sampled_from(FOR_INSTANTS)), draw(sides), draw(sides))


@st.composite
def list_leaves(draw, layer):
    names = st.sampled_from([f.name for f in fields(layer, "list")]).map(prop)
    values = st.sampled_from([*WORDS, "b c"])
    given = st.lists(values, min_size=1, max_size=3)
    sides = draw(st.sampled_from([(names, given), (given, names), (names, names), (given, given)]))
    return op(draw(st.sampled_from(SETS)), *(draw(side) for side in sides))


@st.composite
def place_leaves(draw, layer):
    del layer  # each has a geometry
    literal = draw(geometries())
    sides = [prop("geometry"), literal]
    match draw(st.sampled_from(["left", "right", "null", "itself"])):
        case "null":
            return op("isNull", prop("geometry"))
        case "itself":
            sides = [prop("geometry"), prop("geometry")]
        case "right":
            sides.reverse()
    return op(draw(st.sampled_from(PLACES)), *sides)


@st.composite
def geometries(draw):
    lon, lat = st.integers(-12, 14), st.integers(8, 24)
    x, y, w, h = draw(lon), draw(lat), draw(st.integers(1, 9)), draw(st.integers(1, 9))
    ring = [[x, y], [x + w, y], [x + w, y + h], [x, y + h], [x, y]]
    line = [[x, y], [x + w, y + h], [x + w, y - 1]]
    point = {"type": "Point", "coordinates": [x, y]}
    polygon = {"type": "Polygon", "coordinates": [ring]}
    far = [[[p + 40, q] for p, q in ring]]
    return draw(st.sampled_from([
        point, polygon, {"type": "LineString", "coordinates": line},
        {"type": "MultiPoint", "coordinates": line},
        {"type": "MultiLineString", "coordinates": [line, ring[:2]]},
        {"type": "MultiPolygon", "coordinates": [[ring], far]},
        {"bbox": [x, y, x + w, y + h]}, {"bbox": [x + 165, y, x, y + h]},
        {"type": "GeometryCollection", "geometries": [
            {"type": "Point", "coordinates": [x - 20, y]}, polygon]},
    ]))  # fmt: skip


@st.composite
def flag_leaves(draw, layer):
    names = [f.name for f in fields(layer, "boolean")]
    if not names:
        return draw(st.booleans())
    name = prop(draw(st.sampled_from(names)))
    return op(draw(st.sampled_from(COMPARISONS)), name, draw(st.booleans()))


@cache
def trees(layer):
    kinds = (text_leaves, number_leaves, code_leaves, moment_leaves, list_leaves, place_leaves)
    leaves = st.one_of(*(kind(layer) for kind in (*kinds, flag_leaves)), st.booleans())
    return st.recursive(
        leaves,
        lambda parts: st.one_of(
            parts.map(lambda part: op("not", part)),
            st.lists(parts, min_size=2, max_size=3).map(lambda some: op("and", *some)),
            st.lists(parts, min_size=2, max_size=3).map(lambda some: op("or", *some)),
        ),
        max_leaves=5,
    )
