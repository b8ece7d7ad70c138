import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo import protobuf

NUMBERS = st.integers(0, 2**63 - 1)
SMALL = st.integers(0, 300)
CELLS = st.just(-1) | SMALL | NUMBERS


def reference_varint(number):
    """Protocol Buffers encoding guide, base 128 varints."""
    out = []
    while True:
        number, low = number >> 7, number & 0x7F
        out.append(low | (0x80 if number else 0))
        if not number:
            return bytes(out)


@given(NUMBERS | SMALL)
def test_one_varint_equals_the_reference(number):
    assert protobuf.varint(number) == reference_varint(number)


@given(st.lists(st.integers(-(2**31), 2**31 - 1), max_size=50))
def test_zigzag(numbers):
    expected = [2 * n if n >= 0 else -2 * n - 1 for n in numbers]
    assert protobuf.zigzag(np.array(numbers, np.int64)).tolist() == expected


@st.composite
def tables(draw):
    width = draw(st.integers(0, 4))
    cells = draw(st.sampled_from([CELLS, SMALL, st.just(-1), st.integers(-1, 2**31)]))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), max_size=20))
    return rows, np.array(rows, np.int64).reshape(len(rows), width)


@given(tables())
def test_a_table_is_written_row_by_row_without_what_is_not_there(made):
    rows, table = made
    expected = [b"".join(reference_varint(one) for one in row if one >= 0) for row in rows]
    data, sizes = protobuf.written(table)
    assert data.tobytes() == b"".join(expected)
    assert sizes.tolist() == list(map(len, expected))
    assert protobuf.summed(protobuf.sizes(table)).tolist() == sizes.tolist()
