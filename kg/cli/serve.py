"""``kg serve``: the graph on the web."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kg.cli.options import DEADLINE, NARROWING, selected, with_options


@with_options(DEADLINE, *NARROWING)
@click.command(
    "serve",
    epilog="""\b
Examples:
  kg serve                          the shipped records, at http://127.0.0.1:8080/sparql
  kg serve build                    a build, and each later one in the same folder
  kg serve china                    a store of kg import --store: records and registers
  kg serve --port 8890 --data my-records
  kg serve --deadline 30 --as-of 2021-12-31

\b
Then, from another program:
  curl --data-urlencode 'query=SELECT * { id:ccc ?p ?o }' http://127.0.0.1:8080/sparql

When the records or the build change, or on SIGHUP, the server loads the new graph and switches to it without
a pause.
""",
)
@click.argument("build", required=False, type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="Port; 0 picks a free one."
)
@click.option("--public-url", metavar="URL", help="Public scheme and host, behind a proxy.")
def command(
    build: Path | None,
    host: str,
    port: int,
    deadline: float,
    public_url: str | None,
    data: tuple[Path, ...],
    as_of: datetime | None,
    source: tuple[str, ...],
) -> None:
    """Serve the records, a BUILD folder or a store on the web: pages, and a read-only SPARQL 1.1 endpoint."""
    from kg.web.server import select_target, serve

    serve(
        select_target(build, selected(data, as_of, source)),
        host,
        port,
        deadline,
        public_url,
        ready=lambda address: click.echo(f"kg: serving {address}; Ctrl-C ends it", err=True),
    )
