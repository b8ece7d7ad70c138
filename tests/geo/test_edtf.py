"""EDTF against the ``edtf`` package, and against the calendar."""

import calendar
from datetime import date, timedelta

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from geo.edtf import Span, parse

DAYS = st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31))
QUALIFIERS = st.sampled_from(("", "~", "?", "%"))


@st.composite
def simple_dates(draw):
    day = draw(DAYS)
    form = draw(st.sampled_from(("%Y", "%Y-%m", "%Y-%m-%d", "%Y-XX", "%Y-%m-XX", "%Y-XX-XX")))
    return day.strftime(form)


def other_opinion(text):
    found = parse_edtf(text)
    return date(*found.lower_strict()[:3]), date(*found.upper_strict()[:3])


@given(simple_dates(), QUALIFIERS)
def test_dates_have_the_bounds_of_the_package(text, qualifier):
    span = parse(text + qualifier)
    assert (span.start, span.end) == other_opinion(text + qualifier)
    assert span.uncertain == (qualifier in "?%" and qualifier != "")
    assert span.approximate == (qualifier in "~%" and qualifier != "")


@given(simple_dates(), simple_dates())
def test_intervals_have_the_bounds_of_their_ends(first, second):
    first, second = sorted((first, second), key=other_opinion)
    span = parse(f"{first}/{second}")
    assert span.start == other_opinion(first)[0]
    assert span.end == other_opinion(second)[1]


@given(st.integers(100, 299), st.sampled_from(("X", "XX")))
def test_decades_and_centuries_have_the_bounds_of_the_package(digits, unknown):
    text = f"{digits}X" if unknown == "X" else f"{digits // 10:02}XX"
    span = parse(text)
    assert (span.start, span.end) == other_opinion(text)


@given(st.integers(1000, 2999), st.sampled_from((21, 22, 23)))
def test_seasons_have_the_bounds_of_the_package(year, season):
    span = parse(f"{year}-{season}")
    assert (span.start, span.end) == other_opinion(f"{year}-{season}")


def test_winter_runs_into_the_next_year():
    assert parse("2011-24") == Span(date(2011, 12, 1), date(2012, 2, 29))


@given(DAYS)
def test_open_and_unknown_ends(day):
    text = day.isoformat()
    assert parse(f"{text}/..") == parse(f"{text}/") == Span(day, None)
    assert parse(f"../{text}") == parse(f"/{text}") == Span(None, day)
    assert parse(f"{text}/..").days is None


@given(DAYS, st.integers(0, 400))
def test_days_are_counted_with_both_ends(day, more):
    last = day + timedelta(days=more)
    assert parse(f"{day.isoformat()}/{last.isoformat()}").days == more + 1


def test_a_month_ends_on_its_last_day():
    for month in range(1, 13):
        assert parse(f"2012-{month:02}").end.day == calendar.monthrange(2012, month)[1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "/",
        "../..",
        "2012-13",
        "2012-00",
        "2012-02-30",
        "2012-21-01",
        "2012-25",
        "0000",
        "12-01-2012",
        "2012/2013/2014",
        "2013/2012",
        "20121",
        "2012 ",
        "２０１２",
        "2012-XX-11",
        "201X-05",
        "1985-04-12T23:20:30Z",
        "Y170000002",
        "9999-24",
        "2012-01-01" * 10_000,
    ],
)
def test_what_is_no_level_1_date_of_days_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - each form has its own words
        parse(text)


@given(st.text(max_size=80))
def test_any_text_is_a_span_or_refused(text):
    try:
        span = parse(text)
    except ValueError:
        return
    assert span.start or span.end
    assert span.start is None or span.end is None or span.start <= span.end
