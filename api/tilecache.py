"""Tiles, columns and figures that were made before, given again without asking the application.

An answer stays as long as its layers' data do. Pure ASGI, on the event loop only: no locks.
"""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import links
from geo.atlas import Atlas, Layer
from geo.errors import AtlasError
from geo.store import FeatureStore

_TILES = (links.XYZ_TILE, links.OGC_TILE, links.ALL_OGC_TILE, links.MAP_COLUMNS)
_KEPT = (
    *_TILES,
    links.MAP_MONTHS,
    links.FIGURE_SVG,
    links.FIGURE_PDF,
    links.FIGURE_PNG,
    links.REPORT,
)
_MATTERS = (b"host", b"accept", b"accept-encoding")  # the header fields an answer depends on
_ENTRY = 1_000  # bytes an answer takes beside its body

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer with status 200, and the layers and versions it was made from."""

    layers: Sequence[Layer]
    versions: tuple[str, ...]
    headers: list[tuple[bytes, bytes]]
    body: bytes
    tag: bytes

    def messages(self, if_none_match: bytes | None) -> tuple[Message, Message]:
        """The answer; without its body where the client names the tag of just these bytes."""
        if if_none_match != self.tag:
            start = {"type": "http.response.start", "status": 200, "headers": self.headers}
            return start, {"type": "http.response.body", "body": self.body}
        # RFC 9110 section 15.4.5: what describes the body stays away
        headers = [one for one in self.headers if not one[0].startswith(b"content-")]
        start = {"type": "http.response.start", "status": 304, "headers": headers}
        return start, {"type": "http.response.body", "body": b""}


class TileCache:
    """Keeps the answers to requests of tiles, columns and figures, those used last.

    Up to ``most`` bytes; no answer that would take a fourth of them, for it would drive out many.
    """

    def __init__(self, app: ASGIApp, atlas: Atlas, store: FeatureStore, most: int) -> None:
        self._app = app
        self._atlas = atlas
        self._store = store
        self._most = most
        self._size = 0
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._patterns = [_pattern(path) for path in _KEPT]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        key, wish = _key(scope)
        kept = self._kept.get(key) if key else None
        if (
            key
            and kept
            and wish in (None, kept.tag)
            and self._versions(kept.layers) == kept.versions
        ):
            self._kept.move_to_end(key)
            for message in kept.messages(wish):
                await send(message)
        elif key is None or wish is not None:
            await self._app(scope, receive, send)
        elif layers := self._layers(scope["path"]):
            await self._make(key, layers, (scope, receive, send))
        else:
            await self._app(scope, receive, send)

    async def _make(
        self, key: Key, layers: Sequence[Layer], connection: tuple[Scope, Receive, Send]
    ) -> None:
        """Have the application answer, and keep the answer.

        The versions are asked for first: should the data change meanwhile, what is kept counts as
        older than it is and is never given.
        """
        scope, receive, send = connection
        messages: list[Message] = []

        async def keeping(message: Message) -> None:
            messages.append(dict(message))  # the layers further out add their own header fields
            await send(message)

        try:
            if self._store.ready():
                versions = self._versions(layers)
            else:  # a layer may have to be compiled first
                versions = await run_in_threadpool(self._versions, layers)
        except AtlasError:  # the application says what is wrong
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, keeping)
        match messages:
            case [{"status": 200, "headers": headers}, {"body": body, **rest}] if not rest.get(
                "more_body"
            ):
                tag = dict(headers).get(b"etag", b"")
                self._keep(key, _Kept(layers, versions, list(headers), body, tag))

    def _keep(self, key: Key, kept: _Kept) -> None:
        if 4 * len(kept.body) > self._most:
            return
        if (old := self._kept.pop(key, None)) is not None:
            self._size -= len(old.body) + _ENTRY
        self._kept[key] = kept
        self._size += len(kept.body) + _ENTRY
        while self._size > self._most:
            _, last = self._kept.popitem(last=False)
            self._size -= len(last.body) + _ENTRY

    def _versions(self, layers: Sequence[Layer]) -> tuple[str, ...]:
        return tuple(map(self._store.version, layers))

    def _layers(self, path: str) -> Sequence[Layer]:
        """The layers of a tile's path; none for any other path."""
        found = next((hit for one in self._patterns if (hit := one.fullmatch(path))), None)
        if found is None:
            return ()
        named = found.groupdict()
        names = named.get("layers") or named.get("layer")
        if names is None:  # of all of them; columns carry names of actors and areas too
            return tuple(self._atlas.layers.values())
        layers = self._atlas.layers
        return tuple(layers[name] for name in names.split(",") if name in layers)


def _key(scope: Scope) -> tuple[Key | None, bytes | None]:
    """What tells apart requests that may get different answers, None where none may be kept.

    And the answers the client has already (``If-None-Match``, RFC 9110 section 13.1.2).
    """
    if scope["type"] != "http" or scope["method"] != "GET":
        return None, None
    fields = dict(scope["headers"])
    if b"range" in fields:
        return None, None
    matters = tuple(map(fields.get, _MATTERS))
    key = (scope["scheme"], scope["path"], scope["query_string"], *matters)
    return key, fields.get(b"if-none-match")


def _pattern(path: str) -> re.Pattern[str]:
    """The paths a template of ``links`` stands for."""
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)))
