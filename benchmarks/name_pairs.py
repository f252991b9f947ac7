"""How well `kg link` tells whether two names are one, on the pairs that nomenklatura (OpenSanctions) publishes.

Usage: python benchmarks/name_pairs.py FOLDER [--threshold 0.5] [--all] [--wrong]

FOLDER holds `cases.csv` of https://github.com/opensanctions/nomenklatura (contrib/name_bench); the pairs stay there.
Pairs of companies, organisations and other bodies count; `--all` adds people and vessels, which `kg link` is not made
for. Each pair is scored as `kg link` scores two lists of one name each; it counts as found only if the two names also
share a key of `kg.link.blocking`, without which `kg link` never compares them. `--together` takes the frequencies of
words from all names of the file instead. `--wrong` lists the pairs on the wrong side of the threshold.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from timing import table

from kg.link import blocking, naming, steps
from kg.link.scoring import Model
from kg.link.steps import Comparison

BODIES = frozenset({"Company", "Organization", "LegalEntity", "PublicBody"})


def comparison(cases: Sequence[dict[str, str]]) -> Comparison:
    """The model, and how telling each word is among the names of the cases."""
    counts: Counter[str] = Counter()
    names = [name for case in cases for text in (case["name1"], case["name2"]) for name in naming.variants(text)]
    for name in names:
        counts.update(set(name.tokens))
    return Comparison(steps.weights(counts, len(names)), Model.read())


def probability(one: str, other: str, means: Comparison) -> tuple[float, bool]:
    """How sure it is that two names are one, and whether they would be compared at all."""
    best, candidate = 0.0, False
    for first, second in product(naming.variants(one), naming.variants(other)):
        row = (0, 0, " ".join(first.tokens), " ".join(second.tokens), first.acronym, second.acronym)
        pair = (*row, first.legal, second.legal, "", "", "", "")
        best = max(best, means.model.probability(steps.features(pair, means.weight)))
        keys = [set(blocking.keys(name.tokens, name.acronym, means.weight)) for name in (first, second)]
        candidate = candidate or bool(keys[0] & keys[1])
    return best, candidate


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--all", action="store_true", help="people and vessels too")
    parser.add_argument("--together", action="store_true", help="count words over all names of the file")
    parser.add_argument("--wrong", action="store_true", help="list the pairs on the wrong side")
    options = parser.parse_args()
    with (options.folder / "cases.csv").open(encoding="utf-8", newline="") as file:
        cases = [case for case in csv.DictReader(file) if options.all or case["schema"] in BODIES]
    means = comparison(cases)
    results: list[tuple[dict[str, str], float, bool]] = []
    for case in cases:
        sure, candidate = probability(case["name1"], case["name2"], means if options.together else comparison([case]))
        results.append((case, sure if candidate else 0.0, candidate))
    rows = []
    for quality in ("", "STRONG", "MEDIUM", "WEAK"):
        some = [one for one in results if not quality or (one[0]["quality"] or "MEDIUM") == quality]
        taken = [case["is_match"] == "true" for case, sure, _ in some if sure >= options.threshold]
        wanted = sum(case["is_match"] == "true" for case, _, _ in some)
        precision, recall = sum(taken) / max(1, len(taken)), sum(taken) / max(1, wanted)
        rows.append([quality.lower() or "all", str(len(some)), f"{precision:.3f}", f"{recall:.3f}"])
    table(["pairs", "", "precision", "recall"], rows)
    if options.wrong:
        for case, sure, candidate in sorted(results, key=lambda one: (one[0]["is_match"], one[0]["quality"], one[1])):
            if (sure >= options.threshold) != (case["is_match"] == "true"):
                more = "" if candidate else " (never compared)"
                label = f"{case['is_match']:5} {case['quality'] or 'MEDIUM':6} {sure:.2f}{more}"
                print(f"{label} | {case['name1']} | {case['name2']}")


if __name__ == "__main__":
    main()
