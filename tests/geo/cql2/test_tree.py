"""What expression a filter becomes, and why others are refused."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import cql2
from geo.errors import FilterError
from geo.expressions import Span
from geo.filters import (
    Absent,
    Always,
    And,
    Between,
    Compare,
    In,
    IsNull,
    Like,
    Lists,
    Not,
    Or,
    Relation,
    Spatial,
    Temporal,
)
from geo.operands import Arithmetic, Constant, Property
from geo.schema import SCHEMAS

ATTACKS = SCHEMAS["attacks"]
POINT = shapely.to_wkb(shapely.Point(-3, 16))
BEST, DAY, LAST = Property("fatalities_best"), Property("date_start"), Property("date_end")
NEW_YEAR = Constant(date(2020, 1, 1))


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("event_type = 'Battles'", In("event_type", ("Battles",))),
        ("'Battles' <> event_type", Not(In("event_type", ("Battles",)))),
        ("event_type = 'foo'", In("event_type", ("foo",))),
        ("civilian_targeting < TRUE", Compare("civilian_targeting", "<", True)),
        ("fatalities_best >= 10", Compare("fatalities_best", ">=", 10)),
        ("10 > fatalities_best", Compare("fatalities_best", "<", 10)),
        ("fatalities_best BETWEEN 1 AND 2.5", Between("fatalities_best", 1, 2.5)),
        ("geo_precision IN (1, 2)", In("geo_precision", (1, 2))),
        ("country NOT IN ('ML')", Not(In("country", ("ML",)))),
        ("name_en LIKE '100\\%'", Like("name_en", "100\\%")),
        ("CASEI(name_en) = CASEI('Straße')", In("name_en", ("strasse",), "case")),
        (
            "ACCENTI(CASEI(name_fr)) LIKE CASEI(ACCENTI('%MÉNAKA%'))",
            Like("name_fr", "%menaka%", "both"),
        ),
        ("fatalities_best IS NULL", IsNull("fatalities_best")),
        ("geometry IS NOT NULL", Not(IsNull("geometry"))),
        ("id = 'x'", In("id", ("x",))),
        ("civilian_targeting = TRUE", In("civilian_targeting", (True,))),
        ("date_start > DATE('2020-01-01')", Compare("date_start", ">", date(2020, 1, 1))),
        ("date_start > '2020-01-01'", Compare("date_start", ">", date(2020, 1, 1))),
        (
            "date_start = TIMESTAMP('2019-12-31T23:30:00-02:00')",
            In("date_start", (date(2020, 1, 1),)),
        ),
        ("updated_at > DATE('2020-01-01')", Relation(">", Property("updated_at"), NEW_YEAR)),
        ("fatalities_low < fatalities_best", Relation("<", Property("fatalities_low"), BEST)),
        (
            "fatalities_best * 2 > 10",
            Relation(">", Arithmetic("*", BEST, Constant(2)), Constant(10)),
        ),
        ("fatalities_best / 0 IS NULL", Absent(Arithmetic("/", BEST, Constant(0)))),
        ("1 = 2 OR TRUE", Or((Relation("=", Constant(1), Constant(2)), Always(True)))),
        ("1 IS NULL", Always(False)),
        ("S_INTERSECTS(geometry, POINT(-3 16))", Spatial("intersects", POINT)),
        ("S_WITHIN(POINT(-3 16), geometry)", Spatial("contains", POINT)),
        ("S_EQUALS(geometry, geometry)", Spatial("equals", None)),
        ("S_DISJOINT(POINT(0 0), POINT(1 1))", Always(True)),
        ("T_AFTER(date_start, DATE('2020-01-01'))",
            Temporal("after", Span(DAY, DAY), Span(NEW_YEAR, NEW_YEAR))),
        (
            "T_INTERSECTS(INTERVAL(date_start, date_end), INTERVAL('2020-01-01', '..'))",
            Temporal("intersects", Span(DAY, LAST), Span(NEW_YEAR, None)),
        ),
        (
            "T_BEFORE(updated_at, TIMESTAMP('2020-01-01T00:00:00Z'))",
            Temporal(
                "before",
                Span(Property("updated_at"), Property("updated_at")),
                Span(*[Constant(datetime(2020, 1, 1, tzinfo=UTC))] * 2),
            ),
        ),
        ("A_CONTAINS(source_ids, ('a', 'b'))", Lists("contains", "source_ids", ("a", "b"))),
        ("A_CONTAINS(('a', 'b'), source_ids)", Lists("containedby", "source_ids", ("a", "b"))),
        (
            "A_OVERLAPS(source_ids, place_name_alt)",
            Lists("overlaps", "source_ids", Property("place_name_alt")),
        ),
        ("A_EQUALS(('a', 'b'), ('b', 'a', 'b'))", Always(True)),
        (
            "fatalities_best > 3 AND NOT (country = 'ML' OR country = 'BF')",
            And((
                Compare("fatalities_best", ">", 3),
                Not(Or((In("country", ("ML",)), In("country", ("BF",))))),
            )),
        ),
    ],
)  # fmt: skip
def test_expressions(text, expression):
    assert cql2.expression(cql2.read(text), ATTACKS) == expression


@pytest.mark.parametrize(
    ("text", "value", "reason", "nearest"),
    [
        ("event_typ = 'Battles'", "event_typ", "no field of this name", "event_type"),
        ("event_type = 'Batles'", "Batles", "not a code", "Battles"),
        ("event_type IN ('Battles', 'Riot')", "Riot", "not a code", "Riots"),
        ("admin_vintage <> 'ml-10'", "ml-10", "not a code", "ml-10r"),
        ("fatalities_best = 'ten'", "ten", "is of kind integer", None),
        ("name_en = 5", "5", "is of kind string", None),
        ("name_en < DATE('2020-01-01')", "2020-01-01", "is of kind string", None),
        ("name_en > TIMESTAMP('2020-01-01T00:00:00Z')", "2020-01-01T00:00:00+00:00", "kind", None),
        ("date_start = '2020'", "2020", "is not a day", None),
        ("date_start = DATE('2020-13-01')", "2020-13-01", "is not a day", None),
        ("date_start < TIMESTAMP('2020-01-01')", "2020-01-01", "is not an instant", None),
        ("fatalities_best = NULL", "null", "IS NULL", None),
        ("fatalities_best = 1e999", "inf", "no finite number", None),
        ("fatalities_best LIKE '1%'", "fatalities_best", "is not text", None),
        ("name_en LIKE name_fr", "name_fr", "needs a text as its pattern", None),
        ("CASEI(fatalities_best) = '1'", "fatalities_best", "is not text", None),
        ("CASEI(1) = '1'", "casei", "needs a text", None),
        ("name_en + 1 = 2", "+", "calculates with text", None),
        ("name_en = fatalities_best", "name_en, fatalities_best", "text with number", None),
        ("source_ids = name_en", "source_ids", "A_CONTAINS", None),
        ("civilian_targeting", "civilian_targeting", "is a field, not a comparison", None),
        ("fatalities_best + 1", "+", "gives a value", None),
        ("'x'", "x", "is not true or false", None),
        ("(fatalities_best = 1) = TRUE", "=", "is no function here", None),
        ("soundex(name_en) = 'x'", "soundex", "is no function here", None),
        ("S_INTERSECT(geometry, POINT(1 1))", "S_INTERSECT", "is no operator", "s_intersects"),
        ("S_INTERSECTS(geometri, POINT(1 1))", "geometri", "no such geometry", "geometry"),
        ("S_INTERSECTS(name_en, POINT(1 1))", "name_en", "no such geometry", None),
        ("S_INTERSECTS(geometry, 'x')", "x", "is not a geometry", None),
        ("S_INTERSECTS(geometry)", "s_intersects", "takes 2 arguments", None),
        ("S_INTERSECTS(geometry, POINT(200 1))", "Point", "longitude, latitude", None),
        ("S_INTERSECTS(geometry, BBOX(1,9,3,4))", "1.0,9.0,3.0,4.0", "south <= north", None),
        ("S_INTERSECTS(geometry, BBOX(1,2))", "1.0,2.0", "4 or 6", None),
        ("S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0)))", "Polygon", "closed", None),
        ("S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0,0 1,0 0)))", "Polygon", "Self-inter", None),
        ("geometry = 'x'", "geometry", "no field of this name", None),
        ("T_AFTER(name_en, DATE('2020-01-01'))", "name_en", "is text, not a day", None),
        ("T_AFTER(date_start, 5)", "5", "not a day or instant", None),
        ("T_DURING(INTERVAL('2020','..'), INTERVAL('..','..'))", "2020", "is not a day", None),
        (
            "T_DURING(INTERVAL('2021-01-01','2020-01-01'), INTERVAL('..','..'))",
            "2021-01-01/2020-01-01", "the start lies after the end", None,
        ),
        ("A_CONTAINS(name_en, ('a'))", "name_en", "is not a list", None),
        ("A_CONTAINS(source_ids, (1, 2))", "1.0", "is not text", None),
        ("A_CONTAINS(source_ids, (('a','b'),'c'))", "a list", "is not a value", None),
    ],
)  # fmt: skip
def test_refusals(text, value, reason, nearest):
    with pytest.raises(FilterError, match=reason) as caught:
        cql2.expression(cql2.read(text), ATTACKS)
    error = caught.value
    assert (error.parameter, error.value, error.nearest) == ("filter", value, nearest)


@pytest.mark.parametrize(
    "tree",
    [
        None, 1, "x", [], {}, {"op": "="}, {"op": "=", "args": "xy"}, {"op": "=", "args": []},
        {"op": 1, "args": []}, {"op": "and", "args": []}, {"op": "not", "args": [True, True]},
        {"op": "=", "args": [{"property": 1}, 1]}, {"op": "=", "args": [{"property": "id"}, None]},
        {"op": "=", "args": [{"property": "id"}, {"date": 1}]}, {"op": "in", "args": [1, []]},
        {"op": "in", "args": [{"property": "id"}, []]}, {"op": "in", "args": [{"property": "id"}]},
        {"op": "like", "args": [{"property": "id"}, 1]}, {"op": "isNull", "args": []},
        {"op": "t_after", "args": [{"interval": [1]}, {"interval": 2}]},
        {"op": "t_after", "args": [{"interval": [1, 2]}, {"interval": ["..", ".."]}]},
        {"op": "s_equals", "args": [{"property": "geometry"}, {"type": "Point"}]},
        {"op": "s_equals", "args": [{"property": "geometry"},
            {"type": "Point", "coordinates": []}]},
        {"op": "s_equals", "args": [{"property": "geometry"},
            {"type": "Point", "coordinates": ["1", {}]}]},
        {"op": "s_equals", "args": [{"property": "geometry"},
            {"type": "Point", "coordinates": [None, 1]}]},
        {"op": "s_equals", "args": [{"property": "geometry"},
            {"type": "Polygon", "coordinates": [[[[[1]]]]]}]},
        {"op": "s_equals", "args": [{"property": "geometry"},
            {"type": "GeometryCollection", "geometries": []}]},
        {"op": "s_equals", "args": [{"property": "geometry"},
            {"type": "Circle", "coordinates": [1, 1]}]},
        {"op": "s_equals", "args": [{"property": "geometry"}, {"bbox": [1, 2, "x", True]}]},
        {"op": "s_equals", "args": [{"property": "geometry"}, {"bbox": []}]},
        {"op": "s_equals", "args": [{"property": "geometry"},
            {"type": "LineString", "coordinates": [[0.001 * i, 0] for i in range(5_001)]}]},
        {"op": "a_equals", "args": [{"property": "source_ids"}, {"property": "name_en"}]},
        {"op": "a_equals", "args": [[{"property": "source_ids"}], [1]]},
    ],
)  # fmt: skip
def test_trees_that_are_none(tree):
    with pytest.raises(FilterError):
        cql2.expression(tree, ATTACKS)


NAMES = ["and", "or", "not", "=", "<", "in", "like", "between", "isNull", "casei", "+", "s_within",
         "t_after", "t_during", "a_overlaps", "nothing"]  # fmt: skip
KEYS = ["op", "args", "property", "date", "timestamp", "interval", "bbox", "type", "coordinates"]
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False),
    st.sampled_from(["", "..", "2020-01-01", "name_en", "fatalities_best", "geometry", "Point"]),
)  # fmt: skip
TREES = st.recursive(
    st.one_of(SCALARS, st.sampled_from(sorted(ATTACKS.by_name)).map(lambda n: {"property": n})),
    lambda part: st.one_of(
        st.lists(part, max_size=3),
        st.builds(lambda n, a: {"op": n, "args": a}, st.sampled_from(NAMES), st.lists(part)),
        st.dictionaries(st.sampled_from(KEYS), part, max_size=2),
    ),
)


@given(TREES)
@settings(max_examples=500)
def test_any_tree_is_an_expression_or_refused(tree):
    with suppress(FilterError):
        cql2.expression(cql2.read(json.dumps(tree), "cql2-json"), ATTACKS)


def test_a_layer_without_geometry_has_none_to_compare():
    for text in ("S_INTERSECTS(geometry, POINT(1 1))", "geometry IS NULL"):
        with pytest.raises(FilterError):
            cql2.expression(cql2.read(text), SCHEMAS["sources"])


def test_clauses_and_fields():
    tree = cql2.read("(name_en = 'x' AND S_INTERSECTS(geometry, POINT(1 1))) AND NOT id = actor_a")
    assert [one["op"] for one in cql2.clauses(tree)] == ["=", "s_intersects", "not"]
    assert cql2.fields(tree) == {"name_en", "geometry", "id", "actor_a"}


@pytest.mark.parametrize(
    ("box", "shape"),
    [
        ("1, 2, 3, 4", "POLYGON ((3 2, 3 4, 1 4, 1 2, 3 2))"),
        ("1, 2, 1, 4", "LINESTRING (1 2, 1 4)"),
        ("1, 2, 3, 2", "LINESTRING (1 2, 3 2)"),
        ("1, 2, 1, 2", "POINT (1 2)"),
        (
            "179, 0, -180, 4",
            "GEOMETRYCOLLECTION (LINESTRING (-180 0, -180 4), "
            "POLYGON ((180 0, 179 0, 179 4, 180 4, 180 0)))",
        ),
    ],
)
def test_a_box_is_an_area_a_line_or_a_point(box, shape):
    found = cql2.expression(cql2.read(f"S_WITHIN(geometry, BBOX({box}))"), ATTACKS)
    assert found.operator == "within"
    got = shapely.from_wkb(found.wkb)
    assert got.geom_type == shapely.from_wkt(shape).geom_type
    assert got.normalize() == shapely.from_wkt(shape).normalize()
