"""A store that is not as it was loaded: reported by `kg verify-store`, and never answered from wrongly."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

import kg
from kg.errors import CertregError, DataError, EnvironmentFault
from kg.registers import verify
from kg.store.disk import layout

ALL = "SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture
def own(tmp_path: Path, store: Path) -> Path:
    return Path(shutil.copytree(store, tmp_path / "china"))


def test_a_sound_store_is_said_to_be(own: Path, kg_run) -> None:
    kg.load(store=own).query(ALL)  # having been asked changes nothing
    done = kg_run("verify-store", own)
    assert (done.returncode, done.stderr) == (0, "")
    assert "sound" in done.stdout


def test_each_flipped_byte_is_found(own: Path, kg_run) -> None:
    for name in layout.read(own).files:
        path = own / name
        content = path.read_bytes()
        if not content:
            continue
        path.write_bytes(bytes([content[0] ^ 0xFF]) + content[1:])
        with pytest.raises(DataError, match=r"checksum"):
            verify.check(own)
        path.write_bytes(content)
    (own / name).write_bytes(b"")
    done = kg_run("verify-store", own)
    assert done.returncode == 1
    assert name in done.stderr and "load the store again" in done.stderr


def test_a_missing_or_shorter_file_is_refused_when_it_is_opened(own: Path) -> None:
    name = next(name for name in layout.read(own).files if name.endswith(".sst"))
    content = (own / name).read_bytes()
    (own / name).write_bytes(content[:-1])
    with pytest.raises(DataError, match="load the store again"):
        kg.load(store=own)
    (own / name).unlink()
    with pytest.raises(DataError, match="missing"):
        kg.load(store=own)


def test_an_unknown_file_and_a_manifest_that_says_otherwise_are_found(own: Path) -> None:
    (own / "notes.txt").write_text("mine")
    with pytest.raises(DataError, match="not part of the store"):
        verify.check(own)
    (own / "notes.txt").unlink()
    text = (own / layout.NAME).read_text()
    graph, held = next(iter(layout.read(own).graphs.items()))
    (own / layout.NAME).write_text(text.replace(f'"{graph}": {held}', f'"{graph}": {held + 1}'))
    with pytest.raises(DataError, match=f"holds {held:,} quads, not {held + 1:,}"):
        verify.check(own)
    (own / layout.NAME).write_text("{")
    with pytest.raises(EnvironmentFault, match="no store"):
        verify.check(own)


@pytest.mark.ci
def test_a_damaged_store_gives_the_right_answer_or_none(own: Path) -> None:
    """The engine checks each block that it reads, so a fault that an answer would need is met before it is given."""
    right = set(kg.load(store=own).query(ALL).rows)
    moments = random.Random(7)
    files = [own / name for name in layout.read(own).files if name.startswith("quads-")]
    refused = 0
    for _ in range(16):
        path = moments.choice([each for each in files if each.stat().st_size])
        content = path.read_bytes()
        place = moments.randrange(len(content))
        path.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        try:
            assert set(kg.load(store=own).query(ALL).rows) == right
        except CertregError as fault:
            refused += 1
            assert "kg verify-store" in str(fault)
        path.write_bytes(content)
    assert refused > 1
