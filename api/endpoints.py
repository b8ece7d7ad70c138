"""How the function of a route is called: one small ASGI application for each route.

FastAPI's own would resolve dependencies and open two exit stacks for every request, which takes
longer than finding a record.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from inspect import signature
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.answers import versions
from api.deps import Call, Services, call_of
from api.drawing import Job
from api.errors import BusyError, refusal
from api.http import Later, made
from geo.errors import AtlasError

# Answers that are worked on at once: twice the processors, so that one reads from the disk while
# another computes. More would only take turns, each with its own working memory.
AT_ONCE = 2 * (os.cpu_count() or 1)

Function = Callable[..., Response | Later]
Quick = Callable[[Call], bool]
T = TypeVar("T")


class Endpoint:
    """Answers the requests of one route, each in a thread of the queue.

    A call that ``is_quick`` is answered at once, for waking a thread would take longer; not where a
    layer would have to be compiled for it: all other requests would wait. The function gets what it
    names: parts of the path, and the ``call``.
    """

    def __init__(
        self, function: Function, services: Services, queue: "Queue", is_quick: Quick
    ) -> None:
        self._function = function
        self._is_quick = is_quick
        self._services = services
        self._queue = queue
        self._names = tuple(signature(function).parameters)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; nobody is answered who has gone while waiting."""
        try:
            call = call_of(scope, self._services)
            known = {**scope["path_params"], "call": call}
            work = partial(self._function, *(known[name] for name in self._names))
            if self._is_quick(call) and self._services.store.ready():
                found: Response | Later | None = work()
            else:
                found = await self._queue.done(work, Request(scope, receive))
            if isinstance(found, Later):
                response = await self._made(call, found, Request(scope, receive))
            else:
                response = found
        except AtlasError as error:
            response = refusal(error)
        if response is not None:
            await response(scope, receive, send)

    async def _made(self, call: Call, later: Later, client: Request) -> Response | None:
        """An answer that takes long: made by other processes, where the service has them."""
        drawers = self._services.drawers
        if drawers is None:
            return await self._queue.done(partial(made, call.conditions, later), client)
        asked = (call.path, dict(call.given), call.links.base)
        job = Job(self._function, client.path_params, *asked, versions(call))
        return await drawers.answer(call, job, later, client)


class Queue:
    """Lets so many answers be worked on at once; the others wait for their turn.

    No more than ``most`` are worked on or wait, where that is given; more are refused.
    """

    def __init__(self, at_once: int = AT_ONCE, most: int | None = None) -> None:
        self._most = most
        self._free = asyncio.Semaphore(at_once)
        self._working = 0
        self._threads = ThreadPoolExecutor(at_once, "answer")  # half the way there of anyio's

    def is_idle(self) -> bool:
        """Whether nothing is worked on and nobody waits."""
        return not self._working

    async def done(self, work: Callable[[], T], client: Request) -> T | None:
        """What the work gives; None where the client had gone before its turn came.

        Raises BusyError where as many wait as may.
        """
        if self._most is not None and self._working >= self._most:
            raise BusyError
        waits = self._free.locked()
        self._working += 1
        try:
            async with self._free:
                if waits and await client.is_disconnected():
                    return None
                return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._working -= 1
