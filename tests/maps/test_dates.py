"""Dates in words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps import dates

CASES = [
    ("2019-11-01", "1 November 2019", "1er novembre 2019"),
    ("2019-11-02", "2 November 2019", "2 novembre 2019"),
    ("2023-07", "in July 2023", "en juillet 2023"),
    ("1990", "in 1990", "en 1990"),
    ("199X", "in the 1990s", "dans les années 1990"),
    ("19XX", "in the years 1900–1999", "dans les années 1900–1999"),
    ("2019-05-XX", "in May 2019", "en mai 2019"),
    ("2019-XX-XX", "in 2019", "en 2019"),
    ("2019-21", "in spring 2019", "au printemps 2019"),
    ("2019-24", "in winter 2019–2020", "en hiver 2019–2020"),
    ("2012-01-24~", "about 24 January 2012", "vers le 24 janvier 2012"),
    ("2010~", "about 2010", "vers 2010"),
    ("2021-10-15?", "15 October 2021 (date uncertain)", "15 octobre 2021 (date incertaine)"),
    ("2022-03-27/2022-03-31", "between 27 and 31 March 2022", "entre le 27 et le 31 mars 2022"),
    (
        "2022-03-28/2022-04-02",
        "between 28 March and 2 April 2022",
        "entre le 28 mars et le 2 avril 2022",
    ),
    (
        "2011-12-30/2012-01-01",
        "between 30 December 2011 and 1 January 2012",
        "entre le 30 décembre 2011 et le 1er janvier 2012",
    ),
    ("2020-03/2020-07", "between March and July 2020", "entre mars et juillet 2020"),
    ("1963/1964", "between 1963 and 1964", "entre 1963 et 1964"),
    ("1961-08-02/..", "since 2 August 1961", "depuis le 2 août 1961"),
    ("../1961-08-02", "by 2 August 1961", "au plus tard le 2 août 1961"),
    ("1961/", "from 1961, end not known", "à partir de 1961, fin inconnue"),
    ("2019-08/", "from August 2019, end not known", "à partir d’août 2019, fin inconnue"),
    ("2010~/..", "since about 2010", "depuis 2010 environ"),
    ("2012-21/2012-11", "between spring 2012 and November 2012",
     "entre le printemps 2012 et novembre 2012"),
    ("2013/2013", "in 2013", "en 2013"),
    (None, "date not stated", "date non précisée"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "english", "french"), CASES)
def test_events(text, english, french):
    assert dates.when(text, "en") == english
    assert dates.when(text, "fr") == french


@pytest.mark.parametrize(
    ("text", "english", "french"),
    [
        ("2020-03-20/2020-07-01", "from 20 March to 1 July 2020", "du 20 mars au 1er juillet 2020"),
        ("1960/1961-01", "from 1960 to January 1961", "de 1960 à janvier 1961"),
        ("1961-10/1990", "from October 1961 to 1990", "d’octobre 1961 à 1990"),
        ("199X/2001", "from the 1990s to 2001", "des années 1990 à 2001"),
        ("../1961-08-02", "until 2 August 1961", "jusqu’au 2 août 1961"),
        ("/1961-05", "until May 1961", "jusqu’en mai 1961"),
        ("2023-11/..", "since November 2023", "depuis novembre 2023"),
    ],
)
def test_what_lasted(text, english, french):
    assert dates.when(text, "en", lasting=True) == english
    assert dates.when(text, "fr", lasting=True) == french


def test_a_date_on_its_own_has_no_preposition():
    assert dates.bare("2023-07", "en") == "July 2023"
    assert dates.bare("1961-08-02", "fr") == "2 août 1961"
    assert dates.bare("2010~", "fr") == "2010 environ"


@pytest.mark.parametrize("text", ["soon", "2019-13", "2019/2020/2021", "<b>2019</b>", "9" * 200])
def test_what_is_no_date_stays_as_it_is(text):
    assert dates.when(text, "en") == text
    assert dates.bare(text, "fr") == text


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 4000))
def test_both_ends_of_an_interval_can_be_read_back(start, days):
    """An oracle that knows no EDTF: the words hold the numbers of both days, and both years."""
    end = start + timedelta(days=days)
    for language in ("en", "fr"):
        words = dates.when(f"{start}/{end}", language).replace("1er", "1").split()
        assert [int(w) for w in words if w.isdigit() and len(w) < 3] == [start.day, end.day]
        years = [int(w) for w in words if w.isdigit() and len(w) == 4]
        assert years == sorted({start.year, end.year})


MOMENT = st.one_of(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(str),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(lambda day: str(day)[:7]),
    st.integers(1900, 2100).map(str),
    st.integers(190, 209).map(lambda n: f"{n}X"),
    st.tuples(st.integers(1900, 2100), st.integers(21, 24)).map(lambda p: f"{p[0]}-{p[1]}"),
)


@given(MOMENT, st.sampled_from(("", "~", "?", "%")), MOMENT | st.sampled_from(("", "..")),
       st.booleans(), st.sampled_from(("en", "fr")))  # fmt: skip
def test_any_date_has_words_without_signs_of_edtf(first, sign, last, lasting, language):
    for text in (first + sign, f"{first}{sign}/{last}", f"{last}/{first}{sign}"):
        words = dates.when(text, language, lasting=lasting)
        if words != text:  # an interval that ends before it starts stays as it is
            assert not any(mark in words for mark in ("~", "?", "%", "X", "..", "/"))
