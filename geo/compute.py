"""Arrow's functions on arrays, loaded when the first of them is asked for.

``pyarrow.compute`` makes a function of each of Arrow's three hundred kernels when it is imported, a
twentieth of the start of a server.
"""

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:  # noqa: ANN401 - PEP 562: functions of any kind
    return getattr(import_module("pyarrow.compute"), name)
