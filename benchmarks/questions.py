"""Every question on our store and on rdflib: the same quads in memory, the same query text, in turn.

Usage: python benchmarks/questions.py [ROUNDS]. The figure to reach: none slower than rdflib, median at least 10 times
faster. Both give rows; a different number of rows is an error.
"""

from __future__ import annotations

import statistics
import sys

from timing import paired, table

import kg
from kg.ask import library


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    graph = kg.load()
    other = graph.to_rdflib()
    rows = []
    for question in library.questions().values():
        text = library.bind(question, graph.engine, {})
        count, expected = len(graph.query(text)), len(list(other.query(text)))
        if count != expected:
            sys.exit(f"{question.name}: {count} rows here, {expected} from rdflib")
        ours, theirs = paired(lambda text=text: graph.query(text), lambda text=text: list(other.query(text)), rounds)
        rows.append((theirs / ours, question.name, count, ours, theirs))
    rows.sort()
    table(
        ["question", "rows", "ours ms", "rdflib ms", "times faster"],
        [[name, count, f"{a * 1000:.2f}", f"{b * 1000:.1f}", f"{ratio:.1f}"] for ratio, name, count, a, b in rows],
    )
    ratios = [row[0] for row in rows]
    print(f"\n{len(rows)} questions: median {statistics.median(ratios):.1f} times faster, least {ratios[0]:.1f}")


if __name__ == "__main__":
    main()
