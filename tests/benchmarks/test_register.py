"""The invented national register: the same anywhere, in the report's proportions, readable by its mappings."""

from __future__ import annotations

import csv
import hashlib
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import register

from kg import shipped


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("register")
    register.write(made, 0.01)
    return made


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"national-{name}.csv").open(encoding="ascii") as table:
        return list(csv.DictReader(table))


def test_it_is_the_same_anywhere(folder):
    """Digests as first written; another machine, or Python, must come to the same."""
    content = b"".join(path.read_bytes() for path in sorted(folder.glob("*.csv")))
    assert hashlib.sha256(content).hexdigest() == DIGEST


def test_proportions_are_those_of_the_report(folder):
    assert register.counts(1) == (932, 867_000, 3_020_000)
    certificates = rows(folder, "certificates")
    assert len(certificates) == 30_200
    shares = Counter(row["scheme"] for row in certificates)
    assert shares["ccc"] / len(certificates) == pytest.approx(0.15, abs=0.01)
    assert all(row["valid_from"] < row["valid_until"] for row in certificates)
    expired = {row["status"] for row in certificates if row["valid_until"] < "2021-12-31"}
    assert expired == {"expired"}
    known = {row["number"] for row in rows(folder, "enterprises")}
    assert {row["holder"] for row in certificates} <= known


@pytest.mark.parametrize("name", ["bodies", "enterprises", "certificates"])
def test_the_mappings_take_every_row(folder, name, tmp_path, own_cache):
    assert (shipped.DATA / "mappings" / f"national-{name}.yaml").is_file()
    table, out = folder / f"national-{name}.csv", tmp_path / "out.nq"
    command = [sys.executable, "-m", "kg", "import", str(table), "--mapping", f"national-{name}", "-o", str(out)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.glob("*rejected*"))


DIGEST = "4ecb5ec170efad461778b17e0cf24e7c6fdc8640d182657dfbbfa822514d2cfe"
