"""kill -9 at random moments of a load: ``python benchmarks/faults.py STORE FILE [--mapping M] --kills 100``.

Each round starts `kg load STORE FILE` (quads, or a table with its mapping) over the store that a first one made, and
kills it somewhere between its first tenth and a little after its end. Afterwards the store has to be sound (`kg
verify-store`) and to be the old one or the new one, whole. Prints how many rounds left which.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from timing import seconds

from kg.registers import verify


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("store", type=Path)
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--mapping")
    arguments.add_argument("--kills", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    command = [sys.executable, "-m", "kg", "load", str(given.store), str(given.file)]
    command += ["--mapping", given.mapping] if given.mapping else []
    whole = seconds(lambda: subprocess.run(command, check=True, stderr=subprocess.DEVNULL))
    graphs = verify.manifest(given.store).graphs
    moments = random.Random(given.seed)
    left: Counter[str] = Counter()
    for _ in range(given.kills):
        before = verify.manifest(given.store).digest
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.1, 1.05) * whole)
        process.kill()
        process.wait()
        after = verify.check(given.store)
        if after.graphs != graphs:
            sys.exit(f"{given.store}: holds something else than what was loaded")
        left["the old store" if after.digest == before else "the new store"] += 1
    print(f"{given.kills} loads of {whole:.1f} s killed; afterwards sound, and {dict(left)}")


if __name__ == "__main__":
    main()
