"""The W3C's SPARQL tests on register stores: ``python tests/store/registers/published.py FOLDER``.

FOLDER is a checkout of github.com/w3c/rdf-tests, of which nothing is copied here. The data of each query evaluation
test of SPARQL 1.0 and 1.1 become tables in two ways (`mapped`): a blank node becomes an IRI, and the default graph of
a test is one graph more of the store. An answer is wrong where it is not that of Oxigraph over the same quads. Where
both differ from the published answer, the reason is counted: Oxigraph differs over the very data of the test as well,
or only with blank nodes as IRIs, or only with the union of all graphs as default graph. Answers are compared as bags
(with ORDER BY in their order), blank nodes up to their names, literals by the lexical form that Oxigraph keeps. With
`-v`, what came of each test is printed.
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import rdflib
from mapped import NotMapped, store_of
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)
from rdflib.collection import Collection

from kg.errors import CertregError, LimitError
from kg.store.answers import Result, Table, Term
from kg.store.oxigraph import OxigraphGraph, rewritten
from kg.store.registers.algebra import algebra

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
REGIME = rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#entailmentRegime")
KINDS = {MF.QueryEvaluationTest, MF.CSVResultFormatTest}
#: What the folders of the suite are about.
SUBJECTS = {
    "patterns, OPTIONAL, UNION": "algebra basic bnode-coreference triple-match optional optional-filter",
    "comparisons and conditions": "boolean-effective-value bound expr-equals expr-ops open-world type-promotion",
    "functions, regular expressions, casts": "expr-builtin functions regex i18n cast",
    "BIND, VALUES, expressions in SELECT": "bind bindings project-expression",
    "EXISTS, NOT EXISTS, MINUS": "exists negation",
    "aggregates, sub-selects": "aggregates grouping subquery",
    "property paths": "property-path",
    "DISTINCT, ORDER BY, LIMIT": "distinct reduced solution-seq sort",
    "ASK, CONSTRUCT, formats of answers": "ask construct csv-tsv-res json-res",
    "GRAPH, FROM": "graph dataset",
}
#: What stands for the default graph of a test, and for a blank node.
DEFAULT = NamedNode("urn:certreg:default")
BLANK = "urn:certreg:blank:"
FORMATS = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML, ".nt": RdfFormat.N_TRIPLES}
RESULTS = {".srx": QueryResultsFormat.XML, ".srj": QueryResultsFormat.JSON, ".tsv": QueryResultsFormat.TSV}


@dataclass(frozen=True)
class PublishedTest:
    """One test of the suite: the category is the folder of its manifest."""

    category: str
    name: str
    query: Path
    data: tuple[Path, ...]
    #: name of a graph -> its file
    graphs: Mapping[str, Path]
    result: Path
    #: why it is not a query of one graph store
    other: str = ""
    #: whether duplicates may be left out
    lax: bool = False


@dataclass
class Outcome:
    """What came of a test: the way it went, whether its answer was right, and why it was left out or differs."""

    test: PublishedTest
    way: str = ""
    wrong: bool = False
    left_out: str = ""
    differs: str = ""
    detail: str = ""


def tests(folder: Path) -> Iterator[PublishedTest]:
    """The query evaluation tests of SPARQL 1.0 and 1.1."""
    for manifest in sorted(folder.glob("sparql/sparql1[01]/*/manifest.ttl")):
        graph = rdflib.Graph().parse(manifest, publicID=manifest.as_uri())
        for entries in graph.objects(None, MF.entries):
            for test in Collection(graph, entries):
                if set(graph.objects(test, rdflib.RDF.type)) & KINDS:
                    yield _test(graph, test, manifest)


def _test(graph: rdflib.Graph, test: rdflib.term.Node, manifest: Path) -> PublishedTest:
    action = graph.value(test, MF.action)

    def files(predicate: rdflib.URIRef) -> Iterator[rdflib.term.Node]:
        return (node for node in graph.objects(action, predicate))

    named = {}
    for node in files(QT.graphData):
        inner = graph.value(node, QT.graph)
        label = graph.value(node, rdflib.RDFS.label)
        named[str(label or inner or node)] = _path(inner or node)
    query = graph.value(action, QT.query)
    other = ""
    if (action, REGIME, None) in graph or (test, REGIME, None) in graph:
        other = "an entailment regime"
    elif any(True for _ in files(QT.serviceData)) or "/service/" in manifest.as_posix():
        other = "a federated query"
    return PublishedTest(
        "/".join(manifest.parts[-3:-1]),
        str(graph.value(test, MF.name)),
        _path(query),
        tuple(_path(node) for node in files(QT.data)),
        named,
        _path(graph.value(test, MF.result)),
        other,
        (test, MF.resultCardinality, MF.LaxCardinality) in graph,
    )


def _path(node: rdflib.term.Node | None) -> Path:
    assert node is not None
    return Path(str(node).removeprefix("file://"))


def run(test: PublishedTest, work: Path) -> Outcome:
    """Put a test on stores in this folder, ask it, and compare the answers."""
    outcome = Outcome(test, left_out=test.other)
    if outcome.left_out:
        return outcome
    text = f"BASE <{test.query.as_uri()}>\n{test.query.read_text('utf-8')}"
    own = list(_quads(test, text))
    expected = _expected(test)
    reference = _reference(own, text)
    quads = [_mapped(quad) for quad in own]
    oracle = OxigraphGraph(quads)
    try:
        wanted = oracle.query(text)
        stores = [store_of(oracle.quads(), work / name, name == "apart") for name in ("whole", "apart")]
    except NotMapped as reason:
        outcome.left_out = str(reason)
        return outcome
    except CertregError as fault:
        outcome.left_out = f"Oxigraph refuses it: {fault}".splitlines()[0]
        return outcome
    ways = []
    for store in stores:
        way = store.plan(text).way
        try:
            answer = store.query(text)
        except LimitError as fault:
            ways.append("refused")
            outcome.detail = str(fault)
            continue
        ways.append(way)
        if not (same(answer, wanted, test.lax) and ("ORDER BY" not in text.upper() or in_order(answer, wanted))):
            outcome.wrong = True
            outcome.detail = f"{way}: {shown(answer)}\ninstead of {shown(wanted)}"
        outcome.detail = outcome.detail or store.plan(text).why
    outcome.way = ways[0]
    if len(set(ways)) > 1:
        outcome.detail = f"{ways} {outcome.detail}"
    own_answer = _texts if test.result.suffix == ".csv" else lambda answer: answer
    if not same(own_answer(_unmapped(wanted)), expected, test.lax):
        if reference is None or not same(own_answer(reference), expected, test.lax):
            outcome.differs = "Oxigraph differs from the published answer"
        elif any(isinstance(term, BlankNode) for quad in own for term in (quad.subject, quad.object)):
            outcome.differs = "blank nodes are IRIs"
        else:
            outcome.differs = "the default graph is the union of all"
        outcome.detail += f"\n{shown(wanted)}\npublished {shown(expected)}"
    return outcome


def _quads(test: PublishedTest, text: str) -> Iterator[Quad]:
    """The data of a test; where it names none, those that its query reads with FROM."""
    for place, path in enumerate(test.data):
        yield from _read(path, DefaultGraph(), f"d{place}")
    named = dict(test.graphs)
    if not test.data and not named:
        for clause in algebra(text).datasetClause or ():
            iri = str(clause.default or clause.named)
            absolute = test.query.parent / iri if ":" not in iri else _path(rdflib.URIRef(iri))
            named[absolute.as_uri()] = absolute
    for place, (iri, path) in enumerate(sorted(named.items())):
        yield from _read(path, NamedNode(iri), f"g{place}")


def _read(path: Path, graph: NamedNode | DefaultGraph, label: str) -> Iterator[Quad]:
    for quad in parse(path=path, format=FORMATS[path.suffix], base_iri=path.as_uri()):
        subject, object_ = (
            BlankNode(f"{label}{term.value}") if isinstance(term, BlankNode) else term
            for term in (quad.subject, quad.object)
        )
        yield Quad(subject, quad.predicate, object_, graph)


def _mapped(quad: Quad) -> Quad:
    """The quad as a store can hold it."""
    subject, object_ = (
        NamedNode(BLANK + term.value) if isinstance(term, BlankNode) else term for term in (quad.subject, quad.object)
    )
    return Quad(subject, quad.predicate, object_, DEFAULT if quad.graph_name == DefaultGraph() else quad.graph_name)


def _unmapped(answer: Result) -> Result:
    """The answer with the blank nodes of the data."""

    def term(given: Term | None) -> Term | None:
        blank = isinstance(given, NamedNode) and given.value.startswith(BLANK)
        return BlankNode(given.value.removeprefix(BLANK)) if blank else given

    if isinstance(answer, Table):
        return Table(answer.variables, tuple(tuple(map(term, row)) for row in answer.rows))
    if isinstance(answer, list):
        return [Quad(term(each.subject), each.predicate, term(each.object)).triple for each in answer]
    return answer


def _reference(quads: Sequence[Quad], text: str) -> Result | None:
    """The answer of Oxigraph over the very data of a test."""
    store = Store()
    store.extend(quads)
    try:
        return _result(store.query(text))
    except (SyntaxError, ValueError, RuntimeError):
        return None


def _result(results: QueryBoolean | QuerySolutions | QueryTriples) -> Result:
    if isinstance(results, QueryBoolean):
        return bool(results)
    if isinstance(results, QuerySolutions):
        variables = tuple(each.value for each in results.variables)
        return Table(variables, tuple(tuple(row[place] for place in range(len(variables))) for row in results))
    return list(results)


def _expected(test: PublishedTest) -> Result:
    """The published answer."""
    path = test.result
    if path.suffix in RESULTS:
        return _result(parse_query_results(path=path, format=RESULTS[path.suffix]))
    if path.suffix == ".csv":
        head, *rows = csv.reader(io.StringIO(path.read_text("utf-8")))
        return Table(tuple(head), tuple(tuple(_cell(cell) for cell in row) for row in rows))
    triples = [quad.triple for quad in parse(path=path, format=FORMATS[path.suffix], base_iri=path.as_uri())]
    facts: dict[object, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        facts[triple.subject][triple.predicate.value.removeprefix(RS)].append(triple.object)
    head = next((each for each in facts.values() if "resultVariable" in each or "boolean" in each), None)
    if head is None:
        return triples
    if "boolean" in head:
        return head["boolean"][0].value == "true"
    variables = tuple(sorted(each.value for each in head["resultVariable"]))
    rows = []
    for solution in head["solution"]:
        given = {facts[each]["variable"][0].value: facts[each]["value"][0] for each in facts[solution]["binding"]}
        rows.append(tuple(given.get(name) for name in variables))
    return Table(variables, tuple(rows))


def _cell(cell: str) -> Term:
    return BlankNode(cell.removeprefix("_:")) if cell.startswith("_:") else Literal(cell)


def _texts(answer: Result) -> Result:
    """A table as CSV has it: without the kinds of terms."""
    if not isinstance(answer, Table):
        return answer

    def text(term: Term | None) -> Term:
        return term if isinstance(term, BlankNode) else Literal(term.value if term is not None else "")

    return Table(answer.variables, tuple(tuple(map(text, row)) for row in answer.rows))


def same(one: Result, other: Result, lax: bool = False) -> bool:
    """Whether two answers say the same."""
    if isinstance(one, Table) and isinstance(other, Table) and not lax:
        return set(one.variables) == set(other.variables) and _content(one) == _content(other)
    if isinstance(one, Table) and isinstance(other, Table):
        return set(one.variables) == set(other.variables) and set(_content(one)) == set(_content(other))
    return type(one) is type(other) and _content(one) == _content(other)


def in_order(one: Result, other: Result) -> bool:
    """Whether two tables have their rows in the same order."""
    return not isinstance(one, Table) or not isinstance(other, Table) or _kept(one.rows) == _kept(other.rows)


def _content(answer: Result) -> object:
    if isinstance(answer, bool):
        return answer
    if isinstance(answer, Table):
        order = sorted(range(len(answer.variables)), key=lambda place: answer.variables[place])
        rows = _kept([[row[place] for place in order] for row in answer.rows])
        if not any(isinstance(term, BlankNode) for row in rows for term in row):
            return Counter(tuple(map(str, row)) for row in rows)
        quads = [
            Quad(
                BlankNode(f"row{number}"), NamedNode(f"urn:v{place}"), term if term is not None else Literal("unbound")
            )
            for number, row in enumerate(rows)
            for place, term in enumerate(row)
        ]
        return _canonical(quads)
    rows = _kept([[each.subject, each.predicate, each.object] for each in answer])
    return _canonical(Quad(*row) for row in rows)


def _kept(rows: Sequence[Sequence[Term | None]]) -> list[list[Term | None]]:
    """The rows with literals as the engine writes them."""
    literals = rewritten(term for row in rows for term in row if isinstance(term, Literal))
    return [[literals.get(term, term) for term in row] for row in rows]


def _canonical(quads: Iterable[Quad]) -> Counter[str]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return Counter(map(str, dataset))


def shown(answer: Result) -> str:
    """An answer in a few lines."""
    if isinstance(answer, Table):
        rows = sorted(" ".join(map(str, row)) for row in answer.rows)
        return f"{answer.variables} {len(rows)} rows\n  " + "\n  ".join(rows[:12])
    return str(answer) if isinstance(answer, bool) else "\n  ".join(sorted(map(str, answer))[:12])


def outcomes(folder: Path) -> Iterator[Outcome]:
    """What comes of each test."""
    for test in tests(folder):
        with tempfile.TemporaryDirectory() as work:
            yield run(test, Path(work))


def main() -> None:
    """Print a row a subject, why tests are left out or differ, and each wrong answer."""
    listed = list(outcomes(Path(sys.argv[1]).resolve()))
    subjects = {name: subject for subject, names in SUBJECTS.items() for name in names.split()}
    rows = []
    for subject in [*SUBJECTS, "other", "all"]:
        own = [each for each in listed if subject in ("all", subjects.get(each.test.category[9:], "other"))]
        on = [each for each in own if not each.left_out]
        ways = [sum(each.way == way for each in on) for way in ("sql", "look-ups", "records", "refused")]
        published = sum(not each.differs and each.way != "refused" for each in on)
        rows.append([subject, len(own), len(on), *ways, sum(each.wrong for each in on), published])
    head = ["subject", "tests", "on a store", "SQL", "look-ups", "records", "refused", "wrong", "as published"]
    for row in (head, ["---"] * len(head), *rows):
        print("|", " | ".join(map(str, row)), "|")
    for what in ("left_out", "differs"):
        for reason, number in Counter(getattr(each, what) for each in listed if getattr(each, what)).most_common():
            print(f"{what.replace('_', ' ')}: {number} {reason}")
    for each in listed:
        if each.wrong or "-v" in sys.argv:
            note = "WRONG" if each.wrong else each.left_out or f"{each.way} {each.differs}"
            print(f"\n{each.test.category} {each.test.name}: {note}\n{each.detail}")


if __name__ == "__main__":
    main()
