"""The outermost layer: size limits, CORS, safety headers, and an answer when all else fails.

Pure ASGI, so nothing is buffered and a failed request still carries its CORS headers.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import MEDIA_TYPE, problem
from api.rules import METHODS
from api.settings import Settings

# Bytes of path and query together; RFC 9110 section 4.1 asks for 8,000. The longest filter fits,
# percent-encoded.
MAX_TARGET = 32_768
MAX_HEADERS = 100
MAX_HEADER_BYTES = 32_768

EXPOSED = b"ETag, Link, Content-Crs, Content-Disposition, OGC-NumberMatched, OGC-NumberReturned"
Headers = list[tuple[bytes, bytes]]
_LISTS = (b"accept", b"accept-encoding", b"if-none-match")  # header fields that we read

log = logging.getLogger("conflict_atlas")


class Edge:
    """Wraps the application. Answers ``OPTIONS`` itself; a crash inside becomes a 500 problem."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._origins = frozenset(settings.cors_origins.split())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        extra = self._headers(_origin(scope["headers"]))
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message.get("headers", ()), *extra]
            await send(message)

        refused = _refusal(scope)
        scope["headers"] = _joined(scope["headers"])
        if refused:
            await _plain(sending, refused.status, refused.problem())
        elif scope["method"] == "OPTIONS":
            await _preflight(sending)
        else:
            try:
                await self._app(scope, receive, sending)
            except Exception:
                log.exception("unhandled error")
                if started:
                    raise  # the answer is cut short: the server must close the connection
                await _plain(sending, 500, problem(500, "something went wrong on our side"))

    def _headers(self, origin: bytes | None) -> Headers:
        headers = [
            (b"x-content-type-options", b"nosniff"),
            (b"access-control-expose-headers", EXPOSED),
        ]
        if "*" in self._origins:
            return [*headers, (b"access-control-allow-origin", b"*")]
        headers.append((b"vary", b"Origin"))
        if origin and origin.decode("latin-1") in self._origins:
            headers.append((b"access-control-allow-origin", origin))
        return headers


def _origin(headers: Iterable[tuple[bytes, bytes]]) -> bytes | None:
    return next((value for name, value in headers if name == b"origin"), None)


def _joined(headers: Headers) -> Headers:
    """The header fields with those of several lines in one (RFC 9110 section 5.3).

    Whoever reads them then takes neither the first line nor the last for the whole.
    """
    if len({name for name, _ in headers}) == len(headers):
        return headers
    lines = {name: [value for one, value in headers if one == name] for name in _LISTS}
    others = [(name, value) for name, value in headers if name not in lines]
    return [*others, *((name, b", ".join(found)) for name, found in lines.items() if found)]


@dataclass(frozen=True, slots=True)
class _Refusal:
    """What of a request we do not read."""

    status: int
    parameter: str
    value: str
    allowed: str

    def problem(self) -> bytes:
        told = {"parameter": self.parameter, "value": self.value, "allowed": self.allowed}
        detail = f"the {self.parameter} is {self.value}; allowed is {self.allowed}"
        return problem(self.status, detail, **told)


def _refusal(scope: Scope) -> _Refusal | None:
    """What we do not read, where there is such: what is too large, and not one Host."""
    target = len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"])
    if target > MAX_TARGET:
        return _Refusal(414, "address", f"{target} bytes", f"at most {MAX_TARGET} bytes")
    headers = scope["headers"]
    size = sum(len(name) + len(value) for name, value in headers)
    if len(headers) > MAX_HEADERS or size > MAX_HEADER_BYTES:
        most = f"at most {MAX_HEADERS} headers of together {MAX_HEADER_BYTES} bytes"
        return _Refusal(431, "header", f"{len(headers)} headers of together {size} bytes", most)
    hosts = [value.decode("latin-1") for name, value in headers if name == b"host"]
    if len(hosts) > 1:  # RFC 9112 section 3.2
        return _Refusal(400, "Host", ", ".join(hosts)[:200], "one Host header")
    if not hosts and scope["http_version"] == "1.1":
        return _Refusal(400, "Host", "missing", "one Host header")
    return None


async def _plain(send: Send, status: int, body: bytes) -> None:
    headers = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _preflight(send: Send) -> None:
    """Every resource has the same methods and asks for no credentials, so one answer fits all."""
    methods = ", ".join(METHODS).encode()
    headers = [
        (b"allow", methods),
        (b"access-control-allow-methods", methods),
        (b"access-control-allow-headers", b"*"),
        (b"access-control-max-age", b"86400"),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
