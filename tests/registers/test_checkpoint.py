"""An import that was ended goes on where it was, and nothing in what it writes tells that it was ended."""

from __future__ import annotations

import gzip
import random
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from labs import HEAD, LAB

from kg.errors import DataError, EnvironmentFault
from kg.registers import checkpoint, mapping
from kg.registers.job import ImportJob

STRETCH = 1000
ROWS = 5000


def table(first: int, rows: int) -> str:
    """Some rows are without an address, some say otherwise than one of the table before, and some say nothing new."""
    lines = [
        f"{number},Name {number}{' again' * (number % 11 == 0)},{'x' * (number % 9 == 0)}\n"
        for number in range(first, first + rows)
    ]
    return "No,Name,Site\n" + "".join(lines) + lines[0]


@pytest.fixture
def job(tmp_path, monkeypatch, terms) -> ImportJob:
    """Two tables, of which the second speaks of things of the first."""
    monkeypatch.chdir(tmp_path)
    Path("map.yaml").write_text(HEAD + LAB, "utf-8")
    Path("labs0.csv").write_text(table(0, ROWS), "utf-8")
    Path("labs1.csv").write_text(table(ROWS // 2, ROWS), "utf-8")
    return ImportJob(
        mapping.read(Path("map.yaml"), terms), ["labs?.csv"], terms, Path("labs.nq"), Path("labs.rejected.csv")
    )


def all_of(job: ImportJob) -> tuple[bytes, bytes]:
    return job.output.read_bytes(), job.rejected.read_bytes()


def there() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def ended(job: ImportJob, after: int, how: BaseException | None = None) -> None:
    """Begin an import, or go on with one, and end it as soon as so many rows have gone through."""
    reported = how or KeyboardInterrupt()

    def end(rows: int) -> None:
        if rows >= after:
            raise reported

    with pytest.raises(type(reported)):
        checkpoint.write(job, end, stretch=STRETCH)


def gone_on(job: ImportJob) -> list[int]:
    """Write it to its end; gives after how many rows."""
    begun: list[int] = []
    checkpoint.write(job, going_on=begun.append, stretch=STRETCH)
    return begun


@pytest.mark.parametrize("name", ["labs.nq", "labs.nq.gz"])
def test_ended_anywhere_and_often_the_bytes_are_those_of_one_go(job, name):
    job = replace(job, output=Path(name))
    assert gone_on(job) == []
    whole = all_of(job)
    before = there()
    job.output.write_bytes(b"the old one")
    for after in (500, 1100, 1200, 3000, 5500, 7300):
        ended(job, after)
        assert job.output.read_bytes() == b"the old one"
    assert gone_on(job) == [7001]  # the first table has one row more than its 5000
    assert all_of(job) == whole
    assert there() == before


def test_a_packed_output_holds_what_a_plain_one_does(job):
    gone_on(job)
    packed = replace(job, output=Path("packed.nq.gz"))
    gone_on(packed)
    assert gzip.decompress(packed.output.read_bytes()) == job.output.read_bytes()


def test_what_was_rejected_before_is_reported_and_counted(job):
    whole = checkpoint.write(job, stretch=STRETCH)
    ended(job, 6000)
    again = checkpoint.write(job, stretch=STRETCH)
    assert (again.count, again.reported) == (whole.count, whole.reported)


@pytest.mark.parametrize("changed", ["table", "encoding", "mapping", "strict"])
def test_another_import_begins_anew(job, terms, changed):
    ended(job, 3000)
    if changed == "table":
        Path("labs1.csv").write_text(table(ROWS, ROWS), "utf-8")
    elif changed == "mapping":
        Path("map.yaml").write_text(HEAD + LAB.replace("~lang", "-GB~lang"), "utf-8")
        job = replace(job, mapping=mapping.read(Path("map.yaml"), terms))
    elif changed == "encoding":
        job = replace(job, encoding="ascii")
    else:
        job = replace(job, strict=True)
    begun: list[int] = []
    if changed == "strict":
        with pytest.raises(DataError):
            checkpoint.write(job, going_on=begun.append, stretch=STRETCH)
    else:
        begun = gone_on(job)
        text = all_of(job)
        job.output.unlink()
        gone_on(job)
        assert all_of(job) == text
    assert begun == []


@pytest.mark.parametrize("lost", ["quads", "notes", "state.json", "rejected"])
def test_what_is_lost_of_it_makes_it_begin_anew(job, lost):
    gone_on(job)
    whole = all_of(job)
    ended(job, 3000)
    path = Path(".labs.rejected.csv.of-labs.nq.part") if lost == "rejected" else Path(".labs.nq.import") / lost
    path.write_bytes(path.read_bytes()[:100])
    assert gone_on(job) == []
    assert all_of(job) == whole


def test_a_fault_of_the_surroundings_keeps_what_is_done_and_one_of_the_tables_does_not(job):
    ended(job, 3000, EnvironmentFault("full"))
    assert ".labs.nq.import" in there()
    ended(job, 3000, DataError([]))
    assert there() == ["labs0.csv", "labs1.csv", "map.yaml"]


def test_ended_before_there_is_anything_to_go_on_with_it_leaves_nothing(job):
    ended(job, 500)
    assert there() == ["labs0.csv", "labs1.csv", "map.yaml"]


def test_two_at_once_do_not_write_the_same_file(job):
    def another(rows: int) -> None:
        with pytest.raises(EnvironmentFault, match=r"labs.nq: process \d+ is writing here"):
            checkpoint.write(job)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checkpoint.write(job, another)


def test_a_folder_that_is_not_there_is_reported(job):
    with pytest.raises(EnvironmentFault, match="cannot be written: No such file"):
        checkpoint.write(replace(job, output=Path("nowhere/labs.nq")))


def test_standard_input_cannot_be_gone_on_with(job):
    code = """
import sys
from pathlib import Path
from kg import shipped
from kg.rdf import vocabulary
from kg.registers import checkpoint, mapping
from kg.registers.job import ImportJob
terms = vocabulary.read(shipped.ONTOLOGY)
def end(rows):
    if rows >= 3000:
        raise KeyboardInterrupt
try:
    job = ImportJob(mapping.read(Path("map.yaml"), terms), ["-"], terms, Path("labs.nq"), None)
    checkpoint.write(job, end, stretch=1000)
except KeyboardInterrupt:
    print("ended")
"""
    done = subprocess.run([sys.executable, "-c", code], input=table(0, ROWS), capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("ended\n", "")
    assert there() == ["labs0.csv", "labs1.csv", "map.yaml"]


KILLED = """
import sys
from pathlib import Path
from kg import shipped
from kg.rdf import vocabulary
from kg.registers import checkpoint, mapping
from kg.registers.job import ImportJob
terms = vocabulary.read(shipped.ONTOLOGY)
tables, output, rejected = ["labs?.csv"], Path("labs.nq"), Path("labs.rejected.csv")
job = ImportJob(mapping.read(Path("map.yaml"), terms), tables, terms, output, rejected)
print("begins", flush=True)
checkpoint.write(job, going_on=lambda rows: print(rows, flush=True), stretch=1000)
"""


@pytest.mark.ci
def test_killed_again_and_again_it_comes_to_its_end(job):
    gone_on(job)
    whole = all_of(job)
    job.output.unlink()
    dice = random.Random(1)
    for _ in range(60):
        running = subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True)
        assert running.stdout.readline() == "begins\n"
        try:
            running.wait(dice.uniform(0, 0.15))
        except subprocess.TimeoutExpired:
            running.kill()
        running.communicate()
        assert running.returncode in (0, -signal.SIGKILL)
        if job.output.exists():
            assert all_of(job) == whole
            break
    gone_on(job)
    assert all_of(job) == whole
    assert not Path(".labs.nq.import").exists()
