"""Filters to an expression over the layers' fields: by field name, and as CQL2.

By name it is ``event_type=Battles,Riots``.
Commas join values of which one must hold; a value with a comma may stand in double quotes
(RFC 4180). For text the value as a whole counts too, so that ``{property}={value}`` finds every
value there is (OGC 17-069r4 /req/core/fc-filters, recommendation 17).
"""

import csv
from collections.abc import Mapping, Sequence

from geo import cql2, filters
from geo.errors import FilterError
from geo.filters import And, Expression, In, Value
from geo.schema.model import LayerSchema


def where(
    given: Mapping[str, str], schemas: Sequence[LayerSchema], tree: cql2.Tree | None = None
) -> Expression | None:
    """All of the filters by name and the CQL2 filter at once; None where there are none.

    A value must be one that at least one of the layers with that field can hold, and each clause
    of the tree one that at least one of the layers can answer.
    Raises FilterError, naming what is allowed.
    """
    parts: list[Expression] = []
    for name, text in given.items():
        having = [schema for schema in schemas if name in schema.by_name]
        parts.append(In(name, _values(having, name, text)))
    if tree is not None:
        parts += [_clause(clause, schemas) for clause in cql2.clauses(tree)]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _clause(clause: cql2.Tree, schemas: Sequence[LayerSchema]) -> Expression:
    """The clause as the first layer that can answer it does."""
    wanted = cql2.fields(clause)
    having = [schema for schema in schemas if wanted <= set(filters.queryables(schema))]
    refusals = []
    for schema in having or schemas:
        try:
            return cql2.expression(clause, schema)
        except FilterError as error:
            refusals.append(error)
    raise refusals[0]


def _values(schemas: Sequence[LayerSchema], name: str, text: str) -> tuple[Value, ...]:
    parts = split(text)
    fields = [schema.by_name[name] for schema in schemas]
    free = any(field.codes is None and field.kind in filters.TEXTUAL for field in fields)
    values: dict[Value, None] = {}
    if free and len(parts) > 1:
        values[text] = None
        parts = [part for part in parts if part]  # a comma at the end of a value
    values |= {_of_any(schemas, name, part): None for part in parts}
    return tuple(values)


def split(text: str) -> list[str]:
    """The values of a parameter, joined by commas; in double quotes one may hold a comma."""
    try:
        rows = list(csv.reader([text], strict=True))
    except csv.Error:  # quotes that are not RFC 4180's are part of the value
        return text.split(",")
    return rows[0] if rows and rows[0] else [""]


def _of_any(schemas: Sequence[LayerSchema], name: str, text: str) -> Value:
    """The value as the first layer that can hold it does."""
    refusals = []
    for schema in schemas:
        try:
            value = filters.value(schema.by_name[name], text)
            filters.check(In(name, (value,)), schema)
            filters.check_code(schema.by_name[name], value, name)
        except FilterError as error:
            refusals.append(error)
        else:
            return value
    lists = [one.allowed for one in refusals if not isinstance(one.allowed, str)]
    codes = dict.fromkeys(code for some in lists for code in some)
    raise FilterError(name, text, refusals[0].reason, codes or refusals[0].allowed)
