"""A folder is replaced as a whole or not at all, whoever looks, dies or comes second."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import EnvironmentFault
from kg.files import atomic
from kg.files.atomic import replaced

# Replaces the folder named by its argument for ever; its two files always say the same number.
WRITER = """
import sys
from pathlib import Path
from kg.files.atomic import replaced
for number in range(10**9):
    with replaced(Path(sys.argv[1]), lambda _: None) as new:
        for name in ("one", "two"):
            (new / name).write_text(str(number))
    print(number, flush=True)
"""
# The same, three hundred times over, among others who do so too; tells how often it came through, and why it did not.
CROWD = """
import json
import re
import sys
from pathlib import Path
from kg.errors import EnvironmentFault
from kg.files.atomic import replaced
written, reasons, number = 0, set(), 0
while number < 300 or not written:
    number += 1
    try:
        with replaced(Path(sys.argv[1]), lambda _: None) as new:
            for name in ("one", "two"):
                (new / name).write_text(f"{sys.argv[0]} {number}")
        written += 1
    except EnvironmentFault as fault:
        reasons.add(re.sub(r".*: (process [0-9]+ |process another )?", "", str(fault)))
print(json.dumps([written, sorted(reasons)]))
"""
ONE_STEP = sys.platform in ("linux", "darwin")


def anything_may_go(_):
    pass


def put(target, **files):
    with replaced(target, anything_may_go) as new:
        for name, content in files.items():
            (new / name).write_text(content)


def content(target):
    return {path.name: path.read_text() for path in target.iterdir()}


def inside(folder):
    return [path.name for path in folder.iterdir()]


@pytest.fixture(params=["one step", "two steps"])
def steps(request, monkeypatch):
    """Both ways in which the new folder takes the place of the old one."""
    if request.param == "two steps":
        monkeypatch.setattr(atomic, "_exchange", lambda one, other: False)


@pytest.mark.usefixtures("steps")
def test_the_new_content_replaces_all_of_the_old(tmp_path):
    put(tmp_path / "out", one="1", two="1")
    put(tmp_path / "out", one="2", three="2")
    assert content(tmp_path / "out") == {"one": "2", "three": "2"}
    assert inside(tmp_path) == ["out"]


@pytest.mark.usefixtures("steps")
def test_an_empty_folder_is_replaced(tmp_path):
    (tmp_path / "out").mkdir()
    put(tmp_path / "out", one="1")
    assert content(tmp_path / "out") == {"one": "1"}


@pytest.mark.usefixtures("steps")
def test_a_fault_leaves_the_old_content_and_nothing_else(tmp_path):
    put(tmp_path / "out", one="1")
    with pytest.raises(ValueError, match="stop"), replaced(tmp_path / "out", anything_may_go) as new:
        (new / "one").write_text("2")
        raise ValueError("stop")
    assert content(tmp_path / "out") == {"one": "1"}
    assert inside(tmp_path) == ["out"]


def test_a_fault_leaves_no_folders_that_were_made_for_the_target(tmp_path):
    with pytest.raises(ValueError, match="stop"), replaced(tmp_path / "a" / "b" / "out", anything_may_go):
        raise ValueError("stop")
    assert inside(tmp_path) == []


def test_folders_above_the_target_are_made(tmp_path):
    put(tmp_path / "a" / "b" / "out", one="1")
    assert content(tmp_path / "a" / "b" / "out") == {"one": "1"}


def test_a_link_is_followed(tmp_path):
    put(tmp_path / "real", one="1")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    put(tmp_path / "link", one="2")
    assert (tmp_path / "link").is_symlink()
    assert content(tmp_path / "real") == {"one": "2"}


def test_what_may_not_go_stays(tmp_path):
    put(tmp_path / "out", one="1")

    def never(target):
        raise EnvironmentFault("stays")

    with pytest.raises(EnvironmentFault, match="stays"), replaced(tmp_path / "out", never):
        pass
    assert content(tmp_path / "out") == {"one": "1"}
    assert inside(tmp_path) == ["out"]


def test_a_file_is_not_replaced(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(EnvironmentFault, match="a file, not a folder"):
        put(tmp_path / "out", one="1")


def test_the_folder_one_stands_in_is_not_replaced(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for target in (Path(), tmp_path):
        with pytest.raises(EnvironmentFault, match="the folder you are in"):
            put(target, one="1")


@pytest.mark.skipif(not Path("/proc").is_mount(), reason="no /proc here")
def test_a_drive_is_not_replaced():
    with pytest.raises(EnvironmentFault, match="a drive of its own"):
        put(Path("/proc"), one="1")


def test_a_folder_without_leave_to_write_is_reported(tmp_path, monkeypatch):
    def refused(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(EnvironmentFault, match="cannot be written: Permission denied"):
        put(tmp_path / "out", one="1")


def test_a_path_through_a_file_is_reported(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(EnvironmentFault, match="cannot be written"):
        put(tmp_path / "file" / "out", one="1")


def test_a_full_disk_is_reported(tmp_path):
    with pytest.raises(EnvironmentFault, match="No space left"), replaced(tmp_path / "out", anything_may_go):
        raise OSError(28, "No space left on device")
    assert inside(tmp_path) == []


def test_a_strangers_folder_in_the_way_is_left_alone(tmp_path):
    way = tmp_path / ".out.building"
    way.mkdir()
    (way / "mine").write_text("mine")
    with pytest.raises(EnvironmentFault, match="in the way"):
        put(tmp_path / "out", one="1")
    assert content(way) == {"mine": "mine"}


def test_a_strangers_file_in_the_way_is_left_alone(tmp_path):
    (tmp_path / ".out.building").write_text("mine")
    with pytest.raises(EnvironmentFault, match="in the way"):
        put(tmp_path / "out", one="1")
    assert (tmp_path / ".out.building").read_text() == "mine"


def leftover(tmp_path, **folders):
    """What a killed process leaves: its lock file, and folders."""
    beside = tmp_path / ".out.building"
    beside.mkdir()
    (beside / "lock").write_text("999999\n")
    for name, text in folders.items():
        (beside / name).mkdir()
        (beside / name / "one").write_text(text)
    return beside


def test_a_leftover_is_cleared_away(tmp_path):
    put(tmp_path / "out", one="1")
    leftover(tmp_path, new="half", old="0")
    put(tmp_path / "out", one="2")
    assert content(tmp_path / "out") == {"one": "2"}
    assert inside(tmp_path) == ["out"]


def test_a_folder_moved_away_by_a_killed_process_is_put_back(tmp_path):
    """Killed between the two steps: `old` is the only whole content there is."""
    leftover(tmp_path, new="half", old="1")
    with pytest.raises(ValueError, match="stop"), replaced(tmp_path / "out", anything_may_go):
        raise ValueError("stop")
    assert content(tmp_path / "out") == {"one": "1"}
    assert inside(tmp_path) == ["out"]


def test_a_move_that_fails_midway_is_undone(tmp_path, monkeypatch):
    put(tmp_path / "out", one="1")
    monkeypatch.setattr(atomic, "_exchange", lambda one, other: False)
    rename = Path.rename

    def refusing(self, target):
        if self.name == "new":
            raise PermissionError(13, "in use", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refusing)
    with pytest.raises(EnvironmentFault, match="in use"):
        put(tmp_path / "out", one="2")
    assert content(tmp_path / "out") == {"one": "1"}
    assert inside(tmp_path) == ["out"]


def test_the_second_comer_is_reported_at_once_who_is_there(tmp_path):
    put(tmp_path / "out", one="1")
    code = (
        "import sys\nfrom pathlib import Path\nfrom kg.files.atomic import replaced\n"
        "with replaced(Path(sys.argv[1]), print) as new:\n    print('in', flush=True)\n    sys.stdin.read()\n"
        "    (new / 'one').write_text('2')\n"
    )
    first = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "out")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        while first.stdout.readline().strip() != "in":
            assert first.poll() is None
        with pytest.raises(EnvironmentFault, match=rf"process {first.pid} is writing here"):
            put(tmp_path / "out", one="3")
    finally:
        first.communicate()
    assert content(tmp_path / "out") == {"one": "2"}
    assert inside(tmp_path) == ["out"]
    put(tmp_path / "out", one="3")
    assert content(tmp_path / "out") == {"one": "3"}


def test_of_many_at_once_each_succeeds_or_is_turned_away(tmp_path):
    """Nobody takes the lock of another, made or removed at that moment, for something else."""
    running = [
        subprocess.Popen([sys.executable, "-c", CROWD, str(tmp_path / "out")], stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    ends = [json.loads(process.communicate()[0]) for process in running]
    assert all(written for written, _ in ends)
    assert {reason for _, reasons in ends for reason in reasons} <= {"is writing here; try again when it has ended"}
    assert inside(tmp_path) == ["out"]
    found = content(tmp_path / "out")
    assert found["one"] == found["two"]


def writing(target):
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(target)], stdout=subprocess.PIPE)
    assert process.stdout.readline()
    return process


def read_in(opened, name):
    with os.fdopen(os.open(name, os.O_RDONLY, dir_fd=opened)) as file:
        return file.read()


@pytest.mark.skipif(not ONE_STEP, reason="no exchange of folders in one step on this system")
def test_a_reader_sees_a_whole_folder_at_any_moment(tmp_path):
    process = writing(tmp_path / "out")
    seen = set()
    try:
        for _ in range(2000):
            opened = os.open(tmp_path / "out", os.O_RDONLY)  # never FileNotFoundError
            try:
                first = read_in(opened, "one")
                assert read_in(opened, "two") == first
                seen.add(first)
            except FileNotFoundError:  # an old folder that is being removed; the next look finds the new one
                pass
            finally:
                os.close(opened)
    finally:
        process.kill()
        process.communicate()
    assert len(seen) > 1


@pytest.mark.skipif(not ONE_STEP, reason="no exchange of folders in one step on this system")
def test_a_kill_at_any_moment_leaves_a_whole_folder_and_at_most_one_leftover(tmp_path):
    moments = random.Random(1)
    for _ in range(20):
        process = writing(tmp_path / "out")
        time.sleep(moments.uniform(0, 0.01))
        process.kill()
        process.communicate()
        found = content(tmp_path / "out")
        assert found.keys() == {"one", "two"}
        assert found["one"] == found["two"]
        assert set(inside(tmp_path)) <= {"out", ".out.building"}
    put(tmp_path / "out", one="x")
    assert inside(tmp_path) == ["out"]
