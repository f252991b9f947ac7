"""Options that several commands share, and what they turn into: a graph, and a place to write to."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from kg.errors import EnvironmentFault
from kg.graph import KnowledgeGraph
from kg.opening import open_graph
from kg.render import FORMATS, render
from kg.store import Answer

F = TypeVar("F", bound=Callable[..., Any])

FORMAT = click.Option(
    ["-f", "--format", "form"],
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="How to write the result: table and md for eyes; csv, tsv, json as SPARQL 1.1 has them; "
    "ttl, nt, jsonld, rdfxml for triples.",
)
OUTPUT = click.Option(
    ["-o", "--output"],
    type=click.Path(dir_okay=False, allow_dash=True),
    default="-",
    help="Write to this file instead of standard output.",
)
LANG = click.Option(["--lang"], default="en", show_default=True, metavar="TAG", help="Language of names: en, zh, ko.")
_AS_OF = click.Option(
    ["--as-of"],
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Only what was published by this date (YYYY-MM-DD).",
)
_SOURCE = click.Option(["--source"], multiple=True, metavar="KEY", help="Only what this source says; repeatable.")
DATA = click.Option(
    ["--data"],
    multiple=True,
    type=click.Path(path_type=Path),
    help="A folder or file of more records, laid beside the shipped ones; repeatable. Also KG_DATA "
    f"(several joined by {os.pathsep!r}).",
)
ENDPOINT = click.Option(
    ["--endpoint"],
    envvar="KG_ENDPOINT",
    metavar="URL",
    help="Ask this SPARQL 1.1 endpoint instead of the shipped records. Also KG_ENDPOINT.",
)

WRITING = (FORMAT, OUTPUT)
NARROWING = (DATA, _AS_OF, _SOURCE)
ASKING = (LANG, *NARROWING, ENDPOINT)


def with_options(*options: click.Option) -> Callable[[F], F]:
    """Put ready-made options on a command, after its own."""

    def add(command: F) -> F:
        if isinstance(command, click.Command):
            command.params.extend(options)
        return command

    return add


def selected(data: tuple[Path, ...], as_of: datetime | None = None, source: tuple[str, ...] = ()) -> dict[str, Any]:
    """The narrowing as `kg.load` and `Selection` take it; KG_DATA counts where --data is not given."""
    given = data or tuple(Path(part) for part in os.environ.get("KG_DATA", "").split(os.pathsep) if part)
    return {"data": given, "as_of": as_of.date() if as_of else None, "source": source}


def opened(
    data: tuple[Path, ...], as_of: datetime | None, source: tuple[str, ...], endpoint: str | None
) -> KnowledgeGraph:
    """The graph that the options name."""
    return open_graph(**selected(data, as_of, source), endpoint=endpoint)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say on a terminal, while it lasts, what is being done; anywhere else, nothing."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    shown = SpinnerColumn(), TextColumn(what), TimeElapsedColumn()
    with Progress(*shown, console=Console(stderr=True), transient=True) as progress:
        progress.add_task(what, total=None)
        yield


def write(answer: Answer, form: str, output: str) -> None:
    """Write an answer where the user wants it; a table on a terminal is as wide as the terminal."""
    write_text(render(answer, form, *_screen(output)), output)


def write_parts(parts: Sequence[str | Answer], output: str) -> None:
    """Write headings and tables, for eyes, one below the other."""
    screen = _screen(output)
    texts = [f"{part}\n" if isinstance(part, str) else render(part, "table", *screen) for part in parts]
    write_text("".join(texts), output)


def _screen(output: str) -> tuple[int | None, bool]:
    """Width in columns and whether to use colours; neither counts where nobody looks."""
    on_terminal = output == "-" and sys.stdout.isatty()
    return shutil.get_terminal_size().columns if on_terminal else None, on_terminal and not os.environ.get("NO_COLOR")


def write_text(text: str, output: str) -> None:
    """Write text to standard output (``-``) or to a file, whole or not at all."""
    if output == "-":
        sys.stdout.write(text)
    else:
        write_bytes(text.encode(), output)


def write_bytes(content: bytes, output: str) -> None:
    """Write a file's bytes to standard output (``-``) or to a file, whole or not at all."""
    if output == "-":
        sys.stdout.buffer.write(content)
        return
    target = Path(output)
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(target)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        raise EnvironmentFault(f"{target}: cannot be written: {fault.strerror}") from fault
