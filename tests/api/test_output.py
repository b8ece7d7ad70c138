"""Files the caller names: whole or not at all, and nothing else harmed."""

import os
import signal
import stat
import subprocess
import sys
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


SLOW = """
import sys
from pathlib import Path
from api.output import fill
def content(file):
    file.write(b"half")
    file.flush()
    print("half", flush=True)
    sys.stdin.read()
fill(Path(sys.argv[1]), content)
"""


def writer(target):
    """A process that has written half of the file."""
    found = subprocess.Popen(
        [sys.executable, "-c", SLOW, target], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert found.stdout.readline() == b"half\n"
    return found


def test_what_a_killed_writer_left_goes_with_the_next_write(tmp_path):
    target = tmp_path / "map [1].html"
    write(target, b"old")
    with writer(target) as killed:
        killed.send_signal(signal.SIGKILL)
    assert target.read_bytes() == b"old"
    (left,) = set(tmp_path.iterdir()) - {target}
    others = [
        tmp_path / name
        for name in (
            f".map [2].html.{killed.pid}.part",
            ".map [1].html.part",
            "map 1.html.1.part",
        )
    ]
    for other in others:
        other.write_bytes(b"another's")
    write(target, b"new")
    assert not left.exists()
    assert target.read_bytes() == b"new"
    assert [one.read_bytes() for one in others] == [b"another's"] * 3


def test_what_somebody_still_writes_stays(tmp_path):
    target = tmp_path / "map.html"
    with writer(target) as slow:
        (part,) = tmp_path.iterdir()
        write(target, b"meanwhile")
        assert part.read_bytes() == b"half"
        # As another machine's would look, whose processes are not known here.
        elsewhere = part.rename(part.with_name(f".map.html.{2**22 + 1}.part"))
        write(target, b"again")
        assert elsewhere.read_bytes() == b"half"
        elsewhere.rename(part)
        slow.stdin.close()
        assert slow.wait(timeout=60) == 0
    assert target.read_bytes() == b"half"
    assert list(tmp_path.iterdir()) == [target]
