"""`kg import` as a user runs it."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from samples import EXAMPLES

BODIES = str(EXAMPLES / "notified-bodies.csv")


def test_a_register_becomes_a_file_of_quads_the_same_each_time(kg, tmp_path):
    done = kg("import", BODIES, "--mapping", "notified-bodies", "-o", "one.nq")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    kg("import", BODIES, "--mapping", "notified-bodies", "-o", "two.nq.gz")
    kg("import", BODIES, "--mapping", "notified-bodies", "-o", "three.nq.gz")
    assert gzip.decompress((tmp_path / "two.nq.gz").read_bytes()) == (tmp_path / "one.nq").read_bytes()
    assert (tmp_path / "two.nq.gz").read_bytes() == (tmp_path / "three.nq.gz").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.nq", "three.nq.gz", "two.nq.gz"]


def test_standard_input_and_output(kg, tmp_path):
    kg("import", BODIES, "--mapping", "notified-bodies", "-o", "one.nq")
    done = kg("import", "-", "--mapping", "notified-bodies", "-o", "-", text=Path(BODIES).read_text("utf-8"))
    assert done.stdout == (tmp_path / "one.nq").read_text("utf-8")


def test_rejected_rows_are_counted_reported_and_written_beside_the_output(kg, tmp_path):
    (tmp_path / "bad.csv").write_text(Path(BODIES).read_text("utf-8") + "NB,9999\n", "utf-8")
    done = kg("import", "bad.csv", "--mapping", "notified-bodies", "-o", "one.nq")
    assert done.returncode == 0
    assert done.stderr == (
        "bad.csv:62: 2 cells, where the header has 13\n1 rows rejected; they are in one.rejected.csv.\n"
    )
    said = (tmp_path / "one.rejected.csv").read_text("utf-8").splitlines()
    assert said == ["file,line,reason,cells", 'bad.csv,62,"2 cells, where the header has 13",NB,9999']


def test_strict_leaves_the_earlier_output_as_it_was(kg, tmp_path):
    (tmp_path / "one.nq").write_text("before")
    (tmp_path / "bad.csv").write_text(Path(BODIES).read_text("utf-8") + "NB,9999\n", "utf-8")
    done = kg("import", "bad.csv", "--mapping", "notified-bodies", "-o", "one.nq", "--strict")
    assert (done.returncode, done.stderr) == (1, "kg: bad.csv:62: 2 cells, where the header has 13\n")
    assert (tmp_path / "one.nq").read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.csv", "one.nq"]


def test_wrong_use_is_reported(kg):
    done = kg("import", BODIES, "--mapping", "notifed-bodies", "-o", "one.nq")
    assert (done.returncode, done.stderr) == (
        2,
        'kg: no mapping "notifed-bodies" (did you mean "notified-bodies" or "national-bodies"?)\n',
    )
    done = kg("import", BODIES, "--mapping", "notified-bodies", "-o", "one.ttl")
    assert (done.returncode, done.stderr) == (
        2,
        "kg: -o one.ttl: N-Quads go to a file that ends in .nq or .nq.gz\n",
    )
    done = kg("import", "nowhere.csv", "--mapping", "notified-bodies", "-o", "one.nq")
    assert (done.returncode, done.stderr) == (2, "kg: nowhere.csv: no such file, and no file matches it as a pattern\n")


def test_an_import_that_is_killed_leaves_the_earlier_output_and_can_be_run_again(kg, tmp_path):
    head, *rows = Path(BODIES).read_text("utf-8").splitlines()
    many = [row.replace("NB,9", f"NB,{number}-9") for number in range(2000) for row in rows]
    (tmp_path / "many.csv").write_text("\n".join([head, *many]), "utf-8")
    (tmp_path / "one.nq").write_text("before")
    command = [sys.executable, "-m", "kg", "import", "many.csv", "--mapping", "notified-bodies", "-o", "one.nq"]
    running = subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "KG_CACHE": str(tmp_path / "cache")})
    until = time.monotonic() + 300
    while time.monotonic() < until and not any(part.stat().st_size for part in tmp_path.glob(".one.nq.*")):
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    assert running.wait(300) == -signal.SIGKILL
    assert (tmp_path / "one.nq").read_text() == "before"
    done = kg("import", BODIES, "--mapping", "notified-bodies", "-o", "one.nq")
    assert done.returncode == 0
    assert (tmp_path / "one.nq").read_text("utf-8").startswith("<https://w3id.org/certreg/id/notified-bodies>")


def test_what_is_read_is_never_written_over(kg, tmp_path):
    mended = tmp_path / "one.rejected.csv"
    mended.write_text(Path(BODIES).read_text("utf-8"), "utf-8")
    for options in (("-o", "one.nq"), ("-o", "two.nq", "--rejected", "one.rejected.csv")):
        done = kg("import", "one.rejected.csv", "--mapping", "notified-bodies", *options)
        assert done.returncode == 2
        assert done.stderr == "kg: one.rejected.csv: would be overwritten; give another -o or --rejected\n"
        assert mended.read_text("utf-8") == Path(BODIES).read_text("utf-8")
