"""Questions and queries about a national register, on each engine: ``python benchmarks/bulk.py FOLDER --scale 0.1``.

Makes the register (benchmarks/register.py), imports it into a store in FOLDER, and asks each question, and each query
of QUERIES, of that store and of DuckDB, which knows no graph, in SQL written by hand about the same rows as three
Parquet tables. With `--engines store duckdb oxigraph maplib virtuoso` the register is also written as N-Quads and asked
of these, where they are installed. Rows have to be as many everywhere. Every engine runs in a process of its own, one
after the other, and is asked each query ROUNDS times after a first time, which is "cold". Times are of the query alone,
from text to rows; Virtuoso's go over HTTP. To be reached: the store at most twice as slow as the best, none over 1 s.
A FOLDER that is made already is only asked. With `--in-turn` one process asks the engines each query in turn, and times
are of the processor, a server's included (on Linux): that is fairer on a machine with other work. With
`--growth OTHER`, time and disk per quad are compared with those of another folder.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
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
ENGINES = ("store", "duckdb", "oxigraph", "maplib", "virtuoso")
#: Queries that no question asks: SPARQL, and the same in SQL about the rows of the tables.
QUERIES = {
    "labels of schemes": (
        "SELECT ?name (COUNT(?c) AS ?n) { ?c cr:underScheme ?s . ?s rdfs:label ?name FILTER(LANG(?name) = 'en') }"
        " GROUP BY ?name",
        "SELECT scheme, count(*) FROM certificates GROUP BY ALL",
    ),
    "holders of many": (
        "SELECT ?h (COUNT(*) AS ?n) { ?c cr:certificateHolder ?h } GROUP BY ?h HAVING(COUNT(*) > 9)",
        "SELECT holder, count(*) AS n FROM certificates GROUP BY holder HAVING n > 9",
    ),
    "months": (
        "SELECT ?y ?m (COUNT(*) AS ?n) { ?c cr:validFrom ?d BIND(YEAR(?d) AS ?y) BIND(MONTH(?d) AS ?m) }"
        " GROUP BY ?y ?m",
        "SELECT year(valid_from), month(valid_from), count(*) FROM certificates GROUP BY ALL",
    ),
    "with and without product": (
        "SELECT ?s (COUNT(*) AS ?n) (COUNT(?p) AS ?k) { ?c cr:underScheme ?s OPTIONAL { ?c cr:covers ?p } }"
        " GROUP BY ?s",
        "SELECT scheme, count(*), count(category) FROM certificates GROUP BY scheme",
    ),
    "enterprises without": (
        "SELECT (COUNT(*) AS ?n) { ?e a cr:Enterprise FILTER NOT EXISTS { ?c cr:certificateHolder ?e } }",
        "SELECT count(*) FROM enterprises ANTI JOIN certificates ON holder = enterprises.number",
    ),
    "regex": (
        "SELECT ?e { ?e a cr:Enterprise ; skos:prefLabel ?l FILTER REGEX(?l, '^sample lake.*foods.*77', 'i') }",
        "SELECT number FROM enterprises WHERE regexp_matches(name, '^sample lake.*foods.*77', 'i')",
    ),
    "bodies by province": (
        "SELECT ?b ?pr (COUNT(?h) AS ?n) { ?c cr:issuedBy ?b ; cr:certificateHolder ?h . ?h cr:province ?pr }"
        " GROUP BY ?b ?pr",
        "SELECT body, province, count(*) FROM certificates JOIN enterprises ON holder = enterprises.number"
        " GROUP BY ALL",
    ),
    "union": (
        "SELECT ?c ?u { { ?c cr:certificateStatus <https://w3id.org/certreg/code/certificate-status/suspended> } UNION"
        " { ?c cr:certificateStatus <https://w3id.org/certreg/code/certificate-status/withdrawn> }"
        " ?c cr:validUntil ?u FILTER(?u < '2021-02-01'^^xsd:date) }",
        "SELECT number, valid_until FROM certificates WHERE status IN ('suspended', 'withdrawn')"
        " AND valid_until < DATE '2021-02-01'",
    ),
    "holders outside a scheme": (
        "SELECT (COUNT(DISTINCT ?h) AS ?n) { ?c cr:certificateHolder ?h"
        " MINUS { ?d cr:certificateHolder ?h ; cr:underScheme id:ccc } }",
        "SELECT count(DISTINCT holder) FROM certificates"
        " ANTI JOIN (SELECT holder FROM certificates WHERE scheme = 'ccc') USING (holder)",
    ),
    "longest validity": (
        "SELECT ?c ?f ?u { ?c cr:validFrom ?f ; cr:validUntil ?u FILTER(YEAR(?u) - YEAR(?f) > 2) }"
        " ORDER BY DESC(?u) ?c LIMIT 10",
        "SELECT number, valid_from, valid_until FROM certificates WHERE year(valid_until) - year(valid_from) > 2"
        " ORDER BY valid_until DESC, number LIMIT 10",
    ),
    "path": (
        "SELECT (COUNT(*) AS ?n) { ?c cr:certificateHolder/cr:province <https://w3id.org/certreg/code/province/GD> }",
        "SELECT count(*) FROM certificates JOIN enterprises ON holder = enterprises.number WHERE province = 'GD'",
    ),
    "first and last": (
        "SELECT ?s (MIN(?f) AS ?a) (MAX(?u) AS ?b) { ?c cr:underScheme ?s ; cr:validFrom ?f ; cr:validUntil ?u }"
        " GROUP BY ?s",
        "SELECT scheme, min(valid_from), max(valid_until) FROM certificates GROUP BY scheme",
    ),
}
ASKED = (*QUESTIONS, *QUERIES)
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
    arguments.add_argument("--engines", nargs="+", default=ENGINES[:2], choices=ENGINES)
    arguments.add_argument("--growth", type=Path, help="a folder of another scale to compare with")
    arguments.add_argument("--in-turn", action="store_true", help="processor time, in one process")
    arguments.add_argument("--one", choices=ENGINES, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.one:
        print(json.dumps(asked(given.one, given.folder, given.rounds)))
        return
    if not (given.folder / "loaded.json").exists():
        make(given.folder, given.scale)
    if set(given.engines) - {"store", "duckdb"}:
        make_quads(given.folder)
    made = json.loads((given.folder / "loaded.json").read_text())
    table(["made", "figure"], [[name, f"{value:,.1f}"] for name, value in made.items()])
    if given.growth:
        other = json.loads((given.growth / "loaded.json").read_text())
        for what in ("import s", "disk MB"):
            ratio = (made[what] / made["quads"]) / (other[what] / other["quads"])
            print(f"{what} per quad: {ratio:.2f} times that of {given.growth.name}")
    engines = [name for name in given.engines if available(name)]
    if given.in_turn:
        compare(in_turn(engines, given.folder, given.rounds))
    else:
        compare({name: separately(name, given.folder, given.rounds) for name in engines})


def make(folder: Path, scale: float) -> None:
    """The register as tables and as a store, with what that took."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, HERE / "register.py", folder, "--scale", str(scale)], check=True)
    start = time.perf_counter()
    for part in PARTS:
        table_ = folder / f"national-{part}.csv"
        command = [sys.executable, "-m", "kg", "import", table_, "--mapping", f"national-{part}"]
        subprocess.run([*command, "--store", folder / "store"], check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = {
        "import s": time.perf_counter() - start,
        "of a processor s": used.ru_utime + used.ru_stime,
        "peak memory MB": used.ru_maxrss / 1024,
        "quads": len(kg.load(store=folder / "store").engine),  # type: ignore[arg-type]
        "disk MB": sum(path.stat().st_size for path in (folder / "store").iterdir()) / 1e6,
    }
    (folder / "loaded.json").write_text(json.dumps(figures))


def make_quads(folder: Path) -> None:
    """The same as N-Quads, and loaded into Oxigraph."""
    parts = folder / "parts"
    if (folder / "quads").exists():
        return
    parts.mkdir(exist_ok=True)
    run = [sys.executable, "-m", "kg"]
    for part in PARTS:
        tables = [*run, "import", folder / f"national-{part}.csv", "--mapping", f"national-{part}"]
        subprocess.run([*tables, "-o", parts / f"{part}.nq"], check=True)
    subprocess.run([*run, "load", folder / "quads", parts], check=True)


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
        for name in ASKED:
            times, rows = [], 0
            for _ in range(rounds + 1):
                begun = time.perf_counter()
                rows = counted(engine, ask, name)
                times.append(time.perf_counter() - begun)
                if rows < 0 or sum(times) > _MOST_SECONDS:
                    break
            found[name] = {"rows": rows, "cold": times[0], "median": statistics.median(times[1:] or times)}
        found[""]["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def counted(engine: str, ask: Ask, name: str) -> int:
    """The number of rows; -1, with a message, where the engine fails."""
    try:
        return ask(name)
    except Exception as fault:
        print(f"{engine}: {name}: {str(fault)[:200]}", file=sys.stderr)
        return -1


def in_turn(engines: list[str], folder: Path, rounds: int) -> dict[str, dict[str, dict[str, float]]]:
    """Engine -> what `asked` gives, with seconds of the processor, all asked by this process."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    with ExitStack() as stack:
        asks: dict[str, Ask] = {}
        for engine in engines:
            start = time.perf_counter()
            asks[engine] = stack.enter_context(opened(engine, folder))
            found[engine] = {"": {"seconds": time.perf_counter() - start, "memory": math.nan}}
        servers = children()
        for name in ASKED:
            times: dict[str, list[float]] = {engine: [] for engine in asks}
            rows = dict.fromkeys(asks, 0)
            for _ in range(rounds + 1):
                for engine, ask in asks.items():
                    if rows[engine] < 0 or sum(times[engine]) > _MOST_SECONDS:
                        continue
                    start = processor_seconds(servers)
                    rows[engine] = counted(engine, ask, name)
                    times[engine].append(processor_seconds(servers) - start)
            for engine, each in times.items():
                median = statistics.median(each[1:] or each)
                found[engine][name] = {"rows": rows[engine], "cold": each[0], "median": median}
    return found


def children() -> list[Path]:
    """The folders in /proc of the processes that this one started."""
    stats = {path.parent: path.read_text() for path in Path("/proc").glob("[0-9]*/stat") if os.access(path, os.R_OK)}
    return [folder for folder, stat in stats.items() if stat.rpartition(")")[2].split()[1] == str(os.getpid())]


def processor_seconds(servers: list[Path]) -> float:
    """What this process and its servers have used so far."""
    used = sum(int(path.read_text().split()[0]) for each in servers for path in each.glob("task/*/schedstat"))
    return time.process_time() + used / 1e9


@contextmanager
def opened(engine: str, folder: Path) -> Iterator[Ask]:
    """What asks an engine a question by its name, and gives the number of rows."""
    stored = open_graph(store=folder / ("quads" if engine == "oxigraph" else "store")).engine
    texts = {name: library.bind(library.find(name), stored, GIVEN.get(name, {})) for name in QUESTIONS}
    texts |= {name: text for name, (text, _) in QUERIES.items()}
    if engine in ("store", "oxigraph"):
        yield lambda name: len(stored.query(texts[name]))  # type: ignore[arg-type]
        return
    if engine == "duckdb":
        yield in_sql(folder, stored)
        return
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
        if name in QUERIES:
            return len(base.execute(QUERIES[name][1]).fetchall())
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
    for name in ASKED:
        counts = {said[name]["rows"] for said in found.values() if said[name]["rows"] >= 0}
        others = [
            said[name]["median"] for engine, said in found.items() if engine != "store" and said[name]["rows"] >= 0
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
