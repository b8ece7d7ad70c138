"""A client that calls the application in this process, as a browser would over the wire."""

import asyncio
from typing import Any, Self

import httpx
from fastapi import FastAPI


class Client:
    """Synchronous requests to an application; use as a context manager."""

    def __init__(self, app: FastAPI) -> None:
        self._runner = asyncio.Runner()
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://atlas.test")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        return self._runner.run(self._client.request(method, url, **options))

    def get(self, url: str, **options: Any) -> httpx.Response:
        return self.request("GET", url, **options)


def decoded(answer: httpx.Response) -> dict[str, Any]:
    """The JSON of an answer that must have gone well."""
    assert answer.status_code == httpx.codes.OK, answer.text
    found: dict[str, Any] = answer.json()
    return found
