"""The records of a page that has many, as columns: lighter by a third than an object for each."""

from collections.abc import Mapping, Sequence
from typing import Any

MANY = 500  # records from which on they are written as columns
_WORDS = ("kind", "when", "where", "exact")  # texts that many records share
_FACTS = ("facts", "rest")
_KEYS = (
    *("id", "layer", "type", "drawn", "title", *_WORDS, "summary", *_FACTS),
    *("sources", "version", "versions", "disputed", "look"),
)


def packed(records: Sequence[Mapping[str, Any]], words: list[str]) -> dict[str, list[Any]]:
    """For each key its values, one a record; null where a record has none.

    Texts that are often the same are numbers of ``words``, which grows by them; facts are flat
    lists of two such numbers each, title and value. ``static/atlas/start.js`` undoes it.
    """
    numbers = {text: i for i, text in enumerate(words)}

    def number(text: str) -> int:
        if text not in numbers:
            numbers[text] = len(words)
            words.append(text)
        return numbers[text]

    def written(key: str, value: Any) -> Any:  # noqa: ANN401 - what JSON can hold
        if key in _WORDS:
            return number(value)
        if key in _FACTS:
            return [one for label, text in value for one in (label, number(text))]
        return value

    return {
        key: [written(key, record[key]) if key in record else None for record in records]
        for key in _KEYS
    }
