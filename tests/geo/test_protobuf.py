import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo import protobuf

NUMBERS = st.integers(0, 2**64 - 1)
CELLS = st.none() | NUMBERS


def reference_varint(number):
    """Protocol Buffers encoding guide, base 128 varints."""
    out = []
    while True:
        number, low = number >> 7, number & 0x7F
        out.append(low | (0x80 if number else 0))
        if not number:
            return bytes(out)


@given(st.lists(NUMBERS, max_size=50))
def test_many_varints_at_once_equal_the_reference(numbers):
    expected = b"".join(map(reference_varint, numbers))
    columns = protobuf.columns(np.array(numbers, np.uint64))
    assert protobuf.messages(columns, len(numbers))[0].tobytes() == expected
    assert b"".join(map(protobuf.varint, numbers)) == expected


@given(st.lists(st.integers(-(2**31), 2**31 - 1), max_size=50))
def test_zigzag(numbers):
    expected = [2 * n if n >= 0 else -2 * n - 1 for n in numbers]
    assert protobuf.zigzag(np.array(numbers, np.int64)).tolist() == expected


@given(st.lists(st.tuples(NUMBERS, CELLS, CELLS), max_size=20))
def test_messages_hold_the_numbers_that_are_there(rows):
    count = len(rows)
    parts = []
    for column in range(3):
        numbers = np.array([row[column] or 0 for row in rows], np.uint64)
        there = np.array([row[column] is not None for row in rows], np.bool_)
        parts += protobuf.columns(numbers, None if there.all() else there)
    parts.append(protobuf.constant(7, count))
    data, sizes = protobuf.messages(parts, count)
    expected = [
        b"".join(reference_varint(one) for one in row if one is not None) + b"\x07" for row in rows
    ]
    assert data.tobytes() == b"".join(expected)
    assert sizes.tolist() == protobuf.lengths(parts, count).tolist() == list(map(len, expected))
