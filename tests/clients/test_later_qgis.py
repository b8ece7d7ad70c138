"""What later versions of QGIS than Debian's send: from 3.32 on it has filters done by the server.

No registry has these versions, so this is their part of the talk as their source writes it
(`src/providers/wfs/oapif`: `qgsoapifprovider.cpp` looks for the conformance classes, and
`qgsoapifcql2textexpressioncompiler.cpp` writes the filters).
"""

import json
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from expected import chosen, features

CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/"
PART_3 = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/"


def get(address):
    with urlopen(address) as answer:  # noqa: S310 - our own server
        return json.load(answer)


def test_it_finds_that_filters_can_be_sent(server):
    declared = set(get(f"{server}/conformance?f=json")["conformsTo"])
    wanted = {PART_3 + "filter", PART_3 + "features-filter", CQL2 + "cql2-text"}
    wanted |= {CQL2 + "basic-cql2", CQL2 + "advanced-comparison-operators"}
    assert wanted | {CQL2 + "case-insensitive-comparison"} <= declared
    links = get(f"{server}/collections/attacks?f=json")["links"]
    (queryables,) = [one["href"] for one in links if one["rel"].endswith("/queryables")]
    properties = get(queryables)["properties"]
    assert properties["geometry"]["format"].startswith("geometry")
    assert properties["date_start"]["format"] == "date"
    assert properties["updated_at"]["format"] == "date-time"


def deaths(properties):
    return properties["fatalities_low"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("(\"event_type\" = 'Battles')", lambda p: p["event_type"] == "Battles"),
        ("(\"event_type\" <> 'Battles')", lambda p: p["event_type"] != "Battles"),
        ('("fatalities_low" > 3)', lambda p: deaths(p) is not None and deaths(p) > 3),
        ('("fatalities_low" > ( - (1)))', lambda p: deaths(p) is not None),
        ('("fatalities_low" IS NULL)', lambda p: deaths(p) is None),
        ('("fatalities_low" IS NOT NULL)', lambda p: deaths(p) is not None),
        ('(NOT ("fatalities_low" IS NULL))', lambda p: deaths(p) is not None),
        ('("civilian_targeting" = TRUE)', lambda p: p["civilian_targeting"] is True),
        ("(\"name_fr\" LIKE '%essai')", lambda p: p["name_fr"].endswith("essai")),
        ("(CASEI(\"name_fr\") LIKE CASEI('%ESSAI'))", lambda p: p["name_fr"].endswith("essai")),
        (
            "(CASEI(\"name_fr\") NOT LIKE CASEI('M%'))",
            lambda p: not p["name_fr"].startswith(("M", "m")),
        ),
        ("(\"date_start\" >= DATE('2015-01-01'))", lambda p: (p["date_start"] or "") >= "2015"),
        (
            "(\"date_start\" >= TIMESTAMP('2015-01-01T00:00:00.000Z'))",
            lambda p: (p["date_start"] or "") >= "2015",
        ),
        (
            "((\"event_type\" = 'Battles') AND (\"fatalities_low\" >= 1))",
            lambda p: p["event_type"] == "Battles" and (deaths(p) or 0) >= 1,
        ),
        (
            "((\"event_type\" = 'Protests') OR (\"fatalities_low\" >= 30))",
            lambda p: p["event_type"] == "Protests" or (deaths(p) or 0) >= 30,
        ),
        ("\"event_type\" IN ('Battles','Protests')",
         lambda p: p["event_type"] in ("Battles", "Protests")),
        ("\"event_type\" NOT IN ('Battles','Protests')",
         lambda p: p["event_type"] not in ("Battles", "Protests")),
        ('"fatalities_low" BETWEEN 1 AND 30', lambda p: 1 <= (deaths(p) or 0) <= 30),
    ],
)  # fmt: skip
def test_its_filters_find_what_they_say(server, mini, text, rule):
    query = urlencode({"filter": text, "filter-lang": "cql2-text", "limit": 1000, "f": "jsonseq"})
    with urlopen(f"{server}/collections/attacks/items?{query}") as answer:  # noqa: S310 - our own
        lines = answer.read().decode("utf-8").split("\x1e")[1:]
    found = sorted(json.loads(line)["id"] for line in lines)
    assert found == chosen(features(mini, "attacks"), rule)


def test_its_extent_finds_what_lies_in_it(server, mini):
    text = "S_INTERSECTS(geometry,BBOX(-1,15,1,17))"
    box = get(f"{server}/collections/attacks/items?bbox=-1,15,1,17")
    query = urlencode({"filter": text, "filter-lang": "cql2-text"})
    found = get(f"{server}/collections/attacks/items?{query}")
    # unlike a box, a filter does not select what has no place
    unplaced = [one for one in features(mini, "attacks").values() if not one["geometry"]]
    assert (
        0 < found["numberMatched"] <= box["numberMatched"] <= found["numberMatched"] + len(unplaced)
    )
