"""How fast `kg extract` drafts, how much memory it needs as the text grows, and a spaCy rule pipeline beside it.

Usage: python benchmarks/extract_speed.py [--mebibytes 4] [--growth 4 16 100] [--text FILE]

The text is the invented reports of tests/extract/fixtures over and over, every number of it new; --text takes another.
The peer is a blank English spaCy pipeline with an EntityRuler that holds the same names as phrase patterns and numbers
as token patterns: it finds spans, and drafts nothing. Each run is a process of its own; what a process needs to start
(on an empty text) is taken off. --growth measures time and peak memory at several sizes, in MiB.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from timing import table

from kg import shipped

FIXTURES = shipped.ROOT / "tests" / "extract" / "fixtures"
GOAL, PEER_GOAL = 2.0, 5.0
SPACY = """
import sys, spacy
from kg import load
from pyoxigraph import Literal
pipeline = spacy.blank("en")
pipeline.max_length = 10**9
ruler = pipeline.add_pipe("entity_ruler")
rows = load().query("SELECT DISTINCT ?name { ?x rdfs:label|skos:altLabel ?name FILTER(lang(?name) = 'en') }").rows
ruler.add_patterns([{"label": "NAME", "pattern": str(row[0].value)} for row in rows])
scale = {"LOWER": {"IN": ["million", "billion", "%"]}, "OP": "?"}
ruler.add_patterns([{"label": "FIGURE", "pattern": [{"LIKE_NUM": True}, scale]}])
count = 0
with open(sys.argv[1], encoding="utf-8") as file:
    for document in pipeline.pipe(file):
        count += len(document.ents)
"""


def text(mebibytes: float) -> str:
    """The invented reports, again and again, with other numbers."""
    chance = random.Random(11)
    whole = "\n".join(path.read_text("utf-8") for path in sorted(FIXTURES.glob("*.txt")))

    def other(found: re.Match[str]) -> str:
        return str(chance.randrange(10 ** (len(found[0]) - 1), 10 ** len(found[0])))

    made: list[str] = []
    size = 0
    while size < mebibytes * 2**20:
        made.append(re.sub(r"(?<![.\d])\d{2,3}(?!\d)", other, whole))
        size += len(made[-1].encode())
    return "\n".join(made)


def run(command: list[str]) -> tuple[float, float]:
    """Seconds and peak MiB of a process."""
    script = (
        "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, "
        "stderr=subprocess.PIPE); sys.exit(done.stderr.decode()) if done.returncode else "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", script, *command], check=True, capture_output=True, text=True)
    return time.perf_counter() - start, int(done.stdout) / 1024


def drafting(path: Path, folder: Path) -> list[str]:
    return [sys.executable, "-m", "kg", "extract", str(path), "--source", "invented", "-o", str(folder / "draft.yaml")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mebibytes", type=float, default=4)
    parser.add_argument("--growth", type=float, nargs="*", default=[4, 16, 100])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--text", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        small, whole = folder / "small.txt", folder / "whole.txt"
        small.write_text("A report.\n", "utf-8")
        whole.write_text(given.text.read_text("utf-8") if given.text else text(given.mebibytes), "utf-8")
        size = whole.stat().st_size / 1e6
        peer = [sys.executable, "-c", SPACY]
        ours, theirs = [], []
        for _ in range(given.rounds):
            ours.append(run(drafting(whole, folder))[0] - run(drafting(small, folder))[0])
            theirs.append(run([*peer, str(whole)])[0] - run([*peer, str(small)])[0])
        speed, other = size / statistics.median(ours), size / statistics.median(theirs)
        table(
            ("text", "kg extract, MB/s", "goal", "spaCy EntityRuler, MB/s", "ratio", "goal"),
            [(f"{size:.1f} MB", f"{speed:.2f}", GOAL, f"{other:.2f}", f"{speed / other:.1f} x", f"{PEER_GOAL:.0f} x")],
        )
        print()
        rows = []
        for mebibytes in given.growth:
            whole.write_text(text(mebibytes), "utf-8")
            seconds, peak = run(drafting(whole, folder))
            rows.append(
                (f"{mebibytes:g}", f"{seconds:.0f}", f"{whole.stat().st_size / 1e6 / seconds:.2f}", f"{peak:.0f}")
            )
        if rows:
            table(("MiB of text", "seconds", "MB/s", "peak MiB"), rows)


if __name__ == "__main__":
    main()
