from io import BytesIO

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.stores import texts as module
from geo.stores.texts import Texts, parts


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """As if a few bytes were many: several steps, and some texts too far away."""
    monkeypatch.setattr(module, "_AT_ONCE", 40)
    monkeypatch.setattr(module, "_NEAR", 8)
    monkeypatch.setattr(module, "_BLOCK", 16)
    monkeypatch.setattr(module, "_KEPT", 2)


@given(
    st.lists(st.lists(st.text(max_size=30), max_size=20), max_size=5),
    st.randoms(use_true_random=False),
)
def test_texts_come_back_in_any_order(batches, random):
    texts = Texts(BytesIO())
    expected, starts, sizes = [], [], []
    for batch in batches:
        order = list(range(len(batch)))
        random.shuffle(order)
        found = texts.put(pa.array(batch, pa.large_string()), np.array(order, np.int64))
        starts += found[0].tolist()
        sizes += found[1].tolist()
        expected += [text.encode() for text in batch]
    rows = list(range(len(expected)))
    random.shuffle(rows)
    rows = np.array(rows, np.int64)
    taken = texts.taken(np.array(starts, np.int64)[rows], np.array(sizes, np.int64)[rows])
    assert b"".join(taken) == b"".join(expected[row] for row in rows)


def test_parts_are_those_of_a_slice_too():
    starts, content = parts(pa.array(["ab", "", "cde"], pa.large_string()).slice(1))
    assert (np.diff(starts).tolist(), bytes(content)) == ([0, 3], b"cde")


def test_what_repeats_takes_little_room(monkeypatch):
    monkeypatch.setattr(module, "_BLOCK", 1 << 12)
    file = BytesIO()
    texts = pa.array(["the same words again and again"] * 2_000, pa.large_string())
    Texts(file).put(texts, np.arange(2_000))
    assert 0 < len(file.getvalue()) < 6_000
