"""CQL2's temporal functions: instants and intervals of its JSON encoding, and their comparison."""

from collections.abc import Sequence
from typing import Any, get_args

from geo import operands
from geo.cql2.values import day, instant, operand, shown
from geo.errors import FilterError
from geo.expressions import Expression, Span, Temporal, TemporalOperator
from geo.operands import Constant, Operand, Property
from geo.schema.model import LayerSchema

FUNCTIONS: dict[str, TemporalOperator] = {f"t_{one}": one for one in get_args(TemporalOperator)}
_FOR_INSTANTS = ("after", "before", "disjoint", "equals", "intersects")
_OPEN = ".."


def temporal(name: str, args: Sequence[Any], schema: LayerSchema, parameter: str) -> Expression:
    """The comparison of two instants or intervals."""
    operator = FUNCTIONS[name]
    spans = [_span(one, operator, schema, parameter) for one in args]
    return Temporal(operator, spans[0], spans[1])


def _span(node: Any, operator: str, schema: LayerSchema, parameter: str) -> Span:  # noqa: ANN401 - JSON
    match node:
        case {"interval": [start, end]}:
            span = Span(_end(start, schema, parameter), _end(end, schema, parameter))
            _check_order(span, schema, parameter)
            return span
        case {"interval": _}:
            raise FilterError(parameter, "interval", "takes a start and an end")
    if operator not in _FOR_INSTANTS:
        text = f"is an instant; T_{operator.upper()} compares intervals"
        raise FilterError(parameter, shown(node), text)
    moment = _moment(node, schema, parameter)
    return Span(moment, moment)


def _end(node: Any, schema: LayerSchema, parameter: str) -> Operand | None:  # noqa: ANN401 - JSON
    return None if node == _OPEN else _moment(node, schema, parameter)


def _moment(node: Any, schema: LayerSchema, parameter: str) -> Operand:  # noqa: ANN401 - JSON
    if isinstance(node, str):
        text = node
        return Constant(instant(text, parameter) if len(text) > 10 else day(text, parameter))
    found = operand(node, schema, parameter)
    if not isinstance(found, Constant | Property):
        raise FilterError(parameter, shown(node), "is not a day, an instant or a field of such")
    return found


def _check_order(span: Span, schema: LayerSchema, parameter: str) -> None:
    match span:
        case Span(Constant(start), Constant(end)):
            domain = operands.check(Constant(start), Constant(end), schema, parameter)
            first, last = (str(one)[:10] if domain == "day" else str(one) for one in (start, end))
            if first > last:
                raise FilterError(parameter, f"{first}/{last}", "the start lies after the end")
