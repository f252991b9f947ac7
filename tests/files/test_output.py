"""`-o FILE`: plain files as a whole, links followed, everything else written into and left what it is."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kg.errors import EnvironmentFault
from kg.files import output


def test_a_plain_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "answer.csv"
    output.write(file, [b"one", b"\n"])
    assert file.read_bytes() == b"one\n"

    def breaks_off():
        yield b"half"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        output.write(file, breaks_off())
    assert file.read_bytes() == b"one\n"
    assert list(tmp_path.iterdir()) == [file]


def test_an_existing_file_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "answer.csv"
    file.write_text("old")
    file.chmod(0o640)
    output.write(file, [b"new"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert file.read_text() == "new"


@pytest.mark.parametrize("exists", [True, False], ids=["a file", "nothing yet"])
def test_links_are_followed(tmp_path: Path, exists: bool) -> None:
    target, link, second = tmp_path / "there" / "target", tmp_path / "link", tmp_path / "second"
    target.parent.mkdir()
    if exists:
        target.write_text("precious")
    link.symlink_to(target)
    second.symlink_to("link")
    output.write(second, [b"new"])
    assert target.read_text() == "new"
    assert link.is_symlink() and second.is_symlink()
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["link", "second", "target", "there"]


def test_a_fifo_stays_one_and_its_reader_gets_everything(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    output.write(pipe, [b"x" * 100_000, b"end"])
    reader.join(20)
    assert got == [b"x" * 100_000 + b"end"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_device_stays_one(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(os.devnull)
    output.write(link, [b"x"])
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    assert link.is_symlink()
    node = tmp_path / "null"
    try:
        os.mknod(node, stat.S_IFCHR | 0o600, os.makedev(1, 3))
        node.open("wb").close()
    except PermissionError:
        pytest.skip("needs the right to make and open device nodes (root)")
    output.write(node, [b"x"])
    assert stat.S_ISCHR(node.stat().st_mode)


def test_what_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    circle, bound = tmp_path / "circle", tmp_path / "socket"
    circle.symlink_to(circle)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.fspath(bound))
        for target in (tmp_path, circle, bound, tmp_path / "no" / "folder", tmp_path / "file" / "below"):
            (tmp_path / "file").touch()
            with pytest.raises(EnvironmentFault, match="cannot be written") as fault:
                output.write(target, [b"x"])
            assert str(fault.value).startswith(f"{target}: ")
    assert stat.S_ISSOCK(bound.lstat().st_mode)


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="needs /dev/stdout")
def test_standard_output_by_name_is_appended_to_not_replaced(tmp_path: Path) -> None:
    code = "from kg.files import output; print('first'); output.write('/dev/stdout', [b'second\\n']); print('third')"
    file = tmp_path / "out"
    with file.open("wb") as out:
        out.write(b"zeroth\n")
        out.flush()
        subprocess.run([sys.executable, "-c", code], stdout=out, check=True, timeout=300)
    assert file.read_text().splitlines() == ["zeroth", "first", "second", "third"]
