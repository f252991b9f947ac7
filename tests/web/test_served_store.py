"""A store behind the endpoint: opened by each worker, replaced while it is served, refused when it is not sound."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from pathlib import Path

import pytest
import registers
from pyoxigraph import RdfFormat
from serving import serving

from kg.ondisk import layout, loading
from kg.serialize import serialize

NUMBERS = "SELECT ?number { ?c a cr:Certificate ; cr:certificateNumber ?number } ORDER BY ?number"
QUERY = f"PREFIX cr: <https://w3id.org/certreg/ns#> {NUMBERS}"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    quads = tmp_path / "certificates.nq"
    quads.write_bytes(serialize(list(registers.certificates()), RdfFormat.N_QUADS))
    loading.load(tmp_path / "china", [quads])
    return tmp_path / "china"


def test_a_store_is_served_and_a_later_one_takes_over(store: Path) -> None:
    with serving(str(store)) as server:
        assert len(server.get(QUERY).rows) == 8
        lines = (store.parent / "certificates.nq").read_text("utf-8").splitlines(keepends=True)
        fewer = store.parent / "fewer.nq"
        fewer.write_text("".join(line for line in lines if "/certificates-8>" not in line))
        loading.load(store, [fewer])
        until = time.monotonic() + 30
        numbers = itertools.count()  # so that no answer is one remembered
        while (said := server.get(f"{QUERY} # {next(numbers)}")).status != 200 or len(said.rows) != 7:
            assert said.status == 500 or len(said.rows) == 8  # whole, or refused
            assert time.monotonic() < until, "the new store was not taken up"
            time.sleep(0.05)


def test_a_damaged_store_is_not_served(store: Path) -> None:
    name = next(name for name in layout.read(store).files if name.endswith(".sst"))
    content = (store / name).read_bytes()
    (store / name).write_bytes(content[:-1] + bytes([content[-1] ^ 0xFF]))
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", str(store)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert name in done.stderr and "checksum" in done.stderr


def test_a_store_has_the_pages_of_its_records(store: Path) -> None:
    with serving(str(store)) as server:
        page = server.send("GET", "/id/ccc", headers={"Accept": "text/html"})
        assert page.status == 200
        assert "China Compulsory Certification" in page.body.decode()
        assert server.send("GET", "/ask/partners", headers={"Accept": "text/html"}).status == 200
        assert len(server.get(QUERY).rows) == 8
