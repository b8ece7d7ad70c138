"""How endpoints are called: so many at once, and nobody who has gone."""

import asyncio
import threading
from dataclasses import dataclass, field

import pytest
from starlette.requests import Request
from starlette.responses import Response

from api.deps import Services, call_of
from api.endpoints import Endpoint, Queue
from api.errors import BusyError
from api.routes import items
from api.views import Views
from geo.stores.columnar import ColumnarStore


@dataclass
class Caller:
    """A client that may go while it waits."""

    gone: bool = False
    done: list[str] = field(default_factory=list)

    async def receive(self):
        if self.gone:
            return {"type": "http.disconnect"}
        await asyncio.sleep(60)
        raise AssertionError("nobody waits for a request's body")

    def request(self):
        return Request({"type": "http"}, self.receive)


def test_nothing_is_made_for_a_client_that_left_the_queue():
    may_end = threading.Event()
    made = []

    def work(name):
        made.append(name)
        assert may_end.wait(20)
        return Response(name)

    async def scenario():
        queue = Queue(1)
        names = ("first", "leaves", "stays")
        callers = {name: Caller() for name in names}
        tasks = [
            asyncio.create_task(queue.done(lambda name=name: work(name), callers[name].request()))
            for name in names
        ]
        while not made:
            await asyncio.sleep(0.001)
        callers["leaves"].gone = True
        may_end.set()
        return await asyncio.gather(*tasks)

    answers = asyncio.run(scenario())
    assert made == ["first", "stays"]
    assert [answer and answer.body for answer in answers] == [b"first", None, b"stays"]


def test_no_more_are_worked_on_at_once_than_allowed():
    lock, running, most = threading.Lock(), [0], [0]
    all_in = threading.Barrier(3)

    def work():
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        all_in.wait(20)  # passes only where three do work at once
        with lock:
            running[0] -= 1
        return Response()

    async def scenario():
        queue = Queue(3)
        await asyncio.gather(*(queue.done(work, Caller().request()) for _ in range(12)))

    asyncio.run(scenario())
    assert most == [3]


def test_more_than_may_wait_are_refused():
    may_end, begun = threading.Event(), threading.Event()

    def work():
        begun.set()
        assert may_end.wait(20)
        return Response("done")

    async def scenario():
        queue = Queue(1, most=2)
        tasks = [asyncio.create_task(queue.done(work, Caller().request())) for _ in range(2)]
        while not begun.is_set():
            await asyncio.sleep(0.001)
        with pytest.raises(BusyError):
            await queue.done(work, Caller().request())
        may_end.set()
        return await asyncio.gather(*tasks)

    assert [one.body for one in asyncio.run(scenario())] == [b"done", b"done"]


def test_an_error_of_the_work_comes_out():
    def work():
        raise ValueError("so it is")

    async def scenario():
        queue = Queue(1)
        for _ in range(2):  # the place is free again after the first
            with pytest.raises(ValueError, match="so it is"):
                await queue.done(work, Caller().request())

    asyncio.run(scenario())


def test_a_look_up_leaves_the_loop_only_where_a_layer_must_be_compiled_first(settings, mini_atlas):
    store = ColumnarStore(mini_atlas)
    services = Services(settings, mini_atlas, store, Views.load(), "", "")
    threads = []

    def function():
        threads.append(threading.current_thread() is threading.main_thread())
        for layer in mini_atlas.layers.values():
            store.version(layer)
        return Response("found")

    async def scenario():
        endpoint = Endpoint(function, services, Queue(1), lambda _: True)
        scope = {"type": "http", "method": "GET", "scheme": "http", "path": "/", "headers": [],
                 "query_string": b"", "path_params": {}}  # fmt: skip
        sent = []

        async def send(message):
            sent.append(message)

        for _ in range(2):
            await endpoint(scope, Caller().receive, send)
        assert [message["status"] for message in sent if "status" in message] == [200, 200]

    asyncio.run(scenario())
    assert threads == [False, True]


SHORT = {
    "": True,
    "limit=100&bbox=-5,12,1,18&datetime=2012-01-01/..&event_type=battles&f=json": True,
    "limit=101": False,
    "limit=+7": False,
    "filter=event_type='battles'": False,
    "sortby=name_en": False,
    "crs=http://www.opengis.net/def/crs/EPSG/0/3857": False,
    "f=csv": False,
    "f=html": False,
}


@pytest.mark.parametrize(("query", "expected"), SHORT.items())
def test_a_short_page_is_one_of_stored_features_by_plain_filters(
    settings, mini_atlas, query, expected
):
    services = Services(settings, mini_atlas, ColumnarStore(mini_atlas), Views.load(), "", "")
    headers = [(b"accept", b"application/geo+json, */*;q=0.1")]
    scope = {"type": "http", "scheme": "http", "path": "/", "headers": headers}
    assert items.is_short(call_of({**scope, "query_string": query.encode()}, services)) is expected


def test_a_queue_is_idle_where_nothing_is_worked_on():
    may_end = threading.Event()

    def work():
        assert may_end.wait(20)
        return Response()

    async def scenario():
        queue = Queue(2)
        assert queue.is_idle()
        task = asyncio.create_task(queue.done(work, Caller().request()))
        await asyncio.sleep(0)
        assert not queue.is_idle()
        may_end.set()
        await task
        assert queue.is_idle()

    asyncio.run(scenario())
