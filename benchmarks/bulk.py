"""The ten questions about a national register, on each engine: ``python benchmarks/bulk.py FOLDER --scale 0.1``.

Makes the register (benchmarks/register.py), imports and loads it into a store in FOLDER, and asks each question of
Oxigraph on disk, of the store as `kg ask` does (columns where the question has SQL), of maplib and of Virtuoso 7;
rows have to be as many everywhere. Every engine runs in a process of its own, one after the other, and is asked each
question ROUNDS times after a first time, which is "cold". Beside them, and not compared with: DuckDB, which knows no
graph, about the same rows as three Parquet tables. Times are of the query alone, from text to rows; Virtuoso's
go over HTTP. maplib (`pip install maplib`) and Virtuoso are left out where they are not installed. To be reached: the
store at most twice as slow as the best SPARQL engine, and never above 2 s. A FOLDER that is loaded already is only
asked. With `--growth OTHER`, time and disk per quad are compared with those of another folder.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from timing import table

import kg
from kg import names
from kg.ask import library
from kg.opening import open_graph
from kg.store import Graph

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "engines"))
PARTS = ("bodies", "enterprises", "certificates")
#: What the questions are asked with; the rest as they stand.
GIVEN = {
    "certificate": {"number": "C00004711"},
    "certificates-of-holder": {"holder": "E0000042"},
    "agency-to-enterprise": {"holder": "E0000042"},
    "enterprises-named": {"text": "haven light"},
}
QUESTIONS = [question.name for question in library.questions().values() if question.subject == "certificates"]
ENGINES = ("store", "oxigraph", "maplib", "virtuoso", "duckdb")
#: The same in SQL, about the rows of the tables.
SQL = {
    "certificate": "SELECT * FROM certificates WHERE number = $number",
    "certificates-of-holder": "SELECT number, scheme, body, valid_until FROM certificates "
    "WHERE holder = $holder AND status = $status ORDER BY valid_until, number",
    "agency-to-enterprise": "SELECT DISTINCT scheme, number, body, holder FROM certificates "
    "WHERE holder = $holder AND scheme IN (SELECT scheme FROM administered WHERE agency = $agency) "
    "ORDER BY scheme, number",
    "top-issuers": "SELECT body, count(*) AS n FROM certificates GROUP BY body ORDER BY n DESC, body LIMIT 10",
    "certificates-by-status": "SELECT scheme, status, count(*) FROM certificates GROUP BY ALL ORDER BY ALL",
    "certificates-by-product": "SELECT category, count(*) AS n FROM certificates "
    "WHERE status = $status AND category IS NOT NULL GROUP BY category ORDER BY n DESC, category",
    "certificates-expiring": "SELECT scheme, count(*) AS n FROM certificates WHERE status = $status "
    "AND valid_until BETWEEN CAST($first AS DATE) AND CAST($last AS DATE) GROUP BY scheme ORDER BY n DESC, scheme",
    "bodies-in-two-schemes": "SELECT body, count(*) FILTER (scheme = $scheme) AS ones, "
    "count(*) FILTER (scheme = $other) AS others FROM certificates WHERE scheme IN ($scheme, $other) "
    "GROUP BY body HAVING ones > 0 AND others > 0 ORDER BY body",
    "enterprises-named": "SELECT number, name FROM enterprises WHERE contains(lower(name), lower($text)) "
    "ORDER BY name, number LIMIT 100",
    "certificates-by-province": "SELECT province, year(valid_from), count(*) FROM certificates "
    "JOIN enterprises ON holder = enterprises.number GROUP BY ALL ORDER BY ALL",
}
#: A table that is larger than any answer here.
_MOST_SECONDS = 60.0

Ask = Callable[[str], int]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--scale", type=float, default=0.01)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--engines", nargs="+", default=ENGINES)
    arguments.add_argument("--growth", type=Path, help="a folder of another scale to compare with")
    arguments.add_argument("--one", choices=ENGINES, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.one:
        print(json.dumps(asked(given.one, given.folder, given.rounds)))
        return
    if not (given.folder / "loaded.json").exists():
        make(given.folder, given.scale)
    said = json.loads((given.folder / "loaded.json").read_text())
    table(["made", "figure"], [[name, f"{value:,.1f}"] for name, value in said.items()])
    if given.growth:
        other = json.loads((given.growth / "loaded.json").read_text())
        for what in ("load s", "disk MB"):
            ratio = (said[what] / said["quads"]) / (other[what] / other["quads"])
            print(f"{what} per quad: {ratio:.2f} times that of {given.growth.name}")
    compare({name: separately(name, given.folder, given.rounds) for name in given.engines if available(name)})


def make(folder: Path, scale: float) -> None:
    """The register as tables, quads and a store, with what that took."""
    parts = folder / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    run = [sys.executable, "-m", "kg"]
    subprocess.run([sys.executable, HERE / "register.py", folder, "--scale", str(scale)], check=True)
    start = time.perf_counter()
    for part in PARTS:
        tables = [*run, "import", folder / f"national-{part}.csv", "--mapping", f"national-{part}"]
        subprocess.run([*tables, "-o", parts / f"{part}.nq"], check=True)
    imported = time.perf_counter() - start
    subprocess.run([*run, "load", folder / "store", parts], check=True)
    loaded = time.perf_counter() - start - imported
    said = {
        "import s": imported,
        "load s": loaded,
        "peak memory MB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "quads": sum(kg.load(store=folder / "store").engine.manifest.graphs.values()),  # type: ignore[attr-defined]
        "disk MB": sum(path.stat().st_size for path in (folder / "store").rglob("*") if path.is_file()) / 1e6,
        "of it columns MB": sum(path.stat().st_size for path in (folder / "store").rglob("*.parquet")) / 1e6,
        "quads as text MB": sum(path.stat().st_size for path in parts.iterdir()) / 1e6,
    }
    (folder / "loaded.json").write_text(json.dumps(said))


def available(engine: str) -> bool:
    """Whether an engine is installed."""
    if engine in ("maplib", "duckdb"):
        return importlib.util.find_spec(engine) is not None
    return engine != "virtuoso" or shutil.which("virtuoso-t") is not None


def separately(engine: str, folder: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Question -> what it took on an engine, in a process of its own."""
    command = [sys.executable, __file__, folder, "--one", engine, "--rounds", str(rounds)]
    done = subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def asked(engine: str, folder: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Question -> rows, seconds of the first time, median of the others; under "" what opening took."""
    start = time.perf_counter()
    with opened(engine, folder) as ask:
        found = {"": {"seconds": time.perf_counter() - start}}
        for name in QUESTIONS:
            times, rows = [], 0
            for _ in range(rounds + 1):
                begun = time.perf_counter()
                try:
                    rows = ask(name)
                except Exception as fault:
                    print(f"{engine}: {name}: {str(fault)[:200]}", file=sys.stderr)
                    rows = -1
                times.append(time.perf_counter() - begun)
                if rows < 0 or sum(times) > _MOST_SECONDS:
                    break
            found[name] = {"rows": rows, "cold": times[0], "median": statistics.median(times[1:] or times)}
        found[""]["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


@contextmanager
def opened(engine: str, folder: Path) -> Iterator[Ask]:
    """What asks an engine a question by its name, and gives the number of rows."""
    stored = open_graph(store=folder / "store", engine="oxigraph" if engine == "oxigraph" else "auto").engine
    if engine in ("store", "oxigraph"):
        yield lambda name: len(library.evaluate(library.find(name), stored, GIVEN.get(name, {})))  # type: ignore[arg-type]
        return
    if engine == "duckdb":
        yield in_sql(folder, stored)
        return
    texts = {name: library.bind(library.find(name), stored, GIVEN.get(name, {})) for name in QUESTIONS}
    with tempfile.TemporaryDirectory(dir=folder) as work:
        lines = every_quad(folder, Path(work))
        if engine == "virtuoso":
            import virtuoso

            from kg.store.endpoint import EndpointGraph

            with virtuoso.serving(lines, Path(work) / "v", buffers=340_000, seconds=3600) as address:
                endpoint = EndpointGraph(address)
                yield lambda name: len(endpoint.query(texts[name], timeout=120))  # type: ignore[arg-type]
            return
        import maplib

        model = maplib.Model()
        model.read(str(triples(lines)), format="ntriples")
        yield lambda name: model.query(f"{names.prefix_lines()} {texts[name]}").height


def in_sql(folder: Path, graph: Graph) -> Ask:
    """What asks DuckDB about the tables of the register."""
    import duckdb

    base = duckdb.connect()
    for part in PARTS:
        rows, packed = folder / f"national-{part}.csv", folder / f"national-{part}.parquet"
        base.execute(f"COPY (SELECT * FROM read_csv('{rows}')) TO '{packed}' (COMPRESSION zstd)")
        base.execute(f"CREATE VIEW {part} AS SELECT * FROM read_parquet('{packed}')")
    base.execute("CREATE TABLE administered (agency VARCHAR, scheme VARCHAR)")
    administered = graph.query("SELECT DISTINCT ?agency ?scheme { ?agency cr:administers ?scheme }")
    base.executemany(
        "INSERT INTO administered VALUES (?, ?)",
        [[names.short(term.value) for term in row] for row in administered.rows],
    )

    def ask(name: str) -> int:
        parameters = {one.name: one.default for one in library.find(name).parameters} | GIVEN.get(name, {})
        known = {key: value for key, value in parameters.items() if f"${key}" in SQL[name]}
        return len(base.execute(SQL[name], known).fetchall())

    return ask


def every_quad(folder: Path, work: Path) -> Path:
    """The records and the register in one file of N-Quads."""
    (work / "v").mkdir()
    whole = work / "all.nq"
    with whole.open("wb") as out:
        out.write(kg.load().engine.dumped())  # type: ignore[attr-defined]
        for part in sorted((folder / "parts").iterdir()):
            with part.open("rb") as content:
                shutil.copyfileobj(content, out)
    return whole


def triples(quads: Path) -> Path:
    """The same without graphs, each line as it stands."""
    lines = quads.with_suffix(".nt")
    with quads.open("rb") as content, lines.open("wb") as out:
        out.writelines(line[: line.rindex(b" <")] + b" .\n" for line in content)
    return lines


def compare(found: dict[str, dict[str, dict[str, float]]]) -> None:
    """A row a question: milliseconds on each engine, and how the store compares with the best of the others."""
    rows = []
    for name in QUESTIONS:
        counts = {said[name]["rows"] for said in found.values() if said[name]["rows"] >= 0}
        others = [
            said[name]["median"]
            for engine, said in found.items()
            if engine not in ("store", "duckdb") and said[name]["rows"] >= 0
        ]
        ratio = found["store"][name]["median"] / min(others) if "store" in found and others else 0
        shown = [
            f"{said[name]['median'] * 1000:.2f}" if said[name]["rows"] >= 0 else "fails" for said in found.values()
        ]
        cold = f"{found['store'][name]['cold'] * 1000:.0f}" if "store" in found else ""
        rows.append([name, "/".join(f"{count:.0f}" for count in sorted(counts)), *shown, cold, f"{ratio:.2f}"])
    rows.append(["(opening, loading, s)", "", *(f"{said['']['seconds']:.1f}" for said in found.values()), "", ""])
    rows.append(["(peak memory, MB)", "", *(f"{said['']['memory']:.0f}" for said in found.values()), "", ""])
    table(["question", "rows", *(f"{name} ms" for name in found), "store cold ms", "store / best"], rows)


if __name__ == "__main__":
    main()
