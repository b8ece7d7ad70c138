"""The real server on a real port: several processes, odd folders, broken requests."""

import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.server import environment
from api.settings import Settings

COMMAND = Path(sys.executable).with_name("conflict-atlas")


@contextmanager
def serving(folder, mini, *options):
    """The base URL and the process of a server in a folder that has modules named as ours."""
    for name in ("api", "geo", "maps"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text("raise RuntimeError('the wrong package')\n")
    log = folder / "log.txt"
    with log.open("w") as output:
        server = subprocess.Popen(
            [COMMAND, "serve", "--atlas", mini, "--port", "0", *options],
            cwd=folder, stdout=output, stderr=subprocess.STDOUT,
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        try:
            deadline = time.monotonic() + 60
            while not (found := re.search(r"^API +(http://\S+)/$", log.read_text(), re.MULTILINE)):
                assert server.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            yield found[1], server, log
        finally:
            server.send_signal(signal.SIGINT)
            assert server.wait(timeout=20) == 0, log.read_text()
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="module", params=[1, 2])
def server(request, tmp_path_factory, mini):
    folder = tmp_path_factory.mktemp(f"serving{request.param}")
    with serving(folder, mini, "--workers", str(request.param)) as found:
        yield found


def test_it_prints_where_the_map_and_the_api_are(server):
    base, _, log = server
    printed = log.read_text()
    assert f"{base}/map" in printed
    for url in re.findall(r"http://\S+", printed):
        assert httpx.get(url).status_code == 200


def test_pages_and_heads_over_the_wire(server):
    base, _, _ = server
    with httpx.Client(base_url=base) as client:
        get = client.get("/collections/attacks/items?limit=3")
        head = client.head("/collections/attacks/items?limit=3")
        assert get.json()["numberReturned"] == 3
        assert head.content == b""
        assert head.headers["content-length"] == get.headers["content-length"]
        assert head.headers["etag"] == get.headers["etag"]
        assert "server" not in get.headers


def raw(base, request):
    host, port = base.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(request)
        answer = b""
        try:
            while part := connection.recv(65536):
                answer += part
        except ConnectionResetError:
            pass  # refused while we were still sending
    return answer


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET /collections/%FF%FE HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET /?a=\xc3\xa9 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET http://other/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"x: y\r\n" * 500 + b"Connection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nx: " + b"y" * 200_000 + b"\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    ],
)
def test_broken_requests_are_never_our_fault(server, request_bytes):
    base, process, _ = server
    answer = raw(base, request_bytes)
    if answer:
        status = int(answer.split(b" ", 2)[1])
        assert 200 <= status < 500, answer[:300]
    assert process.poll() is None
    assert httpx.get(base + "/healthz").status_code == 200


def test_a_busy_port_is_said_in_one_line(server, mini, tmp_path):
    base, _, _ = server
    port = base.rsplit(":", 1)[1]
    done = subprocess.run(
        [COMMAND, "serve", "--atlas", mini, "--port", port],
        cwd=tmp_path, check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert port in done.stderr
    assert "--port" in done.stderr


def test_settings_reach_a_worker_as_they_are(mini, monkeypatch):
    settings = Settings(dir=mini, port=81, workers=2, base_url="https://a.example", max_limit=7)
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings
