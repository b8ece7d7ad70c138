"""The rules of the schema, one module a subject; each rule has a stable id."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from geo.schema import config, reading
from geo.schema.findings import Finding
from geo.schema.records import Folder
from geo.schema.rules import (
    borders,
    claims,
    counts,
    dates,
    events,
    geometry,
    identity,
    locations,
    places,
    references,
    regions,
    status,
    texts,
    values,
)

# In this order: what an earlier one refuses, later ones leave out.
_MODULES = (
    values,
    texts,
    identity,
    geometry,
    references,
    dates,
    counts,
    events,
    places,
    locations,
    regions,
    borders,
    claims,
    status,
)

CHECKS: tuple[Callable[[Folder], Iterable[Finding]], ...] = tuple(
    module.check for module in _MODULES
)

RULES: Mapping[str, str] = MappingProxyType(
    {rule: text for module in (config, reading, *_MODULES) for rule, text in module.RULES.items()}
)
