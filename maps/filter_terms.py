"""What a filter's fields and values are called: the schema's titles and labels, names, dates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from geo.operands import GEOMETRY, Arithmetic, Constant, Folded, Operand, Property, Value
from geo.schema import SCHEMAS
from geo.schema.model import Field, Language, LayerSchema
from maps import dates, figures
from maps.texts import fill
from maps.texts_captions import filled, joined
from maps.texts_filters import TEXTS

MOST_NAMED = 12  # values told one by one; of more, how many more there are
_SIGNS = {"*": "×", "/": "÷", "-": "−"}
# Fields whose values are names of rows elsewhere though the schema need not refer to them.
_NAMED: Mapping[str, str] = {"admin1_code": "areas"}

Namer = Callable[[str, str], str]  # the name of a collection's row by its id


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of fields and values of some layers, in one language."""

    schemas: tuple[LayerSchema, ...]
    language: Language
    namer: Namer

    def text(self, key: str) -> str:
        """One of the words of filters."""
        return TEXTS[self.language][key]

    def fill(self, key: str, a: str, b: str = "") -> str:
        """The text of ``key`` with one or two parts in it."""
        return fill(self.text(key), {"a": a, "b": b})

    def labelled(self, subject: str, text: str) -> str:
        """``subject: text``."""
        return filled("labelled", self.language, a=subject, b=text)

    def quoted(self, text: str) -> str:
        """The text in the language's quotation marks."""
        return filled("quoted", self.language, a=text)

    def title(self, name: str) -> str:
        """What a field is called."""
        if name == GEOMETRY:
            return self.text("place")
        field = self._field(name)
        return field.title(self.language) if field else self.text("id") if name == "id" else name

    def day(self, name: str) -> bool:
        """Whether the field holds days."""
        field = self._field(name)
        return field is not None and field.kind == "date"

    def number(self, name: str) -> bool:
        """Whether the field holds numbers."""
        field = self._field(name)
        return field is not None and field.kind in ("integer", "number")

    def values(self, name: str, values: Sequence[Value]) -> str:
        """The values a field may have: ``Battles, Riots or Protests``."""
        told = [self.value(name, one) for one in values[:MOST_NAMED]]
        if len(values) > MOST_NAMED:
            more = figures.number(len(values) - MOST_NAMED, self.language)
            told.append(self.fill("more", more))
        return joined(told, "or", self.language)

    def value(self, name: str, value: Value) -> str:
        """One value of a field: the label of a code, the name of a row, else as ``plain``."""
        field = self._field(name)
        if field is not None and field.codes is not None and str(value) in field.codes:
            return field.codes.label(str(value), self.language)
        if name == "layer" and value in SCHEMAS:
            return SCHEMAS[str(value)].title(self.language)
        collection = field.refers_to if field is not None else None
        collection = collection or _NAMED.get(name)
        if collection and isinstance(value, str):
            found = self.namer(collection, value)
            return found if found != value else self.quoted(value)
        return self.plain(name, value)

    def plain(self, name: str, value: Value | datetime) -> str:
        """A value by what it is: a number, a day, yes or no, a text in quotation marks."""
        if isinstance(value, str) and self.day(name):
            value = date.fromisoformat(value)
        return self._constant(value)

    def operand(self, operand: Operand) -> str:
        """One side of a comparison."""
        match operand:
            case Property(name):
                return self.title(name)
            case Folded(Property(name), fold):
                return self.fill(f"fold_{fold}", self.title(name))
            case Arithmetic(sign, left, right):
                return f"({self.operand(left)} {_SIGNS.get(sign, sign)} {self.operand(right)})"
            case Constant(value):
                return self._constant(value)

    def _constant(self, value: Value | datetime) -> str:
        match value:
            case bool():
                return self.text("true" if value else "false")
            case datetime():
                return value.isoformat()
            case date():
                return dates.day(value, self.language)
            case str():
                return self.quoted(value)
        return _number(value, self.language)

    def _field(self, name: str) -> Field | None:
        return next((one.by_name[name] for one in self.schemas if name in one.by_name), None)


def _number(value: float, language: Language) -> str:
    """A number as it was asked for, with all its decimals."""
    if value % 1 == 0:
        return figures.number(value, language)
    text = f"{value:.15g}"
    return text.replace(".", ",") if language == "fr" else text
