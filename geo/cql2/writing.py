"""A filter's tree back to CQL2 text, so that others can be joined to it by ``AND``."""

from typing import Any

import orjson

from geo.cql2.reading import Tree


def written(tree: Tree) -> str:
    """The text of a tree that was read; read again, it is the same tree (OGC 21-065r2)."""
    import cql2  # noqa: PLC0415 - a library of its own for filters that few requests have

    text: str = cql2.parse_json(orjson.dumps(_escaped(tree)).decode("utf-8")).to_text()
    return text


def _escaped(part: Any) -> Any:  # noqa: ANN401 - what JSON can hold
    """The tree with what the text's reader takes for an escape doubled; the writer does not."""
    match part:
        case str():
            return part.replace("\\", "\\\\")
        case list():
            return [_escaped(one) for one in part]
        case dict():
            return {key: one if key == "op" else _escaped(one) for key, one in part.items()}
    return part
