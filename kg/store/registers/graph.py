"""Answers SPARQL from a register store: by SQL over its tables, or by look-ups in them where SQL cannot."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from kg.errors import CertregError, LimitError, QueryError
from kg.store.answers import Result, Table, Term
from kg.store.oxigraph import MAX_QUERY_BYTES, OxigraphGraph, QueryDataset
from kg.store.registers import layout, onerow, terms
from kg.store.registers.algebra import algebra as parsed
from kg.store.registers.algebra import prepare
from kg.store.registers.database import MEMORY, Database
from kg.store.registers.small import Small, Summary
from kg.store.registers.tables import Thing
from kg.store.registers.terms import NotTranslatable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from kg.store.registers.reach import Wanted
    from kg.store.registers.translate import Select

_QUERIES_KEPT = 256
#: Things that are described by a query each: a row is read once, not once for each of its statements.
_FEW_DESCRIBED = 8


class Tables(Protocol):
    """An engine that runs SQL over the tables of a store."""

    def rows(self, sql: str, timeout: float | None = None, most: int | None = None) -> list[tuple[Any, ...]]:
        """The rows of a SELECT. Raises NotTranslatable for SQL that this engine does not run."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """How a query is answered: by ``sql``, by ``look-ups``, or by the ``records`` alone; and why not by SQL."""

    way: str
    why: str = ""
    select: Select | None = None
    algebra: Any = None


class RegisterGraph(OxigraphGraph):
    """The graph of a register store's folder, which is only read."""

    def __init__(self, folder: Path) -> None:
        """Raises EnvironmentFault when the folder is not a store, and DataError when files of it are missing."""
        self.folder = folder
        self.manifest = layout.complete(folder)
        #: what DuckDB may take; to be set before the first query
        self.memory = MEMORY
        self.things: tuple[Thing, ...] = tuple(thing for each in self.manifest.registers for thing in each.things)
        self._planned = lru_cache(_QUERIES_KEPT)(self._plan)

    def __len__(self) -> int:
        return sum(self.manifest.graphs.values())

    @cached_property
    def records(self) -> OxigraphGraph:
        """The records alone, in memory."""
        return OxigraphGraph.of_nquads(self._content(self.manifest.records))

    @cached_property
    def _store(self) -> Store:  # type: ignore[override]
        """The records and what registers say of themselves: all that does not lie in tables."""
        graph = OxigraphGraph.of_nquads(self._content(self.manifest.records))
        graph.add(parse(self._content(self.manifest.descriptions), format=RdfFormat.N_QUADS))
        store = Store()
        store.extend(graph.quads())
        return store

    def described(self) -> Iterable[Quad]:
        """The quads that do not lie in tables: those of the records, and what registers say of themselves."""
        return self._store

    def _content(self, name: str) -> bytes:
        return layout.content(self.folder, name, self.manifest.files[name])

    @cached_property
    def small(self) -> Small:
        """All that does not lie in tables, for SQL."""
        summary = Summary.read(self._content(self.manifest.summary))
        described = summary.add(parse(self._content(self.manifest.descriptions), format=RdfFormat.N_QUADS))
        return Small(summary, described, [thing.prefix for thing in self.things])

    @cached_property
    def database(self) -> Tables:
        """The tables, to ask in SQL."""
        manifest = self.manifest
        return Database(self.folder, self.things, self.small, manifest.quads, manifest.files, self.memory)

    def run_on(self, spark: SparkSession) -> None:
        """Have Apache Spark read the tables from now on. Raises DataError and EnvironmentFault."""
        from kg.store.registers.spark import SparkDatabase

        manifest = self.manifest
        self.database = SparkDatabase(spark, self.folder, self.things, self.small, manifest.quads, manifest.files)

    def prepare(self) -> None:
        """Read and import all that a process may share with those that it forks; DuckDB is opened in each."""
        import duckdb  # noqa: F401

        from kg.store.registers import lookups, reach, translate  # noqa: F401

        assert self.small.parts and self._store is not None
        prepare()
        parsed("ASK {}")

    def register_graphs(self) -> Mapping[str, int]:
        """Graph -> the number of its statements, without the graphs of the records."""
        own = {each.graph for each in self.manifest.registers}
        return {graph: quads for graph, quads in self.manifest.graphs.items() if graph in own}

    # Answers

    def query(self, text: str, timeout: float | None = None) -> Result:
        """Run any SPARQL 1.1 query; see `OxigraphGraph.query`."""
        size = len(text.encode())
        if size > MAX_QUERY_BYTES:
            raise LimitError(f"the query has {size:,} bytes; the limit is {MAX_QUERY_BYTES:,}")
        plan = self.plan(text)
        if plan.way == "sql":
            try:
                return self._by_sql(plan, timeout)
            except CertregError:
                raise
            except NotTranslatable as fault:
                plan = Plan("look-ups", str(fault), algebra=plan.algebra)
            except Exception as fault:
                if not _calculation(fault):
                    raise
                plan = Plan("look-ups", "a value that SQL cannot calculate", algebra=plan.algebra)
        if plan.way == "records":
            return super().query(text, timeout)
        return self._by_lookups(plan, timeout).query(text, timeout)

    def results(
        self, text: str, dataset: QueryDataset | None = None, base_iri: str | None = None
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """The engine's own kind of answer; see `OxigraphGraph.results`."""
        if base_iri is not None:
            text = _with_base(text, base_iri)
        plan = self.plan(text, dataset)
        if plan.way == "sql":
            answer = self.query(text)
            return _as_results(answer)
        if plan.way == "records":
            return super().results(text, dataset)
        return self._by_lookups(plan, None).results(text, dataset)

    def plan(self, text: str, dataset: QueryDataset | None = None) -> Plan:
        """How a query will be answered. Raises QueryError for a text that is no query."""
        return self._planned(text, _columns(text), dataset is not None)

    def explained(self, text: str) -> str:
        """How a query will be answered and why, with the SQL, for a person to read."""
        plan = self.plan(text)
        ways = {
            "sql": "SQL over the tables",
            "records": "the records alone: no table of a register could match",
            "look-ups": "look-ups in the tables, answered by Oxigraph",
        }
        lines = [f"way: {ways[plan.way]}"]
        if plan.why:
            lines.append(f"not by SQL: {plan.why}")
        if plan.select is not None and plan.way == "sql":
            lines += ["sql:", plan.select.sql]
        return "\n".join(lines)

    def _plan(self, text: str, columns: tuple[str, ...], with_dataset: bool) -> Plan:
        try:
            algebra = parsed(text)
        except Exception as fault:  # rdflib raises of many kinds for what it does not know
            return Plan("look-ups", f"rdflib cannot read it ({type(fault).__name__})")
        described = algebra.name == "DescribeQuery"
        if not described and not self._reached(algebra):
            return Plan("records", algebra=algebra)
        try:
            if with_dataset or algebra.datasetClause:
                raise NotTranslatable("a data set named by FROM or by the request")
            select = _translated(algebra, columns, self.things, self.small)
        except NotTranslatable as fault:
            return Plan("look-ups", str(fault), algebra=algebra)
        return Plan("sql" if select.tables_used or described else "records", select=select, algebra=algebra)

    def _reached(self, algebra: Any) -> dict[Thing, set[Wanted]]:
        """What a query could touch in each table."""
        from kg.store.registers.reach import reached

        misses = self.small.misses["s"]
        return reached(algebra, self.things, [thing.prefix for thing in self.things if thing.prefix not in misses])

    def _by_sql(self, plan: Plan, timeout: float | None) -> Result:
        assert plan.select is not None
        form = plan.algebra.name
        if form == "DescribeQuery":
            return self._description(plan, timeout)
        if form == "AskQuery":
            return bool(self.database.rows(f"SELECT 1 FROM ({plan.select.sql}) asked LIMIT 1", timeout))
        rows = self.database.rows(plan.select.sql, timeout)
        decoded = _decoded(rows, plan.select)
        if form == "SelectQuery":
            return Table(plan.select.variables, decoded)
        return _constructed(_template(plan.algebra), plan.select.variables, decoded)

    def _description(self, plan: Plan, timeout: float | None) -> list[Triple]:
        """The triples of which the things that a DESCRIBE names are the subjects, each once."""
        from rdflib import URIRef

        from kg.store.registers import lookups

        assert plan.select is not None
        named = {NamedNode(str(each)) for each in plan.algebra.PV if isinstance(each, URIRef)}
        if plan.select.variables:
            rows = _decoded(self.database.rows(plan.select.sql, timeout), plan.select)
            named.update(term for row in rows for term in row if isinstance(term, NamedNode))
        if len(named) > lookups.MOST_DESCRIBED:
            raise LimitError(f"DESCRIBE of {len(named):,} things; the limit is {lookups.MOST_DESCRIBED:,}")
        if len(named) <= _FEW_DESCRIBED:
            tables = [(node, self.query(f"SELECT ?p ?o {{ {node} ?p ?o }}", timeout)) for node in named]
            return [Triple(node, *row) for node, table in tables for row in table.rows]  # type: ignore[union-attr]
        matches = lookups.described(self.database, self.things, sorted(node.value for node in named), timeout)
        own = (quad for node in named for quad in self._store.quads_for_pattern(node, None, None, None))
        return list(dict.fromkeys(quad.triple for quad in (*own, *matches)))

    def _by_lookups(self, plan: Plan, timeout: float | None) -> OxigraphGraph:
        from kg.store.registers import lookups

        everything: dict[Thing, set[Wanted]] = {thing: {(None, None, None)} for thing in self.things}
        reached = everything if plan.algebra is None else self._reached(plan.algebra)
        matches = lookups.quads(self.database, reached, timeout)
        made = OxigraphGraph(self._store)
        made.add(matches)
        return made


def _with_base(text: str, base_iri: str) -> str:
    """The query, with a BASE declaration if it has relative IRIs and would not parse without one."""
    try:
        OxigraphGraph().results(text)
    except QueryError:
        with contextlib.suppress(QueryError):
            declared = f"BASE <{base_iri}> {text}"
            OxigraphGraph().results(declared)
            return declared
    return text


def _columns(text: str) -> tuple[str, ...]:
    """The variables that a SELECT shows, in their order. Raises QueryError for a text that is no query."""
    empty = OxigraphGraph().results(text)  # the engine's parser says what is wrong with a text
    return tuple(each.value for each in empty.variables) if isinstance(empty, QuerySolutions) else ()


def _calculation(fault: Exception) -> bool:
    """Whether DuckDB failed at a value, or at a form of SQL, rather than at the files."""
    return type(fault).__module__.startswith(("duckdb", "_duckdb"))


def _translated(algebra: Any, columns: Sequence[str], things: Sequence[Thing], small: Small) -> Select:
    from rdflib import URIRef

    from kg.store.registers.translate import Select, Translator

    translator = Translator(things, small)
    if algebra.name == "SelectQuery":
        return translator.query(algebra.p, columns)
    if algebra.name == "AskQuery":
        return translator.select(algebra.p, [])
    if algebra.name == "ConstructQuery":
        return translator.query(algebra.p, _of_template(_template(algebra)))
    if algebra.name == "DescribeQuery" and algebra.p is not None:
        return translator.select(algebra.p, [str(each) for each in algebra.PV if not isinstance(each, URIRef)])
    if algebra.name == "DescribeQuery":
        return Select("SELECT 1", (), (), False)
    raise NotTranslatable(f"the form {algebra.name}")


def _template(algebra: Any) -> Any:
    """The triples that a CONSTRUCT makes; those of its pattern in the short form."""
    if algebra.template is not None:
        return algebra.template
    pattern = algebra.p
    while pattern.name != "BGP":
        pattern = pattern.p
    return pattern.triples


def _of_template(template: Any) -> list[str]:
    from rdflib import Variable

    return sorted({str(term) for triple in template for term in triple if isinstance(term, Variable)})


def _decoded(rows: Sequence[Sequence[Any]], select: Select) -> tuple[tuple[Term | None, ...], ...]:
    if select.solutions:
        return tuple(onerow.decoded(rows, select.solutions))
    if not select.variables:
        return tuple(() for _ in rows)
    columns = []
    for column, shape in zip(zip(*rows, strict=True), select.shapes, strict=True) if rows else ():
        kept: dict[Any, Term | None] = {None: None}
        if shape.kind == terms.TERM:
            kept.update(_terms({value for value in column if value is not None}))
        elif shape.kind != terms.NONE:
            decode = terms.decoder(shape)
            kept.update((value, decode(value)) for value in set(column) if value is not None)
        columns.append([kept[value] for value in column])
    return tuple(zip(*columns, strict=True))


def _terms(texts: set[str]) -> Mapping[str, Term]:
    """Terms as N-Triples writes them, read."""
    listed = list(texts)
    lines = "\n".join(f"<x:> <x:> {text} ." for text in listed)
    read = parse(lines, format=RdfFormat.N_TRIPLES)
    return {text: quad.object for text, quad in zip(listed, read, strict=True)}


def _constructed(template: Any, variables: Sequence[str], rows: Sequence[Sequence[Term | None]]) -> list[Triple]:
    """The triples of a CONSTRUCT, each once."""
    import rdflib

    from kg.store.registers.patterns import constant

    made: dict[Triple, None] = {}
    for number, row in enumerate(rows):
        given = dict(zip(variables, row, strict=True))
        for triple in template:
            parts = [
                given.get(str(term))
                if isinstance(term, rdflib.Variable)
                else BlankNode(f"b{number}-{term}".replace("_", "-"))
                if isinstance(term, rdflib.BNode)
                else constant(term)
                for term in triple
            ]
            subject, predicate, object_ = parts
            if (
                object_ is None
                or not isinstance(subject, NamedNode | BlankNode)
                or not isinstance(predicate, NamedNode)
            ):
                continue
            made[Triple(subject, predicate, object_)] = None
    return list(made)


def _as_results(answer: Result) -> QuerySolutions | QueryBoolean | QueryTriples:
    """An answer as the engine's own result, which can write itself in every format."""
    if isinstance(answer, list):
        store = Store()
        store.extend(_quad(triple) for triple in answer)
        result = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        assert isinstance(result, QueryTriples)
        return result
    if isinstance(answer, bool):
        content = {"head": {}, "boolean": answer}
    else:
        bindings = [
            {name: _json(term) for name, term in zip(answer.variables, row, strict=True) if term is not None}
            for row in answer.rows
        ]
        content = {"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}
    return parse_query_results(json.dumps(content), format=QueryResultsFormat.JSON)


def _quad(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object)


def _json(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    assert isinstance(term, Literal)
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
