"""Results kept for as long as they fit: of a function whose results differ in size."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Calls a function and keeps its results, those used last, up to ``most`` bytes in all.

    ``size`` says how many bytes a result takes. Safe to share between threads; two that ask for the
    same at the same time may both make it.
    """

    def __init__(self, make: Callable[[K], V], size: Callable[[V], int], most: int) -> None:
        self._make = make
        self._size = size
        self._most = most
        self._held = 0
        self._known: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, key: K) -> V:
        """The function's result for the key."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        made = self._make(key)
        with self._lock:
            if key not in self._known:
                self._known[key] = made
                self._held += self._size(made)
            while self._held > self._most:
                _, last = self._known.popitem(last=False)
                self._held -= self._size(last)
        return made
