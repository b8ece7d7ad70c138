"""The one place that turns an error into an HTTP answer: RFC 9457 ``application/problem+json``.

Only answers of 500 and above are logged as errors; the rest are the caller's to mend.
"""

import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

import orjson

from api import links
from api.rules import METHODS, RULES
from geo.errors import AtlasError, DataError, NotFoundError, RequestError, nearest

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"

_BUSY = "many figures are being drawn; ask again in a few seconds"

log = logging.getLogger("conflict_atlas")


class UnknownParameterError(RequestError):
    """A parameter's name is not known here; the nearest match is a name, not a value."""

    def __init__(self, name: str, value: str, names: tuple[str, ...]) -> None:
        super().__init__(name[:200], value, "unknown parameter", names)
        self.nearest = nearest(self.parameter, names)
        self.args = (self._text(),)


class NotAcceptableError(AtlasError):
    """No media type the caller accepts is offered here (RFC 9110 section 15.5.7)."""

    def __init__(self, accept: str, allowed: Iterable[str]) -> None:
        self.value = accept[:200]
        self.allowed = tuple(allowed)
        super().__init__(f"Accept={self.value!r}: none of these is offered here")


class UnsupportedFormatError(AtlasError):
    """A format that a standard knows and we do not write (oEmbed 1.0 section 2.2)."""

    def __init__(self, wanted: str, allowed: Iterable[str]) -> None:
        self.value = wanted[:200]
        self.allowed = tuple(allowed)
        super().__init__(f"format={self.value!r}: not written here")


class BusyError(AtlasError):
    """What is asked for cannot be drawn now, but soon (RFC 9110 section 15.6.4)."""

    def __init__(self, text: str = _BUSY) -> None:
        super().__init__(text)


class SlowError(AtlasError):
    """What is asked for takes longer to draw than it may (RFC 9110 section 15.6.4)."""

    def __init__(self, seconds: float) -> None:
        told = f"drawing took longer than {seconds:g} seconds and was given up"
        super().__init__(f"{told}; a narrower filter or a smaller size takes less")


STATUSES: tuple[tuple[type[AtlasError], int], ...] = (
    (RequestError, 400),
    (NotFoundError, 404),
    (NotAcceptableError, 406),
    (DataError, 500),
    (BusyError, 503),
    (SlowError, 503),
    (UnsupportedFormatError, 501),
)


def status_of(error: AtlasError) -> int:
    """The HTTP status of an error of ours; 500 for one the table does not know."""
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


def problem(status: int, detail: str, **members: object) -> bytes:
    """The body of a problem answer: RFC 9457 section 3.1 and members of ours, None left out."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    body |= {name: value for name, value in members.items() if value is not None}
    return orjson.dumps(body)


def _members(error: AtlasError) -> dict[str, object]:
    """What a caller can act on: the parameter, its value, what is allowed, the nearest match."""
    if isinstance(error, RequestError):
        return {
            "parameter": error.parameter,
            "value": error.value,
            "allowed": error.allowed or RULES.get(error.parameter),
            "nearest": error.nearest,
        }
    if isinstance(error, NotFoundError):
        return {
            "what": error.what,
            "value": error.name,
            "allowed": error.allowed or None,
            "nearest": error.nearest,
        }
    if isinstance(error, NotAcceptableError):
        return {"parameter": "Accept", "value": error.value, "allowed": error.allowed}
    if isinstance(error, UnsupportedFormatError):
        return {"parameter": "format", "value": error.value, "allowed": error.allowed}
    return {}


def answer(status: int, body: bytes, headers: dict[str, str] | None = None) -> "Response":
    """A problem answer. Errors are not cached: the next data version may mend them."""
    from starlette.responses import Response  # noqa: PLC0415 - the command line goes without it

    kept = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Encoding"} | (headers or {})
    return Response(body, status, kept, MEDIA_TYPE)


def refusal(error: AtlasError) -> "Response":
    """The answer to an error of ours."""
    status = status_of(error)
    if status == 500:
        log.error("%s", error, exc_info=error)
    headers = {"Retry-After": "5"} if isinstance(error, BusyError) else None
    return answer(status, problem(status, str(error), **_members(error)), headers)


async def _on_atlas_error(_: "Request", error: Exception) -> "Response":
    if not isinstance(error, AtlasError):  # the registration below allows nothing else
        raise error
    return refusal(error)


async def _on_http_error(request: "Request", error: Exception) -> "Response":
    from starlette.exceptions import HTTPException  # noqa: PLC0415 - as above

    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 404:
        return refusal(NotFoundError("path", request.scope["path"], links.PATHS))
    if error.status_code == 405:
        method = request.method[:20]
        detail = f"{method} is not allowed here, only GET, HEAD and OPTIONS"
        body = problem(405, detail, parameter="method", value=method, allowed=METHODS)
        return answer(405, body, {"Allow": ", ".join(METHODS)})
    return answer(error.status_code, problem(error.status_code, str(error.detail)))


async def _on_validation_error(_: "Request", error: Exception) -> "Response":
    """FastAPI parses nothing for us; if it ever does, its refusal is a 400 like all others."""
    return answer(400, problem(400, f"the request is not valid: {error}"[:500]))


def register(app: "FastAPI") -> None:
    """Give ``app`` these answers for the errors its routes raise."""
    from fastapi.exceptions import RequestValidationError  # noqa: PLC0415 - as above
    from starlette.exceptions import HTTPException  # noqa: PLC0415 - as above

    app.add_exception_handler(AtlasError, _on_atlas_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
