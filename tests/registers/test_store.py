"""A register into a store: the rows, those that are left out, and what stands when something goes wrong."""

from __future__ import annotations

import csv
import gzip
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from labs import HEAD, LAB

import kg
from kg import shipped
from kg.cli import cli
from kg.errors import CertregError, DataError, EnvironmentFault
from kg.rdf import vocabulary
from kg.registers import mapping, staging, store, verify
from kg.registers.job import ImportJob
from kg.registers.rejected import Rejected
from kg.store import Table
from kg.store.registers import layout

NAMES = "SELECT ?lab ?name { ?lab a cr:TestingLaboratory ; skos:prefLabel ?name } ORDER BY ?lab"
Import = Callable[..., Rejected]
COMMAND = [sys.executable, "-m", "kg", "import", "labs.csv", "--mapping", "map.yaml", "--store", "st"]
#: Whether small file systems can be mounted.
DISK = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("mount") is not None


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    """Write tables into the current folder and import them to the store `st` by the small mapping."""
    monkeypatch.chdir(tmp_path)
    Path("map.yaml").write_text(HEAD + LAB, "utf-8")
    terms = vocabulary.read(shipped.ONTOLOGY)

    def run(*tables: str, strict: bool = False, **more: object) -> Rejected:
        files = []
        for number, text in enumerate(tables):
            files.append(f"labs{number or ''}.csv")
            if text:
                Path(files[-1]).write_text(text, "utf-8")
        read = mapping.read(Path("map.yaml"), terms)
        job = ImportJob(read, files, terms, Path("st"), Path("rejected.csv"), strict=strict)
        return store.write(job, **more)  # type: ignore[arg-type]

    return run


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mount a file system in memory of a size; it is unmounted after the test."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mounted(size: int) -> Path:
        made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True)
        if made.returncode:
            pytest.skip("cannot mount a small file system")
        return folder

    yield mounted
    subprocess.run(["umount", str(folder)], capture_output=True)


def names_in() -> list[tuple[str, str]]:
    return [(row["lab"], row["name"]) for row in kg.load(store="st").query(NAMES)]


def table(rows: int, word: str = "Alpha") -> str:
    return "No,Name,Site\n" + "".join(f"{place:04},{word} {place},\n" for place in range(rows))


def test_rows_are_asked_in_sparql(imported: Import) -> None:
    assert imported("No,Name,Site\n2,Beta,\n1,Alpha,https://a.example\n").count == 0
    assert names_in() == [("labs-1", "Alpha"), ("labs-2", "Beta")]
    assert verify.check(Path("st")).graphs["https://w3id.org/certreg/source/labs"] > 12


def test_rows_that_cannot_be_taken_are_left_out_with_line_and_reason(imported: Import) -> None:
    left_out = imported("No,Name,Site\n1,Alpha,\n2,Beta\n,Gamma,\n4,De\x07lta,\n5,Epsilon,no address\n6,Zeta,\n")
    assert names_in() == [("labs-1", "Alpha"), ("labs-6", "Zeta")]
    with Path("rejected.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert [row[1] for row in rows] == ["3", "4", "5", "6"]
    assert left_out.count == 4


def test_a_row_that_contradicts_an_earlier_one_is_left_out_in_any_table(imported: Import) -> None:
    left_out = imported("No,Name,Site\n1,Alpha,\n1,Beta,\n", "No,Name,Site\n1,Gamma,\n1,Alpha,\n")
    assert names_in() == [("labs-1", "Alpha")]
    assert [str(each) for each in left_out.reported] == [
        "labs.csv:3: contradicts line 2 about the same entity",
        "labs1.csv:2: contradicts line 2 of table 1 about the same entity",
    ]


def test_the_first_bad_row_stops_a_strict_import_and_the_store_stays(imported: Import) -> None:
    imported(table(3))
    before = names_in()
    with pytest.raises(DataError, match=r"labs\.csv:3"):
        imported("No,Name,Site\n1,Alpha,\n2\n", strict=True)
    assert names_in() == before


def test_a_later_import_takes_the_place_of_an_earlier_one(imported: Import) -> None:
    imported(table(3))
    imported(table(2, "Beta"))
    assert names_in() == [("labs-0000", "Beta 0"), ("labs-0001", "Beta 1")]
    verify.check(Path("st"))


def test_the_same_rows_give_the_same_tables(imported: Import) -> None:
    imported(table(500))
    once = {entry.sha256 for name, entry in layout.read(Path("st")).files.items() if "labs" in name}
    imported(table(500))
    assert {entry.sha256 for name, entry in layout.read(Path("st")).files.items() if "labs" in name} == once


@pytest.mark.ci
def test_an_import_that_was_ended_goes_on(imported: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    imported(table(1000))
    whole = names_in()
    monkeypatch.setattr(staging, "_BATCH", 50)

    class Ended(Exception):
        pass

    def end(rows: int) -> None:
        if rows > 600:
            raise Ended

    with pytest.raises(Ended):
        imported(table(1000), progress=end, stretch=100)
    assert names_in() == whole
    went_on: list[int] = []
    imported("", progress=lambda rows: None, going_on=went_on.append, stretch=100)
    assert went_on == [600]
    assert names_in() == whole
    assert not list(Path().glob(".st*"))


def test_what_is_no_store_is_not_replaced(imported: Import) -> None:
    Path("st").mkdir()
    Path("st/letter.txt").write_text("dear", "utf-8")
    with pytest.raises(EnvironmentFault):
        imported(table(2))
    assert Path("st/letter.txt").read_text("utf-8") == "dear"


def test_standard_input_goes_into_a_store(imported: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where rows contradict each other, which are read twice."""
    imported(table(1))
    terms = vocabulary.read(shipped.ONTOLOGY)
    job = ImportJob(mapping.read(Path("map.yaml"), terms), ["-"], terms, Path("st"), Path("rejected.csv"))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"No,Name,Site\n1,Alpha,\n2,Beta,\n1,Gamma,\n")))
    assert store.write(job).count == 1
    assert names_in() == [("labs-1", "Alpha"), ("labs-2", "Beta")]
    assert "1,Gamma," in Path("rejected.csv").read_text("utf-8")
    assert not list(Path().glob(".st*"))


def test_kg_load_takes_tables_with_their_mapping(imported: Import) -> None:
    Path("labs.csv").write_text(table(2), "utf-8")
    run = CliRunner().invoke(cli, ["load", "st", "labs.csv", "--mapping", "map.yaml"])
    assert run.exit_code == 0, run.output
    assert names_in() == [("labs-0000", "Alpha 0"), ("labs-0001", "Alpha 1")]
    without = CliRunner().invoke(cli, ["load", "other", "labs.csv"])
    assert without.exit_code != 0
    assert "for a table, name its --mapping" in f"{without.output}{without.exception}"


def test_a_thing_that_the_records_describe_is_refused(imported: Import) -> None:
    imported(table(1))
    text = (HEAD + LAB).replace("id: labs\n", "id: iso\n").replace("id:labs-", "id:iso-")
    Path("map.yaml").write_text(text.replace("source:labs", "source:iso"), "utf-8")
    with pytest.raises(DataError, match="iso-casco>: the records describe it; external files may not"):
        imported("No,Name,Site\ncasco,Alpha,\n")
    assert names_in() == [("labs-0000", "Alpha 0")]


def test_two_registers_stand_side_by_side(imported: Import) -> None:
    imported(table(1))
    text = (HEAD + LAB).replace("id: labs\n", "id: others\n").replace("id:labs-", "id:others-")
    Path("map.yaml").write_text(text.replace("source:labs", "source:others"), "utf-8")
    imported(table(1, "Beta"))
    assert names_in() == [("labs-0000", "Alpha 0"), ("others-0000", "Beta 0")]
    verify.check(Path("st"))


@pytest.mark.ci
def test_a_flipped_bit_is_never_answered_from(imported: Import) -> None:
    imported(table(2000))
    right = names_in()
    moments = random.Random(5)
    refused = 0
    files = sorted(path for path in Path("st").iterdir() if path.name != layout.NAME)
    for path in files * 3:  # not every file is read for every answer
        content = path.read_bytes()
        place = moments.randrange(len(content))
        path.write_bytes(content[:place] + bytes([content[place] ^ 1 << moments.randrange(8)]) + content[place + 1 :])
        try:
            assert names_in() == right
        except CertregError as fault:
            assert "damaged" in str(fault)
            refused += 1
        with pytest.raises(DataError, match="damaged"):
            verify.check(Path("st"))
        path.write_bytes(content)
    assert refused > 3


@pytest.mark.ci
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")
def test_killed_at_random_moments_the_store_is_the_old_or_the_new_one(imported: Import) -> None:
    imported(table(20_000))
    old = names_in()
    Path("labs.csv").write_text(table(20_000, "Beta"), "utf-8")
    moments = random.Random(3)
    for _ in range(6):
        process = subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.3, 3))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        verify.check(Path("st"))
        found = names_in()
        assert found == old or {name.split()[0] for _, name in found} == {"Beta"}
    assert subprocess.run(COMMAND, capture_output=True, timeout=300).returncode == 0
    assert {name.split()[0] for _, name in names_in()} == {"Beta"}


@pytest.mark.parametrize(
    ("room", "rows"),
    [(3_000, 1_000), *(pytest.param(room, 60_000, marks=pytest.mark.ci) for room in (0, 3_000, 200_000))],
)
def test_on_a_full_disk_the_store_stays(imported: Import, room: int, rows: int) -> None:
    """A greatest file size is the same fault to a program; which file meets it first depends on the room."""
    resource = pytest.importorskip("resource")
    imported(table(200))
    old = names_in()
    Path("labs.csv").write_text(table(rows, "Gamma"), "utf-8")
    before = sorted(Path().iterdir())

    def full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    bare = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}  # Python would keep a module that it compiled, cut off
    done = subprocess.run(COMMAND, capture_output=True, text=True, timeout=300, preexec_fn=full, env=bare)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "st: cannot be written" in done.stderr
    assert names_in() == old
    verify.check(Path("st"))
    assert sorted(path for path in Path().iterdir() if not path.name.endswith(".import")) == before
    assert subprocess.run(COMMAND, capture_output=True, timeout=300).returncode == 0
    assert len(names_in()) == rows


@pytest.mark.ci
@pytest.mark.skipif(not DISK, reason="needs the right to mount a small file system")
@pytest.mark.parametrize("room", [100_000, 8_000_000])
def test_on_a_small_file_system_the_store_stays(imported: Import, small_disk: Callable[[int], Path], room: int) -> None:
    """There is room for the store, and for so many bytes more: less than the rows read, or than a second store."""
    imported(table(200))
    disk = small_disk(sum(path.stat().st_size for path in Path("st").iterdir()) + room)
    shutil.copytree("st", disk / "st")
    Path("labs.csv").write_text(table(200_000, "Gamma"), "utf-8")
    command = [*COMMAND[:-1], str(disk / "st")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "No space left on device" in done.stderr
    verify.check(disk / "st")
    assert [row["name"] for row in kg.load(store=disk / "st").query(NAMES)] == [name for _, name in names_in()]


def cut_archive(whole: bytes) -> bytes:
    packed = gzip.compress(whole)
    return packed[: len(packed) // 2]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("labs.csv.gz", cut_archive, "the compressed file is cut off or damaged here"),
        ("labs.csv", lambda whole: whole + b'9999,"Ga', "the quotation mark that opens a cell here is never closed"),
        pytest.param("labs.csv", lambda whole: b"", "labs.csv", marks=pytest.mark.ci),
        pytest.param("labs.csv", lambda whole: whole + "é".encode()[:1], "labs.csv", marks=pytest.mark.ci),
    ],
    ids=["archive", "quote", "empty", "letter"],
)
def test_a_table_that_is_cut_off_leaves_the_store(
    imported: Import, name: str, content: Callable[[bytes], bytes], reason: str
) -> None:
    imported(table(200))
    old = names_in()
    Path(name).write_bytes(content(table(3000, "Gamma").encode()))
    command = [each if each != "labs.csv" else name for each in COMMAND]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 1, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert reason in done.stderr
    assert names_in() == old
    verify.check(Path("st"))


def test_a_last_row_that_is_cut_off_is_rejected(imported: Import) -> None:
    rejected = imported(table(200)[:-2])
    assert rejected.count == 1
    assert len(names_in()) == 199


@pytest.mark.parametrize("share", [0.5, *(pytest.param(share, marks=pytest.mark.ci) for share in (0, 0.99))])
def test_a_file_of_the_store_that_is_cut_off_is_never_answered_from(imported: Import, share: float) -> None:
    imported(table(200))
    for path in sorted(Path("st").iterdir()):
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * share)])
        with pytest.raises(CertregError, match=r"import the register again|no store"):
            names_in()
        path.write_bytes(content)
    assert len(names_in()) == 200


def test_legal_entities_are_joined_to_places_by_country(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The golden copy of LEIs, in its published layout: names, LEIs and countries can be asked for."""
    monkeypatch.chdir(tmp_path)
    terms = vocabulary.read(shipped.ONTOLOGY)
    read = mapping.read(shipped.DATA / "mappings" / "lei-records.yaml", terms)
    table = shipped.ROOT / "docs" / "examples" / "lei-records.csv"
    assert store.write(ImportJob(read, [str(table)], terms, Path("st"), None)).count == 0
    with table.open(encoding="utf-8", newline="") as file:
        chinese = [row["LEI"] for row in csv.DictReader(file) if row["Entity.LegalAddress.Country"] == "CN"]
    query = (
        "SELECT ?lei { ?e cr:organisationNumber ?lei ; cr:place ?page . id:china skos:exactMatch ?page } ORDER BY ?lei"
    )
    answer = kg.load(store="st").engine.query(query)
    assert isinstance(answer, Table)
    assert answer.column("lei") == sorted(chinese)
