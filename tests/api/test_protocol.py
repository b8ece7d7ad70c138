import json

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from api.protocol import Open, Protocol


class Wire:
    """A transport that keeps what is written."""

    def __init__(self):
        self.sent, self.closed = b"", False

    def get_extra_info(self, _name, default=None):
        return default

    def is_closing(self):
        return self.closed

    def write(self, data):
        self.sent += data

    def close(self):
        self.closed = True


def told(pieces, made=Open):
    """What is answered to bytes that come one after the other: status, header, body."""
    protocol, wire = made(Config(None, http=made), ServerState(), {}), Wire()
    protocol.loop = None
    protocol.connection_made(wire)
    for piece in pieces:
        if not wire.closed:
            protocol.data_received(piece)
    assert wire.closed
    head, body = wire.sent.split(b"\r\n\r\n", 1)
    status, *fields = head.decode().split("\r\n")
    return int(status.split()[1]), dict(field.split(": ", 1) for field in fields), json.loads(body)


@pytest.fixture(autouse=True)
def _loop(monkeypatch):
    monkeypatch.setattr("asyncio.get_event_loop", lambda: None)


@pytest.mark.parametrize(
    ("pieces", "status", "parameter"),
    [
        ([b"FOO / HTTP/1.1\r\nHost: a\r\n\r\n"], 400, "request"),
        ([b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"], 400, "request"),
        ([b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"], 414, "address"),
        ([b"GET / HTTP/1.1\r\nX: ", *[b"x" * 65_536] * 20], 431, "header"),
        ([b"GET / HTTP/1.1\r\n", *[b"X: y\r\n" * 10_000] * 20], 431, "header"),
    ],
)
def test_what_is_no_http_or_does_not_end_is_refused_as_a_problem(pieces, status, parameter):
    found, headers, problem = told(pieces)
    assert found == problem["status"] == status
    assert headers["content-type"] == "application/problem+json"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["connection"] == "close"
    assert problem["parameter"] == parameter
    assert problem["value"]
    assert problem["allowed"]


def test_only_origins_that_may_read_answers_read_refusals():
    assert "access-control-allow-origin" not in told([b"FOO / HTTP/1.1\r\n\r\n"], Protocol)[1]
