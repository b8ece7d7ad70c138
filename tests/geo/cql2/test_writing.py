"""A tree written as text is the same tree when it is read again."""

import pytest

from geo import cql2


@pytest.mark.parametrize(
    "text",
    [
        "a = 1 AND b IN ('x','y''z')",
        r"ACCENTI(CASEI(name_en)) LIKE ACCENTI(CASEI('%50\\%\\_\\\\%'))",
        "NOT (a IS NULL OR a BETWEEN 1 AND 2.5) AND c = DATE('2020-01-31')",
        "S_INTERSECTS(geometry,BBOX(-5,10,4.25,25)) OR flag = true",
        "a = 'Ménaka – \"quoted\" ߒߞߏ'",
    ],
)
def test_round_trip(text):
    tree = cql2.read(text)
    assert cql2.read(cql2.written(tree)) == tree
