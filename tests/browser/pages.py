"""A small server for pages in memory and our static files, and what a page asked for."""

import asyncio
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import httpx

from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore
from maps.assets import FOLDER, Assets
from maps.page import render
from maps.spec import MapSpec, PageLinks

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
KINDS = {".js": "text/javascript", ".css": "text/css", ".png": "image/png", ".svg": "image/svg+xml"}


class Site:
    """Serves ``pages`` by path, and ``FOLDER`` below /static; a context manager."""

    def __init__(self, pages: Mapping[str, bytes]) -> None:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                if path in site.pages:
                    kind = KINDS.get(PurePosixPath(path).suffix, "text/html; charset=utf-8")
                    return self.answer(site.pages[path], kind)
                file = FOLDER / path.removeprefix("/static/")
                if path.startswith("/static/") and file.is_file():
                    return self.answer(file.read_bytes(), KINDS[file.suffix])
                return self.send_error(404)

            def answer(self, body: bytes, kind: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing: a test's output is what it asserts."""

        self.pages = dict(pages)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def page_of(folder, language="en", assets=None, **looks):
    """The map page of an atlas folder."""
    atlas = Atlas.open(folder)
    store = ColumnarStore(atlas)
    links = PageLinks(
        languages={"en": "/map", "fr": "/carte"},
        items={layer.name: f"/collections/{layer.name}/items" for layer in atlas.mapped},
        home="/",
        online=True,
    )
    spec = MapSpec(atlas, atlas.mapped, language=language, **looks)
    return render(spec, store, assets or Assets.served("/static"), links)


class Visit:
    """A page open in the browser, with what it asked for and what went wrong in it."""

    def __init__(self, page):
        self.page = page
        self.requests: list[str] = []
        self.faults: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.faults.append("dialog"), dialog.dismiss()))
        page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url}"))
        page.on("console", self._heard)

    def _heard(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(f"{message.type}: {message.text}")

    def go(self, url):
        self.page.goto(url)
        self.page.wait_for_function("document.documentElement.dataset.ready === 'yes'")
        return self

    def data(self):
        """The document the page's scripts work on."""
        return self.page.evaluate(
            "() => JSON.parse(document.getElementById('ca-data').textContent)"
        )

    def settled(self):
        """The page when the map has stopped moving."""
        self.page.wait_for_function(
            "() => { const m = ConflictAtlas.map; return !m._animatingZoom &&"
            " !(m._panAnim && m._panAnim._inProgress); }"
        )
        return self.page


def asked(app, requests):
    """The answers of an application to (path, parameters), in a thread of its own: Playwright has
    an event loop running in this one.
    """

    async def all_of_them():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://atlas.test") as client:
            return [await client.get(path, params=given) for path, given in requests]

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, all_of_them()).result()
