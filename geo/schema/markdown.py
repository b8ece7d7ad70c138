"""Markdown tables whose text cannot be taken for markup."""

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\|*_\[\]#~])")
_TAGS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def cell(value: object) -> str:
    """The value as text of one table cell, escaped; ``–`` for None."""
    if value is None:
        return "–"
    text = " ".join(str(value).split())
    if text.startswith("`") and text.endswith("`") and "`" not in text[1:-1]:
        return text.replace("|", "\\|")
    return _SPECIAL.sub(r"\\\1", text.translate(_TAGS)).replace("`", "\\`")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; every cell is escaped, except one that is code as a whole."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(map(cell, row))} |" for row in rows]
    return "\n".join(lines)
