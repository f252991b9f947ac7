"""How often the right thing comes first, and how long it takes: `kg.ask.index` next to rapidfuzz's own search
(WRatio) over the same names, on names of the shipped graph spoiled with a seed.

Usage: python benchmarks/names.py [QUERIES [SEED]]
"""

from __future__ import annotations

import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable

from anyascii import anyascii
from rapidfuzz import fuzz, process, utils
from timing import table

import kg
from kg.ask.index import Index, Name, names_in


def typo(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    other = chance.choice("abcdefghijklmnopqrstuvwxyz")
    return chance.choice(
        [
            text[:place] + text[place + 1 :],
            text[:place] + other + text[place + 1 :],
            text[:place] + other + text[place:],
            text[: place - 1] + text[place : place + 1] + text[place - 1 : place] + text[place + 1 :]
            if place
            else other + text,
        ]
    )


def shuffled(text: str, chance: random.Random) -> str:
    words = text.split()
    chance.shuffle(words)
    return " ".join(words)


WAYS: dict[str, Callable[[str, random.Random], str]] = {
    "as it is, in capitals": lambda text, _: text.upper(),
    "one typo": typo,
    "two typos": lambda text, chance: typo(typo(text, chance), chance),
    "words in another order": shuffled,
    "its first two thirds": lambda text, _: text[: max(3, len(text) * 2 // 3)],
    "in Latin letters": lambda text, _: anyascii(text),
}


def main() -> None:
    queries = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 7)
    names = [name for name in names_in(kg.load().engine) if "/id/" in name.thing]
    index = Index(names)
    bearers = defaultdict(set)
    for name in names:
        bearers[name.text].add(name.thing)
    texts = [name.text for name in names]

    def ours(text: str) -> str | None:
        hits = index.find(text, limit=1)
        return hits[0].thing if hits else None

    def theirs(text: str) -> str | None:
        best = process.extractOne(text, texts, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=60)
        return names[best[2]].thing if best else None

    rows = []
    for way, spoil in WAYS.items():
        fit = [name for name in names if len(name.text) > 5 and (way != "in Latin letters" or not name.text.isascii())]
        asked: list[tuple[Name, str]] = [
            (name, spoil(name.text, chance)) for name in chance.choices(fit, k=queries // len(WAYS))
        ]
        cells = []
        for find in (ours, theirs):
            start = time.process_time()
            right = sum(find(text) in bearers[name.text] for name, text in asked)
            spent = time.process_time() - start
            cells += [f"{right / len(asked):.1%}", f"{1000 * spent / len(asked):.2f}"]
        rows.append([way, *cells])
    table(["a name of the graph,", "kg.ask.index: right first", "ms", "WRatio: right first", "ms"], rows)


if __name__ == "__main__":
    main()
