"""``kg site``: the pages as files for any web host."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from kg import names
from kg.cli.options import NARROWING, selected, with_options
from kg.errors import UsageError
from kg.store import Graph


@with_options(*NARROWING)
@click.command(
    "site",
    epilog="""\b
Examples:
  kg site -o public                 the shipped records
  kg site -o public build           a build
  kg site -o public --base https://example.org/certreg/
  kg site -o public --as-of 2021-12-31

\b
Then open public/index.html, or copy the folder to a web host. Links are relative, so the pages work at any address.
""",
)
@click.argument("build", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder to write; an earlier site in it is replaced as a whole.",
)
@click.option(
    "--base",
    metavar="URL",
    default=names.BASE,
    show_default=True,
    help="The address where the folder will be, for sitemap.xml.",
)
def command(
    build: Path | None, output: Path, base: str, data: tuple[Path, ...], as_of: datetime | None, source: tuple[str, ...]
) -> None:
    """Write all web pages of the records, or of a BUILD folder, as files: entities, sources, questions with
    their answers, the ontology, search, and the data of each page.
    """
    from kg.store.oxigraph import on_deep_stack
    from kg.web.folder import write

    if not base.startswith(("https://", "http://")):
        raise UsageError(f"--base {base}: an address begins with https:// or http://")
    begun = time.monotonic()
    with _progress() as tell:
        graph = _graph(build, data, as_of, source)
        count = on_deep_stack(lambda: write(graph, output, base.rstrip("/") + "/", tell))  # one for all its queries
    seconds = time.monotonic() - begun
    click.echo(f"{output}: {count:,} files in {seconds:.1f} s ({count / seconds:,.0f} a second)", err=True)


def _graph(build: Path | None, data: tuple[Path, ...], as_of: datetime | None, source: tuple[str, ...]) -> Graph:
    if build is None:
        from kg.opening import open_graph

        return open_graph(**selected(data, as_of, source)).engine
    if data or as_of or source:
        raise UsageError("--data, --as-of and --source select records; they do not apply to a build")
    from kg.build import manifest
    from kg.build.write import QUADS_FILE
    from kg.store.oxigraph import OxigraphGraph

    return OxigraphGraph.of_nquads(manifest.verify(build, QUADS_FILE).read_bytes())


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; anywhere else, nothing."""
    if not sys.stderr.isatty():
        yield lambda done, known: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    shown = TextColumn("Writing pages"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*shown, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, known: progress.update(task, completed=done, total=known)
