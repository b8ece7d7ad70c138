"""One query over several layers: what of it each layer can answer."""

from dataclasses import replace

from geo.filters import And, Expression, In, IsNull, Not, walk
from geo.query import Query
from geo.schema.model import LayerSchema


def narrowed(query: Query, schema: LayerSchema) -> Query:
    """The query with those of its clauses whose field the layer has.

    A map filtered by ``event_type`` goes on showing the bases, which have none. Of a clause's
    values, codes that only other layers know are left out; where none is left nothing is selected.
    """
    if query.where is None:
        return query
    clauses = query.where.parts if isinstance(query.where, And) else (query.where,)
    kept = tuple(_clause(clause, schema) for clause in clauses if _known(clause, schema))
    if not kept:
        return replace(query, where=None)
    return replace(query, where=kept[0] if len(kept) == 1 else And(kept))


def _known(clause: Expression, schema: LayerSchema) -> bool:
    return all(leaf.field in schema.by_name for leaf in walk(clause))


def _clause(clause: Expression, schema: LayerSchema) -> Expression:
    if not isinstance(clause, In):
        return clause
    codes = schema.by_name[clause.field].codes
    values = tuple(one for one in clause.values if codes is None or str(one) in codes)
    if values:
        return In(clause.field, values)
    return And((IsNull(clause.field), Not(IsNull(clause.field))))  # true for no record
