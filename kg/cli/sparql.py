"""``kg sparql``: run any query, given as text, as a file or on standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from kg.cli.options import ASKING, STORE, WRITING, FiniteRange, opened, with_options, write
from kg.errors import EnvironmentFault, QueryError


@with_options(*WRITING, *ASKING, STORE)
@click.command(
    "sparql",
    epilog="""\b
Examples:
  kg sparql 'SELECT ?scheme { id:cnca cr:administers ?scheme }'
  kg sparql query.rq -f json
  echo 'ASK { id:mfds cr:partnerOf id:cnca }' | kg sparql -
  kg sparql 'DESCRIBE id:ccc' -f ttl
  kg sparql 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o }' --store china
  kg sparql 'SELECT ?passage { GRAPH ?passage { id:ccc ?p ?o } }'

Plain patterns see all graphs at once; GRAPH names the passage. Prefixes that need no declaration: cr, id, code,
source, derived, rdf, rdfs, owl, xsd, skos, dct, prov, org, eli, qb, sdmx-measure, sdmx-dimension, sdmx-attribute,
schema, unit, void, dcat.
""",
)
@click.argument("query", default="-")
@click.option("--timeout", type=FiniteRange(min=0.1), default=60.0, show_default=True, help="Seconds to wait.")
def command(query: str, timeout: float, form: str, output: str, lang: str, **given: Any) -> None:
    """Run QUERY: SPARQL text, a file that holds it, or - for standard input.

    SELECT gives a table, ASK yes or no, CONSTRUCT and DESCRIBE triples (-f ttl, nt, jsonld, rdfxml).
    """
    text = _text(query)
    graph = opened(**given)
    try:
        answer = graph.query(text, timeout=timeout)
    except QueryError as fault:
        fault.query = text
        raise
    write(answer, form, output)


def _text(query: str) -> str:
    if query == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    path = Path(query)
    if any(mark in query for mark in "{}\n") or (query.split()[:1] != [query] and not path.is_file()):
        return query
    try:
        return path.read_text("utf-8")
    except OSError as fault:
        raise EnvironmentFault(f"{query}: neither a query nor a readable file") from fault
    except UnicodeDecodeError as fault:
        raise EnvironmentFault(f"{query}: not UTF-8 text") from fault
