"""One query over several layers: what of it each layer can answer."""

from dataclasses import replace

from geo.expressions import And, Expression, In, Not, Or, Relation, clauses, names
from geo.filters import queryables, walk
from geo.operands import Property
from geo.query import Query
from geo.schema.model import LayerSchema


def narrowed(query: Query, schema: LayerSchema) -> Query:
    """The query with those of its clauses whose fields the layer has.

    A map filtered by ``event_type`` goes on showing the bases, which have none. Of a clause's
    values, codes that only other layers know are left out; where none is left nothing is selected.
    """
    if query.where is None:
        return query
    kept = tuple(
        _fitted(clause, schema) for clause in clauses(query.where) if _known(clause, schema)
    )
    if not kept:
        return replace(query, where=None)
    return replace(query, where=kept[0] if len(kept) == 1 else And(kept))


def _known(clause: Expression, schema: LayerSchema) -> bool:
    there = queryables(schema)
    return all(name in there for leaf in walk(clause) for name in names(leaf))


def _fitted(clause: Expression, schema: LayerSchema) -> Expression:
    match clause:
        case Not(part):
            return Not(_fitted(part, schema))
        case And(parts):
            return And(tuple(_fitted(part, schema) for part in parts))
        case Or(parts):
            return Or(tuple(_fitted(part, schema) for part in parts))
        case In(name, values, "") if name in schema.by_name:
            codes = schema.by_name[name].codes
            found = tuple(one for one in values if codes is None or str(one) in codes)
            # a field differs from itself nowhere, and where it is null that is not known
            return In(name, found) if found else Relation("<>", Property(name), Property(name))
    return clause
