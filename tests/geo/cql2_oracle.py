"""What a CQL2 filter in its JSON encoding says of one record, by the words of OGC 21-065r2.

Nothing of ours is used: plain Python, and shapely one geometry at a time.
"""

import math
import operator
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime

from shapely.geometry import MultiPolygon, box, shape

COMPARE = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge,
}  # fmt: skip
CALCULATE = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "^": operator.pow, "%": math.fmod, "div": lambda a, b: math.trunc(a / b),
}  # fmt: skip
TIMES = {
    "t_after": lambda a, b, c, d: a > d,
    "t_before": lambda a, b, c, d: b < c,
    "t_disjoint": lambda a, b, c, d: b < c or a > d,
    "t_equals": lambda a, b, c, d: a == c and b == d,
    "t_intersects": lambda a, b, c, d: not (b < c or a > d),
    "t_contains": lambda a, b, c, d: a < c and b > d,
    "t_during": lambda a, b, c, d: a > c and b < d,
    "t_finishedby": lambda a, b, c, d: a < c and b == d,
    "t_finishes": lambda a, b, c, d: a > c and b == d,
    "t_meets": lambda a, b, c, d: b == c,
    "t_metby": lambda a, b, c, d: a == d,
    "t_overlaps": lambda a, b, c, d: a < c < b < d,
    "t_overlappedby": lambda a, b, c, d: c < a < d < b,
    "t_startedby": lambda a, b, c, d: a == c and b > d,
    "t_starts": lambda a, b, c, d: a == c and b < d,
}
SETS = {
    "a_equals": operator.eq, "a_contains": operator.ge, "a_containedby": operator.le,
    "a_overlaps": lambda a, b: not a.isdisjoint(b),
}  # fmt: skip


class Stamp(str):
    """The text of a field of instants."""

    __slots__ = ()


class Several(tuple):
    """The parts of a field that lists values."""

    __slots__ = ()


@dataclass(frozen=True)
class Record:
    """One feature: its id, properties, the geometry it is compared by, and its fields' kinds."""

    id: str
    properties: dict
    shape: object
    kinds: dict[str, str]


def truth(node, record):
    """True, False, or None for unknown."""
    if isinstance(node, bool):
        return node
    name, args = node["op"].lower(), node["args"]
    if name in ("not", "and", "or"):
        return joined(name, [truth(one, record) for one in args])
    for names, question in (
        (("isnull", "in", "between", "like"), advanced),
        (COMPARE, lambda sign, sides, one: compared(sign, *sides, one)),
        (TIMES, in_time),
        (SETS, of_sets),
    ):
        if name in names:
            return question(name, args, record)
    return in_space(name, args, record)


def joined(name, values):
    if name == "not":
        return None if values[0] is None else not values[0]
    return conjunction(values) if name == "and" else disjunction(values)


def advanced(name, args, record):
    match name:
        case "isnull" if args[0] == {"property": "geometry"}:
            return record.shape is None
        case "isnull":
            return value(args[0], record) is None
        case "in":
            return disjunction([compared("=", args[0], one, record) for one in args[1]])
        case "like":
            pattern = re.compile(regex(value(args[1], record)), re.DOTALL)
            return on_parts(args[0], record, lambda one: pattern.fullmatch(one) is not None)
    low, high = (value(one, record) for one in args[1:])
    return on_parts(
        args[0],
        record,
        lambda one: conjunction([related(">=", one, low), related("<=", one, high)]),
    )


def of_sets(name, args, record):
    sets = [members(one, record) for one in args]
    return None if None in sets else SETS[name](*sets)


def conjunction(values):
    return False if False in values else None if None in values else True


def disjunction(values):
    return True if True in values else None if None in values else False


def on_parts(node, record, test):
    """What the test says of a value, or whether it is true of one of several."""
    found = value(node, record)
    if found is None:
        return None
    return any(map(test, list(found))) if isinstance(found, Several) else test(found)


def compared(sign, left, right, record):
    if sign == "<>":
        found = compared("=", left, right, record)
        return None if found is None else not found
    if not (isinstance(left, dict) and "property" in str(left)):
        mirrored = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(sign, sign)
        left, right, sign = right, left, mirrored
    return on_parts(left, record, lambda one: related(sign, one, value(right, record)))


def related(sign, left, right):
    if left is None or right is None:
        return None
    left, right = same_grain([left, right])
    return None if left is None or right is None else COMPARE[sign](left, right)


def same_grain(moments):
    """Days where one is a day, instants where all are; else as they are."""
    if any(type(one) is date for one in moments):
        return [day(one) for one in moments]
    if all(isinstance(one, datetime | Stamp) for one in moments):
        return [instant(one) if isinstance(one, str) else one for one in moments]
    return moments


def day(one):
    found = instant(one) if isinstance(one, Stamp) else one
    if isinstance(found, str):
        return date.fromisoformat(found)
    return found.date() if isinstance(found, datetime) else found


def instant(text):
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None


def value(node, record):  # noqa: PLR0911 - one return a case
    match node:
        case {"property": "id"}:
            return record.id
        case {"property": name}:
            found = record.properties.get(name)
            if found is None:
                return None
            kinds = {"date": date.fromisoformat, "datetime": Stamp}
            kinds["list"] = lambda text: Several(text.split(";"))
            return kinds.get(record.kinds[name], lambda one: one)(found)
        case {"date": text}:
            return date.fromisoformat(text)
        case {"timestamp": text}:
            return instant(text)
        case {"op": "casei" | "accenti" as name, "args": [part]}:
            found = value(part, record)
            fold = caseless if name == "casei" else accentless
            if isinstance(found, Several):
                return Several(map(fold, found))
            return None if found is None else fold(found)
        case {"op": sign, "args": parts}:
            return calculated(sign, *(value(one, record) for one in parts))
        case _:
            return node


def calculated(sign, left, right):
    if left is None or right is None:
        return None
    try:
        found = CALCULATE[sign](left, right)
    except (ZeroDivisionError, OverflowError, ValueError):
        return None
    return None if isinstance(found, complex) or not math.isfinite(found) else found


def caseless(text):
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())


def accentless(text):
    marks = [one for one in unicodedata.normalize("NFD", text) if unicodedata.category(one) != "Mn"]
    return unicodedata.normalize("NFC", "".join(marks))


def members(node, record):
    found = node if isinstance(node, list) else value(node, record)
    return None if found is None else set(found)


def in_time(name, args, record):
    ends = []
    for node in args:
        for one in node.get("interval", [node, node]):
            if isinstance(one, str) and one != "..":
                ends.append(instant(one) if "T" in one else date.fromisoformat(one))
            else:
                ends.append(one if one == ".." else value(one, record))
    if None in ends:
        return None
    known = same_grain(
        [one if isinstance(one, date) else Stamp(one) for one in ends if one != ".."]
    )
    if any(isinstance(one, Stamp) for one in known):
        known = [instant(one) if isinstance(one, Stamp) else one for one in known]
    if None in known:
        return None
    given = iter(known)
    open_ends = (-math.inf, math.inf, -math.inf, math.inf)
    numbers = [
        far if one == ".." else number(next(given))
        for one, far in zip(ends, open_ends, strict=True)
    ]
    return TIMES[name](*numbers)


def number(moment):
    return moment.timestamp() if isinstance(moment, datetime) else moment.toordinal()


def in_space(name, args, record):
    sides = [record.shape if "property" in one else geometry(one) for one in args]
    if sides[0] is None or sides[1] is None:
        return None
    return bool(getattr(sides[0], name.removeprefix("s_"))(sides[1]))


def geometry(node):
    if "bbox" not in node:
        return shape(node)
    west, south, east, north = node["bbox"]
    if west <= east:
        return box(west, south, east, north)
    return MultiPolygon([box(west, south, 180, north), box(-180, south, east, north)])


def regex(pattern):
    parts, escaped = [], False
    for character in pattern:
        if escaped:
            parts.append(re.escape(character))
            escaped = False
        elif character == "\\":
            escaped = True
        else:
            parts.append({"%": ".*", "_": "."}.get(character, re.escape(character)))
    return "".join(parts) + ("\\\\" if escaped else "")
