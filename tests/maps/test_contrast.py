"""Contrast as the WCAG has it, and colours made to reach it."""

import pytest
from colour import wcag
from hypothesis import given
from hypothesis import strategies as st

from maps import contrast

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1)],
)
def test_the_ratio_is_the_published_one(one, other, expected):
    assert contrast.ratio(one, other) == pytest.approx(expected, abs=0.005)


@given(COLOURS, COLOURS)
def test_the_ratio_is_another_s(one, other):
    assert contrast.ratio(one, other) == pytest.approx(wcag(one, other), abs=1e-9)


@given(COLOURS, st.sampled_from(["#eeebe3", "#ffffff", "#23282c", "#000000"]))
def test_a_colour_is_made_to_stand_out_and_else_left_alone(colour, ground):
    found = contrast.standing_out(colour, [ground], 3)
    assert contrast.ratio(found, ground) >= 3
    if contrast.ratio(colour, ground) >= 3:
        assert found == colour


@given(COLOURS)
def test_a_grey_is_as_light_as_its_colour(colour):
    found = contrast.grey(colour)
    assert found[1:3] == found[3:5] == found[5:7]
    assert contrast.luminance(found) == pytest.approx(contrast.luminance(colour), abs=0.005)
