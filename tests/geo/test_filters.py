from datetime import date

import pytest

from geo import filters
from geo.errors import FilterError
from geo.filters import And, Between, Compare, In, IsNull, Like, Not, Or
from geo.schema import SCHEMAS

ATTACKS = SCHEMAS["attacks"]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("event_type", "Battles", "Battles"),
        ("geo_precision", "2", 2),
        ("civilian_targeting", "true", True),
        ("civilian_targeting", "FALSE", False),
        ("civilian_targeting", "1", True),
        ("civilian_targeting", "0", False),
        ("date_start", "2019-11-01", date(2019, 11, 1)),
        ("actor_a", "Front, northern wing", "Front, northern wing"),
        ("source_ids", "src-press", "src-press"),
    ],
)
def test_texts_become_values_of_the_fields_kind(name, text, expected):
    value = filters.value(ATTACKS.by_name[name], text)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("geo_precision", "two"),
        ("geo_precision", ""),
        ("civilian_targeting", "yes"),
        ("civilian_targeting", "2"),
        ("date_start", "2019"),
        ("date_start", "20190101"),
        ("fatalities_best", "1.5"),
        ("fatalities_best", "nan"),
    ],
)
def test_texts_of_another_kind_are_refused(name, text):
    with pytest.raises(FilterError) as caught:
        filters.value(ATTACKS.by_name[name], text, "filter")
    assert caught.value.parameter == "filter"
    assert caught.value.value == text


@pytest.mark.parametrize(
    ("expression", "parameter", "nearest"),
    [
        (In("event_typ", ("Battles",)), "event_typ", "event_type"),
        (In("event_type", ("Batles",)), "event_type", "Battles"),
        (In("confidence", ("High",)), "confidence", "high"),
    ],
)
def test_errors_name_the_field_and_the_nearest(expression, parameter, nearest):
    with pytest.raises(FilterError) as caught:
        filters.check(expression, ATTACKS)
    assert caught.value.parameter == parameter
    assert caught.value.nearest == nearest


@pytest.mark.parametrize(
    "expression",
    [
        Compare("fatalities_best", ">=", 10.5),
        Compare("civilian_targeting", "=", True),
        Compare("civilian_targeting", "<", True),
        Between("civilian_targeting", False, True),
        In("event_type", ("something else",)),  # like no code: true for no record
        Between("date_start", "2019-01-01", date(2020, 1, 1)),
        Between("event_type", "A", "M"),  # an order of texts may name what is no code
        Like("name_fr", "%é%"),
        Not(Or((IsNull("place_name"), And((In("source_ids", ("x",)),))))),
    ],
)
def test_sound_expressions(expression):
    filters.check(expression, ATTACKS)


@pytest.mark.parametrize(
    "expression",
    [
        And(()),
        Or((Not(And(())),)),
        In("event_type", ()),
        In("event_type", ("Battles",) * 2_000),
        In("actor_a", (3,)),
        In("fatalities_best", (True,)),
        In("fatalities_best", ("3",)),
        Compare("fatalities_best", "<", float("nan")),
        Between("date_start", "2019-01", "2020-01-01"),
        Compare("date_start", "=", 2019),
        Compare("event_type", "<>", "Batles"),
        Like("fatalities_best", "1%"),
        IsNull("nowhere"),
        Or(tuple(IsNull("outcome") for _ in range(501))),
        Or(tuple(Like("name_en", f"%{number}%") for number in range(21))),
        Or(tuple(In("name_en", ("x",), "case") for _ in range(21))),
    ],
)
def test_unsound_expressions(expression):
    with pytest.raises(FilterError) as caught:
        filters.check(expression, ATTACKS, "filter")
    assert caught.value.parameter == "filter"


def test_comparisons_are_walked_from_the_left():
    one, two, three = (IsNull(name) for name in ("outcome", "place_name", "actor_a"))
    assert list(filters.walk(And((one, Not(Or((two, three))))))) == [one, two, three]


def test_deep_expressions_are_walked_without_recursion():
    deep = IsNull("outcome")
    for _ in range(5_000):
        deep = Not(deep)
    with pytest.raises(FilterError, match="deep"):
        filters.check(deep, ATTACKS)
