"""On Spark an import gives the same quads and the same refusals, byte for byte, as on one machine."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="needs the extra spark: pip install '.[spark]'")

from labs import HEAD, LAB

from kg.errors import DataError, EnvironmentFault, UsageError
from kg.files.spark import session as start
from kg.registers import importer, mapping, spark
from kg.registers.rejected import Rejected

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def session():
    made = start("local[2]")
    yield made
    made.stop()


@pytest.fixture
def job(tmp_path, monkeypatch, terms):
    """Four tables, with faults of every kind; things said twice, alike and otherwise, in one table and across."""
    monkeypatch.chdir(tmp_path)
    Path("map.yaml").write_text(HEAD + LAB, "utf-8")
    dice = random.Random(5)
    for table in range(4):
        lines = ["No,Name,Site"]
        for _ in range(900):
            number = dice.randrange(1500)
            name = f"Name {number}" if dice.random() < 0.9 else "\uff0cOther \u8ba1\u91cf"
            site = dice.choice(["", "", "https://x.example/a", "not a site"])
            lines.append(dice.choice(["short", *[f"{number},{name},{site}"] * 20]))
        lines.append('7,"Over two\nlines",')
        lines.append("")
        Path(f"labs{table}.csv").write_text("\n".join(lines), "utf-8")
    return mapping.read(Path("map.yaml"), terms)


def parts(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("part-*.nq")))


def test_byte_for_byte_the_same_quads_and_rejected_rows(session, job, terms):
    here, there = Rejected(Path("here.csv")), Rejected(Path("there.csv"))
    text = b"".join(importer.quads(job, ["labs*.csv"], terms, here))
    spark.write(session, job, ["labs*.csv"], terms, there, Path("parts"))
    assert parts(Path("parts")) == text
    assert sorted(path.name for path in Path("parts").iterdir()) == [f"part-0000{number}.nq" for number in range(5)]
    assert Path("here.csv").read_bytes() == Path("there.csv").read_bytes()
    assert (there.count, there.reported) == (here.count, here.reported)
    reasons = Path("here.csv").read_text("utf-8")
    for kind in ("1 cells", "is not a web address", "contradicts line", "of table 1 about the same entity"):
        assert reasons.count(kind) > 5, kind


def test_strict_and_unreadable_tables_fail_as_on_one_machine_and_leave_the_parts_of_before(session, job, terms):
    spark.write(session, job, ["labs0.csv"], terms, Rejected(None), Path("parts"))
    before = parts(Path("parts"))
    with pytest.raises(DataError) as here:
        list(importer.quads(job, ["labs*.csv"], terms, Rejected(None, strict=True)))
    with pytest.raises(DataError) as there:
        spark.write(session, job, ["labs*.csv"], terms, Rejected(None, strict=True), Path("parts"))
    assert str(there.value) == str(here.value)
    Path("labs2.csv").write_bytes(b"No,Name,Site\n1,\xbc\xc6,\n")
    with pytest.raises(DataError, match=r"^labs2.csv:2: byte 15 of the file"):
        spark.write(session, job, ["labs*.csv"], terms, Rejected(None), Path("parts"))
    assert parts(Path("parts")) == before
    assert sorted(path.name for path in Path().iterdir() if path.is_dir()) == ["parts"]


def test_what_cannot_be_is_reported(session, job, terms):
    with pytest.raises(EnvironmentFault, match=r"none\*.csv: no such file"):
        spark.write(session, job, ["none*.csv"], terms, Rejected(None), Path("parts"))
    with pytest.raises(UsageError, match="not standard input"):
        spark.write(session, job, ["-"], terms, Rejected(None), Path("parts"))
    Path("mine").mkdir()
    Path("mine/letter.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"mine: holds letter.txt, which is not part of an import"):
        spark.write(session, job, ["labs0.csv"], terms, Rejected(None), Path("mine"))
    assert Path("mine/letter.txt").read_text() == "mine"


def test_the_command_writes_a_folder_and_tells_what_was_left_out(job, own_cache):
    import_ = [sys.executable, "-m", "kg", "import", "labs0.csv", "labs1.csv", "--mapping", "map.yaml", "-o"]
    here = subprocess.run([*import_, "here.nq"], capture_output=True, text=True)
    there = subprocess.run(
        [*import_, "parts/", "--engine", "spark", "--master", "local[2]"], capture_output=True, text=True
    )
    assert (here.returncode, there.returncode) == (0, 0), there.stderr
    assert parts(Path("parts")) == Path("here.nq").read_bytes()
    assert Path("parts.rejected.csv").read_bytes() == Path("here.rejected.csv").read_bytes()
    assert here.stderr.replace("here.", "parts.").splitlines()[-1] == there.stderr.splitlines()[-1]
    wrong = subprocess.run([*import_, "x.nq", "--engine", "spark"], capture_output=True, text=True)
    assert (wrong.returncode, "name a folder" in wrong.stderr) == (2, True)
