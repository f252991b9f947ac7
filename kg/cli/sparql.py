"""``kg sparql``: run a query, given as text, as a file or on standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.ask.unknown_terms import warnings
from kg.cli.options import ASKING, MASTER, SECONDS, STORE, WRITING, opened, spark_session, with_options, write
from kg.errors import EnvironmentFault, QueryError, UsageError
from kg.store import Graph, Table
from kg.store.oxigraph import MAX_QUERY_BYTES

if TYPE_CHECKING:
    from kg.store.registers.graph import RegisterGraph

#: One byte more than a query may have, so that a larger one is refused as such.
_READ_BYTES = MAX_QUERY_BYTES + 1


@with_options(MASTER, *WRITING, *ASKING, STORE)
@click.command(
    "sparql",
    epilog="""\b
Examples:
  kg sparql 'SELECT ?scheme { id:cnca cr:administers ?scheme }'
  kg sparql query.rq -f json
  echo 'ASK { id:mfds cr:partnerOf id:cnca }' | kg sparql -
  kg sparql 'DESCRIBE id:ccc' -f ttl
  kg sparql 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o }' --store china
  kg sparql query.rq --store /shared/china --engine spark --master spark://host:7077
  kg sparql 'SELECT ?passage { GRAPH ?passage { id:ccc ?p ?o } }'

Plain patterns see all graphs at once; GRAPH names the passage. Prefixes that need no declaration: cr, id, code,
source, derived, rdf, rdfs, owl, xsd, skos, dct, prov, org, eli, qb, sdmx-measure, sdmx-dimension, sdmx-attribute,
schema, unit, void, dcat.
""",
)
@click.argument("query", default="-")
@click.option("--explain", is_flag=True, help="With a register store: print how the query is answered, and why.")
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="With a register store: where its tables are read, this machine or Apache Spark.",
)
@click.option("--timeout", type=SECONDS, default=60.0, show_default=True, help="Time limit in seconds.")
def command(
    query: str,
    explain: bool,
    engine: str,
    master: str,
    timeout: float,
    form: str,
    output: str,
    lang: str,
    **given: Any,
) -> None:
    """Run QUERY: SPARQL text, a file that holds it, or - for standard input.

    SELECT gives a table, ASK yes or no, CONSTRUCT and DESCRIBE triples (-f ttl, nt, jsonld, rdfxml).
    """
    text = _text(query)
    graph = opened(**given)
    try:
        if explain:
            click.echo(_tables(graph.engine, "--explain").explained(text))
            return
        if engine == "spark":
            _tables(graph.engine, "--engine spark").run_on(spark_session(master))
        answer = graph.query(text, timeout=timeout)
    except QueryError as fault:
        fault.query = text
        raise
    write(answer, form, output)
    if isinstance(answer, Table) and not answer.rows and "prov:wasDerivedFrom" in text:
        click.echo("kg: since certreg 0.2, cr:statedIn leads to the passages that state something", err=True)
    for line in warnings(graph.engine, text):
        click.echo(f"kg: {line}", err=True)


def _tables(engine: Graph, option: str) -> RegisterGraph:
    """The engine of a register store. Raises UsageError when it is another one."""
    from kg.store.registers.graph import RegisterGraph

    if not isinstance(engine, RegisterGraph):
        raise UsageError(f"{option} goes with --store and a register store (kg import TABLE --store STORE)")
    return engine


def _text(query: str) -> str:
    if query == "-":
        return sys.stdin.buffer.read(_READ_BYTES).decode("utf-8", "replace")
    path = Path(query)
    if any(mark in query for mark in "{}\n") or (query.split()[:1] != [query] and not path.is_file()):
        return query
    try:
        with path.open("rb") as file:
            return file.read(_READ_BYTES).decode("utf-8")
    except OSError as fault:
        raise EnvironmentFault(f"{query}: neither a query nor a readable file") from fault
    except UnicodeDecodeError as fault:
        raise EnvironmentFault(f"{query}: not UTF-8 text") from fault
