"""What a process settles before it loads what it works with: threads, memory, and no pandas.

Each of these has to be said before a library starts, so it is said here, once, and not where the
library is used. Nothing depends on it but time and memory.
"""

import ctypes
import gc
import os
import sys
from collections.abc import Callable

_ARENA_MAX, _ARENAS = -8, 2  # M_ARENA_MAX of <malloc.h>

# New objects after which the collector looks for cycles among them; Python's 700 come with each
# page of features that is parsed, and none of those are in a cycle.
_YOUNG = 50_000


def settle() -> None:
    """Settle this process; call it before numpy or pyarrow is loaded."""
    # Every request has a thread already: the threads of a matrix product would be in their way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Arrow's own allocator keeps what it once had, 60 MB a server; glibc's gives it back.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    gc.set_threshold(_YOUNG)
    if (mallopt := _of_glibc("mallopt")) is not None:
        # By default each thread has a heap of its own, which keeps the most it ever needed.
        mallopt(_ARENA_MAX, _ARENAS)


def load() -> None:
    """Have the collector of cycles wait for ``set_apart``: what is loaded until then will stay."""
    gc.disable()


def set_apart() -> None:
    """Have the collector of cycles leave alone what is loaded by now.

    It would look at all of it again and again, and in a forked process have it copied so.
    """
    gc.freeze()
    gc.enable()


def give_back() -> None:
    """Give memory that is free back to the system: compiling a layer leaves 200 MB of it.

    What is only held by cycles counts as free: the parts of a map's page hold one another.
    """
    gc.collect()
    if (trim := _of_glibc("malloc_trim")) is not None:
        trim(0)


def _of_glibc(name: str) -> Callable[..., int] | None:
    """A function of the C library, None where it is another one."""
    if sys.platform != "linux":
        return None
    found: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None)
    return found


def leave_pandas_out() -> None:
    """Have pyarrow do without pandas until something asks for it.

    At its first conversion pyarrow imports pandas, only to see whether it was given an object of
    it: 0.2 s and 40 MB that a server of compiled layers has no use for. Where pandas cannot be
    imported at that moment, it is left alone until ``to_pandas``; who imports it by name has it.
    Not for a process that gives pandas's objects to pyarrow, which would then not know them.
    """
    if "pandas" in sys.modules:
        return
    sys.meta_path.insert(0, _NoPandas)
    try:
        import pyarrow as pa  # noqa: PLC0415 - after what is settled above

        pa.scalar(0)
    finally:
        sys.meta_path.remove(_NoPandas)


class _NoPandas:
    """A finder of modules (Python's import system, section 5.3.4) that has pandas not be there."""

    @classmethod
    def find_spec(cls, name: str, *_: object) -> None:
        """Nothing, so that the other finders look. Raises ImportError for pandas."""
        if name == "pandas":
            raise ImportError(name)
