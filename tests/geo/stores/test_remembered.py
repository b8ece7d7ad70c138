"""Results that are remembered, up to so many bytes."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.stores.remembered import Remembered


class Counted:
    """Texts of a length, and how often each was made."""

    def __init__(self, most):
        self.made = []
        self.ask = Remembered(self.make, len, most)

    def make(self, length):
        self.made.append(length)
        return "x" * length


def test_what_was_made_is_not_made_again():
    counted = Counted(100)
    assert [counted.ask(10) for _ in range(3)] == ["x" * 10] * 3
    assert counted.made == [10]


def test_what_was_used_last_stays():
    counted = Counted(60)
    for length in (20, 30, 20, 25, 20, 30):  # 75 bytes are too many: 30 goes, for 20 was used since
        counted.ask(length)
    assert counted.made == [20, 30, 25, 30]


def test_what_is_larger_than_all_that_may_be_kept_is_given_all_the_same():
    counted = Counted(5)
    assert counted.ask(6) == counted.ask(6) == "xxxxxx"
    assert counted.made == [6, 6]


@given(st.lists(st.integers(0, 40)), st.integers(0, 100))
def test_no_more_is_kept_than_allowed(asked, most):
    """Against a list that is searched and cut from the front."""
    counted, kept, made = Counted(most), [], []
    for length in asked:
        counted.ask(length)
        if length in kept:
            kept.remove(length)
        else:
            made.append(length)
        kept.append(length)
        while sum(kept) > most:
            kept.pop(0)
    assert counted.made == made


def test_an_error_is_not_remembered():
    calls = []

    def make(key):
        calls.append(key)
        if len(calls) == 1:
            raise ValueError("not yet")
        return b"now"

    ask = Remembered(make, len, 10)
    with pytest.raises(ValueError, match="not yet"):
        ask(1)
    assert ask(1) == b"now"


def test_threads_may_share_it():
    counted = Counted(300)

    def work(seed):
        for number in range(2_000):
            length = (number * seed) % 50
            assert counted.ask(length) == "x" * length

    threads = [threading.Thread(target=work, args=(seed,)) for seed in (1, 3, 7, 11)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    before = len(counted.made)
    assert [counted.ask(49) for _ in range(2)] == ["x" * 49] * 2
    assert len(counted.made) <= before + 1
