"""A table to its first answer: `kg import` into a store and as N-Quads, morph-kgc, a loop over rdflib, in one run.

Usage: python benchmarks/importing.py --morph PYTHON [--scale 0.01 0.1] [--rounds 3] [--store memory|disk]

PYTHON is that of an environment with morph-kgc (PyPI). The table is that of certificates of benchmarks/register.py,
the mapping the shipped one. What N-Quads come out is loaded by Oxigraph, for both in the same way, and counted by a
query; `kg import` writes more of them (super-classes, super-properties). A store is asked by `kg sparql`, in a process
of its own. rdflib holds what a loop puts in, which is what morph-kgc writes. Each step is a process of its own, so its
peak memory is its own; seconds are wall-clock, with those of the processor beside them, which others on the machine
disturb less.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import register
from timing import table

from kg import names, shipped

NAME = "national-certificates"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
#: The way that others are compared with.
FIRST = "kg import --store"
#: rdflib is slow, and linear: more rows say no more.
MOST_RDFLIB = 60_000
MORPH = f"""[CONFIGURATION]
output_file: morph.nq
output_format: N-QUADS
logging_level: ERROR
[table]
mappings: {NAME}.yaml
"""


@dataclass(frozen=True)
class Cost:
    """What steps one after the other took: seconds, seconds of the processor, and the greatest memory."""

    wall: float = 0.0
    processor: float = 0.0
    megabytes: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        most = max(self.megabytes, other.megabytes)
        return Cost(self.wall + other.wall, self.processor + other.processor, most)


def cost(command: Sequence[str], folder: Path) -> Cost:
    """Run a process to its end."""
    start = perf_counter()
    running = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(running.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)}: failed with {status}")
    return Cost(perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def load(path: str, store: str) -> None:
    """Load N-Quads and ask how many there are."""
    import pyoxigraph

    made = pyoxigraph.Store(None if store == "memory" else store)
    made.bulk_load(path=path, format=pyoxigraph.RdfFormat.N_QUADS)
    assert next(iter(made.query(COUNT)))["n"].value != "0"


def naive(path: str) -> None:
    """The loop that one writes first."""
    import rdflib

    graph = rdflib.Graph()
    cr, id_, code = rdflib.Namespace(names.NS), rdflib.Namespace(names.ID), rdflib.Namespace(names.CODE)
    with Path(path).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            one = id_[f"{NAME}-{row['number']}"]
            graph.add((one, rdflib.RDF.type, cr.Certificate))
            graph.add((one, cr.certificateNumber, rdflib.Literal(row["number"])))
            graph.add((one, cr.underScheme, id_[row["scheme"]]))
            if row["category"]:
                graph.add((one, cr.covers, code[f"product-category/{row['category']}"]))
            graph.add((one, cr.certificateStatus, code[f"certificate-status/{row['status']}"]))
            graph.add((one, cr.validFrom, rdflib.Literal(row["valid_from"], datatype=rdflib.XSD.date)))
            graph.add((one, cr.validUntil, rdflib.Literal(row["valid_until"], datatype=rdflib.XSD.date)))
            graph.add((one, cr.issuedBy, id_[f"national-bodies-{row['body']}"]))
            graph.add((one, cr.certificateHolder, id_[f"national-enterprises-{row['holder']}"]))
    assert len(graph)


def ways(morph: str | None, store: str, folder: Path, rows: int) -> dict[str, Callable[[], list[Cost]]]:
    """Name -> one run of it: the cost of making quads and of loading them."""
    python, me = sys.executable, str(Path(__file__).resolve())

    def loaded(path: str) -> Cost:
        place = "memory" if store == "memory" else str(folder / "store")
        found = cost([python, me, "--only-load", path, place], folder)
        shutil.rmtree(folder / "store", ignore_errors=True)
        (folder / path).unlink()
        return found

    mapping = str(shipped.DATA / "mappings" / f"{NAME}.yaml")
    ours = [python, "-m", "kg", "import", f"{NAME}.csv", "--mapping", mapping, "-o", "ours.nq"]
    tables = [python, "-m", "kg", "import", f"{NAME}.csv", "--mapping", mapping, "--store", "tables"]
    ask = [python, "-m", "kg", "sparql", COUNT, "--store", "tables"]

    def stored() -> list[Cost]:
        shutil.rmtree(folder / "tables", ignore_errors=True)
        return [cost(tables, folder), cost(ask, folder)]

    found = {FIRST: stored, "kg import -o": lambda: [cost(ours, folder), loaded("ours.nq")]}
    if morph:
        theirs = [morph, "-m", "morph_kgc", "config.ini"]
        found["morph-kgc"] = lambda: [cost(theirs, folder), loaded("morph.nq")]
    if rows <= MOST_RDFLIB:
        found["rdflib, a loop"] = lambda: [Cost(), cost([python, me, "--only-naive", f"{NAME}.csv"], folder)]
    return found


def measure(scale: float, morph: str | None, store: str, rounds: int) -> list[list[object]]:
    """Rows of the table for one scale."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        register.write(folder, scale)
        shutil.copy(shipped.DATA / "mappings" / f"{NAME}.yaml", folder)
        (folder / "config.ini").write_text(MORPH)
        rows = register.counts(scale)[2]
        runs: dict[str, list[list[Cost]]] = {}
        for _ in range(rounds):  # in turn, so that the machine's moods meet all of them
            for way, run in ways(morph, store, folder, rows).items():
                runs.setdefault(way, []).append(run())
    ours = statistics.median(sum(costs, Cost()).processor for costs in runs[FIRST])
    shown: list[list[object]] = []
    for way, each in runs.items():
        wall = statistics.median(sum(costs, Cost()).wall for costs in each)
        processor = statistics.median(sum(costs, Cost()).processor for costs in each)
        made, put = (
            Cost(*(statistics.median(getattr(costs[step], part) for costs in each) for part in Cost.__annotations__))
            for step in (0, 1)
        )
        shown.append(
            [
                *(f"{rows:,}", way, f"{made.wall:.1f} ({made.processor:.1f})", f"{put.wall:.1f} ({put.processor:.1f})"),
                *(
                    f"{rows / wall:,.0f}",
                    f"{processor / ours:.1f} x",
                    f"{made.megabytes:,.0f}",
                    f"{put.megabytes:,.0f}",
                ),
            ]
        )
    return shown


def main() -> None:
    if sys.argv[1:2] == ["--only-load"]:
        return load(*sys.argv[2:])
    if sys.argv[1:2] == ["--only-naive"]:
        return naive(*sys.argv[2:])
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--morph", metavar="PYTHON")
    parser.add_argument("--scale", type=float, nargs="+", default=[0.01, 0.1])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--store", choices=["memory", "disk"], default="memory")
    given = parser.parse_args()
    heading = "rows | how | making, s (processor) | loading or asking, s (processor) | rows/s | processor to ours"
    shown = [row for scale in given.scale for row in measure(scale, given.morph, given.store, given.rounds)]
    return table([*heading.split(" | "), "making, MB", "loading or asking, MB"], shown)


if __name__ == "__main__":
    main()
