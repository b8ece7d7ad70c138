"""OGC 17-083r4, tile matrix sets and tileset metadata: against morecantile's models."""

import morecantile
import pytest
from answers import only_link
from asgi import decoded

SET = "/tileMatrixSets/WebMercatorQuad"
GEODATA = "http://www.opengis.net/def/rel/ogc/1.0/geodata"


@pytest.fixture(scope="module")
def ours(client):
    return decoded(client.get(SET))


@pytest.fixture(scope="module")
def theirs():
    return morecantile.tms.get("WebMercatorQuad")


def test_req_tilematrixset_definition(ours, theirs):
    assert len(ours["tileMatrices"]) == len(theirs.tileMatrices)
    for our, their in zip(ours["tileMatrices"], theirs.tileMatrices, strict=True):
        assert our["id"] == their.id
        assert our["scaleDenominator"] == pytest.approx(their.scaleDenominator, rel=1e-9)
        assert our["cellSize"] == pytest.approx(their.cellSize, rel=1e-9)
        assert our["pointOfOrigin"] == pytest.approx(list(their.pointOfOrigin), rel=1e-9)
        for name in ("tileWidth", "tileHeight", "matrixWidth", "matrixHeight"):
            assert our[name] == getattr(their, name)


def test_req_tilematrixset_known(client, ours):
    (one,) = decoded(client.get("/tileMatrixSets"))["tileMatrixSets"]
    for rel in ("self", "item"):  # the OGC's test suite follows ``item``
        assert decoded(client.get(only_link(one, rel)["href"])) == ours
    assert one["uri"] == ours["uri"]
    assert client.get("/tileMatrixSets/Nothing").status_code == 404


def test_req_tilematrixsetlimits_definition(client, ours):
    """The limits are the scheme's own: what lies outside of them is not found."""
    body = decoded(client.get("/collections/attacks/tiles/WebMercatorQuad"))
    limits = body["tileMatrixSetLimits"]
    assert [one["tileMatrix"] for one in limits] == [one["id"] for one in ours["tileMatrices"]]
    for one, matrix in zip(limits, ours["tileMatrices"], strict=True):
        assert (one["minTileRow"], one["minTileCol"]) == (0, 0)
        assert one["maxTileRow"] == matrix["matrixHeight"] - 1
        assert one["maxTileCol"] == matrix["matrixWidth"] - 1
    path = "/collections/attacks/tiles/WebMercatorQuad/{tileMatrix}/{maxTileRow}/{maxTileCol}"
    for one in limits:
        assert client.get(path.format(**one)).status_code == 200
        for name in ("maxTileRow", "maxTileCol"):
            beyond = {**one, name: one[name] + 1}
            assert client.get(path.format(**beyond)).status_code == 404


def test_req_json_tilematrixset_encoding(ours):
    parsed = morecantile.TileMatrixSet.model_validate(ours)
    assert parsed.tile(-8.0, 12.6, 6) == morecantile.tms.get("WebMercatorQuad").tile(-8.0, 12.6, 6)


@pytest.mark.parametrize("owner", ["", "/collections/attacks", "/collections/areas"])
def test_req_tilesetmetadata_definition(client, owner):
    body = decoded(client.get(f"{owner}/tiles/WebMercatorQuad"))
    assert body["dataType"] == "vector"
    assert body["crs"] == "http://www.opengis.net/def/crs/EPSG/0/3857"
    west, south = body["boundingBox"]["lowerLeft"]
    east, north = body["boundingBox"]["upperRight"]
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    assert len({one["id"] for one in body["layers"]}) == len(body["layers"])


@pytest.mark.parametrize("owner", ["", "/collections/attacks"])
def test_req_json_tilesetmetadata_encoding(client, owner):
    body = decoded(client.get(f"{owner}/tiles/WebMercatorQuad"))
    for layer in body["layers"]:
        assert layer["dataType"] == "vector"
        assert 0 <= int(layer["minTileMatrix"]) <= int(layer["maxTileMatrix"]) <= 24
        kinds = {one["type"] for one in layer["propertiesSchema"]["properties"].values()}
        assert kinds <= {"string", "number", "boolean"}
        data = decoded(client.get(only_link(layer, GEODATA)["href"]))
        assert layer["id"] in (data["id"], f"{data['id']}_areas")
