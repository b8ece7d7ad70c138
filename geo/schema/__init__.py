"""The layers' fields and code lists as data; validator and codebook come from the same tables."""

from collections.abc import Mapping

from geo.schema.model import LayerSchema

SCHEMAS: Mapping[str, LayerSchema] = {}
