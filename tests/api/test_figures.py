"""The endpoints of figures."""

import struct

import pytest


@pytest.mark.parametrize(
    ("path", "media_type", "start"),
    [
        ("/figure.svg", "image/svg+xml", b"<svg "),
        ("/figure.pdf", "application/pdf", b"%PDF-1.7"),
        ("/figure.png", "image/png", b"\x89PNG"),
    ],
)
def test_a_figure(client, path, media_type, start):
    answer = client.get(path, params={"lang": "fr", "paper": "a5-landscape"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(media_type)
    assert answer.content.startswith(start)
    again = client.get(
        path,
        params={"lang": "fr", "paper": "a5-landscape"},
        headers={"If-None-Match": answer.headers["etag"]},
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({}, (900, 650)),
        ({"width": "1200", "height": "630"}, (1200, 630)),
        ({"width": "1000"}, (1000, 720)),
        ({"width": "600"}, (600, 560)),
        ({"paper": "a5", "dpi": "144"}, (839, 1191)),
    ],
)
def test_the_size_of_a_figure(client, given, size):
    png = client.get("/figure.png", params=given).content
    found = struct.unpack(">II", png[16:24])
    assert found == pytest.approx(size, abs=1)


def test_a_filter_too_long_for_the_figure_is_refused(client):
    long = {"filter": f"name_en='{'x' * 9_000}'", "width": "600", "height": "400"}
    answer = client.get("/figure.svg", params=long)
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "caption"
    assert client.get("/figure.svg", params={**long, "caption": "false"}).status_code == 200


def test_an_address_too_long_for_the_small_print_is_left_to_the_file(client, mini):
    ids = ",".join(f"nobody-{number}" for number in range(150))
    svg = client.get("/figure.svg", params={"id": ids}).text
    drawn = svg.partition("</metadata>")[2]
    assert "nobody-149" in svg
    assert "nobody-149" not in drawn


@pytest.mark.parametrize(
    ("given", "parameter"),
    [
        ({"width": "599"}, "width"),
        ({"width": "9e3"}, "width"),
        ({"height": "4001"}, "height"),
        ({"paper": "a4", "width": "900"}, "width"),
        ({"paper": "A4"}, "paper"),
        ({"scale": "5"}, "scale"),
        ({"scale": "nan"}, "scale"),
        ({"dpi": "50"}, "dpi"),
        ({"dpi": "300", "scale": "2"}, "scale"),
        ({"width": "4000", "height": "4000", "scale": "4"}, "scale"),
        ({"paper": "a3", "dpi": "600"}, "dpi"),
        ({"caption": "yes"}, "caption"),
        ({"wdth": "900"}, "wdth"),
    ],
)
def test_a_size_that_cannot_be(client, given, parameter):
    answer = client.get("/figure.png", params=given)
    assert answer.status_code == 400
    assert answer.json()["parameter"] == parameter
