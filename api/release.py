"""Which program this is: its version, and a hash of its files."""

from hashlib import blake2b
from importlib import metadata
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def build() -> str:
    """A hash of the program's own files: what makes an answer changes when they do.

    The version alone would leave readers of a checkout with the pages of the day before.
    """
    digest = blake2b(digest_size=8)
    for package in ("geo", "maps", "api"):
        for path in sorted((_HERE.parent / package).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def release() -> str:
    """The version of the installed program."""
    return metadata.version("conflict-atlas")
