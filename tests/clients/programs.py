"""Programs that are not Python's, run as a person would; an absent one fails the test."""

import shutil
import subprocess
from collections.abc import Mapping
from os import PathLike

import pytest


def run(
    name: str, *arguments: str | PathLike[str], env: Mapping[str, str] | None = None
) -> tuple[str, str]:
    """What the program says on its two outputs. Its failure, and its absence, fail the test."""
    if shutil.which(name) is None:
        pytest.fail(f"{name} is not installed; `make test` and `make clients` set it up")
    done = subprocess.run(
        [name, *arguments], capture_output=True, text=True, env=env, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr
