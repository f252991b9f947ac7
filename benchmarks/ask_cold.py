"""`kg ask partners` as a whole process, against a plain rdflib script that parses certreg.ttl and runs the same query.

Usage: python benchmarks/ask_cold.py [ROUNDS]. The figure to reach: at most 0.6 times the script. The first answer
after installation also makes the cache; its time is shown beside.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from timing import paired, process, seconds, table

from kg.ask import library
from kg.records import assemble

SCRIPT = """
import sys
import rdflib
graph = rdflib.Graph()
graph.parse(sys.argv[1], format="turtle")
for row in graph.query(open(sys.argv[2], encoding="utf-8").read()):
    print(*row, sep="\\t")
"""


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as folder:
        kg = [sys.executable, "-m", "kg"]
        environment = {**os.environ, "KG_CACHE": f"{folder}/cache"}
        process([*kg, "build", "-o", f"{folder}/build"], env=environment)()
        query = Path(folder, "partners.rq")
        query.write_text(library.bind(library.find("partners"), assemble.assemble(), {}), "utf-8")
        script = [sys.executable, "-c", SCRIPT, f"{folder}/build/certreg.ttl", str(query)]
        first = seconds(process([*kg, "ask", "partners"], env={**environment, "KG_CACHE": f"{folder}/empty"}))
        ours, theirs = paired(process([*kg, "ask", "partners"], env=environment), process(script), rounds)
    table(
        ["kg ask partners, whole process", "median s", "x rdflib script"],
        [
            ["rdflib script over certreg.ttl", f"{theirs:.3f}", "1.00"],
            ["kg ask partners", f"{ours:.3f}", f"{ours / theirs:.2f}"],
            ["kg ask partners, very first time", f"{first:.3f}", f"{first / theirs:.2f}"],
        ],
    )


if __name__ == "__main__":
    main()
