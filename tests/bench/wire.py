"""HTTP/1.1 over plain sockets: a client that costs next to nothing, so that the server is measured.

It speaks to servers that this program started on the loopback, and to nothing else.
"""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

LOOPBACK = "127.0.0.1"
TIMEOUT = 300.0  # seconds that one answer may take
IDLE = 2.0  # seconds after which a connection is not trusted: uvicorn closes it after five
_END = b"\r\n\r\n"


class ServerError(Exception):
    """A server did not answer as it should."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A good answer and the seconds from the first byte sent to the last one received."""

    head: bytes
    body: bytes
    seconds: float


@dataclass
class Client:
    """One connection that is kept open. Safe for one thread."""

    port: int
    accept_encoding: str = ""
    _socket: socket.socket | None = field(default=None, repr=False)
    _used: float = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def get(self, target: str) -> Reply:
        """The answer to a GET. Raises ServerError where its status is not 200."""
        return self._ask(target, request("GET", target, self.accept_encoding))

    def put(self, target: str, body: bytes) -> Reply:
        """The answer to a PUT. Raises ServerError where its status is not 200."""
        return self._ask(target, request("PUT", target, body=body))

    def _ask(self, target: str, message: bytes) -> Reply:
        if time.perf_counter() - self._used > IDLE:
            self.close()
        if self._socket is None:
            self._socket = connect(self.port)
        started = time.perf_counter()
        self._socket.sendall(message)
        parser = Parser()
        while not parser.feed(self._socket.recv(1 << 18)):
            pass
        self._used = time.perf_counter()
        seconds = self._used - started
        if b"connection: close" in parser.head.lower():
            self.close()
        return parser.reply(target, seconds)


def connect(port: int) -> socket.socket:
    """A connection to a server of ours. Raises OSError where none listens."""
    made = socket.create_connection((LOOPBACK, port), timeout=TIMEOUT)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def request(method: str, target: str, accept_encoding: str = "", body: bytes = b"") -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {LOOPBACK}", "Accept: */*"]
    if accept_encoding:
        lines.append(f"Accept-Encoding: {accept_encoding}")
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Parser:
    """Takes an answer piece by piece; knows a length and RFC 9112 chunks."""

    def __init__(self) -> None:
        self.head = b""
        self._status = 0
        self._length: int | None = None
        self._data = bytearray()
        self._chunks: list[bytes] = []

    def feed(self, piece: bytes) -> bool:
        """Whether the answer is whole. Raises ServerError where the connection ended before."""
        if not piece:
            raise ServerError("the server closed the connection in the middle of an answer")
        self._data += piece
        if not self.head:
            if (end := self._data.find(_END)) < 0:
                return False
            self._begin(bytes(self._data[:end]))
            del self._data[: end + len(_END)]
        if self._length is not None:
            return len(self._data) >= self._length
        return self._unchunk()

    def reply(self, target: str, seconds: float) -> Reply:
        """A whole answer. Raises ServerError where its status is not 200."""
        body = b"".join(self._chunks) if self._length is None else bytes(self._data)
        if self._status != 200:
            raise ServerError(f"{target}: status {self._status}, {body[:300]!r}")
        return Reply(self.head, body, seconds)

    def _begin(self, head: bytes) -> None:
        self.head = head
        self._status = int(head[9:12])
        lines = head.lower().split(b"\r\n")[1:]
        fields = dict(line.split(b":", 1) for line in lines)
        if self._status in (204, 304):
            self._length = 0
        elif b"content-length" in fields:
            self._length = int(fields[b"content-length"])
        elif fields.get(b"transfer-encoding", b"").strip() != b"chunked":
            raise ServerError("an answer without a length")

    def _unchunk(self) -> bool:
        while (end := self._data.find(b"\r\n")) >= 0:
            size = int(self._data[:end].split(b";")[0], 16)
            if len(self._data) < end + 2 + size + 2:
                return False
            if size == 0:
                return True
            self._chunks.append(bytes(self._data[end + 2 : end + 2 + size]))
            del self._data[: end + 2 + size + 2]
        return False


def together(
    port: int, targets: Sequence[str], connections: int, accept_encoding: str = ""
) -> tuple[float, list[bytes]]:
    """Seconds until all targets are answered over so many connections, and the answers' bodies.

    Each connection takes the next target as soon as it has its answer, as a browser does.
    Raises ServerError for a status other than 200.
    """
    todo = iter(enumerate(targets))
    bodies: list[bytes] = [b""] * len(targets)
    left = 0
    with selectors.DefaultSelector() as selector:
        sockets = [connect(port) for _ in range(connections)]
        started = time.perf_counter()
        for one in sockets:
            selector.register(one, selectors.EVENT_READ)
            left += _send_next(selector, one, todo, accept_encoding)
        while left:
            for key, _ in selector.select(TIMEOUT):
                number, target, parser = key.data
                if not parser.feed(key.fileobj.recv(1 << 18)):
                    continue
                bodies[number] = parser.reply(target, 0.0).body
                left += _send_next(selector, key.fileobj, todo, accept_encoding) - 1
        seconds = time.perf_counter() - started
        for one in sockets:
            one.close()
    return seconds, bodies


def _send_next(selector: selectors.BaseSelector, one: socket.socket, todo, coding: str) -> int:
    """Sends the next target over a free connection: 1, or 0 where there is none left."""
    for number, target in todo:
        selector.modify(one, selectors.EVENT_READ, (number, target, Parser()))
        one.sendall(request("GET", target, coding))
        return 1
    selector.unregister(one)  # the server may close it while the others still wait
    return 0
