"""CQL2 text to the tree of the JSON encoding, in time that grows with its length.

The ``cql2`` parser tries each grouping bracket in several ways, so that a mistake within n brackets
costs it 2^n. Therefore we cut the text at its brackets, have each group parsed once, innermost
first, and put a name in its place. What is read, and how, is all the parser's say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from geo.cql2.limits import DEEPEST, MOST_NODES
from geo.errors import FilterError

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<string>'(?:[^'\\]|\\.|'')*')
    | (?P<name>"[^"]*")
    | (?P<word>(?:[^\W\d]|:)[\w.:]*)
    | (?P<number>[\d.][\w.]*)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_KEYWORDS = frozenset({"and", "or", "not", "in", "between", "like", "is", "null"})
_SHAPES = frozenset(
    {
        *("point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon"),
        "geometrycollection",
    }
)
# Escapes of OGC 21-065r2 /req/cql2-text/escaping; others, such as LIKE's \\%, stay as they are.
_ESCAPES = {
    "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "'": "'",
    "\\": "\\",
}  # fmt: skip
_DEEPEST_SHAPE = 4  # a collection of multipolygons
_MOST_LISTS = 4  # within one another; these the parser gets as they are
_MARK = "\x01"  # begins the name of a group; control characters are refused in what is given
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Bracket = Literal["group", "call", "shape", "div"]  # div: of a function or of an operator


@dataclass
class _Open:
    """A bracket that is not closed yet, and what of it has been read."""

    kind: Bracket
    pieces: list[str] = field(default_factory=list)
    last: tuple[str, ...] = ()  # the words that stand right before
    listed: bool = False  # a comma was seen
    shapes: int = 0  # how many brackets of a geometry it stands in, itself included
    lists: int = 0  # how many lists there are within one another in it


def parse(given: str, parameter: str) -> Any:  # noqa: ANN401 - what JSON can hold
    """The tree. Raises FilterError where the text is not CQL2 or too deep."""
    reader = _Reader(parameter)
    for kind, lexeme in _tokens(given, parameter):
        reader.take(kind, lexeme)
    return reader.end()


def _tokens(given: str, parameter: str) -> Iterator[tuple[str, str]]:
    if _CONTROL.search(given):
        raise FilterError(parameter, given, "holds a control character")
    number = unary = 0
    for match in _TOKEN.finditer(given):
        kind, lexeme = match.lastgroup or "", match.group()
        if kind != "space":
            number += lexeme not in "(),"
            unary = unary + 1 if lexeme in "+-" or lexeme.lower() == "not" else 0
        if unary > DEEPEST:  # the parser goes down a level for each
            raise FilterError(parameter, "...", f"is nested more than {DEEPEST} deep")
        if number > 2 * MOST_NODES:
            raise FilterError(parameter, "...", f"has more than {MOST_NODES} parts")
        if lexeme in "'\"":
            near = given[match.start() : match.start() + 20]
            raise FilterError(parameter, near, "a quote is not closed")
        yield kind, _written(kind, lexeme)


def _written(kind: str, lexeme: str) -> str:
    """The token as the parser knows it: it has no numbers that begin with the point, CQL2 has."""
    if kind == "number" and re.match(r"\.\d", lexeme):
        return f"0{lexeme}"
    return _unescaped(lexeme) if kind == "string" else lexeme


def _unescaped(literal: str) -> str:
    """A text in quotes with the only escape the parser knows: a quote written twice."""
    text = re.sub(
        r"''|\\(.)",
        lambda match: _ESCAPES.get(match[1], match[0]) if match[1] else "'",
        literal[1:-1],
        flags=re.DOTALL,
    )
    return "'" + text.replace("'", "''") + "'"


class _Reader:
    """Takes tokens one by one; groups that are closed are parsed at once."""

    def __init__(self, parameter: str) -> None:
        self._parameter = parameter
        self._open = [_Open("group")]
        self._groups: list[Any] = []

    def take(self, kind: str, lexeme: str) -> None:
        """Raises FilterError where the bracket this lexeme closes does not hold CQL2."""
        top = self._open[-1]
        if lexeme == "(":
            self._begin(top)
        elif lexeme == ")":
            if len(self._open) == 1:
                raise FilterError(self._parameter, lexeme, "a bracket is closed but not opened")
            inner = self._open.pop()
            self._open[-1].pieces.append(self._closed(inner))
            self._open[-1].last = ()
        else:
            top.pieces.append(lexeme)
            top.listed = top.listed or lexeme == ","
            if kind != "space":
                top.last = (*top.last[-1:], lexeme.lower()) if kind in ("word", "name") else ()

    def end(self) -> Any:  # noqa: ANN401 - what JSON can hold
        """The whole, once all tokens are taken."""
        if len(self._open) > 1:
            raise FilterError(self._parameter, "(", "a bracket is not closed")
        return self._parsed("".join(self._open[0].pieces))

    def _begin(self, top: _Open) -> None:
        kind = _kind(top)
        shapes = top.shapes + (kind == "shape")
        if len(self._open) > DEEPEST or shapes > _DEEPEST_SHAPE:
            most = DEEPEST if kind != "shape" else _DEEPEST_SHAPE
            raise FilterError(self._parameter, "...", f"is nested more than {most} deep")
        self._open.append(_Open(kind, shapes=shapes))

    def _closed(self, inner: _Open) -> str:
        """What stands for a bracket in the text around it."""
        content, around = "".join(inner.pieces), self._open[-1]
        grouping = inner.kind in ("group", "div")
        if not grouping or inner.listed or not content.strip():
            around.lists = max(around.lists, inner.lists + (grouping and inner.listed))
            if around.lists > _MOST_LISTS:
                text = f"has lists nested more than {_MOST_LISTS} deep"
                raise FilterError(self._parameter, "...", text)
            return f"({content})"
        self._groups.append(self._parsed(content))
        return f'("{_MARK}{len(self._groups) - 1}")'

    def _parsed(self, piece: str) -> Any:  # noqa: ANN401 - what JSON can hold
        import cql2  # noqa: PLC0415 - a library of its own for filters that few requests have

        try:
            tree = cql2.parse_text(piece).to_json()
        except cql2.ParseError as error:
            raise self._refusal(piece, str(error)) from None
        except Exception as error:  # noqa: BLE001 - cql2 raises it bare for geometries
            raise FilterError(self._parameter, self._shown(piece), str(error)) from None
        return _filled(tree, self._groups)

    def _refusal(self, piece: str, message: str) -> FilterError:
        place = re.match(r"\s*--> (\d+):(\d+)", message)
        line, column = (int(place[1]), int(place[2])) if place else (1, 1)
        rest = "\n".join(piece.split("\n")[line - 1 :])[column - 1 :]
        if not rest.strip():
            return FilterError(self._parameter, self._shown(piece)[-40:], "ends too early")
        return FilterError(self._parameter, self._shown(rest)[:40], "cannot be read as CQL2 here")

    @staticmethod
    def _shown(piece: str) -> str:
        return re.sub(rf'"{_MARK}\d+"', "...", piece)


def _kind(top: _Open) -> Bracket:
    """What the bracket that opens after these words is."""
    if top.kind == "shape":
        return "shape"
    words = top.last[:-1] if top.last[-1:] in (("z",), ("m",), ("zm",)) else top.last
    if words[-1:] and words[-1] in _SHAPES:
        return "shape"
    if top.last[-1:] == ("div",):
        return "div"
    return "call" if top.last and top.last[-1] not in _KEYWORDS else "group"


def _filled(tree: Any, groups: list[Any]) -> Any:  # noqa: ANN401 - what JSON can hold
    """The tree with the groups in their places."""
    if (group := _number(tree)) is not None:
        return groups[group]
    todo = [tree]
    while todo:
        one = todo.pop()
        if not isinstance(one, dict | list):
            continue
        for key, value in list(one.items() if isinstance(one, dict) else enumerate(one)):
            if (group := _number(value)) is not None:
                one[key] = groups[group]
            else:
                todo.append(value)
    return tree


def _number(node: Any) -> int | None:  # noqa: ANN401 - what JSON can hold
    name = node.get("property") if isinstance(node, dict) else None
    return int(name[1:]) if isinstance(name, str) and name.startswith(_MARK) else None
