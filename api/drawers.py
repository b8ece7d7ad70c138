"""Processes that draw figures and reports, so that no other answer waits for one.

Drawing keeps a processor busy for a second or more, and the interpreter with it. It is done in
processes of their own: the first is started where a page is asked for that offers figures. Each
draws one at a time, and is ended where it takes too long, where it has drawn many, and where
nothing is asked of it: 70 MB are not held for who asks for data alone.
"""

import logging
import multiprocessing
import os
import threading
import time
from dataclasses import replace
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from api import errors, http
from api.answers import versions
from api.deps import Call
from api.drawing import Drawn, Failed, Job, Outcome, Refused, work
from api.endpoints import Queue
from api.errors import BusyError, SlowError
from api.settings import Settings
from geo.atlas import Atlas
from geo.errors import AtlasError

log = logging.getLogger("conflict_atlas")

_AT_ONCE = max(1, (os.cpu_count() or 1) // 2)
_MOST = 8 * _AT_ONCE  # with those that wait; more are refused
_START = 300  # seconds until a process is ready: without a cache it compiles the layers itself
_MANY = 300  # drawings of one process: what libraries leave in its memory has an end then
_IDLE = 300  # seconds without a drawing after which a process is ended


class Drawers:
    """Has answers drawn that take long; safe to share between threads."""

    def __init__(self, settings: Settings, atlas: Atlas) -> None:
        self._for = settings, atlas
        self._queue = Queue(_AT_ONCE, _MOST)
        self._idle: list[_Drawer] = []  # the one that drew last is at the end
        self._lock = threading.Condition()
        self._warming = False  # whether one is being started ahead of its first drawing
        self._working = 0  # drawings under way
        self._over = False

    def warm(self) -> None:
        """Start a process ahead of its first drawing, where none is there; waits for nothing."""
        with self._lock:
            if self._warming or self._idle or self._working or self._over:
                return
            self._warming = True
        threading.Thread(target=self._warm, name="warm", daemon=True).start()

    def _warm(self) -> None:
        drawer = None
        try:
            drawer = _Drawer(*self._for, ahead=True)
        except (EOFError, OSError, AtlasError) as error:  # who asks for a figure is told
            log.warning("no process that draws could be started: %r", error)
        with self._lock:
            self._warming = False
            if drawer is not None and not self._over:
                self._idle.append(drawer)
                drawer = None
            self._lock.notify_all()
        if drawer is not None:
            drawer.end()

    async def answer(
        self, call: Call, job: Job, later: http.Later, client: Request
    ) -> Response | None:
        """The answer; None where the client had gone before its turn came.

        Raises BusyError where as many wait as may, SlowError where it takes too long.
        """
        return await self._queue.done(partial(self._answered, call, job, later), client)

    def _answered(self, call: Call, job: Job, later: http.Later) -> Response:
        found = self._drawn(job)
        if isinstance(found, Refused):
            return errors.answer(found.status, found.body)
        if found.versions not in (job.versions, versions(call.anew())):
            raise BusyError("the data are just changing; ask again in a few seconds")
        return http.answer(call.conditions, replace(later.reply, key=found.key), found.body)

    def _drawn(self, job: Job) -> Drawn | Refused:
        with self._lock:
            self._working += 1
        try:
            found = self._outcome(job)
        finally:
            with self._lock:
                self._working -= 1
        match found:
            case Failed(trace):
                raise RuntimeError(trace)
            case _:
                return found

    def _outcome(self, job: Job) -> Outcome:
        drawer = self._taken()
        try:
            found = drawer.outcome(job)
        except BaseException:
            drawer.end()
            raise
        if drawer.drawn < _MANY:
            with self._lock:
                self._idle.append(drawer)
        else:
            drawer.end()
        return found

    def _taken(self) -> "_Drawer":
        """A process that is free, the one that drew last; a new one where there is none."""
        with self._lock:
            while self._idle or self._warming:
                if not self._idle:
                    self._lock.wait(_START)  # it is there sooner than another would be
                    continue
                drawer = self._idle.pop()
                if drawer.lives():
                    return drawer
        return _Drawer(*self._for)

    def end(self) -> None:
        """End all processes; none is started ahead from then on."""
        with self._lock:
            self._over = True
        self.rest(0)

    def rest(self, idle: float = _IDLE) -> None:
        """End the processes that have drawn nothing for so many seconds."""
        before = time.monotonic() - idle
        with self._lock:
            ended = [one for one in self._idle if one.since <= before]
            self._idle = [one for one in self._idle if one.since > before]
        for one in ended:
            one.end()
        multiprocessing.active_children()  # has the system forget those that have ended


class _Drawer:
    """One process, asked by one thread at a time."""

    def __init__(self, settings: Settings, atlas: Atlas, *, ahead: bool = False) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy locks that others hold
        self._seconds = settings.figure_seconds
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=work, args=(theirs, settings), kwargs={"ahead": ahead}, daemon=True
        )
        self._process.start()
        theirs.close()
        self._pipe.send(atlas)
        self.drawn = 0
        self.since = time.monotonic()
        if not self._pipe.poll(_START):
            self.end()
            raise SlowError(_START)
        self._pipe.recv()

    def lives(self) -> bool:
        """Whether the process is there."""
        return self._process.is_alive()

    def outcome(self, job: Job) -> Outcome:
        """What comes of the job. Raises SlowError after the time it has, BusyError if it dies."""
        self.drawn += 1
        try:
            self._pipe.send(job)
            if not self._pipe.poll(self._seconds):
                raise SlowError(self._seconds)
            found: Outcome = self._pipe.recv()
        except (EOFError, OSError) as error:  # it was ended from outside, as for lack of memory
            raise BusyError("what drew this was ended; ask again in a few seconds") from error
        self.since = time.monotonic()
        return found

    def end(self) -> None:
        """End the process, whatever it does."""
        self._pipe.close()
        self._process.kill()
