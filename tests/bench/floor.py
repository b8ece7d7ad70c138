"""The floor: a bare Starlette application that sends bytes it was given. Little can answer faster.

``uvicorn --factory floor:create``; ``PUT /name`` gives it the bytes that ``GET /name`` answers.
"""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

READY = "/ready"


def create() -> Starlette:
    """The application, holding nothing yet."""
    bodies = {READY.strip("/"): b""}

    async def put(request: Request) -> Response:
        bodies[request.path_params["name"]] = await request.body()
        return Response()

    async def get(request: Request) -> Response:
        body = bodies[request.path_params["name"]]
        return Response(body, media_type="application/octet-stream")

    path = "/{name}"
    return Starlette(routes=[Route(path, get), Route(path, put, methods=["PUT"])])
