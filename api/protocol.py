"""Requests that are no HTTP, or do not end: refused as problems too, before any of it is read.

The application never sees them. uvicorn answers them in plain text, and keeps header fields for
as long as they come.
"""

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.edge import MAX_HEADER_BYTES, MAX_TARGET
from api.errors import MEDIA_TYPE, problem
from api.rules import METHODS

# Bytes up to the end of the header fields; up to here the application says itself what is too much.
MAX_HEAD = 1_048_576
_PARSED = 65_535  # bytes of an address that the parser can tell apart


class Protocol(HttpToolsProtocol):
    """A connection. Pages of other origins may not read what it refuses."""

    readers: tuple[str, ...] = ()  # header fields that say who may
    _head: int | None = 0  # bytes of a head that has not ended, None once it has

    def data_received(self, data: bytes) -> None:
        """Read on, unless the head has become too long."""
        if self._head is not None:
            self._head += len(data)
            if self._head > MAX_HEAD:
                most = f"at most {MAX_HEADER_BYTES} bytes"
                self._refuse(431, "header", f"more than {MAX_HEAD} bytes", most)
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """A head begins."""
        self._head = self._head or 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head has ended."""
        super().on_headers_complete()
        self._head = None

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP/1.1, or has an address that is too long to be parsed."""
        if len(getattr(self, "url", b"")) > _PARSED:
            most = f"at most {MAX_TARGET} bytes"
            self._refuse(414, "address", f"more than {_PARSED} bytes", most)
        else:
            allowed = f"HTTP/1.1 with one of the methods {', '.join(METHODS)}"
            self._refuse(400, "request", msg, allowed)

    def _refuse(self, status: int, parameter: str, value: str, allowed: str) -> None:
        detail = f"the {parameter} cannot be read: {value}; allowed is {allowed}"
        told = {"parameter": parameter, "value": value, "allowed": allowed}
        body = problem(status, detail, **told)
        headers = [
            f"content-type: {MEDIA_TYPE}",
            f"content-length: {len(body)}",
            "cache-control: no-store",
            "x-content-type-options: nosniff",
            "connection: close",
            *self.readers,
        ]
        head = "".join(f"{line}\r\n" for line in headers).encode()
        self.transport.write(STATUS_LINE[status] + head + b"\r\n" + body)
        self.transport.close()


class Open(Protocol):
    """A connection of a service that any page may read."""

    readers = ("access-control-allow-origin: *",)
