from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.joined import Joined
from geo.stores import container as container_module
from geo.stores.container import BLOCK, Container, DamagedError, Writer


@pytest.fixture
def path(tmp_path):
    """A container of three blocks of bytes and a batch of numbers."""
    target = tmp_path / "one.snapshot"
    with target.open("wb") as file:
        writer = Writer(file)
        with writer.section("text") as section:
            for _ in range(3 * BLOCK // 8 - 1):
                section.write(b"12345678")
        writer.batch("numbers", pa.record_batch({"n": np.arange(100_000)}))
        writer.close({"answer": 42})
    return target


def test_what_was_written_comes_back(path):
    container = Container.open(path)
    assert container.facts == {"answer": 42}
    assert container.section("text").to_pybytes() == b"12345678" * (3 * BLOCK // 8 - 1)
    container.check("text", 0, 3 * BLOCK - 8)
    batch = container.batch("numbers")
    assert batch.column(0).to_numpy().tolist() == list(range(100_000))
    assert batch.column(0).buffers()[1].address % 8 == 0  # numpy reads it in place


def pieces(container, *places):
    starts, stops = np.array(places, np.int64).reshape(-1, 2).T
    found = Joined(stops - starts)
    container.fill("text", starts, found.views)
    return list(found)


def test_pieces_read_from_the_file_are_those_mapped(path):
    container = Container.open(path)
    mapped = container.section("text").to_pybytes()
    places = [(0, 8), (BLOCK - 3, BLOCK + 3), (5, 2 * BLOCK), (0, len(mapped)), (3, 4)]
    expected = [mapped[start:stop] for start, stop in places]
    for _ in range(2):
        assert pieces(container, *places) == expected
    assert pieces(Container(pa.py_buffer(path.read_bytes())), *places) == expected
    assert pieces(container) == []


def test_a_piece_that_is_cut_off_is_found_when_it_is_read(path):
    container = Container.open(path)
    assert container.stands()
    with path.open("r+b") as file:
        file.truncate(2 * BLOCK)
    assert pieces(container, (0, BLOCK)) == [b"12345678" * (BLOCK // 8)]
    with pytest.raises(DamagedError):
        pieces(container, (0, 8), (2 * BLOCK, 3 * BLOCK - 8))
    assert not container.stands()


def test_a_changed_checksum_is_found_when_opened(path):
    data = path.read_bytes()
    at = -(-(3 * BLOCK - 8) // 64) * 64
    path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    with pytest.raises(DamagedError):
        Container.open(path)


def test_it_stays_readable_after_the_file_is_gone(path):
    container = Container.open(path)
    path.unlink()
    assert container.batch("numbers").num_rows == 100_000


def test_a_changed_byte_is_found_where_it_is_read_and_only_there(path):
    data = bytearray(path.read_bytes())
    data[BLOCK + 5] ^= 1
    path.write_bytes(data)
    container = Container.open(path)
    container.check("text", 0, BLOCK)
    container.check("text", 2 * BLOCK, 2 * BLOCK + 1)
    with pytest.raises(DamagedError):
        container.check("text", BLOCK - 1, BLOCK + 1)
    assert container.batch("numbers").num_rows == 100_000


def test_every_changed_byte_of_a_batch_is_found(path):
    at = path.read_bytes().index((77_777).to_bytes(8, "little"))
    data = bytearray(path.read_bytes())
    data[at] ^= 0x80
    path.write_bytes(data)
    with pytest.raises(DamagedError):
        Container.open(path).batch("numbers")


@pytest.mark.parametrize("keep", [0, 1, 27, 28, 1_000, -1, -28, -200])
def test_a_file_cut_short_is_found_when_opened(path, keep):
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(DamagedError):
        Container.open(path)


def test_a_changed_directory_is_found_when_opened(path):
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"answer":42', b'"answer":43'))
    with pytest.raises(DamagedError):
        Container.open(path)


@given(st.lists(st.binary(max_size=3 * BLOCK // 2), max_size=6))
def test_pieces_of_any_size_have_the_same_sums(tmp_path_factory, pieces):
    whole = b"".join(pieces)
    path = tmp_path_factory.mktemp("pieces") / "x"
    with path.open("wb") as file:
        writer = Writer(file)
        for name, parts in (("pieces", pieces), ("whole", [whole])):
            with writer.section(name) as section:
                for part in parts:
                    section.write(part)
        writer.close({})
    container = Container.open(path)
    for name in ("pieces", "whole"):
        container.check(name, 0, len(whole))
        assert container.section(name).to_pybytes() == whole


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 40)), max_size=40))
def test_pieces_near_and_far_are_those_mapped(places):
    content = bytes(range(256)) * 2
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "some"
        with path.open("wb") as file:
            writer = Writer(file)
            with writer.section("text") as section:
                section.write(content)
            writer.close({})
        patch.setattr(container_module, "_GAP", 8)
        patch.setattr(container_module, "_MOST_VIEWS", 5)
        expected = [content[start : start + size] for start, size in places]
        spans = [(start, start + size) for start, size in places]
        assert pieces(Container.open(path), *spans) == expected
