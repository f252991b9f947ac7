"""The curated questions with a register beside them and without: ``python benchmarks/beside.py WITHOUT WITH``.

Both are stores of `kg load`; WITHOUT may be made of a build alone (`kg load plain build`). Each question is asked of
both in turn, ROUNDS times; rows have to be the same. To be reached: no slower with the register.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from timing import paired, table

from kg.ask import library
from kg.store import stored

_OTHER = library.REGISTER_SUBJECTS | {library.CHECKS}


def main() -> None:
    without, beside = (stored.opened(Path(each)) for each in sys.argv[1:3])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    rows = []
    for question in library.questions().values():
        if question.subject in _OTHER:
            continue
        name = question.name
        if library.ask(without, name) != library.ask(beside, name):
            print(f"{name}: other rows with the register", file=sys.stderr)
        alone, both = paired(
            lambda name=name: library.ask(without, name), lambda name=name: library.ask(beside, name), rounds
        )
        rows.append((both / alone, question.name, alone, both))
    rows.sort(reverse=True)
    table(
        ["question", "without ms", "with ms", "times"],
        [[name, f"{a * 1000:.2f}", f"{b * 1000:.2f}", f"{ratio:.2f}"] for ratio, name, a, b in rows[:8]],
    )
    ratios = [row[0] for row in rows]
    print(f"\n{len(rows)} questions: median {statistics.median(ratios):.2f} times as long, most {ratios[0]:.2f}")


if __name__ == "__main__":
    main()
