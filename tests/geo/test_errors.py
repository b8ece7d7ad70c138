"""The nearest match an error names."""

import pytest

from geo.errors import RequestError, nearest


@pytest.mark.parametrize(
    ("value", "allowed", "found"),
    [
        ("LIMIT", ("limit", "bbox"), "limit"),
        ("ml", ("ML", "NE"), "ML"),
        ("Battels", ("Riots", "Battles"), "Battles"),
        ("zzz", ("limit", "bbox"), None),
        ("", ("limit",), None),
        ("x", (), None),
    ],
)
def test_the_nearest_is_found_whatever_its_case(value, allowed, found):
    assert nearest(value, allowed) == found


def test_the_exact_spelling_wins_over_one_that_differs_by_case():
    assert nearest("Name", ("Name", "name")) == "Name"


def test_an_error_names_parameter_value_and_what_is_meant():
    error = RequestError("lang", "FR", "no such language", ("en", "fr"))
    assert (error.parameter, error.value, error.allowed, error.nearest) == (
        "lang",
        "FR",
        ("en", "fr"),
        "fr",
    )
    assert "did you mean 'fr'" in str(error)
