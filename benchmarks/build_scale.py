"""`kg build` as a whole process at 1, 10 and 100 times the records: copies with keys of their own.

Usage: python benchmarks/build_scale.py [TIMES ...]. The figures to reach: under 2 s for the shipped records, and time
in proportion to the records.
"""

from __future__ import annotations

import os
import re
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml
from timing import process, seconds, table

from kg import shipped
from kg.records import reader


def copies(folder: Path, count: int) -> None:
    """Write `count` copies of the shipped records below a folder, every key with the copy's number behind it."""
    files = {path: yaml.load(path.read_text("utf-8"), yaml.BaseLoader) for path in reader.files_of(shipped.DATA)}
    keys = {record.key for record in reader.read(files).records}
    pattern = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
    for number in range(1, count + 1):

        def renamed(node: Any, number: int = number) -> Any:
            if isinstance(node, dict):
                return {key: value if key == "quote" else renamed(value) for key, value in node.items()}
            if isinstance(node, list):
                return [renamed(item) for item in node]
            return f"{node}-copy-{number}" if node in keys and pattern.fullmatch(node) else node

        for path, tree in files.items():
            target = folder / str(number) / path.relative_to(shipped.DATA)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(yaml.safe_dump(renamed(tree), allow_unicode=True, sort_keys=False, width=200), "utf-8")


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [1, 10, 100]
    rows = []
    per_copy = None
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            extra = Path(folder, f"times-{size}")
            copies(extra, size - 1)
            command = [sys.executable, "-m", "kg", "build", "-o", f"{folder}/build-{size}"]
            command += ["--data", str(extra)] if size > 1 else []
            run = process(command, env={**os.environ, "KG_CACHE": f"{folder}/cache"}, stderr=-3)
            took = statistics.median(seconds(run) for _ in range(5 if size < 50 else 1))
            quads = Path(folder, f"build-{size}", "certreg.nq").read_bytes().count(b"\n")
            per_copy = per_copy or took
            rows.append([size, f"{quads:,}", f"{took:.2f}", f"{took / quads * 1e6:.0f}", f"{took / per_copy:.1f}"])
    table(["times the records", "quads", "s", "µs a quad", "x the time at 1"], rows)


if __name__ == "__main__":
    main()
