"""Filter expressions: a small frozen tree, checked against a layer's fields before it runs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class In:
    """The field has one of the values; for a ``;`` list field: one of its parts does."""

    field: str
    values: tuple[str | int | float | bool, ...]


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple["Expression", ...]


Expression = In | And
