"""The real server on a real port: several processes, odd folders, broken requests."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from asgi import Client

from api.main import create

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


def test_a_request_names_its_host(server):
    base, _, _ = server
    answer = raw(base, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")  # RFC 9112 section 3.2
    assert b'"parameter":"Host"' in answer
    assert raw(base, b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200 ")


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


def children(process):
    """The numbers of its processes."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return {int(number) for number in listed.split()}


def test_a_worker_that_is_killed_is_replaced_and_all_end_with_their_parent(mini, tmp_path):
    with serving(tmp_path, mini, "--workers", "2") as (base, process, _):
        before = children(process)
        assert len(before) == 2
        killed = min(before)
        os.kill(killed, signal.SIGKILL)
        deadline = time.monotonic() + 30
        while len(now := children(process) - {killed}) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert before - {killed} < now
        with httpx.Client(base_url=base) as client:
            for _ in range(20):
                assert client.get("/collections/attacks/items?limit=1").status_code == 200
    assert not any(Path(f"/proc/{number}").exists() for number in now)


def test_wrong_data_is_said_once_whatever_the_number_of_workers(mini, tmp_path):
    folder = tmp_path / "atlas"
    shutil.copytree(mini, folder)
    (folder / "atlas.toml").write_text("id = 1\n")
    done = subprocess.run(
        [COMMAND, "serve", "--atlas", folder, "--port", "0", "--workers", "2"],
        check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "atlas.toml" in done.stderr


def test_the_factory_reads_its_settings_from_the_environment(mini, monkeypatch):
    monkeypatch.setenv("ATLAS_DIR", str(mini))
    monkeypatch.setenv("ATLAS_BASE_URL", "https://a.example/atlas")
    with Client(create()) as client:
        links = client.get("/collections").json()["links"]
    assert links[0]["href"].startswith("https://a.example/atlas/")
