"""A filter of several layers, for one: it loses what the layer has no field for, no more."""

import pytest

from geo.expressions import And, In, Not, Or
from geo.narrow import narrowed
from geo.query import Query
from geo.schema import SCHEMAS

TYPE = In("event_type", ("Battles",))  # attacks alone have it
COUNTRY = In("country", ("ML",))
SURE = In("confidence", ("high",))


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        (TYPE, None),
        (COUNTRY, COUNTRY),
        (And((TYPE, COUNTRY)), COUNTRY),
        (And((And((TYPE, SURE)), COUNTRY)), And((SURE, COUNTRY))),
        (And((And((And((SURE, TYPE)),)), COUNTRY)), And((SURE, COUNTRY))),
        (Or((TYPE, COUNTRY)), None),  # who lacks the type cannot say that it is not the other
        (And((Or((TYPE, COUNTRY)), SURE)), SURE),
        (Not(And((TYPE, SURE))), None),
    ],
)
def test_bases_keep_what_they_have_fields_for(where, kept):
    assert narrowed(Query(where=where), SCHEMAS["bases"]).where == kept


def test_attacks_keep_all():
    where = And((And((TYPE, SURE)), COUNTRY))
    found = narrowed(Query(where=where), SCHEMAS["attacks"]).where
    assert found == And((TYPE, SURE, COUNTRY))
