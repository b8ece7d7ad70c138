"""CQL2 text is what the ``cql2`` parser says it is, and is read in bounded time whatever it is."""

import json
import time
from contextlib import suppress

import cql2 as parser
import cql2_trees
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo import cql2
from geo.cql2 import text
from geo.errors import FilterError

SLOW = 1.0  # seconds


def flat(node):
    """The tree without what brackets alone make of it.

    No ``and`` holds an ``and``, no ``or`` an ``or``; a list of one text is as good as the text.
    """
    if isinstance(node, list):
        return [flat(one) for one in node]
    if not isinstance(node, dict):
        return node
    found = {name: flat(value) for name, value in node.items()}
    if str(found.get("op")).startswith("a_"):
        args = found["args"]
        found["args"] = [one[0] if isinstance(one, list) and len(one) == 1 else one for one in args]
    if found.get("op") in ("and", "or"):
        parts = []
        for one in found["args"]:
            same = isinstance(one, dict) and one.get("op") == found["op"]
            parts += one["args"] if same else [one]
        found["args"] = parts
    return found


@given(cql2_trees.trees("attacks"))
@settings(max_examples=300)
def test_groups_parsed_apart_are_the_whole_parsed_at_once(tree):
    written = parser.Expr(tree).to_text()
    assert flat(text.parse(written, "filter")) == flat(parser.parse_text(written).to_json())


@pytest.mark.parametrize(
    "written",
    [
        "a=1", "a = 'it''s'", "a = ''", "a=''''", "((a=1))", "(a)=(1)", "(a=1)and(b=2)",
        "NOT(NOT(a=1))", "-(a)=1", "a=-(1+2)*(3-b)", "a in((1),(2))", "a IN ('x')",
        "casei(a)in(casei('x'))", "a between (1) and (2) and (b=1) or (c=(1))", "a IS  NOT\nNULL",
        "1 div (a div (b))=0", "div(a, div(2, b)) = 1", "a='(' and b=')'", 'a="b("', '"a b" = 1',
        "S_INTERSECTS(geometry,POINT (1 2))", "S_INTERSECTS(geometry,POINT Z (1 2 3))",
        "S_WITHIN(g,MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5))))",
        "S_TOUCHES(g,GEOMETRYCOLLECTION(POINT(1 2),MULTILINESTRING((0 0,1 1))))",
        "S_INTERSECTS(g,BBOX(1,-2,3,4))", "A_CONTAINS(a,('x','y'))", "A_CONTAINS(a,('x'))",
        "T_DURING(INTERVAL(a,'..'),INTERVAL('2020-01-01','..'))", "é.x:y = DATE('2020-01-01')",
        "a in (f(1,2),(3))", "a NOT IN (1,2)", "a=1 or b=2 and not c=3", "TRUE", "a LIKE '100\\%'",
    ],
)  # fmt: skip
def test_what_is_written_by_hand(written):
    assert flat(text.parse(written, "filter")) == flat(parser.parse_text(written).to_json())


def test_numbers_may_begin_with_the_point():
    """OGC 21-065r2 annex B, unsignedNumericLiteral."""
    assert cql2.read("a > .5 and b < -.25e1") == cql2.read("a > 0.5 and b < -0.25e1")
    point = cql2.read("S_INTERSECTS(g, POINT(.5 -.5))")["args"][1]
    assert point["coordinates"] == [0.5, -0.5]
    for wrong in ("a > .", "a > .x", "a > ..5"):
        with pytest.raises(FilterError):
            cql2.read(wrong)


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("it''s", "it's"), ("it\\'s", "it's"), ("", ""), ("\\'", "'"), ("''", "'"), ("''''", "''"),
        ("\\a\\b\\t\\n\\v\\f\\r", "\a\b\t\n\v\f\r"), ("100\\%\\_", "100\\%\\_"), ("a\\\\b", "a\\b"),
        ("\\\\n", "\\n"), ("a\nb", "a\nb"), ('"(\\\',)', '"(\',)'),
    ],
)  # fmt: skip
def test_escapes(literal, value):
    assert cql2.read(f"(a = '{literal}')")["args"][1] == value


HOSTILE = [
    "(" * 300, "(" * 45 + "a=1 b" + ")" * 45, "NOT (" * 45, "-(" * 45 + "a b" + ")" * 45,
    "a in (" * 45, "(1," * 45 + "a b" + ")" * 45, "(1," * 4 + "a=1 and " * 600 + "x" + ")" * 4,
    "div(1," * 40 + "1 1" + ")" * 40, "1 div (1," * 40 + "1 1" + ")" * 40,
    "POLYGON(" * 40 + "x" + ")" * 40, "f(" * 2_000 + "a" + ")" * 2_000, "f(" * 5_000,
    "NOT " * 2_400 + "a=1", "a=" + "-" * 9_990 + "a", "a=" + "+" * 9_990 + "a",
    "a=" + "a+" * 4_990 + "a", "a=" + "2^" * 4_990 + "a", "a=1 or " * 1_400 + "a=1",
    "a in (" + "1," * 4_990 + "1)", "a='" + "'" * 9_990, '"' * 9_999, "'" * 9_999, ")" * 9_999,
    "a=" + "1" * 9_990, "a=" + "é" * 9_990, " " * 9_999, "," * 9_999, "a=1" + "\n" * 9_990,
    "((a=1)" * 1_500, "casei(" * 45 + "(" * 4, "between " * 1_200, "a is null " * 900,
]  # fmt: skip


@pytest.mark.parametrize("given", HOSTILE, ids=lambda given: f"{given[:20]!r}")
def test_no_text_takes_long(given):
    started = time.perf_counter()
    with suppress(FilterError):
        cql2.read(given)
    assert time.perf_counter() - started < SLOW


@pytest.mark.parametrize(
    ("given", "value", "reason"),
    [
        ("", "", "is empty"),
        (" \n", " \n", "is empty"),
        ("a = 1 b", "b", "cannot be read"),
        ("a = 1 AND", "a = 1 AND", "ends too early"),
        ("(a = 1 b)", "b", "cannot be read"),
        ("(a = 1) x = (b = 2)", "x = (...)", "cannot be read"),
        ("a = 1; DROP TABLE attacks", "; DROP TABLE attacks", "cannot be read"),
        ("(a = 1", "(", "not closed"),
        ("a = 1)", ")", "not opened"),
        ("a = 'x", "'x", "a quote is not closed"),
        ('"a = 1', '"a = 1', "a quote is not closed"),
        ("a = \x01", "a = \x01", "control character"),
        ("(" * 51 + "a=1" + ")" * 51, "...", "more than 50 deep"),
        ("NOT " * 51 + "a=1", "...", "more than 50 deep"),
        ("a=" + "+".join("a" * 60), "...", "more than 50 deep"),
        ("a=1 or " * 1_400 + "a=1", "...", "more than 3000 parts"),
        ("a" * 10_001, "a" * 200, "longer than 10000"),
        ("S_INTERSECTS(g, POINT EMPTY)", "S_INTERSECTS(g, POINT EMPTY)", "position"),
        ("a = '\ud800'", "a = '\ud800'", "surrogates"),
    ],
)
def test_a_refusal_says_where_and_why(given, value, reason):
    with pytest.raises(FilterError, match=reason) as caught:
        cql2.read(given)
    assert (caught.value.parameter, caught.value.value) == ("filter", value)


PIECES = [
    "a", "1", "'x'", "''", "'", '"', "(", ")", ",", "=", "<>", "-", "+", "*", "/", "^", "%", " ",
    "\n", " and ", " or ", "not ", " in ", " like ", " between ", " is null", " div ", "casei(",
    "f(", "point(1 2)", "POLYGON((", "interval('..',", "date('2020-01-01')", "bbox(1,2,3,4)", "é",
    "null", "true", ";", "--", "\\", "%00", "\u202e", "\U0001f600", "..", "1e999", "0x1", "[", "]",
    "{",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@example("a between 1 and")
@settings(max_examples=500)
def test_any_text_is_read_or_refused(given):
    try:
        tree = cql2.read(given)
    except FilterError:
        return
    json.dumps(tree)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("{", "not valid JSON"),
        ('{"op":"=","args":[NaN,1]}', "not valid JSON"),
        ('{"a":' * 1_500 + "1" + "}" * 1_500, "not valid JSON"),
        ("[" * 200 + "1" + "]" * 200, "more than 50 deep"),
        ("[" + "1," * 4_000 + "1]", "more than 3000 parts"),
        ('"' + "a" * 10_000 + '"', "longer than 10000"),
    ],
)
def test_json_has_the_same_limits(given, reason):
    with pytest.raises(FilterError, match=reason):
        cql2.read(given, "cql2-json")
