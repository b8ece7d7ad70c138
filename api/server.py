"""Runs the service: one process, or several that share a port."""

import errno
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any

from api import links
from api.process import give_back, set_apart
from api.workers import Workers

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.settings import Settings

_PATIENCE = 120  # seconds to wait for the first answer before saying nothing
_GRACE = 10  # seconds that requests under way may take when the server is told to stop
_BACKLOG = 2048  # connections that wait to be taken up

Make = Callable[["Settings"], "FastAPI"]


class BusyError(OSError):
    """The address cannot be listened on; the text says why."""


def serve(settings: "Settings", make: Make, say: Callable[[str], None]) -> None:
    """Serve what ``make`` makes until told to stop; ``say`` gets the URLs once it is answered.

    Raises BusyError where the port is taken or the address is not ours, ChildProcessError where one
    of several processes ends by itself.
    """
    if settings.workers > 1 and not hasattr(os, "fork"):
        raise BusyError("more than one worker needs a system with fork(), as Unix has")
    listener = _listen(settings.host, settings.port)
    settings = settings.model_copy(update={"port": listener.getsockname()[1]})
    app = make(settings)
    give_back()
    listener.listen(_BACKLOG)  # from here on a request waits for its answer and is not refused
    if settings.workers == 1:
        threading.Thread(target=_announce, args=(settings, say), daemon=True).start()
        with suppress(KeyboardInterrupt):  # Ctrl+C is how a server is told to stop
            _run(app, settings, listener)
        return
    workers = Workers(_GRACE + 5)
    workers.start(settings.workers, partial(_run, app, settings, listener))
    del app  # the workers have it; held here, its data would stay when newer ones come
    give_back()
    threading.Thread(target=_announce, args=(settings, say), daemon=True).start()
    workers.watch(lambda: _run(make(settings), settings, listener))


def _run(app: "FastAPI", settings: "Settings", listener: socket.socket) -> None:
    import uvicorn  # noqa: PLC0415 - it configures logging and asyncio when it is imported

    from api.protocol import Open, Protocol  # noqa: PLC0415 - it imports uvicorn

    set_apart()
    http = Open if "*" in settings.cors_origins.split() else Protocol
    server = uvicorn.Server(uvicorn.Config(app, http=http, **_options(settings)))
    server.run(sockets=[listener])


def _options(settings: "Settings") -> dict[str, Any]:
    return {
        "host": settings.host,
        "port": settings.port,
        "log_level": settings.log_level,
        "access_log": settings.log_level in ("info", "debug"),  # a line a request takes its time
        "server_header": False,
        "timeout_graceful_shutdown": _GRACE,
        "backlog": _BACKLOG,
        "loop": "auto",  # uvloop, where there is one for the system
        "ws": "none",
    }


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise BusyError(f"there is no address {host}: {error.strerror}") from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        hint = "; choose another with --port" if error.errno == errno.EADDRINUSE else ""
        raise BusyError(f"cannot listen on {host} port {port}: {error.strerror}{hint}") from None
    return listener


def _announce(settings: "Settings", say: Callable[[str], None]) -> None:
    """Say where the map and the API are, once they are there."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - compared, not bound
    host = f"[{local}]" if ":" in local else local
    base = f"http://{host}:{settings.port}"
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            connection = HTTPConnection(local, settings.port, timeout=_PATIENCE)
            connection.request("GET", links.HEALTH)
            connection.getresponse().read()
            connection.close()
            break
        except (HTTPException, OSError):
            time.sleep(0.05)
    else:
        return
    public = settings.root or base
    say(f"Map  {public}{links.MAP}\nAPI  {public}{links.ROOT}\nDocs {public}{links.DOCS}")
