"""The values a layer drawn from tiles can be filtered by: those its records have, each counted."""

from collections import Counter
from dataclasses import replace

import pytest

from geo.narrow import narrowed
from geo.query import Interval, Query
from maps.crowd_values import labels, values
from maps.records import select


@pytest.mark.parametrize(
    "query", [Query(), Query(interval=Interval.parse("2019-01-01/2021-12-31"))]
)
@pytest.mark.parametrize("name", ["attacks", "bases", "military_regions"])
def test_each_value_is_counted_as_the_records_have_it(english, mini_store, query, name):
    layer = next(one for one in english.layers if one.name == name)
    records = select(replace(english, query=query, layers=(layer,)), mini_store).records
    rows = [record.properties for record in records]
    found = values(layer, mini_store, narrowed(query, layer.schema))
    for key, field in (("regions", "admin1_code"), ("precision", "geo_precision")):
        wanted = Counter(row.get(field) for row in rows)
        assert dict(found.get(key, ())) == (wanted if field in layer.schema.by_name else {})
    actors = Counter(
        actor for row in rows for actor in {row.get("actor_a"), row.get("actor_b")} - {None}
    )
    assert {name: n for name, n in found.get("actors", ()) if n} == actors


def test_values_are_named_in_the_language(english, french, mini_store):
    codes = {"regions": ["ML-8", "no-such"], "actors": []}
    names = [labels(codes, mini_store, spec)["regions"] for spec in (english, french)]
    assert all(one["ML-8"] != "ML-8" and one["no-such"] == "no-such" for one in names)
