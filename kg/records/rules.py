"""``ontology/rules/*.rq``: CONSTRUCT queries run after loading, each into a graph of its own that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import names
from kg.errors import DataError, Problem, QueryError, Where
from kg.rdf import sparql
from kg.rdf.terms import RDF_TYPE, RDFS_LABEL
from kg.store import Graph
from kg.text.language import ENGLISH, LANGUAGES


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name (the file's), what it says of itself by language, and its CONSTRUCT."""

    name: str
    summary: Mapping[str, str]
    text: str


def files(folder: Path) -> list[Path]:
    """The rule files in the order in which they run: by name."""
    return sorted(folder.glob("*.rq"))


def read(folder: Path) -> list[Rule]:
    """All rules of a folder. Raises DataError for a file without a summary."""
    rules = []
    for path in files(folder):
        text = path.read_text("utf-8")
        try:
            header = sparql.header(text)
            others = {tag: str(header[f"summary-{tag}"]) for tag in LANGUAGES if f"summary-{tag}" in header}
            rules.append(Rule(path.stem, {ENGLISH: str(header["summary"]), **others}, sparql.body(text)))
        except (ValueError, KeyError) as fault:
            raise DataError([Problem(Where.of(path, 1), f"no readable {sparql.HEADER} summary: {fault}")]) from fault
    return rules


def run(rule: Rule, graph: Graph) -> list[Quad]:
    """What a rule derives from a graph, as quads of the rule's own graph."""
    try:
        answer = graph.construct(rule.text)
    except QueryError as fault:
        raise DataError([Problem(Where(f"{rule.name}.rq"), fault.reason)]) from fault
    target = names.derived(rule.name)
    about = [
        Triple(target, NamedNode(RDF_TYPE), names.node("prov:Entity")),
        *(Triple(target, NamedNode(RDFS_LABEL), Literal(text, language=tag)) for tag, text in rule.summary.items()),
    ]
    return [Quad(triple.subject, triple.predicate, triple.object, target) for triple in [*answer, *about]]
