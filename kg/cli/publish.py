"""``kg publish``: the graph into a SPARQL server."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pyoxigraph import Literal

from kg import names
from kg.cli.options import NARROWING, WRITING, Steps, selected, with_options, write
from kg.errors import UsageError, Where
from kg.store import Table

if TYPE_CHECKING:
    from kg.publish.parts import GraphPart


@with_options(*WRITING, *NARROWING)
@click.command(
    "publish",
    epilog="""\b
Examples:
  kg publish --graph-store http://localhost:7878/store --endpoint http://localhost:7878/query
  kg publish build certificates.nq.gz --graph-store https://example.org/data --endpoint https://example.org/sparql
  KG_ENDPOINT_USER=dba KG_ENDPOINT_PASSWORD=… kg publish \\
    --graph-store http://localhost:8890/sparql-graph-crud-auth --endpoint http://localhost:8890/sparql
  kg publish build parts --bulk-folder load     files and a script for Virtuoso's bulk loader
""",
)
@click.argument("given", metavar="[BUILD] [FILE...]", nargs=-1, type=click.Path(path_type=Path))
@click.option("--graph-store", metavar="URL", help="The server's address for the Graph Store Protocol.")
@click.option(
    "--endpoint", metavar="URL", envvar="KG_ENDPOINT", help="The server's SPARQL endpoint. [env var: KG_ENDPOINT]"
)
@click.option("--prune", is_flag=True, help="Remove previously published graphs that no longer exist.")
@click.option("--bulk-folder", type=click.Path(path_type=Path), help="Write files for Virtuoso's bulk loader instead.")
def command(
    given: tuple[Path, ...],
    graph_store: str | None,
    endpoint: str | None,
    prune: bool,
    bulk_folder: Path | None,
    form: str,
    output: str,
    data: tuple[Path, ...],
    as_of: datetime | None,
    source: tuple[str, ...],
) -> None:
    """Load the records (or a BUILD) and files of quads into a SPARQL server. Each named graph is replaced as a whole.

    User and password come from KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD, or a token from KG_ENDPOINT_TOKEN. Graphs
    that are already up to date are skipped, so an interrupted publication can simply be started again.
    """
    from kg.publish import publishing, virtuoso
    from kg.publish.remote import GraphStore
    from kg.store.endpoint import EndpointGraph

    narrowing = selected(data, as_of, source)
    if bulk_folder is None and (graph_store is None or endpoint is None):
        raise UsageError("give --graph-store and --endpoint, or --bulk-folder")
    with tempfile.TemporaryDirectory(prefix="certreg-") as work, Steps() as steps:
        store = GraphStore(graph_store) if graph_store is not None else None
        steps.next("Reading")
        parts = _parts(given, narrowing, Path(work))
        if bulk_folder is not None:
            script = virtuoso.write(bulk_folder, parts)
            click.echo(f"{script}: run it with isql; the server needs permission to read the folder.", err=True)
            return
        assert store is not None and endpoint is not None
        rows = publishing.publish(store, EndpointGraph(endpoint), parts, Path(work), prune, steps.next)
    shown = [
        (
            Literal(names.short(row.graph)),
            Literal(row.action),
            Literal(row.triples) if row.triples is not None else None,
        )
        for row in rows
    ]
    write(Table(("graph", "done", "triples"), tuple(shown)), form, output)


def _parts(given: tuple[Path, ...], narrowing: Mapping[str, Any], work: Path) -> list[GraphPart]:
    """The graphs of the records (or of a build in their place) and of files of quads."""
    from kg.build import manifest, write
    from kg.publish.parts import Parts, read
    from kg.records import assemble
    from kg.records.assemble import Selection
    from kg.registers import inputs

    base, rest = inputs.parted(given)
    parts = Parts(work)
    if base is not None:
        if narrowing["data"] or narrowing["as_of"] or narrowing["source"]:
            raise UsageError("--data, --as-of and --source choose among records; a build is published as it is")
        path = manifest.verify(base, write.QUADS_FILE)
        parts.add(read(path), Where.of(path))
    else:
        selection = Selection(tuple(narrowing["data"]), narrowing["as_of"], tuple(narrowing["source"]))
        parts.add(assemble.assemble(selection).quads(), Where("the records"))
    for path in inputs.files(rest):
        parts.add(read(path), Where.of(path))
    return parts.finish()
