"""CSV: read back by pandas with equal values, and harmless in a spreadsheet."""

import io
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.formats import GUARDED, guarded, unguarded

URL = "/collections/attacks/items?f=csv&limit=50"


@given(st.text())
def test_guarding_is_harmless_and_undone(text):
    safe = guarded(text)
    assert unguarded(safe) == text
    assert not safe.startswith(tuple(set(GUARDED) - {"'"}))


def test_pandas_reads_the_values_back(client, mini):
    answer = client.get(URL)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="attacks.csv"' in answer.headers["content-disposition"]
    frame = pd.read_csv(io.BytesIO(answer.content), dtype=str, keep_default_na=False)
    features = json.loads((mini / "attacks.geojson").read_text("utf-8"))["features"]
    assert len(frame) == len(features)
    rows = {unguarded(row["id"]): row for _, row in frame.iterrows()}
    for feature in features:
        row = rows[feature["id"]]
        place = [float(row[name]) for name in ("longitude", "latitude") if row[name]]
        assert place == (feature["geometry"]["coordinates"] if feature["geometry"] else [])
        for name, value in feature["properties"].items():
            if isinstance(value, bool):
                assert row[name] == str(value).lower()
            elif isinstance(value, int | float):
                assert float(row[name]) == value
            else:
                assert unguarded(row[name]) == (value or "")


def test_the_next_page_is_in_the_link_header(client):
    url, ids = "/collections/attacks/items?f=csv&limit=6", []
    while url:
        answer = client.get(url)
        ids += pd.read_csv(io.BytesIO(answer.content))["id"].tolist()
        url = answer.links.get("next", {}).get("url")
    assert len(ids) == len(set(ids)) == 14


@pytest.mark.parametrize(
    ("layer", "query", "columns"),
    [
        ("attacks", "&geometry=none&properties=event_type", ["id", "event_type"]),
        ("attacks", "&geometry=footprint&properties=event_type", ["id", "wkt", "event_type"]),
        ("military_regions", "&properties=region_no", ["id", "wkt", "region_no"]),
        ("sources", "&properties=title", ["id", "title"]),
    ],
)
def test_columns(client, layer, query, columns):
    answer = client.get(f"/collections/{layer}/items?f=csv{query}")
    frame = pd.read_csv(io.BytesIO(answer.content))
    assert frame.columns.tolist() == columns
    if "wkt" in columns:
        assert frame["wkt"].dropna().str.contains("POLYGON").any()
