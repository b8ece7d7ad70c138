"""Numbers in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps import figures


@pytest.mark.parametrize(
    ("bounds", "english", "french"),
    [
        ((50, 50, None), "at least 50", "au moins 50"),
        ((70, None, None), "at least 70", "au moins 70"),
        ((None, 60, None), "about 60", "environ 60"),
        ((None, 1, None), "best estimate 1", "meilleure estimation 1"),
        ((154, 154, 154), "154", "154"),
        ((154, None, 154), "154", "154"),
        ((35, None, 95), "35 to 95", "35 à 95"),
        ((35, 40, 95), "35 to 95, best estimate 40", "35 à 95, meilleure estimation 40"),
        ((None, 20, 30), "at most 30, best estimate 20", "au plus 30, meilleure estimation 20"),
        ((None, None, 12), "at most 12", "au plus 12"),
        ((10, 12, None), "at least 10, best estimate 12", "au moins 10, meilleure estimation 12"),
        ((0, 0, 0), "none", "aucun"),
        ((0, None, 4), "0 to 4", "0 à 4"),
        ((1_200, 1_200, 1_200), "1,200", "1\u202f200"),
    ],
)
def test_a_toll(bounds, english, french):
    assert figures.toll(bounds, "en") == english
    assert figures.toll(bounds, "fr") == french


def test_not_known_is_not_zero():
    assert figures.toll((None, None, None), "en") is None


NUMBER = st.none() | st.integers(0, 5_000)


@given(NUMBER, NUMBER, NUMBER)
def test_no_number_is_made_up_and_none_is_lost(low, best, high):
    words = figures.toll((low, best, high), "en")
    given_ = {n for n in (low, best, high) if n is not None}
    if words is None:
        assert given_ == set()
    elif words == "none":
        assert given_ == {0}
    else:
        found = {int(w.strip(",").replace(",", "")) for w in words.split() if w[0].isdigit()}
        assert found == given_


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (800, "800 m", "800 m"),
        (2_500, "2.5 km", "2,5 km"),
        (25_000, "25 km", "25 km"),
        (2_000, "2 km", "2 km"),
        (387_115, "387 km", "387 km"),
        (1_234_567, "1,235 km", "1\u202f235 km"),
    ],
)
def test_metres(value, english, french):
    assert figures.metres(value, "en") == english
    assert figures.metres(value, "fr") == french
