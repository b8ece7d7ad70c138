"""Large GeoJSON of a feature a line, read line by line; its frame is read too, and has to close."""

from collections.abc import Iterator
from pathlib import Path

import orjson

from geo.errors import DataError

Entry = tuple[int, object, float]  # its number from 1, what it is or why it is nothing, share read


def is_lined(path: Path) -> bool:
    """Whether the file opens a list on its first line and has an object on the second."""
    with path.open("rb") as file:
        head, first = file.readline().strip(), file.readline().strip()
    return head.endswith(b"[") and first.startswith(b"{") and first.rstrip(b",").endswith(b"}")


def entries(path: Path) -> Iterator[Entry]:
    """What each line holds, in turn; a JSONDecodeError where that is no JSON.

    Raises DataError at the end of a file whose list does not close, as of one that was cut off
    between two lines, or after which something stands that does not belong to it.
    """
    size = path.stat().st_size
    number = done = 0
    with path.open("rb") as file:
        head = next(file)
        done += len(head)
        for line in file:
            done += len(line)
            row, tail = _parted(line.strip())
            if row:
                number += 1
                yield number, _parsed(row.rstrip().rstrip(b",")), done / size
            if tail is not None:
                _check_frame(path, head + tail + file.read())
                return
    raise DataError(path.name, "is cut off: the list of features does not end")


def _parted(text: bytes) -> tuple[bytes, bytes | None]:
    """The feature on a line, and the end of the list with what follows it, None if not there."""
    if text.startswith(b"]"):
        return b"", text
    ends = text.endswith((b"]", b"]}", b"],"))
    if ends and isinstance(_parsed(text.rstrip(b",")), orjson.JSONDecodeError):
        end = text.rindex(b"]")
        return text[:end], text[end:]
    return text, None


def _parsed(text: bytes) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return error


def _check_frame(path: Path, text: bytes) -> None:
    """Raises DataError where the file without its features is no collection and no list."""
    frame = _parsed(text)
    if isinstance(frame, orjson.JSONDecodeError):
        raise DataError(path.name, f"not valid JSON after its last feature: {frame}")
    rows = frame.get("features") if isinstance(frame, dict) else frame
    if rows != []:
        raise DataError(path.name, "needs a FeatureCollection or an array of objects")
