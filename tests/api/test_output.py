"""Files the caller names: whole or not at all, and nothing else harmed."""

import os
import stat
import threading

import click
import pytest

from api.output import fill, target_of, write
from geo.errors import DataError


def test_a_write_that_fails_leaves_the_old_file(tmp_path):
    target = tmp_path / "map.html"
    target.write_bytes(b"old")

    def full(file):
        file.write(b"ne")
        raise OSError(28, "No space left on device")

    with pytest.raises(DataError, match="No space left"):
        fill(target, full)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_pipe_is_written_through_and_stays_a_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write(pipe, b"page")
    reader.join(timeout=10)
    assert got == [b"page"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_is_followed(tmp_path):
    (tmp_path / "real.html").write_bytes(b"old")
    (tmp_path / "link.html").symlink_to(tmp_path / "real.html")
    write(target_of(str(tmp_path / "link.html")), b"new")
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "real.html").read_bytes() == b"new"


def test_the_mode_of_a_file_stays(tmp_path):
    target = tmp_path / "map.html"
    target.write_bytes(b"old")
    target.chmod(0o640)
    write(target, b"new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_read_only_file_and_a_folder_are_refused(tmp_path):
    target = tmp_path / "map.html"
    target.write_bytes(b"old")
    target.chmod(0o400)
    with pytest.raises(DataError, match="read-only"):
        write(target, b"new")
    assert target.read_bytes() == b"old"
    with pytest.raises(DataError, match="folder"):
        write(tmp_path, b"new")


@pytest.mark.parametrize("text", ["", "/", "a\0b"])
def test_what_names_no_file_is_wrong_use(text):
    with pytest.raises(click.UsageError):
        target_of(text)
