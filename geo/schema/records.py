"""The records of an atlas folder as the rules see them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry

from geo.schema import SCHEMAS
from geo.schema.findings import Finding
from geo.schema.model import LayerSchema

GEOMETRY = "geometry"  # stands for a field in findings about a record's geometry


@dataclass(slots=True)
class Record:
    """One Feature or table row. Later rules leave out what earlier ones refused (``broken``)."""

    layer: str
    file: str
    id: str
    schema: LayerSchema
    properties: dict[str, Any]
    geometry: Any = None  # as read; ``shape`` is it once it is known to be sound
    shape: BaseGeometry | None = None
    broken: set[str] = field(default_factory=set)

    def get(self, name: str) -> Any:  # noqa: ANN401 - JSON values of any kind
        """The field's value; None where it is null, absent or refused."""
        return None if name in self.broken else self.properties.get(name)

    def sound(self, *names: str) -> bool:
        """Whether none of the fields was refused."""
        return self.broken.isdisjoint(names)

    def parts(self, name: str) -> tuple[str, ...]:
        """The values of a ``;`` list; empty where it is null or refused."""
        value = self.get(name)
        return tuple(value.split(";")) if value else ()

    def finding(self, rule: str, name: str, message: str) -> Finding:
        """A finding about this record."""
        return Finding(self.file, self.id, name, rule, message)

    def refuse(self, rule: str, name: str, message: str) -> Finding:
        """A finding after which the field counts as broken."""
        self.broken.add(name)
        return self.finding(rule, name, message)


@dataclass(frozen=True, slots=True)
class Folder:
    """All records of an atlas by layer, and the base map's by file name."""

    layers: Mapping[str, tuple[Record, ...]]
    basemap: Mapping[str, tuple[Record, ...]]
    unread: frozenset[
        str
    ]  # layers whose file could not be read; references into them are not judged
    ids: Mapping[str, Mapping[str, Record]]

    @property
    def complete(self) -> bool:
        """Whether every layer of the schema could be read."""
        return not self.unread and self.layers.keys() == SCHEMAS.keys()

    def records(self) -> Iterator[Record]:
        """Every record of every layer and table."""
        for records in self.layers.values():
            yield from records

    def mapped(self) -> Iterator[Record]:
        """Every record of the layers a map shows."""
        for records in self.layers.values():
            for record in records:
                if record.schema.mapped:
                    yield record

    def of(self, layer: str) -> tuple[Record, ...]:
        """The records of one layer; none where it could not be read."""
        return self.layers.get(layer, ())

    def knows(self, layer: str) -> bool:
        """Whether references into the layer can be judged."""
        return layer in self.layers and layer not in self.unread
