"""The application of a server process: a factory that needs only the settings."""

from typing import TYPE_CHECKING

from api.process import leave_pandas_out, settle
from api.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI


def create(settings: Settings | None = None) -> "FastAPI":
    """The application for the settings given, else for those of the environment.

    For ``uvicorn --factory api.main:create``. Raises DataError where there is no atlas.
    """
    settle()
    leave_pandas_out()
    # All that is heavy comes after the process is settled.
    from api.app import create_app  # noqa: PLC0415 - see above
    from api.drawers import Drawers  # noqa: PLC0415 - see above
    from geo.atlas import Atlas  # noqa: PLC0415 - see above
    from geo.stores.columnar import ColumnarStore  # noqa: PLC0415 - see above

    found = settings or Settings()
    atlas = Atlas.open(found.dir)
    return create_app(found, atlas, ColumnarStore(atlas, found.snapshots), Drawers(found, atlas))
