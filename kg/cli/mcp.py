"""``kg mcp``: the graph as tools for an assistant."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kg.cli.options import DEADLINE, NARROWING, selected, with_options


@with_options(DEADLINE, *NARROWING)
@click.command(
    "mcp",
    epilog="""\b
Examples:
  kg mcp                            the shipped records
  kg mcp build                      a build, and each later one in the same folder
  kg mcp china                      a store of kg load
  kg mcp --deadline 30 --as-of 2021-12-31

The assistant's program starts this command; see docs/assistants.md. It needs the extra mcp.
""",
)
@click.argument("build", required=False, type=click.Path(path_type=Path))
def command(
    build: Path | None,
    deadline: float,
    data: tuple[Path, ...],
    as_of: datetime | None,
    source: tuple[str, ...],
) -> None:
    """Offer the records, a BUILD folder or a store to an assistant over the Model Context Protocol.

    The server uses standard input and output. It offers the questions, search, show, path and read-only SPARQL; every
    answer names its passages.
    """
    from kg.mcp.server import serve
    from kg.web.server import select_target

    serve(select_target(build, selected(data, as_of, source)), deadline)
