"""``kg mcp``: the graph for assistants."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kg.cli.options import NARROWING, selected, with_options
from kg.errors import EnvironmentFault


@with_options(*NARROWING)
@click.command(
    "mcp",
    epilog="""\b
Examples:
  kg mcp                        the shipped records
  kg mcp build                  a build
  kg mcp --as-of 2021-12-31

\b
In the settings of an assistant that speaks the Model Context Protocol:
  {"mcpServers": {"certreg": {"command": "kg", "args": ["mcp"]}}}
""",
)
@click.argument("build", required=False, type=click.Path(path_type=Path))
@click.option(
    "--deadline",
    type=click.FloatRange(min=0.5, max=3600),
    default=10.0,
    show_default=True,
    help="Seconds that a query may take.",
)
def command(
    build: Path | None,
    deadline: float,
    data: tuple[Path, ...],
    as_of: datetime | None,
    source: tuple[str, ...],
) -> None:
    """Offer the questions, SPARQL, search and show to an assistant, over standard input and output (extra mcp)."""
    try:
        from kg.web.assistant import run
    except ImportError as fault:
        raise EnvironmentFault("kg mcp needs the extra: python -m pip install 'certreg[mcp]'") from fault
    from kg.web.server import chosen

    run(chosen(build, selected(data, as_of, source)), deadline)
