"""Tiles kept in memory: the same answers, fewer questions to the store."""

import shutil
from collections import Counter
from dataclasses import dataclass, field

import pytest
from asgi import Client
from plain_store import PlainStore

from api.app import create_app
from api.settings import Settings
from geo.atlas import Atlas

TILE = "/tiles/attacks/4/7/7.mvt"


@dataclass(frozen=True)
class CountingStore(PlainStore):
    """A store that says how often it made a tile."""

    made: Counter = field(default_factory=Counter)

    def pinned(self):
        return self

    def tile(self, layer, tile, query):
        self.made[layer.name] += 1
        return super().tile(layer, tile, query)


@dataclass
class Service:
    client: Client
    store: CountingStore
    atlas: Atlas


@pytest.fixture
def start(mini, tmp_path):
    """A service over a copy of the atlas, its files free to change."""
    folder = tmp_path / "atlas"
    shutil.copytree(mini, folder)
    clients = []

    def started(megabytes=32):
        atlas = Atlas.open(folder)
        store = CountingStore(atlas)
        client = Client(create_app(Settings(dir=folder, tile_cache_mb=megabytes), atlas, store))
        clients.append(client)
        return Service(client, store, atlas)

    yield started
    for client in clients:
        client.__exit__()


def test_a_tile_is_made_once_and_given_the_same(start):
    service = start()
    first, second = (service.client.get(TILE) for _ in range(2))
    assert service.store.made["attacks"] == 1
    assert second.content == first.content
    assert list(second.headers.multi_items()) == list(first.headers.multi_items())


@pytest.mark.parametrize(
    "path",
    [
        "/tiles/attacks,bases/4/7/7.mvt",
        "/collections/attacks/tiles/WebMercatorQuad/4/7/7",
        "/tiles/WebMercatorQuad/4/7/7",
    ],
)
def test_every_address_of_tiles_is_kept(start, path):
    service = start()
    answers = [service.client.get(path) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert service.store.made["attacks"] == 1


def test_a_filter_or_a_coding_is_another_answer(start):
    service = start()
    path = "/tiles/attacks,areas,bases/4/7/7.mvt"  # long enough to be worth compressing
    plain = service.client.get(path, headers={"Accept-Encoding": "identity"})
    small = service.client.get(path, headers={"Accept-Encoding": "gzip"})
    other = service.client.get(path + "?event_type=Riots", headers={"Accept-Encoding": "identity"})
    assert service.store.made["attacks"] == 3
    assert small.headers["content-encoding"] == "gzip"
    assert small.content == plain.content != other.content
    assert small.headers["etag"] != plain.headers["etag"] != other.headers["etag"]


def test_new_data_make_new_tiles(start):
    service = start()
    before = service.client.get(TILE)
    path = service.atlas.layer("attacks").path
    path.write_text(path.read_text("utf-8").replace("ml-attack-", "ml-event-"), "utf-8")
    after = service.client.get(TILE)
    assert service.store.made["attacks"] == 2
    assert after.headers["etag"] != before.headers["etag"]
    assert after.content != before.content


def test_a_client_that_has_the_tile_gets_304_without_one_being_made(start):
    service = start()
    tag = service.client.get(TILE).headers["etag"]
    for _ in range(2):
        assert service.client.get(TILE, headers={"If-None-Match": tag}).status_code == 304
    assert service.store.made["attacks"] == 1


def test_a_kept_tile_answers_304_as_the_application_does(start):
    service, asked = start(), start(megabytes=0)
    tag = service.client.get(TILE).headers["etag"]
    kept, made = (one.client.get(TILE, headers={"If-None-Match": tag}) for one in (service, asked))
    assert kept.status_code == made.status_code == 304
    assert kept.content == b""
    assert sorted(kept.headers.multi_items()) == sorted(made.headers.multi_items())
    other = service.client.get(TILE, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_refusals_are_not_kept(start):
    service = start()
    for _ in range(2):
        assert service.client.get("/tiles/nothing/0/0/0.mvt").status_code == 404
        assert service.client.get("/tiles/attacks/0/0/0.mvt?colour=red").status_code == 400
        assert service.client.get("/tiles/attacks/0/0/1.mvt").status_code == 404
    assert not service.store.made


def test_nothing_is_kept_beyond_the_limit(start):
    service = start(megabytes=0)
    for _ in range(2):
        assert service.client.get(TILE).status_code == 200
    assert service.store.made["attacks"] == 2


def test_the_tile_used_last_stays(start):
    service = start(megabytes=1)
    other = "/tiles/attacks/4/7/6.mvt?event_type=Battles&filter=admin1_name%3D%27{}%27"
    service.client.get(TILE)
    for number in range(1_200):  # each counts for a kilobyte at least
        service.client.get(other.format(number))
        if number % 100 == 0:
            service.client.get(TILE)
    made = service.store.made["attacks"]
    service.client.get(other.format(0))
    assert service.store.made["attacks"] == made + 1
    service.client.get(TILE)
    assert service.store.made["attacks"] == made + 1
