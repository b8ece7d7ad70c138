from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.errors import RequestError
from geo.query import BBox, Interval


def test_a_box_of_four_or_six_numbers():
    assert BBox.parse("-4,12,1.5,17") == BBox(-4, 12, 1.5, 17)
    assert BBox.parse("-4,12,0,1.5,17,900") == BBox(-4, 12, 1.5, 17)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,2,3",
        "a,b,c,d",
        "1,2,3,nan",
        "1,2,inf,4",
        "-181,0,1,1",
        "0,5,1,4",
        "0,-91,1,1",
        "1,2,3,4,5",
        "1_0,0,20,1",
        "１,0,2,1",
        "1e999,0,2,1",
    ],
)
def test_what_is_no_box(text):
    with pytest.raises(RequestError) as caught:
        BBox.parse(text, "within")
    assert caught.value.parameter == "within"


def test_a_box_across_the_antimeridian_has_two_parts():
    assert list(BBox(170, -10, -170, 10).parts()) == [
        BBox(170, -10, 180, 10),
        BBox(-180, -10, -170, 10),
    ]
    assert list(BBox(-1, -1, 1, 1).parts()) == [BBox(-1, -1, 1, 1)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2020-01-31", date(2020, 1, 31), date(2020, 1, 31)),
        ("2020-01-31T23:59:59Z", date(2020, 1, 31), date(2020, 1, 31)),
        ("2019-01-01/2020-01-31", date(2019, 1, 1), date(2020, 1, 31)),
        ("2019-01-01/..", date(2019, 1, 1), None),
        ("2019-01-01/", date(2019, 1, 1), None),
        ("../2020-01-31", None, date(2020, 1, 31)),
        ("/2020-01-31T00:00:00Z", None, date(2020, 1, 31)),
        ("2020-01-31T23:30:00-02:00", date(2020, 2, 1), date(2020, 2, 1)),
        ("2020-01-31T", date(2020, 1, 31), date(2020, 1, 31)),
        ("2019-01-01T/..", date(2019, 1, 1), None),
        ("0000-01-01T00:00:00Z/2020-01-31", date.min, date(2020, 1, 31)),
        ("0000-02-29T00:00:00Z/..", date.min, None),
        ("2019-12-30/P2D", date(2019, 12, 30), date(2020, 1, 1)),
        ("2019-12-30T23:00:00Z/PT90M", date(2019, 12, 30), date(2019, 12, 31)),
        ("2020-01-31/P1M", date(2020, 1, 31), date(2020, 2, 29)),
        ("P1Y/2020-02-29", date(2019, 2, 28), date(2020, 2, 29)),
        ("2019-01-01/P1Y2M3W4DT5H6M7S", date(2019, 1, 1), date(2020, 3, 26)),
    ],
)
def test_intervals(text, start, end):
    assert Interval.parse(text) == Interval(start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "../..",
        "/",
        "2020",
        "2020-13-01",
        "2020-01-02/2020-01-01",
        "a/b/c",
        "yesterday",
        "2020-W01-1",
        "20200131",
        "2020-01-31T10",
        "2020-01-31t",
        "2020-01-31TT",
        "2020-02-30T",
        "T",
        "T/..",
        "0000-13-01T00:00:00Z/..",
        "0000",
        "2020-01-31 10:00:00Z",
        "0001-01-01T00:00:00+14:00",
        *("P1D", "P1D/", "../P1D", "P1D/P1D", "2020-01-01/P", "2020-01-01/PT", "2020-01-01/-P1D"),
        *("9999-12-31/P1D", "P1D/0001-01-01", "2020-01-01/P1.5D", "2020-01-01/P99999Y"),
    ],
)
def test_what_is_no_interval(text):
    with pytest.raises(RequestError) as caught:
        Interval.parse(text)
    assert caught.value.parameter == "datetime"


@given(st.text(max_size=40))
@example("0\x1f,0,0,0")  # white space to some functions of Python and not to others
def test_any_text_is_parsed_or_refused(text):
    for parse in (BBox.parse, Interval.parse):
        try:
            parse(text)
        except RequestError as error:
            assert error.value == text[:200]  # noqa: PT017 - either outcome is right
