"""Put a file the caller named in place: whole or not at all, and nothing else harmed."""

import os
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import click

from geo.errors import DataError

try:
    import fcntl
except ImportError:  # Windows, where what a killed process leaves stays
    fcntl = None  # type: ignore[assignment]  # only asked whether it is there


def target_of(text: str) -> Path:
    """The path to write to, with links followed. Raises UsageError where it names no file."""
    if not text.strip("/") or "\0" in text:
        raise click.UsageError(f"-o {text!r}: name a file to write to")
    return Path(os.path.realpath(text))


def write(target: Path, content: bytes) -> None:
    """Write the content to the file. Raises DataError as ``fill``."""
    fill(target, lambda file: file.write(content))


def fill(target: Path, content: Callable[[BinaryIO], Any]) -> None:
    """Have the content written to the file, or through a device or pipe that stands there.

    A regular file is replaced in one step and keeps its mode. Raises DataError where the target is
    a folder, is read-only, or cannot be written.
    """
    try:
        mode = target.stat().st_mode if target.exists() else None
        if mode is not None and not stat.S_ISREG(mode):
            _write_through(target, mode, content)
        elif mode is not None and not mode & stat.S_IWUSR:
            raise DataError(str(target), "cannot be written: it is read-only")
        else:
            _replace(target, mode, content)
    except OSError as error:
        raise DataError(str(target), f"cannot be written: {error.strerror}") from error


def _write_through(target: Path, mode: int, content: Callable[[BinaryIO], Any]) -> None:
    """Renaming a file over a device or pipe would take it away from everybody."""
    if stat.S_ISDIR(mode):
        raise DataError(str(target), "cannot be written: it is a folder")
    with target.open("wb") as device:
        content(device)


def _replace(target: Path, mode: int | None, content: Callable[[BinaryIO], Any]) -> None:
    with suppress(OSError):  # a folder may let write and not read
        _tidy(target)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            with suppress(OSError):  # not every file system has locks
                if fcntl is not None:  # held as long as somebody writes: ``_left``
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            content(file)
        if mode is not None:
            part.chmod(stat.S_IMODE(mode))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _tidy(target: Path) -> None:
    """Take away what writers of this file have left who were killed; of nobody else's anything."""
    name = re.compile(rf"\.{re.escape(target.name)}\.(\d+)\.part")
    with os.scandir(target.parent) as entries:
        parts = [(entry, found) for entry in entries if (found := name.fullmatch(entry.name))]
    for entry, found in parts:
        if entry.is_file(follow_symlinks=False) and _left(entry.path, int(found[1])):
            Path(entry.path).unlink(missing_ok=True)


def _left(path: str, process: int) -> bool:
    """Whether nobody writes the file: neither a process here, nor one elsewhere that holds it."""
    if fcntl is None or _runs(process):
        return False
    try:
        with Path(path).open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # it is held, is another user's, or has gone
        return False
    return True


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # it is another user's
        return True
    return True
