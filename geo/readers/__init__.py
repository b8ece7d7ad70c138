"""Sources of records: one module each, and one row of ``READERS``."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.readers.parcel import Parcel, Target

Reader = Callable[[Path, "Target"], Iterator["Parcel"]]


def _reader(module: str) -> Reader:
    """The ``read`` of a module, loaded when it first reads: its tables and rules are for it alone.

    The names of the formats are wanted more often, by the command line's help.
    """

    def read(path: Path, target: "Target") -> Iterator["Parcel"]:
        found: Iterator[Parcel] = import_module(f"geo.readers.{module}").read(path, target)
        return found

    return read


# By the name the command line knows it by. A reader yields each row of a file once, as a record or
# as a refusal, and raises DataError for a file that is not of its format at all.
READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "geojson": _reader("geojson"),
        "geoparquet": _reader("geoparquet"),
        "ucdp-ged": _reader("ucdp"),
    }
)
