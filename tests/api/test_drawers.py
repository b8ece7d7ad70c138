"""Figures drawn by processes of their own: the same bytes, within their time, and no one waits."""

import asyncio
import json
import multiprocessing
import os
import shutil
import signal
import time

import httpx
import pytest
from asgi import Client

from api import drawing
from api.app import create_app
from api.deps import Services
from api.drawers import Drawers
from api.settings import Settings
from api.views import Views
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore

FIGURE = "/figure.svg?layers=attacks&legend=false"


@pytest.fixture
def start(mini, tmp_path):
    """A service over a copy of the atlas, as ``serve`` puts it together."""
    folder = tmp_path / "atlas"
    shutil.copytree(mini, folder)
    begun = []

    def started(**more):
        settings = Settings(dir=folder, cache_dir=tmp_path / "cache", **more)
        atlas = Atlas.open(folder)
        drawers = Drawers(settings, atlas)
        app = create_app(settings, atlas, ColumnarStore(atlas, settings.snapshots), drawers)
        client = Client(app)
        begun.append((client, drawers))
        return client, drawers, app

    yield started
    for client, drawers in begun:
        client.__exit__()
        drawers.end()


def drawer():
    """The process that draws."""
    (found,) = multiprocessing.active_children()
    return found


@pytest.mark.parametrize("path", ["/figure.svg", "/figure.png", "/figure.pdf", "/report.md"])
def test_another_process_draws_the_same_bytes(start, served, path):
    client, _, _ = start()
    far, near = client.get(f"{path}?lang=fr"), served.get(f"{path}?lang=fr")
    assert far.status_code == 200, far.text
    assert far.content == near.content
    (process,) = multiprocessing.active_children()
    os.kill(process.pid, signal.SIGSTOP)  # from here on nothing is drawn
    kept = client.get(f"{path}?lang=fr")
    assert (kept.content, kept.headers["etag"]) == (far.content, far.headers["etag"])
    for header in (
        {"If-None-Match": far.headers["etag"]},
        {"If-None-Match": f'W/"x", {far.headers["etag"]}'},
    ):
        again = client.get(f"{path}?lang=fr", headers=header)
        assert (again.status_code, again.content) == (304, b"")


def test_what_takes_too_long_is_given_up_and_holds_up_nobody(start):
    client, drawers, app = start(tile_cache_mb=0)
    assert client.get(FIGURE).status_code == 200
    first = drawer().pid
    os.kill(first, signal.SIGSTOP)
    drawers._idle[0]._seconds = 5.5  # of this one alone: the next may be slow to start

    async def both():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://atlas.test") as asking:
            figure = asyncio.create_task(asking.get(FIGURE))
            while not figure.done():
                items = await asking.get("/collections/attacks/items?filter=geo_precision%3E0")
                assert items.status_code == 200
                answered.append(figure.done())
            return await figure

    answered = []
    slow = asyncio.run(both())
    assert not answered[0]  # features came while the figure was waited for
    assert slow.status_code == 503
    assert slow.headers["content-type"] == "application/problem+json"
    assert "5.5 seconds" in slow.json()["detail"]
    assert client.get(FIGURE).status_code == 200
    assert drawer().pid != first


def test_a_process_that_was_ended_is_replaced(start):
    client, _, _ = start(tile_cache_mb=0)
    assert client.get(FIGURE).status_code == 200
    first = drawer()
    first.kill()
    first.join()
    assert client.get(FIGURE).status_code == 200
    assert drawer().pid != first.pid


def test_a_process_rests_where_nothing_is_asked_of_it(start):
    client, drawers, _ = start(tile_cache_mb=0)
    assert client.get(FIGURE).status_code == 200
    first = drawer()
    drawers.rest(3_600)
    assert first.is_alive()
    drawers.rest(0)
    first.join(20)
    assert not first.is_alive()
    assert client.get(FIGURE).status_code == 200


def test_who_opens_a_map_finds_a_process_ready(start):
    client, drawers, _ = start()
    assert not multiprocessing.active_children()
    client.get("/map")
    client.get("/map")
    client.get(FIGURE)  # the process that is on its way is waited for
    assert drawer().is_alive()
    drawers.end()
    client.get("/map?lang=fr")
    assert not multiprocessing.active_children()


def test_no_second_process_is_started_while_one_draws(start):
    """A drawing takes 100 MB: readers of maps must not add as many as there are figures."""
    client, _, app = start(tile_cache_mb=0)
    assert client.get(FIGURE).status_code == 200
    first = drawer()
    os.kill(first.pid, signal.SIGSTOP)

    async def both():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://atlas.test") as asking:
            figure = asyncio.create_task(asking.get(FIGURE))
            await asking.get("/health")  # by now the figure is under way
            await asyncio.sleep(0.2)
            assert (await asking.get("/map")).status_code == 200
            await asyncio.sleep(0.2)
            there = multiprocessing.active_children()
            os.kill(first.pid, signal.SIGCONT)
            assert (await figure).status_code == 200
            return there

    assert [one.pid for one in asyncio.run(both())] == [first.pid]


def test_a_process_has_the_atlas_of_who_asks(start, tmp_path):
    """Not what ``atlas.toml`` says when the process starts: all answers of a service agree."""
    client, _, _ = start()
    config = tmp_path / "atlas" / "atlas.toml"
    title = client.get("/caption.json").json()["title"]
    config.write_text(config.read_text("utf-8").replace(title, "Another title"), "utf-8")
    figure = client.get(FIGURE).text
    assert f'<title id="title">{title}</title>' in figure
    assert "Another title" not in figure


def test_a_refusal_of_the_process_is_the_answer(start):
    client, _, _ = start()
    long = {"filter": f"name_en='{'x' * 9_000}'", "width": "600", "height": "400"}
    answer = client.get("/figure.svg", params=long)
    assert (answer.status_code, answer.json()["parameter"]) == (400, "caption")


def test_a_figure_follows_the_data(start, tmp_path):
    client, _, _ = start()
    before = client.get(FIGURE)
    path = tmp_path / "atlas" / "attacks.geojson"
    layer = json.loads(path.read_text("utf-8"))
    layer["features"].pop()
    path.write_text(json.dumps(layer), "utf-8")
    shown = client.get("/collections/attacks/items?limit=1").json()["numberMatched"]
    end = time.monotonic() + 60
    while client.get("/collections/attacks/items?limit=1").json()["numberMatched"] == shown:
        assert time.monotonic() < end
        time.sleep(0.1)
    after = client.get(FIGURE)
    while after.status_code == 503:  # the other process has still to see it
        assert time.monotonic() < end
        after = client.get(FIGURE)
    assert after.status_code == 200
    assert after.headers["etag"] != before.headers["etag"]
    assert f"{shown - 1} records" in after.text
    tag = {"If-None-Match": after.headers["etag"]}
    assert client.get(FIGURE, headers=tag).status_code == 304


def test_a_fault_comes_back_with_its_trace(mini):
    atlas = Atlas.open(mini)
    services = Services(Settings(dir=mini), atlas, ColumnarStore(atlas), Views.load(), "", "")
    versions = tuple(services.store.version(layer) for layer in atlas.layers.values())
    job = drawing.Job(json.loads, {}, "/figure.svg", {}, "http://atlas.test", versions)
    found = drawing.outcome(job, services)
    assert isinstance(found, drawing.Failed)
    assert "TypeError" in found.trace
