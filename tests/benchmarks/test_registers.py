"""The samples in docs/examples are what the generator writes, in the layout that the mappings read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from samples import ENTITIES, EXAMPLES, REGISTERS, links

PROGRAM = Path(__file__).parents[2] / "benchmarks" / "registers.py"


def test_the_samples_are_what_the_generator_writes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(PROGRAM), str(tmp_path)], check=True, timeout=300)
    for name in (*REGISTERS, ENTITIES):
        assert (tmp_path / f"{name}.csv").read_bytes() == (EXAMPLES / f"{name}.csv").read_bytes()


def test_another_seed_writes_other_rows(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(PROGRAM), str(tmp_path), "--seed", "2"], check=True, timeout=300)
    for name in REGISTERS:
        assert (tmp_path / f"{name}.csv").read_bytes() != (EXAMPLES / f"{name}.csv").read_bytes()


def test_links_lead_from_the_graph_to_rows_of_the_samples(graph) -> None:
    for row in links():
        assert graph.query(f"ASK {{ {row['subject_id']} rdfs:label ?name }}") is True
        register, _, key = row["object_id"].removeprefix("id:").rpartition("-")
        assert key.replace("%20", " ") in (EXAMPLES / f"{register}.csv").read_text("utf-8")
