"""How well and how fast `kg link` matches names, next to brute force with rapidfuzz and to Splink.

Usage: python benchmarks/linking.py [--seed 3] [--names 20000] [--splink] [--growth 10000 100000 1000000] [--fit]

The names are those of benchmarks/organisations.py; the model was fitted (--fit, which writes kg/link/model.yaml) on
seeds 1 and 2, so every other seed is unseen. Brute force compares each name on the left with each on the right by
rapidfuzz's default scorer, on all processors, and takes the best; it is given the threshold that suits it best. As its
time is proportional to the names on the left, a tenth of them is compared and the time multiplied. Splink gets names
that `kg.link.naming` has taken apart. Memory is the peak of this process and its children together, at most.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import organisations
from timing import table

from kg.link import local, naming, scoring, steps
from kg.link.records import LinkRecord
from kg.link.scoring import LEVELS, NAMES, Model

FITTED_ON = (1, 2)
#: Features that speak against a match; all others speak for it.
AGAINST = {"left_both", "left_one", "mistyped", "two_words", "shortened", "numbers", "places"}
AGAINST |= {"other_legal", "other_country"}
THRESHOLDS = [place / 100 for place in range(5, 100, 5)]

Guesses = dict[str, tuple[str, float]]


class Benchmark:
    """Both sides and the truth of one seed."""

    def __init__(self, left: int, right: int, seed: int) -> None:
        others, ones, truth = organisations.generate(left, right, seed)
        self.left = [LinkRecord(key, (name,), country) for key, name, country in others]
        self.right = [LinkRecord(key, (name,), country) for key, name, country in ones]
        self.truth = dict(map(tuple, truth))

    def quality(self, guesses: Guesses, threshold: float, among: set[str] | None = None) -> tuple[float, float, float]:
        """Precision, recall and F1 of the guesses at least so sure, over all of the left side or some of it."""
        taken = {one: other for one, (other, sure) in guesses.items() if sure >= threshold}
        right = sum(self.truth.get(one) == other for one, other in taken.items())
        wanted = sum(among is None or one in among for one in self.truth)
        precision, recall = right / max(1, len(taken)), right / max(1, wanted)
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def ours(benchmark: Benchmark) -> Guesses:
    """What `kg link` says."""
    linked = local.link(benchmark.left, benchmark.right, Model.read())
    return {pair.left.id: (pair.right.id, pair.probability) for pair in linked.pairs}


def brute_force(benchmark: Benchmark, share: int) -> tuple[Guesses, set[str]]:
    """What the most similar name says, for each `share`-th record on the left."""
    from rapidfuzz import fuzz, process, utils

    some = benchmark.left[::share]
    choices = [utils.default_process(record.names[0]) for record in benchmark.right]
    guesses: Guesses = {}
    for start in range(0, len(some), 200):
        names = [utils.default_process(record.names[0]) for record in some[start : start + 200]]
        similar = process.cdist(names, choices, scorer=fuzz.WRatio, workers=-1)
        for record, row in zip(some[start:], similar, strict=False):
            best = int(row.argmax())
            guesses[record.id] = benchmark.right[best].id, float(row[best]) / 100
    return guesses, {record.id for record in some}


def splink(benchmark: Benchmark) -> Guesses:
    """What Splink's model, trained on the same records, says."""
    import pandas as pd
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    def frame(records: Sequence[LinkRecord]) -> pd.DataFrame:
        rows = []
        for record in records:
            name = naming.parse(record.names[0])
            tokens = " ".join(sorted(name.tokens))
            more = {"legal": name.legal or None, "country": record.country or None}
            first = name.tokens[0] if name.tokens else None
            rows.append({"unique_id": record.id, "name": tokens, "joined": name.joined, "first": first, **more})
        return pd.DataFrame(rows)

    names = compare.JaroWinklerAtThresholds("name", [0.97, 0.93, 0.88]).configure(term_frequency_adjustments=True)
    joined = compare.LevenshteinAtThresholds("joined", [1, 2, 4])
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[names, joined, compare.ExactMatch("legal"), compare.ExactMatch("country")],
        blocking_rules_to_generate_predictions=[
            block_on("name"),
            block_on("substr(joined, 1, 8)"),
            block_on("substr(joined, length(joined) - 7, 8)"),
            block_on("first", "country"),
        ],
    )
    engine = DuckDBAPI()
    linker = Linker([engine.register(frame(benchmark.left)), engine.register(frame(benchmark.right))], settings)
    linker.training.estimate_probability_two_random_records_match([block_on("name")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first"))
    guesses: Guesses = {}
    pairs = linker.inference.predict(threshold_match_probability=0.05).as_pandas_dataframe()
    for one, other, sure in zip(pairs.unique_id_l, pairs.unique_id_r, pairs.match_probability, strict=True):
        left, right = sorted((one, other))  # L… before R…
        if sure > guesses.get(left, ("", 0.0))[1]:
            guesses[left] = right, sure
    return guesses


def fit() -> str:
    """The model that fits the pairs of the seeds it is fitted on: a logistic regression for each level, by Newton."""
    import numpy as np

    rows: dict[str, list[tuple[list[float], bool]]] = {level: [] for level in LEVELS}
    spread = local.spread
    for seed in FITTED_ON:
        benchmark = Benchmark(20_000, 20_000, seed)

        def noted(function: Any, batches: Any, context: Any, workers: int, b: Benchmark = benchmark) -> Iterator[Any]:
            if function is not steps.score_rows:
                return spread(function, batches, context, workers)
            for pair in (pair for batch in batches for pair in batch):
                features = steps.features(pair, context.weight)
                same = b.truth.get(b.left[pair[0]].id) == b.right[pair[1]].id
                rows[features.level].append(([getattr(features, name) for name in NAMES], same))
            return iter(())

        local.spread = noted  # type: ignore[assignment]
        local.link(benchmark.left, benchmark.right, Model.read())
    local.spread = spread
    lines = []
    for level, seen in rows.items():
        if sum(same for _, same in seen) < 10:
            # Acronyms are not among the invented names: two that fit equally are told apart by the odds of each.
            lines.append(f"{level}: {{constant: 0.1, country: 1.0, kind: 1.0, other_country: -3.0}}")
            continue
        x = np.array([[1.0, *features] for features, _ in seen])
        y = np.array([float(same) for _, same in seen])
        weights = _fitted(x, y)
        shown = ", ".join(f"{name}: {w:.2f}" for name, w in zip(NAMES, weights[1:], strict=True) if abs(w) > 0.005)
        lines.append(f"{level}: {{constant: {weights[0]:.2f}, {shown}}}")
    return "\n".join(lines) + "\n"


def _fitted(x: Any, y: Any) -> Any:
    """A logistic regression by Newton's method; a weight of the wrong sign is set to 0, the worst first."""
    import numpy as np

    free = np.ones(x.shape[1], bool)
    signs = np.array([0, *(-1 if name in AGAINST else 1 for name in NAMES)])
    while True:
        chosen = x[:, free]
        weights = np.zeros(chosen.shape[1])
        penalty = np.array([1e-9, *np.ones(len(weights) - 1)])
        for _ in range(40):
            expected = 1 / (1 + np.exp(-np.clip(chosen @ weights, -30, 30)))
            gradient = chosen.T @ (y - expected) - penalty * weights
            hessian = (chosen * (expected * (1 - expected))[:, None]).T @ chosen + np.diag(penalty)
            weights += np.linalg.solve(hessian, gradient)
        whole = np.zeros(x.shape[1])
        whole[free] = weights
        wrong = whole * signs
        if wrong.min() >= 0:
            return whole
        free[wrong.argmin()] = False


def timed(run: Callable[[], Any]) -> tuple[Any, float]:
    """What a function gives, and the seconds it took."""
    start = time.perf_counter()
    given = run()
    return given, time.perf_counter() - start


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--names", type=int, default=20_000)
    parser.add_argument("--share", type=int, default=10, help="brute force takes one name in so many")
    parser.add_argument("--splink", action="store_true")
    parser.add_argument("--growth", type=int, nargs="*", default=[])
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    if options.fit:
        Path(scoring.MODEL).write_text(fit(), "utf-8")
        return
    benchmark = Benchmark(options.names, options.names, options.seed)
    guesses, seconds = timed(lambda: ours(benchmark))
    rows = [["kg link, as sure as 0.5", *_shown(benchmark.quality(guesses, 0.5)), f"{seconds:.1f} s", ""]]
    (similar, some), spent = timed(lambda: brute_force(benchmark, options.share))
    spent *= options.share
    best = max((benchmark.quality(similar, at, some) for at in THRESHOLDS), key=lambda quality: quality[2])
    rows.append(["rapidfuzz, brute force", *_shown(best), f"{spent:.0f} s", f"{spent / seconds:.0f} x"])
    if options.splink:
        by_splink, spent = timed(lambda: splink(benchmark))
        best = max((benchmark.quality(by_splink, at) for at in THRESHOLDS), key=lambda quality: quality[2])
        rows.append(["Splink on DuckDB", *_shown(best), f"{spent:.0f} s", f"{spent / seconds:.0f} x"])
    for size in options.growth:
        bench = Benchmark(size, 100_000, options.seed)
        guesses, seconds = timed(lambda b=bench: ours(b))
        what = f"kg link, {size:,} against 100,000"
        rows.append([what, *_shown(bench.quality(guesses, 0.5)), f"{seconds:.0f} s", f"{_peak():.1f} GiB at most"])
    table(["", "precision", "recall", "F1", "time", ""], rows)


def _shown(quality: tuple[float, float, float]) -> list[str]:
    return [f"{value:.3f}" for value in quality]


def _peak() -> float:
    """GiB of this process and of its largest child for each processor."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + local.os.cpu_count() * child) / 2**20  # type: ignore[operator]


if __name__ == "__main__":
    main()
