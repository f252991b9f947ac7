"""How well, how fast and in how much memory `kg link` matches a list with the legal entities of a register store.

Usage: python benchmarks/link_register.py FOLDER [--entities 2000000] [--names 5000] [--seed 3] [--keep]

The entities are the invented organisations of benchmarks/organisations.py in the layout of the LEI golden copy (GLEIF,
level 1). Half of the names on the list mean an entity, written otherwise; the other half mean none. The table, the
store and the links are written to FOLDER, and with --keep a store that is there already is used again. Memory is
the greatest of any process so far.
"""

from __future__ import annotations

import argparse
import csv
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import organisations
from registers import ENTITIES, check_digits
from timing import table

from kg.records import sssom_reader

NUMBERED = "R"


def code(number: int) -> str:
    """The LEI of an entity: 18 characters and two digits that check them."""
    start = f"000000SAMPL{number:07}"
    return f"{start}{check_digits(start)}"


def entity(number: int, name: str, country: str) -> tuple[str, ...]:
    """A row of the golden copy."""
    since = f"20{12 + number % 12}-0{1 + number % 9}-15T08:00:00.000Z"
    return (code(number), name, "en", "", "", country, country, country, "GENERAL", "ACTIVE", since, "ISSUED")


def write(folder: Path, entities: int, names: int, seed: int) -> None:
    """The list, the truth about it, and the table of entities."""
    folder.mkdir(parents=True, exist_ok=True)
    others, ones, truth = organisations.generate(names, entities, seed)
    with (folder / "lei-records.csv").open("w", encoding="utf-8", newline="") as file:
        made = csv.writer(file, lineterminator="\n")
        made.writerow(ENTITIES)
        made.writerows(entity(number, name, country) for number, (_, name, country) in enumerate(ones))
    _write(folder / "list.csv", [["id", "name", "country"], *others])
    _write(folder / "truth.csv", truth)


def _write(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def timed(*arguments: str) -> float:
    """Seconds that a command takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "kg", *arguments], check=True)
    return time.perf_counter() - start


def quality(folder: Path) -> tuple[float, float]:
    """Precision and recall of the links that were written."""
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        truth = {one: code(int(other.removeprefix(NUMBERED))) for one, other in csv.reader(file)}
    rows = sssom_reader.read(folder / "links.sssom.tsv").rows
    links = {row["object_id"].partition(":")[2]: row["subject_id"].rpartition("-")[2] for row in rows}
    right = sum(truth.get(one) == other for one, other in links.items())
    return right / max(1, len(links)), right / max(1, len(truth))


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--entities", type=int, default=2_000_000)
    parser.add_argument("--names", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    store, links = given.folder / "store", given.folder / "links.sssom.tsv"
    rows = []
    if not (given.keep and store.exists()):
        write(given.folder, given.entities, given.names, given.seed)
        imported = timed(
            "import", str(given.folder / "lei-records.csv"), "--mapping", "lei-records", "--store", str(store)
        )
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        rows.append(("kg import", f"{given.entities:,} entities", f"{imported:.1f}", f"{peak / 1024:.0f}"))
    links.unlink(missing_ok=True)
    linked = timed("link", str(given.folder / "list.csv"), "--store", str(store), "-o", str(links))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    rows.append(("kg link --store", f"{given.names:,} names", f"{linked:.1f}", f"{peak / 1024:.0f}"))
    table(("command", "of", "s", "MB"), rows)
    precision, recall = quality(given.folder)
    print(f"precision {precision:.3f}, recall {recall:.3f}")


if __name__ == "__main__":
    main()
