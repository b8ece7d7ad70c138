"""What a process that draws does: the same function of the route, with a store of its own.

Nothing heavy is imported until ``api.process`` has settled the process.
"""

import logging
import signal
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from api.process import give_back, leave_pandas_out, settle

if TYPE_CHECKING:
    from api.deps import Call, Services
    from api.settings import Settings
    from geo.atlas import Atlas

_PATIENCE = 10.0  # seconds to wait for a version of the data that the asking process has seen
_LOOK = 0.25  # seconds between two looks

log = logging.getLogger("conflict_atlas")


@dataclass(frozen=True, slots=True)
class Job:
    """A call to be answered: the route's function and its parts of the path, what was given."""

    function: Callable[..., Any]
    names: Mapping[str, str]
    path: str
    given: Mapping[str, str]
    base: str  # of links
    versions: tuple[str, ...]  # of the data, as the asking process has them


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn, from which versions of the data, and what else it depends on."""

    key: tuple[object, ...]
    versions: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """The problem of a call that cannot be answered as it is."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Failed:
    """The trace of a fault of ours."""

    trace: str


Outcome = Drawn | Refused | Failed


def work(pipe: Connection, settings: "Settings", *, ahead: bool) -> None:
    """Draw what comes through the pipe until its other end is closed; None says it is ready.

    The atlas comes first, as the asking process has it. If ``ahead`` nobody waits yet: then a
    figure is drawn before, for what is loaded and read with the first one.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is meant for who has started us
    settle()
    leave_pandas_out()
    try:
        services = _services(settings, pipe.recv())
        for layer in services.atlas.layers.values():
            services.store.version(layer)
        if ahead:
            _draw_one(services)
        give_back()
        pipe.send(None)
        while True:
            pipe.send(outcome(pipe.recv(), services))
    except (EOFError, BrokenPipeError):
        return  # nobody asks any more


def outcome(job: Job, services: "Services") -> Outcome:
    """What comes of a job; no exception leaves it."""
    from api import errors  # noqa: PLC0415 - as for all of this process
    from geo.errors import AtlasError  # noqa: PLC0415 - as above

    try:
        return _drawn(job, services)
    except AtlasError as error:
        refused = errors.refusal(error)
        return Refused(refused.status_code, bytes(refused.body))
    except Exception:  # noqa: BLE001 - the asking process raises it
        return Failed(traceback.format_exc())


def _drawn(job: Job, services: "Services") -> Drawn:
    from api.answers import versions  # noqa: PLC0415 - as for all of this process
    from api.http import Later  # noqa: PLC0415 - as above

    end = time.monotonic() + _PATIENCE
    call = _call(job, services)
    while versions(call) != job.versions and time.monotonic() < end:
        time.sleep(_LOOK)
        call = _call(job, services)
    later = job.function(**job.names, call=call)
    if not isinstance(later, Later):  # a client's conditions are not ours to answer
        raise TypeError(f"{job.path} has nothing to be drawn")
    return Drawn(later.reply.key, versions(call), later.make())


def _call(job: Job, services: "Services") -> "Call":
    from api.deps import Call  # noqa: PLC0415 - as for all of this process
    from api.http import Conditions  # noqa: PLC0415 - as above
    from api.links import Links  # noqa: PLC0415 - as above

    links = Links(job.base)
    return Call(services.pinned(), job.path, job.given, links, None, Conditions())


def _draw_one(services: "Services") -> None:
    """Draw a figure that nobody sees."""
    from geo.errors import AtlasError  # noqa: PLC0415 - as for all of this process
    from maps.figure import figure  # noqa: PLC0415 - as above
    from maps.spec import MapSpec, Paper  # noqa: PLC0415 - as above

    spec = MapSpec(services.atlas, services.atlas.mapped[:1])
    with suppress(AtlasError):  # who asks for a figure is told
        figure(spec, services.store, Paper(), "png")


def _services(settings: "Settings", atlas: "Atlas") -> "Services":
    from api.deps import Services  # noqa: PLC0415 - as for all of this process
    from api.release import build, release  # noqa: PLC0415 - as above
    from api.views import Views  # noqa: PLC0415 - as above
    from geo.stores.columnar import ColumnarStore  # noqa: PLC0415 - as above

    store = ColumnarStore(atlas, settings.snapshots)
    return Services(settings, atlas, store, Views.load(), release(), build())
