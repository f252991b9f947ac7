"""Projection and GEXF of a big graph, side by side with networkx's own GEXF writer on a graph that is ready.

    python benchmarks/export.py                        100,000 entities, 500,000 relations
    python benchmarks/export.py --nodes 10000 --edges 50000

Ours starts from the RDF store: it asks for the statements, makes the property graph and writes it. The peer is handed a
networkx graph with the same nodes, edges and attributes and only writes it. Each runs in a process of its own, in turn;
time is wall-clock from a loaded store or a ready graph to the last byte, memory the peak of the whole process.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import networkx
from timing import table

from kg import names
from kg.export.attributes import Wanted
from kg.store.oxigraph import OxigraphGraph

PROPERTIES = ("accredits", "issuedTo", "covers", "partnerOf", "supervises")
CLASSES = ("CertificationBody", "Enterprise", "Certificate", "TestingLaboratory")


def quads(nodes: int, edges: int, seed: int = 7) -> bytes:
    """A made-up register as N-Quads: every entity with class, name and date, every relation with a passage."""
    chance = random.Random(seed)
    word = names.expand
    lines = [
        f'<{names.NS}{kind}> <{word("cr:nodeGroup")}> "{group}" <{names.ONTOLOGY_GRAPH}> .\n'
        f"<{names.NS}{kind}> <{word('rdf:type')}> <{word('owl:Class')}> <{names.ONTOLOGY_GRAPH}> .\n"
        for kind, group in zip(CLASSES, ("body", "body", "document", "body"), strict=True)
    ]
    for number in range(nodes):
        thing, where = f"<{names.ID}body-{number:06}>", f"<{names.SOURCE}register-2030/{number % 400}>"
        lines.append(
            f"{thing} <{word('rdf:type')}> <{names.NS}{CLASSES[number % 4]}> {where} .\n"
            f'{thing} <{word("skos:prefLabel")}> "Body number {number}"@en {where} .\n'
            f'{thing} <{word("cr:acronym")}> "B{number}" {where} .\n'
        )
    for _ in range(edges):
        one, other = chance.randrange(nodes), chance.randrange(nodes)
        relation = f"<{names.NS}{chance.choice(PROPERTIES)}>"
        where = f"<{names.SOURCE}register-2030/{chance.randrange(400)}>"
        lines.append(f"<{names.ID}body-{one:06}> {relation} <{names.ID}body-{other:06}> {where} .\n")
    return "".join(lines).encode()


def ours(source: Path, target: Path) -> float:
    from kg.export import export

    graph = OxigraphGraph.of_nquads(source.read_bytes())
    start = time.perf_counter()
    with target.open("wb") as file:
        file.writelines(export(graph, "gexf", Wanted())[""])
    return time.perf_counter() - start


def peer(source: Path, target: Path) -> float:
    with source.open("rb") as file:
        ready = pickle.load(file)
    start = time.perf_counter()
    networkx.write_gexf(ready, target, version="1.2draft")
    return time.perf_counter() - start


def once(who: str, source: Path, target: Path) -> tuple[float, float]:
    """Seconds and MiB of one run in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--run", who, str(source), str(target)], check=True, capture_output=True, text=True
    )
    seconds, mebibytes = json.loads(done.stdout)
    return seconds, mebibytes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--edges", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        who, source, target = given.run
        took = {"ours": ours, "peer": peer}[who](Path(source), Path(target))
        print(json.dumps([took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "graph.nq").write_bytes(quads(given.nodes, given.edges))
        from kg.network.project import project

        ready = project(OxigraphGraph.of_nquads((folder / "graph.nq").read_bytes()))
        print(f"{len(ready):,} nodes, {ready.number_of_edges():,} edges", file=sys.stderr)
        (folder / "ready.pickle").write_bytes(pickle.dumps(ready))
        del ready
        runs = [
            (
                once("ours", folder / "graph.nq", folder / "ours.gexf"),
                once("peer", folder / "ready.pickle", folder / "peer.gexf"),
            )
            for _ in range(given.rounds)
        ]
    (our_time, our_room), (their_time, their_room) = (
        (statistics.median(time for time, _ in side), statistics.median(room for _, room in side))
        for side in zip(*runs, strict=True)
    )
    rows = [
        ("seconds", f"{our_time:.1f}", f"{their_time:.1f}", f"{our_time / their_time:.2f} x"),
        ("peak MiB", f"{our_room:,.0f}", f"{their_room:,.0f}", f"{our_room / their_room:.2f} x"),
    ]
    table(("", "projection + GEXF", "networkx writer, graph ready", "ratio"), rows)


if __name__ == "__main__":
    main()
