"""Sources of records: one module each, and one row of ``READERS``."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from geo.readers import geojson, geoparquet, ucdp
from geo.readers.parcel import Parcel, Target

Reader = Callable[[Path, Target], Iterator[Parcel]]

# By the name the command line knows it by. A reader yields each row of a file once, as a record or
# as a refusal, and raises DataError for a file that is not of its format at all.
READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "geojson": geojson.read,
        "geoparquet": geoparquet.read,
        "ucdp-ged": ucdp.read,
    }
)
