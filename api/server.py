"""Runs the service: one process, or several that share a port."""

import errno
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import uvicorn
from fastapi import FastAPI

from api import links
from api.settings import Settings

_PATIENCE = 120  # seconds to wait for the first answer before saying nothing
_GRACE = 10  # seconds that requests under way may take when the server is told to stop


class BusyError(Exception):
    """The address cannot be listened on; the text says why."""


def serve(
    settings: Settings, make: Callable[[Settings], FastAPI], say: Callable[[str], None]
) -> None:
    """Serve until told to stop; ``say`` gets the URLs once the first request is answered.

    A single process serves what ``make`` makes; several make their own by ``api.main``.
    Raises BusyError where the port is taken or the address is not ours.
    """
    listener = _listen(settings.host, settings.port)
    settings = settings.model_copy(update={"port": listener.getsockname()[1]})
    threading.Thread(target=_announce, args=(settings, say), daemon=True).start()
    if settings.workers == 1:
        options = _options(settings)
        server = uvicorn.Server(uvicorn.Config(make(settings), **options))
        with suppress(KeyboardInterrupt):  # Ctrl+C is how a server is told to stop
            server.run(sockets=[listener])
        return
    listener.close()
    # Workers are spawned, not forked: they find their settings where every process does.
    os.environ.update(environment(settings))
    options = _options(settings) | {"workers": settings.workers}
    uvicorn.run("api.main:create", factory=True, **options)


def environment(settings: Settings) -> dict[str, str]:
    """The settings as the ``ATLAS_*`` variables that say the same."""
    values = settings.model_dump(mode="json", exclude_none=True)
    return {f"ATLAS_{name.upper()}": str(value) for name, value in values.items()}


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "host": settings.host,
        "port": settings.port,
        "log_level": settings.log_level,
        "access_log": settings.log_level in ("info", "debug"),
        "server_header": False,
        "timeout_graceful_shutdown": _GRACE,
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


def _announce(settings: Settings, say: Callable[[str], None]) -> None:
    """Say where the map and the API are, once they are there."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - compared, not bound
    host = f"[{local}]" if ":" in local else local
    base = f"http://{host}:{settings.port}"
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            with urlopen(base + links.HEALTH, timeout=5):  # noqa: S310 - our own server
                break
        except (URLError, OSError):
            time.sleep(0.05)
    else:
        return
    public = settings.root or base
    say(f"Map  {public}{links.MAP}\nAPI  {public}{links.ROOT}\nDocs {public}{links.DOCS}")
