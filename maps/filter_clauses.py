"""The conditions of a filter as phrases: what each is about, and what it asks of that."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from geo.expressions import (
    Absent,
    Always,
    And,
    Between,
    Compare,
    Expression,
    In,
    IsNull,
    Leaf,
    Like,
    ListOperator,
    Lists,
    Not,
    Operator,
    Or,
    Relation,
    Simple,
    Span,
    Spatial,
    Temporal,
    parts_of,
)
from geo.operands import Property, Value
from maps.filter_terms import Terms
from maps.texts_captions import joined

Said = tuple[str, str]  # what is told of, and what is told of it; the first empty for both in one
_SYMBOLS = {"=": "=", "<>": "≠", ">=": "≥", "<=": "≤", ">": ">", "<": "<"}


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells conditions in the words of some layers."""

    terms: Terms

    def phrase(self, expression: Expression) -> str:
        """The condition as a phrase of its own."""
        subject, text = self.said(expression)
        return self.terms.labelled(subject, text) if subject else text

    def said(self, expression: Expression) -> Said:
        """The condition as what it is about and what it asks of that."""
        match expression:
            case Not(part):
                return self._not(part)
            case And():
                return self._joined(parts_of(expression), "and")
            case Or():
                return self._either(parts_of(expression))
            case leaf:
                return self._leaf(leaf)

    def _inner(self, part: Expression) -> Said:
        """The condition as part of another: one made of several stands in brackets."""
        subject, text = self.said(part)
        return subject, f"({text})" if isinstance(part, And | Or) else text

    def _not(self, part: Expression) -> Said:
        match part:
            case Not(inner):
                return self.said(inner)
            case In(field, values, "") if values:
                values_ = self.terms.values(field, values)
                return self.terms.title(field), self.terms.fill("values_not", values_)
            case IsNull(field):
                return self.terms.title(field), self.terms.text("null_not")
        subject, text = self._inner(part)
        return subject, self.terms.fill("not", text)

    def _either(self, parts: Sequence[Expression]) -> Said:
        """What one of several must hold of; what spares all layers but one is told of that one."""
        spared = {layer: part for part in parts if (layer := _spares(part))}
        if len(spared) == 1 and len(parts) > 1:
            ((layer, spare),) = spared.items()
            own = tuple(part for part in parts if part is not spare)
            rest = self.phrase(own[0] if len(own) == 1 else Or(own))
            return "", self.terms.fill("layer_only", self.terms.value("layer", layer), rest)
        return self._joined(parts, "or")

    def _joined(self, parts: Sequence[Expression], word: Literal["and", "or"]) -> Said:
        """All parts, those about the same together."""
        found: dict[str, list[str]] = {}
        for subject, text in self._grouped(parts) if word == "or" else map(self._inner, parts):
            found.setdefault(subject, []).append(text)
        language = self.terms.language
        told = [(subject, joined(texts, word, language)) for subject, texts in found.items()]
        if len(told) == 1:
            return told[0]
        each = [self.terms.labelled(*one) if one[0] else one[1] for one in told]
        return "", joined(each, word, language)

    def _grouped(self, parts: Sequence[Expression]) -> list[Said]:
        """The parts, those that look for the same in several texts as one."""
        sought: dict[tuple[str, str], list[str]] = {}
        for part in parts:
            if isinstance(part, Like):
                sought.setdefault((part.pattern, part.fold), []).append(part.field)
        found = []
        for part in parts:
            if not isinstance(part, Like):
                found.append(self._inner(part))
            elif fields := sought.pop((part.pattern, part.fold), None):
                titles = list(dict.fromkeys(map(self.terms.title, fields)))
                subject = joined(titles, "or", self.terms.language)
                found.append((subject, self.said(part)[1]))
        return found

    def _leaf(self, leaf: Leaf) -> Said:
        match leaf:
            case In() | Compare() | Between() | Like():
                return self.terms.title(leaf.field), self._simple(leaf)
            case IsNull(field):
                return self.terms.title(field), self.terms.text("null")
            case Lists(operator, field, other):
                return self.terms.title(field), self._list(operator, field, other)
            case Absent(operand):
                return self.terms.operand(operand), self.terms.text("null")
            case Spatial(operator, wkb):
                text = self.terms.text(f"spatial_{operator}")
                return self.terms.text("place"), text if wkb else self.terms.fill("itself", text)
        return "", self._of_two(leaf)

    def _simple(self, leaf: Simple) -> str:
        """What a comparison of a field with values asks of the field."""
        match leaf:
            case In(field, values):
                text = self.terms.values(field, values)
            case Compare(field, operator, value):
                text = self._compared(field, operator, value)
            case Between(field, low, high):
                ends = (self.terms.plain(field, low), self.terms.plain(field, high))
                text = self.terms.fill("between", *ends)
            case Like(_, pattern):
                text = self._like(pattern)
        return self.terms.fill(f"fold_{leaf.fold}", text) if leaf.fold else text

    def _of_two(self, leaf: Relation | Temporal | Always) -> str:
        match leaf:
            case Relation(operator, left, right):
                sides = (self.terms.operand(left), self.terms.operand(right))
                return f" {_SYMBOLS[operator]} ".join(sides)
            case Temporal(operator, first, second):
                return self.terms.fill(
                    f"temporal_{operator}", self._span(first), self._span(second)
                )
            case Always(value):
                return self.terms.text("always" if value else "never")

    def _compared(self, field: str, operator: Operator, value: Value) -> str:
        if operator in ("=", "<>"):
            return self.terms.fill(operator, self.terms.value(field, value))
        kind = "day " if self.terms.day(field) else "" if self.terms.number(field) else "text "
        return self.terms.fill(kind + operator, self.terms.plain(field, value))

    def _like(self, pattern: str) -> str:
        """``%é%`` as "containing é"; what has other wild cards is told as it is."""
        inner = pattern.strip("%")
        if not inner:
            return self.terms.text("any" if pattern else "empty")
        open_start, open_end = pattern.startswith("%"), pattern.endswith("%")
        plain = _unescaped(inner)
        if plain is None or (open_end and inner.endswith("\\")):
            return self.terms.fill("like", self.terms.quoted(pattern))
        key = {(True, True): "contains", (True, False): "ends", (False, True): "begins"}
        return self.terms.fill(key.get((open_start, open_end), "="), self.terms.quoted(plain))

    def _list(self, operator: ListOperator, field: str, other: tuple[str, ...] | Property) -> str:
        if isinstance(other, Property):
            values = self.terms.title(other.name)
        else:
            told = [self.terms.value(field, one) for one in other]
            values = joined(told, "and", self.terms.language)
        return self.terms.fill(f"lists_{operator}", values)

    def _span(self, span: Span) -> str:
        ends = [
            self.terms.operand(end) if end is not None else self.terms.text("open")
            for end in (span.start, span.end)
        ]
        return ends[0] if ends[0] == ends[1] else self.terms.fill("span", *ends)


def _spares(part: Expression) -> str:
    """The layer whose records alone need not fulfil the part; empty for any other condition."""
    match part:
        case Compare("layer", "<>", str(layer)) | Not(In("layer", (str(layer),))):
            return layer
        case Not(Compare("layer", "=", str(layer))):
            return layer
    return ""


def _unescaped(pattern: str) -> str | None:
    """The text a pattern stands for; None where it stands for several."""
    found, parts = "", iter(pattern)
    for one in parts:
        if one in "%_":
            return None
        found += next(parts, "") if one == "\\" else one
    return found
