"""What goes wrong around an import leaves the output of before, or the whole new one."""

from __future__ import annotations

import csv
import gzip
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from labs import HEAD, LAB

ROWS = 20_000
COMMAND = [sys.executable, "-m", "kg", "import", "labs.csv", "--mapping", "map.yaml", "-o", "labs.nq"]


@pytest.fixture
def whole(tmp_path, monkeypatch, own_cache) -> bytes:
    """A table, and what its import writes."""
    monkeypatch.chdir(tmp_path)
    Path("map.yaml").write_text(HEAD + LAB, "utf-8")
    Path("labs.csv").write_text(
        "No,Name,Site\n" + "".join(f"{number},Name {number},{'x' * (number % 9 == 0)}\n" for number in range(ROWS))
    )
    subprocess.run(COMMAND, check=True, capture_output=True)
    return Path("labs.nq").read_bytes()


@pytest.mark.ci
def test_killed_at_any_moment_the_output_is_the_old_one_or_the_whole_new_one(whole):
    start = time.monotonic()
    subprocess.run(COMMAND, check=True, capture_output=True)
    lasts = time.monotonic() - start
    dice = random.Random(1)
    killed = 0
    for _ in range(20):
        Path("labs.nq").write_bytes(b"the old one")
        running = subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            running.wait(dice.uniform(0, lasts))
        except subprocess.TimeoutExpired:
            running.kill()
            killed += running.wait() == -signal.SIGKILL
        assert Path("labs.nq").read_bytes() in (b"the old one", whole)
    assert killed >= 10
    subprocess.run(COMMAND, check=True, capture_output=True)
    assert Path("labs.nq").read_bytes() == whole


@pytest.mark.parametrize("room", [0, 50_000, 200_000, 2_000_000])
def test_a_disk_that_is_full_is_reported_once_and_leaves_nothing_behind(whole, room):
    """A greatest file size is the same fault to a program; which file meets it first depends on the room."""
    Path("labs.nq").write_bytes(b"the old one")
    before = sorted(Path().iterdir())
    limited = subprocess.run(
        COMMAND,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},  # Python would keep a module that it compiled, cut off
    )
    assert limited.returncode == 2, limited.stderr
    assert len(limited.stderr.splitlines()) == 1, limited.stderr
    assert "cannot be written: File too large" in limited.stderr
    assert Path("labs.nq").read_bytes() == b"the old one"
    assert sorted(Path().iterdir()) == before


def test_a_table_that_is_cut_off_leaves_the_old_output(whole):
    packed = gzip.compress(Path("labs.csv").read_bytes())
    Path("labs.csv.gz").write_bytes(packed[: len(packed) // 2])
    command = [each if each != "labs.csv" else "labs.csv.gz" for each in COMMAND]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "the compressed file is cut off or damaged here" in done.stderr
    assert Path("labs.nq").read_bytes() == whole


def test_rejected_rows_are_those_that_are_missing(whole):
    with Path("labs.rejected.csv").open(encoding="utf-8", newline="") as file:
        rejected = list(csv.DictReader(file))
    assert [int(row["line"]) for row in rejected] == [number + 2 for number in range(0, ROWS, 9)]
    assert whole.count(b"TestingLaboratory> ") == ROWS - len(rejected)
