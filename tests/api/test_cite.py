"""Citing over HTTP: what is cited is what the same filter gets, and can be told from another."""

import json
from hashlib import sha256
from urllib.parse import parse_qsl, urlsplit

import pytest
import rispy
from asgi import decoded
from random_views import LAYERS, items, views

from api import links


def test_the_digest_is_of_the_ids_the_api_gives(served):
    for given in views(17, 12):
        found = decoded(served.get("/cite", params=given))
        ids = []
        for name in given.get("layers", ",".join(LAYERS)).split(","):
            page = items(served, name, given, limit="50")
            assert page["numberMatched"] == page["numberReturned"]
            ids += [feature["id"] for feature in page["features"]]
        lines = "".join(f"{one}\n" for one in sorted(ids))
        assert found["sha256"] == sha256(lines.encode()).hexdigest()
        assert found["n"] == len(ids)


def test_the_address_is_canonical_and_opens_the_same_view(served):
    for given in views(23, 6):
        found = decoded(served.get("/cite", params=given))
        address = urlsplit(found["url"])
        again = decoded(served.get("/cite", params=dict(parse_qsl(address.query))))
        assert again == found
        assert served.get(f"{address.path}?{address.query}").status_code == 200
        shuffled = dict(reversed(given.items()))
        assert decoded(served.get("/cite", params=shuffled)) == found


@pytest.mark.parametrize(
    ("f", "media_type", "start"),
    [
        ("bibtex", "application/x-bibtex", "@misc{"),
        ("ris", "application/x-research-info-systems", "TY  - DATA"),
        ("csl", "application/vnd.citationstyles.csl+json", "["),
    ],
)
def test_formats_for_reference_managers(served, f, media_type, start):
    answer = served.get(f"/cite?layers=attacks&f={f}")
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.text.startswith(start)
    assert answer.text == decoded(served.get("/cite?layers=attacks"))["citations"][f]
    asked = served.get("/cite?layers=attacks", headers={"Accept": media_type})
    assert asked.content == answer.content
    held = {"If-None-Match": answer.headers["etag"]}
    assert served.get(f"/cite?layers=attacks&f={f}", headers=held).status_code == 304


def test_a_page_to_read_has_the_same(served):
    page = served.get("/cite?f=html&lang=fr")
    assert page.headers["content-type"].startswith("text/html")
    assert "Citer cette vue" in page.text
    assert decoded(served.get("/cite?lang=fr"))["sha256"] in page.text


def test_hostile_filters_stay_text(served):
    hostile = "name_en <> '</script><img src=x onerror=1>}\\\\&%_$#{'"
    found = decoded(served.get("/cite", params={"filter": hostile}))
    assert len(rispy.loads(found["citations"]["ris"])) == 1
    assert json.loads(found["citations"]["csl"])[0]["note"].startswith(found["filter"][0])
    page = served.get("/cite", params={"filter": hostile, "f": "html"}).text
    assert "<img src=x" not in page


def test_both_languages(served):
    english, french = (decoded(served.get(f"/cite?lang={one}")) for one in ("en", "fr"))
    assert english["sha256"] == french["sha256"]
    assert english["citations"]["apa"] != french["citations"]["apa"]


def test_another_version_is_said_not_to_be_served(served):
    answer = served.get("/cite?version=2020.1.0.0000000001")
    assert answer.status_code == 404
    assert decoded(served.get("/cite"))["version"] in answer.json()["allowed"]
    assert served.get("/cite?f=pdf").status_code == 400
    assert links.CITE in decoded(served.get("/openapi.json"))["paths"]
